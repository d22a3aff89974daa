//! From a session and the world to what the wall shows of it.

use super::{About, Board, Card, Cluster, Figures, Part, Report, Unrevealed, Vote};
use crate::ballot::rules::Counts;
use crate::ballot::{Method, Rules};
use crate::inert;
use crate::plan::count::count;
use crate::plan::memory::{Memory, OpenVote};
use crate::plan::view::{Homes, Received, Standing, View};
use crate::plan::{World, heard, labels, note_id};
use crate::session::PullKey;
use crate::session::{NotesIn, Session, Shift, Stage};
use crate::wall::join;
use crate::wall::plain;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

impl Board {
    /// What the wall shows of a session. `homes` says whose the notes are that name no session.
    pub fn of(session: &Session, world: &World, homes: &Homes) -> Board {
        let shifted = heard::shifted(session, world);
        let view = View::of(&shifted, world, homes);
        let memory = match &view.memory {
            Some(Ok(memory)) => Some(memory),
            _ => None,
        };
        let finished = world.finished.get(&session.id);
        let stage = match (memory, finished) {
            (Some(memory), _) => stage(&view, memory),
            (None, finished) => finished.and_then(|finished| finished.stage),
        };
        let off = memory.is_some_and(|memory| memory.off.is_some())
            || finished.is_some_and(|finished| finished.called_off);
        let opened = memory.is_some_and(|memory| memory.vote.is_some());
        let open = stage == Some(Stage::Voting) && !off;
        let (clusters, mut vote) = counted(&view, memory, open, clusters(&view, opened));
        if off {
            vote.hindrance = Some(OFF.to_owned());
        }
        let notes = cards(&view, &clusters);
        // Of a session that is over nothing else is read, and its file alone would be half of the truth.
        let over = view.issue.is_none() && finished.is_some();
        let (notes, clusters) = if over {
            (Vec::new(), Vec::new())
        } else {
            (notes, clusters)
        };
        Board {
            session: about(&view, finished.map(|finished| finished.number), off),
            stage,
            editable: memory.is_some() && !opened && !off && stage < Some(Stage::Voting),
            agenda: agenda(session, memory),
            clusters,
            notes,
            vote,
            report: report(&view, memory),
            over,
        }
    }

    /// Takes over what was known of a session before it ended: its issues are closed then, and nobody reads them any more. They are closed one
    /// after the other, its own last.
    pub fn remember(&mut self, before: &Board) {
        // One that was not announced says what is in its file, which would be half of the truth.
        let published = self.stage == Some(Stage::Published);
        let fewer = self.notes.len() < before.notes.len();
        let ended = self.over || self.session.off || (published && fewer);
        if !ended || before.session.issue.is_none() {
            return;
        }
        self.notes.clone_from(&before.notes);
        self.clusters.clone_from(&before.clusters);
        let hindrance = self.vote.hindrance.take();
        self.vote = Vote {
            open: false,
            hindrance: hindrance.or(before.vote.hindrance.clone()),
            figures: match before.vote.figures {
                Figures::Kept if published => Figures::Free,
                figures => figures,
            },
            ..before.vote.clone()
        };
        self.report = before.report.clone().map(|report| Report {
            merged: report.merged || published,
            ..report
        });
    }

    /// Whether figures of the vote can be revealed now.
    ///
    /// # Errors
    /// Why not.
    pub fn may_reveal(&self) -> Result<(), Unrevealed> {
        match self.vote.figures {
            Figures::None => Err(Unrevealed::NoVote),
            Figures::Kept => Err(Unrevealed::Kept),
            Figures::Free => Ok(()),
        }
    }
}

/// Why a session that is called off has no result.
const OFF: &str = "The session is called off: nothing is decided.";

/// The stage: what its label says, where a person set that since folkmoot did.
fn stage(view: &View<'_>, memory: &Memory) -> Option<Stage> {
    let set = memory.stage();
    let named = view.issue.into_iter().flat_map(|issue| &issue.labels);
    let by_hand = named
        .filter_map(|name| labels::stage_of(name))
        .find(|stage| Some(*stage) != set);
    by_hand.or(set)
}

fn about(view: &View<'_>, finished: Option<u64>, off: bool) -> About {
    let session = view.session;
    let format = &session.format;
    let number = view.issue.map(|issue| issue.number).or(finished);
    let issue = number.map(|number| format!("{}/issues/{number}", view.world.url));
    let form = format!(
        "{}/issues/new?template=note.yml&session={}",
        view.world.url, session.id
    );
    let joinable = view.issue.filter(|_| !off);
    let join = joinable.and(issue.as_ref()).map(|issue| {
        // Where notes are kept in the file, a comment is what people write.
        let code = match session.notes_in {
            NotesIn::Issues => form.as_str(),
            NotesIn::File => issue,
        };
        join::join(code, issue)
    });
    let local = session.starts.to_zoned(session.timezone.clone());
    About {
        id: session.id.to_string(),
        title: inert::line(&session.title),
        format: plain::line(&format.title),
        place: session.place.as_deref().map(inert::line),
        day: local.strftime("%A, %-d %B %Y").to_string(),
        timezone: session.timezone.iana_name().unwrap_or("UTC").to_owned(),
        stem: plain::line(&format.stem),
        prompts: prompts(session),
        private: view.attribution.is_private(),
        off,
        issue,
        join,
    }
}

/// What participants are asked: the points of the part in which notes are collected, or what the session is for.
fn prompts(session: &Session) -> Vec<String> {
    use crate::session::format::Begins;
    let [_, notes, ..] = session.format.begins;
    let part = match notes {
        Begins::Part(part, _) => session.format.parts.get(part),
        Begins::DaysBefore(_) => None,
    };
    let points = part
        .map(|part| plain::points(&part.text))
        .unwrap_or_default();
    if points.is_empty() {
        let objectives = session.format.objectives.iter();
        objectives.map(|text| plain::line(text)).collect()
    } else {
        points
    }
}

/// The parts with a clock. What people shifted takes along what begins or ends with it or later, so that no part ends before the stage that it is
/// for; and so does the close of an open vote that was extended.
fn agenda(session: &Session, memory: Option<&Memory>) -> Vec<Part> {
    let shifts = memory.map_or(&[][..], |memory| &memory.shifts);
    let holds = |shift: &&Shift| session.schedule.begins(shift.stage) == Some(shift.was);
    let vote = memory.and_then(|memory| memory.vote.as_ref());
    // From its first close on.
    let longer = vote.map(|vote| {
        let first = vote.first_closes();
        (first, vote.window.closes.duration_since(first).as_secs())
    });
    let moved = |time: Timestamp| {
        let late = shifts.iter().filter(holds);
        let late = late.filter(|shift| shift.was <= time);
        let time = after(
            time,
            late.map(|shift| shift.by).fold(0, i64::saturating_add),
        );
        match longer {
            Some((from, by)) if from <= time => after(time, by),
            _ => time,
        }
    };
    let mut at = session.starts;
    let mut parts = Vec::new();
    for part in &session.format.parts {
        let Some(minutes) = part.minutes else {
            continue;
        };
        let ends = after(at, i64::from(minutes) * 60);
        parts.push(Part {
            title: plain::line(&part.title),
            starts: moved(at),
            ends: moved(ends),
            text: plain::text(&part.text),
        });
        at = ends;
    }
    parts
}

fn after(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(time)
}

/// Where a note belongs that nobody placed on GitHub yet, and whose file says where.
fn meant(view: &View<'_>, received: &Received) -> Option<String> {
    // One that has an issue stands where its labels say.
    let name = received
        .note
        .cluster
        .as_ref()
        .filter(|_| received.issue.is_none())?;
    let label = labels::fold(&view.label_for(name));
    (!labels::same(&label, labels::PARKED)).then_some(label)
}

/// The label of the cluster that a note is in.
fn place(view: &View<'_>, received: &Received) -> Option<String> {
    match &received.standing {
        Standing::Placed(label) => Some(label.clone()),
        Standing::Open => meant(view, received),
        Standing::Parked | Standing::Refused(_) => None,
    }
}

/// The clusters, without what the vote gave them. Until the vote opens, those that people emptied stay: somebody may put a note there.
fn clusters(view: &View<'_>, opened: bool) -> Vec<Cluster> {
    let filled: BTreeSet<u64> = view.filled().map(|cluster| cluster.issue.number).collect();
    let mut list: Vec<Cluster> = view
        .clusters
        .iter()
        .filter(|cluster| filled.contains(&cluster.issue.number) || (!opened && cluster.issue.open))
        .map(|cluster| Cluster {
            name: cluster.name.clone(),
            about: view
                .named(&cluster.label)
                .and_then(|named| named.about.as_deref())
                .map(plain::line),
            number: Some(cluster.issue.number),
            url: Some(format!(
                "{}/issues/{}",
                view.world.url, cluster.issue.number
            )),
            why: why(&cluster.issue.body),
            ..Cluster::new(labels::fold(&cluster.label))
        })
        .collect();
    let known: BTreeSet<String> = view
        .clusters
        .iter()
        .map(|cluster| labels::fold(&cluster.label))
        .collect();
    // A label that somebody made up during the vote is no cluster.
    let open = view.notes.iter().filter(|_| !opened);
    for received in open.filter(|received| received.merged.is_none()) {
        let Some(id) = place(view, received) else {
            continue;
        };
        if !known.contains(&id) && !list.iter().any(|cluster| cluster.id == id) {
            let named = view.named(&id);
            list.push(Cluster {
                name: inert::line(&view.name_for(&id)),
                about: named
                    .and_then(|named| named.about.as_deref())
                    .map(plain::line),
                ..Cluster::new(id)
            });
        }
    }
    list
}

/// Why the notes of a cluster go together, as its issue says it below its list.
fn why(body: &str) -> Option<String> {
    let line = body
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with(crate::plan::GROUPED))?;
    let said = plain::line(line);
    (!said.is_empty()).then_some(said)
}

/// The notes, each under an id of its own.
fn cards(view: &View<'_>, clusters: &[Cluster]) -> Vec<Card> {
    let known: BTreeSet<&str> = clusters.iter().map(|cluster| cluster.id.as_str()).collect();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let ids: Vec<String> = view
        .notes
        .iter()
        .map(|received| {
            let id = note_id(&received.note.origin);
            let times = taken.entry(id.clone()).or_default();
            *times += 1;
            // Eight digits: among thousands of notes two may be the same.
            if *times == 1 {
                id
            } else {
                format!("{id}-{times}")
            }
        })
        .collect();
    let mut cards = Vec::with_capacity(view.notes.len());
    for (received, id) in view.notes.iter().zip(&ids) {
        if matches!(received.standing, Standing::Refused(_)) {
            continue;
        }
        // A merged note is where the one is that it went into.
        let head = received.merged.and_then(|into| view.notes.get(into));
        let place = place(view, head.unwrap_or(received));
        let cluster = place.filter(|label| known.contains(label.as_str()));
        let standing = &head.unwrap_or(received).standing;
        cards.push(Card {
            id: id.clone(),
            text: inert::line(&received.note.text),
            // One whose label names no cluster stands beside them, as in the report.
            parked: matches!(standing, Standing::Parked)
                || (cluster.is_none() && matches!(standing, Standing::Placed(_))),
            cluster,
            merged: received.merged.and_then(|into| ids.get(into).cloned()),
            number: received.issue,
            url: received
                .issue
                .map(|number| format!("{}/issues/{number}", view.world.url)),
            written: received.note.written,
            pending: false,
        });
    }
    cards
}

/// The clusters with what the vote gave them, and the vote.
fn counted(
    view: &View<'_>,
    memory: Option<&Memory>,
    open: bool,
    mut clusters: Vec<Cluster>,
) -> (Vec<Cluster>, Vote) {
    let session = view.session;
    let frozen = memory.and_then(|memory| memory.vote.as_ref());
    let rules = frozen.map_or(&session.rules, |vote| &vote.rules);
    let numbers: Vec<u64> = match frozen {
        Some(vote) => vote.numbers(),
        None => clusters
            .iter()
            .filter_map(|cluster| cluster.number)
            .collect(),
    };
    let cancelled = frozen.and_then(OpenVote::cancelled);
    let hindrance = cancelled
        .or(session.decisions.cancelled.as_deref())
        .map(|why| format!("The vote was cancelled: {}", inert::line(why)));
    let mut vote = Vote {
        open: open && hindrance.is_none() && memory.is_some_and(|memory| memory.closing.is_none()),
        closes: frozen.map_or(session.schedule.closed, |vote| vote.window.closes),
        how: how(rules, &numbers),
        each: each(rules),
        unit: unit(rules),
        voters: None,
        hidden: false,
        figures: figures(memory, rules),
        hindrance,
    };
    if frozen.is_none() {
        return (clusters, vote);
    }
    match count(view) {
        Ok(counted) => {
            vote.voters = Some(counted.tally.voters);
            for standing in &counted.tally.standings {
                let of = |cluster: &&mut Cluster| cluster.number == Some(standing.item);
                if let Some(cluster) = clusters.iter_mut().find(of) {
                    cluster.votes = Some(standing.score(rules));
                    (cluster.against, cluster.abstain) = standing.others(rules).unzip();
                    cluster.rank = (rules.method != Method::Grid).then_some(standing.rank);
                    cluster.chosen = standing.wins;
                }
            }
        }
        Err(why) => vote.hindrance = vote.hindrance.or(Some(why)),
    }
    (clusters, vote)
}

/// Whether figures may be revealed: by the rules that are frozen, and by what folkmoot did, not by a label that somebody may set and take off again.
fn figures(memory: Option<&Memory>, rules: &Rules) -> Figures {
    let Some(memory) = memory.filter(|memory| memory.vote.is_some()) else {
        return Figures::None;
    };
    let closed = memory.closing.is_some() || memory.stage() >= Some(Stage::Closed);
    if rules.counts == Counts::Hidden && !closed {
        return Figures::Kept;
    }
    Figures::Free
}

fn how(rules: &Rules, numbers: &[u64]) -> String {
    let how = rules.how(numbers);
    let mut signs = how.chars();
    let first = signs.next().into_iter().flat_map(char::to_uppercase);
    let sentence: String = first.chain(signs).collect();
    // It was written for GitHub, where some signs need a backslash.
    format!("{}.", plain::line(&sentence))
}

fn each(rules: &Rules) -> Option<u64> {
    matches!(rules.method, Method::Top | Method::Dots).then_some(u64::from(rules.votes))
}

fn unit(rules: &Rules) -> &'static str {
    match rules.method {
        Method::Top | Method::Approval | Method::Grid => "votes",
        Method::Motion => "yes-votes",
        Method::Dots => "dots",
        Method::Ranked => "first-places",
    }
}

fn report(view: &View<'_>, memory: Option<&Memory>) -> Option<Report> {
    let memory = memory?;
    let opened = memory.report.as_ref()?;
    let key = PullKey::report(&view.session.id);
    let mut homes = view.world.governance.values();
    let merged = homes.any(|home| home.pulls.get(&key).is_some_and(|pull| pull.merged));
    Some(Report {
        url: opened.url.clone(),
        merged: merged || memory.merged,
    })
}
