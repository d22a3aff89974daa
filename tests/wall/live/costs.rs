//! What a look costs, and what it sees.

use super::{MOVED, READ, SAME, Wall, look};
use crate::common::{AFFINITY, ANNOUNCED, Bench, CLOSED, NOTES, NOTES_FILE, REPOSITORY, VOTING};
use folkmoot::wall::cadence;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_not_changed_is_free_and_a_note_is_two_requests() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    // The mark, and the whole world of a small session.
    let first = wall.look().await;
    assert_eq!((first.new, first.requests.len()), (true, 2), "{first:?}");
    wall.is_whole("the first look").await;
    let free = look(false, &[SAME], 0);
    for _ in 0..10 {
        assert_eq!(wall.later().await, free);
    }
    wall.note("ada", "How might we see a note?", &["folkmoot:note"]);
    assert_eq!(wall.later().await, look(true, &[MOVED, READ], 2));
    wall.is_whole("a note").await;
    assert_eq!(wall.later().await, free);
    // What is nobody's business costs the same, and is no news but for the mark.
    wall.rest("POST", "/issues", &json!({ "title": "Something else" }));
    assert_eq!(wall.later().await, look(false, &[MOVED, READ], 2));
    assert_eq!(wall.later().await, free);
    wall.is_whole("something else").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_in_the_second_of_a_look_is_seen_by_the_next() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    wall.look().await;
    let note = wall.note("ada", "How might we be quick?", &["folkmoot:note"]);
    // The very second: the mark could not tell what comes after it.
    assert_eq!(wall.look().await, look(true, &[MOVED, READ], 2));
    // A later comment is the same issue at the same second with the same labels: only its text differs.
    wall.rest("PATCH", &format!("/issues/{note}"), &json!({ "body": "" }));
    assert_eq!(wall.look().await, look(true, &[MOVED, READ], 2));
    wall.is_whole("the same second").await;
    wall.wait(4);
    assert_eq!(wall.look().await, look(false, &[SAME, READ], 1));
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn votes_are_one_request_more_while_people_vote() {
    let bench = Bench::example(true).await;
    let notes = NOTES_FILE;
    let mut text = bench.read(notes);
    for cluster in ["Sixth", "Seventh", "Eighth"] {
        text.push_str(&format!("How might we be the {cluster}?,{cluster}\n"));
    }
    bench.write(notes, &text);
    for at in [ANNOUNCED, NOTES, AFFINITY] {
        bench.at(at, &["run"]);
    }
    let mut wall = Wall::on(bench);
    wall.wait(30);
    wall.look().await;
    wall.bench.at(VOTING, &["run"]);
    // The run touched each cluster; which of them are voted on is known once the session's issue is read.
    wall.wait(30);
    let opened = wall.look().await;
    assert!(opened.new);
    wall.is_whole("the vote opened").await;
    let clusters = wall.bench.issues("folkmoot:cluster");
    assert_eq!(clusters.len(), 8);
    assert_eq!(wall.later().await, look(false, &[SAME, READ], 1));
    for (number, _) in &clusters {
        wall.bench.vote("ada", *number);
    }
    assert_eq!(wall.later().await, look(true, &[SAME, READ], 1));
    wall.is_whole("a ballot").await;
    // A note beside costs no document of its own.
    wall.note("bo", "How might we be late?", &["folkmoot:note"]);
    assert_eq!(wall.later().await, look(true, &[MOVED, READ], 2));
    // More votes than fit on a page.
    let (cluster, _) = clusters[0];
    let mut last = 0;
    for voter in 0..130 {
        last = wall.bench.react(&format!("voter-{voter}"), cluster, "+1");
    }
    assert_eq!(wall.later().await, look(true, &[SAME, READ, READ], 2));
    wall.is_whole("many votes").await;
    wall.bench.take_back("voter-129", cluster, last);
    assert_eq!(wall.later().await, look(true, &[SAME, READ, READ], 2));
    wall.is_whole("a vote taken back").await;
    // Once it is closed, nobody can vote, and nothing is asked.
    wall.bench.at(CLOSED, &["run"]);
    wall.wait(30);
    wall.look().await;
    wall.is_whole("closed").await;
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_notes_are_read_once() {
    let mut wall = Wall::new().await;
    let labels = [
        "folkmoot:note",
        "session:kubecon-india-2024",
        "cluster:Security",
    ];
    let mut last = 0;
    for index in 0..1000 {
        wall.wait(1);
        let text = format!("How might we do number {index}?");
        last = wall.note(&format!("writer-{}", index % 100), &text, &labels);
        // Nobody may write more than GitHub lets one write.
        wall.wait(if index % 100 == 99 { 60 } else { 0 });
    }
    wall.wait(30);
    let first = wall.look().await;
    // The mark, and ten pages of a hundred notes and a few.
    assert_eq!(first.requests.len(), 12, "{first:?}");
    assert_eq!(first.requests[1..], vec![READ; 11]);
    assert!(wall.live.foreseen() > first.points);
    wall.rest(
        "POST",
        &format!("/issues/{}/labels", last - 500),
        &json!({ "labels": ["folkmoot:collected"] }),
    );
    assert_eq!(wall.later().await, look(true, &[MOVED, READ], 2));
    wall.is_whole("one of a thousand").await;
    // A whole reading of so many comes less often than one of a few, and not never.
    let every = cadence::whole_every(wall.live.budget(), first.points - 1);
    assert!(every > cadence::WHOLE_EVERY);
    wall.wait(every.as_secs() - 70);
    assert_eq!(wall.look().await, look(false, &[SAME], 0));
    assert_eq!(wall.later().await.requests.len(), 1);
    assert_eq!(wall.later().await.requests.len(), 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leaves_no_trace_shows_by_its_count_or_with_the_next_whole_reading() {
    let mut wall = Wall::new().await;
    let labels = ["folkmoot:note", "session:kubecon-india-2024"];
    let notes: Vec<u64> = (0..4)
        .map(|index| {
            wall.wait(5);
            wall.note("ada", &format!("How might we go {index}?"), &labels)
        })
        .collect();
    wall.wait(30);
    wall.look().await;
    // Not the last one: nothing tells of it.
    wall.bench.hub.delete_issue(REPOSITORY, notes[0]).unwrap();
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
    wall.wait(cadence::WHOLE_EVERY.as_secs());
    let whole = wall.look().await;
    assert_eq!(whole.requests, [SAME, READ]);
    assert!(whole.new);
    wall.is_whole("deleted").await;
    // Something else is read, and the count tells.
    wall.bench.hub.transfer_issue(REPOSITORY, notes[1]).unwrap();
    wall.note("bo", "How might we count?", &labels);
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("moved away").await;
    // A label that has another name is on every issue that it was on.
    wall.rest(
        "PATCH",
        "/labels/folkmoot%3Acollected",
        &json!({ "new_name": "mine" }),
    );
    wall.note("cy", "How might we name?", &labels);
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("a label renamed").await;
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}
