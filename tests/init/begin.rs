//! From nothing to an announced session: `init`, `new`, and what they refuse, through the real binary, real HTTP and real git.

use crate::room::{asks, does, empty};
use fakehub::{Hub, Permission};
use git2::{Cred, IndexAddOption, PushOptions, RemoteCallbacks, Repository, Signature};
use insta::assert_snapshot;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

/// A day on which the formats' sessions have been announced.
fn soon() -> String {
    Timestamp::now()
        .in_tz("UTC")
        .unwrap()
        .date()
        .saturating_add(10.days())
        .to_string()
}

/// Tests do not depend on which formats there are.
const FORMATS: (&str, &str) = ("the formats are: [a-z, -]+", "the formats are: [FORMATS]");

const SET_UP: [&str; 4] = [
    ".folkmoot/config.yml",
    ".github/ISSUE_TEMPLATE/note.yml",
    ".github/workflows/folkmoot-pull-request.yml",
    ".github/workflows/folkmoot.yml",
];

#[tokio::test(flavor = "multi_thread")]
async fn from_an_empty_folder_to_an_announced_session() {
    // Somebody has made a repository on GitHub, and has a token. That is all.
    let hub = Hub::new(Timestamp::now());
    hub.set_web_url("https://github.example");
    hub.add_organization("acme");
    let (me, git) = (hub.add_user("me"), tempfile::tempdir().unwrap());
    let bare = git.path().join("acme/talks.git");
    let mut options = git2::RepositoryInitOptions::new();
    options.bare(true).mkpath(true).initial_head("main");
    Repository::init_opts(&bare, &options).unwrap();
    hub.add_repository("acme/talks", Some(&bare)).unwrap();
    hub.grant("me", "acme/talks", Permission::Write);
    let server = hub.serve().await.unwrap();
    let room = empty();

    let date = soon();
    let output = room
        .command(&[
            "init",
            "--repo",
            "acme/talks",
            "--format",
            "breakout",
            "--title",
            "Who pays for open source?",
            "--date",
            &date,
            "--start",
            "16:30",
            "--set",
            "question=Who pays?",
            "--set",
            "host-event=Our Days",
            "--set",
            "coordinator=The team",
            "--json",
        ])
        .env("GITHUB_SERVER_URL", server.url())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();

    // What it says comes next is done, word for word.
    let next: Vec<&str> = answer["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step.as_str().unwrap())
        .collect();
    let address = format!("{}/acme/talks.git", server.url());
    assert_eq!(
        next[..4],
        [
            "git init --initial-branch main".to_owned(),
            "git add .github .folkmoot sessions && git commit -m \"Begin with folkmoot\""
                .to_owned(),
            format!("git remote add origin {address}"),
            "git push origin main".to_owned(),
        ]
    );
    let mut options = git2::RepositoryInitOptions::new();
    options.initial_head("main");
    let repository = Repository::init_opts(room.path(""), &options).unwrap();
    let mut index = repository.index().unwrap();
    index
        .add_all(
            [".github", ".folkmoot", "sessions"],
            IndexAddOption::DEFAULT,
            None,
        )
        .unwrap();
    let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
    let who = Signature::now("me", "me@example.org").unwrap();
    repository
        .commit(Some("HEAD"), &who, &who, "Begin with folkmoot", &tree, &[])
        .unwrap();
    let mut remote = repository.remote("origin", &address).unwrap();
    let token = me.token.clone();
    tokio::task::block_in_place(|| {
        let mut callbacks = RemoteCallbacks::new();
        callbacks.credentials(|_, _, _| Cred::userpass_plaintext("x-access-token", &token));
        let mut options = PushOptions::new();
        options.remote_callbacks(callbacks);
        remote
            .push(&["refs/heads/main:refs/heads/main"], Some(&mut options))
            .unwrap();
    });

    let run = || {
        let output = room
            .command(&["run", "--json"])
            .env("GITHUB_TOKEN", &me.token)
            .env("GITHUB_API_URL", server.url())
            .env("GITHUB_SERVER_URL", server.url())
            .env("FOLKMOOT_WRITE_PAUSE_MS", "0")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let outcome = tokio::task::block_in_place(run);
    let id = format!("who-pays-for-open-source-{date}");
    let state = &outcome["sessions"][0];
    assert_eq!(state["session"], id.as_str());
    assert_eq!(state["stage"], "announced");
    assert_eq!(state["issue"], "https://github.example/acme/talks/issues/1");
    let again = tokio::task::block_in_place(run);
    assert_eq!(again["done"].as_array().unwrap().len(), 0, "{again}");
    assert_eq!(again["requests"], 1);
    // Nothing is missing any more, and nothing is asked either.
    let said = does(&room, &["init"]);
    assert!(said.ends_with("Nothing is missing.\n"), "{said}");
}

#[test]
fn without_a_terminal_what_is_missing_is_named() {
    let room = empty();
    assert_snapshot!(room.refuses(&["init"]), @"error: nobody can be asked here, so these flags are needed (or --yes, for what is proposed): --format, --title, --date, --start");
    assert_snapshot!(room.refuses(&["init", "--format", "panel", "--title", " ", "--start", "9 am", "--timezone", "CET", "--set", "auhtor=me"]), @"error: --title: it is empty: write a few words; --start: `9 am` is no time of day: write hours and minutes, such as 9:05 or 14:30; nobody can be asked here, so these flags are needed (or --yes, for what is proposed): --date");
    insta::with_settings!({filters => [FORMATS]}, {
        assert_snapshot!(room.refuses(&["init", "--yes", "--format", "lean-coffee", "--repo", "x", "--report-repo", "https://github.com/acme/x", "--attribution", "all", "--action", "v1", "--branch", "a b"]), @"error: --repo: `x` is not the name of a repository: write owner/name, such as todogroup/governance; --attribution: write one of: chatham-house, opt-in, named; --branch: `a b` cannot be the default branch: write its name; --action: this is no full commit id: write its 40 hexadecimal digits; --report-repo: `https://github.com/acme/x` is not the name of a repository: write `acme/x`; --format: there is no format `lean-coffee`: the formats are: [FORMATS]");
    });
    assert_snapshot!(room.refuses(&["new", "goals", "--yes", "--set", "year", "--set", "budget=5", "--set", "committee=a", "--set", "committee=b"]), @r#"error: --set `year` has no `=`: write --set "name=value"; the format goals asks for no `budget`, but for: year, committee; --set gives `committee` twice: keep one of them"#);
    assert_snapshot!(room.refuses(&["new", "goals", "--yes", "--set", "year=soon", "--set", "committee={who}"]), @r#"error: --set "year=…": `year` cannot be `soon`: write a whole number, up to 1000000; --set "committee=…": `{who}` would be taken for a variable: write what it stands for, or other brackets"#);
}

#[test]
fn what_is_proposed_is_taken_with_yes() {
    let room = empty();
    let said = does(
        &room,
        &[
            "init",
            "--yes",
            "--date",
            "2099-12-24",
            "--repo",
            "acme/talks",
            "--report-repo",
            "acme/governance",
            "--attribution",
            "named",
        ],
    );
    assert_snapshot!(said, @r#"
    written:
      .github/workflows/folkmoot.yml
      .github/workflows/folkmoot-pull-request.yml
      .github/ISSUE_TEMPLATE/note.yml
      .folkmoot/config.yml
      sessions/how-might-we-workshop-2099-12-24/session.yml

    next:
      1. Put your own words where the session's file has an example: industry/technology, key themes, number, timeline.
      2. git init --initial-branch main
      3. git add .github .folkmoot sessions && git commit -m "Begin with folkmoot"
      4. git remote add origin https://github.com/acme/talks.git
      5. git push origin main
      6. Put a token that may push to the reports' repository and open pull requests there into the secret FOLKMOOT_REPORT_TOKEN: https://github.com/acme/talks/settings/secrets/actions
      7. The workflows name folkmoot's action by its tag. To name a commit, as is safer, delete them and run `folkmoot init --action COMMIT`, with the commit that the tag is at.

    It is announced on 10 December 2099, 15:00 (Europe/Paris): the first run after that opens its issue.
    "#);
    let session = "sessions/how-might-we-workshop-2099-12-24/session.yml";
    let names = room.names();
    assert_eq!(names[..4], SET_UP);
    assert_eq!(names[4..], [session]);
    assert!(room.read(session).contains("#timezone: Europe/Paris #"));
    let config = room.read(".folkmoot/config.yml");
    assert!(config.contains("timezone: Europe/Paris\nattribution: named #"));
    assert!(config.contains("\n  repository: acme/governance #"));
    assert_snapshot!(does(&room, &["check"]), @"ok: how-might-we-workshop-2099-12-24 (how-might-we, 2099-12-24, 0 notes in its file)");
}

#[test]
fn a_link_is_not_followed() {
    let (room, elsewhere) = (empty(), empty());
    std::os::unix::fs::symlink(elsewhere.path(""), room.path(".github")).unwrap();
    room.write(".folkmoot", "a file\n");
    assert_snapshot!(room.refuses(&["init", "--yes"]), @"
    error: this is a symbolic link, which is not followed
     --> .github
      = help: name a folder, or move this away

    error: this is no folder, so nothing can be written below it
     --> .folkmoot
      = help: name a folder, or move this away

    2 errors; nothing was written
    ");
    assert!(elsewhere.files().is_empty());
}

#[test]
fn a_dry_run_shows_the_files_and_writes_none() {
    let room = empty();
    let said = does(
        &room,
        &[
            "init",
            "--yes",
            "--dry-run",
            "--branch",
            "trunk",
            "--action",
            &"ab".repeat(20),
        ],
    );
    assert_eq!(room.names(), [""; 0]);
    assert!(said.contains("--- .github/workflows/folkmoot.yml\n"));
    assert!(said.contains("branches: [trunk]"));
    assert!(said.contains(&format!("folkmoot/folkmoot@{}\n", "ab".repeat(20))));
    assert!(said.contains("\ntitle: "));
}

#[test]
fn answers_are_asked_for_and_asked_again() {
    let room = empty();
    let formats = folkmoot::session::Formats::default();
    let goals = formats.names().iter().position(|name| *name == "goals");
    let output = asks(
        &room,
        &["init"],
        &format!(
            "https://github.com/acme/talks\nacme/talks\nlean-coffee\n{}\nGoals: 2030\n2030-02-30\n2030-03-01\n9\n9:00\n\n2030\nBoard & \"friends\"\nyes\n",
            goals.unwrap() + 1
        ),
    );
    let asked = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{asked}");
    // Before the files, which other tests show.
    let questions = asked.split("\n--- ").next().unwrap();
    // The day that is proposed is another one each day.
    insta::with_settings!({filters => [
        (r"Day \[[0-9-]{10}\]", "Day [DAY]"),
        (r"(\n +\d+ [a-z-]+ +[^\n]*)+", "\n  [FORMATS]"),
        FORMATS,
    ]}, {
        assert_snapshot!(questions, @r#"
    Repository on GitHub [none]:   `https://github.com/acme/talks` is not the name of a repository: write `acme/talks`
    Repository on GitHub [none]: Formats:
      [FORMATS]
    Format [how-might-we]:   there is no format `lean-coffee`: the formats are: [FORMATS]
    Format [how-might-we]: Title [Yearly goals]: Day [DAY]:   the day `2030-02-30` does not exist: write a day from 2030-02-01 to 2030-02-28
    Day [DAY]: Begins at [15:00]:   `9` is no time of day: write hours and minutes, such as 9:05 or 14:30
    Begins at [15:00]: Time zone [Europe/Paris]: year (the year that the goals are for) [2026]: committee (who decides, such as Steering Committee) [Steering Committee]:
    "#);
    });
    let session = room.read("sessions/goals-2030/session.yml");
    assert!(
        session.contains("\ntitle: \"Goals: 2030\"\ndate: 2030-03-01\nstart: \"09:00\"\n"),
        "{session}"
    );
    assert!(
        session.contains("\n  committee: \"Board & \\\"friends\\\"\" # who decides"),
        "{session}"
    );
    assert_eq!(room.names().len(), 5);
}

#[test]
fn who_says_no_or_nothing_any_more_gets_no_file() {
    let room = empty();
    let output = asks(
        &room,
        &[
            "init",
            "--title",
            "A",
            "--date",
            "2030-01-01",
            "--start",
            "9:00",
            "--timezone",
            "UTC",
            "--format",
            "touchpoint",
        ],
        "\nperhaps\nno\n",
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"nothing was written\n");
    let output = asks(&room, &["init"], "\npanel\nA tit");
    let asked = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        asked.ends_with("error: the answers end before --date is known; nothing was written\n"),
        "{asked}"
    );
    let output = asks(&room, &["new", "panel"], &"\u{0}\n".repeat(100));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(room.names(), [""; 0]);
}

#[test]
fn hostile_titles_are_titles() {
    let room = empty();
    for (at, title) in [
        "\"a\" 'b' `c` \\",
        "a: b # c",
        "- x\nid: evil\n",
        "*anchor &alias !tag | > % @",
        "[1, 2]",
        "</title> ::error::x",
        "null",
        "2026-01-01",
        "\u{202e}evil\u{2028}x",
        "../../x",
        "💥 多言語",
    ]
    .into_iter()
    .enumerate()
    {
        let folder = format!("t{at}");
        let title = format!("--title={title}");
        does(&room, &["new", "touchpoint", &folder, "--yes", &title]);
    }
    let list: Value = serde_json::from_str(&does(&room, &["sessions", "--json"])).unwrap();
    let titles: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["title"].as_str().unwrap())
        .collect();
    assert_eq!(
        titles,
        [
            "\"a\" 'b' `c` \\",
            "a: b # c",
            // By name: `t10` comes after `t1`.
            "💥 多言語",
            "- x id: evil",
            "*anchor &alias !tag | > % @",
            "[1, 2]",
            "</title> ::error::x",
            "null",
            "2026-01-01",
            "evil x",
            "../../x",
        ]
    );
    assert!(
        room.refuses(&["new", "touchpoint", "--yes", "--title", "In {city}"])
            .contains("`{city}` would be taken for a variable")
    );
    // Without Latin letters the folder has the format's name.
    does(
        &room,
        &[
            "new",
            "touchpoint",
            "--yes",
            "--title",
            "多言語",
            "--date",
            "2030-01-01",
        ],
    );
    assert!(
        room.names()
            .contains(&"sessions/touchpoint-2030-01-01/session.yml".to_owned())
    );
}
