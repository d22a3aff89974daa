//! Notes that somebody signed: `(Jane)` or `[jane]` before or behind them, as scribes write down who said what.

use super::super::wording::words;
use super::Written;
use std::collections::{BTreeMap, BTreeSet};

/// Words in brackets that are nobody.
const ORDINARY: [&str; 60] = [
    "optional",
    "required",
    "default",
    "draft",
    "new",
    "updated",
    "done",
    "pending",
    "example",
    "examples",
    "role",
    "roles",
    "responses",
    "demo",
    "yes",
    "no",
    "maybe",
    "none",
    "note",
    "notes",
    "other",
    "others",
    "all",
    "link",
    "links",
    "video",
    "online",
    "remote",
    "hybrid",
    "morning",
    "afternoon",
    "evening",
    "today",
    "tomorrow",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "duplicate",
    "continued",
    "ditto",
    "again",
    "refer",
    "see",
    "general",
    "various",
    "everyone",
    "nobody",
    "anonymous",
    "unknown",
    "slack",
    "github",
];

/// The notes that look signed, by index.
pub(super) fn signed(notes: &[Written<'_>]) -> Vec<usize> {
    let mut candidates: Vec<(usize, &str)> = Vec::new();
    let mut prose: BTreeSet<String> = BTreeSet::new();
    let mut often: BTreeMap<String, usize> = BTreeMap::new();
    for (at, note) in notes.iter().enumerate() {
        let (remarks, rest) = edges(note.text);
        for word in words(rest) {
            let written = rest.get(word.span).unwrap_or_default();
            if written.chars().all(char::is_lowercase) {
                prose.insert(word.text);
            }
        }
        for remark in remarks {
            for word in words(remark) {
                *often.entry(word.text).or_default() += 1;
            }
            candidates.push((at, remark));
        }
    }
    let mut found: Vec<usize> = candidates
        .into_iter()
        .filter(|(_, remark)| is_person(remark, &prose, &often))
        .map(|(at, _)| at)
        .collect();
    found.dedup();
    found
}

/// What stands in brackets at the edges of a note, and the rest of it.
fn edges(text: &str) -> (Vec<&str>, &str) {
    let mark = |c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '~' | '`' | '"' | '•' | '-' | '“' | '”')
    };
    let mut rest = text.trim_matches(mark);
    let mut remarks = Vec::new();
    if let Some(inner) = rest.strip_prefix(['(', '[', '（'])
        && let Some((remark, more)) = inner.split_once([')', ']', '）'])
    {
        remarks.push(remark);
        rest = more;
    }
    let end =
        rest.trim_end_matches(|c: char| mark(c) || matches!(c, '.' | '!' | '?' | ',' | ';' | ':'));
    if let Some(inner) = end.strip_suffix([')', ']', '）'])
        && let Some((more, remark)) = inner.rsplit_once(['(', '[', '（'])
    {
        remarks.push(remark);
        rest = more;
    }
    (remarks, rest)
}

/// Whether a remark looks like somebody, or several.
fn is_person(remark: &str, prose: &BTreeSet<String>, often: &BTreeMap<String, usize>) -> bool {
    let parts: Vec<&str> = remark
        .split([',', '/', '&', '+', ' '])
        .map(|part| part.trim().trim_start_matches('–').trim_end_matches(':'))
        .filter(|part| !part.is_empty() && !matches!(*part, "and" | "und" | "et" | "y" | "e"))
        .collect();
    if parts.is_empty() || parts.len() > 3 {
        return false;
    }
    let looks = |part: &&str| {
        let handle = part.strip_prefix('@');
        if handle.is_some_and(|login| login.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        {
            return true;
        }
        // `J.` of a last name, behind a first one.
        let initial = part.trim_end_matches('.');
        if initial.chars().count() == 1 {
            return parts.len() > 1 && initial.chars().all(char::is_uppercase);
        }
        let known = words(part);
        let ordinary = known.is_empty()
            || known
                .iter()
                .any(|word| ORDINARY.contains(&word.text.as_str()) || prose.contains(&word.text));
        let fits = (2..=20).contains(&part.chars().count())
            && part
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'));
        if ordinary || !fits {
            return false;
        }
        let mut letters = part.chars().filter(|c| c.is_alphabetic());
        let capital = letters.next().is_some_and(char::is_uppercase);
        let small = letters.clone().any(char::is_lowercase) && !letters.any(char::is_uppercase);
        let inner = ["Mc", "Mac", "O'", "O’", "De", "Di", "Le"]
            .iter()
            .any(|start| part.starts_with(start))
            || part.contains('-');
        match capital {
            true => small || inner,
            // Who signs small signs more than once.
            false => {
                parts.len() == 1
                    && small
                    && known
                        .iter()
                        .all(|word| often.get(&word.text).is_some_and(|count| *count > 1))
            }
        }
    };
    parts.iter().all(looks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str]) -> Vec<usize> {
        let notes: Vec<Written<'_>> = texts
            .iter()
            .map(|text| Written { text, author: None })
            .collect();
        signed(&notes)
    }

    /// Real notes, where they are at hand: one scribe let people sign, the others kept the Chatham House Rule.
    #[test]
    fn scribes_signatures_are_found() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/inputs");
        if !folder.is_dir() {
            println!("skipped: {} is not here", folder.display());
            return;
        }
        let roundtables =
            "O02-ospologylive-nl-2023-roundtables/ospology-live/2023-january-netherlands";
        let table = [
            (
                "O11-kubernetes-summit-notes/events/2018/05-contributor-summit/RETRO.md".to_owned(),
                38,
                20,
            ),
            (
                format!("{roundtables}/day1-creating-an-open-source-strategy.md"),
                38,
                0,
            ),
            (
                format!("{roundtables}/day1-support-dev-to-contribute-to-innersource.md"),
                59,
                0,
            ),
            (
                format!("{roundtables}/day2-creating-an-open-source-strategy.md"),
                20,
                0,
            ),
        ];
        for (file, all, people) in table {
            let path = folder.join(&file);
            let read = crate::import::read(&path, &std::fs::read(&path).unwrap(), None).unwrap();
            let texts: Vec<&str> = read.cards.iter().map(|card| card.text.as_str()).collect();
            assert_eq!((texts.len(), found(&texts).len()), (all, people), "{file}");
        }
    }

    #[test]
    fn signatures_are_told_from_remarks() {
        let table = [
            ("(Jane) The rooms were far apart", true),
            ("(Jane): The rooms were far apart", true),
            ("The rooms were far apart (Jane)", true),
            ("_The rooms were far apart [Jane]_", true),
            ("The rooms were far apart (Jane D.)", true),
            ("The rooms were far apart (Jane Doe).", true),
            ("The rooms were far apart (Jane, Moe)", true),
            ("The rooms were far apart (Jean-Luc)", true),
            ("The rooms were far apart (@janed)", true),
            ("The rooms were far apart (jane)", false),
            ("The rooms were far apart (Optional)", false),
            ("The rooms were far apart (OSPO)", false),
            ("The rooms were far apart (10 minutes)", false),
            ("The rooms (Jane) were far apart", false),
            ("The rooms were far apart (see the plan above)", false),
            ("The rooms were far apart (Rooms)", false),
            (
                "The rooms were far apart (Open Source Maturity Model)",
                false,
            ),
            ("()", false),
            ("([)]", false),
        ];
        for (text, person) in table {
            assert_eq!(
                found(&[text]),
                if person { vec![0] } else { vec![] },
                "{text}"
            );
        }
        // Whoever signs small does so more than once; a word that others write in their notes is none.
        assert_eq!(
            found(&[
                "more time (jane)",
                "more rooms [jane]",
                "(jane) more",
                "less food (x)"
            ]),
            [0, 1, 2]
        );
        assert_eq!(
            found(&[
                "more time (budget)",
                "more rooms (budget)",
                "plan the budget"
            ]),
            Vec::<usize>::new()
        );
    }
}
