//! Notes that people move, edit or write where nobody collects, clusters that they empty or close, labels that they delete.

use crate::common::{
    AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, NOTES_FILE, REPOSITORY, SESSION_FILE,
    VOTING, time,
};
use serde_json::{Value, json};

fn statuses(csv: &str, word: &str) -> usize {
    csv.lines()
        .filter(|line| line.contains(&format!(",{word}")))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_names_no_session_goes_to_the_one_that_collects() {
    let bench = Bench::example(true).await;
    let later = bench
        .read(SESSION_FILE)
        .replace("date: 2024-12-11", "date: 2024-12-18")
        .replace("reports/kubecon-india-2024", "reports/second");
    bench.write("sessions/second/session.yml", &later);
    bench.write(
        "sessions/second/notes.csv",
        "text,cluster\nSecond one,Theirs\nSecond two,Theirs\n",
    );
    bench.run(ANNOUNCED);
    bench.run(NOTES);
    // Filed in time, first seen by the run that opens the vote.
    bench.hub.clock().set(time("2024-12-11T10:12:00Z"));
    bench.form_of(
        "ada",
        "### Session\n\n_No response_\n\n### Note\n\nHow might we stay in time?",
    );
    bench.run(VOTING);
    // Nobody collects now.
    bench.hub.clock().set(time(DURING));
    let homeless = bench.form_of(
        "ada",
        "### Session\n\n_No response_\n\n### Note\n\nHow might we come too late?",
    );
    assert!(
        bench
            .run(DURING)
            .contains(&format!("#{homeless} names no session that there is"))
    );
    let lost = bench.form_of(
        "ada",
        "### Session\n\nno-such-session\n\n### Note\n\nWhere am I?",
    );
    bench.vote("ada", bench.cluster("Security"));
    bench.run(CLOSED);
    let csv = bench.report("notes.csv");
    assert!(
        csv.contains("How might we stay in time?") && !csv.contains("too late"),
        "{csv}"
    );
    // The second session collects: what nobody was collecting when it was written still has no home, until its author gives it one.
    let out = bench.run("2024-12-18T09:50:00Z");
    for number in [homeless, lost] {
        assert!(
            out.contains(&format!("#{number} names no session")),
            "{out}"
        );
    }
    assert_eq!(
        bench.issues("session:second").len(),
        3,
        "its issue and its two notes"
    );
    let ada = bench.hub.add_user("ada");
    let body =
        json!({ "body": "### Session\n\nsecond\n\n### Note\n\nHow might we come too late?" });
    bench.rest(
        &ada,
        "PATCH",
        &format!("/repos/{REPOSITORY}/issues/{homeless}"),
        &body,
    );
    assert!(
        bench
            .run("2024-12-18T09:55:00Z")
            .contains(&format!("label #{homeless}: session:second"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repository_may_have_hundreds_of_labels() {
    let bench = Bench::example(true).await;
    for number in 0..130 {
        let label = json!({ "name": format!("area {number:03}"), "color": "ededed" });
        bench.rest(
            &bench.facilitator,
            "POST",
            &format!("/repos/{REPOSITORY}/labels"),
            &label,
        );
    }
    bench.open_vote();
    assert_eq!(bench.issues("folkmoot:cluster").len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_label_comes_back() {
    let bench = Bench::example(true).await;
    bench.run(ANNOUNCED);
    bench.rest(
        &bench.facilitator,
        "DELETE",
        &format!("/repos/{REPOSITORY}/labels/folkmoot%3Acollected"),
        &Value::Null,
    );
    let out = bench.run(NOTES);
    assert!(out.contains("create label `folkmoot:collected`"), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_moves_during_the_vote_is_still_accounted_for() {
    let bench = Bench::example(true).await;
    bench.open_vote();
    let moved = bench.note("critical update event");
    bench.unlabel(moved, "cluster:Security");
    bench.label(moved, "cluster:Brand new");
    bench.hub.clock().set(time(DURING));
    bench.vote("ada", bench.cluster("Managing"));
    bench.run(CLOSED);
    let csv = bench.report("notes.csv");
    assert_eq!(
        (statuses(&csv, "placed"), statuses(&csv, "parked")),
        (12, 1),
        "{csv}"
    );
    assert!(
        bench
            .body(1)
            .contains("13 notes received: 12 placed, 1 parked.")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_comment_loses_and_doubles_nothing() {
    let bench = Bench::example(true).await;
    bench.run(ANNOUNCED);
    bench.run(NOTES);
    let said = bench.comment("ada", 1, "How might we do A?");
    bench.run("2024-12-11T09:55:00Z");
    bench.say_otherwise("ada", said, "How might we do B?\nHow might we do A?");
    bench.run("2024-12-11T09:56:00Z");
    let titles: Vec<String> = bench
        .issues("folkmoot:note")
        .into_iter()
        .map(|(_, title)| title)
        .collect();
    for text in ["How might we do A?", "How might we do B?"] {
        assert_eq!(
            titles.iter().filter(|title| *title == text).count(),
            1,
            "{titles:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clusters_that_were_emptied_or_closed_are_not_voted_on() {
    let bench = Bench::example(true).await;
    bench.run(ANNOUNCED);
    bench.run(AFFINITY);
    let security = bench.cluster("Security");
    let moved = bench.note("critical update event");
    bench.unlabel(moved, "cluster:Security");
    bench.label(moved, "cluster:Managing OSS Best Practices");
    bench.patch(security, &json!({ "state": "closed" }));
    let out = bench.run(VOTING);
    assert!(
        out.contains(&format!("#{security} cannot be voted on")),
        "{out}"
    );
    assert!(
        !bench.body(1).contains(&format!("- #{security}")),
        "{}",
        bench.body(1)
    );
    bench.hub.clock().set(time(DURING));
    bench.vote("ada", bench.cluster("Managing"));
    bench.run(CLOSED);
    let tally = bench.tally();
    assert_eq!(tally["items"].as_array().unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_long_notes_fit_into_a_cluster_s_issue() {
    let bench = Bench::example(true).await;
    let rows: String = (0..45)
        .map(|number| format!("\"Number {number} {}\",Long\n", "long words ".repeat(150)))
        .collect();
    bench.write(NOTES_FILE, &format!("text,cluster\n{rows}"));
    bench.run(ANNOUNCED);
    bench.run(AFFINITY);
    assert!(
        bench
            .body(bench.cluster("Long"))
            .contains("more with this label")
    );
}
