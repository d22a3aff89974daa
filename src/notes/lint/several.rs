//! Several notes written as one.
//!
//! Nothing is ever split: the parts are proposed. Parts count only where each could stand on its own, so that "CI/CD", "open
//! source / InnerSource" and a question with an afterthought stay one note.

mod mask;

use super::super::wording::{OPENINGS, Word, begins, fold, length, words};
use super::stem::verb;
use mask::masked;
use std::ops::Range;

/// Signs that begin a line of a list.
const BULLETS: &[char] = &['-', '*', '+', '•', '‣', '◦', '▪', '●', '·', '–', '—'];
/// Those that do nothing else, so that they part a list also within a line.
const CERTAIN: &[char] = &['•', '‣', '◦', '▪', '●'];

/// The notes in this one, if it looks like several.
pub(super) fn parts<'t>(text: &'t str, stem: &str) -> Option<Vec<&'t str>> {
    let stem = words(stem);
    let stem: Vec<&str> = stem.iter().map(|word| word.text.as_str()).collect();
    let masked = masked(text)?;
    let note = Reader {
        text,
        masked: &masked,
        stem: &stem,
    };
    let spans = note
        .listed()
        .or_else(|| note.lines())
        .or_else(|| note.bullets())
        .or_else(|| note.numbers())
        .or_else(|| note.slashes())
        .or_else(|| note.questions())?;
    let parts: Vec<&str> = spans
        .into_iter()
        .filter_map(|span| text.get(span))
        .map(|part| {
            part.trim()
                .trim_end_matches([' ', ';', ',', '/', '-', '–', '—', '•', '*'])
        })
        .filter(|part| !part.is_empty())
        .collect();
    (parts.len() >= 2).then_some(parts)
}

/// A note, the same with code, addresses, quotes and parentheses blanked, and how its session's notes begin.
struct Reader<'n> {
    text: &'n str,
    masked: &'n str,
    stem: &'n [&'n str],
}

impl Reader<'_> {
    /// Lines, as ranges, that are not empty.
    fn rows(&self) -> Vec<Range<usize>> {
        let mut rows = Vec::new();
        let mut start = 0;
        for line in self
            .masked
            .split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}'])
        {
            let end = start + line.trim_end().len();
            if !line.trim().is_empty() {
                rows.push(start..end);
            }
            start += line.len();
        }
        rows
    }

    fn seen(&self, span: &Range<usize>) -> &str {
        self.masked.get(span.clone()).unwrap_or_default()
    }

    /// Lines that begin with bullets or numbers.
    fn listed(&self) -> Option<Vec<Range<usize>>> {
        let mut lead: Option<Range<usize>> = None;
        let mut items: Vec<Range<usize>> = Vec::new();
        let mut numbered = 0;
        let mut leading = 0;
        for row in self.rows() {
            let line = self.seen(&row);
            let bare = line.trim_start();
            let at = row.start + (line.len() - bare.len());
            let bullet = bare
                .strip_prefix(BULLETS)
                .filter(|rest| rest.starts_with(' ') || bare.starts_with(CERTAIN));
            let number = numbering(bare);
            if let Some(rest) = bullet {
                items.push(at + (bare.len() - rest.len())..row.end);
            } else if let Some((1.., skipped)) = number.filter(|(n, _)| *n == numbered + 1) {
                numbered += 1;
                items.push(at + skipped..row.end);
            } else if let Some(last) = items.last_mut() {
                // A line that goes on; with a gap before it, this is a document and no note.
                if self.seen(&(last.end..row.start)).matches('\n').count() > 1 {
                    return None;
                }
                last.end = row.end;
            } else {
                leading += 1;
                lead = Some(lead.map_or(row.start, |lead| lead.start)..row.end);
            }
        }
        if items.len() < 2 || leading > 2 {
            return None;
        }
        // "Ideas:" is no note; a sentence before the list is one.
        if let Some(lead) = lead
            && !self.seen(&lead).trim_end().ends_with([':', '：'])
            && length(self.seen(&lead)) >= 3
        {
            items.insert(0, lead);
        }
        Some(items)
    }

    /// Lines each of which is a whole: all end as sentences do, all begin with the stem, or three and more begin alike and
    /// none ends. A sentence that was broken to fit a sticky note is none of that.
    fn lines(&self) -> Option<Vec<Range<usize>>> {
        let rows = self.rows();
        if rows.len() < 2 {
            return None;
        }
        let every = |holds: &dyn Fn(&str) -> bool| rows.iter().all(|row| holds(self.seen(row)));
        let stems = every(&|line| self.asks(line));
        let questions =
            every(&|line| line.ends_with(['?', '？']) && length(line) >= 3 && !leans(&words(line)));
        let ideas = rows.len() >= 3
            && every(&|line| {
                let starts = line.trim_start().chars().next();
                length(line) >= 2
                    && line.chars().count() <= 80
                    && starts.is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase())
                    && !line.ends_with(['.', '!', '?', ',', ';', ':', '。', '、', '-'])
                    && !hangs(line)
            })
            && rows
                .first()
                .is_some_and(|row| !opens(&words(self.seen(row)), self.stem));
        (stems || questions || ideas).then_some(rows)
    }

    /// "• one • two", and "- one - two - three" where a list was pressed into a line.
    fn bullets(&self) -> Option<Vec<Range<usize>>> {
        let certain: Vec<(usize, usize)> = self
            .masked
            .char_indices()
            .filter(|(_, c)| CERTAIN.contains(c))
            .map(|(at, c)| (at, at + c.len_utf8()))
            .collect();
        let enough = |spans: &[Range<usize>]| {
            spans.len() >= 2 && spans.iter().all(|span| length(self.seen(span)) >= 2)
        };
        if !certain.is_empty() {
            let spans = self.between(&certain);
            if enough(&spans) {
                return Some(spans);
            }
        }
        for sign in ["- ", "* ", "– ", "— "] {
            if !self.masked.trim_start().starts_with(sign) {
                continue;
            }
            let inner = format!(" {sign}");
            let mut cuts: Vec<(usize, usize)> = self
                .masked
                .match_indices(&inner)
                .map(|(at, sign)| (at, at + sign.len()))
                .collect();
            let lead = self.masked.len() - self.masked.trim_start().len();
            cuts.insert(0, (lead, lead + sign.len()));
            cuts.dedup_by_key(|cut| cut.1);
            let spans = self.between(&cuts);
            if spans.len() >= 3 && enough(&spans) {
                return Some(spans);
            }
        }
        None
    }

    /// "1. one 2. two", "ideas: 1) one 2) two"
    fn numbers(&self) -> Option<Vec<Range<usize>>> {
        let mut cuts: Vec<(usize, usize)> = Vec::new();
        let mut before = ' ';
        let mut point = false;
        for (at, character) in self.masked.char_indices() {
            let wanted = cuts.len() + 1;
            if (before.is_whitespace() || before == '(')
                && let Some((number, skipped)) =
                    numbering(self.masked.get(at..).unwrap_or_default())
                && number == wanted
            {
                let start = if before == '(' { at - 1 } else { at };
                point |= self
                    .masked
                    .get(at..at + skipped)
                    .is_some_and(|n| n.contains('.'));
                cuts.push((start, at + skipped));
            }
            before = character;
        }
        let lead = cuts.first().map_or("", |(at, _)| {
            self.masked.get(..*at).unwrap_or_default().trim_end()
        });
        // "Step 1. … Step 2. …" counts something else.
        if point && !lead.is_empty() && !lead.ends_with([':', '.', '?', '!', ';', '-', '–', '—'])
        {
            return None;
        }
        if cuts.len() < 2 {
            return None;
        }
        let mut spans = self.between(&cuts);
        if spans.len() > cuts.len() && (lead.ends_with([':', '-', '–']) || length(lead) < 3) {
            spans.remove(0);
        }
        let enough = spans.len() >= 2 && spans.iter().all(|span| length(self.seen(span)) >= 2);
        enough.then_some(spans)
    }

    /// What stands between cuts, but for empty parts.
    fn between(&self, cuts: &[(usize, usize)]) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        let mut start = 0;
        for (from, to) in cuts.iter().copied().chain([(self.masked.len(), 0)]) {
            let span = start..from.max(start);
            if !self.seen(&span).trim().is_empty() {
                spans.push(span);
            }
            start = to;
        }
        spans
    }

    /// "Write more guides / Pay the maintainers"
    fn slashes(&self) -> Option<Vec<Range<usize>>> {
        let mut cuts = Vec::new();
        for (at, _) in self.masked.match_indices('/') {
            let before = self
                .masked
                .get(..at)
                .and_then(|text| text.chars().next_back());
            let after = self
                .masked
                .get(at + 1..)
                .and_then(|text| text.chars().next());
            if before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace) {
                cuts.push((at, at + 1));
            }
        }
        if cuts.is_empty() {
            return None;
        }
        let spans = self.between(&cuts);
        let parts: Vec<&str> = spans.iter().map(|span| self.seen(span).trim()).collect();
        let (first, later) = parts.split_first()?;
        if later.is_empty() || later.iter().any(|part| leans(&words(part))) {
            return None;
        }
        let asks = |part: &&str| opens(&words(part), self.stem) && length(part) >= 3;
        let asked = asks(first) || first.ends_with('?') || parts.iter().any(|part| self.asks(part));
        let whole = if asked {
            // Of a question the parts must be questions.
            parts.iter().all(asks)
        } else if subject(first) {
            // "We support Linux / macOS / Windows" is one sentence.
            parts.iter().all(|part| length(part) >= 3 && clause(part))
        } else {
            let every =
                |holds: fn(&str) -> bool| parts.iter().all(|part| length(part) >= 3 && holds(part));
            every(clause) || every(ended) || names(&parts)
        };
        whole.then_some(spans)
    }

    /// Two and more questions, each on its own feet; or the stem, twice.
    fn questions(&self) -> Option<Vec<Range<usize>>> {
        if let Some(spans) = self.stems() {
            return Some(spans);
        }
        let spans = self.sentences()?;
        let mut told: Vec<String> = Vec::new();
        for (at, span) in spans.iter().enumerate() {
            let sentence = self.seen(span).trim();
            let found = words(sentence);
            let whole = sentence.ends_with(['?', '？'])
                && length(sentence) >= 4
                && opens(&found, self.stem)
                && !found.iter().any(|word| SELF.contains(&word.text.as_str()))
                && (at == 0 || !leans(&found));
            if !whole {
                return None;
            }
            // What speaks of the same again asks on.
            let content: Vec<String> = found
                .iter()
                .filter(|word| word.text.chars().count() >= 4 && !plain(&word.text))
                .map(|word| word.text.chars().take(5).collect())
                .collect();
            if content.iter().any(|word| told.contains(word)) {
                return None;
            }
            told.extend(content);
        }
        Some(spans)
    }

    /// The sentences, where there are two and more and each ends with a question mark.
    fn sentences(&self) -> Option<Vec<Range<usize>>> {
        let mut spans = Vec::new();
        let mut start = 0;
        let mut marks = self.masked.char_indices().peekable();
        while let Some((at, character)) = marks.next() {
            let wide = matches!(character, '？' | '。');
            if !wide && !matches!(character, '?' | '.' | '!') {
                continue;
            }
            let mut end = at + character.len_utf8();
            while let Some((at, next)) = marks.next_if(|(_, c)| "?!.？！。".contains(*c)) {
                end = at + next.len_utf8();
            }
            let ends = wide || marks.peek().is_none_or(|(_, next)| next.is_whitespace());
            let question = self.seen(&(start..end)).ends_with(['?', '？', '!']);
            if ends && question {
                spans.push(start..end);
                start = end;
            }
        }
        let rest = self.masked.get(start..).unwrap_or_default().trim();
        (spans.len() >= 2 && rest.is_empty()).then_some(spans)
    }

    /// "How might we …; and how might we …"
    fn stems(&self) -> Option<Vec<Range<usize>>> {
        let found = words(self.masked);
        // The stem and its initials are the same question; others are asked twice only in the same words.
        let (usual, others) = OPENINGS.split_at_checked(2)?;
        let alike = [&[self.stem][..], usual].concat();
        let openings = std::iter::once(alike.as_slice()).chain(others.chunks(1));
        for alike in openings {
            let mut starts = Vec::new();
            for at in 0..found.len() {
                let (before, rest) = found.split_at_checked(at)?;
                let Some(opening) = alike.iter().find(|opening| begins(rest, opening)) else {
                    continue;
                };
                let Some(word) = rest.first() else { continue };
                let stands = match before.last() {
                    None => true,
                    Some(last) => self.parted(last, word),
                };
                // With something after it.
                let follows = rest.len() > opening.len() || length(&word.text) > 2;
                if stands && follows {
                    let before = self.text.get(..word.span.start).unwrap_or_default();
                    starts.push((before.trim_end_matches(['¿', '¡']).len(), at));
                }
            }
            if starts.len() >= 2 {
                return Some(self.cut(&starts, &found));
            }
        }
        None
    }

    /// Whether a new sentence or clause begins between two words.
    fn parted(&self, last: &Word, next: &Word) -> bool {
        AND.contains(&last.text.as_str()) || {
            let gap = self.masked.get(last.span.end..next.span.start);
            gap.is_some_and(|gap| gap.contains(|c: char| ".?!;,:/|–—？。、；\n".contains(c)))
        }
    }

    /// The text from one beginning to the next, without an "and" that joined them.
    fn cut(&self, starts: &[(usize, usize)], found: &[Word]) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        // What stands before the first goes with it.
        let mut from = 0;
        for (start, at) in starts.iter().skip(1) {
            let joined = at
                .checked_sub(1)
                .and_then(|before| found.get(before))
                .filter(|word| AND.contains(&word.text.as_str()));
            spans.push(from..joined.map_or(*start, |and| and.span.start).max(from));
            from = *start;
        }
        spans.push(from..self.text.len());
        spans
    }

    /// Whether it begins as the session's questions do.
    fn asks(&self, part: &str) -> bool {
        let found = words(part);
        let own = std::iter::once(self.stem).filter(|stem| !stem.is_empty());
        own.chain(OPENINGS.iter().copied())
            .any(|opening| begins(&found, opening) && found.len() > opening.len())
    }
}

/// A list number at the beginning, and its bytes: `1.`, `2)`, also with a space behind it only.
fn numbering(text: &str) -> Option<(usize, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits)?.parse().ok().filter(|_| digits <= 2)?;
    let rest = text.get(digits..)?;
    let after = rest.strip_prefix(['.', ')'])?;
    (after.starts_with(' ') && !after.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        .then_some((number, digits + 1))
}

const AND: &[&str] = &["and", "und", "y", "e", "et", "also", "or"];

/// Words that begin a question.
const ASKING: &[&str] = &[
    "how", "what", "why", "when", "where", "which", "who", "whose", "can", "could", "should",
    "would", "will", "is", "are", "do", "does", "did", "may", "might", "must", "como", "que",
    "por", "quien", "cual", "donde", "wie", "was", "warum", "wer", "wo", "welche", "comment",
    "pourquoi", "quel", "quelle", "qui", "est",
];

/// Words that speak of something said before.
const LEANING: &[&str] = &[
    "it",
    "its",
    "they",
    "them",
    "their",
    "this",
    "that",
    "these",
    "those",
    "he",
    "she",
    "him",
    "her",
    "so",
    "such",
    "then",
    "one",
    "ones",
    "otherwise",
    "instead",
    "too",
    "there",
    "else",
    "same",
    "both",
    "others",
    "eso",
    "esto",
    "ello",
    "los",
    "sie",
    "es",
    "dies",
    "das",
    "cela",
    "ca",
    "isso",
    "isto",
];

/// Words of somebody who tells their own story.
const SELF: &[&str] = &["i", "me", "my", "mine", "you", "your", "im", "ive"];

/// Words that a sentence cannot end with.
const HANGING: &[&str] = &[
    "a", "an", "the", "of", "to", "for", "and", "or", "with", "in", "on", "at", "by", "from", "as",
    "is", "are", "that", "we", "our", "more", "into", "than", "de", "la", "el", "y", "der", "die",
    "das", "und", "le", "les", "et", "e",
];

/// Words that tell no subject apart.
fn plain(word: &str) -> bool {
    ASKING.contains(&word) || matches!(word, "have" | "with" | "from" | "more" | "into" | "than")
}

fn leans(found: &[Word]) -> bool {
    let first = found.first().map(|word| word.text.as_str());
    matches!(
        first,
        Some("or" | "and" | "if" | "but" | "etc" | "oder" | "ou" | "o")
    ) || found
        .iter()
        .any(|word| LEANING.contains(&word.text.as_str()))
}

fn hangs(line: &str) -> bool {
    words(line)
        .last()
        .is_some_and(|word| HANGING.contains(&word.text.as_str()))
}

/// Whether words begin as a question does.
fn opens(found: &[Word], stem: &[&str]) -> bool {
    let first = found.first().map(|word| word.text.as_str());
    first.is_some_and(|word| ASKING.contains(&word))
        || (!stem.is_empty() && begins(found, stem))
        || OPENINGS.iter().any(|opening| begins(found, opening))
}

/// Whether it begins with whom the sentence is about, or a word that waits for the rest.
fn subject(part: &str) -> bool {
    const FIRST: &[&str] = &[
        "we", "i", "they", "you", "people", "it", "there", "if", "when", "because", "since", "as",
        "for", "the", "a", "an", "our", "this", "these", "all", "every", "some", "in", "with",
        "to",
    ];
    words(part)
        .first()
        .is_some_and(|word| FIRST.contains(&word.text.as_str()))
}

/// Whether it begins with a verb or with whom it is about, as clauses do.
fn clause(part: &str) -> bool {
    let first = part.split_whitespace().next().unwrap_or_default();
    let first = fold(first.trim_matches(|c: char| !c.is_alphanumeric()));
    verb(&first)
        || ["we", "i", "they", "you", "people", "there"].contains(&first.as_str())
        // "Docs: production ready recommendations"
        || part.split_whitespace().take(3).any(|word| word.ends_with(':'))
}

fn ended(part: &str) -> bool {
    part.ends_with(['.', '!', '?'])
}

/// Names of several things in a row, as when sticky notes were typed up: three and more, most of more than a word, and
/// most written as beginnings.
fn names(parts: &[&str]) -> bool {
    let [first, middle @ .., last] = parts else {
        return false;
    };
    if middle.is_empty() || hangs(first) || middle.iter().any(|part| hangs(part)) {
        return false;
    }
    let begins = |part: &&str| {
        part.chars()
            .find(|c| c.is_alphanumeric())
            .is_some_and(|c| !c.is_lowercase())
    };
    let later = parts.len() - 1;
    let capital = parts.iter().skip(1).filter(|part| begins(part)).count();
    let alike = if begins(first) {
        2 * capital >= later
    } else {
        parts.iter().all(|part| length(part) >= 3)
    };
    let long = length(first) >= 2
        && length(last) >= 2
        && (middle.iter().any(|part| length(part) >= 3)
            || middle.iter().all(|part| length(part) >= 2));
    alike && long
}

#[cfg(test)]
mod tests;
