#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::seen::{Actions, Asked, Github, Here, Home, Label, Left, Looked, Place, Workflow};
use super::*;
use crate::fault::Source;
use crate::session::RepositoryName;
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

fn name(text: &str) -> RepositoryName {
    RepositoryName::new(text).unwrap()
}

fn place() -> Place {
    Place {
        archived: false,
        empty: false,
        permission: Some("WRITE".to_owned()),
    }
}

/// A repository without sessions, in which nothing is wrong.
fn github() -> Github {
    Github {
        of_app: false,
        report_token: false,
        own: place(),
        issues: true,
        labels: Vec::new(),
        sub_issues: true,
        left: Left {
            remaining: 5000,
            limit: 5000,
            reset: None,
        },
        actions: Looked::Is(Actions {
            enabled: true,
            allowed: "all".to_owned(),
            pinned: false,
        }),
        may_open: Looked::Is(true),
        workflows: Looked::Is(vec![workflow("folkmoot", "x.yml", "active")]),
        homes: vec![home(&[])],
        rolls: Vec::new(),
    }
}

fn home(rules: &[&str]) -> (RepositoryName, Option<Home>) {
    let rules = Looked::Is(rules.iter().map(|rule| (*rule).to_owned()).collect());
    let place = place();
    (name("o/r"), Some(Home { place, rules }))
}

fn workflow(name: &str, path: &str, state: &str) -> Workflow {
    Workflow {
        name: name.to_owned(),
        path: path.to_owned(),
        state: state.to_owned(),
    }
}

fn seen(github: Github, here: Option<Here>) -> Seen {
    Seen {
        repository: name("o/r"),
        web: "https://github.com/".to_owned(),
        github: Asked::Told(Box::new(github)),
        here,
        sessions: Vec::new(),
        faults: Vec::new(),
        now: "2026-03-01T12:00:00Z".parse().unwrap(),
    }
}

fn file(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: Path::new(path).to_owned(),
        text: text.to_owned(),
    })
}

/// Checks and levels, one word each.
fn words(found: &Examined) -> Vec<String> {
    let words = found.findings.iter();
    words
        .map(|it| format!("{} {}", it.level.word(), it.check.word()))
        .collect()
}

fn of(change: impl FnOnce(&mut Github)) -> Vec<String> {
    let mut github = github();
    change(&mut github);
    words(&examine(&seen(github, None)))
}

#[test]
fn what_github_says() {
    assert_eq!(of(|_| {}), Vec::<String>::new());
    for (level, found) in [
        (Some("ADMIN"), &[][..]),
        (Some("MAINTAIN"), &[]),
        (Some("TRIAGE"), &["wrong permission"]),
        (Some("READ"), &["wrong permission"]),
        (None, &["wrong permission"]),
    ] {
        assert_eq!(
            of(|it| it.own.permission = level.map(str::to_owned)),
            found,
            "{level:?}"
        );
    }
    // An app's role is nobody's.
    assert!(of(|it| (it.of_app, it.own.permission) = (true, None)).is_empty());
    // Who can be written to no more needs no role.
    assert_eq!(
        of(|it| (it.own.archived, it.own.permission) = (true, None)),
        ["wrong archived"]
    );
    assert_eq!(of(|it| it.own.empty = true), ["wrong empty"]);
    assert!(of(|it| it.left.remaining = 100).is_empty());
    assert_eq!(of(|it| it.left.remaining = 99), ["advice rate-limit"]);
    assert_eq!(
        of(|it| it.may_open = Looked::Is(false)),
        ["wrong pull-requests"]
    );
    assert!(of(|it| (it.may_open, it.report_token) = (Looked::Is(false), true)).is_empty());
}

#[test]
fn what_cannot_be_seen_is_not_wrong() {
    let hidden = || "no".to_owned();
    let mut github = github();
    github.actions = Looked::Hidden(hidden());
    github.may_open = Looked::Hidden(hidden());
    github.workflows = Looked::Hidden(hidden());
    github.homes[0].1.as_mut().unwrap().rules = Looked::Hidden(hidden());
    let found = examine(&seen(github, None));
    assert!(found.findings.is_empty() && !found.is_wrong());
    let words: Vec<&str> = found.unseen.iter().map(|it| it.check.word()).collect();
    assert_eq!(
        words,
        [
            "actions",
            "pull-requests",
            "workflow",
            "workflow-state",
            "workflow-permissions",
            "workflow-cancels",
            "workflow-pins",
            "form",
            "rules"
        ]
    );
}

#[test]
fn a_workflow_is_known_by_its_file_or_else_by_its_name() {
    let listed = |workflow: Workflow| of(|it| it.workflows = Looked::Is(vec![workflow]));
    assert!(listed(workflow("Folkmoot", "a.yml", "active")).is_empty());
    assert!(listed(workflow("a", ".github/workflows/folkmoot.yml", "active")).is_empty());
    assert_eq!(
        listed(workflow("CI", "ci.yml", "active")),
        ["wrong workflow"]
    );
    for state in [
        "disabled_inactivity",
        "disabled_manually",
        "disabled_fork",
        "odd",
    ] {
        assert_eq!(
            listed(workflow("folkmoot", "x.yml", state)),
            ["wrong workflow-state"]
        );
    }
    // By what it does, where its file is here.
    let here = |text: &str| Here {
        workflows: vec![file(".github/workflows/meet.yml", text)],
        form: None,
    };
    let runs = "permissions: {issues: write}\njobs: {a: {steps: [{run: folkmoot run}]}}";
    let mut github = github();
    github.workflows = Looked::Is(vec![workflow(
        "Meet",
        ".github/workflows/meet.yml",
        "active",
    )]);
    assert!(words(&examine(&seen(github.clone(), Some(here(runs))))).is_empty());
    assert_eq!(
        words(&examine(&seen(
            github,
            Some(here("jobs: {a: {steps: [{run: make}]}}"))
        ))),
        ["wrong workflow"]
    );
}

#[test]
fn a_workflow_runs_folkmoot_in_more_than_one_way() {
    let told = |job: &str| {
        let text = format!("permissions: {{issues: write}}\njobs: {{a: {job}}}");
        let here = Here {
            workflows: vec![file(".github/workflows/x.yml", &text)],
            form: None,
        };
        let mut github = github();
        github.workflows = Looked::Is(vec![workflow("x", ".github/workflows/x.yml", "active")]);
        let found = examine(&seen(github, Some(here)));
        let unseen = found
            .unseen
            .iter()
            .map(|it| format!("unseen {}", it.check.word()));
        let mut all: Vec<String> = words(&found).into_iter().map(|it| it.to_string()).collect();
        all.extend(unseen);
        all.join(", ")
    };
    let pinned = "0123456789abcdef0123456789abcdef01234567";
    for job in [
        "{steps: [{uses: ./.folkmoot-source, with: {binary: .folkmoot-source/target/release/folkmoot}}]}",
        &format!("{{steps: [{{uses: acme/folkmoot@{pinned}}}]}}"),
        "{steps: [{run: ./folkmoot --directory talks run}]}",
        "{steps: [{run: \"set -e\\nGITHUB_TOKEN=x /opt/bin/folkmoot run --json | tee log\"}]}",
    ] {
        assert_eq!(told(job), "", "{job}");
    }
    for job in [
        "{steps: [{run: echo we do not folkmoot run here}]}",
        "{steps: [{run: folkmoot plan}]}",
        "{steps: [{run: folkmoot plan; make run}]}",
        "{steps: [{uses: ./.folkmoot-source, with: {binary: target/folkmoot, command: check}}]}",
    ] {
        assert_eq!(told(job), "wrong workflow", "{job}");
    }
    for job in [
        format!("{{uses: acme/.github/.github/workflows/folkmoot.yml@{pinned}}}"),
        format!(
            "{{steps: [{{uses: folkmoot/folkmoot@{pinned}, with: {{command: \"${{{{ inputs.command }}}}\"}}}}]}}"
        ),
    ] {
        assert_eq!(told(&job), "unseen workflow", "{job}");
    }
    // A template that nobody filled in.
    let zeros = "0".repeat(40);
    let job = format!("{{steps: [{{uses: folkmoot/folkmoot@{zeros}}}]}}");
    assert_eq!(told(&job), "wrong workflow-pins");
    let job = format!(
        "{{steps: [{{uses: folkmoot/folkmoot@{pinned}}}]}}}}\non: {{push: {{branches: [$default-branch]}}"
    );
    assert_eq!(told(&job), "wrong workflow-pins");
}

#[test]
fn workflow_files() {
    for (text, found) in [
        (
            "permissions: write-all\njobs: {a: {steps: [{run: folkmoot run}]}}",
            &[][..],
        ),
        (
            "permissions: read-all\njobs: {a: {steps: [{run: folkmoot run}]}}",
            &["wrong workflow-permissions"],
        ),
        (
            "permissions: {}\njobs: {a: {steps: [{run: folkmoot run}]}}",
            &["wrong workflow-permissions"],
        ),
        (
            "jobs: {a: {steps: [{run: folkmoot run}]}}",
            &["advice workflow-permissions"],
        ),
        // The job's own hold, not those above it.
        (
            "permissions: {issues: write}\njobs: {a: {permissions: {}, steps: [{run: folkmoot run}]}}",
            &["wrong workflow-permissions"],
        ),
        (
            "jobs: {a: {permissions: {issues: write}, concurrency: {cancel-in-progress: true}, steps: [{uses: Folkmoot/folkmoot@v1}]}}",
            &["advice workflow-cancels", "advice workflow-pins"],
        ),
        (
            "jobs: {a: {permissions: {issues: write}, steps: [{uses: folkmoot/folkmoot@v1, with: {command: run --sessions x}}]}}",
            &["advice workflow-pins"],
        ),
        (
            "jobs: {a: {permissions: {issues: write}, steps: [{run: folkmoot run}, {uses: ./mine}, {uses: 'docker://x'}]}}",
            &[],
        ),
    ] {
        let here = Here {
            workflows: vec![file(".github/workflows/x.yml", text)],
            form: None,
        };
        let mut github = github();
        github.workflows = Looked::Is(vec![workflow("x", ".github/workflows/x.yml", "active")]);
        assert_eq!(words(&examine(&seen(github, Some(here)))), found, "{text}");
    }
    // A review runs nothing: it may be cancelled.
    let review = "concurrency: {cancel-in-progress: true}\njobs: {a: {steps: [{uses: folkmoot/folkmoot@v1, with: {command: review}}]}}";
    let here = Here {
        workflows: vec![file("x.yml", review)],
        form: None,
    };
    assert_eq!(
        words(&examine(&seen(github(), Some(here)))),
        ["wrong workflow"]
    );
}

#[test]
fn rules_that_do_no_harm_are_not_told() {
    let rules = |rules: &[&str]| of(|it| it.homes = vec![home(rules)]);
    assert!(
        rules(&[
            "deletion",
            "non_fast_forward",
            "required_linear_history",
            "new_one"
        ])
        .is_empty()
    );
    for rule in [
        "creation",
        "update",
        "pull_request",
        "required_signatures",
        "branch_name_pattern",
    ] {
        assert_eq!(rules(&[rule, rule]), ["advice rules"]);
    }
}

#[test]
fn labels_of_others() {
    let label = |name: &str, description: &str| {
        let (name, description) = (name.to_owned(), description.to_owned());
        of(|it| it.labels = vec![Label { name, description }])
    };
    assert!(label("bug", "x").is_empty());
    assert!(
        label("stage:production", "x").is_empty(),
        "no stage of ours"
    );
    assert!(label("stage:voting", "").is_empty());
    let own = crate::plan::labels::new("stage:voting").description;
    assert!(label("stage:voting", &own).is_empty());
    assert_eq!(label("stage:voting", "Ballots"), ["advice labels"]);
    assert_eq!(label("FOLKMOOT:note", ""), ["advice labels"]);
    assert!(label("cluster:Security", "Notes of the cluster Security").is_empty());
    assert_eq!(label("cluster:eu-west", "Where it runs"), ["advice labels"]);
}

#[test]
fn a_finding_is_one_line_whatever_github_says() {
    let mut told = seen(github(), None);
    told.github = Asked::Refused("no\n::error::\u{1b}[31m".to_owned());
    let found = examine(&told);
    assert!(!found.findings[0].what.contains(['\n', '\u{1b}']));
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in "(?s)(jobs: |steps: |uses: |- |\\{|\\}|: |\n|  |body|labels|label|attributes|[a-z@/]){0,40}") {
        let here = Here {
            workflows: vec![file("x.yml", &text)],
            form: Some(file("note.yml", &text)),
        };
        let found = examine(&seen(github(), Some(here)));
        prop_assert!(found.findings.iter().all(|it| !it.what.contains('\n')));
    }
}
