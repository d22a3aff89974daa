//! Which form a file is of: by what stands in it, and by its name where that leaves it open.

use super::items::is_rule;
use super::names::plain;
use super::{Form, funretro, retrospectives, rows};
use std::path::Path;

/// How much of a file is looked at, in bytes.
const SAMPLE: usize = 1 << 16;

/// The form of a text that came out of a file.
pub(super) fn form(path: &Path, text: &str) -> Form {
    let text = rows::start(text, SAMPLE);
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let ending = ending.as_str();
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    json(text, ending)
        .or_else(|| tool(text))
        .or_else(|| document(text, ending, &name))
        .unwrap_or_else(|| table_or_lines(text, ending, &name))
}

fn json(text: &str, ending: &str) -> Option<Form> {
    let start = text.trim_start();
    let inside = start.strip_prefix(['{', '['])?.trim_start();
    let looks = if start.starts_with('{') {
        inside.starts_with(['"', '}'])
    } else {
        inside.starts_with(['{', ']'])
    };
    if !looks && ending != "json" {
        return None;
    }
    // `"folkmoot": "affinity/1"`, before all that people wrote.
    let head = inside.get(..inside.len().min(200)).unwrap_or(inside);
    let squeezed: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    if squeezed.starts_with("\"folkmoot\":\"affinity/") {
        return Some(Form::Folkmoot);
    }
    Some(Form::W3c)
}

/// The forms whose first lines say what they are.
fn tool(text: &str) -> Option<Form> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let summary = first
        .trim_start_matches('"')
        .starts_with("Retrospectives Summary for ");
    if summary
        && lines
            .clone()
            .take(5)
            .any(|line| line.eq_ignore_ascii_case(retrospectives::NAMES))
    {
        return Some(Form::Retrospectives);
    }
    if first.starts_with('#') && plain(first.trim_start_matches('#')) == "session_description" {
        return Some(Form::W3c);
    }
    let names: Vec<String> = first.split([',', ';', '\t']).map(plain).collect();
    // Our own: its notes may look like anything.
    if first == "text,author,cluster" {
        return Some(Form::Csv);
    }
    let has = |name: &str| names.iter().any(|known| known == name);
    if (has("reflectiongroup") || has("title") || has("agendaitem"))
        && has("type")
        && has("content")
        && (has("votes") || has("discussionthread"))
    {
        return Some(Form::Parabol);
    }
    if has("column") && has("message") && has("likes") {
        return Some(Form::RetroQuest);
    }
    let voted = has("comment_id") && has("voter_id") && has("vote");
    let commented = has("comment_body") && (has("comment_id") || has("moderated"));
    let participants = has("participant") && has("group_id") && has("n_votes");
    let summary = has("topic")
        && lines
            .next()
            .is_some_and(|line| line.starts_with("url,https://pol.is/"));
    (voted || commented || participants || summary).then_some(Form::Polis)
}

fn document(text: &str, ending: &str, name: &str) -> Option<Form> {
    let (mut headings, mut items, mut rules, mut voted, mut filled, mut deepest) =
        (0, 0, 0, 0, 0, 0);
    for line in text.lines() {
        let bare = line.trim();
        if bare.is_empty() {
            continue;
        }
        filled += 1;
        let level = bare.len() - bare.trim_start_matches('#').len();
        if (1..=6).contains(&level) && bare.get(level..).is_some_and(|rest| rest.starts_with(' ')) {
            headings += 1;
            deepest = deepest.max(level);
        } else if bare.starts_with("- ") || bare.starts_with("* ") {
            items += 1;
            voted += usize::from(funretro::votes(bare).1 > 0);
        } else if is_rule(line) {
            rules += 1;
        }
    }
    let board = name.contains("funretro") || name.contains("easyretro");
    if text.starts_with("# ") && deepest == 2 && headings > 1 && items > 0 && (voted > 0 || board) {
        return Some(Form::FunRetro);
    }
    let markdown = matches!(ending, "md" | "markdown" | "mdown" | "mkd");
    let table = matches!(ending, "csv" | "tsv");
    let written = (headings > 0 && items > 0) || items * 2 > filled || (rules > 0 && !table);
    // A cell of a table may hold a list.
    let certain = headings > 0 && (headings + items) * 2 > filled;
    (markdown || (written && !table) || certain).then_some(Form::Markdown)
}

fn table_or_lines(text: &str, ending: &str, name: &str) -> Form {
    let sniffed = rows::sniff(text);
    let tabs = sniffed.delimiter == Some(b'\t');
    let sheet = matches!(ending, "csv" | "tsv" | "tab");
    let form = if tabs { Form::Tsv } else { Form::Csv };
    let board = (name.contains("funretro")
        || name.contains("easyretro")
        || columns_of_cards(text, sniffed))
        && sniffed.delimiter.is_some()
        && !sniffed.named;
    if board {
        return Form::FunRetro;
    }
    match sniffed.delimiter {
        _ if sheet => form,
        // Sentences have commas, too: without names above, only rows of one size are a table.
        Some(b',') if sniffed.named && sniffed.even >= 0.5 => form,
        Some(b';' | b'\t' | b'|') if sniffed.named || sniffed.even >= 0.95 => form,
        // One column with its name above.
        None if sniffed.named => Form::Csv,
        _ => Form::Lines,
    }
}

/// Whether cells end as FunRetro's cards with votes do: `words (+2)`.
fn columns_of_cards(text: &str, sniffed: rows::Sniffed) -> bool {
    let Some(delimiter) = sniffed.delimiter else {
        return false;
    };
    text.lines().skip(1).any(|line| {
        line.split(char::from(delimiter))
            .any(|cell| funretro::votes(cell).1 > 0)
    })
}
