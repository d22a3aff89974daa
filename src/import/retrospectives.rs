//! What the Retrospectives extension of Azure DevOps exports: a line about the board, its feedback items, then its work items. Older
//! versions quote nothing, newer ones quote without doubling the quotes inside; both leave line breaks as they are. So a row is
//! read from its end, where votes, date and name have forms of their own.

use super::take::Take;
use super::{Repair, Why};
use crate::fault::Fault;

/// The line above the feedback items.
pub(super) const NAMES: &str = "Type,Description,Votes,CreatedDate,CreatedBy";

/// How many lines one item may have.
const MOST_LINES: usize = 20;

/// How much may be read in vain in one file, in bytes.
const PATIENCE: usize = 8 << 20;

/// A feedback item.
#[derive(Debug, PartialEq, Eq)]
struct Item<'a> {
    column: &'a str,
    words: &'a str,
    votes: Option<i64>,
    author: Option<&'a str>,
    loose: bool,
}

/// Reads an export.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let lines = Lines::new(text);
    let Some(names) = lines.find(0, |line| line.eq_ignore_ascii_case(NAMES)) else {
        return Err(take.fault(
            1,
            format!("this is no export of the Retrospectives extension: it has no line `{NAMES}`"),
            "export the board as CSV, or name the form with --from",
        ));
    };
    let tasks = lines
        .find(names, |line| {
            line.starts_with("Feedback Description,Work Item Title,")
        })
        .unwrap_or(lines.len());
    let end = match tasks.checked_sub(1).map(|above| lines.line(above)) {
        Some("Work Items") if tasks < lines.len() => tasks - 1,
        _ => tasks,
    };
    for at in 0..lines.len() {
        let why = match at {
            _ if at < names => Why::Meta,
            _ if at == names || at == end || at == tasks => Why::Heading,
            _ if at > tasks => Why::Task,
            _ => continue,
        };
        if !lines.line(at).is_empty() {
            take.drop(at + 1, lines.line(at), why);
        }
    }
    items(&lines, names + 1, end, take);
    Ok(())
}

fn items(lines: &Lines<'_>, mut at: usize, end: usize, take: &mut Take) {
    let mut columns: Vec<&str> = Vec::new();
    let mut patience = PATIENCE;
    while at < end {
        if lines.line(at).is_empty() {
            at += 1;
            continue;
        }
        let mut found = None;
        for last in at..end.min(at + MOST_LINES) {
            // A line that begins as an item does is one of its own.
            let own = last > at
                && item(lines.line(last)).is_some_and(|item| columns.contains(&item.column));
            if own || patience == 0 {
                break;
            }
            let text = lines.range(at, last);
            if let Some(item) = item(text) {
                found = Some((last, item));
                break;
            }
            patience = patience.saturating_sub(text.len());
        }
        match found {
            Some((last, item)) => {
                if !columns.contains(&item.column) && columns.len() < 20 {
                    columns.push(item.column);
                }
                if item.loose {
                    take.mend(Repair::Quotes, at + 1);
                }
                take.card(
                    at + 1,
                    item.words,
                    item.author,
                    Some(item.column),
                    item.votes,
                );
                at = last + 1;
            }
            None => {
                take.drop(at + 1, lines.line(at), Why::Unreadable);
                at += 1;
            }
        }
    }
}

/// An item, if the text is a whole one.
fn item(text: &str) -> Option<Item<'_>> {
    let text = text.trim();
    let quoted = text.starts_with('"');
    let (column, rest) = match text.strip_prefix('"') {
        Some(inside) => inside.split_once("\",\"")?,
        None => text.split_once(',')?,
    };
    if column.is_empty() || column.contains('\n') {
        return None;
    }
    let sign = if quoted { "\"," } else { "," };
    let ends = rest.rmatch_indices(sign).take(40);
    let (words, votes, author) = ends
        .filter_map(|(end, _)| {
            let (votes, author) = tail(rest.get(end + sign.len()..)?, quoted)?;
            Some((rest.get(..end)?, votes, author))
        })
        .next()?;
    let loose = if quoted {
        words.contains('"')
    } else {
        words.contains([',', '"', '\n'])
    };
    Some(Item {
        column,
        words,
        votes,
        author,
        loose,
    })
}

/// Votes, date and name at the end of an item.
fn tail(text: &str, quoted: bool) -> Option<(Option<i64>, Option<&str>)> {
    let (votes, rest) = text.split_once(',')?;
    let (date, author) = rest.split_once(',')?;
    let none = |text: &str| matches!(text, "undefined" | "null" | "");
    let votes = match votes.trim() {
        text if none(text) => None,
        text => Some(text.parse::<i64>().ok()?),
    };
    let date = date.trim_matches('"');
    // `2024-05-01T…` or `Wed May 01 2024 …`.
    let year = date
        .get(..4)
        .is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
    let day = date
        .get(..3)
        .is_some_and(|d| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&d));
    if !(year || day || none(date)) {
        return None;
    }
    let author = if quoted {
        author.trim().strip_prefix('"')?.strip_suffix('"')?
    } else {
        author.trim()
    };
    Some((votes, Some(author).filter(|name| !none(name))))
}

/// The lines of a text, and what lies between two of them.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn len(&self) -> usize {
        self.starts.len()
    }

    fn range(&self, first: usize, last: usize) -> &'a str {
        let start = self.starts.get(first).copied().unwrap_or(self.text.len());
        let end = self
            .starts
            .get(last + 1)
            .copied()
            .unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default().trim()
    }

    fn line(&self, at: usize) -> &'a str {
        self.range(at, at)
    }

    fn find(&self, from: usize, is: impl Fn(&str) -> bool) -> Option<usize> {
        (from..self.len()).find(|at| is(self.line(*at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_read_from_its_end() {
        let all = |text| item(text).map(|item| (item.column, item.words, item.votes, item.author));
        let table = [
            (
                "Well,we, as a team, shipped,3,2024-05-01T10:00:00Z,Ada L",
                Some(("Well", "we, as a team, shipped", Some(3), Some("Ada L"))),
            ),
            (
                "Well,good,0,Wed May 01 2024 10:00:00 GMT+0000 (Coordinated Universal Time),L, Ada",
                Some(("Well", "good", Some(0), Some("L, Ada"))),
            ),
            (
                "\"Well, then\",\"say \"hi\", often\",2,2024-05-01T10:00:00Z,\"undefined\"",
                Some(("Well, then", "say \"hi\", often", Some(2), None)),
            ),
            (
                "\"A\",\"counts\",1,2024-01-01,\"x\",2,2024-05-01T10:00:00Z,\"Ada\"",
                Some(("A", "counts\",1,2024-01-01,\"x", Some(2), Some("Ada"))),
            ),
            ("Well,good,many,2024-05-01,Ada", None),
            ("no item", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(all(text), expected, "{text}");
        }
    }
}
