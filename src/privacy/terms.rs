//! What is looked for: of each person the name in all its forms, the account, the address, whom they work for.

use super::Attribution;
use super::fold::{fold, words};
use super::spoken::{initials, name_words, spelled_out};
use super::{Kind, Known, Person};
use std::collections::{BTreeMap, BTreeSet};

/// How a term has to stand in a text to be what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Several words, with anything small between them.
    Words,
    /// An employer of one word.
    Word,
    /// One or two letters: in capitals, as it is written.
    Capitals,
    /// The only word of a name: attributed, or written like a name within a sentence.
    Only,
    /// The first or last word of a name: attributed.
    Part,
    /// A first word and an initial, or an initial and a last word: `J. Doe`, `Jane D.`
    Initial,
    /// An account that the roster lists.
    Handle,
    /// An account that somebody chose.
    Account,
    /// As it is, signs included.
    Exact,
}

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    pub(super) kind: Kind,
    pub(super) form: Form,
    /// Where, in the folded pattern, a word begins; with the sign before it, which counts for accounts and addresses.
    pub(super) cuts: Vec<(usize, String)>,
}

/// All terms by their pattern, each with its initials.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) patterns: BTreeMap<String, BTreeMap<Term, String>>,
    /// First and last words that belong together.
    pub(super) pairs: BTreeSet<(String, String)>,
}

/// Names longer than this are none.
const LONGEST: usize = 200;

/// What companies have behind their name.
const LEGAL: [&str; 41] = [
    "inc",
    "incorporated",
    "gmbh",
    "mbh",
    "ltd",
    "limited",
    "llc",
    "llp",
    "lp",
    "corp",
    "corporation",
    "co",
    "company",
    "ag",
    "kg",
    "kgaa",
    "ug",
    "gbr",
    "ohg",
    "ev",
    "se",
    "sa",
    "sas",
    "sarl",
    "spa",
    "srl",
    "bv",
    "nv",
    "oy",
    "oyj",
    "ab",
    "as",
    "asa",
    "aps",
    "plc",
    "pty",
    "pte",
    "pvt",
    "private",
    "kk",
    "株式会社",
];

/// What people write who have no employer to name.
const NONE: [&str; 15] = [
    "none",
    "na",
    "independent",
    "individual",
    "self",
    "selfemployed",
    "freelance",
    "freelancer",
    "unaffiliated",
    "unknown",
    "private",
    "retired",
    "student",
    "volunteer",
    "personal",
];

impl Terms {
    /// What must not leave.
    pub(super) fn of(who: &Known<'_>, policy: Attribution) -> Terms {
        if policy == Attribution::Named {
            return Terms::default();
        }
        let mut all = Gathered::default();
        for person in who.people.iter().chain(who.others.iter().copied()) {
            all.consent = Some(person.consent && policy == Attribution::OptIn);
            all.person(person);
        }
        all.consent = None;
        for author in &who.authors {
            match author.trim().strip_prefix('@') {
                Some(login) => all.handle(login, Form::Account),
                None => all.name(author),
            }
        }
        for login in &who.accounts {
            all.handle(login, Form::Account);
        }
        for login in &who.plain {
            all.handle(login, Form::Handle);
        }
        all.terms()
    }
}

#[derive(Default)]
struct Gathered {
    /// Pattern, term, initials, and whether everybody on the roster who bears it agreed to be named.
    found: BTreeMap<(String, Term), (String, Option<bool>)>,
    pairs: BTreeMap<(String, String), Option<bool>>,
    consent: Option<bool>,
}

/// One who did not agree counts more than others who bear the same name.
fn both(known: Option<bool>, new: Option<bool>) -> Option<bool> {
    match (known, new) {
        (Some(known), Some(new)) => Some(known && new),
        (known, new) => known.or(new),
    }
}

impl Gathered {
    fn terms(self) -> Terms {
        let mut terms = Terms::default();
        // An account that is seen on GitHub is the one that the roster lists.
        let agreed: BTreeSet<(String, Vec<(usize, String)>)> = self
            .found
            .iter()
            .filter(|((_, term), (_, consent))| term.form == Form::Handle && *consent == Some(true))
            .map(|((pattern, term), _)| (pattern.clone(), term.cuts.clone()))
            .collect();
        for ((pattern, term), (shown, consent)) in self.found {
            let same = |term: &Term| agreed.contains(&(pattern.clone(), term.cuts.clone()));
            if consent != Some(true) && !(term.form == Form::Account && same(&term)) {
                terms
                    .patterns
                    .entry(pattern)
                    .or_default()
                    .insert(term, shown);
            }
        }
        let pairs = self.pairs.into_iter();
        terms.pairs = pairs
            .filter(|(_, consent)| *consent != Some(true))
            .map(|(pair, _)| pair)
            .collect();
        terms
    }

    fn person(&mut self, person: &Person) {
        self.name(&person.name);
        let handle = person.handle.trim().trim_end_matches('/');
        if handle.trim_start_matches('@').contains('@') && handle.contains('.') {
            self.email(handle);
        } else {
            let login = handle.rsplit('/').next().unwrap_or_default();
            self.handle(login, Form::Handle);
        }
        self.email(&person.email);
        for name in person
            .organisation
            .split([';', '|', '\n'])
            .flat_map(|name| name.split(" / "))
        {
            self.employer(name);
        }
    }

    fn add(&mut self, kind: Kind, form: Form, words: &[&str], signs: &[&str], shown: &str) {
        let mut pattern = String::new();
        let mut cuts = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if at > 0 {
                let sign = signs.get(at - 1).copied().unwrap_or_default();
                cuts.push((pattern.len(), sign.to_owned()));
            }
            pattern.push_str(word);
        }
        if pattern.is_empty() {
            return;
        }
        let entry = self
            .found
            .entry((pattern, Term { kind, form, cuts }))
            .or_insert_with(|| (shown.to_owned(), self.consent));
        entry.1 = both(entry.1, self.consent);
    }

    fn name(&mut self, name: &str) {
        if name.chars().count() > LONGEST {
            return;
        }
        let whole = name_words(name);
        // Some write the letters with an accent as two.
        let spelled = spelled_out(name);
        let other = name_words(&spelled);
        self.name_of(&whole);
        if other != whole {
            self.name_of(&other);
        }
    }

    fn name_of(&mut self, all: &[String]) {
        let words: Vec<&str> = all.iter().map(String::as_str).collect();
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        let cased = words
            .iter()
            .all(|word| word.chars().any(char::is_lowercase));
        let (first, last) = match words.as_slice() {
            [] => return,
            [only] => {
                if letters >= 2 {
                    let form = if cased { Form::Only } else { Form::Word };
                    self.add(Kind::Name, form, &[only], &[], &initials(&[only]));
                }
                return;
            }
            [first, .., last] => (*first, *last),
        };
        let shown = initials(&[first, last]);
        // Two bare letters are no name.
        if letters >= 3 || (letters == 2 && !cased) {
            self.add(Kind::Name, Form::Words, &words, &[], &shown);
            let mut turned = vec![last];
            turned.extend(words.iter().take(words.len() - 1));
            self.add(Kind::Name, Form::Words, &turned, &[], &shown);
            self.add(Kind::Name, Form::Words, &[first, last], &[], &shown);
            self.add(Kind::Name, Form::Words, &[last, first], &[], &shown);
        }
        // A last name with what stands before it: "van Doe".
        let pair = (first.to_owned(), last.to_owned());
        let known = self.pairs.entry(pair).or_insert(self.consent);
        *known = both(*known, self.consent);
        for part in [first, last] {
            if part.chars().count() >= 2 {
                self.add(Kind::Name, Form::Part, &[part], &[], &initials(&[part]));
            }
        }
        let initial = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
        if cased && last.chars().count() >= 2 && first.chars().count() >= 2 {
            self.add(
                Kind::Name,
                Form::Initial,
                &[&initial(first), last],
                &[],
                &shown,
            );
            self.add(
                Kind::Name,
                Form::Initial,
                &[first, &initial(last)],
                &[],
                &shown,
            );
        }
    }

    fn handle(&mut self, login: &str, form: Form) {
        let login = login.trim().trim_start_matches('@');
        let shown = format!("@{}", initials(&[login]));
        self.exact(Kind::Handle, form, login, &shown);
    }

    fn email(&mut self, address: &str) {
        let address = address.trim();
        let address = address.strip_prefix("mailto:").unwrap_or(address);
        if let Some((local, host)) = address.split_once('@')
            && !local.is_empty()
            && !host.is_empty()
        {
            let shown = format!("{}@…", initials(&[local]));
            self.exact(Kind::Email, Form::Exact, address, &shown);
        }
    }

    /// With its signs.
    fn exact(&mut self, kind: Kind, form: Form, text: &str, shown: &str) {
        if text.chars().count() > LONGEST || text.contains(char::is_whitespace) {
            return;
        }
        let (mut words, mut signs, mut word, mut sign) =
            (Vec::new(), Vec::new(), String::new(), String::new());
        for character in text.chars() {
            let letters = fold(&character.to_string());
            if letters.is_empty() {
                sign.push(character);
                continue;
            }
            if !sign.is_empty() && !word.is_empty() {
                words.push(std::mem::take(&mut word));
                signs.push(std::mem::take(&mut sign));
            }
            sign.clear();
            word.push_str(&letters);
        }
        words.push(word);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let signs: Vec<&str> = signs.iter().map(String::as_str).collect();
        self.add(kind, form, &words, &signs, shown);
    }

    fn employer(&mut self, name: &str) {
        if name.chars().count() > LONGEST {
            return;
        }
        let all = words(name);
        let mut rest: Vec<&str> = all.iter().map(String::as_str).collect();
        if NONE.contains(&rest.concat().as_str()) {
            return;
        }
        loop {
            // `S.A.`, `e. V.`, `B.V.`: letters that are a form only together.
            let tail = match rest.as_slice() {
                [_, .., a, b, c]
                    if LEGAL.contains(&[*a, *b, *c].concat().as_str()) && a.len() == 1 =>
                {
                    3
                }
                [_, .., a, b] if LEGAL.contains(&[*a, *b].concat().as_str()) && a.len() == 1 => 2,
                [_, .., last] if LEGAL.contains(last) => 1,
                _ => break,
            };
            rest.truncate(rest.len() - tail);
        }
        if let ["the", more @ ..] = rest.as_slice()
            && !more.is_empty()
        {
            rest = more.to_vec();
        }
        let letters: usize = rest.iter().map(|word| word.chars().count()).sum();
        let runs = rest.iter().any(|word| !word.is_ascii());
        let form = match (rest.len(), letters) {
            (0, _) | (_, 0 | 1) => return,
            (_, 2) if !runs => Form::Capitals,
            (1, _) => Form::Word,
            _ => Form::Words,
        };
        self.add(Kind::Employer, form, &rest, &[], &initials(&rest));
    }
}
