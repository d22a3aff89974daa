//! From a session and the world to what the wall shows of it.

use super::{About, Board, Card, Cluster, Part, Report, Vote};
use crate::ballot::{Method, Rules};
use crate::inert;
use crate::plan::count::count;
use crate::plan::memory::Memory;
use crate::plan::view::{Homes, Received, Standing, View};
use crate::plan::{PullKey, World, heard, labels, note_id};
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
        let (clusters, vote) = counted(&view, memory, stage, clusters(&view, opened));
        let notes = cards(&view, &clusters);
        // Of a session that is over nothing else is read, and its file alone would be half of the truth.
        let over = view.issue.is_none() && finished.is_some();
        let (notes, clusters) = if over {
            (Vec::new(), Vec::new())
        } else {
            (notes, clusters)
        };
        Board {
            session: about(&view, finished.map(|finished| finished.number)),
            stage,
            editable: memory.is_some() && !opened && !off && stage < Some(Stage::Voting),
            agenda: agenda(session, memory.map_or(&[], |memory| &memory.shifts)),
            clusters,
            notes,
            vote,
            report: report(&view, memory),
        }
    }

    /// Takes over what was known of a session before it ended: its issues are closed then, and nobody reads them any more.
    pub fn remember(&mut self, before: &Board) {
        if self.stage != Some(Stage::Published) || !self.notes.is_empty() {
            return;
        }
        self.notes.clone_from(&before.notes);
        self.clusters.clone_from(&before.clusters);
        self.vote = Vote {
            open: false,
            ..before.vote.clone()
        };
        self.report = before.report.clone().map(|report| Report {
            merged: true,
            ..report
        });
    }
}

/// The stage: what its label says, where a person set that since folkmoot did.
fn stage(view: &View<'_>, memory: &Memory) -> Option<Stage> {
    let set = memory.stage();
    let named = view.issue.into_iter().flat_map(|issue| &issue.labels);
    let by_hand = named
        .filter_map(|name| labels::stage_of(name))
        .find(|stage| Some(*stage) != set);
    by_hand.or(set)
}

fn about(view: &View<'_>, finished: Option<u64>) -> About {
    let session = view.session;
    let format = &session.format;
    let number = view.issue.map(|issue| issue.number).or(finished);
    let issue = number.map(|number| format!("{}/issues/{number}", view.world.url));
    let form = format!(
        "{}/issues/new?template=note.yml&session={}",
        view.world.url, session.id
    );
    let join = view.issue.and(issue.as_ref()).map(|issue| {
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

/// The parts with a clock. What people shifted takes along the parts that begin with it or later.
fn agenda(session: &Session, shifts: &[Shift]) -> Vec<Part> {
    let holds = |shift: &&Shift| session.schedule.begins(shift.stage) == Some(shift.was);
    let mut at = session.starts;
    let mut parts = Vec::new();
    for part in &session.format.parts {
        let Some(minutes) = part.minutes else {
            continue;
        };
        let ends = after(at, i64::from(minutes) * 60);
        let later = |time: Timestamp, whole: bool| {
            let late = shifts.iter().filter(holds).filter(|shift| {
                if whole {
                    shift.was <= time
                } else {
                    shift.was < time
                }
            });
            after(
                time,
                late.map(|shift| shift.by).fold(0, i64::saturating_add),
            )
        };
        parts.push(Part {
            title: plain::line(&part.title),
            starts: later(at, true),
            ends: later(ends, false).max(later(at, true)),
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
            id: labels::fold(&cluster.label),
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
            votes: None,
            rank: None,
            chosen: false,
            pending: false,
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
    stage: Option<Stage>,
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
    let mut vote = Vote {
        open: stage == Some(Stage::Voting),
        closes: frozen.map_or(session.schedule.closed, |vote| vote.window.closes),
        how: how(rules, &numbers),
        each: each(rules),
        unit: unit(rules).to_owned(),
        voters: None,
        hidden: false,
        hindrance: session
            .decisions
            .cancelled
            .as_deref()
            .map(|why| format!("The vote was cancelled: {}", inert::line(why))),
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
                    cluster.rank = (rules.method != Method::Grid).then_some(standing.rank);
                    cluster.chosen = standing.wins;
                }
            }
        }
        Err(why) => vote.hindrance = vote.hindrance.or(Some(why)),
    }
    (clusters, vote)
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
        Method::Motion => "yes votes",
        Method::Dots => "dots",
        Method::Ranked => "first places",
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
