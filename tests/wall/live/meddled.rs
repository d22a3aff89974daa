//! Whatever people do, in whatever order and however close together, what is known is what a whole reading brings.

use super::{SAME, Wall};
use crate::common::{AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, REPOSITORY, VOTING, time};
use serde_json::{Value, json};

/// A fixed sequence: Knuth's linear congruential generator (MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Something that somebody does; what it was, and whether it leaves no trace of its own.
fn meddle(wall: &Wall, chance: &mut Chance, step: usize, voting: bool) -> (String, bool) {
    let note = || wall.bench.issues("folkmoot:note");
    let notes: Vec<u64> = note().into_iter().map(|(number, _)| number).collect();
    let clusters = wall.bench.issues("folkmoot:cluster");
    let clusters: Vec<u64> = clusters.into_iter().map(|(number, _)| number).collect();
    let labels = [
        "cluster:Security",
        "cluster:parked",
        "folkmoot:note",
        "session:kubecon-india-2024",
        "folkmoot:collected",
        "FOLKMOOT:NOTE",
    ];
    let any = |chance: &mut Chance| chance.one(&notes);
    let what = chance.below(if voting { 19 } else { 15 });
    let mut traceless = false;
    let said = match what {
        0 | 1 => {
            let all = [&labels[2..3], &labels[2..4], &labels[0..4]];
            let labels = chance.one(&all);
            let number = wall.note(&format!("p{step}"), &format!("How? {step}"), labels);
            format!("note {number} with {labels:?}")
        }
        2 => {
            let number = any(chance);
            let text = json!({ "title": format!("Edited {step}"), "body": format!("How? {step}") });
            wall.rest("PATCH", &format!("/issues/{number}"), &text);
            format!("note {number} edited")
        }
        3 => {
            let (number, state) = (any(chance), chance.one(&["open", "closed"]));
            let path = format!("/issues/{number}");
            wall.rest("PATCH", &path, &json!({ "state": state }));
            format!("note {number} {state}")
        }
        4 | 5 => {
            let (number, label) = (any(chance), chance.one(&labels));
            wall.bench.label(number, label);
            format!("note {number} gets {label}")
        }
        6 | 7 => {
            let (number, label) = (any(chance), chance.one(&labels));
            let path = format!("/issues/{number}/labels");
            let mut names = Vec::new();
            for has in wall.rest("GET", &path, &Value::Null).as_array().unwrap() {
                let name = has["name"].as_str().unwrap();
                if !name.eq_ignore_ascii_case(label) {
                    names.push(name.to_owned());
                }
            }
            // The last note stays one: there must be something to meddle with.
            if notes.len() > 3 {
                wall.rest("PUT", &path, &json!({ "labels": names }));
            }
            format!("note {number} loses {label}")
        }
        8 => {
            wall.bench
                .comment(&format!("t{step}"), 1, &format!("said {step}"));
            "a comment".to_owned()
        }
        9 | 10 => {
            let path = "/issues/1/comments?per_page=100";
            let all = wall.rest("GET", path, &Value::Null);
            let ids: Vec<u64> = all
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|comment| comment["id"].as_u64())
                .collect();
            if ids.is_empty() {
                return ("nothing".to_owned(), false);
            }
            let path = format!("/issues/comments/{}", chance.one(&ids));
            if what == 9 {
                wall.rest("PATCH", &path, &json!({ "body": format!("not {step}") }));
            } else {
                wall.rest("DELETE", &path, &Value::Null);
            }
            format!("comment {}", if what == 9 { "edited" } else { "deleted" })
        }
        11 => {
            let number = any(chance);
            wall.bench
                .comment(&format!("t{step}"), number, "On this note");
            format!("a comment on note {number}")
        }
        12 => {
            traceless = true;
            let number = any(chance);
            let hub = &wall.bench.hub;
            if notes.len() > 3 {
                match chance.below(2) {
                    0 => hub.delete_issue(REPOSITORY, number).unwrap(),
                    _ => hub.transfer_issue(REPOSITORY, number).unwrap(),
                }
            }
            format!("note {number} gone")
        }
        13 => {
            traceless = true;
            let name = format!("other {step}");
            let label = json!({ "name": name, "color": "ffffff" });
            wall.rest("POST", "/labels", &label);
            let number = any(chance);
            wall.bench.label(number, &name);
            if chance.below(2) == 0 {
                let path = format!("/labels/other%20{step}");
                wall.rest(
                    "PATCH",
                    &path,
                    &json!({ "new_name": format!("new {step}") }),
                );
            }
            format!("label on note {number}")
        }
        14 => {
            let name = chance.one(&["x", "folkmoot:session"]);
            let issue = wall.rest(
                "POST",
                "/issues",
                &json!({ "title": name, "labels": [name] }),
            );
            let path = format!("/issues/{}", issue["number"]);
            if chance.below(2) == 0 {
                wall.rest("PATCH", &path, &json!({ "state": "closed" }));
            }
            format!("another issue with {name}")
        }
        15 => {
            let number = chance.one(&clusters);
            let path = format!("/issues/{number}");
            wall.rest("PATCH", &path, &json!({ "body": format!("About {step}") }));
            format!("cluster {number} edited")
        }
        _ => {
            let number = chance.one(&clusters);
            let content = chance.one(&["+1", "heart", "eyes"]);
            let login = format!("v{}", chance.below(9));
            let id = wall.bench.react(&login, number, content);
            if chance.below(3) == 0 {
                wall.bench.take_back(&login, number, id);
            }
            format!("{login} reacts to cluster {number}")
        }
    };
    (said, traceless)
}

/// Whatever people do, in whatever order and however close together, what is known is what a whole reading brings.
async fn meddled(seed: u64, voting: bool) {
    let mut wall = Wall::new().await;
    if voting {
        wall.bench.at(AFFINITY, &["run"]);
        wall.bench.at(VOTING, &["run"]);
    } else {
        for step in 0..4 {
            wall.note("ada", &format!("How might we {step}?"), &["folkmoot:note"]);
        }
    }
    let mut chance = Chance(seed);
    let mut done = Vec::new();
    let mut spared = 0;
    wall.look().await;
    for step in 0..40 {
        let mut touch = false;
        for act in 0..1 + chance.below(3) {
            let (what, traceless) = meddle(&wall, &mut chance, step * 10 + act, voting);
            done.push(what);
            touch = traceless;
            wall.wait(chance.one(&[0, 0, 1, 4, 20]));
        }
        if touch {
            // Something must make GitHub be asked; the count tells the rest.
            wall.note(&format!("q{step}"), "How else?", &["folkmoot:note"]);
        }
        wall.bench.hub.clear_requests();
        wall.try_look().await.unwrap();
        let requests = wall.bench.hub.requests();
        let mut read = requests.iter().filter_map(|it| it.operation.as_deref());
        spared += usize::from(read.all(|operation| operation == "Look"));
        let last: Vec<&str> = done.iter().rev().take(5).map(String::as_str).collect();
        wall.is_whole(&format!("seed {seed}, step {step}: {last:?}"))
            .await;
    }
    // It is what has changed that was read, and not everything each time.
    assert!(spared >= 20, "{spared} of 40 with seed {seed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_while_they_write_is_seen() {
    for seed in 1..=3 {
        meddled(seed, false).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_while_they_vote_is_seen() {
    for seed in 4..=6 {
        meddled(seed, true).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_followed_from_before_its_announcement_to_after_its_end() {
    let mut wall = Wall::on(Bench::example(true).await);
    wall.bench.hub.clock().set(time("2024-11-27T09:00:00Z"));
    wall.look().await;
    wall.is_whole("before it is announced").await;
    let mut news = 0;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING, DURING, CLOSED] {
        wall.bench.at(at, &["run"]);
        wall.wait(10);
        news += usize::from(wall.look().await.new);
        wall.is_whole(at).await;
        assert_eq!(wall.later().await.requests[0], SAME);
        wall.is_whole(at).await;
    }
    assert_eq!(news, 5);
    // The report is merged, and a run says so and closes the session's issue.
    let pull = "/repos/todogroup/governance/pulls/1/merge";
    let facilitator = &wall.bench.facilitator;
    wall.bench.rest(facilitator, "PUT", pull, &json!({}));
    wall.bench.at("2024-12-20T10:00:00Z", &["run"]);
    wall.look().await;
    wall.is_whole("published").await;
    assert!(
        wall.live
            .world()
            .unwrap()
            .session_issue(&wall.session.id)
            .is_none()
    );
    wall.rest("PATCH", "/issues/1", &json!({ "state": "open" }));
    wall.later().await;
    wall.is_whole("opened again").await;
}
