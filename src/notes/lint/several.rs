//! Several notes written as one.
//!
//! Nothing is ever split: the parts are proposed. Parts count only where each could stand on its own, so that "CI/CD", "open
//! source / InnerSource" and a question with an afterthought stay one note.

mod clause;
mod lists;
mod mask;

use super::super::wording::{OPENINGS, Word, begins, length, words};
use clause::{AND, SELF, clauses, ended, leans, names, opens, plain, subject};
use mask::masked;
use std::ops::Range;

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
            clauses(&parts)
        } else {
            clauses(&parts)
                || parts.iter().all(|part| length(part) >= 3 && ended(part))
                || names(&parts)
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

#[cfg(test)]
mod tests;
