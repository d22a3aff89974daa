//! Faults as compilers show them: message, place, the line itself, the cure.

use crate::ballot::many;
use crate::fault::Fault;
use crate::inert;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

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
        let path = fault.place.source.path.display().to_string();
        let source = &fault.place.source.text;
        if source.is_empty() {
            out.push_str(&format!(
                "error: {message}\n --> {path}:{}:{}\n  = help: {cure}\n",
                fault.place.line, fault.place.column
            ));
        } else {
            // Only the line itself, cut: a file may hold megabytes on one line.
            let start = source
                .get(..fault.place.span.start)
                .and_then(|before| before.rfind('\n'))
                .map_or(0, |at| at + 1);
            let line = source
                .get(start..)
                .and_then(|rest| rest.lines().next())
                .unwrap_or_default();
            let shown = inert_line(line);
            let from = fault.place.column - 1;
            let length = source
                .get(fault.place.span.clone())
                .and_then(|span| span.lines().next())
                .map_or(0, |span| span.chars().count());
            let bytes = |characters: usize| {
                shown
                    .char_indices()
                    .nth(characters)
                    .map_or(shown.len(), |(at, _)| at)
            };
            let span = bytes(from)..bytes(from + length.max(1));
            let annotation = AnnotationKind::Primary.span(span);
            let annotation = if fault.label.is_empty() {
                annotation
            } else {
                annotation.label(fault.label.as_str())
            };
            let report = [Level::ERROR
                .primary_title(message.as_str())
                .element(
                    Snippet::source(shown.as_str())
                        .line_start(fault.place.line)
                        .path(path.as_str())
                        .annotation(annotation),
                )
                .element(Level::HELP.message(cure.as_str()))];
            out.push_str(&renderer.render(&report));
            out.push('\n');
        }
        out.push('\n');
    }
    let number = u64::try_from(faults.len()).unwrap_or(u64::MAX);
    out.push_str(&format!(
        "{}; nothing was written\n",
        many(number, "error", "errors")
    ));
    out
}

/// A line of a file for the terminal: the same number of characters, none of which acts, at most 160.
fn inert_line(line: &str) -> String {
    let safe: String = line
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    inert::cut(&safe, 160)
}

#[derive(Serialize)]
struct Shown<'f> {
    file: String,
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
