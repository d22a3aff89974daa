//! Kind remarks about the notes of a file, under what `check` says of its session.

use crate::inert;
use crate::notes::lint::{Kind, Remark};
use crate::text::many;
use serde::Serialize;
use std::path::PathBuf;

/// The most remarks that are shown as text.
const MOST: usize = 12;
/// The most lines that are named for one remark.
const MOST_LINES: usize = 6;
/// The most suggested texts that are shown for one remark, and characters of each.
const MOST_TEXTS: usize = 6;
const WIDEST: usize = 160;

/// Remarks about the notes of one file.
#[derive(Debug, Clone, Default)]
pub struct Remarks {
    /// The file, as the user would name it.
    pub file: PathBuf,
    /// The line of each note.
    pub lines: Vec<usize>,
    /// The remarks.
    pub list: Vec<Remark>,
}

impl Remarks {
    fn lines_of(&self, remark: &Remark) -> Vec<usize> {
        let mut lines: Vec<usize> = remark
            .notes
            .iter()
            .filter_map(|note| self.lines.get(*note).copied())
            .collect();
        lines.sort_unstable();
        lines
    }
}

/// What may be done about a remark. Only a name has to go, before anything is sent.
fn cure(remark: &Remark) -> &'static str {
    match remark.kind {
        Kind::Leak => "take the name out, or nothing of this session is sent",
        Kind::Signed => "take it out where it is a person",
        Kind::Little => "add a few words, or leave it",
        Kind::Several => "write each idea as a note of its own, or leave it",
        Kind::Stem => "write it as suggested, or leave it",
        Kind::NoStem => "begin them so, or leave them",
        Kind::Many => "choose, or leave them",
        Kind::Same => "nothing: they are counted as one note, with everybody behind it",
        Kind::NearlySame => "keep one, or leave them",
        Kind::Handle => {
            "write the account on GitHub as a word of its own, such as `Name (@handle)`, or leave it"
        }
    }
}

/// The remarks on one file as lines; nothing where there are none.
pub fn text(remarks: &Remarks) -> String {
    let file = inert::terminal(&remarks.file.display().to_string());
    let mut out = String::new();
    for remark in remarks.list.iter().take(MOST) {
        let lines = remarks.lines_of(remark);
        let mut named: Vec<String> = lines
            .iter()
            .take(MOST_LINES)
            .map(ToString::to_string)
            .collect();
        if lines.len() > MOST_LINES {
            named.push("…".to_owned());
        }
        out.push_str(&format!(
            "  {file}:{}: {}\n",
            named.join(","),
            inert::terminal(&remark.words)
        ));
        for text in remark.suggestion.iter().take(MOST_TEXTS) {
            let text = inert::cut(&inert::terminal(text), WIDEST);
            out.push_str(&format!("      → {text}\n"));
        }
        if remark.suggestion.len() > MOST_TEXTS {
            out.push_str("      → …\n");
        }
    }
    let left = remarks.list.len().saturating_sub(MOST);
    if left > 0 {
        out.push_str(&format!("  … and {left} more; --json has them all\n"));
    }
    if !remarks.list.is_empty() {
        let count = u64::try_from(remarks.list.len()).unwrap_or(u64::MAX);
        out.push_str(&format!(
            "  {}; {}\n",
            many(count, "remark", "remarks"),
            if remarks.list.iter().any(|remark| remark.kind == Kind::Leak) {
                "`run` sends nothing of this session until the names are out"
            } else {
                "nothing has to be changed"
            }
        ));
    }
    out
}

/// In the shape of a fault, with what only remarks have behind it.
#[derive(Serialize)]
struct Shown<'r> {
    file: String,
    line: usize,
    column: usize,
    message: &'r str,
    cure: &'r str,
    level: &'static str,
    kind: Kind,
    lines: Vec<usize>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    suggestion: &'r [String],
}

/// All remarks for machines: a list like that of faults, each with the level `remark`.
pub fn json(files: &[Remarks]) -> String {
    let mut list = Vec::new();
    for remarks in files {
        for remark in &remarks.list {
            let lines = remarks.lines_of(remark);
            list.push(Shown {
                file: remarks.file.display().to_string(),
                line: lines.first().copied().unwrap_or_default(),
                column: 1,
                message: &remark.words,
                cure: cure(remark),
                level: "remark",
                kind: remark.kind,
                lines,
                suggestion: &remark.suggestion,
            });
        }
    }
    super::json(&list)
}
