//! What a reader should see of a text, and what GitHub would make of it where it stands: written here anew from what the documentation says,
//! so that it knows nothing of how the product does it.

/// A text as folkmoot is to show it: one line; signs that cannot be seen, or turn the direction, are gone; everything else is there.
pub fn line(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|sign| if sign.is_whitespace() { ' ' } else { sign })
        .filter(|sign| !hides(*sign))
        .collect();
    let words: Vec<&str> = shown.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether a sign steers a terminal, turns the direction of what comes after it or cannot be seen at all. Joiners are part of scripts and emoji.
pub fn hides(sign: char) -> bool {
    let number = u32::from(sign);
    let control = number < 0x20 || (0x7f..0xa0).contains(&number);
    let turns = matches!(number, 0x61c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069);
    let unseen = matches!(number, 0x200b | 0x2060..=0x2065 | 0x206a..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe007f);
    control || turns || unseen
}

/// The space without width that folkmoot puts where a sign would act.
pub const GAP: char = '\u{200b}';

/// Before a piece of code, in which GitHub looks for nothing.
pub const CODE: char = '\u{0}';

/// Before a piece that is many lines, without the spaces between words.
pub const WRAPPED: char = '\u{1}';

/// Where `text` stands in `run`, whole or cut with an ellipsis: what of the run it is, with the signs around it.
pub struct Found {
    run: Vec<char>,
    from: usize,
    to: usize,
    pub whole: bool,
}

/// Finds a text in a run of plain text: gaps do not count.
pub fn find(run: &str, text: &str) -> Option<Found> {
    // What no font shows and XML does not allow.
    let shown = |sign: &char| !matches!(sign, '\u{fffe}' | '\u{ffff}');
    let wrapped = run.starts_with(WRAPPED);
    let run: Vec<char> = run.chars().filter(shown).collect();
    let places: Vec<usize> = (0..run.len()).filter(|at| run[*at] != GAP).collect();
    let plain: Vec<char> = places.iter().map(|at| run[*at]).collect();
    let text: Vec<char> = text
        .chars()
        .filter(shown)
        .filter(|sign| !wrapped || *sign != ' ')
        .collect();
    let at = |from: usize, length: usize, whole: bool| Found {
        from: places[from],
        to: places[from + length - 1] + 1,
        run: run.clone(),
        whole,
    };
    if let Some(from) = (0..plain.len()).find(|from| plain[*from..].starts_with(&text)) {
        return Some(at(from, text.len(), true));
    }
    // At least a word of it, up to an ellipsis.
    (0..plain.len()).find_map(|from| {
        let same = plain[from..]
            .iter()
            .zip(&text)
            .take_while(|(a, b)| a == b)
            .count();
        let next = plain.get(from + same..)?.iter().find(|sign| **sign != ' ');
        (same >= 9 && next == Some(&'…')).then(|| at(from, same, false))
    })
}

impl Found {
    fn sign(&self, at: usize) -> char {
        self.run.get(at).copied().unwrap_or(' ')
    }

    /// What GitHub would make of it beyond text: a mention, a reference; but in a title also a commit, an emoji.
    pub fn acts(&self, title: bool) -> Option<String> {
        if self.run.first() == Some(&CODE) {
            return None;
        }
        let word = |sign: char| sign.is_alphanumeric() || sign == '_';
        for at in self.from..self.to {
            let before = if at == 0 { ' ' } else { self.sign(at - 1) };
            let rest: String = (at..self.run.len().min(at + 64))
                .map(|at| self.sign(at))
                .collect();
            let next = self.sign(at + 1);
            let what = match self.sign(at) {
                '@' if !word(before) && next.is_ascii_alphanumeric() => "mentions somebody",
                // After a word it refers to another repository's.
                '#' if next.is_ascii_digit() => "refers to an issue",
                'g' | 'G' if !word(before) && refers_by_gh(&rest) => "refers to an issue",
                ':' if !title && is_emoji(&rest) => "is an emoji",
                sign if !title && sign.is_ascii_hexdigit() && !word(before) && is_commit(&rest) => {
                    "refers to a commit"
                }
                _ => continue,
            };
            return Some(format!("{what}: {rest:?}"));
        }
        None
    }
}

fn refers_by_gh(rest: &str) -> bool {
    let mut signs = rest.chars().skip(1);
    let head: String = signs.by_ref().take(2).collect();
    head.eq_ignore_ascii_case("h-") && signs.next().is_some_and(|sign| sign.is_ascii_digit())
}

fn is_emoji(rest: &str) -> bool {
    let inner: String = rest
        .chars()
        .skip(1)
        .take_while(|sign| sign.is_ascii_alphanumeric() || "_+-".contains(*sign))
        .collect();
    !inner.is_empty() && rest[1 + inner.len()..].starts_with(':')
}

fn is_commit(rest: &str) -> bool {
    let length = rest.chars().take_while(char::is_ascii_hexdigit).count();
    let after = rest.chars().nth(length).unwrap_or(' ');
    (7..=40).contains(&length) && !after.is_alphanumeric()
}

/// Signs that steer, turn or hide anywhere in a text that goes out; line ends and gaps are ours.
pub fn steers(text: &str) -> Option<String> {
    let mut signs = text.chars().enumerate();
    let (at, sign) = signs.find(|(_, sign)| hides(*sign) && *sign != '\n' && *sign != GAP)?;
    let around: String = text.chars().skip(at.saturating_sub(20)).take(40).collect();
    Some(format!("U+{:04X} in {around:?}", u32::from(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reader finds what acts: else it would prove nothing.
    #[test]
    fn what_acts_is_found() {
        for text in [
            "ask @todogroup",
            "closes #1",
            "a/b#1",
            "GH-12",
            "see deadbeefcafe here",
            ":tada:",
            "x@deadbeefcafe",
        ] {
            let found = find(&format!("before {text} after"), text).unwrap();
            assert!(found.acts(false).is_some(), "{text}");
        }
        for text in [
            "ask @\u{200b}todogroup",
            "closes #\u{200b}1",
            "GH-\u{200b}12",
            "feedback",
            "12:30",
            "a@b",
        ] {
            let found = find(text, &text.replace(GAP, "")).unwrap();
            assert_eq!(found.acts(false), None, "{text}");
        }
        assert!(!find("How might we…", "How might we do it").unwrap().whole);
        assert!(find("How…", "How might we").is_none());
    }
}
