//! The whole state as stable JSON, for comparing end states.

use crate::state::{Issue, REACTIONS, State, Subject};
use serde_json::{Map, Value, json};

impl State {
    /// Everything that a person can see on the pages of the hub. Ids and times differ between a run that was disturbed and one
    /// that was not, so they stay out; of a branch, its tree stands here, as a commit has a time in it.
    pub(crate) fn dump(&self) -> Value {
        let mut repositories = Map::new();
        let mut repos: Vec<_> = self.repos.values().collect();
        repos.sort_by(|a, b| a.full_name.cmp(&b.full_name));
        for repo in repos {
            let labels: Map<String, Value> = repo
                .labels
                .values()
                .filter_map(|id| self.labels.get(id))
                .map(|label| {
                    let value = json!({"color": label.color, "description": label.description});
                    (label.name.clone(), value)
                })
                .collect();
            let issues: Vec<Value> = repo
                .numbers
                .values()
                .filter_map(|id| self.issues.get(id))
                .map(|issue| self.dump_issue(issue))
                .collect();
            let refs: Map<String, Value> = repo
                .refs("refs/heads/")
                .into_iter()
                .map(|(name, oid)| (name, repo.tree_of(&oid).into()))
                .collect();
            repositories.insert(
                repo.full_name.clone(),
                json!({"labels": labels, "issues": issues, "branches": refs, "private": repo.private,
                       "grants": repo.grants}),
            );
        }
        json!({"repositories": repositories})
    }

    fn dump_issue(&self, issue: &Issue) -> Value {
        let mut labels = self.label_names(issue);
        labels.sort();
        let comments: Vec<Value> = issue
            .comments
            .iter()
            .filter_map(|id| self.comments.get(id))
            .map(|comment| {
                json!({"author": self.login_or_null(comment.author), "body": comment.body,
                       "reactions": self.dump_reactions(Subject::Comment(comment.id))})
            })
            .collect();
        let number = |id: &u64| self.issues.get(id).map(|issue| issue.number);
        let sub_issues: Vec<u64> = issue.sub_issues.iter().filter_map(number).collect();
        let mut value = json!({
            "number": issue.number, "title": issue.title, "body": issue.body,
            "author": self.login_or_null(issue.author),
            "state": if issue.open { "open" } else { "closed" }, "state_reason": issue.state_reason,
            "locked": issue.locked, "lock_reason": issue.lock_reason,
            "labels": labels, "comments": comments,
            "reactions": self.dump_reactions(Subject::Issue(issue.id)),
            "parent": issue.parent.as_ref().and_then(number), "sub_issues": sub_issues,
        });
        if let (Some(pull), Some(map)) = (&issue.pull, value.as_object_mut()) {
            map.insert(
                "pull_request".to_owned(),
                json!({"head": pull.head, "base": pull.base, "draft": pull.draft,
                       "merged": pull.merged_at.is_some()}),
            );
        }
        value
    }

    /// The reactions as content → sorted logins; of a deleted account, null.
    fn dump_reactions(&self, subject: Subject) -> Value {
        let mut map = Map::new();
        for (content, _) in REACTIONS {
            let mut logins: Vec<Value> = self
                .reactions_on(subject)
                .iter()
                .filter_map(|id| self.reactions.get(id))
                .filter(|reaction| reaction.content == content)
                .map(|reaction| self.login_or_null(reaction.user))
                .collect();
            logins.sort_by_key(|login| login.as_str().map(str::to_owned));
            if !logins.is_empty() {
                map.insert(content.to_owned(), logins.into());
            }
        }
        map.into()
    }

    fn login_or_null(&self, id: u64) -> Value {
        self.account(id)
            .map_or(Value::Null, |account| account.login.clone().into())
    }

    /// The names of an issue's labels, in the order in which they were put on.
    pub(crate) fn label_names(&self, issue: &Issue) -> Vec<String> {
        let labels = issue.labels.iter().filter_map(|id| self.labels.get(id));
        labels.map(|label| label.name.clone()).collect()
    }
}
