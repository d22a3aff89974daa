//! One pass over a text for all that is looked for at once.

use super::Attribution;
use super::attributed::Spot;
use super::fold::Folded;
use super::terms::{Form, Term, Terms};
use super::{Kind, Known, Leak, Leaving};
use aho_corasick::AhoCorasick;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Finds names in texts.
#[derive(Debug)]
pub struct Reader<'k> {
    /// `None` where there are more patterns than an automaton holds: then each is looked for on its own.
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
    /// First and last words that belong together, by pattern.
    pairs: BTreeSet<(usize, usize)>,
    /// What maintainers say in public, and whether they attribute something to it there.
    public: BTreeMap<(usize, usize), bool>,
    /// What participants wrote, where that is known, and the accounts that stand in it without a sign: looked for when there is one to judge.
    said: Option<Vec<&'k str>>,
    own: Vec<&'k str>,
    voiced: OnceCell<Voiced>,
    /// Whom maintainers name for a task.
    open: BTreeSet<(usize, usize)>,
}

/// What stands in what people wrote.
#[derive(Debug, Default)]
struct Voiced {
    /// Accounts without a sign.
    bare: BTreeSet<(usize, usize)>,
    /// All, and whether something is attributed to it there.
    named: BTreeMap<(usize, usize), bool>,
}

/// A folded text and what it may stand for.
#[derive(Debug)]
struct Pattern {
    text: String,
    terms: Vec<(Term, String)>,
}

/// Something that was found.
#[derive(Debug, Clone, Copy)]
struct Hit {
    /// Bytes of the text as written.
    from: usize,
    to: usize,
    /// Pattern and term.
    term: (usize, usize),
    attributed: bool,
    /// An account that stands there like any word.
    bare: bool,
}

impl<'k> Reader<'k> {
    /// What must not leave under a policy.
    pub fn new(who: &Known<'k>, policy: Attribution) -> Reader<'k> {
        let terms = Terms::of(who, policy);
        let patterns: Vec<Pattern> = terms
            .patterns
            .into_iter()
            .map(|(text, terms)| Pattern {
                text,
                terms: terms.into_iter().collect(),
            })
            .collect();
        let number = |text: &String| patterns.binary_search_by(|known| known.text.cmp(text)).ok();
        let pairs = terms
            .pairs
            .iter()
            .filter_map(|(first, last)| Some((number(first)?, number(last)?)))
            .collect();
        let automaton = AhoCorasick::new(patterns.iter().map(|pattern| pattern.text.as_str())).ok();
        let mut reader = Reader {
            automaton,
            patterns,
            pairs,
            public: BTreeMap::new(),
            said: who.said.clone(),
            own: who.own.clone(),
            voiced: OnceCell::new(),
            open: BTreeSet::new(),
        };
        let mut public = BTreeMap::new();
        for text in &who.public {
            // Also a part of a name to which only what stands around the text could attribute something.
            for hit in reader.all(text, false, true) {
                *public.entry(hit.term).or_default() |= hit.attributed;
            }
        }
        reader.public = public;
        let open = who
            .open
            .iter()
            .flat_map(|text| reader.all(text, false, true));
        reader.open = open.map(|hit| hit.term).collect();
        reader
    }

    /// Whether nobody is known who must not be named.
    pub fn is_idle(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The names in a text.
    pub fn leaks(&self, leaving: &Leaving<'_>) -> Vec<Leak> {
        self.told(leaving, self.found(leaving.text, leaving.place))
    }

    /// The names in a text that the one in its place does not hold as often: what people wrote there themselves is there already.
    pub fn added(&self, leaving: &Leaving<'_>, before: &str) -> Vec<Leak> {
        let mut hits = self.found(leaving.text, leaving.place);
        if !hits.is_empty() {
            let mut there: BTreeMap<(usize, usize), usize> = BTreeMap::new();
            for hit in self.found(before, leaving.place) {
                *there.entry(hit.term).or_default() += 1;
            }
            hits.retain(|hit| match there.get_mut(&hit.term) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            });
        }
        self.told(leaving, hits)
    }

    fn told(&self, leaving: &Leaving<'_>, hits: Vec<Hit>) -> Vec<Leak> {
        let (mut line, mut column, mut counted) = (1, 1, 0);
        let tell = |hit: Hit| {
            let passed = leaving.text.get(counted..hit.from).unwrap_or_default();
            counted = hit.from;
            let rest = match passed.rsplit_once('\n') {
                Some((before, rest)) => {
                    line += before.matches('\n').count() + 1;
                    column = 1;
                    rest
                }
                None => passed,
            };
            column += rest.chars().count();
            Leak {
                place: leaving.place.to_owned(),
                line,
                column,
                kind: self.kind(hit.term),
                shown: self.shown(hit.term).to_owned(),
            }
        };
        hits.into_iter().map(tell).collect()
    }

    /// The text with initials in place of names.
    pub fn redacted(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for hit in self.found(text, "") {
            out.push_str(text.get(done..hit.from).unwrap_or_default());
            let shown = self.shown(hit.term);
            let after_sign = out.trim_end_matches('\u{200b}').ends_with('@');
            out.push_str(
                shown
                    .strip_prefix('@')
                    .filter(|_| after_sign)
                    .unwrap_or(shown),
            );
            done = hit.to;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    fn term(&self, (pattern, term): (usize, usize)) -> Option<&(Term, String)> {
        self.patterns.get(pattern)?.terms.get(term)
    }

    fn kind(&self, term: (usize, usize)) -> Kind {
        self.term(term).map_or(Kind::Name, |(term, _)| term.kind)
    }

    fn shown(&self, term: (usize, usize)) -> &str {
        self.term(term).map_or("…", |(_, shown)| shown.as_str())
    }

    /// What must not be in a text, in its order: of two names in one place the longer.
    fn found(&self, text: &str, place: &str) -> Vec<Hit> {
        let mut hits = self.hits(text, place.ends_with(".csv"));
        if self.said.is_some() {
            hits.retain(|hit| !hit.bare || self.voiced().bare.contains(&hit.term));
        }
        hits.retain(|hit| match self.public.get(&hit.term) {
            // Named in public, but what they said is not.
            Some(attributed) => {
                hit.attributed
                    && !attributed
                    && matches!(self.kind(hit.term), Kind::Name | Kind::Handle)
                    && self.is_voiced(hit.term, |attributed| attributed)
            }
            None => !self.open.contains(&hit.term) || self.is_voiced(hit.term, |_| true),
        });
        // What is an account as well as a name is told as an account.
        let rank = |hit: &Hit| matches!(self.kind(hit.term), Kind::Name | Kind::Employer);
        hits.sort_by_key(|hit| (hit.from, std::cmp::Reverse(hit.to), rank(hit), hit.term));
        let mut end = 0;
        hits.retain(|hit| {
            let new = hit.from >= end;
            if new {
                end = hit.to;
            }
            new
        });
        hits
    }

    /// Whether people wrote it, and so; where nothing is known of that, they did.
    fn is_voiced(&self, term: (usize, usize), so: impl Fn(bool) -> bool) -> bool {
        self.said.is_none() || self.voiced().named.get(&term).copied().is_some_and(so)
    }

    fn voiced(&self) -> &Voiced {
        self.voiced.get_or_init(|| {
            let mut voiced = Voiced::default();
            let mut hear = |text: &str| {
                for hit in self.hits(text, false) {
                    if hit.bare {
                        voiced.bare.insert(hit.term);
                    }
                    *voiced.named.entry(hit.term).or_default() |= hit.attributed;
                }
            };
            for text in self.said.iter().flatten() {
                hear(text);
            }
            for text in &self.own {
                // `group: Jane Doe` says who it is and not what she said.
                hear(&format!("… {text} …"));
            }
            voiced
        })
    }

    /// All that stands in a text, also what may.
    fn hits(&self, text: &str, csv: bool) -> Vec<Hit> {
        self.all(text, csv, false)
    }

    /// The same, and, where parts are wanted, the words of names to which nothing is attributed.
    fn all(&self, text: &str, csv: bool, parts_too: bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        if self.patterns.is_empty() {
            return hits;
        }
        let folded = Folded::of(text);
        // Where words end that are a first or last word, for those with another between them.
        let mut parts: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
        self.each(&folded.text, |number, from, to| {
            if !folded.is_whole(from, to) {
                return;
            }
            let Some(pattern) = self.patterns.get(number) else {
                return;
            };
            let (start, end) = folded.written(from, to);
            let spot = Spot {
                text,
                from: start,
                to: end,
                csv,
            };
            for (at, (term, _)) in pattern.terms.iter().enumerate() {
                if !term.joins(&folded, text, from, to) {
                    continue;
                }
                let attributed =
                    matches!(term.kind, Kind::Name | Kind::Handle) && named(spot, term);
                let hit = Hit {
                    from: start,
                    to: end,
                    term: (number, at),
                    attributed,
                    bare: term.form == Form::Account && !spot.is_mention() && !spot.is_in_address(),
                };
                let part = parts_too && matches!(term.form, Form::Part | Form::Only);
                if part || fits(spot, term, attributed, &folded, from) {
                    hits.push(hit);
                }
                if term.form == Form::Part {
                    hits.extend(self.over_a_word(&folded, spot, (from, number), hit, &parts));
                    parts.entry(to).or_default().push((start, number));
                }
            }
        });
        hits
    }

    /// Calls with each pattern that stands in a folded text, and its bytes there.
    fn each(&self, text: &str, mut call: impl FnMut(usize, usize, usize)) {
        match &self.automaton {
            Some(automaton) => {
                for found in automaton.find_overlapping_iter(text) {
                    call(found.pattern().as_usize(), found.start(), found.end());
                }
            }
            None => {
                for (number, pattern) in self.patterns.iter().enumerate() {
                    for (from, found) in text.match_indices(&pattern.text) {
                        call(number, from, from + found.len());
                    }
                }
            }
        }
    }

    /// First and last word with one more between them: an initial, a middle name.
    fn over_a_word(
        &self,
        folded: &Folded,
        last: Spot<'_>,
        (from, number): (usize, usize),
        hit: Hit,
        parts: &HashMap<usize, Vec<(usize, usize)>>,
    ) -> Option<Hit> {
        let middle = folded.word_before(from);
        let (begin, end) = folded.written(middle, from);
        let spot = Spot {
            from: begin,
            to: end,
            ..last
        };
        // A name is written with a capital; so is no word that only joins two.
        if !spot.capital() || !last.capital() || from - middle > 20 {
            return None;
        }
        let between = last.text.get(end..last.from)?;
        let (first, _) = parts
            .get(&middle)?
            .iter()
            .find(|(_, first)| self.pairs.contains(&(*first, number)))?;
        let gap = between.chars().count() <= 3 && !between.contains([',', ';', ':', '\n']);
        gap.then_some(Hit {
            from: *first,
            attributed: true,
            ..hit
        })
    }
}

/// Whether something is attributed to it.
fn named(spot: Spot<'_>, term: &Term) -> bool {
    // An account can be called anything: before a colon and alone on a line stand other words, too.
    spot.is_attributed() || (term.kind == Kind::Name && (spot.before_colon() || spot.is_alone()))
}

/// Whether a term is what it looks like where it stands.
fn fits(spot: Spot<'_>, term: &Term, attributed: bool, folded: &Folded, from: usize) -> bool {
    let written = spot.text.get(spot.from..spot.to).unwrap_or_default();
    let letters = written.chars().filter(|c| c.is_alphanumeric()).count();
    // No part of a longer account: `jane` in `jane-doe`.
    let flanked = || {
        let sign = |text: &mut dyn Iterator<Item = char>| {
            matches!(text.next(), Some('-' | '_')) && text.next().is_some_and(char::is_alphanumeric)
        };
        let before = spot.text.get(..spot.from).unwrap_or_default();
        let after = spot.text.get(spot.to..).unwrap_or_default();
        sign(&mut before.chars().rev().filter(|c| *c != '\\'))
            || sign(&mut after.chars().filter(|c| *c != '\\'))
    };
    match term.form {
        Form::Words | Form::Word | Form::Exact => true,
        Form::Capitals => written.chars().all(|c| !c.is_lowercase()),
        Form::Part => attributed,
        Form::Only => attributed || (spot.capital() && !spot.begins_sentence()),
        Form::Initial => {
            let cut = term.cuts.first().map_or(0, |(at, _)| *at);
            let (_, end) = folded.written(from, from + cut);
            let (start, _) = folded.written(from + cut, from + cut + 1);
            let letter = |text: Option<&str>| {
                text.is_some_and(|text| text.chars().next().is_some_and(char::is_uppercase))
            };
            let dot = if cut <= 4
                && spot
                    .text
                    .get(spot.from..end)
                    .is_some_and(|first| first.chars().count() == 1)
            {
                spot.text
                    .get(end..start)
                    .is_some_and(|between| between.trim_start_matches('\\').starts_with('.'))
            } else {
                spot.text
                    .get(spot.to..)
                    .is_some_and(|after| after.trim_start_matches('\\').starts_with('.'))
            };
            dot && letter(spot.text.get(spot.from..)) && letter(spot.text.get(start..))
        }
        Form::Handle | Form::Account => {
            if flanked() {
                return false;
            }
            if spot.is_mention() || spot.is_in_address() {
                return true;
            }
            let number = written.chars().all(|c| c.is_ascii_digit());
            let odd = written.contains(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
            match term.form {
                Form::Handle => letters >= 3 && !number,
                _ => letters >= 2 && !number && (attributed || (odd && letters >= 4)),
            }
        }
    }
}
