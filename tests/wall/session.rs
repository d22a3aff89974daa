//! A session on the wall: its vote, its end, and a rehearsal beside it.

use crate::common::{Bench, DURING, REPOSITORY, VOTING, time};
use crate::events::Events;
use crate::served::{Browser, LONGEST, Wall};
use crate::{SESSION, grouped};
use serde_json::{Value, json};
use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_votes_are_in_nothing_that_is_sent() {
    let bench = grouped().await;
    bench.at(VOTING, &["run"]);
    bench.hub.clock().set(time(DURING));
    let security = bench.cluster("Security");
    for voter in ["ada", "bo", "cy"] {
        bench.vote(voter, security);
    }
    let wall = Wall::open(&bench, DURING, &[]);
    let facilitator = wall.facilitator();
    let state = wall.until(&facilitator, "counted", |state| {
        state["vote"]["voters"] == 3
    });
    assert_eq!(
        (&state["screen"], &state["revealed"], &state["editable"]),
        (&json!("vote"), &json!(false), &json!(false))
    );
    let mut events = Events::of(&wall, &facilitator, None);
    let whole = events.next().2.to_string();
    bench.vote("di", security);
    wall.until(&Browser::default(), "counted", |state| {
        state["vote"]["voters"] == 4
    });
    let change = loop {
        let change = events.next().2;
        if change["vote"]["voters"] == 4 {
            break change.to_string();
        }
    };
    let refused = wall.edit(
        &facilitator,
        "x",
        &json!({ "park": { "notes": [state["notes"][0]["id"]] } }),
    );
    assert_eq!(refused.status, 409, "the vote is open");
    let sent = String::from_utf8_lossy(&wall.sent.borrow()).into_owned() + &whole + &change;
    let told = |name: &str, nothing: &str| {
        let name = format!("\"{name}\":");
        let mut values = sent.split(name.as_str()).skip(1).peekable();
        assert!(values.peek().is_some(), "{name}");
        values.all(|rest| rest.starts_with(nothing))
    };
    assert!(told("votes", "null") && told("rank", "null") && told("chosen", "false"));
    // Revealed, they are those that `folkmoot tally` counts.
    assert_eq!(
        wall.post(&facilitator, "/screen", &json!({ "revealed": true }))
            .status,
        202
    );
    let state = wall.until(&Browser::default(), "shown", |state| {
        state["vote"]["hidden"] == false
    });
    let tally: Value =
        serde_json::from_str(&bench.at(DURING, &["tally", SESSION, "--json"])).unwrap();
    for row in tally["result"].as_array().unwrap() {
        let mut clusters = state["clusters"].as_array().unwrap().iter();
        let cluster = clusters
            .find(|cluster| cluster["number"] == row["item"])
            .unwrap();
        assert_eq!(
            (&cluster["votes"], &cluster["rank"], &cluster["chosen"]),
            (&row["votes"], &row["rank"], &row["wins"])
        );
    }
    assert_eq!(
        wall.post(
            &facilitator,
            "/screen",
            &json!({ "revealed": false, "screen": "join", "timer": { "minutes": 5 } })
        )
        .status,
        202
    );
    let state = wall.state(&Browser::default());
    assert_eq!(
        (
            &state["vote"]["hidden"],
            &state["screen"],
            &state["follows"]
        ),
        (&json!(true), &json!("join"), &json!(false))
    );
    assert!(state["timer"]["ends"].is_string());
    assert_eq!(
        wall.post(&facilitator, "/screen", &json!({ "screen": "cinema" }))
            .status,
        400
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_called_off_says_so_and_keeps_its_notes() {
    let bench = grouped().await;
    bench.at(VOTING, &["run"]);
    let wall = Wall::open(&bench, DURING, &["--show-votes"]);
    let nobody = Browser::default();
    let before = wall.until(&nobody, "open", |state| state["vote"]["open"] == true);
    assert_eq!(
        (
            &before["screen"],
            &before["session"]["off"],
            &before["vote"]["hidden"]
        ),
        (&json!("vote"), &json!(false), &json!(false))
    );
    let issue = &before["session"]["issue"].as_str().unwrap();
    let number = issue.rsplit_once('/').unwrap().1;
    let path = format!("/repos/{REPOSITORY}/issues/{number}/comments");
    bench.rest(
        &bench.facilitator,
        "POST",
        &path,
        &json!({ "body": "/folkmoot cancel" }),
    );
    bench.at(DURING, &["run"]);
    let off = wall.until(&nobody, "called off", |state| {
        state["session"]["off"] == true && state["session"]["join"].is_null()
    });
    assert_eq!(
        (&off["vote"]["open"], &off["screen"]),
        (&json!(false), &json!("result"))
    );
    assert_eq!(
        off["vote"]["hindrance"],
        "The session is called off: nothing is decided."
    );
    assert_eq!(off["notes"], before["notes"]);
    assert_eq!(
        off["clusters"].as_array().map(Vec::len),
        before["clusters"].as_array().map(Vec::len)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_served_is_said() {
    let bench = grouped().await;
    for (arguments, words) in [
        (vec!["wall", "none"], "there is no session `none`"),
        (
            vec!["wall", SESSION, "--listen", "nowhere"],
            "write NAME:PORT",
        ),
        (
            vec!["wall", SESSION, "--listen", "192.0.2.1:80"],
            "Give --listen an address of this machine",
        ),
        (vec!["wall", SESSION, "--budget", "1"], "--budget"),
        (
            vec!["rehearse", "sessions/kubecon-india-2024", "--minutes", "2"],
            "--wall",
        ),
    ] {
        let output = bench.command(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rehearsal_plays_beside_its_wall() {
    let bench = Bench::example(true).await;
    let play = [
        "rehearse",
        "sessions/kubecon-india-2024",
        "--wall",
        "--minutes",
        "0.2",
        "--keep",
        "play",
    ];
    let mut wall = Wall::of(&mut bench.prepare(&play, &[]), "no token");
    let facilitator = wall.facilitator();
    let mut stages = Vec::new();
    let began = Instant::now();
    let mut moved = false;
    let last = loop {
        assert!(began.elapsed() < LONGEST * 3, "{stages:?}");
        let Ok(stream) = TcpStream::connect(("127.0.0.1", wall.port)) else {
            break Value::Null;
        };
        drop(stream);
        let state = wall.state(&facilitator);
        let stage = state["stage"].as_str().unwrap_or("none").to_owned();
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
        let notes = state["notes"].as_array().unwrap();
        // Somebody groups beside the play, which leaves that note alone.
        if !moved && notes.len() >= 4 && state["editable"] == true {
            let id = notes[1]["id"].clone();
            let made = wall.edit(
                &facilitator,
                "1",
                &json!({ "new": { "notes": [id], "name": "From the wall" } }),
            );
            moved = made.status == 202;
        }
        if state["stage"] == "published" {
            break state;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(moved);
    assert_eq!(
        stages,
        [
            "none",
            "announced",
            "notes",
            "affinity",
            "voting",
            "closed",
            "published"
        ]
    );
    assert_eq!(
        (&last["screen"], &last["revealed"]),
        (&json!("thanks"), &json!(true))
    );
    let mut clusters = last["clusters"].as_array().unwrap().iter();
    assert!(
        clusters.any(|cluster| cluster["name"] == "From the wall"),
        "{last:#}"
    );
    assert!(
        last["clusters"]
            .as_array()
            .unwrap()
            .iter()
            .any(|cluster| cluster["votes"].is_u64())
    );
    let mut rest = String::new();
    wall.out.read_to_string(&mut rest).unwrap();
    assert_eq!(wall.child.wait().unwrap().code(), Some(0), "{rest}");
    assert!(
        rest.contains("From the wall") && rest.contains("one more run   nothing to do"),
        "{rest}"
    );
    assert!(bench.path("play/report/README.md").exists());
}
