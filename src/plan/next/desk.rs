//! The work on one session: what it needs, what it has to say, and what of its changes may be sent together.

use super::close;
use crate::plan::Look;
use crate::plan::change::{Change, IssueKey};
use crate::plan::guard::Guard;
use crate::plan::memory::Memory;
use crate::plan::view::{Homes, View};
use crate::plan::{Level, Notice, heard};
use crate::session::{PullKey, RepositoryName, Session};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How many steps become one wave at most.
const MOST_FUSED: usize = 4;

/// The work on one session.
pub(super) struct Desk<'w> {
    /// The session as its file says; the view's has the times that people gave it since.
    pub(super) file: &'w Session,
    pub(super) view: View<'w>,
    pub(super) now: Timestamp,
    pub(super) notices: Vec<Notice>,
    /// Labels that have to exist.
    pub(super) labels: BTreeSet<String>,
    /// Governance repositories to look at.
    pub(super) lookups: Vec<RepositoryName>,
    /// Rolls and accounts to look at.
    pub(super) looks: Vec<Look>,
    /// Why there is no vote, or no result of it.
    pub(super) hindrance: Option<String>,
}

impl<'w> Desk<'w> {
    pub(super) fn new(file: &'w Session, view: View<'w>, now: Timestamp) -> Desk<'w> {
        Desk {
            file,
            view,
            now,
            notices: Vec::new(),
            labels: BTreeSet::new(),
            lookups: Vec::new(),
            looks: Vec::new(),
            hindrance: None,
        }
    }

    /// Whether changes are a step that cannot be taken back: the vote opens, or the session's issue is closed. GitHub goes on after what fails
    /// in a document, so such a step waits until everything before it has been seen to be done.
    pub(super) fn commits(&self, changes: &[Change]) -> bool {
        let known = match &self.view.memory {
            Some(Ok(memory)) => memory.vote.is_some(),
            _ => false,
        };
        let own = self.view.issue.map(|issue| issue.number);
        changes.iter().any(|change| match change {
            Change::UpdateIssue {
                number,
                body,
                close,
                ..
            } if Some(*number) == own => {
                let memory = body.as_ref().and_then(|body| Memory::read(body).ok());
                *close || memory.is_some_and(|memory| memory.vote.is_some() != known)
            }
            Change::Close { number, .. } => Some(*number) == own,
            _ => false,
        })
    }

    /// The changes, and with them what would follow once they are made, as far as that depends on nothing that only GitHub can say. It comes
    /// after them in the same wave, so a run that is stopped in between goes on from there as if it were two.
    pub(super) fn fused(&self, mut changes: Vec<Change>, homes: &Homes) -> Vec<Change> {
        for _ in 0..MOST_FUSED {
            let fusible = !changes.is_empty()
                && self.labels.is_empty()
                && self.lookups.is_empty()
                && self.looks.is_empty()
                && changes.iter().all(|change| match change {
                    Change::CreateIssue { key, .. } => !matches!(key, IssueKey::Session(_)),
                    other => other.is_plain_update(),
                });
            if !fusible {
                break;
            }
            let mut world = self.view.world.clone();
            for change in &changes {
                world.pretend(change);
            }
            let shifted = heard::shifted(self.file, &world);
            let view = View::of(&shifted, &world, homes);
            let mut desk = Desk::new(self.file, view, self.now);
            let more = desk.next();
            let follows = !more.is_empty()
                && !self.commits(&more)
                && desk.labels.is_empty()
                && desk.lookups.is_empty()
                && desk.looks.is_empty()
                && more
                    .iter()
                    .all(|change| change.is_plain_update() && !change.is_simulated())
                && !more
                    .iter()
                    .filter_map(Change::body)
                    .any(|body| world.is_made_up(body));
            if !follows {
                break;
            }
            changes.extend(more);
        }
        changes
    }
}

impl Desk<'_> {
    /// The changes, unless they would name somebody whom a private session must not; then none of them. Nor does a notice name anybody.
    pub(super) fn guarded(&mut self, changes: Vec<Change>) -> Vec<Change> {
        let silent = changes.is_empty() && self.labels.is_empty() && self.notices.is_empty();
        let Some(guard) = (!silent).then(|| Guard::of(&self.view)).flatten() else {
            return changes;
        };
        for notice in &mut self.notices {
            notice.text = guard.redacted(&notice.text);
        }
        match guard.held(&changes, &self.labels) {
            None => changes,
            Some(why) => {
                self.labels.clear();
                self.notices.push(Notice {
                    level: Level::Held,
                    session: self.view.session.id.to_string(),
                    text: why,
                });
                Vec::new()
            }
        }
    }

    pub(super) fn notice(&mut self, level: Level, text: impl Into<String>) {
        let text = text.into();
        if level == Level::NoResult {
            self.hindrance = Some(text.clone());
        }
        self.notices.push(Notice {
            level,
            session: self.view.session.id.to_string(),
            text,
        });
    }

    /// Whether all these labels exist; notes those that do not.
    pub(super) fn have_labels(&mut self, names: impl IntoIterator<Item = String>) -> bool {
        let mut all = true;
        for name in names {
            if self.view.world.knows_label(&name) != Some(true) {
                self.labels.insert(name);
                all = false;
            }
        }
        all
    }

    /// What there is to say of a session of which nothing depends on its notes now.
    pub(super) fn at_rest(&mut self, memory: &Memory) {
        let world = self.view.world;
        let pulls = world.governance.values().filter_map(|governance| {
            governance
                .pulls
                .get(&PullKey::report(&self.view.session.id))
        });
        for pull in pulls {
            if memory.report.is_some() && !pull.open && !pull.merged {
                self.notice(Level::Warning, close::unmerged(pull));
            }
        }
    }

    /// Says so where the day has passed by which people agreed to publish the report.
    pub(super) fn late(&mut self, memory: &Memory) {
        let session = self.view.session;
        let Some(due) = session.publish_by.as_ref().filter(|_| !memory.merged) else {
            return;
        };
        let today = self.now.to_zoned(session.timezone.clone()).date();
        if today <= due.last {
            return;
        }
        let cure = match &memory.report {
            Some(report) => format!("review and merge {}", report.url),
            None => "move the session on by its `stage:` label".to_owned(),
        };
        self.notice(
            Level::Warning,
            format!("the report was to be published by {due}, and it is {today}: {cure}, or agree on another day and write it as `publish-by`"),
        );
    }
}
