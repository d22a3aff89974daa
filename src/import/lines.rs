//! Plain lines: one note each.

use super::Why;
use super::take::Take;
use crate::fault::Fault;

/// Reads lines. Bullets before the words are left out; numbers only where most lines have one.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let filled = || {
        text.split('\n')
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
    };
    let numbered = filled().filter(|(_, line)| number(line).is_some()).count();
    let strip = numbered * 2 > filled().count();
    for (index, line) in filled() {
        let line = line.trim();
        let words = bullet(line)
            .or_else(|| number(line).filter(|_| strip))
            .unwrap_or(line);
        if words.is_empty() {
            take.drop(index + 1, line, Why::Empty);
        } else {
            take.card(index + 1, words, None, None, None);
        }
    }
    Ok(())
}

/// What stands behind a bullet.
fn bullet(line: &str) -> Option<&str> {
    let behind = line.strip_prefix(['-', '*', '•', '◦', '▪', '–', '☐', '+'])?;
    (behind.is_empty() || behind.starts_with(char::is_whitespace)).then(|| behind.trim())
}

/// What stands behind `3.` or `3)`.
fn number(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = line.get(digits..)?.strip_prefix(['.', ')'])?;
    (digits > 0 && digits < 5 && behind.starts_with(' ')).then(|| behind.trim())
}
