//! Where something cannot be known, there is no vote and no result, and one sentence says why.

use super::*;
use fakehub::{Fault, FaultKind, Traffic, When};

const TEAM: &str = "  method: motion\n  roll: {team: todogroup/steering}\n  denominator: roll\n";

fn steering(bench: &Bench) {
    bench.hub.add_team("todogroup", "Steering", None).unwrap();
    for login in ["ann", "bea", "cy", "dan", "eve", "flo", "gus"] {
        bench.hub.add_user(login);
        bench
            .hub
            .add_to_team("todogroup", "steering", login)
            .unwrap();
    }
}

/// For so many requests, every list of that name lacks its last entry, and says that it is whole.
fn lie(bench: &Bench, connection: &str, count: u64) {
    bench.hub.fault(Fault {
        at: When::EveryBy {
            by: "folkmoot".into(),
            from: 0,
            count,
            of: Traffic::Api,
        },
        kind: FaultKind::LastNodeMissing {
            connection: connection.to_owned(),
            only: None,
        },
    });
}

/// A run that comes to no result: its exit code, and the line that says why.
fn refused(bench: &Bench, at: &str) -> String {
    let (code, out, err) = bench.try_at(at, &["run"]);
    assert_eq!(code, 3, "{out}{err}");
    let line = out
        .lines()
        .find(|line| line.starts_with("no result"))
        .unwrap();
    line.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_that_cannot_be_read_opens_no_vote() {
    let bench = with(TEAM).await;
    steering(&bench);
    grouped(&bench);
    // 403: a workflow's token may not read teams.
    let why = refused(&bench, VOTING);
    assert!(
        why.contains("the vote cannot open: the team todogroup/steering cannot be read: Resource not accessible by integration."),
        "{why}"
    );
    assert!(status(&bench).contains("Stage: affinity"));
    // The vote opens once it may, and the status says what is needed.
    bench
        .hub
        .grant_members_read("todogroup", "folkmoot")
        .unwrap();
    bench.run(DURING);
    let status = status(&bench);
    assert!(status.contains("Stage: voting"), "{status}");
    assert!(
        status.contains("Whoever is in the team todogroup/steering may vote; 0 of 7 have."),
        "{status}"
    );
    assert!(
        status.contains("To pass, a motion needs 4 of 7, more than 1/2 of those on the roll."),
        "{status}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_that_is_not_there_opens_no_vote() {
    let bench = with(TEAM).await;
    grouped(&bench);
    bench
        .hub
        .grant_members_read("todogroup", "folkmoot")
        .unwrap();
    let why = refused(&bench, VOTING);
    assert!(
        why.contains("it does not exist, or the token may not see it"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_members_that_is_short_opens_no_vote() {
    let bench = with(TEAM).await;
    steering(&bench);
    bench
        .hub
        .grant_members_read("todogroup", "folkmoot")
        .unwrap();
    grouped(&bench);
    lie(&bench, "members", 4);
    let why = refused(&bench, VOTING);
    assert!(why.contains("cannot be read whole: 6 of 7 came"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organization_of_which_only_the_public_members_are_seen_opens_no_vote() {
    let bench = with("  roll: {organization: todogroup}\n").await;
    steering(&bench);
    bench
        .hub
        .grant_members_read("todogroup", "folkmoot")
        .unwrap();
    grouped(&bench);
    let why = refused(&bench, VOTING);
    assert!(
        why.contains("GitHub shows others only the public members"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_roll_is_whoever_may_write_where_it_says_so() {
    let bench = with("  roll: collaborators\n  deny: [\"id:999999\"]\n").await;
    bench.open_vote();
    // The account that runs folkmoot is a bot, and a member who may only read is no collaborator of this kind.
    bench.hub.add_user("reader");
    bench
        .hub
        .grant("reader", common::REPOSITORY, fakehub::Permission::Read);
    assert!(
        status(&bench).contains("Whoever may write to this repository may vote, but not whom the session file denies (1 entry); 0 of "),
        "{}",
        status(&bench)
    );
    bench.vote("facilitator", bench.cluster("Security"));
    bench.vote("reader", bench.cluster("Security"));
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(tally["result"][0]["votes"], 1);
    assert_eq!(tally["ballots"][1]["choices"][0]["why_not"], "not-on-roll");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_of_which_one_reaction_is_missing_has_no_result() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    for login in ["ann", "bea", "cy"] {
        bench.vote(login, bench.cluster("Security"));
    }
    lie(&bench, "reactions", 100);
    let why = refused(&bench, CLOSED);
    assert!(
        why.ends_with("has 3 reactions on GitHub but 2 were read; run again, nothing was counted"),
        "{why}"
    );
    assert!(
        !bench
            .comments(1)
            .iter()
            .any(|body| body.contains("The vote is closed"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missing_is_counted_once_it_is_there() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    for login in ["ann", "bea", "cy"] {
        bench.vote(login, bench.cluster("Security"));
    }
    lie(&bench, "reactions", 3);
    refused(&bench, CLOSED);
    // Whatever is left of the fault, later runs end well.
    let mut last = 3;
    for _ in 0..3 {
        last = bench.try_at(CLOSED, &["run"]).0;
    }
    assert_eq!(last, 0);
    assert_eq!(tally(&bench)["result"][0]["votes"], 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reaction_of_nobody_breaks_nothing_and_counts_for_nobody() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    for login in ["ann", "bea", "cy"] {
        bench.vote(login, bench.cluster("Security"));
    }
    bench.hub.delete_user("bea");
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(
        (&tally["result"][0]["votes"], &tally["voters"]),
        (&json!(2), &json!(2))
    );
    let last = tally["ballots"].as_array().unwrap().last().unwrap();
    assert_eq!(last["voter"], "no-account");
    assert_eq!(last["choices"][0]["why_not"], "no-account");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_it_opens_there_is_nothing_to_count() {
    let bench = with("  votes: 2\n").await;
    for at in [ANNOUNCED, NOTES] {
        bench.run(at);
    }
    let (code, out, err) = bench.try_at(NOTES, &["tally", "kubecon-india-2024"]);
    assert_eq!((code, out.as_str()), (3, ""));
    assert_eq!(
        err,
        "no result: the vote of kubecon-india-2024 has not opened; it does on 11 December 2024, 15:45 (Asia/Kolkata)\nhelp: https://github.com/folkmoot/folkmoot/blob/main/docs/troubleshooting.md#no-result\n"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_that_are_nobody_are_named_and_mended_by_a_change_to_the_file() {
    let bench = with("  roll: {file: voters.txt}\n  quorum: 1/2\n").await;
    let file = "sessions/kubecon-india-2024/voters.txt";
    bench.hub.add_user("ann");
    bench.hub.add_user("bea");
    bench.write(file, "ann\n@Bea # since 2023\nnobody-at-all\ntodogroup\n");
    bench.open_vote();
    let before = status(&bench);
    assert!(
        before.contains("These entries are no person’s account: nobody-at-all (voters.txt, line 3); todogroup (voters.txt, line 4)."),
        "{before}"
    );
    assert!(before.contains("0 of 2 have"), "{before}");
    bench.hub.add_user("cy");
    bench.write(file, "ann\n@bea\ncy\n");
    bench.run(DURING);
    let after = status(&bench);
    assert!(
        after.contains("0 of 3 have") && after.contains("The roll was amended on"),
        "{after}"
    );
    assert!(
        after.contains("1 added, 0 removed") && !after.contains("no person’s account"),
        "{after}"
    );
    for login in ["cy", "stranger"] {
        bench.vote(login, bench.cluster("Security"));
    }
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(tally["result"][0]["votes"], 1);
    assert_eq!(tally["quorum"], json!({"needed": 2, "reached": false}));
    nobody_wins(&tally);
    assert_eq!(tally["history"][0]["what"], "roll-amended");
    assert_eq!(tally["roll"]["accounts"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ranking_of_which_one_comment_is_missing_has_no_result() {
    let bench = with("  method: ranked\n").await;
    bench.open_vote();
    let (a, b) = (bench.cluster("Security"), bench.cluster("Product"));
    for login in ["ann", "bea", "cy"] {
        bench.comment(login, 1, &format!("/rank #{a} > #{b}"));
    }
    lie(&bench, "comments", 100);
    let why = refused(&bench, CLOSED);
    assert!(
        why.contains("#1 has 3 comments on GitHub but 2 were read"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ballot_that_somebody_else_edited_is_nobody_s() {
    let bench = with("  method: ranked\n  winners: 1\n").await;
    bench.open_vote();
    let (a, b) = (bench.cluster("Security"), bench.cluster("Product"));
    let first = bench.comment("ann", 1, &format!("/rank #{a}"));
    bench.comment("bea", 1, &format!("/rank #{a}"));
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &format!("/repos/{}/issues/comments/{first}", common::REPOSITORY),
        &json!({ "body": format!("/rank #{b}") }),
    );
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(
        (&tally["voters"], &tally["unreadable"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(tally["result"][0]["item"], a);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_and_a_vote_of_more_than_a_page_are_read_whole() {
    let bench = with(TEAM).await;
    bench.hub.add_team("todogroup", "Steering", None).unwrap();
    bench
        .hub
        .grant_members_read("todogroup", "folkmoot")
        .unwrap();
    let people: Vec<String> = (0..250).map(|number| format!("p{number}")).collect();
    for login in &people {
        bench.hub.add_user(login);
        bench
            .hub
            .add_to_team("todogroup", "steering", login)
            .unwrap();
    }
    bench.open_vote();
    assert!(
        status(&bench).contains("0 of 250 have"),
        "{}",
        status(&bench)
    );
    let security = bench.cluster("Security");
    for login in people.iter().take(130) {
        bench.vote(login, security);
    }
    // Not only the first page: 130 of 250 are more than half.
    bench.run(DURING);
    assert!(
        status(&bench).contains("130 yes, 0 no, 0 abstain, needs 126 of 250"),
        "{}",
        status(&bench)
    );
    bench.run(CLOSED);
    let first = tally(&bench)["result"][0].clone();
    assert_eq!((&first["yes"], &first["wins"]), (&json!(130), &json!(true)));
}
