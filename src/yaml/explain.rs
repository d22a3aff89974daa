//! The YAML parser's errors in the words of whoever wrote the file, at the place where the slip is.

use super::DEEPEST;
use crate::fault::{Fault, Place, Source};
use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;
use std::ops::Range;
use std::sync::Arc;

/// One fault for the parser's error.
pub(super) fn explain(source: &Arc<Source>, error: &Error) -> Fault {
    let (line, column) = error
        .location()
        .map_or((1, 1), |at| (at.line(), at.column()));
    let at = offset(&source.text, line, column);
    let place = |span: Range<usize>| Place::new(source, span);
    let too_much = |what: &str| {
        Fault::new(
            place(at..at + 1),
            format!("the file {what}"),
            "write each value where it belongs, without `&` anchors and `*` aliases",
        )
    };
    let too_deep = || {
        Fault::new(
            place(at..at + 1),
            format!("values are nested more than {DEEPEST} deep"),
            "check the brackets and the indentation: nothing here needs more than four levels",
        )
    };
    let kind = match error {
        Error::AliasError { error, .. } => error,
        other => other,
    };
    match kind {
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            Fault::new(
                place(at..at + key.len()),
                format!("the key `{key}` stands here a second time"),
                "keep one of the two",
            )
        }
        Error::MultipleDocuments { .. } => {
            let start = before(&source.text, at)
                .rfind("\n---")
                .map_or(at, |n| n + 1);
            Fault::new(
                place(start..start + 3),
                "a second document begins here",
                "delete this line, or move what follows it to a file of its own",
            )
        }
        Error::Budget {
            breach: BudgetBreach::Depth { .. },
            ..
        } => too_deep(),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            too_much("unfolds into far more values than it shows")
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            too_much("holds a value that contains itself")
        }
        other => {
            let message = other.to_string();
            let message = message.lines().next().unwrap_or("it cannot be read");
            // The place stands before the message already.
            let message = message.split(" at line ").next().unwrap_or(message);
            if message.contains("recursion limit") {
                return too_deep();
            }
            syntax(source, at, message)
        }
    }
}

/// A fault of YAML's grammar. The parser notices most of them too late and says so in its own terms; the usual ones are looked for
/// where they begin.
fn syntax(source: &Arc<Source>, at: usize, message: &str) -> Fault {
    let text = &source.text;
    let fault = |span: Range<usize>, message: &str, cure: &str| {
        Fault::new(
            Place::new(source, span),
            format!("this is not valid YAML: {message}"),
            cure,
        )
    };
    if message.contains("tab") {
        let from = before(text, at).rfind('\n').map_or(0, |n| n + 1);
        let mut start = from;
        for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            if let Some(tab) = line.get(..indent).and_then(|indent| indent.find('\t')) {
                return fault(
                    start + tab..start + tab + 1,
                    "a tab indents this line",
                    "indent with spaces",
                );
            }
            start += line.len();
        }
    }
    if let Some(quote) = open_quote(before(text, at)) {
        return fault(
            quote..quote + 1,
            "the quote that opens here is not closed",
            "close it at the end of the text, or delete it",
        );
    }
    let line = before(text, at).rfind('\n').map_or(0, |n| n + 1);
    let this = text.get(line..).and_then(|rest| rest.lines().next());
    if let Some((start, value)) = this.and_then(value_of)
        && value.starts_with(['"', '\''])
        && line + start < at
    {
        return fault(
            at..at + 1,
            "the quote closes before this text",
            "put the whole value in quotes; where it holds `\"`, in single ones: '…'",
        );
    }
    if let Some((start, opener, closed)) = opener(text, at) {
        let close = |closer: char| {
            (
                format!("the `{opener}` that opens here is not closed"),
                format!("close it with `{closer}`, or put the whole value in double quotes"),
            )
        };
        let (message, cure) = match (opener, closed) {
            ('[', false) => close(']'),
            ('{', false) => close('}'),
            _ => (
                format!("`{opener}` has a meaning of its own at the start of a value"),
                "put the whole value in double quotes".to_owned(),
            ),
        };
        return fault(start..start + 1, &message, &cure);
    }
    if message.contains("mapping values are not allowed") {
        return fault(
            at..at + 1,
            "there is no place for a colon here",
            "indent the line as its neighbours are, and put a text that holds a colon in double quotes",
        );
    }
    if message.contains("block mapping")
        && before(text, at)
            .get(line..)
            .is_some_and(|indent| indent.trim().is_empty())
    {
        return fault(
            at..at + 1,
            "this line does not fit the ones around it",
            "indent it as its neighbours are, and write it as `key: value`",
        );
    }
    fault(
        at..at + 1,
        message,
        "check indentation, quotes and colons on this line and the one above it",
    )
}

fn before(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or(text)
}

/// The value of a line `key: value` or `- value`, and where it begins in the line.
fn value_of(line: &str) -> Option<(usize, &str)> {
    let start = line.find(": ").map(|at| at + 2).or_else(|| {
        line.trim_start()
            .starts_with("- ")
            .then(|| line.find("- ").unwrap_or_default() + 2)
    })?;
    let value = line.get(start..)?;
    Some((start + value.len() - value.trim_start().len(), value.trim()))
}

/// A quote that opens the value of the last line that has one, and is not closed on that line.
fn open_quote(text: &str) -> Option<usize> {
    let mut end = text.len();
    for line in text.split_inclusive('\n').rev() {
        let start = end - line.len();
        end = start;
        if line.trim_start().starts_with('#') {
            continue;
        }
        if let Some((at, value)) = value_of(line) {
            let quote = value
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''))?;
            // Within single quotes a backslash is one as any other sign.
            let escaped = match quote {
                '"' => value.matches("\\\"").count(),
                _ => 0,
            };
            let quotes = value.matches(quote).count() - escaped;
            return (quotes % 2 == 1).then_some(start + at);
        }
    }
    None
}

/// The character that opens the value on the line of `at`, or on the one before it, if YAML reads it as something else than text;
/// and whether it is a bracket that is closed again on its line.
fn opener(text: &str, at: usize) -> Option<(usize, char, bool)> {
    let first_of = |at: usize| before(text, at).rfind('\n').map_or(0, |n| n + 1);
    let this = first_of(at);
    let on = |start: usize| {
        let line = text.get(start..)?.lines().next()?;
        let (in_line, value) = value_of(line)?;
        let first = value.chars().next()?;
        let closer = match first {
            '{' => '}',
            '[' => ']',
            // What a block's first line may hold.
            '|' | '>' if !value.contains(char::is_alphabetic) => return None,
            '*' | '&' | '!' | '%' | '@' | '`' | '|' | '>' => first,
            _ => return None,
        };
        let closed = value.get(1..)?.contains(closer);
        // A bracket that closes with its value is sound.
        let whole = closer != first && value.ends_with(closer);
        (!whole).then_some((start + in_line, first, closed))
    };
    on(this).or_else(|| {
        let above = this.checked_sub(1).map(first_of).and_then(on);
        above.filter(|(_, first, closed)| {
            matches!(first, '{' | '[') && !closed || before(text, at).ends_with('\n')
        })
    })
}

/// Bytes before a line and column, both from 1.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let (mut at, mut left) = (0, line);
    for piece in text.split_inclusive('\n') {
        left = left.saturating_sub(1);
        if left == 0 {
            let column = usize::try_from(column).unwrap_or(1).saturating_sub(1);
            return at
                + piece
                    .char_indices()
                    .nth(column)
                    .map_or(piece.trim_end().len(), |(byte, _)| byte);
        }
        at += piece.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::{parse, tests::source};

    #[test]
    fn what_breaks_the_grammar_is_named_where_it_begins() {
        let table = [
            ("a: \"x\nb: 1\n", "1:4", "the quote that opens here"),
            ("a: 'x\n\nb: 1\nc: 2\n", "1:4", "the quote that opens here"),
            (
                "a: 'x \\\"y\\\"\nb: 1\n",
                "1:4",
                "the quote that opens here",
            ),
            ("a:\n  b: 1\n\tc: 2\n", "3:1", "a tab indents"),
            ("a: {x} y\nb: 1\n", "1:4", "at the start of a value"),
            ("a: 1\nb: @x\n", "2:4", "at the start of a value"),
            ("a: *x\n", "1:4", "at the start of a value"),
            ("a: >-\n b\nc\nd: 1\n", "3:1", "simple key"),
            ("a: \"b\" c\nd: 1\n", "1:8", "closes before this text"),
            ("a:\n  b: 1\n c: 2\n", "3:2", "does not fit"),
            ("a: b: c\n", "1:5", "no place for a colon"),
            ("a: 1\n---\nb: 2\n", "2:1", "a second document"),
            ("a: 1\nb: 2\na: 3\n", "3:1", "`a` stands here a second time"),
            ("a: [1, 2\nb: 3\n", "1:4", "the `[` that opens here"),
        ];
        for (text, place, message) in table {
            let fault = parse(&source(text)).unwrap_err();
            assert!(
                fault
                    .to_string()
                    .starts_with(&format!("session.yml:{place}:"))
                    && fault.message.contains(message),
                "{text:?}: {fault}"
            );
        }
    }
}
