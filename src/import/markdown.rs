//! Notes in a Markdown document: list items and the rows of tables. Headings and the lines that lead a list name their groups.

use super::columns::{self, Kind, heading};
use super::inline::{emphasised, plain};
use super::items::{self, Block, Placed};
use super::rows::Sheet;
use super::table;
use super::take::Take;
use super::{Repair, Why};
use crate::fault::Fault;
use std::collections::BTreeSet;

/// The longest line that may name the list below it, in characters.
const LONGEST_LEAD: usize = 100;

/// Where the document is.
#[derive(Default)]
struct Place {
    heading: Option<String>,
    /// The line above the list.
    lead: Option<String>,
    /// The items above, by indentation, that only name what is below them.
    labels: Vec<(usize, String)>,
}

impl Place {
    fn cluster(&self) -> Option<&str> {
        let label = self.labels.last().map(|(_, label)| label.as_str());
        label.or(self.lead.as_deref()).or(self.heading.as_deref())
    }
}

/// Reads a document.
// Like its siblings, though nothing here can fail.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let blocks = items::blocks(text);
    let listed = blocks
        .iter()
        .any(|(_, block)| matches!(block, Block::Item(..) | Block::Table(..)));
    let title = title(&blocks);
    let mut place = Place::default();
    let mut headed = false;
    for (index, (line, block)) in blocks.iter().enumerate() {
        let next = blocks.get(index + 1).map(|(_, block)| block);
        match block {
            Block::Heading(_, words) => {
                let named = (title != Some(*line)).then(|| name(words)).flatten();
                place = Place {
                    heading: named,
                    ..Place::default()
                };
                take.drop(*line, words, Why::Heading);
            }
            Block::Paragraph(words) => {
                place.labels.clear();
                // A sentence right below a heading introduces its list; the heading names it.
                let names = !headed || emphasised(words).is_some();
                let above = matches!(next, Some(Block::Item(..)));
                place.lead = lead(words).filter(|_| names && above);
                if place.lead.is_some() {
                    take.drop(*line, words, Why::Heading);
                } else if listed {
                    take.drop(*line, words, Why::Paragraph);
                } else {
                    take.card(*line, &plain(words), None, place.cluster(), None);
                }
            }
            Block::Item(indent, words) => {
                while place.labels.last().is_some_and(|(of, _)| of >= indent) {
                    place.labels.pop();
                }
                let below = matches!(next, Some(Block::Item(of, _)) if of > indent);
                match label(words).filter(|_| below) {
                    Some(label) => {
                        place.labels.push((*indent, label));
                        take.drop(*line, words, Why::Heading);
                    }
                    None if is_address(words) => take.drop(*line, words, Why::Link),
                    None => {
                        take.card(*line, &plain(words), None, place.cluster(), None);
                    }
                }
            }
            Block::Table(names, rows) => {
                place.labels.clear();
                of_table(*line, names, rows, place.heading.as_deref(), take);
            }
            Block::Aside(why, words) => take.drop(*line, words, *why),
        }
        headed = matches!(block, Block::Heading(..)) && place.heading.is_some();
    }
    // A name that all notes share groups nothing.
    let names: BTreeSet<Option<&str>> = take
        .cards
        .iter()
        .map(|card| card.cluster.as_deref())
        .collect();
    if names.len() == 1 {
        for card in &mut take.cards {
            card.cluster = None;
        }
    }
    Ok(())
}

/// The line of the document's title: its first heading, if no other is of that level.
fn title(blocks: &[Placed]) -> Option<usize> {
    let mut headings = blocks.iter().filter_map(|(line, block)| match block {
        Block::Heading(level, _) => Some((*line, *level)),
        _ => None,
    });
    let (line, first) = headings.next()?;
    let mut others = 0;
    let alone = headings.all(|(_, level)| {
        others += 1;
        level > first
    });
    (alone && others > 0).then_some(line)
}

/// The name that a heading gives.
fn name(words: &str) -> Option<String> {
    let words = plain(words);
    let words = words.trim_end_matches([':', ' ']);
    (!words.is_empty()).then(|| words.to_owned())
}

/// The name that the line above a list gives it: emphasised as a whole, a question, or short.
fn lead(words: &str) -> Option<String> {
    let length = words.chars().count();
    if words.contains('\n') || length > LONGEST_LEAD {
        return None;
    }
    if let Some(emphasised) = emphasised(words) {
        return Some(emphasised);
    }
    let bare = plain(words);
    let bare = bare.trim_start_matches(['-', '>', ' ']);
    let asks = bare.ends_with([':', '?', '？', '：']);
    let short = length <= LONGEST_LEAD / 2 && !bare.ends_with(['.', '!', ',', ';', '。']);
    (asks || short).then(|| name(bare)).flatten()
}

/// The name that an item gives to those below it.
fn label(words: &str) -> Option<String> {
    if words.chars().count() > LONGEST_LEAD {
        return None;
    }
    let bold = words.starts_with("**") || words.starts_with("__");
    let emphasised = emphasised(words).filter(|_| bold);
    let ends = words.trim_end().ends_with([':', '：']) || words.trim_end().ends_with(":**");
    emphasised.or_else(|| ends.then(|| name(words)).flatten())
}

/// Whether an item is an address or a picture and nothing else.
fn is_address(words: &str) -> bool {
    let bare = plain(words);
    let address = bare.starts_with("http://") || bare.starts_with("https://");
    let picture =
        words.starts_with("![") && words.ends_with(')') && words.matches("](").count() == 1;
    (address && !bare.contains(char::is_whitespace)) || picture
}

/// Takes the notes out of a table.
fn of_table(
    line: usize,
    names: &[String],
    rows: &[(usize, Vec<String>)],
    section: Option<&str>,
    take: &mut Take,
) {
    take.drop(line, &names.join(", "), Why::Heading);
    let mut all = Sheet::default();
    all.push(line, names.iter().map(|name| plain(name)));
    for (line, cells) in rows {
        if cells.iter().all(String::is_empty) {
            take.drop(*line, "", Why::Empty);
        } else {
            all.push(*line, cells);
        }
    }
    let columns = columns::find(&all, Kind::Document, take);
    let mut above = String::new();
    for row in all.iter().skip(1) {
        let Some(columns) = &columns else {
            take.drop(row.line(), &row.shown(), Why::NoText);
            continue;
        };
        if let Some(cluster) = columns.cluster {
            let cell = plain(row.cell(cluster));
            if !cell.is_empty() {
                above = cell;
            } else if columns.text.first().is_some_and(|text| cluster < *text) && !above.is_empty()
            {
                // A table shows a group's name once and leaves it out below.
                take.mend(Repair::CarriedDown, row.line());
            } else {
                above.clear();
            }
        }
        let votes = table::votes(row, columns.votes, take);
        let author = columns.author.map(|index| plain(row.cell(index)));
        let mut filled = false;
        for index in &columns.text {
            let column = columns
                .wide
                .then(|| names.get(*index).and_then(|name| heading(name)))
                .flatten();
            let cluster = column
                .as_deref()
                .or(Some(above.as_str()).filter(|name| !name.is_empty()))
                .or(section);
            for part in parts(row.cell(*index)) {
                filled = true;
                take.card(row.line(), &part, author.as_deref(), cluster, votes);
            }
            if filled && !columns.wide {
                break;
            }
        }
        if !filled {
            take.drop(row.line(), &row.shown(), Why::NoText);
        }
    }
}

/// The notes in a cell: a list in HTML is as many as it has items.
fn parts(cell: &str) -> Vec<String> {
    cell.split("<li>")
        .map(plain)
        .filter(|part| !part.is_empty())
        .collect()
}
