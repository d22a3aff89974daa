//! The GitHub Action: its steps as a runner runs them, from a folder of releases, against a stand-in for GitHub.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;
#[path = "action/runner.rs"]
mod runner;

use common::{AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, LATER, NOTES, REPOSITORY, VOTING};
use runner::{Action, Ran, Runner};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A folder with the action and its digests, one of releases, and a runner for them.
struct Shop {
    folder: tempfile::TempDir,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The binary that is tested, where it is not the point how it came there.
const BINARY: (&str, &str) = ("binary", env!("CARGO_BIN_EXE_folkmoot"));

/// The name of the binary for the machine of this test.
fn asset() -> String {
    let os = if cfg!(target_os = "macos") {
        "darwin"
    } else {
        "linux"
    };
    let arch = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "amd64"
    };
    format!("folkmoot-{os}-{arch}")
}

impl Shop {
    fn new() -> Shop {
        let shop = Shop {
            folder: tempfile::tempdir().unwrap(),
        };
        let action = shop.path("action");
        fs::create_dir_all(action.join("release")).unwrap();
        for file in ["action.yml", "release/digests.txt"] {
            fs::copy(root().join(file), action.join(file)).unwrap();
        }
        fs::create_dir_all(shop.path("workspace")).unwrap();
        shop
    }

    /// One with the binary that is tested, as version 0.1.0.
    fn stocked() -> Shop {
        let shop = Shop::new();
        let released = shop.path("releases/v0.1.0");
        fs::create_dir_all(&released).unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_folkmoot"));
        let there = released.join(asset());
        if fs::hard_link(binary, &there).is_err() {
            fs::copy(binary, &there).unwrap();
        }
        shop.digest("v0.1.0", &hex(&fs::read(binary).unwrap()));
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// One more line of digests.
    fn digest(&self, version: &str, digest: &str) {
        let file = self.path("action/release/digests.txt");
        let mut text = fs::read_to_string(&file).unwrap();
        text.push_str(&format!("{digest}  {version}/{}\n", asset()));
        fs::write(file, text).unwrap();
    }

    /// A released program that says its version and what it was given, and leaves a mark.
    fn stub(&self, version: &str) -> String {
        let text = format!("#!/bin/sh\necho \"{version}: $*\"\n: >\"$GITHUB_WORKSPACE/ran\"\n");
        let released = self.path("releases").join(version);
        fs::create_dir_all(&released).unwrap();
        fs::write(released.join(asset()), &text).unwrap();
        hex(text.as_bytes())
    }

    fn runner(&self) -> Runner {
        let temp = self.path("runner");
        fs::create_dir_all(&temp).unwrap();
        let mut runner = Runner::new(&self.path("action"), &self.path("workspace"), &temp);
        let releases = format!("file://{}", self.path("releases").display());
        runner.set("FOLKMOOT_RELEASES", &releases);
        runner
    }

    /// The same for the checkout of a bench, and its GitHub.
    fn runner_for(&self, bench: &Bench) -> Runner {
        let mut runner = self.runner();
        runner.workspace = bench.path("");
        let workspace = bench.path("").to_str().unwrap().to_owned();
        let git = bench.path("git").to_str().unwrap().to_owned();
        let url = bench.url();
        for (name, value) in [
            ("GITHUB_WORKSPACE", workspace.as_str()),
            ("GITHUB_REPOSITORY", REPOSITORY),
            ("GITHUB_API_URL", &url),
            ("GITHUB_SERVER_URL", &git),
            ("GITHUB_REF_TYPE", "branch"),
            ("GITHUB_REF_NAME", "main"),
            ("FOLKMOOT_WRITE_PAUSE_MS", "0"),
        ] {
            runner.set(name, value);
        }
        runner.github.insert("token".to_owned(), bench.bot_token());
        runner
    }

    fn ran(&self) -> bool {
        self.path("workspace/ran").exists()
    }
}

/// A run at a time, as the workflow of an event.
fn at(bench: &Bench, runner: &Runner, at: &str, with: &[(&str, &str)]) -> Ran {
    bench.hub.clock().set(common::time(at));
    let command = format!("run --at {at}");
    let mut all = vec![("command", command.as_str())];
    all.extend(with);
    let ran = runner.uses(&all);
    assert_eq!(ran.code, 0, "{}", ran.log);
    ran
}

/// An event's payload: one of GitHub's examples, as if it came from the repository of the sessions.
fn event(runner: &mut Runner, bench: &Bench, name: &str, file: &str) {
    let text = fs::read_to_string(root().join("tests/action/events").join(file)).unwrap();
    let mut payload: Value = serde_json::from_str(&text).unwrap();
    payload["repository"]["full_name"] = json!(REPOSITORY);
    bench.write("event.json", &payload.to_string());
    runner.set("GITHUB_EVENT_NAME", name);
    let path = bench.path("event.json");
    runner.set("GITHUB_EVENT_PATH", path.to_str().unwrap());
}

/// A summary as readers see it: spaces without width keep signs from acting, and show nothing.
fn seen(ran: &Ran) -> String {
    ran.summary.trim().replace('\u{200b}', "")
}

/// The one error that a failed step tells.
fn error(ran: &Ran) -> String {
    assert_ne!(ran.code, 0, "{}", ran.log);
    let errors = ran.of("error");
    assert_eq!(errors.len(), 1, "{:?}", ran.told);
    assert_eq!(ran.told.len(), 1, "{:?}", ran.told);
    errors[0].data.clone()
}

#[test]
fn no_script_holds_an_expression() {
    let action = Action::read(root());
    for step in &action.runs.steps {
        assert!(!step.run.contains("${{"), "{}", step.id);
        for (name, value) in &step.env {
            assert!(name.starts_with("FOLKMOOT_"), "{name}");
            // Who fetches the binary has no token.
            assert!(!value.contains("token") || step.id == "folkmoot", "{name}");
        }
    }
    for (name, input) in &action.inputs {
        assert!(!input.description.is_empty(), "{name}");
    }
    for (name, output) in &action.outputs {
        assert!(!output.description.is_empty());
        assert_eq!(
            output.value,
            format!("${{{{ steps.folkmoot.outputs.{name} }}}}")
        );
    }
    // Its page names them all.
    let page = fs::read_to_string(root().join("docs/action.md")).unwrap();
    for name in action.inputs.keys().chain(action.outputs.keys()) {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_goes_through_its_life_event_by_event() {
    let bench = Bench::example(true).await;
    let shop = Shop::stocked();
    let mut runner = shop.runner_for(&bench);
    let token = bench.bot_token();
    let with = [("report-token", token.as_str())];

    runner.set("GITHUB_EVENT_NAME", "schedule");
    let ran = at(&bench, &runner, ANNOUNCED, &with);
    assert_eq!(ran.outputs["changed"], "true");
    assert_eq!(ran.outputs["report-pr"], "");
    assert_eq!(ran.outputs["next-due"], NOTES);
    let sessions: Value = serde_json::from_str(&ran.outputs["sessions"]).unwrap();
    assert_eq!(
        sessions,
        json!([{
            "id": "kubecon-india-2024",
            "title": "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024",
            "stage": "announced",
            "issue": format!("https://github.example/{REPOSITORY}/issues/1"),
            "report": null,
        }])
    );
    // The secrets are hidden before anything else is said, and nothing else is a command.
    let hidden: Vec<&str> = ran.told.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(hidden, ["add-mask"; 4], "{}", ran.log);
    assert_eq!(ran.told[0].data, token);
    let rest: Vec<&str> = ran
        .log
        .lines()
        .filter(|line| !line.starts_with("::add-mask::"))
        .collect();
    assert!(!rest.join("\n").contains(&token));
    insta::assert_snapshot!(seen(&ran), @r#"
    ## folkmoot

    | session | stage | notes | clusters | next | report |
    | --- | --- | ---: | ---: | --- | --- |
    | [CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024](https://github.example/todogroup/ospology/issues/1) | announced | 13 | 0 | notes from 11 December 2024, 15:20 (Asia/Kolkata) |  |

    <details><summary>13 changes</summary>

    - create label \`cluster:parked\`
    - create label \`folkmoot:cluster\`
    - create label \`folkmoot:collected\`
    - create label \`folkmoot:note\`
    - create label \`folkmoot:session\`
    - create label \`session:kubecon-india-2024\`
    - create label \`stage:affinity\`
    - create label \`stage:announced\`
    - create label \`stage:closed\`
    - create label \`stage:notes\`
    - create label \`stage:published\`
    - create label \`stage:voting\`
    - announce kubecon-india-2024: issue "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024"

    </details>

    13 changes, 3 requests, 1 content creation
    "#);

    // Events that mean nothing to a session change nothing.
    for (name, file) in [
        ("issues", "issues-opened.json"),
        ("issues", "issues-opened-empty.json"),
        ("issues", "issues-labeled.json"),
        ("issue_comment", "issue-comment-created.json"),
    ] {
        event(&mut runner, &bench, name, file);
        let ran = at(&bench, &runner, ANNOUNCED, &with);
        assert_eq!(ran.outputs["changed"], "false", "{file}: {}", ran.log);
        assert!(ran.told.iter().all(|one| one.name == "add-mask"));
    }

    runner.set("GITHUB_EVENT_NAME", "schedule");
    for moment in [NOTES, AFFINITY, VOTING] {
        at(&bench, &runner, moment, &with);
    }
    bench.hub.clock().set(common::time(DURING));
    bench.vote("voter-1", bench.cluster("Security"));
    let ran = at(&bench, &runner, CLOSED, &with);
    assert_eq!(
        ran.outputs["report-pr"],
        "https://github.example/todogroup/governance/pull/1"
    );
    assert_eq!(ran.outputs["next-due"], "");
    insta::assert_snapshot!(seen(&ran), @r#"
    ## folkmoot

    | session | stage | notes | clusters | next | report |
    | --- | --- | ---: | ---: | --- | --- |
    | [CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024](https://github.example/todogroup/ospology/issues/1) | closed | 13 | 5 |  | [pull request](https://github.example/todogroup/governance/pull/1) |

    <details><summary>13 changes</summary>

    - update #1: take the first snapshot of the votes
    - lock #15: its votes are final
    - lock #16: its votes are final
    - lock #17: its votes are final
    - lock #18: its votes are final
    - lock #19: its votes are final
    - comment on #1: the result
    - label #1: stage:closed
    - unlabel #1: stage:voting
    - update #1: stage voting → closed
    - push 5 files to todogroup/governance on branch folkmoot/kubecon-india-2024
    - open pull request in todogroup/governance: "Report: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024"
    - update #1: status

    </details>

    13 changes, 7 requests, 2 content creations
    "#);
    let ran = at(&bench, &runner, LATER, &with);
    assert_eq!(ran.outputs["changed"], "false");
    assert_eq!(
        ran.outputs["report-pr"],
        "https://github.example/todogroup/governance/pull/1"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_is_told_and_nothing_is_done() {
    let bench = Bench::example(true).await;
    let shop = Shop::new();
    let runner = shop.runner_for(&bench);
    let command = format!("plan --at {ANNOUNCED}");
    let ran = runner.uses(&[("command", &command), BINARY]);
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert_eq!(ran.outputs["changed"], "true");
    assert_eq!(ran.outputs["next-due"], NOTES);
    assert!(
        ran.summary.contains("A run would make 13 changes"),
        "{}",
        ran.summary
    );
    assert_eq!(
        bench
            .hub
            .spent()
            .values()
            .map(|spent| spent.creations)
            .sum::<u64>(),
        0
    );

    // What is due and cannot be done is due at once.
    bench.hub.set_token("folkmoot", "another");
    let command = format!("run --at {ANNOUNCED}");
    let ran = runner.uses(&[("command", &command), BINARY]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.outputs["next-due"], ANNOUNCED);
    assert_eq!(ran.outputs["changed"], "false");
    assert_eq!(ran.of("error").len(), 1, "{:?}", ran.told);
    assert!(ran.summary.contains("**Error:** "), "{}", ran.summary);
}

#[test]
fn faults_stand_beside_their_lines() {
    let shop = Shop::new();
    let folder = shop.path("workspace/governance/sessions/one");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("session.yml"),
        "format: how-might-we\ntitle: One\ndate: soon\n",
    )
    .unwrap();
    let mut runner = shop.runner();
    // What other programs left in the summary is kept, and counted.
    runner.summary = "x".repeat(1_048_576 - 200);
    let with = [("command", "check"), ("directory", "governance"), BINARY];
    let ran = runner.uses(&with);
    assert_eq!(ran.code, 2, "{}", ran.log);
    assert!(
        ran.summary
            .ends_with("\n… and 7 more lines; the log has them all\n"),
        "{}",
        ran.summary
    );
    let errors = ran.of("error");
    assert_eq!(errors.len(), ran.told.len());
    let date = errors
        .iter()
        .find(|one| one.data.starts_with("`soon` is no date\n"));
    let date = date.unwrap_or_else(|| panic!("{errors:#?}"));
    assert_eq!(
        (
            date.properties["file"].as_str(),
            date.properties["line"].as_str(),
            date.properties["col"].as_str()
        ),
        ("governance/sessions/one/session.yml", "3", "7")
    );
    assert_eq!(ran.outputs["sessions"], "[]");
    assert_eq!(ran.outputs["changed"], "false");

    runner.summary.clear();
    insta::assert_snapshot!(seen(&runner.uses(&with)), @r"
    ## folkmoot

    7 errors; nothing was written:

    - sessions/one/session.yml:1:1: there is no value for the variable \`industry/technology\`, which formats/how-might-we/format.yml:21:107 uses (add \`variables:\` and, indented below it, \`industry/technology: …\` (what the session is about, such as cloud native))
    - sessions/one/session.yml:1:1: there is no value for the variable \`key themes\`, which formats/how-might-we/format.yml:52:97 uses (add \`variables:\` and, indented below it, \`key themes: …\` (what clusters may be about, such as security practices or governance))
    - sessions/one/session.yml:1:1: there is no value for the variable \`number\`, which formats/how-might-we/format.yml:38:81 uses (add \`variables:\` and, indented below it, \`number: …\` (how many groups the participants form))
    - sessions/one/session.yml:1:1: there is no value for the variable \`timeline\`, which formats/how-might-we/format.yml:64:49 uses (add \`variables:\` and, indented below it, \`timeline: …\` (when the results are published, such as Q2 2025))
    - sessions/one/session.yml:1:1: the session has no \`start\` (add \`start: 10:00\`, when its first part begins)
    - sessions/one/session.yml:1:1: the session has no \`timezone\` (add \`timezone: Europe/Paris\` (or \`UTC\`), where the session takes place)
    - sessions/one/session.yml:3:7: \`soon\` is no date (write year-month-day, such as 2026-03-31)
    ");

    // Whoever asks for JSON gets that alone.
    let with = [
        ("command", "check --json"),
        ("directory", "governance"),
        BINARY,
    ];
    let ran = runner.uses(&with);
    assert_eq!((ran.code, ran.told.len()), (2, 0), "{}", ran.log);
    assert!(serde_json::from_str::<Value>(&ran.log).unwrap().is_array());
}

#[test]
fn a_binary_of_another_digest_is_not_run() {
    let shop = Shop::new();
    shop.stub("v0.1.0");
    shop.digest("v0.1.0", &hex(b"another"));
    let ran = shop.runner().uses(&[]);
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"v0.1.0/ASSET is not the file that release/digests.txt knows: its SHA-256 is another one, and it was not run");
    assert_eq!(ran.steps, 1);
    assert!(!shop.ran());
    // Nothing of it stays behind.
    let folder = shop.path("runner/tools/folkmoot").join(hex(b"another"));
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn a_binary_is_fetched_once_and_checked_each_time() {
    let shop = Shop::new();
    let digest = shop.stub("v0.1.0");
    shop.digest("v0.1.0", &digest);
    let runner = shop.runner();
    let said = "v0.1.0: --directory=. run\n";
    assert_eq!(runner.uses(&[]).log, said);
    assert!(shop.ran());
    let released = shop.path("releases/v0.1.0").join(asset());
    let away = shop.path("away");
    fs::rename(&released, &away).unwrap();
    assert_eq!(runner.uses(&[]).log, said);

    // Somebody changed it meanwhile: it is fetched anew, or nothing is run.
    let kept = shop
        .path("runner/tools/folkmoot")
        .join(&digest)
        .join(asset());
    assert_eq!(
        fs::metadata(&kept).unwrap().permissions().mode() & 0o777,
        0o755
    );
    fs::write(&kept, "#!/bin/sh\necho other\n").unwrap();
    let ran = runner.uses(&[]);
    assert!(!ran.log.contains("other"));
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"v0.1.0/ASSET cannot be downloaded: run the job again; if it stays so, look at FOLKMOOT_RELEASES, where that is set");
    fs::rename(&away, &released).unwrap();
    assert_eq!(runner.uses(&[]).log, said);
}

#[test]
fn the_newest_version_is_taken_unless_one_is_asked_for() {
    let shop = Shop::new();
    for version in ["v0.9.0", "v0.10.0"] {
        shop.digest(version, &shop.stub(version));
    }
    // Lines as Windows ends them, and the last one without an end.
    let file = shop.path("action/release/digests.txt");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.trim_end().replace('\n', "\r\n")).unwrap();
    let runner = shop.runner();
    for (version, said) in [("", "v0.10.0"), ("0.9.0", "v0.9.0"), ("v0.10.0", "v0.10.0")] {
        let with = [("version", version), ("command", "plan --sessions a")];
        let ran = runner.uses(&with);
        assert_eq!(
            ran.log,
            format!("{said}: --directory=. plan --sessions a\n")
        );
    }
    let ran = runner.uses(&[("version", "0.1")]);
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"no ASSET of version 0.1 is released: release/digests.txt has no digest of it. Choose another version, or build folkmoot in the job and name it as the input binary");
}

#[test]
fn what_cannot_be_fetched_is_said_in_one_line() {
    let shop = Shop::new();
    // As this repository is before its first release.
    let ran = shop.runner().uses(&[]);
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"no ASSET is released: release/digests.txt has no digest of it. Choose another version, or build folkmoot in the job and name it as the input binary");
    assert_eq!(ran.steps, 1);

    shop.digest("v0.1.0", &shop.stub("v0.1.0"));
    for (os, arch) in [("Linux", "ARM"), ("Windows", "ARM64"), ("Haiku", "X64")] {
        let mut runner = shop.runner();
        runner.set("RUNNER_OS", os);
        runner.set("RUNNER_ARCH", arch);
        let ran = runner.uses(&[]);
        let told = error(&ran);
        let start = format!("there is no folkmoot for this runner ({os}, {arch}): ");
        assert!(told.starts_with(&start), "{told}");
    }
    // A runner of each kind asks for its own.
    for (os, arch, asset) in [
        ("Linux", "X64", "linux-amd64"),
        ("Linux", "ARM64", "linux-arm64"),
        ("macOS", "X64", "darwin-amd64"),
        ("macOS", "ARM64", "darwin-arm64"),
        ("Windows", "X64", "windows-amd64.exe"),
    ] {
        let mut runner = shop.runner();
        runner.set("RUNNER_OS", os);
        runner.set("RUNNER_ARCH", arch);
        let told = error(&runner.uses(&[("version", "9")]));
        let start = format!("no folkmoot-{asset} of version 9 is released: ");
        assert!(told.starts_with(&start), "{told}");
    }
    assert!(!shop.ran());
}

#[test]
fn a_binary_of_the_job_itself_needs_no_release() {
    let shop = Shop::new();
    let path = shop.path("workspace/folkmoot");
    fs::write(&path, "#!/bin/sh\necho \"mine: $*\"\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let runner = shop.runner();
    for binary in ["folkmoot", "./folkmoot", path.to_str().unwrap()] {
        let ran = runner.uses(&[("binary", binary), ("command", "check")]);
        assert_eq!(ran.log, "mine: --directory=. check\n");
    }
    let ran = runner.uses(&[("binary", "target/folkmoot")]);
    assert_eq!(error(&ran), "the input binary names no file");
}

#[test]
fn hostile_inputs_stay_data() {
    let shop = Shop::new();
    shop.digest("v0.1.0", &shop.stub("v0.1.0"));
    let runner = shop.runner();
    let mark = shop.path("pwned");
    let touch = format!("touch {}", mark.display());
    let attacks = [
        format!("\"; {touch}; \""),
        format!("'; {touch}; '"),
        format!("$({touch})"),
        format!("`{touch}`"),
        format!("run\n{touch}"),
        format!("run; {touch}"),
        format!("x || {touch}"),
        "run\n::add-mask::x\n::set-output name=changed::true".to_owned(),
        "##[add-mask]x".to_owned(),
        "a\nchanged=true\nsessions<<x\nx".to_owned(),
        "-o /x".to_owned(),
        "../../*".to_owned(),
        "\u{202e}x\u{1b}[31m".to_owned(),
    ];
    for input in Action::read(root()).inputs.keys() {
        for attack in &attacks {
            let ran = runner.uses(&[(input, attack)]);
            assert!(!mark.exists(), "{input}: {attack}");
            // Refused by one line of our own, or given on as one word.
            match input.as_str() {
                "command" | "version" | "binary" => {
                    let told = error(&ran);
                    assert!(told.starts_with(&format!("the input {input} ")), "{told}");
                    assert!(!told.contains(attack.as_str()));
                }
                "directory" => {
                    assert_eq!(ran.log, format!("v0.1.0: --directory={attack} run\n"));
                }
                _ => assert_eq!(ran.log, "v0.1.0: --directory=. run\n"),
            }
            assert!(
                ran.outputs.values().all(String::is_empty),
                "{:?}",
                ran.outputs
            );
        }
    }

    // The binary says harmlessly what it cannot do.
    for attack in attacks {
        let ran = runner.uses(&[("directory", &attack), ("command", "check"), BINARY]);
        assert_eq!(ran.of("error").len(), 1, "{}", ran.log);
        assert_eq!(ran.told.len(), 1, "{}", ran.log);
        assert_eq!(ran.code, 2);
    }
    let ran = runner.uses(&[("command", "run --at ::add-mask::x"), BINARY]);
    assert_eq!((ran.code, ran.told.len()), (2, 1), "{}", ran.log);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_titles_stay_titles() {
    let title = "\u{2028}::set-output name=changed::no ##[add-mask]x \\\"'; $(touch pwned) `touch pwned` | <!-- folkmoot --> @all\\nfolkmoot\\nchanged=no";
    let text = include_str!("../examples/kubecon-india-2024/session.yml");
    let old = "title: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024";
    assert!(text.contains(old));
    let text = text.replace(old, &format!("title: \"{title}\""));
    let bench = Bench::new(&[("sessions/hostile/session.yml", &text)]).await;
    let shop = Shop::new();
    let runner = shop.runner_for(&bench);
    for command in ["check", "plan", "run"] {
        let with_time = format!("{command} --at {ANNOUNCED}");
        let command = if command == "check" {
            command
        } else {
            &with_time
        };
        let ran = runner.uses(&[("command", command), BINARY]);
        assert_eq!(ran.code, 0, "{}", ran.log);
        assert!(
            ran.told
                .iter()
                .all(|one| one.name == "add-mask" && one.data != "x"),
            "{:?}",
            ran.told
        );
        let changed = if command == "check" { "false" } else { "true" };
        assert_eq!(ran.outputs["changed"], changed);
        let sessions: Value = serde_json::from_str(&ran.outputs["sessions"]).unwrap();
        let told = sessions[0]["title"].as_str().unwrap();
        assert!(told.contains("$(touch pwned)"), "{told}");
        // Pasted into a script between single quotes, it is still one word.
        let script = format!("printf %s '{}'", ran.outputs["sessions"]);
        let output = std::process::Command::new("bash")
            .current_dir(bench.path(""))
            .args(["-c", &script])
            .output()
            .unwrap();
        let pasted: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(pasted, sessions);
        assert!(!bench.path("pwned").exists());
        assert!(!ran.summary.contains("<!--"), "{}", ran.summary);
        assert!(!ran.summary.contains("@all"), "{}", ran.summary);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_action_the_binary_tells_a_runner_the_same_but_no_secret() {
    let bench = Bench::example(true).await;
    bench.hub.clock().set(common::time(ANNOUNCED));
    bench.write("output", "before=1\n");
    let output = bench.path("output");
    let run = |on: &str, output: &Path| {
        let environment = [
            ("GITHUB_ACTIONS", on),
            ("GITHUB_OUTPUT", output.to_str().unwrap()),
        ];
        let done = bench.command_with(&["run", "--at", ANNOUNCED], &environment);
        let code = done.status.code().unwrap();
        (code, String::from_utf8(done.stderr).unwrap())
    };
    // No runner.
    assert_eq!(run("", &output).0, 0);
    assert_eq!(fs::read_to_string(&output).unwrap(), "before=1\n");
    // A log may go into a file: no secret is in it.
    let (code, log) = run("true", &output);
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("add-mask") && !log.contains(&bench.bot_token()));
    let text = fs::read_to_string(&output).unwrap();
    assert!(text.starts_with("before=1\nreport-pr<<"), "{text}");
    assert!(text.contains("\nchanged<<folkmoot\nfalse\n"), "{text}");
    // A step that follows would go on without outputs: better not.
    let (code, log) = run("true", &bench.path("sessions"));
    assert_eq!(code, 1);
    assert!(log.contains("error: the outputs of this step cannot be written: "));
}
