//! Edits on GitHub: a person's word stands, whatever strikes the way there and whoever else is at work.

mod made;
mod struck;
mod together;

use crate::common::{Bench, NOTES_FILE, REPOSITORY};
use fakehub::Clock as HubClock;
use folkmoot::drive::{EditError, edit};
use folkmoot::github::{Access, Client, Clock, Depth, Token};
use folkmoot::plan::note_id;
use folkmoot::plan::view::{View, homes};
use folkmoot::progress::Progress;
use folkmoot::session::{RepositoryName, Session, SessionId};
use folkmoot::wall::Edit;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

const ROWS: &str = "text,cluster
How might we fork?,Forks
How might we fork well?,Forks
How might we share?,Sharing
how might we SHARE,Sharing
How might we fund maintainers?,Money
";
const FORK: &str = "How might we fork?";
const WELL: &str = "How might we fork well?";
const SHARE: &str = "How might we share?";
const FUND: &str = "How might we fund maintainers?";

/// The hub's clock: waiting takes no time.
struct Virtual(HubClock);

impl Clock for Virtual {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(tokio::task::yield_now())
    }
}

/// A room whose facilitator edits.
struct Room {
    bench: Bench,
    sessions: Vec<Session>,
    id: SessionId,
}

impl Room {
    async fn new(rows: &str, more: &str, at: &[&str]) -> Room {
        let bench = Bench::example(true).await;
        bench.write(NOTES_FILE, rows);
        bench.add(more);
        for at in at {
            bench.at(at, &["run"]);
        }
        bench.hub.clear_requests();
        Room {
            sessions: folkmoot::cli::load::all(&bench.path("sessions")).unwrap(),
            id: SessionId::new("kubecon-india-2024").unwrap(),
            bench,
        }
    }

    fn access(&self, clock: Arc<dyn Clock>) -> Access {
        let token = Token::new(&self.bench.bot_token()).unwrap();
        let client = Client::new(&self.bench.url(), Some(&token), clock, Duration::ZERO).unwrap();
        Access {
            repository: RepositoryName::new(REPOSITORY).unwrap(),
            client: client
                .patient(Duration::from_millis(500))
                .leased(SignedDuration::from_secs(3)),
            report_client: None,
            git_base: String::new(),
            // A branch of somebody's: an edit follows no rule of its file.
            branch: Some(folkmoot::github::Ref::Branch("a-topic".to_owned())),
            git_token: None,
            report_token: None,
            progress: Progress::default(),
            only: None,
        }
    }

    fn still(&self) -> Access {
        self.access(Arc::new(Virtual(self.bench.hub.clock())))
    }

    fn now(&self) -> Timestamp {
        self.bench.hub.clock().now()
    }

    /// Makes edits; what is said of each.
    async fn edit(&self, edits: &[Edit]) -> Vec<String> {
        told(&self.answers(&self.still(), edits).await)
    }

    async fn answers(&self, access: &Access, edits: &[Edit]) -> Vec<Result<(), EditError>> {
        let edits: Vec<(u64, Edit)> = (7..).zip(edits.iter().cloned()).collect();
        let made = edit(&self.sessions, access, &self.id, &edits, self.now());
        // A server makes it in a task of its own.
        let made: Pin<Box<dyn Future<Output = _> + Send + '_>> = Box::pin(made);
        let answers: Vec<(u64, Result<(), EditError>)> = made.await;
        assert!(
            answers
                .iter()
                .map(|(id, _)| *id)
                .eq(edits.iter().map(|(id, _)| *id))
        );
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    /// Each note's id and where it stands.
    async fn standings(&self) -> BTreeMap<String, (String, String)> {
        let access = self.still();
        let world = access.read(&self.sessions, self.now(), Depth::Whole).await;
        let world = world.unwrap();
        let (homes, _) = homes(&self.sessions, &world);
        let view = View::of(&self.sessions[0], &world, &homes);
        assert!(view.doubles.is_empty() && view.torn().is_empty());
        let notes = view.notes.iter().map(|received| {
            use folkmoot::plan::view::Standing;
            let place = match (received.merged, &received.standing) {
                (Some(into), _) => format!("merged into {}", view.notes[into].note.text),
                (None, Standing::Placed(label)) => format!("in {}", view.name_for(label)),
                (None, other) => format!("{other:?}"),
            };
            let id = note_id(&received.note.origin);
            (received.note.text.clone(), (id, place))
        });
        notes.collect()
    }

    async fn ids(&self, texts: &[&str]) -> Vec<String> {
        let all = self.standings().await;
        texts.iter().map(|text| all[*text].0.clone()).collect()
    }

    async fn place(&self, text: &str) -> String {
        self.standings().await[text].1.clone()
    }

    /// Requests since the last look: what they were.
    fn asked(&self) -> Vec<String> {
        let requests = self.bench.hub.requests();
        self.bench.hub.clear_requests();
        let names = requests.iter();
        names.filter_map(|it| it.operation.clone()).collect()
    }
}

fn told(answers: &[Result<(), EditError>]) -> Vec<String> {
    let words = |answer: &Result<(), EditError>| match answer {
        Ok(()) => "done".to_owned(),
        Err(error) => error.to_string(),
    };
    answers.iter().map(words).collect()
}

fn to(notes: Vec<String>, to: &str) -> Edit {
    Edit::Move {
        notes,
        to: to.to_owned(),
    }
}

fn new(notes: Vec<String>, name: &str) -> Edit {
    Edit::New {
        notes,
        name: name.to_owned(),
    }
}

/// Some of everything.
async fn all(room: &Room) -> Vec<Edit> {
    let ids = room.ids(&[FORK, WELL, SHARE, FUND]).await;
    let [fork, well, share, fund] = ids.try_into().unwrap();
    vec![
        to(vec![well.clone()], "cluster:sharing"),
        new(vec![fund.clone(), fork], "Alone"),
        Edit::Merge {
            note: well,
            into: share,
        },
        Edit::Park { notes: vec![fund] },
        Edit::Rename {
            cluster: "cluster:sharing".to_owned(),
            name: "Giving".to_owned(),
        },
    ]
}
