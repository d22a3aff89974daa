//! Sessions of more than a page, and what a run may do in an hour, on a clock that does not keep anybody waiting.

use crate::common::REPOSITORY;
use crate::common::access::{access, notes};
use fakehub::{Fault, FaultKind, Hub, Meddling, Permission, Server, When};
use folkmoot::cli::load;
use folkmoot::drive::{DriveError, Ran, drive};
use folkmoot::github::{Client, Clock, Token};
use folkmoot::output;
use folkmoot::session::Session;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The hub's clock. Whoever waits for the first time lets something else happen meanwhile.
struct Meeting(fakehub::Clock, Mutex<Option<Meanwhile>>);

type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Clock for Meeting {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        // A wait between two writes is over too soon for anything to happen.
        let long = time > Duration::from_secs(5);
        let meanwhile = self.1.lock().unwrap().take_if(|_| long);
        meanwhile.unwrap_or_else(|| Box::pin(std::future::ready(())))
    }
}

/// The example with so many notes in its file.
fn session(count: usize) -> Session {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    let mut session = load::one(&folder).expect("the example is sound");
    session.notes = notes(count, |_| "A".into());
    session
}

/// One run as a process of its own: nothing is known of the one before but what GitHub tells.
async fn run(hub: &Hub, server: &Server, session: &Session) -> Ran {
    run_and(hub, &server.url(), session, None).await
}

/// The same, with something that happens while it waits.
async fn run_and(hub: &Hub, url: &str, session: &Session, meanwhile: Option<Meanwhile>) -> Ran {
    let (outcome, error) = attempt(hub, url, session, meanwhile).await;
    assert!(error.is_none(), "{error:?}");
    outcome
}

async fn attempt(
    hub: &Hub,
    url: &str,
    session: &Session,
    meanwhile: Option<Meanwhile>,
) -> (Ran, Option<DriveError>) {
    let bot = hub.add_bot("folkmoot");
    let clock = Arc::new(Meeting(hub.clock(), Mutex::new(meanwhile)));
    let token = Token::new(&bot.token);
    let client = Client::new(url, token.as_ref(), clock, Duration::from_secs(1)).unwrap();
    let access = access(client.leased(SignedDuration::from_secs(20)));
    let now = hub.clock().now();
    drive(std::slice::from_ref(session), &access, now).await
}

async fn stage(session: &Session) -> (Hub, Server) {
    let hub = Hub::new(session.schedule.notes);
    hub.set_web_url("https://github.example");
    hub.add_bot("folkmoot");
    hub.add_repository(REPOSITORY, None).unwrap();
    hub.grant("folkmoot", REPOSITORY, Permission::Write);
    let server = hub.serve().await.unwrap();
    (hub, server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_points_that_github_says_are_left_are_not_overspent() {
    let session = session(13);
    let (hub, server) = stage(&session).await;
    hub.set_hourly_limit("folkmoot", 30);
    let first = run(&hub, &server, &session).await;
    let paused = first.paused.unwrap();
    assert!(
        paused.why.contains("the requests that GitHub allows"),
        "{}",
        paused.why
    );
    assert!(!paused.left.unwrap().is_empty());
    // Twenty points are left to others, but for the one that gives the turn back.
    assert_eq!(hub.spent()["folkmoot"].points, 11);
    hub.clock().set(paused.until.unwrap());
    hub.set_hourly_limit("folkmoot", 1_000);
    let second = run(&hub, &server, &session).await;
    assert!(second.paused.is_none());
    // The session, its notes, and by then their cluster.
    assert_eq!(first.creations + second.creations, 15);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_into_the_hour_is_the_next_runs() {
    let session = session(620);
    let (hub, server) = stage(&session).await;
    let run = || run(&hub, &server, &session);
    let first = run().await;
    // The session and 49 batches of ten; another one would be one too many.
    assert_eq!(first.creations, 491);
    let paused = first.paused.clone().unwrap();
    assert_eq!(
        paused
            .left
            .iter()
            .flatten()
            .filter(|it| it.contains("note issue"))
            .count(),
        130
    );
    let said = output::text::outcome(&first, false);
    let said: Vec<&str> = said
        .lines()
        .skip_while(|line| !line.starts_with("kubecon"))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
    // A schedule comes every few minutes; GitHub is not asked for what it would refuse.
    hub.clock().advance(SignedDuration::from_mins(5));
    assert_eq!(run().await.creations, 0);
    // An hour after the first creations there is room again.
    hub.clock().set(paused.until.unwrap());
    let mut created = 491;
    // The session, its notes, and by then their cluster.
    while created < 622 {
        let next = run().await;
        created += next.creations;
        if let Some(paused) = next.paused {
            hub.clock().set(paused.until.unwrap());
        }
    }
    assert_eq!(created, 622);
    assert!(hub.requests().iter().all(|request| request.status == 200));
    assert!(run().await.done.len() <= 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_comes_while_pages_are_read_is_not_lost() {
    let session = session(230);
    for request in 0..5 {
        let (hub, server) = stage(&session).await;
        run(&hub, &server, &session).await;
        hub.clock().set(session.schedule.affinity);
        hub.fault(Fault {
            at: When::RequestBy {
                by: "folkmoot".into(),
                request,
            },
            kind: FaultKind::Meddle(Meddling::NewIssue {
                labels: vec!["folkmoot:note".into()],
            }),
        });
        run(&hub, &server, &session).await;
        run(&hub, &server, &session).await;
        let last = run(&hub, &server, &session).await;
        assert_eq!(last.done, Vec::<String>::new(), "at {request}");
        assert_eq!(last.sessions[0].notes, Some(231), "at {request}");
        let dump = hub.dump();
        let issues = dump["repositories"][REPOSITORY]["issues"]
            .as_array()
            .unwrap();
        let has = |issue: &Value, label: &str| {
            issue["labels"].as_array().unwrap().contains(&label.into())
        };
        let notes = issues
            .iter()
            .filter(|it| has(it, "folkmoot:note") && has(it, "session:kubecon-india-2024"));
        assert_eq!(notes.count(), 231, "at {request}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_that_outlasts_the_turn_does_nothing_twice() {
    let session = session(13);
    let (hub, server) = stage(&session).await;
    run(&hub, &server, &session).await;
    let mut more = session.clone();
    more.notes = self::session(33).notes;
    // Read, take the turn, create: turned away for longer than the turn lasts. Meanwhile a second run does it all.
    hub.fault(Fault {
        at: When::RequestBy {
            by: "folkmoot".into(),
            request: 2,
        },
        kind: FaultKind::RetryAfter {
            status: 403,
            seconds: 40,
        },
    });
    hub.clock().advance(SignedDuration::from_mins(1));
    let (other_hub, url, other) = (hub.clone(), server.url(), more.clone());
    let meanwhile: Meanwhile = Box::pin(async move {
        run_and(&other_hub, &url, &other, None).await;
    });
    run_and(&hub, &server.url(), &more, Some(meanwhile)).await;
    assert_eq!(titles_there_once(&hub), 34);
}

/// A label is as new as the turn that it is: where one of GitHub's copies is behind, a run that renews its turn has lost it, and what it made a
/// moment ago is not there when it reads again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_made_before_the_turn_was_lost_is_not_made_again() {
    let session = session(23);
    let mut read_again = 0;
    for request in 0..10 {
        let (hub, server) = stage(&session).await;
        let strike = |request, kind| {
            let by = "folkmoot".into();
            let at = When::RequestBy { by, request };
            hub.fault(Fault { at, kind });
        };
        // Half of the turn.
        strike(request, FaultKind::ClockJump { seconds: 10 });
        for after in 1..=3 {
            strike(request + after, FaultKind::Lag { seconds: 20 });
        }
        let (_, error) = attempt(&hub, &server.url(), &session, None).await;
        let there = titles_there_once(&hub);
        if error.is_none() {
            assert_eq!(there, 24, "at {request}");
            let requests = hub.requests().into_iter();
            let read = requests.filter(|it| it.operation.as_deref() == Some("Read"));
            read_again += usize::from(read.count() > 1);
        }
    }
    assert!(read_again > 0, "no turn was lost");
}

/// How many titles the issues have; each is another one.
fn titles_there_once(hub: &Hub) -> usize {
    let dump = hub.dump();
    let issues = dump["repositories"][REPOSITORY]["issues"]
        .as_array()
        .unwrap();
    let mut titles: Vec<&str> = issues
        .iter()
        .filter_map(|it| it["title"].as_str())
        .collect();
    titles.sort_unstable();
    let count = titles.len();
    titles.dedup();
    assert_eq!(count, titles.len(), "{titles:#?}");
    count
}
