//! What is decided and what is seen while the vote is open.

use super::*;

/// An hour of voting, so that runs fit into it.
const LONG: &str = "schedule:\n  closed: 2024-12-14 16:00\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_is_recorded_and_a_late_one_extends_nothing() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    add(
        &bench,
        "  votes: 2\n  extended: {until: 16:30, why: The room lost its network}\n",
    );
    let out = bench.run(DURING);
    assert!(!out.contains("warning"), "{out}");
    let said = status(&bench);
    assert!(
        said.contains("Extended from 11 December 2024, 16:00 (Asia/Kolkata) to 11 December 2024, 16:30 (Asia/Kolkata): The room lost its network"),
        "{said}"
    );
    bench.hub.clock().set(common::time("2024-12-11T10:45:00Z"));
    bench.vote("ann", bench.cluster("Security"));
    bench.run("2024-12-11T10:50:00Z");
    add(
        &bench,
        "  votes: 2\n  extended: {until: 18:30, why: Too late}\n",
    );
    let (_, out, _) = bench.try_at("2024-12-11T11:05:00Z", &["run"]);
    assert!(out.contains("came after the vote had closed"), "{out}");
    let tally = tally(&bench);
    assert_eq!(tally["window"]["closes"], "2024-12-11T11:00:00Z");
    assert_eq!(tally["result"][0]["votes"], 1);
    assert_eq!(tally["history"][0]["why"], "The room lost its network");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_vote_leaves_its_trace_and_chooses_nothing() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    bench.vote("ann", bench.cluster("Security"));
    add(
        &bench,
        "  votes: 2\n  cancelled: {why: Two clusters were left out by mistake}\n",
    );
    bench.run(DURING);
    let tally = tally(&bench);
    assert_eq!(tally["state"], "cancelled");
    assert_eq!(tally["result"][0]["votes"], 1);
    nobody_wins(&tally);
    let told = bench.comments(1).join("\n");
    assert!(
        told.contains("The vote was cancelled; there is no result.")
            && told.contains("Two clusters were left out by mistake"),
        "{told}"
    );
    let report = bench.report("README.md");
    assert!(report.contains("The vote was cancelled, so no cluster was chosen: Two clusters were left out by mistake"), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_watch_sees_votes_that_vanish_and_texts_that_change() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    let (security, roadmap) = (bench.cluster("Security"), bench.cluster("Product"));
    let first = bench.react("ann", security, "+1");
    bench.react("bea", security, "+1");
    bench.run("2024-12-11T10:20:00Z");
    // One goes and one comes: the number is the same.
    bench.hub.clock().set(common::time("2024-12-11T10:21:00Z"));
    bench.take_back("ann", security, first);
    bench.vote("cy", security);
    bench.vote("cy", roadmap);
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &format!("/repos/{}/issues/{roadmap}", common::REPOSITORY),
        &json!({ "title": "Free beer" }),
    );
    bench.run("2024-12-11T10:25:00Z");
    let said = status(&bench);
    assert!(
        said.contains("1 reaction was taken back since the vote opened"),
        "{said}"
    );
    assert!(
        said.contains("Free beer (4 notes) · 1 vote ✏️ its title or text was changed"),
        "{said}"
    );
    assert!(
        said.contains("1 person (bea) has something left to give."),
        "{said}"
    );
    bench.run(CLOSED);
    let tally = tally(&bench);
    let lines: Vec<Value> = tally["watch"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| serde_json::from_str(line.as_str().unwrap()).unwrap())
        .collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert_eq!(lines[2]["vanished"][security.to_string()], 1);
    assert_eq!(lines[2]["given"][security.to_string()], 1);
    assert_eq!(lines[2]["edited"], json!([roadmap]));
    let items = tally["items"].as_array().unwrap();
    let changed: Vec<&Value> = items
        .iter()
        .filter(|item| item["changed"] == true)
        .collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0]["number"], roadmap);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_looks_spill_into_a_comment_and_come_back_whole() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    for number in 0..44 {
        let at = format!("2024-12-11T10:15:{:02}Z", number + 10);
        bench.hub.clock().set(common::time(&at));
        bench.vote(&format!("p{number}"), bench.cluster("Security"));
        bench.at(&at, &["run"]);
    }
    let told = bench.comments(1).join("\n");
    assert!(told.contains("Change watch, lines 0 to 39"), "{told}");
    bench.run(CLOSED);
    assert_eq!(tally(&bench)["watch"].as_array().unwrap().len(), 45);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_reminded_once() {
    let bench = with(&format!("  votes: 2\n  counts: hidden\n{LONG}")).await;
    bench.open_vote();
    bench.vote("ann", bench.cluster("Security"));
    bench.run("2024-12-12T10:15:00Z");
    assert!(bench.comments(1).is_empty());
    bench.run("2024-12-13T10:45:00Z");
    bench.vote("bea", bench.cluster("Security"));
    bench.run("2024-12-13T11:45:00Z");
    let told = bench.comments(1);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("⏰ The vote closes on 14 December 2024, 16:00 (Asia/Kolkata). Everyone with a GitHub account may vote; 1 person has voted. Give a 👍 to up to 2 of these."),
        "{told:?}"
    );
    let said = status(&bench);
    assert!(
        said.contains("2 people have voted") && !said.contains("2 votes"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_votes_are_named_while_they_can_be_mended() {
    let bench = with("  votes: 1\n  over: void\n").await;
    bench.open_vote();
    let third = bench.react("ann", bench.cluster("Security"), "+1");
    bench.vote("ann", bench.cluster("Product"));
    bench.run(DURING);
    let said = status(&bench);
    assert!(
        said.contains("1 person (ann) has given more than a person has: these do not count until some are taken back."),
        "{said}"
    );
    bench.take_back("ann", bench.cluster("Security"), third);
    bench.run("2024-12-11T10:25:00Z");
    assert!(!status(&bench).contains("given more"), "{}", status(&bench));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_that_is_newer_than_the_run_s_clock_is_no_trouble() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    bench.hub.clock().set(common::time("2024-12-11T10:21:30Z"));
    bench.vote("ann", bench.cluster("Security"));
    // The run began a minute and a half ago and reads now.
    let output = bench.command(&["run", "--json", "--at", "2024-12-11T10:20:00Z"]);
    assert!(output.status.success());
    let again = bench.command(&["run", "--json", "--at", "2024-12-11T10:20:00Z"]);
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again["done"], json!([]));
    bench.run(CLOSED);
    let tally = tally(&bench);
    let vanished = tally["watch"]
        .as_array()
        .unwrap()
        .iter()
        .any(|line| line.as_str().unwrap().contains("vanished"));
    assert!(!vanished, "{}", tally["watch"]);
    assert_eq!(tally["watch"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rules_and_what_the_roll_is_made_from_stay_frozen() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    bench.hub.add_user("ann");
    bench.write("sessions/kubecon-india-2024/insiders.txt", "ann\n");
    add(&bench, "  votes: 2\n  roll: {file: insiders.txt}\n");
    let out = bench.run(DURING);
    assert!(
        out.contains("the other `roll` in session.yml is not used"),
        "{out}"
    );
    bench.vote("outsider", bench.cluster("Security"));
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(
        (&tally["result"][0]["votes"], &tally["history"]),
        (&json!(1), &json!([]))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_that_is_over_cannot_be_cancelled() {
    let bench = with("  votes: 2\n").await;
    bench.open_vote();
    bench.vote("ann", bench.cluster("Security"));
    add(
        &bench,
        "  votes: 2\n  cancelled: {why: We do not like the result}\n",
    );
    let (code, out, _) = bench.try_at(CLOSED, &["run"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("`cancelled` came after the vote had closed, so it cancels nothing"),
        "{out}"
    );
    assert_eq!(tally(&bench)["state"], "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_of_one_s_own_stays_one_s_own_when_it_is_closed() {
    let bench = with("  self-votes: exclude\n").await;
    for at in [ANNOUNCED, NOTES] {
        bench.run(at);
    }
    bench.hub.add_user("ann");
    let body = "### Session\n\nkubecon-india-2024\n\n### Note\n\nHow might we elect me?";
    let labels = ["folkmoot:note", "cluster:Security"];
    let note = bench
        .hub
        .file_form("ann", common::REPOSITORY, "Note", body, &labels)
        .unwrap();
    for at in [AFFINITY, VOTING] {
        bench.run(at);
    }
    let ann = bench.hub.add_user("ann");
    bench.rest(
        &ann,
        "PATCH",
        &format!("/repos/{}/issues/{note}", common::REPOSITORY),
        &json!({ "state": "closed" }),
    );
    for login in ["ann", "bea"] {
        bench.vote(login, bench.cluster("Security"));
    }
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(tally["result"][0]["votes"], 1);
    assert_eq!(tally["ballots"][0]["choices"][0]["why_not"], "own-note");
    live_agrees(&bench);
}
