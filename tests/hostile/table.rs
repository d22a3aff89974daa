//! Inputs × outputs, a letter a cell.

use crate::corpus::Text;
use crate::seen;
use std::fmt::Write;

/// What a text did not bring about in an output, and how that is known.
pub const LEGEND: &str = "\
=  shown whole, as plain text, and nothing in it acts
<  shown as far as there is room, an ellipsis behind it; nothing in it acts
r  refused with exit code 2, place and cure; nothing was written
.  not shown here, and nothing of it acts here
!  failed, see below";

/// How much of the inputs an output shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every one.
    All,
    /// As many as there is room for.
    Room,
}

/// Whether GitHub looks through an output for mentions and references.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum On {
    GitHub,
    /// The same of a title: emoji and commits are no harm there.
    Title,
    Else,
}

/// The table.
pub struct Table {
    rows: Vec<Text>,
    columns: Vec<(String, Vec<char>)>,
    faults: Vec<String>,
}

impl Table {
    pub fn new(rows: Vec<Text>) -> Table {
        Table {
            rows,
            columns: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// An output that holds all inputs together.
    pub fn column(&mut self, what: &str, on: On, reach: Reach, read: Result<Vec<String>, String>) {
        match read {
            Ok(pieces) => {
                let cells: Vec<_> = self.rows.iter().map(|_| Some(pieces.as_slice())).collect();
                self.cells(what, on, reach, &cells);
            }
            Err(why) => {
                self.faults.push(format!("{what}: {why}"));
                self.columns
                    .push((what.to_owned(), vec!['!'; self.rows.len()]));
            }
        }
    }

    /// An output of which each input has its own; none for one that was refused.
    pub fn each(
        &mut self,
        what: &str,
        on: On,
        reach: Reach,
        read: Vec<Option<Result<Vec<String>, String>>>,
    ) {
        let whys = read.iter().zip(&self.rows).filter_map(|(one, row)| {
            let why = one.as_ref()?.as_ref().err()?;
            Some(format!("{what} × {}: {why}", row.name))
        });
        let mut whys: Vec<String> = whys.collect();
        whys.dedup_by_key(|why| {
            why.split_once(": ")
                .map(|(_, why)| why.split_once(": ").map(|(_, why)| why.to_owned()))
        });
        if !whys.is_empty() {
            self.faults.extend(whys);
            self.columns
                .push((what.to_owned(), vec!['!'; self.rows.len()]));
            return;
        }
        let pieces: Vec<Option<Vec<String>>> = read
            .into_iter()
            .map(|one| one.and_then(Result::ok))
            .collect();
        let cells: Vec<_> = pieces.iter().map(Option::as_deref).collect();
        self.cells(what, on, reach, &cells);
    }

    fn cells(&mut self, what: &str, on: On, reach: Reach, pieces: &[Option<&[String]>]) {
        let mut column = Vec::new();
        for (row, pieces) in self.rows.iter().zip(pieces) {
            let Some(pieces) = pieces else {
                column.push('r');
                continue;
            };
            let found: Vec<_> = pieces
                .iter()
                .flat_map(|piece| row.forms().filter_map(|form| seen::find(piece, form)))
                .collect();
            let acts = found
                .iter()
                .filter(|_| on != On::Else)
                .find_map(|one| one.acts(on == On::Title));
            let whole = found.iter().any(|one| one.whole);
            column.push(match (acts, whole, found.is_empty(), reach) {
                (Some(acts), ..) => {
                    self.faults.push(format!("{what} × {}: {acts}", row.name));
                    '!'
                }
                (None, true, ..) => '=',
                (None, false, false, _) => '<',
                (None, _, true, Reach::Room) => '.',
                (None, _, true, Reach::All) => {
                    let word = row
                        .shown
                        .split(' ')
                        .max_by_key(|word| word.len())
                        .unwrap_or_default();
                    let near = pieces.iter().find(|piece| piece.contains(word));
                    self.faults.push(format!(
                        "{what} × {}: {:?} is not there as text; near: {near:?}",
                        row.name, row.shown
                    ));
                    '!'
                }
            });
        }
        self.columns.push((what.to_owned(), column));
    }

    /// A fault of no cell.
    pub fn fault(&mut self, what: String) {
        self.faults.push(what);
    }

    /// How many inputs there are.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// A text that has to hold no input at all.
    pub fn holds_none(&mut self, what: &str, text: &str) {
        let held = self
            .rows
            .iter()
            .filter(|row| seen::find(text, &row.shown).is_some());
        let held: Vec<String> = held
            .map(|row| format!("{what} × {}: it is there", row.name))
            .collect();
        self.faults.extend(held);
    }

    pub fn print(&self) -> String {
        let mut out = String::new();
        let widest = self
            .rows
            .iter()
            .map(|row| row.name.len())
            .max()
            .unwrap_or(0);
        let numbers: String = (0..self.columns.len())
            .map(|at| format!("{:>3}", at + 1))
            .collect();
        let _ = writeln!(out, "{:widest$}{numbers}", "");
        for (at, row) in self.rows.iter().enumerate() {
            let letters: String = self
                .columns
                .iter()
                .map(|(_, cells)| format!("  {}", cells[at]))
                .collect();
            let _ = writeln!(out, "{:widest$}{letters}", row.name);
        }
        out.push('\n');
        for (at, (what, _)) in self.columns.iter().enumerate() {
            let _ = writeln!(out, "{:>3}  {what}", at + 1);
        }
        let _ = writeln!(
            out,
            "\n{LEGEND}\n\n{} inputs × {} outputs",
            self.rows.len(),
            self.columns.len()
        );
        out
    }

    /// Prints the table, and fails where a cell does.
    pub fn done(&self) {
        println!("{}", self.print());
        let shown: Vec<&str> = self.faults.iter().take(90).map(String::as_str).collect();
        assert!(
            self.faults.is_empty(),
            "{} faults:\n{}",
            self.faults.len(),
            shown.join("\n")
        );
    }
}
