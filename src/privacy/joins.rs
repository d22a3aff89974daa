//! What may stand between the words of a name in a text.

use super::Kind;
use super::fold::{Folded, seen};
use super::terms::{Form, Term};

impl Term {
    /// Whether what stands between the words in a text is what may.
    pub(super) fn joins(&self, folded: &Folded, text: &str, from: usize, to: usize) -> bool {
        let mut cuts = self
            .cuts
            .iter()
            .map(|(at, sign)| (from + at, sign))
            .peekable();
        let exact = matches!(self.form, Form::Handle | Form::Account | Form::Exact);
        for at in from + 1..to {
            let cut = cuts.next_if(|(cut, _)| *cut == at);
            if !folded.first(at) {
                if cut.is_some() && (exact || !self.runs_together(folded, text, at, to - from)) {
                    return false;
                }
                continue;
            }
            let (_, start) = folded.written(from, at);
            let (end, _) = folded.written(at, to);
            let between = seen(text.get(start..end).unwrap_or_default());
            let fits = match cut {
                Some((_, sign)) if exact => between.replace(['‐', '‑', '–'], "-") == *sign,
                Some(_) => loosely(&between, self.kind),
                // Within a word: O’Neil, Jean-Luc, or a line that ends with a hyphen.
                None if exact => false,
                None => {
                    matches!(between.as_str(), "'" | "’" | "ʼ" | "-" | "‐" | "‑")
                        || (between.starts_with(['-', '‐'])
                            && between.trim_start_matches(['-', '‐']).trim() == ""
                            && between.contains('\n'))
                }
            };
            if !fits {
                return false;
            }
        }
        true
    }

    /// `JaneDoe`, `redhat`, and what nobody sees between two words.
    fn runs_together(&self, folded: &Folded, text: &str, at: usize, length: usize) -> bool {
        let (_, before) = folded.written(at - 1, at);
        let (start, end) = folded.written(at, at + 1);
        let capital = |c: char| c.is_uppercase() || crate::text::unspaced(c);
        start > before
            || length >= if self.kind == Kind::Employer { 5 } else { 10 }
            || text
                .get(start..end)
                .is_some_and(|text| text.starts_with(capital))
    }
}

/// What may stand between the words of a name.
fn loosely(between: &str, kind: Kind) -> bool {
    let separates =
        |c: char| matches!(c, ';' | ':' | '!' | '?' | '=') || (c == ',' && kind == Kind::Employer);
    between.chars().count() <= 12
        && !between.contains(separates)
        && between.matches('\n').count() <= 1
}
