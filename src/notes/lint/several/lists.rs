//! Notes that are lists: of lines, bullets or numbers.

use super::super::super::wording::{length, words};
use super::Reader;
use super::clause::{hangs, leans, opens};
use std::ops::Range;

/// Signs that begin a line of a list.
const BULLETS: &[char] = &['-', '*', '+', '•', '‣', '◦', '▪', '●', '·', '–', '—'];
/// Those that do nothing else, so that they part a list also within a line.
const CERTAIN: &[char] = &['•', '‣', '◦', '▪', '●'];

impl Reader<'_> {
    /// Lines that begin with bullets or numbers.
    pub(super) fn listed(&self) -> Option<Vec<Range<usize>>> {
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
    pub(super) fn lines(&self) -> Option<Vec<Range<usize>>> {
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
            // Where every word is a capital, a title was broken over lines.
            && every(&|line| {
                line.split_whitespace()
                    .any(|word| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_uppercase()))
            })
            && rows
                .first()
                .is_some_and(|row| !opens(&words(self.seen(row)), self.stem));
        (stems || questions || ideas).then_some(rows)
    }

    /// "• one • two", and "- one - two - three" where a list was pressed into a line.
    pub(super) fn bullets(&self) -> Option<Vec<Range<usize>>> {
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
    pub(super) fn numbers(&self) -> Option<Vec<Range<usize>>> {
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
