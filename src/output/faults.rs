//! Faults as compilers show them: message, place, the line itself, the cure.

use crate::fault::Fault;
use crate::inert;
use crate::text::many;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use std::ops::Range;

/// All faults, with the lines they are about.
pub fn text(faults: &[Fault], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for fault in faults {
        let message = inert::terminal(&fault.message);
        let cure = inert::terminal(&fault.cure);
        let place = &fault.place;
        let path = inert::terminal(&place.source.path.display().to_string());
        let title = Level::ERROR.primary_title(message.as_str());
        let help = Level::HELP.message(cure.as_str());
        if place.source.text.is_empty() {
            let mut origin = Origin::path(path.as_str());
            if place.line > 0 {
                origin = origin.line(place.line).char_column(place.column);
            }
            let report = [title.element(origin).element(help)];
            // Set as far in as where a line is shown.
            out.push_str(&renderer.render(&report).replace('\n', "\n "));
        } else {
            let (shown, span) = excerpt(fault);
            let column = shown
                .get(..span.start)
                .map_or(0, |text| text.chars().count())
                + 1;
            let annotation = AnnotationKind::Primary.span(span);
            let annotation = if fault.label.is_empty() {
                annotation
            } else {
                annotation.label(fault.label.as_str())
            };
            let report = [title
                .element(
                    Snippet::source(shown.as_str())
                        .line_start(place.line)
                        .path(path.as_str())
                        .annotation(annotation),
                )
                .element(help)];
            // Of a long line only a part is shown: the column is that of the file.
            out.push_str(&renderer.render(&report).replacen(
                &format!("{path}:{}:{column}", place.line),
                &format!("{path}:{}:{}", place.line, place.column),
                1,
            ));
        }
        out.push_str("\n\n");
    }
    let number = u64::try_from(faults.len()).unwrap_or(u64::MAX);
    out.push_str(&format!(
        "{}; nothing was written\n",
        many(number, "error", "errors")
    ));
    out
}

/// The most characters of a line that are shown: a file may hold megabytes on one.
const WIDEST: usize = 100;

/// The line of a fault, or the part of it around the fault, and the bytes to underline in that.
fn excerpt(fault: &Fault) -> (String, Range<usize>) {
    let source = &fault.place.source.text;
    let start = source
        .get(..fault.place.span.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let line = source
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default();
    let from = fault.place.column.saturating_sub(1);
    let length = source
        .get(fault.place.span.clone())
        .and_then(|span| span.lines().next())
        .map_or(0, |span| span.chars().count())
        .max(1);
    let whole = line.chars().nth(WIDEST).is_none();
    let skipped = if whole || from + length <= WIDEST {
        0
    } else {
        from.saturating_sub(WIDEST / 3)
    };
    let mut shown: String = line.chars().skip(skipped).take(WIDEST).map(tame).collect();
    if line.chars().nth(skipped + WIDEST).is_some() {
        shown.push('…');
    }
    let mut from = from - skipped;
    if skipped > 0 {
        shown.insert(0, '…');
        from += 1;
    }
    // A runner reads `##[` as a command wherever it stands in a line.
    let shown = shown.replace("##[", "# [");
    let at = |characters: usize| {
        shown
            .char_indices()
            .nth(characters)
            .map_or(shown.len(), |(at, _)| at)
    };
    let span = at(from)..at(from + length);
    (shown, span)
}

/// A character for the terminal: itself, or a space where it would act or hide.
fn tame(character: char) -> char {
    if inert::line(character.encode_utf8(&mut [0; 4])).is_empty() {
        ' '
    } else {
        character
    }
}

#[derive(Serialize)]
struct Shown<'f> {
    file: String,
    /// From 1; 0 where the file or folder as a whole is meant.
    line: usize,
    column: usize,
    message: &'f str,
    cure: &'f str,
}

/// All faults for machines.
pub fn json(faults: &[Fault]) -> String {
    let list: Vec<Shown<'_>> = faults
        .iter()
        .map(|fault| Shown {
            file: fault.place.source.path.display().to_string(),
            line: fault.place.line,
            column: fault.place.column,
            message: &fault.message,
            cure: &fault.cure,
        })
        .collect();
    super::json(&list)
}
