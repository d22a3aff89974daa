//! The play itself: people take part, folkmoot runs, the clock moves on.

use super::beside::Beside;
use super::people::{Browser, Dice};
use super::stage::{self, Set};
use super::{Act, Play, Played, Progress, RehearsalError, Strike};
use crate::inert;
use crate::notes::Note;
use crate::plan::labels;
use crate::session::{NotesIn, Session, Stage};
use crate::text::many;
use crate::wall::screen::Screen;
use fakehub::User;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// How many notes one facilitator moves.
const HANDFUL: u64 = 100;

pub(super) async fn play(session: Session, play: &Play) -> Result<Played, RehearsalError> {
    let notes = session.notes.clone();
    if notes.is_empty() {
        return Err(RehearsalError::Input(format!(
            "{} has no notes to play: put a notes.csv beside its session.yml (columns: text, author, cluster)",
            session.folder.display()
        )));
    }
    let set = stage::build(&session, play).await?;
    let beside = match &play.wall {
        Some(on) => Some(Beside::open(&set, &session, on).await?),
        None => None,
    };
    let mut cast = Cast {
        beside,
        browser: Browser::new(set.server.url()),
        repository: set.access.repository.to_string(),
        set,
        sessions: [session],
        dice: Dice::new(play.seed),
        acts: Vec::new(),
        creations: 0,
        failed_runs: 0,
        limited: 0,
        faults: play.faults.len(),
        kill: play
            .faults
            .iter()
            .any(|fault| matches!(fault.kind, Strike::Kill)),
        progress: play.progress.clone(),
        again: play.again,
    };
    let played = cast.act(notes, play).await;
    if let Some(beside) = cast.beside.take() {
        let shown = if played.is_ok() {
            Some(Stage::Published)
        } else {
            None
        };
        beside.close(shown).await;
    }
    // Also where it went wrong: then they are what to look at.
    cast.keep_requests()?;
    played
}

pub(super) struct Cast {
    pub(super) browser: Browser,
    pub(super) repository: String,
    pub(super) set: Set,
    pub(super) sessions: [Session; 1],
    pub(super) dice: Dice,
    pub(super) acts: Vec<Act>,
    pub(super) creations: usize,
    pub(super) failed_runs: usize,
    /// How many runs a rate limit ended.
    pub(super) limited: usize,
    /// How many faults were ordered.
    pub(super) faults: usize,
    /// Whether a run is to be killed.
    pub(super) kill: bool,
    pub(super) progress: Progress,
    /// Whether each act is followed by two more runs.
    pub(super) again: bool,
    /// The wall beside it.
    pub(super) beside: Option<Beside>,
}

impl Cast {
    async fn act(&mut self, notes: Vec<Note>, play: &Play) -> Result<Played, RehearsalError> {
        let [session] = &mut self.sessions;
        let mut schedule = session.schedule.clone();
        if let Some((until, _)) = &session.decisions.extended {
            schedule.closed = schedule.closed.max(*until);
        }
        if session.decisions.cancelled.is_some() {
            return Err(RehearsalError::Input(
                "session.yml cancels the vote, so there is nothing to play; take `cancelled` out for a rehearsal".to_owned(),
            ));
        }
        let kept = session.notes_in == NotesIn::File;
        let mut file = session.notes.clone();
        if play.propose {
            for note in &mut file {
                note.cluster = None;
            }
        }
        // The first note stays in the file, as a facilitator's example would.
        session.notes.truncate(1);
        if play.propose {
            for note in &mut session.notes {
                note.cluster = None;
            }
        }
        self.run("").await?;

        self.reach(schedule.notes).await?;
        self.run("").await?;
        let wrote = if kept {
            let count = u64::try_from(file.len()).unwrap_or(0);
            self.sessions[0].notes = file;
            self.reach(between(schedule.notes, schedule.affinity, 1, 2))
                .await?;
            format!(
                "the facilitators take down {} in the file",
                many(count, "note", "notes")
            )
        } else {
            // Nobody waits for the last minute.
            let quarter = (schedule.affinity.as_second() - schedule.notes.as_second()) / 4;
            self.write(&notes, schedule.notes, later(schedule.affinity, -quarter))
                .await?
        };
        self.run(&wrote).await?;

        let grouped = if kept && !play.propose {
            "the file names their clusters".to_owned()
        } else if play.propose {
            "the facilitators leave the grouping to folkmoot".to_owned()
        } else {
            self.group(&notes, schedule.affinity).await?
        };
        self.reach(schedule.affinity).await?;
        self.run(&grouped).await?;
        if let Some(beside) = &self.beside {
            beside.follow(Screen::Board);
        }

        self.reach(schedule.voting).await?;
        self.run("").await?;
        let voted = self.vote(schedule.voting, schedule.closed).await?;
        // Schedules come late: the run that closes the vote comes five minutes after its end.
        self.reach(later(schedule.closed, 300)).await?;
        self.run(&voted).await?;
        if self.beside.is_some() {
            // A moment for everybody to guess, and one to read.
            self.reach(later(schedule.closed, 6 * 3600)).await?;
            self.beside.iter().for_each(Beside::reveal);
            self.reach(later(schedule.closed, 20 * 3600)).await?;
        }

        let own = self.set.access.repository.clone();
        let mut pulls = Vec::new();
        for (repository, key) in self.sessions[0].pulls(&own) {
            let pull = self
                .only_pull(&repository.to_string(), &key.branch())
                .await?;
            let number = pull.get("number").and_then(Value::as_u64);
            self.browser
                .merge(
                    &self.set.facilitator.token,
                    &repository.to_string(),
                    number.unwrap_or_default(),
                )
                .await?;
            pulls.push((repository, pull));
        }
        self.reach(later(schedule.closed, 24 * 3600)).await?;
        let merged = match pulls.len() {
            1 => "a maintainer merges the report".to_owned(),
            more => format!(
                "maintainers merge the report and {}",
                many(u64::try_from(more - 1).unwrap_or(0), "outcome", "outcomes")
            ),
        };
        self.run(&merged).await?;
        if self.beside.is_some() {
            self.reach(later(schedule.closed, 25 * 3600)).await?;
        }

        let requests = self.spent();
        let idle = self.ended().await?;
        if !idle.done.is_empty() {
            return Err(RehearsalError::Play(format!(
                "a run after the end still did: {}",
                idle.done.join("; ")
            )));
        }
        self.finish(&pulls, requests, self.spent() - requests)
    }

    /// Comes to a moment: at once, or, beside a wall, in real time.
    pub(super) async fn reach(&self, time: Timestamp) -> Result<(), RehearsalError> {
        match &self.beside {
            Some(beside) => beside.reach(&self.set, time).await?,
            None => self.at(time),
        }
        Ok(())
    }

    pub(super) fn at(&self, time: Timestamp) {
        self.set.hub.clock().set(time);
    }

    pub(super) fn participant(&self, index: usize) -> Result<User, RehearsalError> {
        self.set
            .participants
            .get(index % self.set.participants.len().max(1))
            .cloned()
            .ok_or_else(|| RehearsalError::Play("nobody takes part".to_owned()))
    }

    /// Participants file their notes: most by the form, every fourth as a comment.
    async fn write(
        &mut self,
        notes: &[Note],
        from: Timestamp,
        to: Timestamp,
    ) -> Result<String, RehearsalError> {
        let issue = self.numbered(labels::SESSION).await?;
        let issue = issue
            .first()
            .map(|(number, _)| *number)
            .ok_or_else(|| RehearsalError::Play("the session has no issue".to_owned()))?;
        let id = self.sessions[0].id.to_string();
        let stem = self.sessions[0].format.stem.to_lowercase();
        let (mut forms, mut comments) = (0, 0);
        for (index, note) in notes.iter().enumerate().skip(1) {
            self.reach(between(from, to, index, notes.len())).await?;
            let who = self.participant(index)?;
            if index % 4 == 3 {
                let fields = note.fields.iter();
                let fields: String = fields
                    .map(|(name, value)| format!("\n{name}: {}", inert::line(value)))
                    .collect();
                let text = if !stem.is_empty() && note.text.to_lowercase().starts_with(&stem) {
                    note.text.clone()
                } else {
                    format!("/note {}", note.text)
                };
                self.browser
                    .comment(
                        &who.token,
                        &self.repository,
                        issue,
                        &format!("{text}{fields}"),
                    )
                    .await?;
                comments += 1;
            } else {
                let fields = note.fields.iter();
                let fields: String = fields
                    .map(|(name, value)| format!("### {name}\n\n{value}\n\n"))
                    .collect();
                let body = format!("### Session\n\n{id}\n\n{fields}### Note\n\n{}", note.text);
                self.set.hub.file_form(
                    &who.login,
                    &self.repository,
                    &inert::title(&inert::cut(&note.text, 120)),
                    &body,
                    &[labels::NOTE],
                )?;
                forms += 1;
            }
        }
        Ok(format!(
            "participants file {} with the form and {}; one is in the file",
            many(forms, "note", "notes"),
            many(comments, "comment", "comments")
        ))
    }

    /// The facilitators put notes into the clusters that the file names: those that nobody at the wall has placed.
    async fn group(&mut self, notes: &[Note], until: Timestamp) -> Result<String, RehearsalError> {
        if let Some(beside) = &self.beside {
            beside.show(Screen::Board);
        }
        let from = self.set.hub.clock().now();
        let there = self.numbered(labels::NOTE).await?;
        let mut moved = 0;
        let mut hand = self.set.facilitator.clone();
        for (index, note) in notes.iter().enumerate().skip(1) {
            let Some(cluster) = &note.cluster else {
                continue;
            };
            if self.beside.is_some() {
                self.reach(between(from, until, index, notes.len())).await?;
            }
            let title = inert::title(&inert::cut(&note.text, 120));
            let Some((number, _)) = there.iter().find(|(_, known)| *known == title) else {
                return Err(RehearsalError::Play(format!(
                    "the note “{}” did not arrive",
                    note.text
                )));
            };
            if self.beside.is_some() && self.is_placed(*number).await? {
                continue;
            }
            // GitHub lets one account label 180 issues a minute; for a thousand notes it takes more hands.
            if moved % HANDFUL == HANDFUL - 1 {
                hand = self.set.hub.add_user(&format!("facilitator-{moved}"));
                self.set
                    .hub
                    .grant(&hand.login, &self.repository, fakehub::Permission::Triage);
            }
            self.browser
                .label(
                    &hand.token,
                    &self.repository,
                    *number,
                    &labels::cluster(cluster),
                )
                .await?;
            moved += 1;
        }
        Ok(format!(
            "the facilitators group {} by their labels",
            many(moved, "note", "notes")
        ))
    }

    /// Whether a note is in a cluster, or parked.
    async fn is_placed(&self, number: u64) -> Result<bool, RehearsalError> {
        let path = format!("/repos/{}/issues/{number}/labels", self.repository);
        let found = self.browser.get(&self.set.facilitator.token, &path).await?;
        let mut names = found.as_array().into_iter().flatten();
        Ok(names.any(|label| {
            let name = label.get("name").and_then(Value::as_str);
            name.is_some_and(|name| name.to_lowercase().starts_with("cluster:"))
        }))
    }

    /// Some of the clusters, the heavier ones more often.
    pub(super) fn pick(&mut self, clusters: &[u64], weights: &[usize], wanted: usize) -> Vec<u64> {
        let mut left: Vec<(u64, usize)> = clusters
            .iter()
            .copied()
            .zip(weights.iter().copied())
            .collect();
        let mut picked = Vec::new();
        while picked.len() < wanted && !left.is_empty() {
            let total: usize = left.iter().map(|(_, weight)| weight).sum();
            let mut point = self.dice.roll(total);
            let index = left
                .iter()
                .position(|(_, weight)| {
                    let here = point < *weight;
                    point = point.saturating_sub(*weight);
                    here
                })
                .unwrap_or(0);
            picked.push(left.remove(index).0);
        }
        picked
    }

    /// Numbers and titles of the issues with a label.
    pub(super) async fn numbered(&self, label: &str) -> Result<Vec<(u64, String)>, RehearsalError> {
        let mut list = Vec::new();
        for page in 1.. {
            let path = format!(
                "/repos/{}/issues?state=all&per_page=100&page={page}&labels={}",
                self.repository,
                label.replace(':', "%3A")
            );
            let found = self.browser.get(&self.set.facilitator.token, &path).await?;
            let found = found.as_array().cloned().unwrap_or_default();
            list.extend(found.iter().filter_map(|issue| {
                Some((
                    issue.get("number")?.as_u64()?,
                    issue.get("title")?.as_str()?.to_owned(),
                ))
            }));
            if found.len() < 100 {
                break;
            }
        }
        Ok(list)
    }

    async fn only_pull(&self, repository: &str, branch: &str) -> Result<Value, RehearsalError> {
        let path = format!("/repos/{repository}/pulls?state=all&per_page=100");
        let found = self.browser.get(&self.set.facilitator.token, &path).await?;
        let found: Vec<&Value> = found
            .as_array()
            .into_iter()
            .flatten()
            .filter(|pull| pull.pointer("/head/ref").and_then(Value::as_str) == Some(branch))
            .collect();
        match found.as_slice() {
            [pull] => Ok((*pull).clone()),
            other => Err(RehearsalError::Play(format!(
                "there are {} pull requests of {branch} in {repository} instead of one",
                other.len()
            ))),
        }
    }
}

/// So many seconds after a time.
pub(super) fn later(time: Timestamp, seconds: i64) -> Timestamp {
    time.saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(time)
}

/// The `index`-th of `count` moments between two, never the last one.
pub(super) fn between(from: Timestamp, to: Timestamp, index: usize, count: usize) -> Timestamp {
    let span = to.as_second() - from.as_second();
    let (index, count) = (
        i64::try_from(index).unwrap_or(0),
        i64::try_from(count).unwrap_or(1).max(1),
    );
    later(from, (span * index / (count + 1)).max(0))
}
