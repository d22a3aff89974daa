//! The event that started a workflow: whether it can have touched anything of ours.
//!
//! In: the event's name, its payload, the repository of the sessions. Out: why there is nothing to do, or nothing. Pure. It only ever spares a
//! look: where a payload is missing, broken or says too little, the run looks for itself.

use crate::plan::labels;
use crate::session::RepositoryName;
use serde_json::Value;

/// Why an event touches nothing of ours; `None` where it may.
pub fn untouched(name: &str, payload: &Value, repository: &RepositoryName) -> Option<String> {
    let own = payload.pointer("/repository/full_name")?.as_str()?;
    if !own.eq_ignore_ascii_case(&repository.to_string()) {
        return None;
    }
    match name {
        "issue_comment" => comment(payload),
        "issues" => issue(payload),
        "push" => push(payload),
        _ => None,
    }
}

/// Comments are read on the issues of sessions alone.
fn comment(payload: &Value) -> Option<String> {
    let issue = payload.get("issue")?;
    if issue.get("pull_request").is_some_and(|it| !it.is_null()) {
        return Some(format!(
            "the comment is on a pull request{}",
            numbered(issue)
        ));
    }
    let names = names(issue)?;
    let session = names.iter().any(|name| labels::same(name, labels::SESSION));
    (!session).then(|| {
        format!(
            "the comment is on an issue{} that is no session’s",
            numbered(issue)
        )
    })
}

fn issue(payload: &Value) -> Option<String> {
    let issue = payload.get("issue")?;
    let mut names = names(issue)?;
    // The label that was just set or taken off; the name that one had before.
    let label = payload.get("label");
    names.extend(label.and_then(|label| label.get("name")?.as_str()));
    let ours = names.iter().any(|name| is_ours(name));
    (!ours).then(|| {
        format!(
            "the issue{} carries no label of folkmoot’s",
            numbered(issue)
        )
    })
}

/// Only the default branch's rules count.
fn push(payload: &Value) -> Option<String> {
    let pushed = payload.get("ref")?.as_str()?;
    let default = payload.pointer("/repository/default_branch")?.as_str()?;
    if default.is_empty() || pushed == format!("refs/heads/{default}") {
        return None;
    }
    Some(format!(
        "the push is not to `{}`, the default branch, and only its rules count",
        crate::inert::line(default)
    ))
}

fn is_ours(name: &str) -> bool {
    let name = labels::fold(name);
    ["folkmoot:", "session:", "stage:", "cluster:"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// The names of an issue's labels; `None` where one cannot be read.
fn names(issue: &Value) -> Option<Vec<&str>> {
    let list = issue.get("labels")?.as_array()?;
    list.iter()
        .map(|label| label.get("name")?.as_str())
        .collect()
}

fn numbered(issue: &Value) -> String {
    let number = issue.get("number").and_then(Value::as_u64);
    number.map_or_else(String::new, |number| format!(" (#{number})"))
}

/// The pull request that an event is about.
pub fn pull(payload: &Value) -> Option<u64> {
    payload.pointer("/pull_request/number")?.as_u64()
}

/// Whether the pull request comes from a fork: then a workflow's own token may only read.
pub fn is_from_fork(payload: &Value) -> bool {
    let name = |side: &str| {
        let path = format!("/pull_request/{side}/repo/full_name");
        payload.pointer(&path).and_then(Value::as_str)
    };
    // A fork that was deleted has no name any more.
    name("base").is_some() && name("base") != name("head")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;
    use std::path::Path;

    fn why(name: &str, payload: &Value) -> Option<String> {
        untouched(name, payload, &RepositoryName::new("o/r").unwrap())
    }

    fn on(labels: &[&str]) -> Value {
        let labels: Vec<Value> = labels.iter().map(|name| json!({ "name": name })).collect();
        json!({
            "repository": { "full_name": "O/R", "default_branch": "main" },
            "issue": { "number": 7, "labels": labels },
        })
    }

    #[test]
    fn what_touches_nothing() {
        let comment = |labels: &[&str]| why("issue_comment", &on(labels));
        assert_eq!(
            comment(&["bug"]).as_deref(),
            Some("the comment is on an issue (#7) that is no session’s")
        );
        assert_eq!(comment(&["Folkmoot:Session", "bug"]), None);
        assert!(comment(&["folkmoot:note"]).is_some());
        let mut pull = on(&["folkmoot:session"]);
        pull["issue"]["pull_request"] = json!({ "url": "…" });
        assert!(why("issue_comment", &pull).is_some());

        assert_eq!(
            why("issues", &on(&["bug"])).as_deref(),
            Some("the issue (#7) carries no label of folkmoot’s")
        );
        assert_eq!(why("issues", &on(&["cluster:Security"])), None);
        let mut unlabeled = on(&[]);
        unlabeled["label"] = json!({ "name": "stage:voting" });
        assert_eq!(why("issues", &unlabeled), None);

        let push = |to: &str| {
            let mut push = on(&[]);
            push["ref"] = json!(to);
            why("push", &push)
        };
        assert_eq!(push("refs/heads/main"), None);
        assert!(push("refs/heads/maint").is_some() && push("refs/tags/main").is_some());
    }

    #[test]
    fn what_says_too_little_is_looked_at() {
        let mut other = on(&["bug"]);
        other["repository"]["full_name"] = json!("o/other");
        for payload in [
            json!(null),
            json!([]),
            json!({}),
            json!({ "repository": { "full_name": "o/r" } }),
            json!({ "repository": { "full_name": "o/r" }, "issue": {} }),
            json!({ "repository": { "full_name": "o/r" }, "issue": { "labels": [{}] } }),
            json!({ "repository": { "full_name": "o/r" }, "issue": { "labels": "x" }, "ref": 3 }),
            other,
        ] {
            for name in [
                "issue_comment",
                "issues",
                "push",
                "schedule",
                "workflow_dispatch",
                "",
            ] {
                assert_eq!(why(name, &payload), None, "{name} {payload}");
            }
        }
        assert_eq!(why("schedule", &on(&["bug"])), None);
    }

    #[test]
    fn pull_requests() {
        let pull_of = |head: Value| json!({ "pull_request": { "number": 3, "base": { "repo": { "full_name": "o/r" } }, "head": { "repo": head } } });
        let own = pull_of(json!({ "full_name": "o/r" }));
        assert_eq!((pull(&own), is_from_fork(&own)), (Some(3), false));
        assert!(is_from_fork(&pull_of(json!({ "full_name": "x/r" }))));
        assert!(is_from_fork(&pull_of(json!(null))));
        assert_eq!((pull(&json!({})), is_from_fork(&json!({}))), (None, false));
    }

    /// GitHub's own examples of payloads, where they are at hand.
    #[test]
    fn real_payloads_are_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/inputs/O14-octokit-webhook-payloads/payload-examples/api.github.com");
        if !folder.is_dir() {
            eprintln!("skipped: the payloads are not here");
            return;
        }
        let mut read = 0;
        for event in fs::read_dir(&folder).unwrap() {
            let event = event.unwrap().path();
            let name = event.file_name().unwrap().to_str().unwrap().to_owned();
            for file in fs::read_dir(&event).unwrap() {
                let text = fs::read_to_string(file.unwrap().path()).unwrap();
                let payload: Value = serde_json::from_str(&text).unwrap();
                let own = payload.pointer("/repository/full_name");
                let Some(own) = own.and_then(Value::as_str) else {
                    continue;
                };
                let own = RepositoryName::new(own).unwrap();
                // None of them has a label of ours; a push is another matter.
                let spared = matches!(name.as_str(), "issues" | "issue_comment");
                if name != "push" {
                    assert_eq!(untouched(&name, &payload, &own).is_some(), spared, "{name}");
                }
                read += usize::from(spared);
            }
        }
        assert!(read >= 4, "{read}");
    }
}
