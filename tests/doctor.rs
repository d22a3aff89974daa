//! `folkmoot doctor`: a sound repository gives no finding, and each planted fault is found, alone, with its cure.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{ANNOUNCED, Bench, GOVERNANCE, REPOSITORY};
use fakehub::{Permission, Rule, Workflow};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

const WORKFLOW: &str = ".github/workflows/folkmoot.yml";
const FORM: &str = ".github/ISSUE_TEMPLATE/note.yml";
const SESSION: &str = "sessions/kubecon-india-2024/session.yml";

/// The example's session with its reports in the governance repository, set up by `init`, on GitHub, with an administrator's token.
struct Patient {
    bench: Bench,
    token: String,
}

impl Patient {
    async fn sound() -> Patient {
        let bench = Bench::example(true).await;
        let admin = bench.hub.add_user("admin");
        for name in [REPOSITORY, GOVERNANCE] {
            bench.hub.grant("admin", name, Permission::Admin);
        }
        bench.hub.add_member("todogroup", "admin").unwrap();
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let output = bench.command(&["init", "--yes", "--action", commit, "--repo", REPOSITORY]);
        assert!(output.status.success(), "{output:?}");
        bench
            .hub
            .settings(REPOSITORY, |settings| {
                settings.workflows = vec![
                    Workflow::active("CI", ".github/workflows/ci.yml"),
                    Workflow::active("folkmoot", WORKFLOW),
                ];
            })
            .unwrap();
        Patient {
            bench,
            token: admin.token,
        }
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.bench.path(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from}:\n{text}");
        self.bench.write(path, &text.replace(from, to));
    }

    /// Who may vote, in a session that may say so.
    fn roll(&self, roll: &str) {
        self.edit(SESSION, "chatham-house", "named");
        let text = format!("vote:\n  roll: {roll}\nreport:\n");
        self.edit(SESSION, "report:\n", &text);
    }

    fn label(&self, name: &str, description: &str) {
        let body = json!({ "name": name, "color": "ffffff", "description": description });
        let path = format!("/repos/{REPOSITORY}/labels");
        self.bench
            .rest(&self.bench.facilitator, "POST", &path, &body);
    }

    /// What the doctor says: exit code and text.
    fn told(&self, arguments: &[&str]) -> (i32, String) {
        self.told_with(arguments, &[])
    }

    fn told_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
        self.bench.hub.clear_requests();
        self.bench.hub.clock().set(common::time(ANNOUNCED));
        let mut all = vec!["doctor", "--at", ANNOUNCED];
        all.extend(arguments);
        let mut variables = vec![
            ("GITHUB_TOKEN", self.token.as_str()),
            ("GITHUB_SERVER_URL", "https://github.example"),
        ];
        variables.extend(environment);
        let output = self.bench.command_with(&all, &variables);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(errors, "");
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
        )
    }

    fn json(&self) -> (i32, Value) {
        let (code, text) = self.told(&["--json"]);
        (code, serde_json::from_str(&text).unwrap())
    }

    /// What was asked: how often which kind of request.
    fn requests(&self) -> BTreeMap<String, usize> {
        let mut all = BTreeMap::new();
        for request in self.bench.hub.requests() {
            let name = request
                .operation
                .unwrap_or_else(|| format!("{} {}", request.method, request.path));
            *all.entry(name).or_insert(0) += 1;
        }
        all
    }
}

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

type Plant = fn(&Patient);

fn settings(patient: &Patient, change: impl FnOnce(&mut fakehub::Settings)) {
    patient.bench.hub.settings(REPOSITORY, change).unwrap();
}

/// Each fault: what it is, by which check it is found, whether it is wrong or advised against, how it is planted.
const FAULTS: &[(&str, &str, i32, Plant)] = &[
    ("issues are turned off", "issues", 2, |it| {
        settings(it, |set| set.issues = false)
    }),
    ("the repository is archived", "archived", 2, |it| {
        settings(it, |set| set.archived = true)
    }),
    ("the account may only triage", "permission", 2, |it| {
        it.bench.hub.grant("admin", REPOSITORY, Permission::Triage);
    }),
    (
        "an Enterprise Server without sub-issues",
        "sub-issues",
        2,
        |it| it.bench.hub.without_sub_issues(),
    ),
    ("few requests are left", "rate-limit", 0, |it| {
        it.bench.hub.set_hourly_limit("admin", 60)
    }),
    ("Actions is off", "actions", 2, |it| {
        settings(it, |set| set.actions = false)
    }),
    (
        "only actions of the owner are allowed",
        "actions",
        2,
        |it| settings(it, |set| set.allowed_actions = "local_only"),
    ),
    (
        "an action by its tag, where only commits are allowed",
        "workflow-pins",
        2,
        |it| {
            settings(it, |set| set.sha_pinning = true);
            it.edit(
                WORKFLOW,
                "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
                "checkout@v4",
            );
        },
    ),
    (
        "workflows may not open pull requests, and one report goes here",
        "pull-requests",
        2,
        |it| {
            it.edit(
                SESSION,
                "report:\n  repository: todogroup/governance\n",
                "report:\n",
            );
            settings(it, |set| set.pull_requests = false);
        },
    ),
    ("no workflow runs folkmoot", "workflow", 2, |it| {
        fs::remove_file(it.bench.path(WORKFLOW)).unwrap();
        settings(it, |set| set.workflows.truncate(1));
    }),
    ("the workflow is not pushed yet", "workflow", 2, |it| {
        settings(it, |set| set.workflows.truncate(1))
    }),
    ("the workflow slept in", "workflow-state", 2, |it| {
        settings(it, |set| {
            set.workflows[1].state = "disabled_inactivity".to_owned()
        });
    }),
    (
        "somebody disabled the workflow",
        "workflow-state",
        2,
        |it| {
            settings(it, |set| {
                set.workflows[1].state = "disabled_manually".to_owned()
            });
        },
    ),
    (
        "the workflow may not write issues",
        "workflow-permissions",
        2,
        |it| it.edit(WORKFLOW, "issues: write", "issues: read"),
    ),
    (
        "the workflow says no permissions",
        "workflow-permissions",
        0,
        |it| {
            let text = fs::read_to_string(it.bench.path(WORKFLOW)).unwrap();
            let kept = text
                .lines()
                .filter(|line| !line.contains("permissions:") && !line.contains(": write # to"));
            it.bench
                .write(WORKFLOW, &(kept.collect::<Vec<_>>().join("\n") + "\n"));
        },
    ),
    ("runs are cancelled", "workflow-cancels", 0, |it| {
        it.edit(
            WORKFLOW,
            "cancel-in-progress: false",
            "cancel-in-progress: true",
        )
    }),
    ("an action by its tag", "workflow-pins", 0, |it| {
        it.edit(
            WORKFLOW,
            "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
            "checkout@v4",
        );
    }),
    ("the workflow is no YAML", "workflow", 2, |it| {
        it.edit(WORKFLOW, "on:\n", "on: [\n")
    }),
    ("there is no form", "form", 2, |it| {
        fs::remove_file(it.bench.path(FORM)).unwrap()
    }),
    ("the form sets no label", "form", 2, |it| {
        it.edit(FORM, "folkmoot:note\"]", "idea\"]")
    }),
    ("the form ends with another field", "form", 2, |it| {
        it.edit(FORM, "label: \"Note\"", "label: \"Idea\"")
    }),
    ("a label in capitals", "labels", 0, |it| {
        it.label("Stage:Voting", "")
    }),
    ("the session's label in capitals", "labels", 2, |it| {
        it.label("session:Kubecon-India-2024", "")
    }),
    ("a label of ours that somebody uses", "labels", 0, |it| {
        it.label("folkmoot:action", "A GitHub Action of ours")
    }),
    ("labels of clusters of another kind", "labels", 0, |it| {
        it.label("cluster:production", "Runs in the production cluster");
        it.label("cluster:staging", "Runs in staging");
    }),
    ("rules forbid folkmoot's branches", "rules", 0, |it| {
        let rule = |kind: &str| Rule {
            kind: kind.to_owned(),
            branches: String::new(),
        };
        let rules = [
            "deletion",
            "non_fast_forward",
            "creation",
            "required_signatures",
        ]
        .map(rule);
        it.bench
            .hub
            .settings(GOVERNANCE, |set| set.rules = rules.to_vec())
            .unwrap();
    }),
    ("the reports' repository is not there", "reports", 2, |it| {
        it.edit(SESSION, "todogroup/governance", "todogroup/governence");
    }),
    ("the reports' repository is archived", "reports", 2, |it| {
        it.bench
            .hub
            .settings(GOVERNANCE, |set| set.archived = true)
            .unwrap();
    }),
    (
        "the reports' repository has no commit",
        "reports",
        2,
        |it| {
            let git = it.bench.path("git/todogroup/governance.git");
            git2::Repository::open_bare(git)
                .unwrap()
                .find_reference("refs/heads/main")
                .unwrap()
                .delete()
                .unwrap();
        },
    ),
    (
        "the account may not push to the reports' repository",
        "reports",
        2,
        |it| {
            it.bench.hub.grant("admin", GOVERNANCE, Permission::Read);
        },
    ),
    ("the roll is a team that is not there", "roll", 2, |it| {
        it.roll("{team: todogroup/steering}");
    }),
    ("the roll is a team without members", "roll", 2, |it| {
        it.bench
            .hub
            .add_team("todogroup", "Steering", None)
            .unwrap();
        it.roll("{team: todogroup/steering}");
    }),
    ("the roll is an organization of others", "roll", 2, |it| {
        it.bench.hub.remove_member("todogroup", "admin").unwrap();
        it.roll("{organization: todogroup}");
    }),
    ("the roll's file is missing", "roll", 2, |it| {
        it.edit(
            SESSION,
            "report:\n",
            "vote:\n  roll: {file: voters.txt}\nreport:\n",
        );
    }),
    ("a session with a fault", "sessions", 2, |it| {
        it.edit(SESSION, "title:", "tittle:")
    }),
    (
        "two sessions at once, and a form that does not ask which",
        "overlap",
        2,
        |it| {
            let text = fs::read_to_string(it.bench.path(SESSION)).unwrap();
            it.bench.write("sessions/another/session.yml", &text);
            it.edit(FORM, "label: \"Session\"", "label: \"Event\"");
        },
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_is_found_alone_with_its_cure() {
    let (mut all, mut amiss) = (String::new(), Vec::new());
    for (fault, check, expected, plant) in FAULTS {
        let patient = Patient::sound().await;
        plant(&patient);
        let (code, text) = patient.told(&[]);
        let (again, value) = patient.json();
        let found = value["findings"].as_array().unwrap();
        let alone = found.len() == 1 && found[0]["check"] == *check;
        if (code, again) != (*expected, *expected) || !alone {
            amiss.push(format!("{fault}: {code}\n{text}"));
        }
        let _ = writeln!(all, "## {fault}\n\n{text}");
    }
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
    insta::assert_snapshot!("doctor", all);
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
    let page = include_str!("../docs/doctor.md");
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
    patient.bench.hub.clock().set(common::time(ANNOUNCED));
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
