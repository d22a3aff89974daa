//! Eventual consistency: what was created a moment ago is hidden while one request is answered, then put back.

use super::{Comment, Issue, Label, Reaction, State, Subject};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// What is not there for the request that is answered now.
#[derive(Debug, Default)]
pub(crate) struct Hidden {
    issues: BTreeMap<u64, Issue>,
    comments: BTreeMap<u64, Comment>,
    labels: BTreeMap<u64, Label>,
    reactions: BTreeMap<u64, Reaction>,
    /// The places in ordered lists, from the first to the last: list, index, id.
    places: Vec<(List, usize, u64)>,
    /// Children whose parents are hidden.
    parents: Vec<(u64, u64)>,
}

/// A list that a hidden thing is taken out of.
#[derive(Debug, Clone, Copy)]
enum List {
    Labels(u64),
    SubIssues(u64),
    Comments(u64),
    Reactions(Subject),
}

impl State {
    /// Whether a label of that name is there after all: names stay unique while they are hidden.
    pub(super) fn hides_label(&self, repo: u64, name: &str) -> bool {
        let labels = self.hidden.iter().flat_map(|hidden| hidden.labels.values());
        let name = name.to_lowercase();
        labels
            .filter(|label| label.repo == repo)
            .any(|label| label.name.to_lowercase() == name)
    }

    /// Whether an open pull request for that branch is there after all.
    pub(super) fn hides_pull(&self, repo: u64, head: &str, base: &str) -> bool {
        let issues = self.hidden.iter().flat_map(|hidden| hidden.issues.values());
        issues
            .filter(|issue| issue.repo == repo && issue.open)
            .filter_map(|issue| issue.pull.as_ref())
            .any(|pull| pull.head == head && pull.base == base)
    }

    /// Hides what was created within the last `seconds`.
    pub(crate) fn hide(&mut self, seconds: i64) {
        let start = self
            .now()
            .saturating_sub(SignedDuration::from_secs(seconds));
        let start = start.unwrap_or(Timestamp::MIN);
        let mut hidden = Hidden {
            issues: take(&mut self.issues, |issue| issue.created_at >= start),
            labels: take(&mut self.labels, |label| label.created_at >= start),
            ..Hidden::default()
        };
        let issues = &self.issues;
        hidden.comments = take(&mut self.comments, |comment| {
            comment.created_at >= start || !issues.contains_key(&comment.issue)
        });
        let comments = &self.comments;
        hidden.reactions = take(&mut self.reactions, |reaction| {
            let orphan = match reaction.subject {
                Subject::Issue(id) => !issues.contains_key(&id),
                Subject::Comment(id) => !comments.contains_key(&id),
            };
            reaction.created_at >= start || orphan
        });
        for repo in self.repos.values_mut() {
            repo.numbers.retain(|_, id| !hidden.issues.contains_key(id));
            repo.labels.retain(|_, id| !hidden.labels.contains_key(id));
        }
        let mut places = Vec::new();
        for (id, issue) in &mut self.issues {
            let mut out = |list, of: &mut Vec<u64>, gone: &dyn Fn(&u64) -> bool| {
                take_out(&mut places, list, of, gone);
            };
            out(List::Labels(*id), &mut issue.labels, &|label| {
                hidden.labels.contains_key(label)
            });
            out(List::SubIssues(*id), &mut issue.sub_issues, &|child| {
                hidden.issues.contains_key(child)
            });
            out(List::Comments(*id), &mut issue.comments, &|comment| {
                hidden.comments.contains_key(comment)
            });
            let subject = Subject::Issue(*id);
            out(List::Reactions(subject), &mut issue.reactions, &|id| {
                hidden.reactions.contains_key(id)
            });
            if let Some(parent) = issue.parent
                && hidden.issues.contains_key(&parent)
            {
                issue.parent = None;
                hidden.parents.push((*id, parent));
            }
        }
        for (id, comment) in &mut self.comments {
            let list = List::Reactions(Subject::Comment(*id));
            take_out(&mut places, list, &mut comment.reactions, &|id| {
                hidden.reactions.contains_key(id)
            });
        }
        hidden.places = places;
        self.hidden = Some(hidden);
    }

    /// Puts back what is hidden, if anything is.
    pub(crate) fn put_back(&mut self) {
        let Some(mut hidden) = self.hidden.take() else {
            return;
        };
        // A child that got another parent in the meantime keeps that.
        for (child, parent) in hidden.parents {
            let free = self
                .issues
                .get_mut(&child)
                .filter(|issue| issue.parent.is_none());
            if let Some(issue) = free {
                issue.parent = Some(parent);
            } else if let Some(parent) = hidden.issues.get_mut(&parent) {
                parent.sub_issues.retain(|id| *id != child);
            }
        }
        for (id, issue) in &hidden.issues {
            if let Some(repo) = self.repos.get_mut(&issue.repo) {
                repo.numbers.insert(issue.number, *id);
            }
        }
        for (id, label) in &hidden.labels {
            if let Some(repo) = self.repos.get_mut(&label.repo) {
                repo.labels.insert(label.name.to_lowercase(), *id);
            }
        }
        self.issues.append(&mut hidden.issues);
        self.comments.append(&mut hidden.comments);
        self.labels.append(&mut hidden.labels);
        self.reactions.append(&mut hidden.reactions);
        // A label that was deleted meanwhile is off the hidden issues too.
        let labels = &self.labels;
        for issue in self.issues.values_mut() {
            issue.labels.retain(|label| labels.contains_key(label));
        }
        for (list, index, id) in hidden.places {
            if let Some(list) = self.list(list) {
                list.insert(index.min(list.len()), id);
            }
        }
    }

    /// Puts one hidden reaction back at once: the same reaction again must find it.
    pub(super) fn unhide_reaction(&mut self, user: u64, subject: Subject, content: &str) {
        let Some(hidden) = &mut self.hidden else {
            return;
        };
        let found = hidden.reactions.values().find(|reaction| {
            reaction.user == user && reaction.subject == subject && reaction.content == content
        });
        let Some(id) = found.map(|reaction| reaction.id) else {
            return;
        };
        let place = hidden.places.iter().position(|(_, _, of)| *of == id);
        if let Some(reaction) = hidden.reactions.remove(&id)
            && let Some(place) = place
        {
            let (list, index, _) = hidden.places.remove(place);
            self.reactions.insert(id, reaction);
            if let Some(list) = self.list(list) {
                list.insert(index.min(list.len()), id);
            }
        }
    }

    fn list(&mut self, list: List) -> Option<&mut Vec<u64>> {
        match list {
            List::Labels(id) => Some(&mut self.issues.get_mut(&id)?.labels),
            List::SubIssues(id) => Some(&mut self.issues.get_mut(&id)?.sub_issues),
            List::Comments(id) => Some(&mut self.issues.get_mut(&id)?.comments),
            List::Reactions(subject) => self.list_mut(subject),
        }
    }
}

fn take<T>(from: &mut BTreeMap<u64, T>, hides: impl Fn(&T) -> bool) -> BTreeMap<u64, T> {
    let ids: Vec<u64> = from
        .iter()
        .filter(|(_, one)| hides(one))
        .map(|(id, _)| *id)
        .collect();
    ids.into_iter()
        .filter_map(|id| from.remove(&id).map(|one| (id, one)))
        .collect()
}

fn take_out(
    places: &mut Vec<(List, usize, u64)>,
    list: List,
    of: &mut Vec<u64>,
    gone: &dyn Fn(&u64) -> bool,
) {
    let out = of.iter().copied().enumerate().filter(|(_, id)| gone(id));
    places.extend(out.map(|(index, id)| (list, index, id)));
    of.retain(|id| !gone(id));
}
