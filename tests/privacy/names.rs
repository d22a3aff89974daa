//! A private session names nobody who did not agree to it.

use crate::common::{
    AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, LATER, NOTES, NOTES_FILE, REPOSITORY,
    SESSION_FILE, VOTING, time,
};
use serde_json::{Value, json};

const ROSTER: &str = "sessions/kubecon-india-2024/roster.csv";

/// Two people; the second agreed to be named.
const PEOPLE: &str = "Name,Handle,Organisation,Consent,Table\n\
    Quilla Zephyr,@qzephyr,Zork Works GmbH,no,1\n\
    Osric Yarrow,oyarrow,Vexel Ltd,yes,2\n";

/// What must not be said.
const SECRETS: [&str; 4] = ["quilla", "zephyr", "zork", "qzephyr"];

fn read(bench: &Bench, path: &str) -> String {
    bench.read(path)
}

/// The line of the first session that was held back.
fn line(said: &str) -> &str {
    let mut lines = said.lines();
    lines
        .find(|line| line.starts_with("held back: kubecon"))
        .unwrap()
}

fn says_nothing(text: &str) {
    let text = text.to_lowercase();
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in:\n{text}");
    }
}

/// What was wanted, and did not come; both outputs.
fn held(bench: &Bench, at: &str, arguments: &[&str]) -> String {
    let (code, out, err) = bench.try_at(at, arguments);
    assert_eq!(code, 3, "{arguments:?}: {out}{err}");
    let said = format!("{out}{err}");
    says_nothing(&said);
    assert!(said.contains("held back: "), "{said}");
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_names_somebody_is_held_back_until_it_is_mended() {
    let bench = Bench::example(true).await;
    let notes = read(&bench, NOTES_FILE);
    bench.write(ROSTER, PEOPLE);
    bench.write(
        NOTES_FILE,
        &format!("{notes}\"How might we do as Quilla  Zephyr does at ZORK works?\",Security\nHow might we take longer breaks (Osric)?,Security\n"),
    );
    // Another session goes on.
    let other = read(&bench, SESSION_FILE).replace("reports/kubecon-india-2024", "reports/second");
    bench.write("sessions/second/session.yml", &other);
    bench.write(
        "sessions/second/notes.csv",
        "text,cluster\nSecond one,Theirs\n",
    );
    let out = bench.at(ANNOUNCED, &["run"]);
    says_nothing(&out);
    let said = held(&bench, NOTES, &["plan"]);
    assert!(!said.contains("create note issue for file") || said.contains("Second one"));
    let said = held(&bench, NOTES, &["run"]);
    insta::assert_snapshot!(line(&said), @"held back: kubecon-india-2024: nothing is sent, because this session is private and these would name people: the title of the issue of note 14:1:20 (a name, Q… Z…), the title of the issue of note 14:1:42 (an employer, Z… W…), the body of the issue of note 14:1:20 (a name, Q… Z…), the body of the issue of note 14:1:42 (an employer, Z… W…), … and 2 more. They stand in note 14 of notes.csv (line 15), note 15 of notes.csv (line 16). Take the names out there; what is public anyway, or is no person here, can be mentioned in `summary` or `credit` of session.yml");
    let titles: Vec<String> = bench
        .issues("folkmoot:note")
        .into_iter()
        .map(|(_, title)| title)
        .collect();
    assert_eq!(titles, ["Second one"]);
    let (code, out, err) = bench.try_at(NOTES, &["run", "--json"]);
    assert_eq!((code, err.as_str()), (3, ""));
    says_nothing(&out);
    let outcome: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&outcome["notices"][0]["level"], &outcome["done"]),
        (&json!("held"), &json!([]))
    );

    let (code, out, err) = run_check(&bench, &["check"]);
    assert_eq!(code, 0, "{err}");
    says_nothing(&out);
    let remarks: Vec<&str> = out
        .lines()
        .filter(|line| line.contains("private"))
        .collect();
    insta::assert_snapshot!(remarks.join("\n"), @r"
      sessions/kubecon-india-2024/notes.csv:15: This note holds a name (Q… Z…, its character 20), and this session is private.
      sessions/kubecon-india-2024/notes.csv:15: This note holds an employer (Z… W…, its character 43), and this session is private.
      sessions/kubecon-india-2024/notes.csv:16: This note holds a name (O…, its character 34), and this session is private.
    ");
    let (_, out, _) = run_check(&bench, &["check", "--json"]);
    let list: Value = serde_json::from_str(&out).unwrap();
    let leaks = list
        .as_array()
        .unwrap()
        .iter()
        .filter(|remark| remark["kind"] == "leak");
    assert_eq!(leaks.count(), 3);

    bench.write(NOTES_FILE, &notes);
    bench.at(NOTES, &["run"]);
    assert_eq!(bench.issues("folkmoot:note").len(), 14);
}

fn run_check(bench: &Bench, arguments: &[&str]) -> (i32, String, String) {
    let output = bench.command(arguments);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_names_somebody_is_not_pushed_though_the_vote_is_counted() {
    let bench = Bench::example(true).await;
    let notes = read(&bench, NOTES_FILE);
    bench.write(
        NOTES_FILE,
        &format!("{notes}How might we do as Quilla Zephyr does?,Security\n"),
    );
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    bench.hub.clock().set(time(DURING));
    bench.vote("voter-1", bench.cluster("Managing"));
    // Known too late for what is on GitHub already, but not for the report.
    bench.write(ROSTER, PEOPLE);
    let said = held(&bench, CLOSED, &["run"]);
    assert!(
        ["README.md:", "notes.csv:", "report.html:"]
            .iter()
            .all(|file| said.contains(file)),
        "{said}"
    );
    assert!(
        bench
            .comments(1)
            .iter()
            .any(|comment| comment.contains("The vote is closed."))
    );
    assert!(
        !bench
            .branches()
            .iter()
            .any(|(name, _)| name.ends_with(BRANCH))
    );
    let said = held(&bench, LATER, &["report", "kubecon-india-2024"]);
    assert!(said.contains("README.md:"), "{said}");
    assert!(!bench.path("report-kubecon-india-2024").exists());
    // A run that is held back costs no more than one with nothing to do.
    let before = bench.hub.dump();
    held(&bench, LATER, &["run"]);
    assert_eq!(bench.hub.dump(), before);

    // Somebody edits the note.
    let note = bench
        .issues("folkmoot:note")
        .into_iter()
        .find(|(_, title)| title.contains("Quilla"))
        .unwrap()
        .0;
    let body = bench.body(note).replace("Quilla Zephyr", "others");
    let path = format!("/repos/{}/issues/{note}", REPOSITORY);
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &path,
        &json!({ "title": "How might we do as others do?", "body": body }),
    );
    bench.at(LATER, &["run"]);
    for file in ["README.md", "report.html"] {
        says_nothing(&bench.report(file));
    }
    bench.at(LATER, &["report", "kubecon-india-2024"]);
    assert!(bench.path("report-kubecon-india-2024/README.md").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_opted_in_is_named_and_nobody_else() {
    let bench = Bench::example(true).await;
    let yml = read(&bench, SESSION_FILE);
    bench.write(
        SESSION_FILE,
        &yml.replace("attribution: chatham-house", "attribution: opt-in"),
    );
    bench.write(ROSTER, PEOPLE);
    bench.write(
        NOTES_FILE,
        "text,cluster,author\n\
         How might we rest?,Breaks,Quilla Zephyr\n\
         How might we walk?,Breaks,\"Yarrow, Osric\"\n\
         How might we sing?,Songs,Osric Yarrow\n\
         How might we hum?,Songs,A Stranger\n",
    );
    bench.at(ANNOUNCED, &["run"]);
    assert!(bench.body(1).contains("Whoever agreed to it is named."));
    // What was promised holds.
    bench.write(
        SESSION_FILE,
        &yml.replace("attribution: chatham-house", "attribution: named"),
    );
    for at in [NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    let by: Vec<String> = bench
        .issues("folkmoot:note")
        .into_iter()
        .map(|(number, _)| bench.body(number))
        .filter(|body| body.contains("\nBy "))
        .collect();
    assert_eq!(by.len(), 1, "{by:?}");
    assert!(by[0].contains("How might we sing?") && by[0].contains("By Osric Yarrow."));
    bench.hub.clock().set(time(DURING));
    for login in ["qzephyr", "oyarrow"] {
        bench.vote(login, bench.cluster("Songs"));
    }
    bench.at(CLOSED, &["run"]);
    let report = bench.report("README.md");
    assert!(
        report.contains("## Contributors\n\n- Osric Yarrow\n"),
        "{report}"
    );
    assert!(
        report.contains("- How might we sing? — Osric Yarrow\n"),
        "{report}"
    );
    let csv = bench.report("notes.csv");
    assert_eq!(csv.matches("Osric Yarrow").count(), 1, "{csv}");
    let tally = bench.report("tally.json");
    assert!(!tally.contains("oyarrow"), "voters are nobody’s business");
    let page = bench.report("report.html");
    assert!(
        page.contains("<span class=\"by\" dir=\"auto\">— Osric Yarrow</span>"),
        "{page}"
    );
    for text in [report, csv, tally, page] {
        says_nothing(&text);
        assert!(!text.contains("Stranger"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_with_faults_stops_everything_and_quotes_nobody() {
    let bench = Bench::example(true).await;
    bench.write(
        ROSTER,
        "name,handle,consent\nQuilla Zephyr,qzephyr,perhaps\n",
    );
    let (code, out, err) = bench.try_at(ANNOUNCED, &["run"]);
    assert_eq!(code, 2, "{out}{err}");
    insta::assert_snapshot!(err, @r"
    error: the cell under `consent` is neither `yes` nor `no`
     --> sessions/kubecon-india-2024/roster.csv:2:1
      = help: write `yes` for somebody who agreed to be named, else `no` or nothing

    1 error; nothing was written
    ");
    says_nothing(&err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_maintainers_name_openly_stops_no_run_and_lets_nothing_pass() {
    let bench = Bench::example(true).await;
    let yml = read(&bench, SESSION_FILE).replace(
        "title: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024",
        "title: Call with Osric Yarrow\nactions:\n  - what: Write the guide\n    owner: Quilla Zephyr",
    );
    let notes = read(&bench, NOTES_FILE);
    bench.write(SESSION_FILE, &yml);
    bench.write(ROSTER, &PEOPLE.replace(",yes,", ",no,"));
    // An owner is no reason to let a note through.
    bench.write(
        NOTES_FILE,
        &format!("{notes}How might we do as Quilla Zephyr does?,Security\n"),
    );
    let (code, out, _) = run_check(&bench, &["check"]);
    let said: Vec<&str> = out.lines().rev().take(2).collect();
    insta::assert_snapshot!(format!("{code}: {}\n{}", said[1], said[0]), @r"
    0:   sessions/kubecon-india-2024/notes.csv:15: This note holds a name (Q… Z…, its character 20), and this session is private.
      1 remark; `run` sends nothing of this session until the names are out
    ");
    bench.at(ANNOUNCED, &["run"]);
    held(&bench, NOTES, &["run"]);
    bench.write(NOTES_FILE, &notes);
    // Neither is anybody whom the file names elsewhere: that is said before the vote.
    let told = "clusters:\n  - name: Security\n    about: What Quilla Zephyr said\n";
    bench.write(SESSION_FILE, &format!("{yml}\n{told}"));
    let (_, out, _) = run_check(&bench, &["check"]);
    says_nothing(&out);
    let said: Vec<&str> = out.lines().rev().take(2).collect();
    insta::assert_snapshot!(format!("{}\n{}", said[1], said[0]), @r"
      sessions/kubecon-india-2024/session.yml:35: `clusters` holds a name (Q… Z…), and this session is private: take it out, or say it in `summary` where it is public anyway.
      1 remark; `run` sends nothing of this session until the names are out
    ");
    bench.write(SESSION_FILE, &yml);
    let (code, out, _) = run_check(&bench, &["check"]);
    assert!(code == 0 && !out.contains("private"), "{out}");
    for at in [NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    let cluster = bench.body(bench.cluster("Managing"));
    assert!(
        cluster.contains("A cluster of [Call with Osric Yarrow]("),
        "{cluster}"
    );
    bench.hub.clock().set(time(DURING));
    bench.vote("voter-1", bench.cluster("Managing"));
    bench.at(CLOSED, &["run"]);
    let report = bench.report("README.md");
    assert!(
        report.contains("Call with Osric Yarrow") && report.contains("| Quilla Zephyr |"),
        "{report}"
    );
}

#[test]
fn a_rehearsal_that_is_held_back_ends_like_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("private");
    std::fs::create_dir(&here).unwrap();
    let example =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    for name in ["session.yml", "notes.csv"] {
        std::fs::copy(example.join(name), here.join(name)).unwrap();
    }
    std::fs::write(here.join("roster.csv"), PEOPLE).unwrap();
    let notes = std::fs::read_to_string(here.join("notes.csv")).unwrap();
    let named = format!("{notes}How might we do as Quilla Zephyr does?,Security\n");
    std::fs::write(here.join("notes.csv"), named).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .arg("rehearse")
        .arg(&here)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("held back: the rehearsal stops"), "{said}");
    says_nothing(&said);
}
