//! The session file of a proposal that has a place, in the format `breakout`.
//!
//! What stands in an issue was written by anybody. As it becomes the text of a session file, which folkmoot takes for its maintainers'
//! word, everything in it that could act is made harmless here: YAML, variables in braces, Markdown, mentions and links. The title alone
//! keeps its signs, as it is made harmless wherever it is shown; other lines may become part of a format's own texts, which are kept as
//! they are.

use super::event::{Event, Proposal};
use super::grid::clock_text;
use super::values::Material;
use crate::fields::address;
use crate::import::inline::plain;
use crate::import::items::{self, Block};
use crate::inert;
use crate::session::SessionId;
use std::fmt::Write;
use unicode_normalization::UnicodeNormalization;

/// The longest line of a field, in characters.
const LONGEST_LINE: usize = 500;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 200;
/// The longest abstract, in bytes: no text has more characters.
const LONGEST_ABSTRACT: usize = 19_000;
/// The longest name of a session.
const LONGEST_NAME: usize = 42;

/// A session file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The name of its folder, and so of the session.
    pub name: String,
    /// What its name begins with, whatever the title is: by this a proposal is known again.
    pub prefix: String,
    /// The text of `session.yml`.
    pub text: String,
}

/// Why a proposal has no session file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoDraft {
    /// It has no slot, or the event has rooms and it has none.
    NotScheduled,
    /// It is a plenary session, for which there is no format.
    Plenary,
    /// The event does not say what it is called.
    NoEvent,
}

impl NoDraft {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            NoDraft::NotScheduled => "not scheduled yet",
            NoDraft::Plenary => "a plenary session",
            NoDraft::NoEvent => "of an event without a name",
        }
    }
}

/// The session file of a proposal. `coordinator` is who coordinates the session.
///
/// # Errors
/// Why there is none.
pub fn draft(event: &Event, proposal: &Proposal, coordinator: &str) -> Result<Draft, NoDraft> {
    if proposal.values.plenary {
        return Err(NoDraft::Plenary);
    }
    let slot = proposal.slot.and_then(|at| event.slots.get(at));
    let room = proposal.room.and_then(|at| event.rooms.get(at));
    let slot = slot
        .filter(|_| room.is_some() || event.rooms.is_empty())
        .ok_or(NoDraft::NotScheduled)?;
    let zone = event.timezone.as_ref().and_then(|zone| zone.iana_name());
    let (Some(host), Some(zone)) = (&event.name, zone) else {
        return Err(NoDraft::NoEvent);
    };

    let title = or(
        bare(&proposal.title, LONGEST_TITLE),
        &format!("Session {}", proposal.number),
    );
    let mut out = format!(
        "# From the proposal of a breakout session, #{}",
        proposal.number
    );
    if let Some(url) = &proposal.url {
        let _ = write!(out, ": {url}");
    }
    // Where a slot is shorter than the format's parts, whoever reads this can see it.
    let _ = write!(
        out,
        "\n# Its slot is {slot} to {}; the parts of the format are counted from its start.\n",
        clock_text(slot.end)
    );
    let _ = write!(
        out,
        "format: breakout\ntitle: {}\ndate: {}\nstart: \"{}\"\ntimezone: {zone}\n\ndetails:\n",
        quoted(&title),
        slot.date,
        clock_text(slot.start)
    );
    let mut entry = |key: &str, value: &str| {
        let _ = writeln!(out, "  {key}: {}", quoted(value));
    };
    entry("question", &question(proposal, &title));
    entry("host-event", &or(line(host, LONGEST_LINE), "an event"));
    entry(
        "coordinator",
        &or(line(coordinator, LONGEST_LINE), "its organisers"),
    );
    if let Some(room) = room {
        entry("room", &or(line(&room.name, LONGEST_LINE), "a room"));
    }
    let about = proposal
        .values
        .description
        .as_deref()
        .map(paragraphs)
        .unwrap_or_default();
    if !about.is_empty() {
        out.push_str("  abstract: |\n");
        for (at, paragraph) in about.iter().enumerate() {
            // Items of a list stand close together.
            if at > 0 && !paragraph.starts_with("- ") {
                out.push('\n');
            }
            let _ = writeln!(out, "    {paragraph}");
        }
    }
    materials(&proposal.values.materials, &mut out);
    let prefix = format!("{}-", proposal.number);
    Ok(Draft {
        name: name(&prefix, &proposal.title),
        prefix,
        text: out,
    })
}

/// Those that are there.
fn materials(materials: &[Material], out: &mut String) {
    let mut head = "  materials:\n";
    for material in materials {
        // Checked again, so that no other way in can forget it.
        let Some(link) = material.link.as_deref().and_then(address) else {
            continue;
        };
        let title = or(line(&material.title, LONGEST_LINE), "Document");
        let (title, link) = (quoted(&title), quoted(link));
        let _ = write!(out, "{head}    - title: {title}\n      link: {link}\n");
        head = "";
    }
}

/// The goal or the title, if it is a question; else one made of the title.
fn question(proposal: &Proposal, title: &str) -> String {
    let goal = proposal
        .values
        .goal
        .as_deref()
        .map(plain)
        .unwrap_or_default();
    let asks =
        |text: &str| text.ends_with(['?', '？', '؟']) && text.chars().count() <= LONGEST_LINE / 2;
    let goal = inert::line(&goal);
    if asks(&goal) {
        return line(&goal, LONGEST_LINE);
    }
    if asks(title) {
        return line(title, LONGEST_LINE);
    }
    let title = title.trim_end_matches(['.', '!', ':', ',', ';', ' ']);
    line(&format!("What should come of “{title}”?"), LONGEST_LINE)
}

fn or(text: String, otherwise: &str) -> String {
    if text.is_empty() {
        otherwise.to_owned()
    } else {
        text
    }
}

/// One line, in which nothing is a variable. There is no sign that escapes braces, so they become brackets.
fn bare(text: &str, most: usize) -> String {
    let text = text
        .replace('{', "(")
        .replace('}', ")")
        .replace(['\u{fffe}', '\u{ffff}'], "");
    inert::cut(&inert::line(&text), most)
}

/// One line that does nothing, whether it is shown as Markdown or as it is: a sign that cannot be seen keeps GitHub from finding a mention,
/// a reference or an address, and tags and links lose their brackets.
fn line(text: &str, most: usize) -> String {
    let text = bare(text, most);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let www = character == '.' && out.to_ascii_lowercase().ends_with("www");
        let gh = character == '-' && out.to_ascii_lowercase().ends_with("gh");
        match character {
            '<' => out.push('‹'),
            '>' => out.push('›'),
            ']' if matches!(next, '(' | '[' | ':') => out.push_str("] "),
            _ => out.push(character),
        }
        let hides = match character {
            '@' => true,
            '#' => next.is_alphanumeric(),
            // `https://…`, `:emoji:`, but not `9:30`
            ':' => !(next == ' ' || next.is_ascii_digit()),
            _ => www || gh,
        };
        if hides {
            out.push('\u{200b}');
        }
    }
    out
}

/// A text for YAML. What JSON writes as a string is one in YAML too, once characters are gone that YAML does not take; what cannot be seen
/// is written so that it can.
fn quoted(text: &str) -> String {
    let text = serde_json::Value::from(text).to_string();
    text.replace('\u{200b}', "\\u200b")
}

/// Paragraphs and items of a description in Markdown that says the same and does nothing. Code, pictures and tags are left out, links
/// are their words.
fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace(['\u{fffe}', '\u{ffff}'], "");
    let mut found = Vec::new();
    let mut left = LONGEST_ABSTRACT;
    for (_, block) in items::blocks(&text) {
        let (bullet, words) = match block {
            Block::Heading(_, words) | Block::Paragraph(words) => ("", words),
            Block::Item(_, words) => ("- ", words),
            Block::Table(..) | Block::Aside(..) => continue,
        };
        // As entities braces show as they are, and name no variable.
        let words = inert::markdown(&plain(&words))
            .replace('{', "&#123;")
            .replace('}', "&#125;");
        let Some(rest) = left.checked_sub(words.len() + bullet.len() + 2) else {
            break;
        };
        left = rest;
        if !words.is_empty() {
            found.push(format!("{bullet}{words}"));
        }
    }
    found
}

/// The number, which stays, and the title's words.
fn name(prefix: &str, title: &str) -> String {
    let mut name = prefix.to_owned();
    for character in title.nfkd().filter(char::is_ascii) {
        match character.to_ascii_lowercase() {
            sign if sign.is_ascii_lowercase() || sign.is_ascii_digit() => name.push(sign),
            // "MDN's"
            '\'' => {}
            _ if !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    if name.len() > LONGEST_NAME {
        // At the end of a word, if there is one.
        name.truncate(LONGEST_NAME + 1);
        let end = name.rfind('-').filter(|end| *end >= prefix.len());
        name.truncate(end.unwrap_or(LONGEST_NAME));
    }
    let name = name.trim_end_matches('-');
    match SessionId::new(name) {
        Some(id) if name.starts_with(prefix) => id.to_string(),
        _ => format!("{prefix}session"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_keep_their_number() {
        let table = [
            (
                "How We Fund the Web Ecosystem",
                "20-how-we-fund-the-web-ecosystem",
            ),
            (
                "Exploring making site navigation more accessible, with \"well-known destinations\"",
                "20-exploring-making-site-navigation-more",
            ),
            ("Ünïcode & MDN's – “docs”", "20-unicode-mdns-docs"),
            ("多言語", "20-session"),
            ("../../etc/passwd", "20-etc-passwd"),
            ("", "20-session"),
            (
                "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk",
                "20-donaudampfschifffahrtselektrizitaetenha",
            ),
        ];
        for (title, expected) in table {
            assert_eq!(name("20-", title), expected, "{title}");
        }
    }
}
