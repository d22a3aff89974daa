//! What in a note is no prose: blanked byte for byte, so that places stay.

use super::super::little::link;

/// The text with code, addresses, quotes and parentheses blanked by `x`; `None` where all of it looks like code.
pub(super) fn masked(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut blank = |from: usize, to: usize, lines: bool| {
        for byte in bytes.iter_mut().take(to).skip(from) {
            if lines || *byte != b'\n' {
                *byte = b'x';
            }
        }
    };
    let mut at = 0;
    let mut in_code = Vec::new();
    while let Some(open) = find(text, at, "`") {
        let run = text
            .get(open..)
            .map_or(1, |rest| rest.len() - rest.trim_start_matches('`').len());
        let ticks = "`".repeat(run);
        match find(text, open + run, &ticks) {
            Some(close) => {
                blank(open, close + run, true);
                in_code.push(open..close + run);
                at = close + run;
            }
            None => at = open + run,
        }
    }
    let code = |at: usize| in_code.iter().any(|span| span.contains(&at));
    let mut start = 0;
    for chunk in text.split_inclusive(char::is_whitespace) {
        let word = chunk.trim_end();
        if link(word.trim_start_matches('(')) || word.contains("://") {
            // A mark that ends the sentence is not the address's.
            let kept = word.trim_end_matches(['?', '.', ',', ';', '!', ')']);
            blank(start, start + kept.len(), true);
        }
        start += chunk.len();
    }
    for (open, close) in [
        ('(', ')'),
        ('[', ']'),
        ('"', '"'),
        ('“', '”'),
        ('«', '»'),
        ('「', '」'),
        ('（', '）'),
    ] {
        let mut at = 0;
        while let Some(from) = find(text, at, open.encode_utf8(&mut [0; 4])) {
            let inner = from + open.len_utf8();
            let Some(to) = find(text, inner, close.encode_utf8(&mut [0; 4])) else {
                break;
            };
            let end = to + close.len_utf8();
            // "(1)" may count a list.
            let within = text.get(inner..to).is_some_and(|part| {
                !part.contains('\n') && !part.chars().all(|c| c.is_ascii_digit())
            });
            // Quotes around the whole note say nothing.
            let whole = text.trim().len() <= end - from + 1;
            if within && !whole && !code(from) {
                blank(from, end, false);
            }
            at = end;
        }
    }
    let masked = String::from_utf8(bytes).ok()?;
    let signs = masked
        .chars()
        .filter(|c| "{}[]<>=;|\\$_#".contains(*c))
        .count();
    let letters = masked.chars().filter(|c| c.is_alphabetic()).count();
    (signs * 8 <= letters).then_some(masked)
}

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_prose_is_blank() {
        let table = [
            ("run `a / b` now", Some("run xxxxxxx now")),
            (
                "see https://e.org/?q=1? And",
                Some("see xxxxxxxxxxxxxxxxxx? And"),
            ),
            (
                "groups (a / b) and \"c? d?\" e",
                Some("groups xxxxxxx and xxxxxxx e"),
            ),
            ("\"all of it?\"", Some("\"all of it?\"")),
            ("open ( only", Some("open ( only")),
            ("if (a) { return b; } else { c(); }", None),
        ];
        for (text, expected) in table {
            assert_eq!(masked(text).as_deref(), expected, "{text:?}");
        }
    }
}
