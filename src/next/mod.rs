//! The file of the next session of a series, from the last one's.
//!
//! In: the last session and the text of its file. Out: the text of the next one's, or the fault that forbids it. Pure: no clock, no disk.
//! Nothing changes but what has to: comments, order and quotes stay as people wrote them.

mod carry;
mod due;
mod edit;

use crate::fault::{Fault, Place, Source};
use crate::fields::Field;
use crate::series::days::{days_between, plus};
use crate::series::{Frequency, Roles, handed_over};
use crate::session::actions::{self, Action};
use crate::session::outcomes::How;
use crate::session::{Session, SessionId};
use crate::text::many;
use crate::yaml::{self, Node, Value};
use carry::Carry;
use edit::Edits;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// The next session of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Its id.
    pub id: SessionId,
    /// Its day.
    pub date: Date,
    /// The name of its folder, beside the last one's.
    pub folder: String,
    /// The text of its `session.yml`.
    pub text: String,
    /// What could not be carried over as it is, and what to do about it.
    pub remarks: Vec<String>,
}

/// Why there is no next session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The rule gives no more.
    Ended(Fault),
    /// The file does not allow it.
    Fault(Fault),
}

impl Refusal {
    /// What to tell.
    pub fn fault(self) -> Fault {
        match self {
            Refusal::Ended(fault) | Refusal::Fault(fault) => fault,
        }
    }
}

/// The session after `session`, whose file is `source`: the next by the rule, or the first one later than the day `after`. Its text
/// is the last one's but for the day (also where title, id, schedule, report folder and outcomes carry it), days by which something is
/// due, the roles, and what was of the last session alone: a vote's extension or cancellation, how many people were in the room, files
/// that are there once it has made them.
///
/// # Errors
/// The session has no series, its rule has ended, or its file is written so that it cannot be carried over.
pub fn next(source: &Arc<Source>, session: &Session, after: Option<Date>) -> Result<Next, Refusal> {
    let root = yaml::parse(source).map_err(Refusal::Fault)?;
    let fault = |span: Range<usize>, message: String, cure: &str| {
        Fault::new(Place::new(source, span), message, cure)
    };
    let mut edits = Edits::new(source, &root);
    let Some(series) = &session.series else {
        return Err(Refusal::Fault(fault(
            first_key(&root),
            "the session belongs to no series, so none follows it".to_owned(),
            "add `series: {name: …, rule: \"FREQ=MONTHLY;BYDAY=2TU\"}`, the rule by which its sessions recur",
        )));
    };
    let start = session.starts.to_zoned(session.timezone.clone()).time();
    let first = series.first.unwrap_or(session.date).to_datetime(start);
    let days_after = |day: Date, most: usize| -> Vec<Date> {
        let end_of_day = day.at(23, 59, 59, 999_999_999);
        let found = series.rule.occurrences(first, Some(end_of_day), most);
        found.iter().map(|at| at.date()).collect()
    };
    let after = match after {
        Some(after) => after.max(session.date),
        None => stood_for(session.date, &days_after),
    };
    let Some(date) = days_after(after, 1).first().copied() else {
        let rule = edits.get(&["series", "rule"]);
        return Err(Refusal::Ended(fault(
            rule.map_or_else(|| first_key(&root), |node| node.span.clone()),
            format!("the series ends: its rule gives no session after {after}"),
            "change COUNT or UNTIL in the rule, if it is to go on",
        )));
    };

    let yearly = series.rule.frequency == Frequency::Yearly;
    let carry = Carry::new(session.date, date, yearly);
    // In a path, a year alone is that of what is in the folder.
    let paths = Carry::new(session.date, date, true);
    let mut remarks = Vec::new();
    let folder = session
        .folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    // An id that carries no day cannot be the next session's as well.
    let carried = Some(carry.name_over(session.id.as_str()))
        .filter(|id| id != session.id.as_str())
        .and_then(|id| SessionId::new(&id));
    let id = carried
        .or_else(|| SessionId::new(&format!("{}-{date}", series.name)))
        .filter(|id| *id != session.id);
    let Some(id) = id else {
        let node = edits.get(&["series", "name"]);
        return Err(Refusal::Fault(fault(
            node.map_or_else(|| first_key(&root), |node| node.span.clone()),
            "the next session would have the id of this one".to_owned(),
            "give the session another `id`, or the series another `name`",
        )));
    };
    let folder = if edits.get(&["id"]).is_none() {
        // The folder's name is the id.
        id.to_string()
    } else {
        let moved = carry.name_over(&folder);
        if moved == folder {
            id.to_string()
        } else {
            moved
        }
    };

    let (old, new) = (session.date.to_string(), date.to_string());
    edits.change(&["date"], |text| text.replacen(&old, &new, 1));
    edits.change(&["id"], |text| {
        text.replacen(session.id.as_str(), id.as_str(), 1)
    });
    edits.change(&["title"], |text| carry.over(text));
    schedule(&mut edits, session.date, date);
    let moved_path = |text: &str| paths.name_over(&renamed(text, session.id.as_str(), id.as_str()));
    if let Some(node) = edits.get(&["report", "folder"]) {
        if let Value::Scalar(text) = &node.value
            && moved_path(text) == *text
        {
            return Err(Refusal::Fault(fault(
                node.span.clone(),
                format!("the next session’s report would go where this one’s goes: `{text}`"),
                "put the session’s date or id into `folder`, or leave `folder` out",
            )));
        }
        edits.change(&["report", "folder"], moved_path);
    }
    let Roles {
        facilitator,
        scribe,
    } = handed_over(series.hand_over, &series.people, &session.roles);
    for (name, value) in [("facilitator", facilitator), ("scribe", scribe)] {
        if let Some(value) = value {
            edits.set(&["roles", name], &value);
        }
    }
    opens_with(&mut edits, session, &mut remarks);
    let over = of_one_session(&mut edits, session, &mut remarks);
    dates(&mut edits, (session.date, date), &over, &mut remarks);
    outcomes(
        &mut edits,
        session,
        (session.date, date),
        &carry,
        &moved_path,
        &mut remarks,
    );
    edits.remove(&[
        &["vote", "extended"],
        &["vote", "cancelled"],
        &["vote", "in-room", "people"],
    ]);

    match edits.text() {
        Some(text) => Ok(Next {
            id,
            date,
            folder,
            text,
            remarks,
        }),
        None => Err(Refusal::Fault(fault(
            first_key(&root),
            "the next session’s file cannot be made from this one".to_owned(),
            "write date, title, roles, outcomes and what was decided of the vote without anchors, aliases and tags, and each on a line of its own",
        ))),
    }
}

/// The day by the rule that a session was held for: its own, or a later one that it was moved forward from. Of a day between two the
/// nearer one counts.
fn stood_for(day: Date, days_after: &dyn Fn(Date, usize) -> Vec<Date>) -> Date {
    let eve = day.yesterday().unwrap_or(day);
    match *days_after(eve, 2).as_slice() {
        [next, following]
            if next > day && 2 * days_between(day, next) < days_between(next, following) =>
        {
            next
        }
        _ => day,
    }
}

/// Times with a day of their own move as far as the session does.
fn schedule(edits: &mut Edits<'_>, from: Date, to: Date) {
    let Some(Value::Mapping(entries)) = edits.get(&["schedule"]).map(|node| &node.value) else {
        return;
    };
    let far = days_between(from, to);
    for (key, node) in entries {
        let Value::Scalar(text) = &node.value else {
            continue;
        };
        let day = text
            .trim()
            .get(..10)
            .and_then(|day| day.parse::<Date>().ok());
        let Some((day, moved)) = day.and_then(|day| Some((day, plus(day, far)?))) else {
            continue;
        };
        let (day, moved) = (day.to_string(), moved.to_string());
        edits.change(&["schedule", &key.name], |text| {
            text.replacen(&day, &moved, 1)
        });
    }
}

/// What was agreed on is what the next one opens with, and after it what this one opened with: nobody here knows whether that is done.
fn opens_with(edits: &mut Edits<'_>, session: &Session, remarks: &mut Vec<String>) {
    let new: BTreeSet<String> = session.actions.iter().map(Action::digest).collect();
    let older = session.opens_with.iter().map(Action::digest).enumerate();
    let mut older: Vec<usize> = older
        .filter(|(_, digest)| !new.contains(digest))
        .map(|(index, _)| index)
        .collect();
    // The oldest stand last.
    let room = actions::MOST.saturating_sub(session.actions.len());
    let left = older.len().saturating_sub(room);
    older.truncate(room);
    if !session.actions.is_empty() {
        let items = match edits.get(&["opens-with"]).map(|node| &node.value) {
            Some(Value::Sequence(items)) => older.iter().filter_map(|at| items.get(*at)).collect(),
            _ => Vec::new(),
        };
        edits.append("actions", &items);
        edits.remove(&[&["opens-with"]]);
        edits.rename("actions", "opens-with");
    } else if older.is_empty() {
        edits.remove(&[&["opens-with"]]);
    } else {
        edits.remove(&[&["actions"]]);
    }
    if !older.is_empty() {
        let count = u64::try_from(older.len()).unwrap_or(u64::MAX);
        remarks.push(format!(
            "`opens-with` goes on with {} from before this session; strike what is done: this session’s report says what became of each",
            many(count, "action", "actions")
        ));
    }
    if left > 0 {
        remarks.push(format!(
            "{left} of the oldest of `opens-with` are left out: more than {} do not fit",
            actions::MOST
        ));
    }
}

/// Takes out what the format says is of one session: a guest, a talk. One that has to be said stays, to be written anew. Gives the names of both.
fn of_one_session(
    edits: &mut Edits<'_>,
    session: &Session,
    remarks: &mut Vec<String>,
) -> Vec<String> {
    let fields = session.format.fields.session.iter();
    let said = fields.filter(|field| {
        field.of_one_session && edits.get(&["details", field.name.as_str()]).is_some()
    });
    let (stay, go): (Vec<&Field>, Vec<&Field>) = said.partition(|field| field.required);
    let paths: Vec<[&str; 2]> = go
        .iter()
        .map(|field| ["details", field.name.as_str()])
        .collect();
    let paths: Vec<&[&str]> = paths.iter().map(<[&str; 2]>::as_slice).collect();
    edits.remove(&paths);
    let names = |fields: &[&Field]| -> String {
        let names = fields.iter().map(|field| format!("`{}`", field.name));
        names.collect::<Vec<_>>().join(", ")
    };
    if !go.is_empty() {
        remarks.push(format!(
            "of `details`, {} {} left out, being of this session alone; write what the next one has",
            names(&go),
            if go.len() == 1 { "is" } else { "are" }
        ));
    }
    if !stay.is_empty() {
        remarks.push(format!(
            "of `details`, {} {} copied, but of this session alone; write what the next one has",
            names(&stay),
            if stay.len() == 1 { "is" } else { "are" }
        ));
    }
    go.iter()
        .chain(&stay)
        .map(|field| field.name.clone())
        .collect()
}

/// Days by which something is due are as far from the next session as they were from this one.
/// `over` are details that are of one session.
fn dates(
    edits: &mut Edits<'_>,
    (from, to): (Date, Date),
    over: &[String],
    remarks: &mut Vec<String>,
) {
    let publish_by = match edits.get(&["publish-by"]).map(|node| &node.value) {
        Some(Value::Scalar(text)) => Some(text.trim().to_owned()),
        _ => None,
    };
    if let Some(text) = publish_by {
        match due::moved(&text, from, to) {
            Some(moved) => edits.change(&["publish-by"], |raw| raw.replacen(&text, &moved, 1)),
            None => {
                edits.remove(&[&["publish-by"]]);
                remarks.push(format!(
                    "`publish-by: {text}` is left out: nobody can tell which day that is for the next session; write one"
                ));
            }
        }
    }
    for above in ["variables", "details"] {
        let Some(Value::Mapping(entries)) = edits.get(&[above]).map(|node| &node.value) else {
            continue;
        };
        for (key, node) in entries {
            let Value::Scalar(text) = &node.value else {
                continue;
            };
            if above == "details" && over.contains(&key.name) {
                continue;
            }
            let text = text.trim();
            match due::moved(text, from, to) {
                Some(moved) => edits.change(&[above, &key.name], |raw| raw.replacen(text, &moved, 1)),
                None if due::is_past(text, from, to) => remarks.push(format!(
                    "`{}: {text}` under `{above}` is copied, but it lies before the next session; write another day",
                    key.name
                )),
                None => {}
            }
        }
    }
}

/// What a session changes in other documents: paths, front matter and texts with its day or id get the next one's. A file that is made anew
/// and would have the same path again is there already by then, so it becomes a comment.
fn outcomes(
    edits: &mut Edits<'_>,
    session: &Session,
    (from, to): (Date, Date),
    carry: &Carry,
    path: &dyn Fn(&str) -> String,
    remarks: &mut Vec<String>,
) {
    let mut left_out = Vec::new();
    for (index, outcome) in session.outcomes.iter().enumerate() {
        let at = index.to_string();
        if outcome.how == How::NewFile && path(&outcome.file) == outcome.file {
            left_out.push((
                index,
                format!("left out: the session of {from} makes this file; put a day into its path"),
            ));
            remarks.push(format!(
                "the outcome `{}` is left out: it makes `{}`, and this session’s makes that already; put a day or the session’s id into its path, and take the `#` off it",
                outcome.name, outcome.file
            ));
            continue;
        }
        edits.change(&["outcomes", &at, "file"], path);
        let text = ["outcomes", &at, "text"];
        if edits.is_as_written(&text) {
            edits.change(&text, |text| carry.over(text));
        }
        for (name, _) in &outcome.keys {
            let place = ["outcomes", &at, "keys", name];
            match edits.get(&place).map(|node| &node.value) {
                Some(Value::Sequence(items)) => {
                    for item in (0..items.len()).map(|item| item.to_string()) {
                        let [list, at, keys, name] = place;
                        front_matter(edits, &[list, at, keys, name, &item], (from, to), carry);
                    }
                }
                _ => front_matter(edits, &place, (from, to), carry),
            }
        }
    }
    edits.comment_out("outcomes", &left_out);
}

/// A value of front matter: a day keeps its distance, a text that carries the session's day gets the next one's.
fn front_matter(edits: &mut Edits<'_>, place: &[&str], (from, to): (Date, Date), carry: &Carry) {
    let Some(Value::Scalar(text)) = edits.get(place).map(|node| &node.value) else {
        return;
    };
    let text = text.trim();
    match due::moved(text, from, to) {
        Some(moved) => edits.change(place, |raw| raw.replacen(text, &moved, 1)),
        None if edits.is_as_written(place) => edits.change(place, |text| carry.over(text)),
        None => {}
    }
}

/// The text with another id, where the id stands alone in it.
fn renamed(text: &str, from: &str, to: &str) -> String {
    let joins = |side: Option<char>| side.is_some_and(|sign| sign.is_alphanumeric() || sign == '-');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(from) {
        let alone = !joins(before.chars().next_back()) && !joins(behind.chars().next());
        out.push_str(before);
        out.push_str(if alone { to } else { from });
        rest = behind;
    }
    out + rest
}

/// Where a file begins, for what has no place of its own.
fn first_key(root: &Node) -> Range<usize> {
    match &root.value {
        Value::Mapping(entries) => entries.first().map_or(0..0, |(key, _)| key.span.clone()),
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests;
