//! The next wave for each session: what can be done now with what is known.

use super::change::{Change, IssueKey, Push};
use super::count::{self, Count};
use super::group::{self, Grouping};
use super::labels;
use super::marker;
use super::memory::{Closing, Memory, OpenVote, ReportPull};
use super::texts;
use super::view::{Standing, View, collector, homeless};
use super::world::{Issue, World};
use crate::ballot::{Roll, RollKind, Tally, Window, record};
use crate::notes::Author;
use crate::report;
use crate::session::{RepositoryName, Session, Stage};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// GitHub takes bodies of 65,536 characters.
const LONGEST_BODY: usize = 65_000;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Good to know.
    Note,
    /// Somebody should look.
    Warning,
    /// No result can be given; nothing was counted.
    NoResult,
}

/// Something people should know about a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// The session.
    pub session: String,
    /// What, with its cure.
    pub text: String,
}

/// The next wave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wave {
    /// What can be done now, in the order that matters to people.
    pub changes: Vec<Change>,
    /// What people should know.
    pub notices: Vec<Notice>,
}

/// The next wave of all sessions.
pub fn next(sessions: &[Session], world: &World, now: Timestamp) -> Wave {
    let collector = collector(sessions, world, now);
    let mut wave = Wave::default();
    let mut lookups: BTreeMap<RepositoryName, Vec<(crate::session::SessionId, String)>> =
        BTreeMap::new();
    let mut wanted = BTreeSet::new();
    for session in sessions {
        let view = View::of(session, world, collector == Some(&session.id));
        let mut desk = Desk {
            view,
            now,
            notices: Vec::new(),
            labels: BTreeSet::new(),
            lookup: None,
        };
        let changes = desk.next();
        wanted.extend(desk.labels);
        if let Some((repository, branch)) = desk.lookup {
            lookups
                .entry(repository)
                .or_default()
                .push((session.id.clone(), branch));
        }
        wave.changes.extend(changes);
        wave.notices.extend(desk.notices);
    }
    for number in homeless(sessions, world, now) {
        wave.notices.push(Notice {
            level: Level::Note,
            session: "notes".to_owned(),
            text: format!("#{number} names no session that there is, and not exactly one collects notes now; write its id under `### Session`, or close it"),
        });
    }
    // Labels come before what carries them, and one look at a governance repository serves all sessions.
    let mut first = label_changes(world, &wanted);
    first.extend(
        lookups
            .into_iter()
            .map(|(repository, branches)| Change::FindReport {
                repository,
                branches,
            }),
    );
    first.append(&mut wave.changes);
    wave.changes = first;
    wave
}

/// Creates the labels that do not exist; looks up those that nobody knows about.
fn label_changes(world: &World, names: &BTreeSet<String>) -> Vec<Change> {
    let unknown: Vec<String> = names
        .iter()
        .filter(|name| world.knows_label(name).is_none())
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return vec![Change::FindLabels { names: unknown }];
    }
    let mut seen = BTreeSet::new();
    names
        .iter()
        .filter(|name| world.knows_label(name) == Some(false) && seen.insert(labels::fold(name)))
        .map(|name| Change::CreateLabel(labels::new(name)))
        .collect::<Vec<Change>>()
}

/// The work on one session.
struct Desk<'w> {
    view: View<'w>,
    now: Timestamp,
    notices: Vec<Notice>,
    /// Labels that have to exist.
    labels: BTreeSet<String>,
    /// Governance repository and branch to look at.
    lookup: Option<(RepositoryName, String)>,
}

impl Desk<'_> {
    fn notice(&mut self, level: Level, text: impl Into<String>) {
        self.notices.push(Notice {
            level,
            session: self.view.session.id.to_string(),
            text: text.into(),
        });
    }

    /// Whether all these labels exist; notes those that do not.
    fn have_labels(&mut self, names: impl IntoIterator<Item = String>) -> bool {
        let mut all = true;
        for name in names {
            if self.view.world.knows_label(&name) != Some(true) {
                self.labels.insert(name);
                all = false;
            }
        }
        all
    }

    fn next(&mut self) -> Vec<Change> {
        let Some(issue) = self.view.issue else {
            return self.announce();
        };
        for double in self.view.doubles.clone() {
            self.notice(
                Level::Warning,
                format!("#{double} claims what another issue is already; it is left alone. Close it, or take its labels off"),
            );
        }
        for (number, labels) in self.view.torn() {
            self.notice(
                Level::Note,
                format!("#{number} carries {}: it counts for the first cluster; take the other label off", labels.join(" and ")),
            );
        }
        let mut memory = match self.view.memory.clone() {
            Some(Ok(memory)) => memory,
            Some(Err(why)) => {
                self.notice(
                    Level::Warning,
                    format!(
                        "#{} cannot be used: {why}. Restore its body from the issue's edit history",
                        issue.number
                    ),
                );
                return Vec::new();
            }
            None => return Vec::new(),
        };
        let Some(known) = memory.stage() else {
            self.notice(
                Level::Warning,
                format!(
                    "#{} remembers a stage `{}` that does not exist",
                    issue.number, memory.stage
                ),
            );
            return Vec::new();
        };
        if !issue.open {
            if known != Stage::Published {
                self.notice(
                    Level::Note,
                    format!("#{} was closed by a person before its report was published; reopen it to go on", issue.number),
                );
                return Vec::new();
            }
            return Vec::new();
        }
        if known == Stage::Published {
            return self.tidy_up(issue);
        }
        let stage = self.due_stage(issue, known, &mut memory);
        if stage >= Stage::Notes && memory.vote.is_none() {
            let grouping = group::collect(&self.view);
            if let Some(changes) = self.grouped(grouping) {
                return changes;
            }
        }
        if stage >= Stage::Affinity && memory.vote.is_none() {
            let grouping = group::place(&self.view, &memory);
            if let Some(changes) = self.place(grouping, issue, &memory) {
                return changes;
            }
            memory.proposal.clear();
        }
        if stage >= Stage::Voting && memory.vote.is_none() && !self.open_vote(&mut memory) {
            // The vote cannot open: stay where notes are grouped until somebody has looked. The clock has not been obeyed.
            memory.clock = self.known_clock();
            return self.settle(issue, memory, Stage::Affinity, None);
        }
        if stage < Stage::Closed {
            return self.settle(issue, memory, stage, None);
        }
        self.close(issue, memory)
    }

    /// The session's issue, once it is time.
    fn announce(&mut self) -> Vec<Change> {
        let (session, world) = (self.view.session, self.view.world);
        if let Some(numbers) = world.finished.get(&session.id) {
            let numbers: Vec<String> = numbers.iter().map(|number| format!("#{number}")).collect();
            self.notice(Level::Note, format!("finished in {}", numbers.join(", ")));
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
        let about = match texts::about(session, world, session.attribution) {
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

    /// The stage to be in: what a person set, or what the clock has brought since it last moved the session, whichever is later.
    fn due_stage(&mut self, issue: &Issue, known: Stage, memory: &mut Memory) -> Stage {
        let by_hand = issue
            .labels
            .iter()
            .filter_map(|name| labels::stage_of(name))
            .filter(|stage| *stage != known)
            .max();
        let mut stage = by_hand.unwrap_or(known);
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
        // Once the first snapshot is taken there is no way back.
        if memory.closing.is_some() {
            stage = stage.max(Stage::Closed);
        }
        let mut schedule = self.view.session.schedule.clone();
        if let Some(vote) = &memory.vote {
            if schedule.closed != vote.window.closes {
                self.notice(
                    Level::Warning,
                    format!(
                        "the vote closes at {}, as it was when it opened; the other time in session.yml is not used",
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
    fn grouped(&mut self, grouping: Grouping) -> Option<Vec<Change>> {
        if grouping.changes.is_empty() {
            return None;
        }
        if !self.have_labels(grouping.labels()) {
            return Some(Vec::new());
        }
        Some(grouping.changes)
    }

    /// Remembers the proposal before anything of it is done.
    fn place(&mut self, grouping: Grouping, issue: &Issue, memory: &Memory) -> Option<Vec<Change>> {
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

    fn known_clock(&self) -> Option<Timestamp> {
        match &self.view.memory {
            Some(Ok(memory)) => memory.clock,
            _ => None,
        }
    }

    /// Freezes rules, roll and clusters; `false` where that cannot be.
    fn open_vote(&mut self, memory: &mut Memory) -> bool {
        let session = self.view.session;
        let schedule = &session.schedule;
        if schedule.closed <= self.now {
            self.notice(
                Level::NoResult,
                "no vote was held: its time had passed before any run could open it. Set later times for `voting` and `closed` in session.yml",
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
        if votable.is_empty() {
            self.notice(
                Level::NoResult,
                "the vote cannot open: there are no clusters with notes. Give two notes the same `cluster:` label, or wait for notes",
            );
            return false;
        }
        let roll = match session.rules.roll {
            RollKind::Everyone => Roll::Everyone,
            RollKind::Participants => {
                let ids: BTreeSet<u64> = self
                    .view
                    .notes
                    .iter()
                    .filter(|received| !matches!(received.standing, Standing::Refused(_)))
                    .filter_map(|received| match &received.note.author {
                        Some(Author::Account { id, .. }) => Some(*id),
                        _ => None,
                    })
                    .collect();
                if ids.is_empty() {
                    self.notice(
                        Level::NoResult,
                        "the vote cannot open: its roll is `participants`, and no note has an account as its author. Set `roll: everyone`",
                    );
                    return false;
                }
                Roll::Accounts(ids.into_iter().collect())
            }
        };
        memory.vote = Some(OpenVote {
            rules: session.rules.clone(),
            roll,
            window: Window {
                // A facilitator may open it before its time; a run that comes late opens it as of its time.
                opens: schedule.voting.min(self.now),
                closes: schedule.closed,
            },
            clusters: votable,
        });
        true
    }

    /// Snapshot, lock, snapshot again, tally; then the report.
    fn close(&mut self, issue: &Issue, mut memory: Memory) -> Vec<Change> {
        let Some(vote) = memory.vote.clone() else {
            return Vec::new();
        };
        let voted = match count::voted(&self.view, &vote) {
            Ok(voted) => voted,
            Err(why) => {
                self.notice(Level::NoResult, why);
                return Vec::new();
            }
        };
        if memory.tally.is_none() {
            let Some(closing) = memory.closing.clone() else {
                let at = self.now;
                memory.closing = Some(Closing {
                    at,
                    votes: voted
                        .iter()
                        .map(|issue| (issue.number, issue.votes_total))
                        .collect(),
                });
                // Remembered before the first lock, so that a run that is killed among them still knows what was there.
                let mut changes = vec![Change::UpdateIssue {
                    number: issue.number,
                    body: Some(memory.put(&issue.body)),
                    close: false,
                    why: "take the first snapshot of the votes".to_owned(),
                }];
                changes.extend(voted.iter().filter(|issue| !issue.locked).map(|issue| {
                    Change::Lock {
                        number: issue.number,
                    }
                }));
                return changes;
            };
            let open: Vec<Change> = voted
                .iter()
                .filter(|issue| !issue.locked)
                .map(|issue| Change::Lock {
                    number: issue.number,
                })
                .collect();
            if !open.is_empty() {
                return open;
            }
            if self.view.world.votes_stale {
                return vec![Change::ReadAgain];
            }
            let Some(counted) = self.count(issue, &vote, &closing) else {
                return Vec::new();
            };
            let digest = record::digest(&counted.json);
            // The tally is kept before its digest is published, and both before the report: GitHub forgets votes of people who leave.
            let mut changes = Vec::new();
            let said = texts::result_comment(&counted.tally, &counted.json);
            if !issue
                .comments
                .iter()
                .any(|comment| marker::same_text(&comment.body, &said))
            {
                changes.push(Change::Comment {
                    number: issue.number,
                    body: said,
                    why: "the result".to_owned(),
                });
            }
            memory.tally = Some(digest);
            changes.extend(self.settle(issue, memory, Stage::Closed, Some(&counted.tally)));
            return changes;
        }
        self.publish(issue, memory, &vote)
    }

    /// Counts the vote; `None` with a notice where that cannot be.
    fn count(&mut self, issue: &Issue, vote: &OpenVote, closing: &Closing) -> Option<Count> {
        match count::closed(&self.view, issue, vote, closing) {
            Ok(counted) => Some(counted),
            Err(why) => {
                self.notice(Level::NoResult, why);
                None
            }
        }
    }

    /// The count as it was published: the one that was kept, else a new one if it comes out the same.
    fn published(
        &mut self,
        issue: &Issue,
        memory: &Memory,
        vote: &OpenVote,
        closing: &Closing,
    ) -> Option<Count> {
        let digest = memory.tally.as_deref()?;
        if let Some(json) = texts::kept_tally(&issue.comments, digest) {
            if let Some(tally) = record::read(&json) {
                return Some(Count {
                    tally,
                    json,
                    vote: count::ended(vote, closing),
                    issue: issue.number,
                    state: String::new(),
                });
            }
        }
        let counted = self.count(issue, vote, closing)?;
        if record::digest(&counted.json) != digest {
            self.notice(
                Level::NoResult,
                format!("the comment with tally.json on #{} is gone, and the votes or the names of clusters have changed since: the report is not compiled. Restore them, or hold the vote again", issue.number),
            );
            return None;
        }
        Some(counted)
    }

    /// The report and its pull request; then, once it is merged, the end of the session.
    fn publish(&mut self, issue: &Issue, mut memory: Memory, vote: &OpenVote) -> Vec<Change> {
        let Some(closing) = memory.closing.clone() else {
            return Vec::new();
        };
        let session = self.view.session;
        let repository = session
            .report
            .repository
            .clone()
            .unwrap_or_else(|| self.view.world.repository.clone());
        let branch = format!("folkmoot/{}", session.id);
        let Some(governance) = self.view.world.governance.get(&repository) else {
            self.lookup = Some((repository, branch));
            return Vec::new();
        };
        if let Some(pull) = governance.pulls.get(&session.id) {
            memory.report = Some(ReportPull {
                repository: repository.to_string(),
                number: pull.number,
                url: pull.url.clone(),
            });
            if !pull.open && !pull.merged {
                self.notice(
                    Level::Warning,
                    format!("the report's pull request {} was closed without merging; reopen it to publish", pull.url),
                );
            }
            let stage = if pull.merged {
                Stage::Published
            } else {
                Stage::Closed
            };
            // What was published stays as it was written: only the line on the report changes.
            return self.settle_result(issue, memory, stage);
        }
        let Some(counted) = self.published(issue, &memory, vote, &closing) else {
            return Vec::new();
        };
        let report = match report::compile(&count::material(&self.view, &counted)) {
            Ok(report) => report,
            Err(error) => {
                self.notice(Level::Warning, error.to_string());
                return Vec::new();
            }
        };
        let folder = &session.report.folder;
        let files = report
            .files
            .iter()
            .map(|(name, content)| (format!("{folder}/{name}"), content.clone()))
            .collect();
        let session_url = format!("{}/issues/{}", self.view.world.url, issue.number);
        let message = format!(
            "Add the report of {}\n\nCompiled from {session_url}\n\nFolkmoot-Session: {}\n",
            session.id, session.id
        );
        vec![
            Change::Push(Push {
                repository: repository.clone(),
                base: governance.base.clone(),
                branch: branch.clone(),
                files,
                message,
                at: self.now,
            }),
            Change::OpenPullRequest {
                session: session.id.clone(),
                repository,
                branch,
                base: governance.base.clone(),
                title: report.title.clone(),
                body: report.body.clone(),
            },
        ]
    }

    /// Stage, status and memory as they should be; nothing when they are.
    fn settle(
        &mut self,
        issue: &Issue,
        mut memory: Memory,
        stage: Stage,
        tally: Option<&Tally>,
    ) -> Vec<Change> {
        memory.stage = stage.word().to_owned();
        let status = texts::status(&self.view, &memory, stage, tally);
        let mut body = marker::put_region(&issue.body, texts::STATUS, &status);
        // Once the vote is open its rules are frozen, and so is the text that states them.
        if memory.vote.is_none() {
            match texts::about(self.view.session, self.view.world, self.view.attribution) {
                Ok(about) => body = marker::put_region(&body, texts::ABOUT, &about),
                Err(error) => self.notice(Level::Warning, error.to_string()),
            }
        }
        let mut changes = self.update(issue, &memory, stage, body);
        // What people vote on stays as it was when the vote opened.
        if memory.vote.is_none() {
            changes.extend(self.note_lists());
        }
        changes
    }

    /// The same for a session whose result is published: everything but the last line of its status stays.
    fn settle_result(&mut self, issue: &Issue, mut memory: Memory, stage: Stage) -> Vec<Change> {
        memory.stage = stage.word().to_owned();
        let old = marker::find_region(&issue.body, texts::STATUS)
            .unwrap_or_default()
            .replace('\r', "");
        let mut parts: Vec<String> = old.split("\n\n").map(str::to_owned).collect();
        let fresh = texts::status(&self.view, &memory, stage, None);
        let (first, last) = (fresh.split("\n\n").next(), fresh.split("\n\n").last());
        if let (Some(place), Some(line)) = (parts.first_mut(), first) {
            line.clone_into(place);
        }
        if let (Some(place), Some(line)) = (parts.last_mut(), last) {
            line.clone_into(place);
        }
        let body = marker::put_region(&issue.body, texts::STATUS, &parts.join("\n\n"));
        self.update(issue, &memory, stage, body)
    }

    fn update(
        &mut self,
        issue: &Issue,
        memory: &Memory,
        stage: Stage,
        body: String,
    ) -> Vec<Change> {
        let before = match &self.view.memory {
            Some(Ok(before)) => before.stage.clone(),
            _ => String::new(),
        };
        let body = memory.put(&body);
        let mut changes = self.stage_change(issue, stage);
        if !marker::same_text(&body, &issue.body) {
            let why = if before == memory.stage {
                "status".to_owned()
            } else {
                format!("stage {before} → {}", memory.stage)
            };
            changes.push(Change::UpdateIssue {
                number: issue.number,
                body: Some(body),
                close: false,
                why,
            });
        }
        changes
    }

    fn stage_change(&mut self, issue: &Issue, stage: Stage) -> Vec<Change> {
        let (on, off) = texts::stage_labels(issue, stage);
        let mut changes = Vec::new();
        if !on.is_empty() {
            if !self.have_labels(on.clone()) {
                return changes;
            }
            changes.push(Change::AddLabels {
                number: issue.number,
                labels: on,
            });
        }
        if !off.is_empty() {
            changes.push(Change::RemoveLabels {
                number: issue.number,
                labels: off,
            });
        }
        changes
    }

    /// Lists of notes in the clusters' issues, where people moved a note.
    fn note_lists(&self) -> Vec<Change> {
        self.view
            .clusters
            .iter()
            .filter_map(|cluster| {
                let list = texts::note_list(&self.view.notes_of(&cluster.label));
                let body = marker::put_region(&cluster.issue.body, texts::NOTES, &list);
                (!marker::same_text(&body, &cluster.issue.body)).then(|| Change::UpdateIssue {
                    number: cluster.issue.number,
                    body: Some(body),
                    close: false,
                    why: format!("notes of {}", cluster.name),
                })
            })
            .collect()
    }

    /// Closes what is left open of a published session, its own issue last: while that is open, a later run goes on.
    fn tidy_up(&self, issue: &Issue) -> Vec<Change> {
        let close = |number: u64| Change::UpdateIssue {
            number,
            body: None,
            close: true,
            why: "close, the report is published".to_owned(),
        };
        let clusters = self
            .view
            .clusters
            .iter()
            .map(|cluster| cluster.issue.number);
        let notes = self
            .view
            .notes
            .iter()
            .filter(|received| received.adopted)
            .filter_map(|received| received.issue);
        let mut changes: Vec<Change> = clusters
            .chain(notes)
            .filter(|number| {
                self.view
                    .world
                    .issues
                    .get(number)
                    .is_some_and(|issue| issue.open)
            })
            .map(close)
            .collect();
        changes.push(close(issue.number));
        changes
    }
}

/// Whether the memory has this placement.
fn remembers(memory: &Memory, cluster: &str, note: &str) -> bool {
    memory
        .proposal
        .iter()
        .any(|(name, notes)| name == cluster && notes.iter().any(|known| known == note))
}
