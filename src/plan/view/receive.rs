//! What came in: notes of issues, of comments and of the file, each where it stands.

use super::homes::Homes;
use super::{Received, Standing, View};
use crate::fields;
use crate::notes::merge::{Said, by_hand};
use crate::notes::{Author, MOST_NOTES, Note, Origin, Refusal, digest, received};
use crate::plan::kept::{self, Kept};
use crate::plan::world::{Issue, Person};
use crate::plan::{labels, marker};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a note's issue that folkmoot made says of the note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Copied {
    /// [`Origin`] as text.
    pub origin: String,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Timestamp>,
    /// Its words.
    pub text: String,
    /// What it says for the format's fields: its comment may be gone one day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// The name of the hidden value that holds [`Copied`].
pub const COPIED: &str = "note";

impl<'w> View<'w> {
    /// Everything that came in, ordered, with duplicates named.
    pub(super) fn receive(
        &self,
        issues: &[(&'w Issue, bool)],
        homes: &Homes,
        open: bool,
    ) -> Vec<Received> {
        let session = self.session;
        let comments = self.comment_notes();
        let mut list: Vec<Received> = Vec::new();
        let mut copied = BTreeSet::new();
        let kept = Kept::of(self);
        for (issue, ours) in issues {
            let (note, closed) = match self.note_of(issue, &comments) {
                Some(note) => (note, !issue.open),
                None => continue,
            };
            if !ours {
                let named = received::form(&issue.title, &issue.body).session;
                let here = match &named {
                    Some(id) => id == session.id.as_str(),
                    None => homes.get(&issue.number) == Some(&session.id),
                };
                if !here {
                    continue;
                }
            }
            copied.insert(note.origin.clone());
            let standing = self.standing(issue, &note, closed, open);
            list.push(Received {
                note,
                issue: Some(issue.number),
                adopted: *ours,
                standing,
                merged: None,
                said: BTreeMap::new(),
            });
        }
        for note in comments.into_values().chain(session.notes.iter().cloned()) {
            if copied.contains(&note.origin) {
                continue;
            }
            let standing = match received::admit(&note.text) {
                Err(refusal) => Standing::Refused(refusal),
                Ok(()) if self.kept() => kept.standing(self, &note, open),
                Ok(()) if open => Standing::Refused(Refusal::Late),
                Ok(()) => Standing::Open,
            };
            list.push(Received {
                note,
                issue: None,
                adopted: false,
                standing,
                merged: None,
                said: BTreeMap::new(),
            });
        }
        let rows: BTreeMap<&Origin, usize> = session
            .notes
            .iter()
            .enumerate()
            .map(|(row, note)| (&note.origin, row))
            .collect();
        // The file first, row by row; then by time.
        list.sort_by_key(|received| {
            let note = &received.note;
            let row = match note.origin {
                Origin::File(_) => Some(rows.get(&note.origin).copied().unwrap_or(usize::MAX)),
                _ => None,
            };
            (row.is_none(), row, note.written, note.origin.clone())
        });
        refuse_floods(&mut list);
        let admitted: Vec<usize> = list
            .iter()
            .enumerate()
            .filter(|(_, received)| !matches!(received.standing, Standing::Refused(_)))
            .map(|(index, _)| index)
            .collect();
        let notes: Vec<&Note> = admitted
            .iter()
            .filter_map(|index| list.get(*index))
            .map(|received| &received.note)
            .collect();
        let said = match &self.memory {
            Some(Ok(memory)) => said(&memory.merges, &notes),
            _ => BTreeMap::new(),
        };
        for (at, merged) in admitted.iter().zip(by_hand(&notes, &said)) {
            if let Some(received) = list.get_mut(*at) {
                received.merged = merged.into.and_then(|into| admitted.get(into).copied());
                received.said = merged.said;
            }
        }
        list
    }

    fn standing(&self, issue: &Issue, note: &Note, closed: bool, open: bool) -> Standing {
        if let Err(refusal) = received::admit(&note.text) {
            return Standing::Refused(refusal);
        }
        if closed {
            return Standing::Refused(Refusal::Withdrawn);
        }
        // A note with two cluster labels counts for the cluster that comes first among the issues.
        let mut placed: Vec<String> = issue
            .labels
            .iter()
            .filter(|name| labels::cluster_of(name).is_some())
            .map(|name| labels::fold(name))
            .collect();
        placed.sort_by_key(|label| {
            self.clusters
                .iter()
                .position(|cluster| labels::fold(&cluster.label) == *label)
                .unwrap_or(usize::MAX)
        });
        if let Some(label) = placed.into_iter().next() {
            return Standing::Placed(label);
        }
        if issue.has(labels::PARKED) {
            return Standing::Parked;
        }
        match open {
            false => Standing::Open,
            // It was there when the vote opened, and somebody has taken it out of its cluster since.
            true if issue.has(&labels::session(&self.session.id)) => Standing::Parked,
            true => Standing::Refused(Refusal::Late),
        }
    }

    /// The note of an issue: a copy that folkmoot made, or a form that a participant filed.
    fn note_of(&self, issue: &Issue, comments: &BTreeMap<Origin, Note>) -> Option<Note> {
        if issue.has(labels::COLLECTED) {
            let copied: Copied =
                serde_json::from_str(marker::find_hidden(&issue.body, COPIED)?).ok()?;
            let origin = Origin::parse(&copied.origin)?;
            let source = comments
                .get(&origin)
                .or_else(|| self.session.notes.iter().find(|note| note.origin == origin));
            return Some(Note {
                author: source.and_then(|note| note.author.clone()),
                cluster: source.and_then(|note| note.cluster.clone()),
                fields: match source {
                    Some(note) => note.fields.clone(),
                    None => self.declared(copied.fields),
                },
                origin,
                text: copied.text,
                written: copied.written,
            });
        }
        Some(Note {
            origin: Origin::Issue(issue.number),
            text: received::form(&issue.title, &issue.body).text,
            author: issue.author.as_ref().and_then(author),
            written: Some(issue.written),
            cluster: None,
            fields: received::fields(&issue.body, &self.session.format.fields.note),
        })
    }

    /// What still fits the format, of what was written down before it may have changed.
    fn declared(&self, said: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let declared = &self.session.format.fields.note;
        let known = said.into_iter().filter_map(|(name, value)| {
            let field = declared.iter().find(|field| field.name == name)?;
            Some((name, fields::cell(field, &value).ok()??))
        });
        known.collect()
    }

    /// The notes in the comments on the session's issue.
    fn comment_notes(&self) -> BTreeMap<Origin, Note> {
        let mut notes = BTreeMap::new();
        for comment in self.issue.iter().flat_map(|issue| &issue.comments) {
            // Bots announce, remind and count; they have no ideas.
            if comment.author.as_ref().is_some_and(|author| author.machine) {
                continue;
            }
            // What folkmoot wrote in this very run, or what GitHub gives no number: no note is known by it.
            if comment.id == 0 {
                continue;
            }
            let format = &self.session.format;
            let lines = received::comment(&comment.body, &format.stem, &format.fields.note);
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for received::Line { text, fields } in lines {
                // By its words, not its line: an edit above it must not turn one note into another.
                let count = seen.entry(text.clone()).or_default();
                *count += 1;
                let origin = Origin::Comment(comment.id, digest(&text, *count));
                notes.insert(
                    origin.clone(),
                    Note {
                        origin,
                        text,
                        author: comment.author.as_ref().and_then(author),
                        written: Some(comment.written),
                        cluster: None,
                        fields,
                    },
                );
            }
        }
        notes
    }
}

/// What people said of these notes. What they said of a note that is none any more counts for nothing.
pub(crate) fn said(
    merges: &BTreeMap<String, Option<String>>,
    notes: &[&Note],
) -> BTreeMap<usize, Said> {
    if merges.is_empty() {
        return BTreeMap::new();
    }
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, note) in notes.iter().enumerate() {
        places.entry(kept::note_id(&note.origin)).or_insert(at);
    }
    let said = merges.iter().filter_map(|(note, into)| {
        let said = match into {
            None => Said::Apart,
            Some(into) => Said::Same(*places.get(into)?),
        };
        Some((*places.get(note)?, said))
    });
    said.collect()
}

/// Nobody has hundreds of ideas: what one account writes beyond [`MOST_NOTES`] is refused, unless it was taken in before.
fn refuse_floods(list: &mut [Received]) {
    let mut written: BTreeMap<u64, usize> = BTreeMap::new();
    for received in list {
        let Some(Author::Account { id, .. }) = &received.note.author else {
            continue;
        };
        if matches!(received.standing, Standing::Refused(_)) {
            continue;
        }
        let count = written.entry(*id).or_default();
        *count += 1;
        if *count > MOST_NOTES && !received.adopted {
            received.standing = Standing::Refused(Refusal::TooMany);
        }
    }
}

fn author(person: &Person) -> Option<Author> {
    person
        .id
        .filter(|_| !person.machine)
        .map(|id| Author::Account {
            id,
            login: person.login.clone(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(number: u64, id: u64) -> Received {
        Received {
            note: Note {
                origin: Origin::Issue(number),
                text: format!("Note {number}"),
                author: Some(Author::Account {
                    id,
                    login: format!("p{id}"),
                }),
                written: None,
                cluster: None,
                fields: BTreeMap::new(),
            },
            issue: Some(number),
            adopted: false,
            standing: Standing::Open,
            merged: None,
            said: BTreeMap::new(),
        }
    }

    #[test]
    fn nobody_drowns_the_others() {
        let most = u64::try_from(MOST_NOTES).unwrap();
        let mut list: Vec<Received> = (1..=most + 3).map(|number| received(number, 1)).collect();
        // What was taken in before stays, and what was refused for another reason takes no place.
        list[MOST_NOTES + 1].adopted = true;
        list[0].standing = Standing::Refused(Refusal::Empty);
        list.push(received(most + 4, 2));
        refuse_floods(&mut list);
        let refused =
            |received: &&Received| matches!(received.standing, Standing::Refused(Refusal::TooMany));
        let numbers: Vec<Option<u64>> = list.iter().filter(refused).map(|it| it.issue).collect();
        assert_eq!(numbers, [Some(most + 3)]);
    }
}
