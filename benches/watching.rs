//! What an hour of watching a session costs: looks that read what has changed, against whole readings at the same moments.
//!
//! `cargo bench --bench watching`. Whole readings are measured at every tenth of these moments, and counted ten times. Over real HTTP against the in-process GitHub, on its clock: an hour of a workshop with a facilitator who sorts
//! and a room that writes and votes. Nothing depends on how fast the machine is: requests, points and bytes are counted.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::REPOSITORY;
use common::access::{HubClock, access, notes as file_notes};
use fakehub::{Hub, Permission, Server, User};
use folkmoot::cli::load;
use folkmoot::drive::drive;
use folkmoot::github::{Access, Client, Depth, Live, Token};
use folkmoot::session::{Session, Stage};
use folkmoot::wall::cadence::{BUDGET, Because, Cadence, Next};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Of so many looks one is made as a whole reading as well.
const TENTH: u64 = 10;

/// A session with so many notes before the hour begins.
struct Room {
    hub: Hub,
    server: Server,
    session: Session,
    bot: User,
    facilitator: User,
    people: Vec<User>,
}

impl Room {
    async fn new(notes: usize) -> Room {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
        let mut session = load::one(&folder).unwrap();
        // Twenty minutes each for notes, clusters and votes.
        let start = session.schedule.notes;
        let minutes = |minutes: i64| start + SignedDuration::from_mins(minutes);
        session.schedule.affinity = minutes(20);
        session.schedule.voting = minutes(40);
        session.schedule.closed = minutes(61);
        session.notes = file_notes(notes, |index| format!("Cluster {}", index % 8));
        let hub = Hub::new(session.schedule.announced);
        hub.set_web_url("https://github.example");
        let (bot, facilitator) = (hub.add_bot("folkmoot"), hub.add_user("facilitator"));
        hub.add_repository(REPOSITORY, None).unwrap();
        hub.set_hourly_limit("folkmoot", 1_000_000);
        for login in ["folkmoot", "facilitator"] {
            hub.grant(login, REPOSITORY, Permission::Write);
        }
        let people = (0..60)
            .map(|index| hub.add_user(&format!("person-{index}")))
            .collect();
        let room = Room {
            server: hub.serve().await.unwrap(),
            hub,
            session,
            bot,
            facilitator,
            people,
        };
        room.run().await;
        // The file's notes become issues over some hours before the session.
        room.hub.clock().set(start - SignedDuration::from_hours(12));
        room.session_at(start - SignedDuration::from_hours(12))
            .await;
        room.hub.clock().set(start);
        room.run().await;
        room
    }

    /// Runs until every note has its issue, as if notes were collected from then on.
    async fn session_at(&self, from: Timestamp) {
        let mut early = self.session.clone();
        early.schedule.notes = from;
        for _ in 0..20 {
            let now = self.hub.clock().now();
            let (outcome, _) = drive(std::slice::from_ref(&early), &self.access(), now).await;
            if outcome.paused.is_none() {
                break;
            }
            self.hub.clock().advance(SignedDuration::from_mins(30));
        }
    }

    fn access(&self) -> Access {
        let clock = Arc::new(HubClock(self.hub.clock()));
        let token = Token::new(&self.bot.token);
        let client = Client::new(&self.server.url(), token.as_ref(), clock, Duration::ZERO);
        access(client.unwrap())
    }

    async fn run(&self) {
        let now = self.hub.clock().now();
        let (_, error) = drive(std::slice::from_ref(&self.session), &self.access(), now).await;
        assert!(error.is_none(), "{error:?}");
    }

    fn person(&self, index: i64) -> &User {
        let index = usize::try_from(index).unwrap() % self.people.len();
        &self.people[index]
    }

    async fn rest(&self, user: &User, method: &str, path: &str, body: &Value) {
        use http_body_util::Full;
        use hyper_util::{client::legacy::Client, rt::TokioExecutor};
        let client: Client<_, Full<bytes::Bytes>> =
            Client::builder(TokioExecutor::new()).build_http();
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}/repos/{REPOSITORY}{path}", self.server.url()))
            .header("authorization", format!("Bearer {}", user.token))
            .body(Full::from(body.to_string()))
            .unwrap();
        let status = client.request(request).await.unwrap().status();
        assert!(status.is_success(), "{method} {path}: {status}");
    }

    /// What happens in one second of the hour, if anything.
    async fn happens(&self, second: i64, clusters: &[u64]) {
        let person = self.person(second / 8);
        let note = u64::try_from(2 + second / 15 % 12).unwrap();
        match second {
            // A note every twelve seconds.
            0..1200 if second % 12 == 0 => {
                let body = format!("### Note\n\nHow might we be number {second}?");
                let labels = ["folkmoot:note"];
                self.hub
                    .file_form(&person.login, REPOSITORY, "Note", &body, &labels)
                    .unwrap();
            }
            // A note moved every fifteen.
            1200..2400 if second % 15 == 0 => {
                let label = format!("cluster:Cluster {}", second / 15 % 8);
                let path = format!("/issues/{note}/labels");
                let labels = json!({ "labels": [label] });
                self.rest(&self.facilitator, "POST", &path, &labels).await;
            }
            // A vote every four.
            2400..3600 if second % 4 == 0 => {
                let number = clusters[usize::try_from(second / 4).unwrap() % clusters.len()];
                let path = format!("/issues/{number}/reactions");
                self.rest(person, "POST", &path, &json!({ "content": "+1" }))
                    .await;
            }
            _ => {}
        }
    }

    fn clusters(&self) -> Vec<u64> {
        let dump = self.hub.dump();
        let issues = dump["repositories"][REPOSITORY]["issues"]
            .as_array()
            .unwrap();
        issues
            .iter()
            .filter(|issue| {
                let labels = issue["labels"].as_array().unwrap();
                labels.contains(&"folkmoot:cluster".into())
            })
            .filter_map(|issue| issue["number"].as_u64())
            .collect()
    }
}

/// What one way to watch has cost.
#[derive(Debug, Clone, Copy, Default)]
struct Spent {
    looks: u64,
    requests: u64,
    points: u64,
    bytes: u64,
}

impl Spent {
    fn line(self, name: &str) -> String {
        format!(
            "  {name:<24}{:>7}{:>10}{:>9}{:>12}",
            self.looks,
            self.requests,
            self.points,
            self.bytes / 1024
        )
    }
}

/// The hour: the wall looks when its cadence says so; at each of these moments everything is read as well.
async fn hour(notes: usize) {
    let room = Room::new(notes).await;
    let (near, far) = (room.access(), room.access());
    let (mut live, mut cadence) = (Live::new(BUDGET), Cadence::new(BUDGET));
    let sessions = std::slice::from_ref(&room.session);
    let clock = room.hub.clock();
    let start = clock.now();
    let (mut looks, mut slowed, mut longest) = (0, 0, SignedDuration::ZERO);
    let (mut due, mut clusters) = (start, Vec::new());
    for second in 0..3600 {
        clock.set(start + SignedDuration::from_secs(second));
        if second == 1200 || second == 2400 {
            room.run().await;
        }
        if clusters.is_empty() && second >= 2400 {
            clusters = room.clusters();
        }
        room.happens(second, &clusters).await;
        let now = clock.now();
        if now < due {
            continue;
        }
        looks += 1;
        live.look(&near, &room.session, now).await.unwrap();
        cadence.looked(live.cost().points, now);
        if looks % TENTH == 0 {
            far.read(sessions, now, Depth::Whole).await.unwrap();
        }
        let stage = match second {
            0..1200 => Stage::Notes,
            1200..2400 => Stage::Affinity,
            _ => Stage::Voting,
        };
        let next = Next {
            stage: Some(stage),
            watched: true,
            most: live.foreseen(),
        };
        let wait = cadence.wait(next, now);
        slowed += u64::from(wait.because == Because::Budget);
        longest = longest.max(wait.time);
        due = now + wait.time;
    }
    let spent = |access: &Access, times: u64| Spent {
        looks,
        requests: access.requests() * times,
        points: access.points() * times,
        bytes: access.client.received() * times,
    };
    let (near, far) = (spent(&near, 1), spent(&far, TENTH));
    println!("{notes} notes at the beginning, 100 more, 8 clusters, 300 votes");
    println!(
        "  {:<24}{:>7}{:>10}{:>9}{:>12}",
        "", "looks", "requests", "points", "KiB"
    );
    println!("{}", far.line("everything, each time"));
    println!("{}", near.line("what has changed"));
    let ratio = |far: u64, near: u64| far as f64 / near.max(1) as f64;
    println!(
        "  {:<24}{:>7}{:>9.1}×{:>8.1}×{:>11.1}×",
        "less by",
        "",
        ratio(far.requests, near.requests),
        ratio(far.points, near.points),
        ratio(far.bytes, near.bytes)
    );
    println!(
        "  {slowed} looks waited for the budget of {BUDGET} points an hour; the longest wait was {} s\n",
        longest.as_secs()
    );
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for notes in [13, 200] {
        runtime.block_on(hour(notes));
    }
}
