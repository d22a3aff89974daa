//! Grouping by folkmoot on GitHub: clusters with names and reasons, and people who know better.

use crate::common::{AFFINITY, ANNOUNCED, Bench, NOTES, NOTES_FILE, REPOSITORY};

const TEXTS: [&str; 9] = [
    "How might we pay the people who maintain critical projects?",
    "How might we fund maintainers?",
    "How might we raise money from sponsors?",
    "How might we write better documentation for newcomers?",
    "How might we explain our code in tutorials?",
    "How might we translate the handbook?",
    "How might we fix vulnerabilities faster?",
    "How might we protect the supply chain from attacks?",
    "How might we patch insecure dependencies?",
];

fn csv(texts: &[&str]) -> String {
    let rows: Vec<String> = texts.iter().map(|text| format!("\"{text}\"\n")).collect();
    format!("text\n{}", rows.concat())
}

/// The cluster that a note's label names: number and title of its issue.
fn home(bench: &Bench, text: &str) -> (u64, String) {
    let there = label(bench, note(bench, text));
    let clusters = bench.issues("folkmoot:cluster").into_iter();
    let mut homes = clusters.filter(|(number, _)| label(bench, *number) == there);
    homes.next().unwrap()
}

/// The `cluster:` label of an issue.
fn label(bench: &Bench, number: u64) -> String {
    let path = format!("/repos/{}/issues/{number}", REPOSITORY);
    let reader = bench.hub.add_user("reader");
    let issue = bench.rest(&reader, "GET", &path, &serde_json::Value::Null);
    let labels = issue["labels"].as_array().unwrap().iter();
    let mut names = labels.map(|label| label["name"].as_str().unwrap().to_owned());
    names.find(|name| name.starts_with("cluster:")).unwrap()
}

/// A part of an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The number of a note's issue.
fn note(bench: &Bench, text: &str) -> u64 {
    let notes = bench.issues("folkmoot:note");
    notes.iter().find(|(_, title)| title == text).unwrap().0
}

async fn announced(yaml: &str) -> Bench {
    let bench = Bench::example(false).await;
    bench.add(yaml);
    bench.write(NOTES_FILE, &csv(&TEXTS));
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    bench
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_come_together_by_what_they_mean_and_the_issue_says_why() {
    let bench = announced("").await;
    bench.at(AFFINITY, &["run"]);
    let clusters = bench.issues("folkmoot:cluster");
    assert_eq!(clusters.len(), 3, "{clusters:?}");
    for three in TEXTS.chunks(3) {
        let first = home(&bench, three[0]);
        assert_eq!(home(&bench, three[1]), first);
        assert_eq!(home(&bench, three[2]), first);
    }
    insta::assert_snapshot!("why", bench.body(home(&bench, TEXTS[0]).0));
    assert_eq!(
        bench.json_at(AFFINITY, "run")["done"],
        serde_json::json!([])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_did_stays_and_what_is_new_joins() {
    let bench = announced("").await;
    bench.at(AFFINITY, &["run"]);
    let [money, docs, security] = [0, 3, 6].map(|at| home(&bench, TEXTS[at]).0);
    // A facilitator thinks that translating belongs to security.
    let moved = note(&bench, TEXTS[5]);
    let path = format!(
        "/repos/{}/issues/{moved}/labels/{}",
        REPOSITORY,
        encoded(&label(&bench, docs))
    );
    bench.rest(
        &bench.facilitator,
        "DELETE",
        &path,
        &serde_json::Value::Null,
    );
    bench.label(moved, &label(&bench, security));
    let later = [
        "How might we find sponsors who fund maintainers?",
        "How might we write tutorials that explain our code to newcomers?",
    ];
    bench.write(NOTES_FILE, &csv(&[&TEXTS[..], &later].concat()));
    bench.at(AFFINITY, &["run"]);
    assert_eq!(home(&bench, TEXTS[5]).0, security);
    assert_eq!(home(&bench, later[0]).0, money);
    assert_eq!(home(&bench, later[1]).0, docs);
    for (at, text) in TEXTS.iter().enumerate().filter(|(at, _)| *at != 5) {
        assert_eq!(home(&bench, text).0, [money, docs, security][at / 3]);
    }
    assert_eq!(bench.issues("folkmoot:cluster").len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clusters_that_are_named_beforehand_get_their_notes() {
    let bench = announced(
        "clusters:\n  - name: Security\n    about: vulnerabilities and attacks\n  - Space travel\n",
    )
    .await;
    bench.at(AFFINITY, &["run"]);
    let titles: Vec<String> = bench
        .issues("folkmoot:cluster")
        .into_iter()
        .map(|(_, title)| title)
        .collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert!(!titles.contains(&"Space travel".to_owned()), "{titles:?}");
    for text in &TEXTS[6..] {
        assert_eq!(home(&bench, text).1, "Security");
    }
}
