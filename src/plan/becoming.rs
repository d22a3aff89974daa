//! The world as it becomes: what came of a change is taken in, or what would come of it.

use super::change::{Change, Effect};
use super::labels::fold;
use super::look::Found;
use super::world::{Comment, Issue, Label, Pull, SIMULATED, World};
use crate::ballot::Vote;

/// The most votes of a cluster that are simulated: how many there are, an answer says, which may say anything.
const MOST_VOTES: u64 = 10_000;

impl World {
    /// Takes in what came of a change.
    pub fn absorb(&mut self, change: &Change, effect: Effect) {
        match (change, effect) {
            (Change::CreateLabel(label), Effect::LabelCreated { id }) => {
                self.labels.insert(
                    fold(&label.name),
                    Label {
                        id,
                        name: label.name.clone(),
                    },
                );
            }
            (Change::CreateLabel(label), Effect::LabelTaken) => {
                self.absent.remove(&fold(&label.name));
                self.all_labels = false;
            }
            (
                Change::CreateIssue {
                    title,
                    body,
                    labels,
                    ..
                },
                Effect::IssueCreated { id, number },
            ) => {
                self.issues.insert(
                    number,
                    Issue {
                        id,
                        number,
                        title: title.clone(),
                        body: body.clone(),
                        open: true,
                        locked: false,
                        author: None,
                        written: self.read_at,
                        labels: labels.iter().cloned().collect(),
                        votes: Vec::new(),
                        votes_total: 0,
                        comments: Vec::new(),
                        comments_total: 0,
                        comments_latest: None,
                    },
                );
            }
            (
                Change::UpdateIssue {
                    number,
                    title,
                    body,
                    close,
                    ..
                },
                _,
            ) => {
                if let Some(issue) = self.issues.get_mut(number) {
                    if let Some(title) = title {
                        issue.title.clone_from(title);
                    }
                    if let Some(body) = body {
                        issue.body.clone_from(body);
                    }
                    issue.open &= !close;
                }
            }
            (Change::Close { number, .. } | Change::Reopen { number, .. }, _) => {
                if let Some(issue) = self.issues.get_mut(number) {
                    issue.open = matches!(change, Change::Reopen { .. });
                }
            }
            (Change::AddLabels { number, labels }, _) => {
                if let Some(issue) = self.issues.get_mut(number) {
                    issue.labels.extend(labels.iter().cloned());
                }
            }
            (Change::RemoveLabels { number, labels }, _) => {
                if let Some(issue) = self.issues.get_mut(number) {
                    issue
                        .labels
                        .retain(|name| !labels.iter().any(|gone| super::labels::same(gone, name)));
                }
            }
            (Change::Comment { number, body, .. }, _) => {
                if let Some(issue) = self.issues.get_mut(number) {
                    issue.comments.push(Comment {
                        id: 0,
                        body: body.clone(),
                        author: None,
                        written: self.read_at,
                        edited: None,
                        by_another: false,
                    });
                    issue.comments_total += 1;
                }
            }
            (Change::Lock { number, .. }, effect) => {
                if let Some(issue) = self.issues.get_mut(number) {
                    issue.locked = true;
                    if let Effect::Locked { votes, total, .. } = effect {
                        issue.votes = votes;
                        issue.votes_total = total;
                    }
                }
            }
            (Change::OpenPullRequest(new), Effect::PullOpened(pull)) => {
                if let Some(governance) = self.governance.get_mut(&new.repository) {
                    governance.pulls.insert(new.key.clone(), pull);
                }
            }
            (Change::Look(_), Effect::Found(found)) => self.learn(found),
            // A push leaves nothing that a later wave asks for; other pairs do not occur.
            _ => {}
        }
    }

    /// Takes in what a look found.
    fn learn(&mut self, found: Found) {
        match found {
            Found::Labels { names, found } => {
                self.absent.extend(names.iter().map(|name| fold(name)));
                for label in found {
                    self.absent.remove(&fold(&label.name));
                    self.labels.insert(fold(&label.name), label);
                }
            }
            Found::Report(mut governance) => {
                // What was asked for before is known still.
                if let Some(known) = self.governance.remove(&governance.repository) {
                    let mut pulls = known.pulls;
                    pulls.retain(|key, _| !governance.asked.contains(key));
                    governance.pulls.extend(pulls);
                    governance.asked.extend(known.asked);
                }
                self.governance
                    .insert(governance.repository.clone(), governance);
            }
            Found::Feedback(session, told) => {
                self.feedback.insert(session, told);
            }
            Found::Roll(source, roll) => self.rolls.push((source, roll)),
            Found::People {
                found: Err(why), ..
            } => self.no_people = Some(why),
            Found::People {
                logins,
                found: Ok(found),
            } => {
                let unknown = logins.iter().map(|login| (fold(login), None));
                self.people.extend(unknown);
                let found = found.into_iter();
                self.people
                    .extend(found.map(|(login, id)| (fold(&login), Some(id))));
            }
            Found::Things(found) => self.things.extend(found),
            Found::Rights(rights) => {
                let rights = rights.into_iter();
                self.rights
                    .extend(rights.map(|(login, right)| (fold(&login), right)));
            }
        }
    }

    /// Makes a change here and nowhere else: what a plan foresees, and what a run would do next.
    pub fn pretend(&mut self, change: &Change) {
        let effect = self.simulate(change);
        self.absorb(change, effect);
    }

    /// Whether a text names an issue that only a simulation made.
    pub fn is_made_up(&self, text: &str) -> bool {
        let mut made = self.issues.range(SIMULATED + 1..);
        made.any(|(number, _)| text.contains(&number.to_string()))
    }

    /// The effect a change would have, with stand-ins for what only GitHub can say.
    pub fn simulate(&mut self, change: &Change) -> Effect {
        self.simulated += 1;
        let number = SIMULATED + self.simulated;
        let id = format!("simulated-{}", self.simulated);
        match change {
            Change::Look(look) => Effect::Found(look.pretended(id)),
            Change::CreateLabel(_) => Effect::LabelCreated { id },
            Change::CreateIssue { .. } => Effect::IssueCreated { id, number },
            Change::OpenPullRequest(new) => Effect::PullOpened(Pull {
                number,
                url: format!("{}#…", new.repository),
                open: true,
                merged: false,
            }),
            Change::Lock { votes, .. } => {
                let total = (*votes).min(MOST_VOTES);
                Effect::Locked {
                    // As many as there are, by nobody: what they come to is not to be foreseen.
                    votes: (0..total)
                        .map(|_| Vote {
                            account: None,
                            at: self.read_at,
                            reaction: None,
                        })
                        .collect(),
                    total,
                    more: None,
                }
            }
            Change::UpdateIssue { .. }
            | Change::Close { .. }
            | Change::Reopen { .. }
            | Change::AddLabels { .. }
            | Change::RemoveLabels { .. }
            | Change::Comment { .. }
            | Change::Push(_) => Effect::Done,
        }
    }
}
