//! What a pull request's comment says: faults with file, line and cure, or the plan and what it costs.

use crate::fault::Fault;
use crate::inert::markdown;
use crate::plan::Level;
use crate::plan::{Plan, Price};
use crate::text::many;

/// What was found.
#[derive(Debug)]
pub enum Found<'f> {
    /// Something is wrong with the files.
    Faults(&'f [Fault]),
    /// Nothing is, and what a run would do.
    Plan {
        /// How many sessions there are.
        sessions: usize,
        /// What it would do.
        plan: &'f Plan,
        /// What that would cost.
        price: Price,
    },
    /// Nothing is, in so many sessions; what a run would do is not known.
    Sound(usize),
}

/// More lines than these help nobody.
const MOST: usize = 50;
/// Bytes of one line: what it quotes may be long.
const LONGEST: usize = 1_000;

/// The comment, in Markdown. What it quotes is inert.
pub fn body(found: &Found<'_>) -> String {
    match found {
        Found::Faults(faults) => {
            let lines = faults.iter().map(fault);
            format!(
                "### folkmoot: {}\n\n{}\n\n<sub>Nothing was written. `folkmoot check` says the same on your machine.</sub>",
                many(count(faults.len()), "fault", "faults"),
                list(lines, faults.len())
            )
        }
        Found::Sound(sessions) => format!(
            "### folkmoot: {} sound\n\nWhat a run would do is not known: there is no token to read GitHub with.",
            are(*sessions)
        ),
        Found::Plan {
            sessions,
            plan,
            price,
        } => {
            let changes: Vec<String> = plan
                .waves
                .iter()
                .flatten()
                .map(|it| it.to_string())
                .collect();
            let mut parts = vec![format!("### folkmoot: {} sound", are(*sessions))];
            if changes.is_empty() {
                parts.push("With these files, a run now would have nothing to do.".to_owned());
            } else {
                parts.push(format!(
                    "With these files, a run now would make {}: {} beside what reads, {}, {} at least.",
                    many(count(changes.len()), "change", "changes"),
                    many(count(price.requests), "request", "requests"),
                    many(count(price.creations), "content creation", "content creations"),
                    many(count(price.seconds), "second", "seconds"),
                ));
                parts.push(list(changes.iter().map(|it| quoted(it)), changes.len()));
            }
            let mut notices: Vec<_> = plan.notices.iter().collect();
            notices.sort_by_key(|notice| std::cmp::Reverse(notice.level));
            if !notices.is_empty() {
                let lines = notices.iter().map(|notice| {
                    let word = match notice.level {
                        Level::Note => "note",
                        Level::Warning => "**warning**",
                        Level::NoResult => "**no result**",
                        Level::Held => "**held back**",
                    };
                    format!(
                        "{word}: {}: {}",
                        quoted(&notice.session),
                        quoted(&notice.text)
                    )
                });
                parts.push(list(lines, notices.len()));
            }
            parts.push("<sub>The files of the default branch count, once this is merged. Edited in place by each push.</sub>".to_owned());
            parts.join("\n\n")
        }
    }
}

fn fault(fault: &Fault) -> String {
    let place = &fault.place;
    let path = quoted(&place.source.path.display().to_string());
    let at = if place.line > 0 {
        format!("{path}, line {}, column {}", place.line, place.column)
    } else {
        path
    };
    format!(
        "**{at}**: {}. _{}_",
        quoted(fault.message.trim_end_matches('.')),
        quoted(&fault.cure)
    )
}

fn quoted(text: &str) -> String {
    // Escaped, a back quote would stand there as itself.
    markdown(&crate::inert::cut(text, LONGEST).replace('`', "\""))
}

fn list(lines: impl Iterator<Item = String>, all: usize) -> String {
    let mut out: Vec<String> = lines.take(MOST).map(|line| format!("- {line}")).collect();
    if all > MOST {
        out.push(format!("- … and {} more", all - MOST));
    }
    out.join("\n")
}

fn are(sessions: usize) -> String {
    let number = many(count(sessions), "session", "sessions");
    format!("{number} {}", if sessions == 1 { "is" } else { "are" })
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Each line as a log may show it.
pub fn lines(text: &str) -> String {
    text.lines()
        .map(|line| {
            let indent = line.len() - line.trim_start().len();
            format!("{}{}\n", " ".repeat(indent), crate::inert::terminal(line))
        })
        .collect()
}
