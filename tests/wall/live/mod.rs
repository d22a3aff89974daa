//! Following a session: what it costs, and that it ends up with the very world that a whole reading brings, whatever people do meanwhile.

mod costs;
mod meddled;
mod struck;

use crate::common::{ANNOUNCED, Bench, NOTES, REPOSITORY};
use folkmoot::cli::load;
use folkmoot::github::{Access, Depth, GithubError, Live};
use folkmoot::plan::World;
use folkmoot::session::Session;
use folkmoot::wall::cadence;
use jiff::SignedDuration;
use serde_json::Value;

/// A wall that follows the example session.
struct Wall {
    bench: Bench,
    session: Session,
    access: Access,
    live: Live,
}

/// What a look was: whether it brought a world, its requests as method and status, and its points.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    new: bool,
    requests: Vec<String>,
    points: u64,
}

impl Wall {
    async fn new() -> Wall {
        let bench = Bench::example(true).await;
        bench.at(ANNOUNCED, &["run"]);
        bench.at(NOTES, &["run"]);
        Wall::on(bench)
    }

    fn on(bench: Bench) -> Wall {
        let session = load::one(&bench.path("sessions/kubecon-india-2024")).unwrap();
        Wall {
            access: bench.access(),
            live: Live::new(cadence::BUDGET),
            bench,
            session,
        }
    }

    fn wait(&self, seconds: i64) {
        let clock = self.bench.hub.clock();
        clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn try_look(&mut self) -> Result<Option<World>, GithubError> {
        let now = self.bench.hub.clock().now();
        self.live.look(&self.access, &self.session, now).await
    }

    /// One look, and what the hub saw of it.
    async fn look(&mut self) -> Look {
        let spent = |bench: &Bench| bench.hub.spent().get("folkmoot").map_or(0, |it| it.points);
        let before = spent(&self.bench);
        self.bench.hub.clear_requests();
        let new = self.try_look().await.unwrap().is_some();
        let requests = self.bench.hub.requests();
        let points = spent(&self.bench) - before;
        // What the wall believes that it spent is what GitHub counts.
        assert_eq!(self.live.cost().points, points);
        assert_eq!(self.live.cost().requests, requests.len() as u64);
        Look {
            new,
            requests: requests
                .iter()
                .map(|it| format!("{} {}", it.method, it.status))
                .collect(),
            points,
        }
    }

    /// Half a minute later.
    async fn later(&mut self) -> Look {
        self.wait(30);
        self.look().await
    }

    fn note(&self, login: &str, text: &str, labels: &[&str]) -> u64 {
        self.bench.hub.add_user(login);
        let body = format!("### Session\n\nkubecon-india-2024\n\n### Note\n\n{text}");
        let hub = &self.bench.hub;
        hub.file_form(login, REPOSITORY, "Note", &body, labels)
            .unwrap()
    }

    fn rest(&self, method: &str, path: &str, body: &Value) -> Value {
        let path = format!("/repos/{REPOSITORY}{path}");
        self.bench
            .rest(&self.bench.facilitator, method, &path, body)
    }

    /// What a whole reading brings now.
    async fn whole(&self) -> World {
        let now = self.bench.hub.clock().now();
        let sessions = std::slice::from_ref(&self.session);
        let access = self.bench.access();
        access.read(sessions, now, Depth::Whole).await.unwrap()
    }

    /// That what is known is what a whole reading brings.
    async fn is_whole(&self, after: &str) {
        let mut known = self.live.world().unwrap().clone();
        let whole = self.whole().await;
        known.read_at = whole.read_at;
        if known == whole {
            return;
        }
        for (number, issue) in &whole.issues {
            assert_eq!(known.issues.get(number), Some(issue), "{after}");
        }
        let (known_numbers, numbers): (Vec<_>, Vec<_>) =
            (known.issues.keys().collect(), whole.issues.keys().collect());
        assert_eq!(known_numbers, numbers, "{after}");
        assert_eq!(known, whole, "{after}");
    }
}

fn look(new: bool, requests: &[&str], points: u64) -> Look {
    Look {
        new,
        requests: requests.iter().map(ToString::to_string).collect(),
        points,
    }
}

const SAME: &str = "GET 304";
const MOVED: &str = "GET 200";
const READ: &str = "POST 200";
