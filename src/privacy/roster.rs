//! `roster.csv`, the file beside a session: who takes part, for whom they work, and whether they agreed to be named.
//!
//! In: the file's bytes. Out: a [`Roster`], or every fault in it. No fault quotes the file: its lines are what must not leave.

use crate::fault::{Fault, Place, enough, nearest};
use crate::import;
use crate::inert;
use std::path::Path;

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 8 << 20;

/// The longest cell that is read, in characters.
const LONGEST: usize = 500;

/// Columns and what else people call them.
const COLUMNS: [(Column, &[&str]); 7] = [
    (Column::Name, &["name", "full name", "full_name"]),
    (
        Column::First,
        &["first name", "first_name", "given name", "forename"],
    ),
    (
        Column::Last,
        &["last name", "last_name", "family name", "surname"],
    ),
    (
        Column::Handle,
        &["handle", "login", "github", "username", "account"],
    ),
    (
        Column::Organisation,
        &[
            "organisation",
            "organization",
            "employer",
            "company",
            "affiliation",
        ],
    ),
    (Column::Email, &["email", "e-mail", "mail", "email address"]),
    (Column::Consent, &["consent", "opt-in"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    First,
    Last,
    Handle,
    Organisation,
    Email,
    Consent,
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their account.
    pub handle: String,
    /// Their e-mail address.
    pub email: String,
    /// Whom they work for.
    pub organisation: String,
    /// Whether they agreed to be named.
    pub consent: bool,
}

/// Everybody who takes part, as far as the file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// A line each.
    pub people: Vec<Person>,
}

/// Reads the bytes of a roster, whatever they were saved as.
///
/// # Errors
/// Every fault in it.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Roster, Vec<Fault>> {
    let fault = |line: usize, column: usize, message: String, cure: &str| {
        Fault::new(Place::at(path.to_owned(), line, column), message, cure)
    };
    if bytes.len() > LARGEST_FILE {
        let found = format!(
            "the file has {} bytes, more than the {LARGEST_FILE} allowed",
            bytes.len()
        );
        return Err(vec![fault(1, 1, found, "keep one line a person")]);
    }
    let text = import::text(bytes);
    let example =
        "write a first line `name,handle,organisation,consent` and one person a line after it";
    if text.trim().is_empty() {
        return Err(vec![fault(1, 1, "the roster is empty".to_owned(), example)]);
    }
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    // What the reader says of a line may quote it.
    let broken = |error: &csv::Error| {
        let line = error
            .position()
            .map_or(1, |at| usize::try_from(at.line()).unwrap_or(1));
        fault(
            line,
            1,
            "the file cannot be read as CSV".to_owned(),
            "check the quotes on this line",
        )
    };
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return Err(vec![broken(&error)]),
    };
    let mut faults = Vec::new();
    let first = text
        .lines()
        .take_while(|line| line.trim().is_empty())
        .count()
        + 1;
    let columns = columns(&headers, |message, cure| {
        faults.push(fault(first, 1, message, &cure));
    });
    if let Some((line, column)) = open_quote(&text) {
        faults.push(fault(
            line,
            column,
            "the quote that opens here is never closed".to_owned(),
            "close a quoted cell with `\"`, and write a quote inside it twice: `\"\"`",
        ));
        return Err(faults);
    }
    let mut people = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(broken(&error));
                break;
            }
        };
        let line = record
            .position()
            .map_or(1, |at| usize::try_from(at.line()).unwrap_or(1));
        // Line ends before a row belong to it.
        let line = line + skipped(&text, record.position());
        if enough(&mut faults, || Place::at(path.to_owned(), line, 1)) {
            break;
        }
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() > headers.len() {
            let found = format!(
                "the row has {} cells for {} columns",
                record.len(),
                headers.len()
            );
            faults.push(fault(
                line,
                1,
                found,
                "put a cell that holds a comma in double quotes",
            ));
            continue;
        }
        let cell = |wanted: Column| -> String {
            let index = columns.iter().position(|column| *column == Some(wanted));
            let cell = index
                .and_then(|index| record.get(index))
                .unwrap_or_default();
            inert::line(inert::uncell(cell))
        };
        let mut person = Person {
            name: cell(Column::Name),
            handle: cell(Column::Handle),
            email: cell(Column::Email),
            organisation: cell(Column::Organisation),
            consent: false,
        };
        if person.name.is_empty() {
            person.name = inert::line(&format!("{} {}", cell(Column::First), cell(Column::Last)));
        }
        match cell(Column::Consent).to_lowercase().as_str() {
            "yes" => person.consent = true,
            "no" | "" => {}
            _ => faults.push(fault(
                line,
                1,
                "the cell under `consent` is neither `yes` nor `no`".to_owned(),
                "write `yes` for somebody who agreed to be named, else `no` or nothing",
            )),
        }
        let cells = [
            &person.name,
            &person.handle,
            &person.email,
            &person.organisation,
        ];
        if cells.iter().any(|cell| cell.chars().count() > LONGEST) {
            let found = format!("a cell has more than {LONGEST} characters");
            faults.push(fault(line, 1, found, "write one person a line"));
        }
        people.push(person);
    }
    if faults.is_empty() {
        Ok(Roster { people })
    } else {
        Err(faults)
    }
}

/// What each column holds, where that is known. More columns are fine, but not one that is only misspelt: what it holds would leave unseen.
fn columns(
    headers: &csv::StringRecord,
    mut fault: impl FnMut(String, String),
) -> Vec<Option<Column>> {
    let known = |header: &str| {
        let header = header.trim().to_lowercase();
        let mut all = COLUMNS.iter();
        all.find(|(_, names)| names.contains(&header.as_str()))
            .map(|(column, _)| *column)
    };
    let mut columns: Vec<Option<Column>> = Vec::new();
    for header in headers {
        let column = known(header);
        if column.is_some() && columns.contains(&column) {
            let name = inert::cut(&inert::line(header), 40);
            fault(
                format!("the column `{name}` stands here a second time"),
                "keep one of the two".to_owned(),
            );
        }
        columns.push(column);
    }
    for (at, header) in headers.iter().enumerate() {
        let free = COLUMNS
            .iter()
            .filter(|(column, _)| !columns.contains(&Some(*column)))
            .filter_map(|(_, names)| names.first().copied());
        if let (Some(None), Some(meant)) = (
            columns.get(at),
            nearest(header.trim(), free).filter(|_| !header.is_empty()),
        ) {
            fault(
                format!(
                    "column {} is not known, and there is none called `{meant}`",
                    at + 1
                ),
                format!("call it `{meant}`, if that is what it holds; else give it another name"),
            );
        }
    }
    let names = [
        Column::Name,
        Column::First,
        Column::Last,
        Column::Handle,
        Column::Email,
        Column::Organisation,
    ];
    if !names.iter().any(|name| columns.contains(&Some(*name))) {
        fault(
            "the first line names no column `name`, `handle` or `organisation`".to_owned(),
            "make the first line `name,handle,organisation,consent`".to_owned(),
        );
    }
    columns
}

/// The sign between cells: spreadsheets of some countries write semicolons.
fn delimiter(text: &str) -> u8 {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let count = |sign: u8| line.bytes().filter(|byte| *byte == sign).count();
    [b';', b'\t']
        .into_iter()
        .find(|sign| count(*sign) > count(b','))
        .unwrap_or(b',')
}

/// Empty lines that the reader passed over before a row.
fn skipped(text: &str, position: Option<&csv::Position>) -> usize {
    let at = position
        .and_then(|at| usize::try_from(at.byte()).ok())
        .unwrap_or_default();
    let rest = text.get(at..).unwrap_or_default();
    let empty = rest.len() - rest.trim_start_matches('\n').len();
    rest.get(..empty).map_or(0, str::len)
}

/// Line and column of a quote that no other closes.
fn open_quote(text: &str) -> Option<(usize, usize)> {
    let (mut line, mut column) = (1, 0);
    let mut open = None;
    for character in text.chars() {
        if character == '\n' {
            (line, column) = (line + 1, 0);
            continue;
        }
        column += 1;
        if character == '"' {
            open = match open {
                None => Some((line, column)),
                Some(_) => None,
            };
        }
    }
    open
}

#[cfg(test)]
mod tests;
