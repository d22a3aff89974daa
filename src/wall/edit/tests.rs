//! What each edit comes to, and that no sequence of them loses a note or is undone by the next run.

mod any;
mod merged;
mod moved;
mod refused;

use super::{Edit, Refused, changes, check};
use crate::fault::Source;
use crate::plan::view::{Standing, View, homes};
use crate::plan::{Change, Effect, MOST_WAVES, Memory, World, count, labels, next, note_id};
use crate::session::{Formats, RepositoryName, Session, read};
use jiff::Timestamp;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

const NOTES: &str = "text,cluster
How might we fork?,Forks
How might we fork well?,Forks
How might we share?,Sharing
how might we SHARE,Sharing
How might we fund maintainers?,
";

/// The example with these notes; `more` is added to its file.
fn session(notes: &str, more: &str) -> Session {
    let text = include_str!("../../../examples/kubecon-india-2024/session.yml");
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: format!("{text}\n{more}"),
    });
    let notes = crate::notes::file::read(Path::new("notes.csv"), notes.as_bytes(), &[]).unwrap();
    let folder = Path::new("sessions/kubecon-india-2024");
    read::read(&source, folder, notes, &Formats::default()).unwrap()
}

/// A session and its world.
struct Room {
    sessions: [Session; 1],
    world: World,
    now: Timestamp,
    issues: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Nothing,
    Notes,
    Affinity,
    Voting,
    Closed,
}

const IN_FILE: &str = "notes: {in: file}\n";

impl Room {
    fn new(notes: &str, more: &str, at: At) -> Room {
        let sessions = [session(notes, more)];
        let schedule = sessions[0].schedule.clone();
        let name = RepositoryName::new("o/r").unwrap();
        let url = "https://github.example/o/r".into();
        let mut room = Room {
            world: World::empty(name, "R".into(), url, schedule.announced),
            now: schedule.announced,
            sessions,
            issues: 0,
        };
        let stages = [
            schedule.notes,
            schedule.affinity,
            schedule.voting,
            schedule.closed,
        ];
        let count = at as usize;
        for now in [schedule.announced]
            .iter()
            .chain(&stages)
            .take(count + usize::from(count > 0))
        {
            room.now = *now;
            room.world.read_at = *now;
            room.run();
        }
        room
    }

    fn view<T>(&self, look: impl FnOnce(&View<'_>) -> T) -> T {
        let (homes, _) = homes(&self.sessions, &self.world);
        look(&View::of(&self.sessions[0], &self.world, &homes))
    }

    /// Does a change as GitHub would.
    fn make(&mut self, change: &Change) {
        let effect = match change {
            Change::CreateLabel(label) => Effect::LabelCreated {
                id: format!("L_{}", label.name),
            },
            Change::CreateIssue { .. } => {
                self.issues += 1;
                Effect::IssueCreated {
                    id: format!("I_{}", self.issues),
                    number: self.issues,
                }
            }
            other => self.world.simulate(other),
        };
        self.world.absorb(change, effect);
    }

    /// A run; what it did.
    fn run(&mut self) -> Vec<Change> {
        let mut made = Vec::new();
        for _ in 0..MOST_WAVES {
            let wave = next(&self.sessions, &self.world, self.now);
            if wave.changes.is_empty() {
                return made;
            }
            for change in wave.changes {
                self.make(&change);
                made.push(change);
            }
        }
        panic!("the plan goes in circles");
    }

    /// The id of the note with that text.
    fn id(&self, text: &str) -> String {
        self.view(|view| {
            let mut notes = view.notes.iter();
            let found = notes.find(|received| received.note.text == text);
            note_id(&found.unwrap().note.origin)
        })
    }

    fn ids(&self, texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| self.id(text)).collect()
    }

    /// Makes an edit whole, unless it is refused.
    fn edit(&mut self, edit: &Edit) -> Result<Vec<Change>, Refused> {
        let mut made = Vec::new();
        for _ in 0..6 {
            let wave = self.view(|view| {
                let wave = changes(edit, view);
                assert_eq!(wave.as_ref().err(), check(edit, view).as_ref().err());
                wave
            })?;
            if wave.is_empty() {
                return Ok(made);
            }
            for change in wave {
                self.make(&change);
                made.push(change);
            }
        }
        panic!("{edit:?} does not end: {made:?}");
    }

    /// What an edit does, line by line, or why not; then where the notes stand.
    fn told(&mut self, edit: &Edit) -> String {
        let mut out = String::new();
        match self.edit(edit) {
            Err(why) => writeln!(out, "{why}").unwrap(),
            Ok(made) => {
                for change in made {
                    writeln!(out, "{change}").unwrap();
                }
            }
        }
        out
    }

    /// Each note and where it stands.
    fn standings(&self) -> Vec<(String, String)> {
        self.view(|view| {
            let text = |at: usize| view.notes[at].note.text.clone();
            let notes = view.notes.iter();
            notes
                .map(|received| {
                    let place = match (&received.standing, received.merged) {
                        (Standing::Refused(why), _) => format!("refused: {why}"),
                        (_, Some(into)) => format!("merged into {}", text(into)),
                        (Standing::Placed(label), _) => format!("in {}", view.name_for(label)),
                        (Standing::Parked, _) => "parked".to_owned(),
                        (Standing::Open, _) => "open".to_owned(),
                    };
                    (received.note.text.clone(), place)
                })
                .collect()
        })
    }

    fn shown(&self) -> String {
        let lines = self.standings().into_iter();
        lines.fold(String::new(), |mut out, (note, place)| {
            writeln!(out, "{note} · {place}").unwrap();
            out
        })
    }

    fn to(&self, texts: &[&str], to: &str) -> Edit {
        Edit::Move {
            notes: self.ids(texts),
            to: to.into(),
        }
    }

    fn named(&self, texts: &[&str], name: &str) -> Edit {
        Edit::New {
            notes: self.ids(texts),
            name: name.into(),
        }
    }

    fn merged(&self, note: &str, into: &str) -> Edit {
        Edit::Merge {
            note: self.id(note),
            into: self.id(into),
        }
    }

    fn parted(&self, note: &str) -> Edit {
        Edit::Unmerge {
            note: self.id(note),
        }
    }
}

const FORK: &str = "How might we fork?";
const WELL: &str = "How might we fork well?";
const SHARE: &str = "How might we share?";
const AGAIN: &str = "how might we SHARE";
const FUND: &str = "How might we fund maintainers?";

fn rename(cluster: &str, name: &str) -> Edit {
    Edit::Rename {
        cluster: cluster.into(),
        name: name.into(),
    }
}

fn join(cluster: &str, into: &str) -> Edit {
    Edit::Join {
        cluster: cluster.into(),
        into: into.into(),
    }
}
