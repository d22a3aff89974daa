//! A vote with everything on the way, struck at each request: nothing twice, nothing lost.

use super::*;
use fakehub::{Fault, FaultKind, When};

const RULES: &str = "  method: motion\n  roll: {team: todogroup/steering}\n  denominator: roll\n  remind: 1 hour before\n";

/// Plays it, struck at the `request`-th request of folkmoot; the end state without times, and how many requests there were.
async fn play(struck: Option<(u64, FaultKind)>) -> (Value, u64) {
    let bench = with(RULES).await;
    bench.hub.add_team("todogroup", "Steering", None).unwrap();
    bench
        .hub
        .grant_members_read("todogroup", "folkmoot")
        .unwrap();
    for login in ["ann", "bea", "cy", "dan"] {
        bench.hub.add_user(login);
        bench
            .hub
            .add_to_team("todogroup", "steering", login)
            .unwrap();
    }
    if let Some((request, kind)) = struck {
        bench.hub.fault(Fault {
            at: When::ApiBy {
                by: "folkmoot".into(),
                request,
            },
            kind,
        });
    }
    let until_done = |at: &str| {
        for _ in 0..5 {
            bench.hub.clock().set(common::time(at));
            // A turn that a run lost is over soon.
            let output =
                bench.command_with(&["run", "--at", at], &[("FOLKMOOT_LEASE_SECONDS", "2")]);
            if output.status.success() {
                return;
            }
            let err = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{err}");
        }
        panic!("the run at {at} does not end well");
    };
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        until_done(at);
    }
    let security = bench.cluster("Security");
    let taken = bench.react("ann", security, "+1");
    until_done("2024-12-11T10:18:00Z");
    add(
        &bench,
        &format!("{RULES}  allow: [eve]\n  extended: {{until: 17:30, why: More time}}\n"),
    );
    bench.hub.add_user("eve");
    bench.hub.clock().set(common::time("2024-12-11T10:19:00Z"));
    bench.take_back("ann", security, taken);
    for (login, content) in [("bea", "+1"), ("cy", "+1"), ("dan", "-1"), ("eve", "+1")] {
        bench.react(login, security, content);
    }
    until_done(DURING);
    until_done("2024-12-11T11:10:00Z");
    until_done("2024-12-11T12:05:00Z");
    let tally = tally(&bench);
    let watch: Vec<Value> = tally["watch"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| serde_json::from_str(line.as_str().unwrap()).unwrap())
        .map(|line: Value| json!({ "votes": line["votes"], "vanished": line["vanished"] }))
        .collect();
    let mut told: Vec<String> = bench.comments(1);
    for text in &mut told {
        text.truncate(text.find("~~~").unwrap_or(text.len()));
    }
    let state = json!({
        "comments": told,
        "result": tally["result"],
        "roll": tally["roll"],
        "history": tally["history"],
        "window": tally["window"],
        "ballots": tally["ballots"],
        "watch": watch,
    });
    (state, bench.hub.spent()["folkmoot"].requests)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_struck_anywhere_ends_the_same() {
    let (undisturbed, requests) = play(None).await;
    assert_eq!(
        undisturbed["comments"].as_array().unwrap().len(),
        2,
        "{undisturbed:#}"
    );
    assert_eq!(undisturbed["history"].as_array().unwrap().len(), 2);
    assert_eq!(
        undisturbed["watch"][2]["vanished"]
            .as_object()
            .unwrap()
            .len(),
        1
    );
    assert!(requests > 25, "{requests}");
    let mut plays: Vec<(u64, FaultKind)> = (0..requests)
        .flat_map(|request| {
            [FaultKind::Status(502), FaultKind::StatusAfterEffect(502)].map(|kind| (request, kind))
        })
        .collect();
    let count = plays.len();
    // They mostly wait, as GitHub asks: several at a time.
    let hands: Vec<Vec<(u64, FaultKind)>> = (0..6)
        .map(|_| plays.split_off(plays.len() - plays.len().min(count.div_ceil(6))))
        .collect();
    let threads: Vec<_> = hands
        .into_iter()
        .map(|hand| {
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(1)
                    .enable_all()
                    .build()
                    .unwrap();
                let play = |strike: (u64, FaultKind)| {
                    let state = runtime.block_on(play(Some(strike.clone()))).0;
                    (strike, state)
                };
                hand.into_iter().map(play).collect::<Vec<_>>()
            })
        })
        .collect();
    for thread in threads {
        for (strike, state) in thread.join().unwrap() {
            assert_eq!(state, undisturbed, "{strike:?}");
        }
    }
    println!("{count} plays, each struck once, ended the same");
}
