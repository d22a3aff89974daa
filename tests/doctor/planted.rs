//! Each planted fault is found, alone, with its cure.

use super::{FORM, Patient, WORKFLOW, settings};
use crate::common::{GOVERNANCE, REPOSITORY, SESSION_FILE};
use fakehub::{Permission, Rule};
use std::fmt::Write;
use std::fs;

type Plant = fn(&Patient);
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
                SESSION_FILE,
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
            let text = it.bench.read(WORKFLOW);
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
        it.edit(SESSION_FILE, "todogroup/governance", "todogroup/governence");
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
            SESSION_FILE,
            "report:\n",
            "vote:\n  roll: {file: voters.txt}\nreport:\n",
        );
    }),
    ("a session with a fault", "sessions", 2, |it| {
        it.edit(SESSION_FILE, "title:", "tittle:")
    }),
    (
        "two sessions at once, and a form that does not ask which",
        "overlap",
        2,
        |it| {
            let text = it.bench.read(SESSION_FILE);
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
