//! Notes out of files of other tools: tables, Markdown, boards' exports, issues.
//!
//! In: a file's name and bytes. Out: its notes as [`Card`]s in the file's order, and a word on everything that is no note or had
//! to be repaired. Pure: it opens no file. It never drops an item in silence, never panics on what a file holds, and takes words as
//! they stand: only damage of encodings is undone.

mod charset;
mod columns;
mod decode;
mod folkmoot;
mod funretro;
pub(crate) mod inline;
pub(crate) mod issue;
pub(crate) mod items;
pub(crate) mod json;
mod lines;
mod markdown;
mod mojibake;
mod names;
mod number;
mod parabol;
mod polis;
mod recognise;
mod report;
mod retroquest;
mod retrospectives;
mod rows;
mod table;
mod take;
mod w3c;

#[cfg(test)]
mod tests;

use crate::fault::{Fault, Place};
use crate::notes::LONGEST_NOTE;
use std::fmt;
use std::path::{Path, PathBuf};

pub use folkmoot::{Former, PARKED, former, parked};
pub use report::report;

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 64 << 20;

/// The most notes of one file.
pub const MOST_CARDS: usize = 200_000;

/// The most lines of a file: room for notes of some lines each, and for what is none.
const MOST_LINES: usize = 1_000_000;

/// The longest line, in bytes, where lines mean something.
const LONGEST_LINE: usize = 4 << 20;

/// A form of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Form {
    /// A table whose cells are separated by commas, semicolons or bars.
    Csv,
    /// A table whose cells are separated by tabs.
    Tsv,
    /// Lists and tables in Markdown.
    Markdown,
    /// One note a line.
    Lines,
    /// What Parabol exports as CSV.
    Parabol,
    /// What the Retrospectives extension of Azure DevOps exports.
    Retrospectives,
    /// What RetroQuest exports as CSV.
    #[value(name = "retroquest")]
    RetroQuest,
    /// A FunRetro (EasyRetro) board as Markdown, or as CSV with a column a list.
    #[value(name = "funretro")]
    FunRetro,
    /// The `comments.csv` of a Polis conversation.
    Polis,
    /// GitHub issues as JSON, such as the breakout sessions of W3C, or the body of one.
    W3c,
    /// What `folkmoot affinity` writes as JSON.
    Folkmoot,
}

impl Form {
    /// The name that people give it.
    pub fn name(self) -> &'static str {
        match self {
            Form::Csv => "CSV",
            Form::Tsv => "TSV",
            Form::Markdown => "Markdown",
            Form::Lines => "one note a line",
            Form::Parabol => "Parabol",
            Form::Retrospectives => "Retrospectives",
            Form::RetroQuest => "RetroQuest",
            Form::FunRetro => "FunRetro",
            Form::Polis => "Polis",
            Form::W3c => "issues",
            Form::Folkmoot => "folkmoot",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One note of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its words, on one line.
    pub text: String,
    /// Who wrote it, if the file says so.
    pub author: Option<String>,
    /// The group, column, heading or label that a person put it under.
    pub cluster: Option<String>,
    /// Its support in the source, if there is any: votes, likes, or agreements less disagreements.
    pub votes: Option<i64>,
    /// Its first line in the file, from 1.
    pub line: usize,
}

/// Why an item of a file is no note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Nothing in it.
    Empty,
    /// A row that holds something, but no note.
    NoText,
    /// More than [`LONGEST_NOTE`] characters.
    TooLong,
    /// It names a column, a group or a section.
    Heading,
    /// Prose beside the lists and tables.
    Paragraph,
    /// A quotation in Markdown.
    Quotation,
    /// Code, front matter, HTML, or where a link leads.
    Markup,
    /// An address or a picture alone.
    Link,
    /// A remark on a note, or a reply to one.
    Comment,
    /// A task, action item or work item.
    Task,
    /// A sum over the notes.
    Total,
    /// What a tool says about its file.
    Meta,
    /// A pull request among issues.
    PullRequest,
    /// A moderator rejected it.
    ModeratedOut,
    /// Its parts cannot be told apart.
    Unreadable,
}

impl Why {
    /// In words, for `count` items.
    fn words(self, count: usize) -> String {
        let (one, more) = match self {
            Why::Empty => ("empty", "empty"),
            Why::TooLong => {
                return format!("longer than {LONGEST_NOTE} characters");
            }
            Why::NoText => ("without a note", "without a note"),
            Why::Heading => ("heading", "headings"),
            Why::Paragraph => ("paragraph", "paragraphs"),
            Why::Quotation => ("quotation", "quotations"),
            Why::Markup => ("markup", "markup"),
            Why::Link => ("link", "links"),
            Why::Comment => ("comment", "comments"),
            Why::Task => ("task", "tasks"),
            Why::Total => ("total", "totals"),
            Why::Meta => ("about the file", "about the file"),
            Why::PullRequest => ("pull request", "pull requests"),
            Why::ModeratedOut => ("moderated out", "moderated out"),
            Why::Unreadable => ("unreadable", "unreadable"),
        };
        (if count == 1 { one } else { more }).to_owned()
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(1))
    }
}

/// An item of a file that is no note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Its first line in the file, from 1.
    pub line: usize,
    /// How it begins, on one line, harmless in a terminal.
    pub what: String,
    /// Why it is no note.
    pub why: Why,
}

/// A kind of repair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repair {
    /// A byte order mark was left out.
    ByteOrderMark,
    /// The file was UTF-16.
    Utf16,
    /// Lines were in Windows-1252.
    Windows1252,
    /// Lines were in Mac Roman.
    MacRoman,
    /// UTF-8 had been read as another encoding ("donâ€™t").
    Mojibake,
    /// Characters were lost before the file came here; they stay "\u{fffd}".
    Lost,
    /// Numbers were written with a comma ("13,95").
    DecimalComma,
    /// Two columns have the same name; the first that is filled counts.
    RepeatedHeader,
    /// Quotes inside of a cell were not doubled, or never closed.
    Quotes,
    /// Rows had more or fewer cells than the first.
    Ragged,
    /// A note stood in a column of numbers.
    Shifted,
    /// A cell was empty where the group above goes on.
    CarriedDown,
    /// A name of an author or a group was cut.
    CutName,
    /// No column is named as the notes' one: this one was taken, the one with the most text in it.
    Guessed(String),
}

/// What was repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// What kind of repair.
    pub what: Repair,
    /// How often.
    pub count: usize,
    /// The first line with it, from 1.
    pub line: usize,
}

impl fmt::Display for Mended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = |one: &str, more: &str| {
            let place = if self.count == 1 { "" } else { "first on " };
            let noun = if self.count == 1 { one } else { more };
            format!("{} {noun} ({place}line {})", self.count, self.line)
        };
        let text = match &self.what {
            Repair::ByteOrderMark => "a byte order mark left out".to_owned(),
            Repair::Utf16 => "UTF-16 read".to_owned(),
            Repair::Windows1252 => many("line in Windows-1252", "lines in Windows-1252"),
            Repair::MacRoman => many("line in Mac Roman", "lines in Mac Roman"),
            Repair::Mojibake => many("garbled line", "garbled lines"),
            Repair::Lost => many(
                "character that was lost before",
                "characters that were lost before",
            ),
            Repair::DecimalComma => many("decimal comma", "decimal commas"),
            Repair::RepeatedHeader => many("repeated column name", "repeated column names"),
            Repair::Quotes => many("row with loose quotes", "rows with loose quotes"),
            Repair::Ragged => many("ragged row", "ragged rows"),
            Repair::Shifted => many("shifted row", "shifted rows"),
            Repair::CarriedDown => many(
                "empty group cell filled from above",
                "empty group cells filled from above",
            ),
            Repair::CutName => many("long name cut", "long names cut"),
            Repair::Guessed(name) => format!("notes taken from {name}, which has the most text"),
        };
        f.write_str(&text)
    }
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The form it was read as.
    pub form: Form,
    /// Its notes, in the file's order.
    pub cards: Vec<Card>,
    /// What in it is no note, in the file's order.
    pub dropped: Vec<Dropped>,
    /// What was repaired.
    pub mended: Vec<Mended>,
}

/// The text of a file, whatever it was saved as; its line ends are all `\n`.
pub fn text(bytes: &[u8]) -> String {
    decode::decode(bytes).text
}

/// Reads a file as the form given, or as the one it looks like.
///
/// # Errors
/// The file is too large, is not of the form, or holds no note.
pub fn read(path: &Path, bytes: &[u8], form: Option<Form>) -> Result<Imported, Vec<Fault>> {
    if bytes.len() > LARGEST_FILE {
        let found = format!(
            "the file has {} bytes, more than the {LARGEST_FILE} allowed",
            bytes.len()
        );
        let cure = "split it, or leave out what is no note";
        return Err(vec![Fault::new(Place::whole(path.to_owned()), found, cure)]);
    }
    let text = decode::decode(bytes);
    let form = form.unwrap_or_else(|| recognise::form(path, &text.text));
    let mut take = take::Take::new(path, text.mended);
    let text = text.text.as_str();
    fits(text, form, &take).map_err(|fault| vec![fault])?;
    match form {
        Form::Csv | Form::Tsv => table::read(text, form == Form::Tsv, &mut take),
        Form::Markdown => markdown::read(text, &mut take),
        Form::Lines => lines::read(text, &mut take),
        Form::Parabol => parabol::read(text, &mut take),
        Form::Retrospectives => retrospectives::read(text, &mut take),
        Form::RetroQuest => retroquest::read(text, &mut take),
        Form::FunRetro => funretro::read(text, &mut take),
        Form::Polis => polis::read(text, &mut take),
        Form::W3c => w3c::read(text, &mut take),
        Form::Folkmoot => folkmoot::read(text, &mut take),
    }
    .map_err(|fault| vec![fault])?;
    take.finish(form).map_err(|fault| vec![fault])
}

/// Whether a text is of a size that notes come in. JSON may be one line.
fn fits(text: &str, form: Form, take: &take::Take) -> Result<(), Fault> {
    let json = matches!(form, Form::W3c | Form::Folkmoot);
    let cure = "leave out what is no note";
    let mut count = 0;
    for line in text.split('\n') {
        count += 1;
        if line.len() > LONGEST_LINE && !json {
            let found = format!(
                "the line has {} bytes, more than the {LONGEST_LINE} allowed",
                line.len()
            );
            return Err(take.fault(count, found, cure));
        }
    }
    if count > MOST_LINES && !json {
        let found = format!("the file has {count} lines, more than the {MOST_LINES} allowed");
        return Err(take.fault(0, found, cure));
    }
    Ok(())
}

/// Reads files that belong together: what [`read`] does for each, but the votes of a Polis conversation (`votes.csv`) go to the
/// notes of the `comments.csv` beside it and are no entry of their own.
///
/// # Errors
/// Every fault of every file.
pub fn read_all(
    files: &[(PathBuf, Vec<u8>)],
    form: Option<Form>,
) -> Result<Vec<(PathBuf, Imported)>, Vec<Fault>> {
    let mut imported = Vec::new();
    let mut faults = Vec::new();
    let mut votes = Vec::new();
    for (path, bytes) in files {
        let fits = matches!(form, None | Some(Form::Polis)) && bytes.len() <= LARGEST_FILE;
        if let Some(cast) = fits.then(|| polis::votes(bytes)).flatten() {
            votes.push((path, cast));
            continue;
        }
        match read(path, bytes, form) {
            Ok(one) => imported.push((path.clone(), one, bytes)),
            Err(found) => faults.extend(found),
        }
    }
    for (path, cast) in votes {
        let beside = imported.iter_mut().find(|(comments, one, _)| {
            one.form == Form::Polis && comments.parent() == path.parent()
        });
        match beside {
            Some((_, one, bytes)) => polis::support(one, bytes, &cast),
            None => faults.push(Fault::new(
                Place::whole(path.clone()),
                "the file holds votes and no notes",
                "name the `comments.csv` beside it as well",
            )),
        }
    }
    if faults.is_empty() {
        Ok(imported
            .into_iter()
            .map(|(path, one, _)| (path, one))
            .collect())
    } else {
        Err(faults)
    }
}
