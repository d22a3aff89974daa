//! The workflow files of the checkout: permissions, cancelling, pins.

use super::seen::Here;
use super::{Check, Examined, Finding, Seen, active};
use crate::fault::{Fault, Place, Source};
use crate::yaml::{self, Node, Value};
use std::sync::Arc;

/// What stands for a commit or a branch in a starter workflow that nobody filled in.
const NO_COMMIT: &str = crate::start::workflow::PLACEHOLDER;
const NO_BRANCH: &str = "$default-branch";

/// The workflows that run folkmoot.
pub(super) struct Ours<'s> {
    all: Vec<(&'s Arc<Source>, Node)>,
    /// Files that may be such, and cannot be read.
    pub(super) broken: Vec<Fault>,
    /// Files that may be such: they speak of folkmoot, in a way that cannot be followed from here.
    pub(super) perhaps: Vec<&'s Arc<Source>>,
}

impl<'s> Ours<'s> {
    /// Those of the checkout. A file that is no YAML is none: GitHub does not run it either.
    pub(super) fn find(here: &'s Here) -> Ours<'s> {
        let (mut all, mut broken, mut perhaps) = (Vec::new(), Vec::new(), Vec::new());
        for source in &here.workflows {
            match yaml::parse(source) {
                Ok(root) => {
                    if jobs(&root).any(runs) {
                        all.push((source, root));
                    } else if jobs(&root).any(may_run) {
                        perhaps.push(source);
                    }
                }
                Err(fault) if source.text.contains("folkmoot") => broken.push(fault),
                Err(_) => {}
            }
        }
        Ours {
            all,
            broken,
            perhaps,
        }
    }

    /// Their files, as GitHub names them.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'s str> + '_ {
        self.all
            .iter()
            .filter_map(|(source, _)| source.path.to_str())
    }
}

pub(super) fn examine(seen: &Seen, out: &mut Examined) {
    let Some(here) = &seen.here else {
        for check in [
            Check::WorkflowPermissions,
            Check::WorkflowCancels,
            Check::WorkflowPins,
        ] {
            out.hidden(check, NO_CHECKOUT);
        }
        return;
    };
    let ours = Ours::find(here);
    for fault in &ours.broken {
        let what = format!("this workflow cannot be read: {}", fault.message);
        out.add(Finding::wrong(Check::Workflow, what, &fault.cure).at(&fault.place));
    }
    for (source, root) in &ours.all {
        permissions(seen, source, root, out);
        cancels(source, root, out);
        pins(source, root, out);
    }
}

/// Why files cannot be looked at.
pub(super) const NO_CHECKOUT: &str =
    "the current folder is no checkout of the repository, so its files were not looked at";

pub(super) fn get<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Mapping(entries) => entries
            .iter()
            .find(|(key, _)| key.name == name)
            .map(|(_, node)| node),
        _ => None,
    }
}

pub(super) fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(text) => Some(text),
        _ => None,
    }
}

fn word<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    get(node, name).and_then(scalar)
}

fn jobs(root: &Node) -> impl Iterator<Item = &Node> {
    let jobs = get(root, "jobs").map(|jobs| &jobs.value);
    let entries = match jobs {
        Some(Value::Mapping(entries)) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(_, job)| job)
}

fn steps(job: &Node) -> &[Node] {
    match get(job, "steps").map(|steps| &steps.value) {
        Some(Value::Sequence(steps)) => steps,
        _ => &[],
    }
}

/// Whether a job does `folkmoot run`; a review does not.
fn runs(job: &Node) -> bool {
    steps(job).iter().any(|step| {
        let with = get(step, "with");
        let input = |name: &str| with.and_then(|with| word(with, name));
        // A copy of the action in another account, or one in the job's own folders that is given the binary to run.
        let ours = word(step, "uses").is_some_and(|uses| {
            let uses = uses.to_lowercase();
            uses.split('@')
                .next()
                .is_some_and(|name| name.ends_with("/folkmoot"))
                || (uses.starts_with("./") && input("binary").is_some_and(says_folkmoot))
        });
        let command = input("command").map(|command| command.split_whitespace().next());
        (ours && command.is_none_or(|word| word == Some("run")))
            || word(step, "run").is_some_and(script_runs)
    })
}

/// Whether a job may do it: by a workflow elsewhere, or by a command that is known only when it runs.
fn may_run(job: &Node) -> bool {
    let elsewhere = word(job, "uses").is_some_and(says_folkmoot);
    elsewhere
        || steps(job).iter().any(|step| {
            let command = get(step, "with").and_then(|with| word(with, "command"));
            let ours = word(step, "uses").is_some_and(says_folkmoot);
            ours && command.is_some_and(|command| command.contains("${{"))
        })
}

fn says_folkmoot(text: &str) -> bool {
    text.to_lowercase().contains("folkmoot")
}

/// Whether a script calls `folkmoot run`, options before it or not.
fn script_runs(script: &str) -> bool {
    let script = script.replace("\\\n", " ");
    script.split(['\n', ';', '|', '&']).any(|command| {
        let mut words = command
            .split_whitespace()
            .map(|word| word.trim_matches(['"', '\'']));
        // What may stand before a command: a variable for it, or a word that calls it.
        let called = words.find(|word| {
            !(word.contains('=')
                || ["sudo", "exec", "time", "then", "do", "if", "!"].contains(word))
        });
        let name = called.and_then(|word| word.rsplit(['/', '\\']).next());
        matches!(name, Some("folkmoot" | "folkmoot.exe")) && words.any(|word| word == "run")
    })
}

fn permissions(seen: &Seen, source: &Arc<Source>, root: &Node, out: &mut Examined) {
    let check = Check::WorkflowPermissions;
    let own = active(seen).any(|session| {
        let pulls = session.pulls(&seen.repository);
        pulls.iter().any(|(home, _)| *home == seen.repository)
    });
    for job in jobs(root).filter(|job| runs(job)) {
        let Some(granted) = get(job, "permissions").or_else(|| get(root, "permissions")) else {
            out.add(
                Finding::advice(
                    check,
                    "the workflow does not say its permissions, so its token may do what the repository's setting says: too much, or too little",
                    "write `permissions: {}` at its top, and `issues: write`, `contents: write`, `pull-requests: write` in the job",
                )
                .at(Place::new(source, job.span.clone())),
            );
            continue;
        };
        let mut needed = vec!["issues"];
        if own {
            needed.extend(["contents", "pull-requests"]);
        }
        if scalar(granted) != Some("write-all") {
            needed.retain(|name| word(granted, name) != Some("write"));
        } else {
            needed.clear();
        }
        if !needed.is_empty() {
            let lines: Vec<String> = needed
                .iter()
                .map(|name| format!("`{name}: write`"))
                .collect();
            out.add(
                Finding::wrong(
                    check,
                    format!("the workflow's token lacks {}, so GitHub refuses what folkmoot wants to write", lines.join(", ")),
                    format!("add {} under `permissions:` of the job", lines.join(", ")),
                )
                .at(Place::new(source, granted.span.clone())),
            );
        }
    }
}

fn cancels(source: &Arc<Source>, root: &Node, out: &mut Examined) {
    let of_jobs = jobs(root).filter(|job| runs(job));
    for node in std::iter::once(root).chain(of_jobs) {
        let set = get(node, "concurrency").and_then(|it| get(it, "cancel-in-progress"));
        if let Some(set) = set.filter(|set| scalar(set).is_some_and(|text| text != "false")) {
            out.add(
                Finding::advice(
                    Check::WorkflowCancels,
                    "a new run cancels the one that is at work: nothing is lost, but in a busy hour none may come to its end",
                    "write `cancel-in-progress: false`: runs take turns",
                )
                .at(Place::new(source, set.span.clone())),
            );
        }
    }
}

fn pins(source: &Arc<Source>, root: &Node, out: &mut Examined) {
    let mut loose: Vec<&Node> = Vec::new();
    let all = jobs(root).flat_map(|job| steps(job).iter().chain([job]));
    for uses in all.filter_map(|step| get(step, "uses")) {
        let name = scalar(uses).unwrap_or_default();
        let elsewhere = !name.starts_with("./") && !name.starts_with("docker://");
        let commit = name.split_once('@').is_some_and(|(_, at)| {
            at.len() == 40 && at.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if elsewhere && !commit {
            loose.push(uses);
        }
    }
    if source.text.contains(NO_COMMIT) || source.text.contains(NO_BRANCH) {
        let (what, cure) = if source.text.contains(NO_BRANCH) {
            (
                "the workflow is a template still: `$default-branch` is the name of no branch",
                "write the name of the default branch in its place",
            )
        } else {
            (
                "the workflow is a template still: forty zeros are no commit of an action",
                "write the commit that folkmoot's tag v0 is at, or `@v0`",
            )
        };
        out.add(Finding::wrong(Check::WorkflowPins, what, cure).at(source.path.display()));
    }
    if let Some(first) = loose.first() {
        let names: Vec<&str> = loose.iter().copied().filter_map(scalar).collect();
        out.add(
            Finding::advice(
                Check::WorkflowPins,
                format!("{} can change what it is without notice, and it gets the workflow's token", names.join(", ")),
                "name it by its whole commit id, with the version as a comment: `uses: owner/name@0123…cdef # v4.2.2`",
            )
            .at(Place::new(source, first.span.clone())),
        );
    }
}
