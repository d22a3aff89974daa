//! A proposal for a terminal.

use super::{Note, Shown, about, alike, counted};
use crate::draw::text;
use crate::import;
use crate::inert;
use crate::notes::lint::Remark;
use std::fmt::Write;

/// The most notes that are shown whole; of more, some of each cluster are.
const MOST_NOTES: usize = 200;
/// How many notes of a cluster are shown then.
const EACH: usize = 5;
/// The most clusters, merges, remarks and lines of a file that are shown.
const MOST_CLUSTERS: usize = 100;
const MOST: usize = 12;

/// How a terminal shows text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Its columns.
    pub columns: usize,
    /// Whether it knows bold and dim.
    pub styled: bool,
}

impl Screen {
    /// A line of somebody's words, cut to fit.
    fn line(self, indent: &str, text: &str) -> String {
        format!("{indent}{}\n", self.fitting(indent, text))
    }

    /// The same, of less weight.
    fn aside(self, indent: &str, text: &str) -> String {
        format!("{indent}{}\n", self.dim(&self.fitting(indent, text)))
    }

    fn fitting(self, indent: &str, text: &str) -> String {
        let room = self.columns.saturating_sub(indent.chars().count());
        text::cut(&inert::terminal(text), room.max(20), text::columns)
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.styled {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// The whole proposal: clusters, what is parked, what could be merged, kind remarks, and what was read.
pub fn text(shown: &Shown<'_>, screen: Screen) -> String {
    let mut out = String::new();
    let each = if shown.notes.len() > MOST_NOTES {
        EACH
    } else {
        usize::MAX
    };
    let clusters = &shown.proposal.clusters;
    for cluster in clusters.iter().take(MOST_CLUSTERS) {
        let name = screen.bold(&screen.fitting("", &cluster.name));
        let _ = writeln!(out, "{name} · {}", screen.dim(&about(cluster)));
        let first = cluster.notes.first().copied();
        if let Some(note) = cluster.about.filter(|about| Some(*about) != first) {
            out.push_str(&screen.aside("  ", &format!("“{}”", shown.text(note))));
        }
        notes(shown, screen, &mut out, &cluster.notes, each);
    }
    if clusters.len() > MOST_CLUSTERS {
        let more = clusters.len() - MOST_CLUSTERS;
        let _ = writeln!(
            out,
            "… and {}\n",
            counted(more, "more cluster", "more clusters")
        );
    }
    let parked = shown.parked();
    if !parked.is_empty() {
        let count = counted(parked.len(), "note", "notes");
        let _ = writeln!(out, "{} · {count}", screen.bold("Parked"));
        notes(shown, screen, &mut out, &parked, each);
    }
    merges(shown, screen, &mut out);
    remarks(shown, screen, &mut out);
    out.push_str(&summary(shown));
    out
}

/// What came of it in a few lines: the count, and what was read and what was not.
pub fn summary(shown: &Shown<'_>) -> String {
    format!("{}\n{}", shown.summary(), import::report(shown.files))
}

/// The notes of a cluster, each with its second choice.
fn notes(shown: &Shown<'_>, screen: Screen, out: &mut String, list: &[usize], each: usize) {
    for note in list.iter().take(each) {
        out.push_str(&screen.line("    ", shown.text(*note)));
        if let Some(second) = shown.second(*note) {
            out.push_str(&screen.aside("        ", &format!("or: {second}")));
        }
    }
    if list.len() > each {
        let _ = writeln!(out, "    … and {} more", list.len() - each);
    }
    out.push('\n');
}

fn merges(shown: &Shown<'_>, screen: Screen, out: &mut String) {
    if shown.merges.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", screen.bold("Could be merged"));
    for merge in shown.merges.iter().take(MOST) {
        out.push_str(&screen.line("    ", shown.text(merge.keep)));
        out.push_str(&screen.aside("        ", &alike(merge)));
    }
    rest(out, shown.merges.len());
}

fn remarks(shown: &Shown<'_>, screen: Screen, out: &mut String) {
    if shown.remarks.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", screen.bold("Remarks"));
    for remark in shown.remarks.iter().take(MOST) {
        let _ = writeln!(
            out,
            "    {}{}",
            place(shown, remark),
            inert::terminal(&remark.words)
        );
        for text in remark.suggestion.iter().take(6) {
            out.push_str(&screen.line("        → ", text));
        }
    }
    rest(out, shown.remarks.len());
}

/// Where the first note of a remark stands, where that is the only one: `notes.csv:4: `.
fn place(shown: &Shown<'_>, remark: &Remark) -> String {
    let [only] = remark.notes.as_slice() else {
        return String::new();
    };
    let note: Note<'_> = shown.notes.get(*only).copied().unwrap_or_default();
    shown
        .files
        .get(note.file)
        .map_or(String::new(), |(path, _)| {
            let path = inert::terminal(&path.display().to_string());
            format!("{path}:{}: ", note.line)
        })
}

fn rest(out: &mut String, count: usize) {
    if count > MOST {
        let _ = writeln!(out, "    … and {} more; --json has them all", count - MOST);
    }
    out.push('\n');
}
