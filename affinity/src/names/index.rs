//! The words of all texts, each known once.

use super::scan::{self, Join, Script, Word};
use super::stem::{Kind, bare, kind, stem};
use std::collections::HashMap;
use std::ops::Range;

/// The words of a session's notes.
pub(in super::super) struct Words<'t> {
    pub(super) texts: Vec<&'t str>,
    tokens: Vec<Token>,
    /// Where each text's tokens begin, and where the last one's end.
    starts: Vec<usize>,
    forms: Vec<Form>,
    stems: Vec<Stem>,
}

/// A word where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    form: u32,
    pub(super) join: Join,
    pub(super) role: Role,
}

/// What a word does in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It tells something.
    Telling,
    /// It tells something beside another.
    Weak,
    /// It stands between two others.
    Link,
    /// Nothing.
    Stop,
}

/// A word in lower case, and how it is spelled.
struct Form {
    stem: u32,
    kind: Kind,
    /// Spellings that do not owe their capitals to where they stand, with how often; then the word in lower case.
    spellings: Vec<(Box<str>, u32)>,
}

/// What the forms of a word have in common.
pub(super) struct Stem {
    pub(super) text: Box<str>,
    /// Whether it is an ideograph.
    pub(super) ideograph: bool,
    /// Whether it says little alone.
    pub(super) weak: bool,
    /// How many texts hold it.
    pub(super) texts: usize,
    last: usize,
}

impl<'t> Words<'t> {
    /// Reads the texts.
    pub(in super::super) fn of(texts: &[&'t str]) -> Words<'t> {
        let mut words = Words {
            texts: texts.to_vec(),
            tokens: Vec::new(),
            starts: vec![0],
            forms: Vec::new(),
            stems: Vec::new(),
        };
        let mut known = Known::default();
        for text in texts {
            words.read(text, &mut known);
            words.starts.push(words.tokens.len());
        }
        words
    }

    fn read(&mut self, text: &str, known: &mut Known) {
        let plain = scan::plain(text);
        let scanned = scan::words(&plain);
        let shouted = !text.contains(char::is_lowercase) && scanned.len() > 1;
        // Where each longer word has a capital, it says nothing: a heading.
        let heading = scanned
            .iter()
            .filter(|word| word.text.chars().nth(3).is_some())
            .all(|word| !word.text.starts_with(char::is_lowercase));
        let begin = self.tokens.len();
        let (mut english, mut foreign) = (0, 0);
        for word in &scanned {
            let (form, spelling) = self.form(word, known);
            // Short words of capitals are names of things, long ones are stressed.
            let small = word.text.contains(char::is_lowercase);
            let stressed = shouted || !small && word.text.chars().nth(6).is_some();
            let placed = (heading || word.join == Join::Break) && only_first(word.text);
            if !(stressed || placed) {
                self.count(form, spelling);
            }
            let role = match self.forms.get(index(form)).map(|form| form.kind) {
                // Capitals make another word of it.
                Some(Kind::Stop) if !shouted && matches!(word.text, "IT" | "US") => Role::Telling,
                Some(Kind::Stop) => {
                    english += 1;
                    Role::Stop
                }
                Some(Kind::Foreign) => {
                    foreign += 1;
                    Role::Stop
                }
                Some(Kind::Link) => Role::Link,
                Some(Kind::Weak) => Role::Weak,
                _ => Role::Telling,
            };
            self.hold(form);
            self.tokens.push(Token {
                form,
                join: word.join,
                role,
            });
        }
        for token in self.tokens.iter_mut().skip(begin) {
            let kind = self.forms.get(index(token.form)).map(|form| form.kind);
            if kind == Some(Kind::Perhaps) && foreign > english {
                token.role = Role::Stop;
            }
        }
    }

    /// The form of a word, and which of its spellings it is.
    fn form(&mut self, word: &Word, known: &mut Known) -> (u32, usize) {
        if let Some(found) = known.spelled.get(word.text) {
            return *found;
        }
        let text = bare(word.text);
        let lower = text.to_lowercase();
        let form = match known.forms.get(&lower) {
            Some(form) => *form,
            None => {
                let form = number(self.forms.len());
                let text = stem(&lower);
                let kind = match (word.script, kind(&lower, &text)) {
                    (Script::Hiragana, _) => Kind::Foreign,
                    (Script::Ideograph, Kind::Stop) => Kind::Telling,
                    (_, kind) => kind,
                };
                let stem = *known.stems.entry(text).or_insert_with_key(|text| {
                    self.stems.push(Stem {
                        text: text.as_str().into(),
                        ideograph: word.script == Script::Ideograph,
                        weak: kind == Kind::Weak,
                        texts: 0,
                        last: usize::MAX,
                    });
                    number(self.stems.len() - 1)
                });
                self.forms.push(Form {
                    stem,
                    kind,
                    spellings: vec![(lower.as_str().into(), 0)],
                });
                known.forms.insert(lower, form);
                form
            }
        };
        let mut at = 0;
        if let Some(form) = self.forms.get_mut(index(form)) {
            at = match form
                .spellings
                .iter()
                .position(|(other, _)| **other == *text)
            {
                Some(at) => at,
                None => {
                    form.spellings.push((text.into(), 0));
                    form.spellings.len() - 1
                }
            };
        }
        known.spelled.insert(word.text.to_owned(), (form, at));
        (form, at)
    }

    fn count(&mut self, form: u32, spelling: usize) {
        let form = self.forms.get_mut(index(form));
        if let Some((_, count)) = form.and_then(|form| form.spellings.get_mut(spelling)) {
            *count += 1;
        }
    }

    /// Notes that the text which is read holds the stem of this form.
    fn hold(&mut self, form: u32) {
        let text = self.total();
        let stem = self.forms.get(index(form)).map(|form| index(form.stem));
        let stem = stem.and_then(|stem| self.stems.get_mut(stem));
        if let Some(stem) = stem.filter(|stem| stem.last != text) {
            stem.last = text;
            stem.texts += 1;
        }
    }

    /// The tokens of a text, by their numbers.
    pub(super) fn tokens(&self, text: usize) -> Range<usize> {
        let at = |text: usize| self.starts.get(text).copied().unwrap_or_default();
        at(text)..at(text + 1)
    }

    pub(super) fn token(&self, token: usize) -> Option<Token> {
        self.tokens.get(token).copied()
    }

    pub(super) fn stem_of(&self, token: Token) -> u32 {
        self.forms
            .get(index(token.form))
            .map_or(u32::MAX, |form| form.stem)
    }

    pub(super) fn stem(&self, stem: u32) -> Option<&Stem> {
        self.stems.get(index(stem))
    }

    /// How many texts there are.
    pub(super) fn total(&self) -> usize {
        self.starts.len() - 1
    }

    /// A run of words as people spell it.
    pub(super) fn spelled(&self, tokens: Range<usize>) -> String {
        let mut line = String::new();
        let first = tokens.start;
        for at in tokens {
            let Some(token) = self.token(at) else { break };
            if at != first {
                line.push_str(match token.join {
                    Join::Nothing => "",
                    Join::Hyphen => "-",
                    Join::Space | Join::Break => " ",
                });
            }
            if let Some(form) = self.forms.get(index(token.form)) {
                // The most common, the earlier of two: lower case first.
                let most =
                    form.spellings
                        .iter()
                        .fold(None, |best: Option<&(Box<str>, u32)>, this| match best {
                            Some(best) if best.1 >= this.1 => Some(best),
                            _ => Some(this),
                        });
                line.push_str(most.map_or("", |(text, _)| text));
            }
        }
        line
    }
}

/// What is known while texts are read.
#[derive(Default)]
struct Known {
    spelled: HashMap<String, (u32, usize)>,
    forms: HashMap<String, u32>,
    stems: HashMap<String, u32>,
}

/// Whether the first letter alone is a capital.
fn only_first(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && !chars.any(char::is_uppercase)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
