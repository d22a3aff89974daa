//! The texts folkmoot writes to GitHub: the session's issue, clusters, notes.

mod answer;
mod facts;
mod voting;

pub use answer::{answer, called_off};
pub use voting::reminder;

use facts::{Asked, Facts};

use super::change::{Change, IssueKey};
use super::count::Count;
use super::guard;
use super::labels;
use super::marker;
use super::memory::{Memory, PullState};
use super::view::{COPIED, Copied, Received, Standing, View};
use super::world::{Comment, World};
use crate::ballot::{Tally, many, record};
use crate::inert;
use crate::inert::prose;
use crate::notes::{Author, Origin};
use crate::report::{self, attribution, votes};
use crate::session::fields::Given;
use crate::session::fields::show::show;
use crate::session::groups::deal;
use crate::session::{Attribution, NotesIn, Session, Stage};
use crate::template::{TemplateError, tidy};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The region with agenda and rules.
pub const ABOUT: &str = "about";
/// The part of it with what people suggested to talk about: what a run did not look up, it takes from there.
pub const SUGGESTED: &str = "suggested";
/// The region with the session's state.
pub const STATUS: &str = "status";
/// The region with a cluster's notes.
pub const NOTES: &str = "notes";

/// The status of a session whose vote is closed and waits for the votes in the room.
pub const AWAITING: &str = "**Stage: voting**\n\nThe vote is closed, its issues are locked. It is counted once the votes in the room are there: `hands.csv` or `ballots.csv` beside the session’s file.";

/// Bytes of a list of notes: it has to leave room in a body of 65,536 characters, also for why they are there.
const LONGEST_LIST: usize = 46_000;

/// Bytes of what a note's issue says for the format's fields: it stands there twice, once hidden.
const LONGEST_SAID: usize = 8_000;

/// An instant where the session takes place, such as `11 December 2024, 15:20 (Asia/Kolkata)`.
pub fn when(session: &Session, at: Timestamp) -> String {
    let zone = session.timezone.iana_name().unwrap_or("UTC");
    let local = at.to_zoned(session.timezone.clone());
    format!("{} ({zone})", local.strftime("%-d %B %Y, %H:%M"))
}

/// When a session takes place: until when, too, as far as its parts have minutes.
fn hours(session: &Session) -> String {
    let parts = session.format.parts.iter();
    let minutes: i64 = parts.filter_map(|part| part.minutes).map(i64::from).sum();
    let ends = session
        .starts
        .checked_add(SignedDuration::from_mins(minutes));
    let Some(ends) = ends.ok().filter(|_| minutes > 0) else {
        return when(session, session.starts);
    };
    let zone = session.timezone.iana_name().unwrap_or("UTC");
    let local = |at: Timestamp| at.to_zoned(session.timezone.clone());
    let (from, to) = (local(session.starts), local(ends));
    let to = if from.date() == to.date() {
        to.strftime("%H:%M")
    } else {
        to.strftime("%-d %B %Y, %H:%M")
    };
    format!("{}–{to} ({zone})", from.strftime("%-d %B %Y, %H:%M"))
}

/// What people want to talk about, as they said after the last session: anew where that was looked up or stands in files, else as it stands
/// in `body` already.
///
/// # Errors
/// Where the format's template cannot be rendered.
pub fn suggested(view: &View<'_>, body: &str) -> Result<Option<String>, TemplateError> {
    if !view.has_heard() {
        return Ok(marker::find_region(body, SUGGESTED).map(str::to_owned));
    }
    let unsaid = guard::unsaid(view);
    let heard = view.heard_of_last();
    let heard = heard.and_then(|heard| report::context::heard(&heard, &unsaid, &view.world.url));
    let Some(heard) = heard else {
        return Ok(None);
    };
    let templates = &view.session.format.templates;
    let text = tidy(&templates.render("suggestions", &heard)?);
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The agenda, how to take part and the rules; among it what people suggested to talk about.
///
/// # Errors
/// Where the format's template cannot be rendered.
pub fn about(
    session: &Session,
    world: &World,
    policy: Attribution,
    suggested: Option<&str>,
) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct PartLine {
        number: usize,
        title: String,
        minutes: Option<u32>,
        text: String,
    }
    #[derive(Serialize)]
    struct Context {
        #[serde(flatten)]
        facts: Facts,
        parts: Vec<PartLine>,
        notes_each: u32,
        form_url: String,
        asked: Option<Asked>,
        stem: String,
        in_file: bool,
        rules: String,
        attribution: &'static str,
        credit: Option<String>,
        opens_with: Vec<report::context::ActionLine>,
        suggested: Option<String>,
        groups: Vec<GroupLine>,
    }
    #[derive(Serialize)]
    struct GroupLine {
        number: usize,
        size: usize,
        names: Vec<String>,
    }
    let people = &session.roster.people;
    let shown = session.roster.shown(policy);
    let named = |index: &usize| {
        let person = people.get(*index)?;
        let author = Author::Name(person.name.clone());
        (shown.has(&author) && !person.name.is_empty()).then(|| inert::markdown(&person.name))
    };
    let dealt = session.groups.filter(|_| !people.is_empty());
    let dealt = dealt.map(|groups| deal(people, groups, session.id.as_str()));
    let format = &session.format;
    let context = Context {
        facts: Facts::of(session),
        parts: format
            .parts
            .iter()
            .enumerate()
            .map(|(index, part)| PartLine {
                number: index + 1,
                title: prose(&part.title),
                minutes: part.minutes,
                text: prose(&part.text),
            })
            .collect(),
        notes_each: format.notes_each,
        form_url: format!(
            "{}/issues/new?template=note.yml&session={}",
            world.url, session.id
        ),
        asked: Asked::of(format),
        stem: prose(&format.stem),
        in_file: session.notes_in == NotesIn::File,
        rules: format!(
            "{} The vote is open from {} to {}.",
            session.rules.sentences(listed(session)),
            when(session, session.schedule.voting),
            when(session, session.schedule.closed)
        ),
        attribution: attribution(policy),
        credit: format.credit.as_deref().map(prose),
        opens_with: report::context::actions(&session.opens_with),
        suggested: suggested.map(|text| marker::region(SUGGESTED, text)),
        groups: (1..)
            .zip(dealt.unwrap_or_default())
            .map(|(number, group)| GroupLine {
                number,
                size: group.len(),
                names: group.iter().filter_map(named).collect(),
            })
            .collect(),
    };
    let text = format.templates.render("announcement.md", &context)?;
    Ok(tidy(&text).trim().to_owned())
}

/// How many a file lists, where the roll is made from one: before the vote opens, that is all that is known.
fn listed(session: &Session) -> Option<u64> {
    let entries = &session.roll_file;
    (!entries.is_empty() && session.rules.allow.is_empty() && session.rules.deny.is_empty())
        .then(|| u64::try_from(entries.len()).ok())
        .flatten()
}

/// The body of a session's issue that does not exist yet.
pub fn session_body(about: &str, status: &str, memory: &Memory) -> String {
    let body = format!(
        "{}\n\n{}",
        marker::region(STATUS, status),
        marker::region(ABOUT, about)
    );
    memory.put(&body)
}

/// The state of a session for people. It holds nothing that changes by itself, so that a run with nothing to do writes nothing.
pub fn status(view: &View<'_>, memory: &Memory, stage: Stage, tally: Option<&Tally>) -> String {
    let session = view.session;
    let schedule = &session.schedule;
    let next = |what: &str, at: Timestamp| format!("{what}: {}.", when(session, at));
    let mut lines = vec![format!("**Stage: {stage}**")];
    match stage {
        Stage::Announced => lines.push(next("Notes are collected from", schedule.notes)),
        Stage::Notes => {
            lines.push(format!("{} so far.", count_notes(view)));
            lines.push(next("They are grouped from", schedule.affinity));
        }
        Stage::Affinity => {
            lines.push(accounting(view));
            lines.extend(cluster_list(view));
            match &session.decisions.cancelled {
                Some(why) => lines.push(format!(
                    "The vote was cancelled before it opened: {}",
                    inert::markdown(why)
                )),
                None => lines.push(next("The vote opens", schedule.voting)),
            }
        }
        Stage::Voting => match &memory.vote {
            Some(vote) => lines.extend(voting::lines(view, vote, tally)),
            None => lines.push(next("The vote closes", schedule.closed)),
        },
        Stage::Closed | Stage::Published => {
            lines.push(accounting(view));
            if let Some(digest) = &memory.tally {
                lines.push(format!("<sub>tally.json {digest}</sub>"));
            }
            let mut line = match (&memory.report, stage) {
                (Some(report), _) if memory.merged || stage == Stage::Published => {
                    format!("The report is published: {}", report.url)
                }
                (Some(report), _) => format!("The report waits for review: {}", report.url),
                (None, _) => "The report is being compiled.".to_owned(),
            };
            for (name, pull) in &memory.outcomes {
                let state = match pull.state {
                    PullState::Open => "waits for review",
                    PullState::Merged => "is merged",
                    PullState::Closed => "was closed without merging",
                };
                line.push_str(&format!("\n- The outcome {name} {state}: {}", pull.url));
            }
            lines.push(line);
        }
    }
    lines.join("\n\n")
}

/// The state of a session whose vote was just counted.
pub fn closed_status(view: &View<'_>, memory: &Memory, counted: &Count) -> String {
    let status = status(view, memory, Stage::Closed, None);
    let mut parts: Vec<&str> = status.split("\n\n").collect();
    let table = votes::table(&counted.record, &counted.tally);
    // Behind what became of the notes.
    parts.insert(2.min(parts.len()), &table);
    parts.join("\n\n")
}

/// The comment that tells the result to whoever follows the session, and keeps `tally.json` where the votes were cast.
pub fn result_comment(counted: &Count) -> String {
    let (table, json) = (votes::table(&counted.record, &counted.tally), &counted.json);
    let head = match counted.vote.cancelled() {
        Some(_) => "The vote was cancelled; there is no result.",
        None => "The vote is closed.",
    };
    let kept = format!(
        "<details><summary>tally.json</summary>\n\n{FENCE}json\n{json}{FENCE}\n\n</details>\n"
    );
    // Thousands of ballots do not fit into a comment; then the report alone has them.
    if table.len() + kept.len() > LONGEST_LIST {
        return format!(
            "{head}\n\n{table}\n\ntally.json ({}) is too long for a comment; the report will hold it.\n",
            record::digest(json)
        );
    }
    format!("{head}\n\n{table}\n\n{kept}")
}

/// `tally.json` from a comment of [`result_comment`], where its digest is the published one: then it does not matter who wrote the comment.
pub fn kept_tally<'c>(
    comments: impl IntoIterator<Item = &'c Comment>,
    digest: &str,
) -> Option<String> {
    let open = format!("{FENCE}json\n");
    comments.into_iter().find_map(|comment| {
        let body = comment.body.replace("\r\n", "\n");
        let start = body.find(&open)? + open.len();
        let rest = body.get(start..)?;
        let json = rest.get(..rest.find(&format!("\n{FENCE}"))? + 1)?;
        (record::digest(json) == digest).then(|| json.to_owned())
    })
}

/// Lines of JSON begin with a space, a brace or a quote, never with this.
const FENCE: &str = "~~~~~~";

fn count_notes(view: &View<'_>) -> String {
    let number = view
        .notes
        .iter()
        .filter(|received| !matches!(received.standing, Standing::Refused(_)))
        .count();
    many(u64::try_from(number).unwrap_or(u64::MAX), "note", "notes")
}

/// Every note is accounted for.
fn accounting(view: &View<'_>) -> String {
    let (mut placed, mut merged, mut parked, mut refused, mut open) = (0, 0, 0, 0, 0);
    for received in &view.notes {
        match &received.standing {
            Standing::Refused(_) => refused += 1,
            _ if received.merged.is_some() => merged += 1,
            Standing::Placed(label) if view.cluster(label).is_some() => placed += 1,
            Standing::Placed(_) | Standing::Parked => parked += 1,
            Standing::Open => open += 1,
        }
    }
    let mut parts = vec![format!("{placed} placed")];
    for (number, word) in [
        (merged, "merged"),
        (parked, "parked"),
        (refused, "refused"),
        (open, "still open"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    format!(
        "{} received: {}. {}.",
        many(
            u64::try_from(view.notes.len()).unwrap_or(u64::MAX),
            "note",
            "notes"
        ),
        parts.join(", "),
        many(
            u64::try_from(view.filled().count()).unwrap_or(u64::MAX),
            "cluster",
            "clusters"
        ),
    )
}

/// The clusters.
fn cluster_list(view: &View<'_>) -> Option<String> {
    let lines: Vec<String> = view
        .votable()
        .map(|cluster| {
            format!(
                "- {} ({})",
                inert::markdown(&cluster.name),
                many(
                    u64::try_from(view.notes_of(&cluster.label).len()).unwrap_or(u64::MAX),
                    "note",
                    "notes"
                )
            )
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The list of a cluster's notes. `members` is how many of them stand in the same body once more, hidden.
pub fn note_list(notes: &[&Received], members: usize) -> String {
    let room = LONGEST_LIST.saturating_sub(members * 9).max(1_000);
    if notes.is_empty() {
        return "_No notes are in this cluster now._".to_owned();
    }
    let mut list = String::new();
    for (index, received) in notes.iter().enumerate() {
        let text = inert::markdown(&received.note.text);
        let line = match received.issue {
            Some(number) => format!("- {text} (#{number})\n"),
            None => format!("- {text}\n"),
        };
        if list.len() + line.len() > room {
            let place = match received.issue {
                Some(_) => "with this label",
                None => "in the session’s file",
            };
            list.push_str(&format!("- … and {} more {place}", notes.len() - index));
            break;
        }
        list.push_str(&line);
    }
    list.trim_end().to_owned()
}

/// The top of a cluster's issue.
///
/// # Errors
/// Where the format's template cannot be rendered.
pub fn cluster_head(view: &View<'_>, label: &str) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct Context {
        session: String,
        session_url: String,
        how: String,
        about: Option<String>,
        fields: Value,
    }
    let session = view.session;
    let named = view.named(label);
    let context = Context {
        session: inert::markdown(&session.title),
        session_url: session_url(view),
        how: session.rules.how_here(),
        about: named.and_then(|named| named.about.as_deref()).map(prose),
        fields: show(
            &session.format.fields.cluster,
            named.map_or(&Given::new(), |named| &named.fields),
        ),
    };
    let head = session.format.templates.render("cluster.md", &context)?;
    Ok(tidy(&head))
}

fn session_url(view: &View<'_>) -> String {
    let number = view.issue.map_or(0, |issue| issue.number);
    format!("{}/issues/{number}", view.world.url)
}

/// The text of an issue that the format opens after a session.
///
/// # Errors
/// Where the format's template cannot be rendered.
pub fn after(
    session: &Session,
    template: &str,
    session_url: &str,
) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct Context<'c> {
        #[serde(flatten)]
        facts: Facts,
        title: String,
        session_url: &'c str,
        series: Option<String>,
    }
    let context = Context {
        facts: Facts::of(session),
        title: inert::markdown(&session.title),
        session_url,
        series: session
            .series
            .as_ref()
            .map(|series| series.name.to_string()),
    };
    Ok(tidy(&session.format.templates.render(template, &context)?))
}

/// The body of a cluster's issue that does not exist yet, with why its notes are there if folkmoot put them there.
pub fn cluster_body(
    view: &View<'_>,
    label: &str,
    notes: &[&Received],
    members: usize,
    why: Option<&str>,
) -> String {
    // A plain introduction is better than none where the format's own cannot be made.
    let head = cluster_head(view, label).unwrap_or_else(|_| {
        let title = inert::markdown(&view.session.title);
        let how = view.session.rules.how_here();
        format!(
            "A cluster of [{title}]({}).\n\n**Vote:** once the vote is open, {how}.",
            session_url(view)
        )
    });
    format!(
        "{}\n\n{}\n{}",
        head.trim(),
        marker::region(NOTES, &note_list(notes, members)),
        why.map(|why| format!("\n{why}\n")).unwrap_or_default()
    )
}

/// The issue for a note that came as a comment or in a file.
pub fn note_issue(view: &View<'_>, received: &Received, labels: Vec<String>) -> Change {
    let session = view.session;
    let note = &received.note;
    // A comment can vanish, a row of the file cannot but by the hand of whoever keeps it.
    let of_comment = matches!(note.origin, Origin::Comment(..));
    let said = note.fields.iter().filter(|_| of_comment);
    let long: usize = said.clone().map(|(_, value)| value.len()).sum();
    let fields: BTreeMap<String, String> = said
        .filter(|_| long <= LONGEST_SAID)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let shown: String = fields
        .iter()
        .map(|(name, value)| format!("\n- **{name}:** {}", inert::markdown(value)))
        .collect();
    let shown = match shown.as_str() {
        "" => String::new(),
        list => format!("\n{list}"),
    };
    let copied = Copied {
        origin: note.origin.to_string(),
        written: note.written,
        text: note.text.clone(),
        fields,
    };
    let author = note
        .author
        .as_ref()
        .filter(|author| view.shown.has(author))
        .map(|author| format!("\n\nBy {}.", inert::markdown(author.name())))
        .unwrap_or_default();
    let from = match note.origin {
        Origin::Comment(..) => "a comment on the session’s issue",
        _ => "the session’s file of notes",
    };
    // Plain strings: this cannot fail.
    let json = serde_json::to_string(&copied).unwrap_or_default();
    Change::CreateIssue {
        key: IssueKey::Note(session.id.clone(), note.origin.clone()),
        title: inert::title(&inert::cut(&note.text, 120)),
        body: format!(
            "{}{shown}{author}\n\n<sub>From {from}.</sub>\n\n{}\n",
            inert::markdown(&note.text),
            marker::hidden(COPIED, &json)
        ),
        labels,
        parent: None,
    }
}

/// Labels of a stage change: those to add and those to take off.
pub fn stage_labels(issue: &super::world::Issue, stage: Stage) -> (Vec<String>, Vec<String>) {
    let wanted = labels::stage(stage);
    let off: Vec<String> = issue
        .labels
        .iter()
        .filter(|name| labels::stage_of(name).is_some() && !labels::same(name, &wanted))
        .cloned()
        .collect();
    let on = if issue.has(&wanted) {
        Vec::new()
    } else {
        vec![wanted]
    };
    (on, off)
}
