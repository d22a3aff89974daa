//! Notes kept in a file.

use crate::common::{
    AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, NOTES_FILE, REPOSITORY, VOTING, time,
};
use std::collections::BTreeMap;

/// So many notes, every third without a cluster.
fn notes(count: usize) -> Vec<String> {
    let subjects = ["mentor newcomers", "fund maintainers", "write licences"];
    (0..count)
        .map(|index| {
            let subject = subjects[index % 3];
            let cluster = ["Mentoring", "Funding", ""][index % 3];
            format!("How might we {subject} in chapter number {index}?,{cluster}")
        })
        .collect()
}

fn csv(rows: &[String]) -> String {
    format!("text,cluster\n{}\n", rows.join("\n"))
}

/// The report's notes: text to what became of it and where.
fn reported(bench: &Bench) -> BTreeMap<String, (String, String)> {
    let text = bench.report("notes.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            (row[0].to_owned(), (row[2].to_owned(), row[1].to_owned()))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_in_a_file_have_no_issues_and_all_are_accounted_for() {
    let bench = Bench::example(true).await;
    bench.add("notes:\n  in: file\n");
    let mut rows = notes(150);
    rows.push("How might we set this aside?,parked".to_owned());
    bench.write(NOTES_FILE, &csv(&rows));
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    bench.hub.clock().set(time("2024-12-11T10:00:00Z"));
    let ada = bench.hub.add_user("ada");
    let comment = |text: &str| {
        let body = serde_json::json!({ "body": text });
        let path = format!("/repos/{}/issues/1/comments", REPOSITORY);
        bench.rest(&ada, "POST", &path, &body);
    };
    comment("How might we fund maintainers from a comment?");
    bench.at(AFFINITY, &["run"]);
    // What folkmoot proposed stays where it is when it runs again.
    let before = bench.hub.dump();
    assert_eq!(
        bench.json_at(AFFINITY, "run")["done"],
        serde_json::json!([])
    );
    assert_eq!(bench.hub.dump(), before);
    assert_eq!(bench.issues("folkmoot:note"), []);
    let clusters = bench.issues("folkmoot:cluster");
    assert!(clusters.len() >= 3, "{clusters:?}");
    assert!(!clusters.iter().any(|(_, title)| title == "parked"));
    assert!(bench.body(clusters[0].0).contains("chapter number 0"));

    // A person moves a note, in the file.
    rows[0] = rows[0].replace("Mentoring", "Funding");
    bench.write(NOTES_FILE, &csv(&rows));
    bench.at(AFFINITY, &["run"]);
    assert!(!bench.body(clusters[0].0).contains("chapter number 0?"));
    bench.at(VOTING, &["run"]);
    // What comes now is late.
    rows.push("How might we come late?,Funding".to_owned());
    bench.write(NOTES_FILE, &csv(&rows));
    bench.hub.clock().set(time(DURING));
    comment("How might we come late with a comment?");
    for (number, _) in &clusters {
        bench.vote("voter", *number);
    }
    bench.at(CLOSED, &["run"]);

    let reported = reported(&bench);
    assert_eq!(reported.len(), 154);
    assert_eq!(reported["How might we set this aside?"].0, "parked");
    let count = |what: &str| {
        reported
            .values()
            .filter(|(state, _)| state.starts_with(what))
            .count()
    };
    assert_eq!(count("refused"), 2);
    assert!(reported["How might we come late?"].0.starts_with("refused"));
    let moved = &reported["How might we mentor newcomers in chapter number 0?"];
    assert_eq!((moved.0.as_str(), moved.1.as_str()), ("placed", "Funding"));
    assert_eq!(count("placed") + count("parked"), 152);
    assert!(count("placed") >= 101);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_file_is_told_from_one_that_grew() {
    let bench = Bench::example(true).await;
    bench.add("notes:\n  in: file\n");
    let mut rows = notes(9);
    bench.write(NOTES_FILE, &csv(&rows));
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    rows.remove(0);
    bench.write(NOTES_FILE, &csv(&rows));
    let said = bench.at(DURING, &["run"]);
    assert!(
        said.contains("notes.csv was edited after the vote opened"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_grows_still_fits_into_its_issue() {
    let bench = Bench::example(true).await;
    bench.add("notes:\n  in: file\n");
    let long = "and keep them for many years to come whatever else may happen to the foundation that pays for it";
    let mut rows: Vec<String> = (0..450)
        .map(|index| format!("How might we fund maintainers of number {index} {long}?,Funding"))
        .collect();
    bench.write(NOTES_FILE, &csv(&rows));
    for at in [ANNOUNCED, NOTES, AFFINITY] {
        bench.at(at, &["run"]);
    }
    let [(cluster, _)] = bench.issues("folkmoot:cluster")[..] else {
        panic!("one cluster")
    };
    assert!(bench.body(cluster).contains("more in the session’s file"));
    // Who says the same goes where it was said first, and stands in a hidden list in the same body.
    for end in ["!", "?!", "!!!"] {
        let again = rows[..450].iter();
        let again: Vec<String> = again
            .map(|row| row.replace("?,Funding", &format!("{end},")))
            .collect();
        rows.extend(again);
    }
    bench.write(NOTES_FILE, &csv(&rows));
    bench.at(AFFINITY, &["run"]);
    let body = bench.body(cluster);
    assert!(body.contains("<!-- folkmoot:members "));
    assert!(body.chars().count() <= 65_536);
    assert_eq!(
        bench.json_at(AFFINITY, "run")["done"],
        serde_json::json!([])
    );
}
