//! From announcement to the open vote: the session's issue, its stage, notes into clusters, the frozen rules and roll.

use super::{Desk, Level};
use crate::ballot::{Window, record};
use crate::plan::Look;
use crate::plan::change::{Change, IssueKey};
use crate::plan::group::Grouping;
use crate::plan::memory::{Memory, OpenVote, Rows, Voted, text};
use crate::plan::world::Issue;
use crate::plan::{heard, labels, roll, texts};
use crate::privacy::Attribution;
use crate::session::Stage;
use jiff::{SignedDuration, Timestamp};

/// GitHub takes bodies of 65,536 characters.
pub(crate) const LONGEST_BODY: usize = 65_000;
/// What a vote may add to the session's issue while it is open: lines of the watch, a longer status.
pub(super) const VOTE_ROOM: usize = 25_000;
/// How long a session's issue can be before the vote opens: rules, clusters and window are frozen in it.
pub(crate) const LONGEST_ANNOUNCEMENT: usize = LONGEST_BODY - VOTE_ROOM - 2_000;

impl Desk<'_> {
    /// The session's issue, once it is time.
    pub(super) fn announce(&mut self) -> Vec<Change> {
        let (session, world) = (self.view.session, self.view.world);
        if let Some(finished) = world.finished.get(&session.id) {
            if finished.stage != Some(Stage::Published) && !finished.called_off {
                self.notice(
                    Level::Note,
                    format!("#{} was closed by a person before its report was published; reopen it to go on", finished.number),
                );
            }
            return Vec::new();
        }
        let Some((due, at)) = session.schedule.due_after(None, self.now) else {
            return Vec::new();
        };
        if session.schedule.closed <= self.now {
            self.notice(
                Level::Note,
                "it was never announced, and its vote would be over by now; set later times to hold it",
            );
            return Vec::new();
        }
        // What comes after collecting needs a look at what was collected first.
        let stage = due.min(Stage::Notes);
        if !self.hears() {
            return Vec::new();
        }
        let about = texts::suggested(&self.view, "").and_then(|suggested| {
            texts::about(session, world, session.attribution, suggested.as_deref())
        });
        let about = match about {
            Ok(about) => about,
            Err(error) => {
                self.notice(Level::Warning, error.to_string());
                return Vec::new();
            }
        };
        if !self.have_labels(labels::of_session(&session.id)) {
            return Vec::new();
        }
        let memory = Memory::new(session.attribution, stage, (stage == due).then_some(at));
        let status = texts::status(&self.view, &memory, stage, None);
        vec![Change::CreateIssue {
            key: IssueKey::Session(session.id.clone()),
            title: crate::inert::title(&session.title),
            body: texts::session_body(&about, &status, &memory),
            labels: vec![
                labels::SESSION.to_owned(),
                labels::session(&session.id),
                labels::stage(stage),
            ],
            parent: None,
        }]
    }

    /// Whether it is known what people said of the last session; asks for it otherwise.
    pub(super) fn hears(&mut self) -> bool {
        let session = self.view.session;
        if let Some(last) = session.last.as_ref().filter(|_| !self.view.has_heard()) {
            self.looks.push(Look::Feedback {
                session: last.id.clone(),
                asks: last.asks.clone(),
                by: session.id.clone(),
            });
            return false;
        }
        true
    }

    /// The stage to be in: what a person set, or what the clock has brought since it last moved the session, whichever is later.
    pub(super) fn due_stage(&mut self, issue: &Issue, known: Stage, memory: &mut Memory) -> Stage {
        let by_hand = issue
            .labels
            .iter()
            .filter_map(|name| labels::stage_of(name))
            .filter(|stage| *stage != known)
            .max();
        let mut stage = by_hand.unwrap_or(known);
        if let Some(wish) = memory.heard.wish
            && (wish < Stage::Closed || memory.vote.is_some())
        {
            stage = stage.max(wish);
        }
        if known >= Stage::Closed && stage < known {
            self.notice(
                Level::Warning,
                format!("the vote is closed and counted; `stage:{stage}` cannot reopen it. Hold another session for another vote"),
            );
            return known;
        }
        if memory.vote.is_some() && stage < Stage::Voting {
            self.notice(
                Level::Warning,
                format!("the vote is open, its rules and roll are frozen; `stage:{stage}` cannot undo that"),
            );
            stage = known;
        }
        if stage == Stage::Published && known < Stage::Closed {
            self.notice(
                Level::Warning,
                "`stage:published` is set by merging the report, not by hand",
            );
            stage = known;
        }
        if by_hand == Some(Stage::Closed) && memory.vote.is_none() {
            self.notice(
                Level::Warning,
                "`stage:closed` ends a vote, and none is open; set `stage:voting` first",
            );
            stage = known;
        }
        // Once the first snapshot is taken there is no way back, nor from a cancellation.
        let cancelled = memory.vote.as_ref().and_then(OpenVote::cancelled).is_some();
        if memory.closing.is_some() || cancelled {
            stage = stage.max(Stage::Closed);
        }
        let mut schedule = self.view.session.schedule.clone();
        if let Some(vote) = &memory.vote {
            if schedule.closed != vote.first_closes() {
                self.notice(
                    Level::Warning,
                    format!(
                        "the vote closes at {}; the other time in session.yml is not used. Write `extended: {{until: …, why: …}}` under `vote` to close it later",
                        texts::when(self.view.session, vote.window.closes)
                    ),
                );
            }
            schedule.closed = vote.window.closes;
        }
        if let Some((due, at)) = schedule.due_after(memory.clock, self.now) {
            memory.clock = Some(at);
            stage = stage.max(due);
        }
        stage
    }

    /// Labels first, then the changes; `None` when there is nothing to do.
    pub(super) fn grouped(&mut self, grouping: Grouping) -> Option<Vec<Change>> {
        if grouping.changes.is_empty() {
            return None;
        }
        if !self.have_labels(grouping.labels()) {
            return Some(Vec::new());
        }
        Some(grouping.changes)
    }

    /// Remembers the proposal before anything of it is done.
    pub(super) fn place(
        &mut self,
        grouping: Grouping,
        issue: &Issue,
        memory: &Memory,
        stage: Stage,
    ) -> Option<Vec<Change>> {
        if grouping.too_many > 0 {
            // Nothing but the proposal would say what belongs where, and it would not fit.
            self.notice(
                if stage >= Stage::Voting {
                    Level::NoResult
                } else {
                    Level::Warning
                },
                format!(
                    "{} notes have no cluster, too many to propose one for each; name clusters in the column `cluster` of notes.csv",
                    grouping.too_many
                ),
            );
            return Some(Vec::new());
        }
        if grouping.changes.is_empty() {
            return None;
        }
        let new = grouping
            .proposal
            .iter()
            .any(|(cluster, notes)| notes.iter().any(|note| !remembers(memory, cluster, note)));
        let ready = self.have_labels(grouping.labels());
        if new {
            // Only remembered: the stage changes once everything is in place, so that what a person or the clock asked for is still there
            // to be seen by the next wave.
            let mut keep = memory.clone();
            keep.proposal.clone_from(&grouping.proposal);
            keep.clock = self.known_clock();
            let body = keep.put(&issue.body);
            if body.chars().count() > LONGEST_BODY {
                // Too many notes to remember: a run that is killed now may group the rest otherwise than this one would have.
                return Some(if ready { grouping.changes } else { Vec::new() });
            }
            return Some(vec![Change::UpdateIssue {
                number: issue.number,
                title: None,
                body: Some(body),
                close: false,
                why: "remember the proposed clusters".to_owned(),
            }]);
        }
        if !ready {
            return Some(Vec::new());
        }
        Some(grouping.changes)
    }

    pub(super) fn known_clock(&self) -> Option<Timestamp> {
        match &self.view.memory {
            Some(Ok(memory)) => memory.clock,
            _ => None,
        }
    }

    /// Freezes rules, roll and clusters; `false` where that cannot be.
    pub(super) fn open_vote(&mut self, memory: &mut Memory) -> bool {
        let session = self.view.session;
        let schedule = &session.schedule;
        if schedule.closed <= self.now {
            self.notice(
                Level::NoResult,
                "no vote was held: its time passed before it could be opened (no run came in time, or no cluster held a note). Set later times for `voting` and `closed` in session.yml, or close the session's issue",
            );
            return false;
        }
        let votable: Vec<u64> = self
            .view
            .votable()
            .map(|cluster| cluster.issue.number)
            .collect();
        let left_out: Vec<String> = self
            .view
            .clusters
            .iter()
            .filter(|cluster| !votable.contains(&cluster.issue.number))
            .map(|cluster| format!("#{}", cluster.issue.number))
            .collect();
        if !left_out.is_empty() {
            self.notice(
                Level::Note,
                format!(
                    "{} cannot be voted on: closed, or without notes",
                    left_out.join(", ")
                ),
            );
        }
        // A call without topics takes place all the same, and has something to tell.
        let empty = session.format.without_notes && self.view.notes.is_empty();
        if votable.is_empty() && !empty {
            self.notice(
                Level::NoResult,
                "the vote cannot open: no cluster holds a note. Give a note a `cluster:` label",
            );
            return false;
        }
        if let Some(why) = &session.decisions.cancelled {
            let text = format!(
                "the vote does not open: session.yml cancels it ({})",
                crate::inert::line(why)
            );
            self.hindrance = Some(text.clone());
            self.notice(Level::Note, text);
            return false;
        }
        let looks = roll::looks(session, self.view.world, false);
        if !looks.is_empty() {
            self.looks.extend(looks);
            return false;
        }
        let resolved = match roll::resolve(&self.view) {
            Ok(resolved) => resolved,
            Err(why) => {
                self.notice(Level::NoResult, format!("the vote cannot open: {why}"));
                return false;
            }
        };
        let window = Window {
            // A facilitator may open it before its time; a run that comes late opens it as of its time.
            opens: schedule.voting.min(self.now),
            closes: schedule.closed,
        };
        let mut roll = resolved.roll;
        if let Some(days) = session.rules.minimum_age_days {
            let age = SignedDuration::from_hours(24 * i64::from(days));
            roll.born_before = window.opens.checked_sub(age).ok();
        }
        if !resolved.unresolved.is_empty() {
            self.notice(
                Level::Note,
                format!(
                    "these entries are no person’s account: {}",
                    resolved.unresolved.join(", ")
                ),
            );
        }
        let world = self.view.world;
        let clusters: Vec<Voted> = self
            .view
            .votable()
            .map(|cluster| Voted {
                number: cluster.issue.number,
                text: text(cluster.issue),
                notes: u64::try_from(self.view.notes_of(&cluster.label).len()).unwrap_or(u64::MAX),
            })
            .collect();
        // Of what GitHub assigns, and the window: nobody can try words until the draw suits them.
        let ids: Vec<&str> = self
            .view
            .issue
            .into_iter()
            .chain(self.view.votable().map(|cluster| cluster.issue))
            .map(|issue| issue.id.as_str())
            .collect();
        let seed = record::digest(&format!(
            "{}\n{}\n{}\n{}\n",
            world.repository_id,
            ids.join("\n"),
            window.opens,
            window.closes
        ));
        let vote = OpenVote {
            rules: if self.view.attribution == Attribution::Named {
                session.rules.clone()
            } else {
                session.rules.without_names()
            },
            roll,
            lists: roll::lists(session),
            allowed: resolved.allowed,
            unresolved: resolved.unresolved,
            window,
            seed: seed.trim_start_matches("sha256:").to_owned(),
            clusters,
            history: Vec::new(),
            watch: Vec::new(),
            comments: None,
            vanished: 0,
            reminded: false,
            rows: self.view.kept().then(|| Rows::of(&session.notes)),
        };
        let mut keep = memory.clone();
        // From now on, what is in no cluster is parked.
        keep.parked.clear();
        keep.vote = Some(vote);
        keep.talk = self.view.issue.and_then(heard::listened);
        let body = self.view.issue.map_or("", |issue| issue.body.as_str());
        if keep.put(body).chars().count() > LONGEST_BODY - VOTE_ROOM {
            if memory.put(body).chars().count() > LONGEST_ANNOUNCEMENT {
                self.notice(
                    Level::NoResult,
                    "the vote cannot open: the session’s issue is so long that it leaves no room for what is frozen there. Shorten the session’s texts; `folkmoot check` says which",
                );
                return false;
            }
            self.notice(
                Level::NoResult,
                format!(
                    "the vote cannot open: its roll of {} accounts does not fit into the session’s issue, where it is frozen. Some 3,000 do; use `roll: everyone` with a `minimum-age`",
                    keep.vote.and_then(|vote| vote.roll.size()).unwrap_or(0)
                ),
            );
            return false;
        }
        *memory = keep;
        true
    }
}

/// Whether the memory has this placement.
fn remembers(memory: &Memory, cluster: &str, note: &str) -> bool {
    memory
        .proposal
        .iter()
        .any(|(name, notes)| name == cluster && notes.iter().any(|known| known == note))
}
