//! Whether a word in a text is somebody to whom something is attributed: `(Jane)`, `— Jane`, `Jane:`, `said Jane`.

use super::fold::invisible;

/// Verbs, in front or behind.
const SAID: [&str; 22] = [
    "said",
    "says",
    "asked",
    "asks",
    "suggested",
    "suggests",
    "proposed",
    "proposes",
    "mentioned",
    "mentions",
    "noted",
    "argued",
    "explained",
    "reported",
    "raised",
    "wrote",
    "thinks",
    "thought",
    "wants",
    "wanted",
    "pointed",
    "shared",
];
/// Words in front that attribute only what is written like a name.
const BY: [&str; 10] = [
    "by", "per", "via", "cc", "thanks", "thank", "credit", "mr", "ms", "dr",
];
/// Words in front of it within brackets.
const WITHIN: [&str; 12] = [
    "and", "by", "from", "per", "via", "with", "cc", "und", "et", "y", "e", "hat",
];
/// Words behind it within brackets.
const ONWARD: [&str; 9] = ["and", "und", "et", "y", "e", "from", "at", "of", "says"];
/// How far is looked around.
const AROUND: usize = 80;

/// A word in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'t> {
    pub(super) text: &'t str,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether the text is a table of comma-separated values.
    pub(super) csv: bool,
}

/// What a reader does not see: emphasis, escapes.
fn unseen(character: char) -> bool {
    invisible(character) || matches!(character, '*' | '_' | '~' | '`' | '\\')
}

impl<'t> Spot<'t> {
    fn before(self) -> impl Iterator<Item = char> + 't {
        let text = self.text.get(..self.from).unwrap_or_default();
        text.chars().rev().filter(|c| !unseen(*c)).take(AROUND)
    }

    fn after(self) -> impl Iterator<Item = char> + 't {
        let text = self.text.get(self.to..).unwrap_or_default();
        text.chars().filter(|c| !unseen(*c)).take(AROUND)
    }

    /// The signs next to it, without spaces.
    pub(super) fn near(self) -> (Option<char>, Option<char>) {
        (
            self.before().find(|c| !c.is_whitespace()),
            self.after().find(|c| !c.is_whitespace()),
        )
    }

    /// The signs that touch it.
    pub(super) fn next(self) -> (Option<char>, Option<char>) {
        (self.before().next(), self.after().next())
    }

    fn word_before(self) -> String {
        let word: String = self
            .before()
            .skip_while(|c| c.is_whitespace())
            .take_while(|c| c.is_alphanumeric())
            .collect();
        word.chars().rev().flat_map(char::to_lowercase).collect()
    }

    fn word_after(self) -> String {
        let word = self
            .after()
            .skip_while(|c| c.is_whitespace())
            .take_while(|c| c.is_alphanumeric());
        word.flat_map(char::to_lowercase).collect()
    }

    /// Whether it is written like a name.
    pub(super) fn capital(self) -> bool {
        let word = self.text.get(self.from..self.to).unwrap_or_default();
        word.chars()
            .find(|c| c.is_alphabetic())
            .is_some_and(|c| !c.is_lowercase())
    }

    /// Whether a sentence begins with it, so that any word would be written like a name.
    pub(super) fn begins_sentence(self) -> bool {
        let space = self
            .before()
            .take_while(|c| c.is_whitespace())
            .any(|c| c == '\n');
        match self.near().0 {
            None => true,
            Some(sign) => {
                space
                    || matches!(
                        sign,
                        '.' | '!' | '?' | ':' | '…' | '•' | '|' | '"' | '“' | '¿' | '¡' | '>' | '#'
                    )
            }
        }
    }

    /// Behind `@`.
    pub(super) fn is_mention(self) -> bool {
        self.next().0 == Some('@')
    }

    /// A part of an address that names an account: `github.com/jane`, `linkedin.com/in/jane`.
    pub(super) fn is_in_address(self) -> bool {
        let before: String = self.before().collect();
        let Some(rest) = before.strip_prefix('/') else {
            return false;
        };
        let rest = ["ni/", "sresu/", "sgro/", "elpoep/"]
            .iter()
            .find_map(|folder| rest.strip_prefix(folder))
            .unwrap_or(rest);
        // Backwards: the last part of a host, and a dot.
        let host: String = rest
            .chars()
            .skip_while(|c| c.is_ascii_digit() || *c == ':')
            .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
            .collect();
        host.split_once('.')
            .is_some_and(|(top, name)| top.len() >= 2 && !name.is_empty())
    }

    /// In brackets, behind a dash, before a colon, or with a verb of saying.
    pub(super) fn is_attributed(self) -> bool {
        self.is_mention() || self.in_brackets() || self.behind_dash() || self.said()
    }

    /// `Jane:`
    pub(super) fn before_colon(self) -> bool {
        let mut after = self.after();
        let sign = after.by_ref().find(|c| *c != ' ');
        sign.is_some_and(|c| c == ':' || c == '：') && !matches!(after.next(), Some(':' | '/'))
    }

    /// Alone on its line, or in its cell.
    pub(super) fn is_alone(self) -> bool {
        let line = |c: &char| *c != '\n';
        let before = self
            .before()
            .take_while(line)
            .find(|c| !c.is_whitespace() && !matches!(c, '-' | '+' | '>' | '•' | '·' | '#'));
        let after = self
            .after()
            .take_while(line)
            .find(|c| !c.is_whitespace() && !matches!(c, '.' | ';' | '\r'));
        let ends = |sign: Option<char>| match sign {
            None => true,
            Some('|') => true,
            Some(',' | '"' | ';') => self.csv,
            Some(_) => false,
        };
        ends(before) && ends(after)
    }

    fn in_brackets(self) -> bool {
        let opens = |c: char| matches!(c, '(' | '[' | '（' | '［' | '【' | '「');
        let closes = |c: char| matches!(c, ')' | ']' | '）' | '］' | '】' | '」');
        let inner = |c: char| matches!(c, ',' | '/' | '&' | '+' | ';' | ':' | '、');
        let within = |mut signs: Box<dyn Iterator<Item = char> + 't>,
                      ends: &dyn Fn(char) -> bool,
                      other: &dyn Fn(char) -> bool| {
            signs
                .find(|c| ends(*c) || other(*c) || *c == '\n')
                .is_some_and(ends)
        };
        let (Some(before), Some(after)) = self.near() else {
            return false;
        };
        let left = opens(before)
            || ((inner(before) || before == '@' || WITHIN.contains(&self.word_before().as_str()))
                && within(Box::new(self.before()), &opens, &closes));
        let right = closes(after)
            || ((inner(after) || ONWARD.contains(&self.word_after().as_str()))
                && within(Box::new(self.after()), &closes, &opens));
        left && right
    }

    fn behind_dash(self) -> bool {
        let mut before = self.before().skip_while(|c| *c == ' ');
        let dash = match before.next() {
            Some('—' | '–' | '―') => true,
            // Two, or one with a space before it and words before that: else it is an item of a list.
            Some('-') => match before.next() {
                Some('-') => true,
                Some(' ') => before.find(|c| *c != ' ').is_some_and(|c| c != '\n'),
                _ => false,
            },
            _ => false,
        };
        let after = self.after().find(|c| *c == '\n' || !c.is_whitespace());
        dash && after.is_none_or(|c| c != '-' && !c.is_alphanumeric())
    }

    fn said(self) -> bool {
        let (before, after) = (self.word_before(), self.word_after());
        let touches = |sign: Option<char>| sign.is_some_and(|c| c == ' ' || c == '\n');
        let (left, right) = self.next();
        let near_left = touches(left) && self.near().0.is_some_and(char::is_alphanumeric);
        let near_right = touches(right) && self.near().1.is_some_and(char::is_alphanumeric);
        if (near_left && SAID.contains(&before.as_str()))
            || (near_right && self.capital() && SAID.contains(&after.as_str()))
        {
            return true;
        }
        if !self.capital() {
            return false;
        }
        let possessive = matches!(right, Some('\'' | '’')) && {
            let mut after = self.after().skip(1);
            after.next() == Some('s') && after.next().is_none_or(|c| !c.is_alphanumeric())
        };
        let to = before == "to" && {
            let words: String = self.before().collect();
            let words: String = words.chars().rev().collect::<String>().to_lowercase();
            words.trim_end().ends_with("according to") || words.trim_end().ends_with("thanks to")
        };
        possessive || to || (near_left && BY.contains(&before.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(text: &str) -> Spot<'_> {
        let from = text.find("Jane").or_else(|| text.find("jane")).unwrap();
        Spot {
            text,
            from,
            to: from + 4,
            csv: false,
        }
    }

    #[test]
    fn what_attributes() {
        for text in [
            "more time (Jane)",
            "more time (jane)",
            "more time [jane]_",
            "(**Jane**) more",
            "(Jane, Bob)",
            "(Bob and Jane)",
            "(by Jane)",
            "more time — Jane",
            "more time -- Jane.",
            "more time - Jane\nnext",
            "said Jane",
            "as said jane",
            "Jane said",
            "according to Jane",
            "by Jane",
            "Jane’s idea",
            "@Jane",
            "ask @\u{200b}jane",
        ] {
            assert!(spot(text).is_attributed(), "{text}");
        }
        for text in [
            "see Jane Street",
            "(see jane street)",
            "(the jane way)",
            "- Jane Eyre",
            "— Jane eyre",
            "by jane",
            "jane said",
            "Jane",
            "a-Jane",
            "of (x) Jane (y)",
            "Janes",
        ] {
            assert!(!spot(text).is_attributed(), "{text}");
        }
        assert!(spot("Jane: more").before_colon() && spot("**Jane** : more").before_colon());
        assert!(!spot("jane://x").before_colon() && !spot("jane::x").before_colon());
        assert!(spot("a\n- Jane\nb").is_alone() && spot("| x | Jane | y |").is_alone());
        assert!(!spot("a\n- Jane b\n").is_alone());
        assert!(
            spot("https://github.com/Jane").is_in_address()
                && spot("www.linkedin.com/in/Jane").is_in_address()
        );
        assert!(spot("http://host.example:80/Jane").is_in_address());
        assert!(!spot("and/Jane").is_in_address() && !spot("docs/Jane").is_in_address());
    }
}
