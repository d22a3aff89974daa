//! Every text as what somebody writes on GitHub itself: a comment on the session's issue, and a field of the note form.

use crate::common::{ANNOUNCED, Bench, CLOSED, REPOSITORY, VOTING, time};
use crate::corpus::{Text, texts};
use crate::markdown::{self, OURS};
use crate::read::{all, has_label, text_of, together};
use crate::room::MINUTES;
use crate::rooms::session;
use crate::table::{On, Reach, Table};
use crate::{html, sheet, terminal};
use fakehub::Permission;
use serde_json::{Value, json};

const SPOKEN: &str = "spoken";
const FILED: &str = "filed";
/// Still before the notes are grouped.
const LATE: &str = "2024-12-11T09:58:00Z";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_write_on_github_is_inert_wherever_it_goes() {
    let texts = texts();
    let mut table = Table::new(texts.clone());
    let bench = Bench::new(&[]).await;
    for id in [SPOKEN, FILED] {
        let text = session(
            "The room",
            "Here",
            "vote: {method: approval, winners: 100}\n",
        );
        bench.write(&format!("sessions/{id}/session.yml"), &text);
    }
    bench.at(ANNOUNCED, &["run"]);
    let room = |id: &str| {
        let issues = all(&bench, REPOSITORY, "issues");
        let label = format!("session:{id}");
        let room = issues
            .iter()
            .find(|issue| has_label(issue, &label) && has_label(issue, "folkmoot:session"));
        room.unwrap()["number"].as_u64().unwrap()
    };
    let rooms = [room(SPOKEN), room(FILED)];
    bench.hub.clock().set(time(MINUTES[0]));
    // GitHub lets nobody create more than eighty things a minute: the second half is said later.
    let (first, second) = texts.split_at(texts.len() / 2);
    let speak = |texts: &[Text]| {
        for text in texts {
            let lines = text.text.lines().map(|line| format!("/note {line}"));
            let body: Vec<String> = lines.collect();
            bench.comment(
                &format!("speaker-of-{}", text.name),
                rooms[0],
                &body.join("\n"),
            );
        }
    };
    speak(first);
    for (at, text) in texts.iter().enumerate() {
        // The form gives its label to everybody's issue; here somebody has to be allowed to.
        let login = format!("filer-{}", at % 4);
        let user = bench.hub.add_user(&login);
        bench.hub.grant(&login, REPOSITORY, Permission::Write);
        let body = format!("### Session\n\n{FILED}\n\n### Note\n\n{}", text.text);
        let issue = json!({"title": "Note", "body": body, "labels": ["folkmoot:note"]});
        bench.rest(
            &user,
            "POST",
            &format!("/repos/{REPOSITORY}/issues"),
            &issue,
        );
    }
    let mut logs = vec![bench.at(MINUTES[1], &["run"])];
    speak(second);
    for at in [LATE, MINUTES[2], MINUTES[3], MINUTES[4], VOTING, CLOSED] {
        logs.push(bench.at(at, &["run"]));
    }
    table.column(
        "terminal",
        On::Else,
        Reach::Room,
        together(logs.iter().map(|log| terminal::read(log.as_bytes()))),
    );
    let issues = all(&bench, REPOSITORY, "issues");
    let ours: Vec<&Value> = issues
        .iter()
        .filter(|issue| text_of(issue, "/user/login").starts_with("folkmoot"))
        .collect();
    assert!(ours.len() > 2 + texts.len() / 2, "{}", ours.len());
    for (id, what) in [(SPOKEN, "comment"), (FILED, "form")] {
        let label = format!("session:{id}");
        let of_session = || ours.iter().filter(|issue| has_label(issue, &label));
        table.column(
            &format!("{what}: titles of our issues"),
            On::Title,
            Reach::Room,
            together(of_session().map(|issue| markdown::title(text_of(issue, "/title")))),
        );
        table.column(
            &format!("{what}: bodies of our issues"),
            On::GitHub,
            Reach::Room,
            together(of_session().map(|issue| markdown::read(text_of(issue, "/body"), &OURS))),
        );
        // A note's issue of ours has one hidden value: whoever could write another would be believed.
        for issue in of_session().filter(|issue| has_label(issue, "folkmoot:collected")) {
            let body = text_of(issue, "/body");
            assert_eq!(body.matches("-->").count(), 1, "{body}");
        }
        let file =
            |name: &str| bench.file(&format!("folkmoot/{id}"), &format!("reports/{id}/{name}"));
        let report = file("README.md");
        for hidden in report.split("<!--").skip(1) {
            assert!(
                [" for people: ", " end -->"]
                    .iter()
                    .any(|ours| hidden.starts_with(ours)),
                "{hidden}"
            );
        }
        table.column(
            &format!("{what}: report"),
            On::GitHub,
            Reach::Room,
            markdown::read(&report, &OURS),
        );
        let rows = file("notes.csv");
        let count = csv::Reader::from_reader(rows.as_bytes()).records().count();
        assert!(
            count > texts.len() * 3 / 4,
            "{id}: {count} of {}",
            texts.len()
        );
        table.column(
            &format!("{what}: notes.csv"),
            On::Else,
            Reach::Room,
            sheet::read(rows.as_bytes(), count),
        );
        let raw = [
            include_str!("../../src/draw/page.css").to_owned(),
            include_str!("../../src/draw/filter.js").to_owned(),
        ];
        table.column(
            &format!("{what}: report.html"),
            On::Else,
            Reach::Room,
            html::read(&file("report.html"), &raw),
        );
    }
    let said: Vec<String> = rooms
        .iter()
        .flat_map(|room| {
            let path = format!("/repos/{REPOSITORY}/issues/{room}/comments?per_page=100");
            let list = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
            let ours: Vec<String> = list
                .as_array()
                .unwrap()
                .iter()
                .filter(|comment| text_of(comment, "/user/login").starts_with("folkmoot"))
                .map(|comment| text_of(comment, "/body").to_owned())
                .collect();
            ours
        })
        .collect();
    table.column(
        "our answers in comments",
        On::GitHub,
        Reach::Room,
        together(said.iter().map(|body| markdown::read(body, &OURS))),
    );
    table.done();
}
