//! Votes that were counted in the room: hand counts (`hands.csv`) and paper ballots (`ballots.csv`), beside the session file.
//!
//! In: the text of a file and the rules. Out: what it says by the names of clusters, or every fault in it; once the clusters are known,
//! [`Room`] with the numbers of their issues.

use super::cast::MOST_STAGES;
use super::choice::Choice;
use super::rules::{Method, Rules};
use crate::fault::{Fault, Place, Source, enough};
use crate::text::many;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Hands for one value of one item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hands {
    /// The number of the item's issue.
    pub item: u64,
    /// What the hands said.
    pub value: i64,
    /// How many there were.
    pub count: u64,
}

/// Votes in the room, by the numbers of issues.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Room {
    /// How many people voted in the room.
    pub voters: u64,
    /// Hand counts.
    pub hands: Vec<Hands>,
    /// Paper ballots.
    pub ballots: Vec<Vec<Choice>>,
}

/// What the files say, by the names of clusters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoomFile {
    /// How many people raised their hands.
    pub people: u64,
    /// Cluster, value, hands.
    pub hands: Vec<(String, i64, u64)>,
    /// A row a ballot.
    pub ballots: Vec<Vec<(String, i64)>>,
}

impl RoomFile {
    /// Whether it holds anything.
    pub fn is_empty(&self) -> bool {
        self.hands.is_empty() && self.ballots.is_empty()
    }

    /// With the numbers of issues for names.
    ///
    /// # Errors
    /// The names that are no cluster of the vote, or another name of one that was named already.
    pub fn resolved(&self, number: impl Fn(&str) -> Option<u64>) -> Result<Room, Vec<String>> {
        let mut unknown = BTreeSet::new();
        let mut called: BTreeMap<u64, String> = BTreeMap::new();
        let mut of = |name: &str| {
            let Some(found) = number(name) else {
                unknown.insert(name.to_owned());
                return 0;
            };
            if called.entry(found).or_insert_with(|| name.to_owned()) != name {
                unknown.insert(name.to_owned());
            }
            found
        };
        let mut hands: Vec<Hands> = self
            .hands
            .iter()
            .map(|(name, value, count)| Hands {
                item: of(name),
                value: *value,
                count: *count,
            })
            .collect();
        hands.sort();
        let mut ballots: Vec<Vec<Choice>> = self
            .ballots
            .iter()
            .map(|choices| {
                let mut choices: Vec<Choice> = choices
                    .iter()
                    .map(|(name, value)| Choice {
                        item: of(name),
                        value: *value,
                        at: None,
                        why_not: None,
                    })
                    .collect();
                choices.sort();
                choices
            })
            .collect();
        // The order in which paper is counted says nothing and might say who.
        ballots.sort();
        if unknown.is_empty() {
            let paper = u64::try_from(ballots.len()).unwrap_or(u64::MAX);
            Ok(Room {
                voters: self.people.saturating_add(paper),
                hands,
                ballots,
            })
        } else {
            Err(unknown.into_iter().collect())
        }
    }
}

/// The most ballots in a file, and the most hands on one item.
const MOST: u64 = 1_000_000;

/// A table whose first row names its columns; quotes as in RFC 4180.
struct Table<'s> {
    source: &'s Arc<Source>,
    head: Vec<String>,
    /// The bytes of each row's first line, and its cells.
    rows: Vec<(Range<usize>, Vec<String>)>,
    faults: Vec<Fault>,
}

impl<'s> Table<'s> {
    fn read(source: &'s Arc<Source>) -> Table<'s> {
        let mut table = Table {
            source,
            head: Vec::new(),
            rows: Vec::new(),
            faults: Vec::new(),
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .has_headers(false)
            .from_reader(source.text.as_bytes());
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    table.faults.push(Fault::new(
                        Place::start(source),
                        format!("the file cannot be read as CSV: {error}"),
                        "save it as CSV with commas and UTF-8",
                    ));
                    break;
                }
            };
            let start = record
                .position()
                .and_then(|position| usize::try_from(position.byte()).ok())
                .unwrap_or_default();
            let line = source.text.get(start..).unwrap_or_default();
            let length = line.lines().next().map_or(0, str::len);
            let cells: Vec<String> = record.iter().map(crate::inert::line).collect();
            if table.head.is_empty() {
                table.head = cells;
            } else if cells.iter().any(|cell| !cell.is_empty()) {
                table.rows.push((start..start + length, cells));
            }
        }
        if table.head.is_empty() {
            let fault = Fault::new(
                Place::start(source),
                "the file is empty",
                "name the columns in its first line, or delete the file",
            );
            table.faults.push(fault);
        }
        if let [only] = table.head.as_slice()
            && only.contains(';')
        {
            let fault = Fault::new(
                Place::start(source),
                "the cells are parted by semicolons",
                "save it as CSV with commas",
            );
            table.faults.push(fault);
            table.rows.clear();
        }
        let mut once = BTreeSet::new();
        for name in &table.head {
            if enough(&mut table.faults, || Place::start(source)) {
                break;
            }
            if name.is_empty() || !once.insert(name.to_lowercase()) {
                table.faults.push(Fault::new(
                    Place::start(source),
                    if name.is_empty() {
                        "a column has no name".to_owned()
                    } else {
                        format!("the column `{name}` comes twice")
                    },
                    "give each column a name of its own",
                ));
            }
        }
        table
    }
}

/// Reads `hands.csv`: `cluster` and `votes`; of a motion `cluster`, `yes`, `no`, `abstain`. `people` is how many were in the room.
///
/// # Errors
/// Every fault in it.
pub fn hands(
    source: &Arc<Source>,
    rules: &Rules,
    people: Option<u64>,
) -> Result<RoomFile, Vec<Fault>> {
    let mut table = Table::read(source);
    let columns: &[(&str, i64)] = match rules.method {
        Method::Motion => &[("yes", 1), ("no", -1), ("abstain", 0)],
        Method::Top | Method::Approval | Method::Dots => &[("votes", 1)],
        Method::Ranked | Method::Grid => {
            return Err(vec![Fault::new(
                Place::start(source),
                format!(
                    "hands cannot say what the method `{}` asks",
                    rules.method.word()
                ),
                "take paper ballots, into ballots.csv",
            )]);
        }
    };
    let names: Vec<&str> = std::iter::once("cluster")
        .chain(columns.iter().map(|(name, _)| *name))
        .collect();
    let find = |name: &str, head: &[String]| {
        head.iter()
            .position(|column| column.eq_ignore_ascii_case(name))
    };
    let known = |name: &String| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if !table.faults.is_empty() {
        return Err(table.faults);
    }
    if find("cluster", &table.head).is_none() || !table.head.iter().all(known) {
        table.faults.push(Fault::new(
            Place::start(table.source),
            format!("the columns are not {}", names.join(", ")),
            format!("write `{}` as the first line", names.join(",")),
        ));
        return Err(table.faults);
    }
    let Some(people) = people else {
        table.faults.push(Fault::new(
            Place::start(source),
            "nobody knows how many people raised their hands",
            "add `people: 12` to `in-room` under `vote` in session.yml",
        ));
        return Err(table.faults);
    };
    let mut file = RoomFile {
        people,
        ..RoomFile::default()
    };
    let mut seen = BTreeSet::new();
    for (span, cells) in &table.rows {
        // Its line is counted from the start of the file: only where it is asked for.
        let place = || Place::new(source, span.clone());
        if enough(&mut table.faults, place) {
            break;
        }
        let cell = |name: &str| {
            find(name, &table.head)
                .and_then(|at| cells.get(at))
                .map_or("", String::as_str)
        };
        let cluster = cell("cluster").to_owned();
        if cluster.is_empty() || !seen.insert(cluster.to_lowercase()) {
            table.faults.push(Fault::new(
                place(),
                if cluster.is_empty() {
                    "the row names no cluster".to_owned()
                } else {
                    format!("`{cluster}` was counted already")
                },
                "write one row a cluster, with its name or the number of its issue",
            ));
            continue;
        }
        let mut raised = 0_u64;
        for (name, value) in columns {
            let text = cell(name);
            match text.parse::<u64>() {
                _ if text.is_empty() => {}
                // Each person has one hand for it; of dots, a few.
                Ok(count) if rules.method != Method::Dots && count > people => {
                    table.faults.push(Fault::new(
                        place(),
                        format!(
                            "{count} hands, but {} in the room",
                            many(people, "person was", "people were")
                        ),
                        "correct the count, or `people` in session.yml",
                    ));
                }
                Ok(count) if count <= MOST => {
                    raised = raised.saturating_add(count);
                    file.hands.push((cluster.clone(), *value, count));
                }
                _ => table.faults.push(Fault::new(
                    place(),
                    format!("`{text}` is no number of hands"),
                    "write a whole number",
                )),
            }
        }
        if columns.iter().all(|(name, _)| cell(name).is_empty()) {
            table.faults.push(Fault::new(
                place(),
                format!("nobody counted hands for `{cluster}`"),
                "write the number, 0 if there were none, or leave the row out",
            ));
        }
        // One hand a person, for yes, for no or for neither.
        if rules.method == Method::Motion && raised > people {
            table.faults.push(Fault::new(
                place(),
                format!(
                    "{raised} hands in all, but {} in the room",
                    many(people, "person was", "people were")
                ),
                "correct the counts, or `people` in session.yml",
            ));
        }
    }
    if table.faults.is_empty() {
        Ok(file)
    } else {
        Err(table.faults)
    }
}

/// Reads `ballots.csv`: a column a cluster, a row a ballot. A cell holds a mark (`x`, `1`), `yes`, `no` or `abstain`, dots, a rank, or a stage; an
/// empty one or `No opinion` says nothing.
///
/// # Errors
/// Every fault in it.
pub fn ballots(source: &Arc<Source>, rules: &Rules) -> Result<RoomFile, Vec<Fault>> {
    let mut table = Table::read(source);
    let mut file = RoomFile::default();
    for (span, cells) in &table.rows {
        // Its line is counted from the start of the file: only where it is asked for.
        let place = || Place::new(source, span.clone());
        if enough(&mut table.faults, place) {
            break;
        }
        if cells.len() > table.head.len() {
            table.faults.push(Fault::new(
                place(),
                "the row has more cells than there are columns",
                "put a name that holds a comma in double quotes",
            ));
            continue;
        }
        let mut ballot = Vec::new();
        for (name, text) in table.head.iter().zip(cells) {
            match value(rules, text) {
                Ok(Some(value)) => ballot.push((name.clone(), value)),
                Ok(None) => {}
                Err(cure) => table.faults.push(Fault::new(
                    place(),
                    format!("`{text}` says nothing of `{name}`"),
                    cure,
                )),
            }
        }
        file.ballots.push(ballot);
    }
    if table.faults.is_empty() {
        Ok(file)
    } else {
        Err(table.faults)
    }
}

/// What a cell says; `Ok(None)` for nothing.
fn value(rules: &Rules, text: &str) -> Result<Option<i64>, String> {
    let text = text.trim().to_lowercase();
    if ["", "-", "no opinion"].contains(&text.as_str()) {
        return Ok(None);
    }
    let number = text.parse::<i64>().ok();
    let words = |list: &[(&str, i64)]| {
        list.iter()
            .find(|(word, _)| *word == text)
            .map(|(_, value)| *value)
    };
    let (value, cure) = match rules.method {
        Method::Top | Method::Approval => {
            if text == "0" {
                return Ok(None);
            }
            (
                words(&[
                    ("x", 1),
                    ("1", 1),
                    ("✓", 1),
                    ("✔", 1),
                    ("👍", 1),
                    ("yes", 1),
                ]),
                "write `x` for a vote, or leave it empty".to_owned(),
            )
        }
        Method::Motion => (
            words(&[
                ("yes", 1),
                ("no", -1),
                ("abstain", 0),
                ("👍", 1),
                ("👎", -1),
                ("👀", 0),
            ]),
            "write `yes`, `no` or `abstain`, or leave it empty".to_owned(),
        ),
        Method::Dots => {
            if text == "0" {
                return Ok(None);
            }
            (
                number.filter(|dots| (1..=1_000).contains(dots)),
                "write a number of dots".to_owned(),
            )
        }
        Method::Ranked => (
            number.filter(|rank| (1..=10_000).contains(rank)),
            "write a rank from 1, or leave it empty".to_owned(),
        ),
        Method::Grid => {
            let last = i64::try_from(rules.stages.len().min(MOST_STAGES)).unwrap_or(0);
            let named: BTreeMap<String, i64> = rules
                .stages
                .iter()
                .map(|stage| stage.to_lowercase())
                .zip(1..)
                .collect();
            (
                named
                    .get(&text)
                    .copied()
                    .or(number.filter(|stage| (1..=last).contains(stage))),
                format!("write a stage: {}", rules.stages.join(", ")),
            )
        }
    };
    value.map(Some).ok_or(cure)
}

#[cfg(test)]
mod tests;
