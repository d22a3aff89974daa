//! What can be seen with which token, what it costs, and where it is said.

use super::{Patient, WORKFLOW, settings};
use crate::common::{ANNOUNCED, Bench, REPOSITORY, time};
use serde_json::json;
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_repository_gives_no_finding_for_five_requests() {
    let patient = Patient::sound().await;
    let before = patient.bench.hub.dump();
    assert_eq!(
        patient.told(&[]),
        (0, "todogroup/ospology: nothing is wrong\n".to_owned())
    );
    insta::assert_debug_snapshot!(patient.requests(), @r#"
    {
        "Doctor": 1,
        "GET /repos/todogroup/governance/rules/branches/folkmoot%2Fsession?per_page=100": 1,
        "GET /repos/todogroup/ospology/actions/permissions": 1,
        "GET /repos/todogroup/ospology/actions/permissions/workflow": 1,
        "GET /repos/todogroup/ospology/actions/workflows?per_page=100": 1,
    }
    "#);
    let (code, value) = patient.json();
    assert_eq!(code, 0);
    let expected = json!({ "repository": REPOSITORY, "findings": [], "unseen": [], "requests": 5 });
    assert_eq!(value, expected);
    assert_eq!(patient.bench.hub.dump(), before, "it only looks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_may_only_read_sees_what_it_may_and_says_what_not() {
    let mut patient = Patient::sound().await;
    patient.token = patient.bench.hub.add_user("reader").token;
    let (code, text) = patient.told(&[]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(text, @r#"
    wrong[permission]: the token's account has the role read in todogroup/ospology: enough for `plan`, `tally` and `report`, not for `run`, which makes labels
      cure: give the account the role Write: https://github.example/todogroup/ospology/settings/access; or let the workflow run folkmoot
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#permission

    wrong[reports]: the token's account has the role read in todogroup/governance: it can push no branch there
      cure: give the account the role Write there, or set FOLKMOOT_REPORT_TOKEN to a token that may write to it
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#reports

    could not be seen, so nothing is said of it:
      actions: Must have admin rights to Repository.

    todogroup/ospology: 2 things are wrong
    "#);
    // A workflow's own: it says what GitHub tells nobody.
    patient.token = patient.bench.bot_token();
    let (_, text) = patient.told(&[]);
    insta::assert_snapshot!(text, @r#"
    advice[reports]: reports go to todogroup/governance: a workflow's own token reaches no other repository, and whether this is one GitHub does not tell
      cure: hand a token with `contents: write` and `pull-requests: write` for todogroup/governance over as the Action's input `report-token`, or as FOLKMOOT_REPORT_TOKEN
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#reports

    could not be seen, so nothing is said of it:
      permission: GitHub does not say what the token of an app or a workflow may do; its workflow does
      actions: Resource not accessible by integration

    todogroup/ospology: nothing is wrong, 1 piece of advice
    "#);
    let token = patient.token.clone();
    let (code, text) = patient.told_with(&[], &[("FOLKMOOT_REPORT_TOKEN", &token)]);
    assert_eq!(code, 0, "{text}");
    insta::assert_debug_snapshot!(patient.requests(), @r#"
    {
        "Doctor": 2,
        "GET /repos/todogroup/governance/rules/branches/folkmoot%2Fsession?per_page=100": 1,
        "GET /repos/todogroup/ospology/actions/permissions": 1,
        "GET /repos/todogroup/ospology/actions/permissions/workflow": 1,
        "GET /repos/todogroup/ospology/actions/workflows?per_page=100": 1,
    }
    "#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_looked_at_is_not_passed_over() {
    let patient = Patient::sound().await;
    // Whole commit ids are required, and there: nothing to say of that.
    settings(&patient, |set| {
        set.allowed_actions = "selected";
        set.sha_pinning = true;
    });
    let (code, text) = patient.told(&[]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(text, @r#"
    could not be seen, so nothing is said of it:
      actions: only selected actions are allowed, and which ones was not looked at: folkmoot/folkmoot@* and actions/checkout@* have to be among them (https://github.example/todogroup/ospology/settings/actions)

    todogroup/ospology: nothing is wrong
    "#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_token_or_a_good_one_the_files_are_looked_at() {
    let mut patient = Patient::sound().await;
    patient.edit(
        WORKFLOW,
        "cancel-in-progress: false",
        "cancel-in-progress: true",
    );
    patient.token = String::new();
    let (code, text) = patient.told(&[]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(text, @r#"
    wrong[token]: there is no token, so nothing on GitHub was looked at
      cure: set GITHUB_TOKEN (at home: `export GITHUB_TOKEN=$(gh auth token)`; in a workflow: `env: GITHUB_TOKEN: ${{ github.token }}`)
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#token

    advice[workflow-cancels]: a new run cancels the one that is at work: nothing is lost, but in a busy hour none may come to its end
      --> .github/workflows/folkmoot.yml:26:23
      cure: write `cancel-in-progress: false`: runs take turns
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#workflow-cancels

    todogroup/ospology: 1 thing is wrong, 1 piece of advice
    "#);
    assert!(patient.requests().is_empty());
    patient.token = "ghp_revoked".to_owned();
    let (code, text) = patient.told(&[]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(text, @r#"
    wrong[token]: GitHub does not accept the token: Bad credentials
      cure: it is mistyped, expired or revoked, or of another server: make a new one, and look at GITHUB_API_URL
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#token

    advice[workflow-cancels]: a new run cancels the one that is at work: nothing is lost, but in a busy hour none may come to its end
      --> .github/workflows/folkmoot.yml:26:23
      cure: write `cancel-in-progress: false`: runs take turns
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#workflow-cancels

    todogroup/ospology: 1 thing is wrong, 1 piece of advice
    "#);
    patient.token = patient.bench.bot_token();
    let (code, text) = patient.told(&["--repo", "todogroup/nowhere"]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(text, @r#"
    wrong[repository]: todogroup/nowhere does not exist, or the token may not see it
      cure: check the name (--repo), and that the token was made for it; GitHub does not tell the one from the other
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#repository

    advice[workflow-cancels]: a new run cancels the one that is at work: nothing is lost, but in a busy hour none may come to its end
      --> .github/workflows/folkmoot.yml:26:23
      cure: write `cancel-in-progress: false`: runs take turns
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#workflow-cancels

    todogroup/nowhere: 1 thing is wrong, 1 piece of advice
    "#);
    assert_eq!(patient.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repository_without_anything_is_told_where_to_begin() {
    let bench = Bench::new(&[]).await;
    let patient = Patient {
        token: bench.facilitator.token.clone(),
        bench,
    };
    let (code, text) = patient.told(&[]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(text, @r#"
    wrong[workflow]: no workflow in todogroup/ospology runs folkmoot, so nothing happens by itself
      cure: run `folkmoot init`, which writes .github/workflows/folkmoot.yml, and commit it
      more: https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#workflow

    could not be seen, so nothing is said of it:
      actions, pull-requests: Must have admin rights to Repository.
      workflow-permissions, workflow-cancels, workflow-pins, form: the current folder is no checkout of the repository, so its files were not looked at

    todogroup/ospology: 1 thing is wrong
    "#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_labels_take_one_more_request_a_hundred() {
    let patient = Patient::sound().await;
    for index in 0..100 {
        patient.label(&format!("other-{index:03}"), "");
    }
    patient.label("Cluster:Parked", "");
    let (code, text) = patient.told(&[]);
    assert_eq!(code, 0);
    assert!(
        text.starts_with("advice[labels]: the label `Cluster:Parked` differs"),
        "{text}"
    );
    assert_eq!(patient.requests()["DoctorLabels"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_texts_stay_inert() {
    let patient = Patient::sound().await;
    patient.label("folkmoot:cluster", "\u{1b}[31m::error::red\u{202e}");
    let (code, text) = patient.told(&[]);
    assert_eq!(code, 0);
    assert!(text.starts_with("advice[labels]"), "{text}");
    assert!(
        !text.contains('\u{1b}') && !text.contains('\u{202e}'),
        "{text:?}"
    );
}

/// The page and the code name the same checks, in the same order.
#[test]
fn the_page_explains_every_check() {
    let page = include_str!("../../docs/doctor.md");
    let headings: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    let words: Vec<&str> = folkmoot::doctor::Check::ALL
        .iter()
        .map(|check| check.word())
        .collect();
    assert_eq!(headings, words);
    for word in words {
        assert!(
            page.contains(&format!("| [`{word}`](#{word}) |")),
            "{word} is not in the table"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_workflow_findings_are_marks_on_the_run_and_stand_in_its_summary() {
    let patient = Patient::sound().await;
    settings(&patient, |set| set.issues = false);
    patient.bench.write("summary.md", "before\n");
    let summary = patient.bench.path("summary.md");
    patient.bench.hub.clock().set(time(ANNOUNCED));
    let output = patient.bench.command_with(
        &["doctor", "--at", ANNOUNCED],
        &[
            ("GITHUB_TOKEN", patient.token.as_str()),
            ("GITHUB_SERVER_URL", "https://github.example"),
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    let log = String::from_utf8(output.stderr).unwrap();
    insta::assert_snapshot!(log, @r"
    ::error title=folkmoot doctor%3A issues::issues are turned off in todogroup/ospology%0Aturn them on: https://github.example/todogroup/ospology/settings → Features → Issues%0Ahttps://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#issues
    ");
    insta::assert_snapshot!(fs::read_to_string(&summary).unwrap().replace("\u{200b}", "·"), @r"
    before

    ## folkmoot doctor

    - **Wrong**: issues are turned off in todogroup/ospology. _turn them on: https:·//github.example/todogroup/ospology/settings → Features → Issues_ [issues](https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md#issues)
    ");
}
