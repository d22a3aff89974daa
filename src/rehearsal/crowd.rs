//! Many notes out of few, to play a large session.

use crate::notes::{Note, Origin, digest};

/// Makes `count` notes out of some: each says what one of them says, of a place of its own, and is in the same cluster.
pub(super) fn notes(few: &[Note], count: usize) -> Vec<Note> {
    few.iter()
        .cycle()
        .take(if few.is_empty() { 0 } else { count })
        .enumerate()
        .map(|(index, note)| {
            let round = index / few.len().max(1);
            if round == 0 {
                return note.clone();
            }
            let text = match note.text.strip_suffix('?') {
                Some(question) => format!("{question} in chapter {round}?"),
                None => format!("{} (chapter {round})", note.text),
            };
            Note {
                origin: Origin::File(digest(&text, 1)),
                text,
                ..note.clone()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn many_notes_are_all_different() {
        let note = |text: &str| Note {
            origin: Origin::File(digest(text, 1)),
            text: text.into(),
            author: None,
            written: None,
            cluster: Some("A".into()),
            fields: Default::default(),
        };
        let few = [note("How might we meet?"), note("Meet")];
        let many = notes(&few, 1001);
        let texts: BTreeSet<&str> = many.iter().map(|note| note.text.as_str()).collect();
        assert_eq!((many.len(), texts.len()), (1001, 1001));
        assert_eq!(many[1000].text, "How might we meet in chapter 500?");
        assert!(notes(&[], 5).is_empty());
    }
}
