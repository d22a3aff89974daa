//! What a run may create in an hour, on a clock that does not keep anybody waiting.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use fakehub::{Hub, Permission};
use folkmoot::cli::load;
use folkmoot::drive::{Access, drive};
use folkmoot::github::{Client, Clock, Token};
use folkmoot::notes::{Note, Origin, digest};
use folkmoot::output;
use folkmoot::session::RepositoryName;
use jiff::{SignedDuration, Timestamp};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

struct HubClock(fakehub::Clock);

impl Clock for HubClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_into_the_hour_is_the_next_runs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    let mut session = load::one(&folder).expect("the example is sound");
    session.notes = (0..620)
        .map(|index| {
            let text = format!("How might we do number {index}?");
            Note {
                origin: Origin::File(digest(&text, 1)),
                text,
                author: None,
                written: None,
                cluster: Some("A".into()),
            }
        })
        .collect();
    let hub = Hub::new(session.schedule.notes);
    hub.set_web_url("https://github.example");
    let bot = hub.add_bot("folkmoot");
    hub.add_repository("todogroup/ospology", None).unwrap();
    hub.grant("folkmoot", "todogroup/ospology", Permission::Write);
    let server = hub.serve().await.unwrap();
    // Each run is a process of its own: nothing is known of the one before but what GitHub tells.
    let run = || async {
        let client = Client::new(
            &server.url(),
            Token::new(&bot.token).as_ref(),
            Arc::new(HubClock(hub.clock())),
            Duration::from_secs(1),
        )
        .unwrap();
        let access = Access {
            repository: RepositoryName::new("todogroup/ospology").unwrap(),
            client,
            report_client: None,
            git_base: String::new(),
            git_token: None,
            branch: None,
            report_token: None,
        };
        let now = hub.clock().now();
        let (outcome, error) = drive(std::slice::from_ref(&session), &access, now).await;
        assert!(error.is_none(), "{error:?}");
        outcome
    };
    let first = run().await;
    assert_eq!(first.creations, 500);
    let paused = first.paused.clone().unwrap();
    assert_eq!(
        paused
            .left
            .iter()
            .filter(|it| it.contains("note issue"))
            .count(),
        121
    );
    let said = output::text::outcome(&first);
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
    let mut created = 500;
    while created < 621 {
        let next = run().await;
        created += next.creations;
        if let Some(paused) = next.paused {
            hub.clock().set(paused.until.unwrap());
        }
    }
    assert_eq!(created, 621);
    assert!(hub.requests().iter().all(|request| request.status == 200));
    assert!(run().await.done.len() <= 3);
}
