//! A survey, question by question.

use super::kinds::{Holds, holds, thousandths};
use super::read::Table;
use super::who;
use crate::inert;
use crate::privacy::Person;
use std::collections::BTreeMap;

/// What people answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survey {
    /// How many people.
    pub people: usize,
    /// The questions, in the order of the file. Two that are called the same are two.
    pub questions: Vec<Question>,
    /// Headers of the columns that say when or by whom something was answered: read, and never handed on.
    pub withheld: Vec<String>,
    /// How many answers to these questions stay here as well, because somebody can be reached by what they say.
    pub kept: usize,
    /// Who answered, as far as the file says: to find their names in what is about to leave, for nothing else.
    pub known: Vec<Person>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its column, from 1.
    pub column: usize,
    /// What was asked, on one line; empty where the file has no word for it.
    pub text: String,
    /// What was answered.
    pub answers: Answers,
}

/// What was answered to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// Numbers: a rating, a year.
    Numbers {
        /// Each number and how often it was given, by size.
        counts: Vec<Counted>,
        /// All of them through their number, to one place behind the point.
        mean: String,
    },
    /// One of a few: the most frequent first.
    Choices(Vec<Counted>),
    /// Words of their own, in the order of the file.
    Texts(Vec<Answer>),
}

/// An answer and how often it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The answer, on one line.
    pub answer: String,
    /// How often.
    pub count: usize,
}

/// Somebody's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The line of the file that their row begins on, from 1.
    pub line: usize,
    /// As they were written, with line breaks.
    pub text: String,
}

impl Survey {
    /// Every text that would be shown of it: what was asked, and what was answered in words.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.questions.iter().flat_map(|question| {
            let answers: Vec<&str> = match &question.answers {
                Answers::Texts(texts) => texts.iter().map(|one| one.text.as_str()).collect(),
                Answers::Choices(counts) => counts.iter().map(|one| one.answer.as_str()).collect(),
                Answers::Numbers { .. } => Vec::new(),
            };
            std::iter::once(question.text.as_str()).chain(answers)
        })
    }
}

impl Question {
    /// How many answered it.
    pub fn answered(&self) -> usize {
        match &self.answers {
            Answers::Numbers { counts, .. } | Answers::Choices(counts) => {
                counts.iter().map(|counted| counted.count).sum()
            }
            Answers::Texts(texts) => texts.len(),
        }
    }

    /// Whether it asks what to talk about: then its answers are suggestions for the next session.
    pub fn asks_for_topics(&self) -> bool {
        let asked = self.text.to_lowercase();
        matches!(self.answers, Answers::Texts(_)) && TOPICS.iter().any(|word| asked.contains(word))
    }
}

/// Words of a question that asks what to talk about.
const TOPICS: [&str; 10] = [
    "topic",
    "agenda",
    "talk about",
    "discuss",
    "next call",
    "next session",
    "next meeting",
    "next time",
    "suggest",
    "in the future",
];

/// The survey of a table.
pub(super) fn survey(table: Table) -> Survey {
    let mut survey = Survey {
        people: table.rows.len(),
        known: vec![Person::default(); table.rows.len()],
        ..Survey::default()
    };
    for (index, header) in table.headers.iter().enumerate() {
        let cells = table.rows.iter().enumerate().filter_map(|(at, row)| {
            let cell = row.cells.get(index)?;
            let line = inert::line(cell);
            (!line.is_empty()).then_some((at, row.line, cell, line))
        });
        let cells: Vec<(usize, usize, &String, String)> = cells.collect();
        if header.is_empty() && cells.is_empty() {
            continue;
        }
        let mut cells = cells;
        let mut lines: Vec<String> = cells.iter().map(|(_, _, _, line)| line.clone()).collect();
        let holds = holds(header, &lines);
        if matches!(holds, Holds::Text | Holds::Choice) {
            let all = cells.len();
            cells.retain(|(_, _, cell, _)| {
                let stays = who::stays(cell);
                if stays {
                    survey.known.extend(who::emails(cell).map(reached));
                }
                !stays
            });
            lines.retain(|line| !who::stays(line));
            survey.kept += all - cells.len();
        }
        let answers = match holds {
            Holds::Machine => {
                survey.withheld.push(header.clone());
                continue;
            }
            who @ (Holds::Name | Holds::Handle | Holds::Employer) => {
                survey.withheld.push(header.clone());
                for (at, _, cell, line) in cells {
                    if who == Holds::Name && cell.contains([',', ';', '/', '|']) {
                        // `Jane Doe, Example Works`; `Doe, Jane` is a name as it is.
                        let parts = people(cell).into_iter();
                        survey
                            .known
                            .extend(parts.filter(|part| part.name.contains(' ')));
                    }
                    if let Some(person) = survey.known.get_mut(at) {
                        note(person, who, line);
                    }
                }
                continue;
            }
            // Names, employers and addresses, in whatever order.
            Holds::Email | Holds::Contact => {
                survey.withheld.push(header.clone());
                for (_, _, cell, _) in cells {
                    survey.known.extend(people(cell));
                }
                continue;
            }
            Holds::Numbers => numbers(&lines),
            Holds::Choice => {
                let mut counts = counted(lines.iter().map(|line| (line, line.as_str())));
                counts.sort_by(|a, b| b.count.cmp(&a.count).then(a.answer.cmp(&b.answer)));
                Answers::Choices(counts)
            }
            Holds::Text => Answers::Texts(
                cells
                    .into_iter()
                    .map(|(_, line, cell, _)| Answer {
                        line,
                        text: cell.clone(),
                    })
                    .collect(),
            ),
        };
        survey.questions.push(Question {
            column: index + 1,
            text: header.clone(),
            answers,
        });
    }
    survey.known.retain(|person| *person != Person::default());
    survey
}

/// What people write who leave no name.
const NOBODY: [&str; 8] = [
    "none",
    "nobody",
    "n/a",
    "nope",
    "nothing",
    "anonymous",
    "anonym",
    "private",
];

fn reached(email: &str) -> Person {
    Person {
        email: email.to_owned(),
        ..Person::default()
    }
}

/// Whoever a cell may tell of: each part of it is a name, an account, an employer or an address.
fn people(cell: &str) -> Vec<Person> {
    let mut people: Vec<Person> = who::emails(cell).map(reached).collect();
    let parts = cell.split([',', ';', '/', '|', '(', ')', '<', '>', '\n']);
    for part in parts.map(str::trim) {
        let letters = part.chars().filter(|letter| letter.is_alphabetic()).count();
        let nobody = NOBODY.contains(&part.to_lowercase().as_str());
        if nobody || letters < 3 || part.split_whitespace().count() > 5 || who::stays(part) {
            continue;
        }
        people.push(match part.strip_prefix('@') {
            Some(login) => Person {
                handle: login.to_owned(),
                ..Person::default()
            },
            None => Person {
                name: part.to_owned(),
                organisation: part.to_owned(),
                ..Person::default()
            },
        });
    }
    people
}

/// Two columns of the same kind, such as a first and a last name, are one.
fn note(person: &mut Person, who: Holds, text: String) {
    let place = match who {
        Holds::Name => &mut person.name,
        Holds::Handle => &mut person.handle,
        _ => &mut person.organisation,
    };
    if !place.is_empty() {
        place.push(' ');
    }
    place.push_str(&text);
}

fn numbers(lines: &[String]) -> Answers {
    let values: Vec<(i64, &str)> = lines
        .iter()
        .filter_map(|line| Some((thousandths(line)?, line.as_str())))
        .collect();
    let counts = counted(values.iter().map(|(value, line)| (*value, *line)));
    let sum: i128 = values.iter().map(|(value, _)| i128::from(*value)).sum();
    // In tenths, rounded to the nearest, away from zero.
    let divisor = 100 * i128::try_from(values.len().max(1)).unwrap_or(1);
    let tenths = (2 * sum.abs() + divisor) / (2 * divisor);
    let sign = if sum < 0 && tenths > 0 { "-" } else { "" };
    Answers::Numbers {
        counts,
        mean: format!("{sign}{}.{}", tenths / 10, tenths % 10),
    }
}

/// Answers by what they are sorted by, each with how often it came; `7` and `7.0` are one number.
fn counted<'l, K: Ord>(keys: impl Iterator<Item = (K, &'l str)>) -> Vec<Counted> {
    let mut counts: BTreeMap<K, Counted> = BTreeMap::new();
    for (key, shown) in keys {
        let counted = counts.entry(key).or_insert_with(|| Counted {
            answer: shown.to_owned(),
            count: 0,
        });
        counted.count += 1;
    }
    counts.into_values().collect()
}
