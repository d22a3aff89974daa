//! Which columns of a table hold what.

use super::names::{Role, exact, within};
use super::number::number;
use super::rows::{Row, Sheet};
use super::take::Take;
use super::{Repair, inline};

/// How many rows are looked at.
const SAMPLE: usize = 1_000;

/// How many columns are looked at.
const WIDEST: usize = 1_000;

/// Where things stand in a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// The notes: the first of these that is filled. Each of them, where `wide`.
    pub(super) text: Vec<usize>,
    /// Who wrote them.
    pub(super) author: Option<usize>,
    /// Their group.
    pub(super) cluster: Option<usize>,
    /// Their support, and what is taken from it.
    pub(super) votes: Option<(usize, Option<usize>)>,
    /// Whether the first row names the columns.
    pub(super) header: bool,
    /// Whether each column is a list of notes.
    pub(super) wide: bool,
}

/// What kind of table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of a spreadsheet: a row is a note, and may or may not have names above.
    Sheet,
    /// Of a Markdown document: it has names above, and more than one column may hold notes.
    Document,
    /// Of a board or a survey: it has names above, and each column is a list.
    Board,
}

/// Finds the columns out; none where no column holds text.
pub(super) fn find(rows: &Sheet, kind: Kind, take: &mut Take) -> Option<Columns> {
    let first = rows.first()?;
    let sample: Vec<Row<'_>> = rows.iter().skip(1).take(SAMPLE).collect();
    let width = first.len().min(WIDEST);
    let stats: Vec<Stats> = (0..width)
        .map(|index| Stats::of(sample.iter().map(|row| row.cell(index))))
        .collect();
    let header = kind != Kind::Sheet || is_header(first, &stats);
    // Each name is looked up once: there may be a thousand.
    let look_up = |look: fn(&str) -> Option<Role>| -> Vec<Option<Role>> {
        let names = first.cells().take(WIDEST);
        names
            .map(|cell| header.then(|| look(cell)).flatten())
            .collect()
    };
    let (exactly, partly) = (look_up(exact), look_up(within));
    let roles: Vec<Option<Role>> = exactly
        .iter()
        .zip(&partly)
        .map(|(exactly, partly)| exactly.or(*partly))
        .collect();
    if header {
        repeated(first, &roles, take);
    }
    let mut columns = Columns {
        header,
        ..Columns::default()
    };
    if kind == Kind::Board {
        columns.wide = true;
        columns.text = lists(&roles, &stats);
        return (!columns.text.is_empty()).then_some(columns);
    }
    columns.text = text(first, &roles, &stats, kind);
    if columns.text.is_empty() {
        let all = if header {
            stats
        } else {
            with_first(first, rows)
        };
        let guessed = guess(&roles, &all);
        if kind == Kind::Document {
            columns.text = prose(&roles, &all);
            columns.wide = columns.text.len() > 1;
        }
        if columns.text.is_empty() {
            columns.text = vec![guessed?];
        }
        if kind == Kind::Sheet && width > 1 {
            let name = match columns.text.first().map(|index| first.cell(*index)) {
                Some(name) if header => {
                    let name = crate::inert::cut(&crate::inert::terminal(name), 40);
                    format!("the column \"{name}\"")
                }
                _ => format!(
                    "column {}",
                    columns.text.first().map_or(0, |index| index + 1)
                ),
            };
            let name = match prose(&roles, &all).len() {
                0 | 1 => name,
                more => format!("{name} ({} more hold text)", more - 1),
            };
            take.mend(Repair::Guessed(name), first.line());
        }
    }
    let free = |index: &usize| !columns.text.contains(index);
    let with = |role: Role| {
        let of = |looked_up: &[Option<Role>]| {
            let found = (0..width).filter(free);
            found
                .filter(|index| looked_up.get(*index) == Some(&Some(role)))
                .last_or_first(role)
        };
        of(&exactly).or_else(|| of(&partly))
    };
    columns.author = with(Role::Author);
    columns.cluster = with(Role::Cluster);
    columns.votes = match (with(Role::Agrees), with(Role::Disagrees)) {
        (Some(agrees), Some(disagrees)) => Some((agrees, Some(disagrees))),
        _ => with(Role::Votes).map(|index| (index, None)),
    };
    Some(columns)
}

/// Which of several columns of a role counts.
trait LastOrFirst {
    fn last_or_first(self, role: Role) -> Option<usize>;
}

impl<I: Iterator<Item = usize>> LastOrFirst for I {
    /// Sums stand to the right of what they sum up; names stand to the left.
    fn last_or_first(mut self, role: Role) -> Option<usize> {
        match role {
            Role::Votes => self.last(),
            _ => self.next(),
        }
    }
}

/// The columns of notes by name: the surest name, and all columns that have it.
fn text(first: Row<'_>, roles: &[Option<Role>], stats: &[Stats], kind: Kind) -> Vec<usize> {
    let rank = |index: usize, role: Option<Role>| match role {
        // A name that only holds a known word has to hold text as well.
        Some(Role::Text(rank)) => {
            let sure = exact(first.cell(index)).is_some();
            let holds = stats.get(index).is_some_and(|stats| stats.letters > 0);
            (sure || holds).then_some((!sure, rank))
        }
        _ => None,
    };
    let ranked = |(index, role): (usize, &Option<Role>)| Some((rank(index, *role)?, index));
    let best = roles.iter().enumerate().filter_map(ranked).min();
    if let Some((best, _)) = best {
        return roles
            .iter()
            .enumerate()
            .filter(|(index, role)| rank(*index, **role) == Some(best))
            .map(|(index, _)| index)
            .collect();
    }
    // "Topic" is a group beside notes, and the notes where nothing else is.
    let groups: Vec<usize> = roles
        .iter()
        .enumerate()
        .filter(|(_, role)| **role == Some(Role::Cluster))
        .map(|(index, _)| index)
        .collect();
    let others = stats
        .iter()
        .zip(roles)
        .enumerate()
        .any(|(index, (stats, role))| {
            !groups.contains(&index) && role.is_none() && stats.letters > 0 && !stats.numeric()
        });
    if !others && kind == Kind::Sheet {
        groups.into_iter().take(1).collect()
    } else {
        Vec::new()
    }
}

/// What the cells of a column are like.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stats {
    filled: usize,
    numbers: usize,
    /// Letters and words in cells that are no address.
    letters: usize,
    words: usize,
}

impl Stats {
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Stats {
        let mut stats = Stats::default();
        for cell in cells {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            stats.filled += 1;
            if number(cell).is_some() || looks_like_time(cell) {
                stats.numbers += 1;
            } else if !cell.starts_with("http") {
                stats.words += cell.split_whitespace().count();
                stats.letters += cell.chars().filter(|c| c.is_alphabetic()).count();
            }
        }
        stats
    }

    /// Whether most of the cells are numbers or times.
    pub(super) fn numeric(&self) -> bool {
        self.filled > 0 && self.numbers * 5 >= self.filled * 3
    }

    fn mean(&self) -> usize {
        self.letters.checked_div(self.filled).unwrap_or_default()
    }
}

/// `2024-05-01T10:00`, `8/31/2020 14:24:18`: digits and what stands between them in dates.
fn looks_like_time(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit())
        && cell.contains([':', '/', '-', '.'])
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || ":/-.+ TZ".contains(c))
}

fn with_first(first: Row<'_>, rows: &Sheet) -> Vec<Stats> {
    (0..first.len().min(WIDEST))
        .map(|index| Stats::of(rows.iter().take(SAMPLE).map(|row| row.cell(index))))
        .collect()
}

/// Whether the first row names the columns.
fn is_header(first: Row<'_>, stats: &[Stats]) -> bool {
    let cells: Vec<&str> = first.cells().map(str::trim).collect();
    let known = cells.iter().filter(|cell| exact(cell).is_some()).count();
    if let [only] = cells.as_slice() {
        return matches!(exact(only), Some(Role::Text(_) | Role::Cluster));
    }
    if known > 0 {
        return true;
    }
    let name = |cell: &&str| !cell.is_empty() && cell.len() <= 200 && number(cell).is_none();
    if !cells.iter().all(name) {
        return false;
    }
    // Numbers below a word, or texts below what is much shorter and short throughout.
    let short = cells
        .iter()
        .all(|cell| cell.split_whitespace().count() <= 4);
    let below = cells.iter().zip(stats).any(|(cell, stats)| {
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        let numbers = stats.numbers * 5 >= stats.filled * 4 && !looks_like_time(cell);
        stats.filled > 1 && (numbers || (short && stats.mean() >= 2 * letters.max(4)))
    });
    below
        || (cells.iter().any(|cell| within(cell).is_some()) && stats.iter().all(|s| s.filled == 0))
}

/// Columns that carry the same name of a role.
fn repeated(first: Row<'_>, roles: &[Option<Role>], take: &mut Take) {
    let names: Vec<String> = first
        .cells()
        .take(WIDEST)
        .map(super::names::plain)
        .collect();
    for (index, name) in names.iter().enumerate() {
        let known = roles.get(index).is_some_and(Option::is_some);
        if known && names.iter().take(index).any(|before| before == name) {
            take.mend(Repair::RepeatedHeader, first.line());
        }
    }
}

/// The column with the most text among those whose name says nothing else.
fn guess(roles: &[Option<Role>], stats: &[Stats]) -> Option<usize> {
    stats
        .iter()
        .enumerate()
        .filter(|(index, stats)| {
            let role = roles.get(*index).copied().flatten();
            matches!(role, None | Some(Role::Text(_) | Role::Cluster))
                && stats.letters > 0
                && !stats.numeric()
        })
        // Of equals, the first.
        .max_by_key(|(index, stats)| (stats.letters, std::cmp::Reverse(*index)))
        .map(|(index, _)| index)
}

/// The columns that hold sentences, or as much text as the fullest: a column of names beside them does not.
fn prose(roles: &[Option<Role>], stats: &[Stats]) -> Vec<usize> {
    let free = |index: usize| {
        matches!(
            roles.get(index).copied().flatten(),
            None | Some(Role::Text(_))
        )
    };
    let most = stats
        .iter()
        .enumerate()
        .filter(|(index, _)| free(*index))
        .map(|(_, stats)| stats.mean())
        .max()
        .unwrap_or_default();
    stats
        .iter()
        .enumerate()
        .filter(|(index, stats)| {
            let sentences = stats.words >= 3 * stats.filled;
            free(*index)
                && stats.mean() >= 8.min(most.max(1))
                && (sentences || stats.mean() * 3 >= most)
        })
        .map(|(index, _)| index)
        .collect()
}

/// The columns of a board that hold cards: not numbers, times and names.
fn lists(roles: &[Option<Role>], stats: &[Stats]) -> Vec<usize> {
    let free =
        |role: &Option<Role>| !matches!(role, Some(Role::Other | Role::Author | Role::Votes));
    roles
        .iter()
        .zip(stats)
        .enumerate()
        .filter(|(_, (role, stats))| free(role) && !stats.numeric())
        .map(|(index, _)| index)
        .collect()
}

/// The name of a column, as a group of the notes in it. Years and numbers are no groups.
pub(super) fn heading(cell: &str) -> Option<String> {
    let name = inline::plain(cell);
    name.contains(|c: char| c.is_alphabetic()).then_some(name)
}
