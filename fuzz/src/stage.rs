//! A session to try things on: an example's, with notes, at any of its stages.

use folkmoot::fault::Source;
use folkmoot::plan::{Change, Effect, Found, Look, MOST_WAVES, World, next};
use folkmoot::session::{Formats, RepositoryName, Session, read};
use jiff::Timestamp;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Its folder.
pub const FOLDER: &str = "sessions/kubecon-india-2024";

/// Its file.
pub fn source() -> Arc<Source> {
    let text = include_str!("../../examples/kubecon-india-2024/session.yml");
    Arc::new(Source {
        path: format!("{FOLDER}/session.yml").into(),
        text: text.to_owned(),
    })
}

const NOTES: &str = "text,cluster
How might we fork?,Forks
How might we fork well?,Forks
How might we share?,Sharing
how might we SHARE,Sharing
How might we fund maintainers?,
";

/// A session and its world.
#[derive(Clone)]
pub struct Room {
    /// The session.
    pub session: Session,
    /// What is on GitHub.
    pub world: World,
    /// When.
    pub now: Timestamp,
    issues: u64,
}

/// The session at the beginning of its stages: announced, notes, affinity, voting.
pub fn rooms() -> &'static [Room; 4] {
    static ROOMS: OnceLock<[Room; 4]> = OnceLock::new();
    ROOMS.get_or_init(|| [1, 2, 3, 4].map(room))
}

fn room(count: usize) -> Room {
    let text = format!(
        "{}\nnotes: {{in: file}}\n",
        source().text.replace("\nnotes:", "\n#")
    );
    let source = Arc::new(Source {
        path: source().path.clone(),
        text,
    });
    let notes = folkmoot::notes::file::read(Path::new("notes.csv"), NOTES.as_bytes(), &[]).unwrap();
    let session = read::read(&source, Path::new(FOLDER), notes, &Formats::default()).unwrap();
    let schedule = session.schedule.clone();
    let name = RepositoryName::new("o/r").unwrap();
    let url = "https://github.example/o/r".to_owned();
    let mut room = Room {
        world: World::empty(name, "R".to_owned(), url, schedule.announced),
        now: schedule.announced,
        session,
        issues: 0,
    };
    for now in [
        schedule.announced,
        schedule.notes,
        schedule.affinity,
        schedule.voting,
    ]
    .into_iter()
    .take(count)
    {
        room.at(now);
    }
    room
}

impl Room {
    /// Runs at a time, as often as there is something to do.
    ///
    /// # Panics
    /// There is always something to do.
    pub fn at(&mut self, now: Timestamp) {
        self.now = now;
        self.world.read_at = now;
        let sessions = std::slice::from_ref(&self.session);
        for _ in 0..MOST_WAVES {
            let wave = next(sessions, &self.world, now);
            if wave.changes.is_empty() {
                return;
            }
            for change in &wave.changes {
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
                    // Whoever asks may.
                    Change::Look(Look::Rights { logins }) => {
                        let right = |login: &String| (login.clone(), Ok(true));
                        Effect::Found(Found::Rights(logins.iter().map(right).collect()))
                    }
                    other => self.world.simulate(other),
                };
                self.world.absorb(change, effect);
            }
        }
        panic!("the plan goes in circles");
    }
}
