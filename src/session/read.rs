//! Reading `session.yml`: every fault at once, each with its place and its cure.

pub(super) mod decisions;
mod of_format;
mod target;
pub(crate) mod times;
mod values;

#[cfg(test)]
mod tests;

pub(super) use target::{repository, safe_folder};

use of_format::{details, groups, publish_by, read_format};
use target::report;

use super::actions;
use super::clusters;
use super::defaults::Defaults;
use super::format::{Format, Formats};
use super::outcomes;
use super::schedule::Schedule;
use super::series;
use super::vote;
use super::{Decisions, NotesIn, ReportTarget, RepositoryName, Session, SessionId};
use crate::ballot::rules::SelfVotes;
use crate::ballot::{RollSource, RoomFile};
use crate::fault::{Fault, Place, Source};
use crate::fields::{self, Field};
use crate::notes::Note;
use crate::privacy::Attribution;
use crate::privacy::Roster;
use crate::series::Roles;
use crate::template::fill;
use crate::yaml::walk::{Map, Walk};
use crate::yaml::{self, Node, Value};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The keys of a session file.
pub const KEYS: [&str; 25] = [
    "format",
    "id",
    "title",
    "date",
    "start",
    "timezone",
    "place",
    "summary",
    "variables",
    "details",
    "groups",
    "notes",
    "clusters",
    "actions",
    "opens-with",
    "series",
    "roles",
    "schedule",
    "vote",
    "attribution",
    "report",
    "publish-by",
    "outcomes",
    "credit",
    "license",
];
/// The stages that have times.
pub(super) const STAGES: [&str; 5] = ["announced", "notes", "affinity", "voting", "closed"];
/// The keys of `notes`.
pub(super) const NOTES: [&str; 1] = ["in"];
/// The words of `in`.
pub(super) const NOTES_IN: [(&str, NotesIn); 2] =
    [("issues", NotesIn::Issues), ("file", NotesIn::File)];
const WHAT: &str = "the session";

/// Reads one session file. `folder` is the folder it stands in (its last part is the id, unless the file names another) and
/// `notes` what the file beside it holds.
///
/// # Errors
/// Every fault in the file.
pub fn read(
    source: &Arc<Source>,
    folder: &Path,
    notes: Vec<Note>,
    formats: &Formats,
) -> Result<Session, Vec<Fault>> {
    read_under(source, folder, notes, formats, &Defaults::default())
}

/// The same in a repository that has defaults for its sessions.
///
/// # Errors
/// Every fault in the file.
pub fn read_under(
    source: &Arc<Source>,
    folder: &Path,
    notes: Vec<Note>,
    formats: &Formats,
    defaults: &Defaults,
) -> Result<Session, Vec<Fault>> {
    let root = yaml::parse(source).map_err(|fault| vec![fault])?;
    let mut walk = Walk::new(source);
    match session(&mut walk, &root, folder, notes, formats, defaults) {
        Some(session) if walk.faults.is_empty() => Ok(session),
        _ => {
            walk.faults.sort_by_key(|fault| fault.place.span.start);
            Err(walk.faults)
        }
    }
}

/// The id that a session file gives its session, and where, whatever else is wrong with the file. One without an id of its own
/// gets its folder's name, and its first key for a place.
pub fn id_in(source: &Arc<Source>, folder: &Path) -> Option<(SessionId, Place)> {
    let root = yaml::parse(source).ok()?;
    let mut walk = Walk::new(source);
    let map = walk.any_map(&root, WHAT)?;
    let id = id(&mut walk, &map, folder)?;
    let span = match map.get("id") {
        Some(node) => node.span.clone(),
        None => first_key(&map),
    };
    let place = walk.place(span);
    Some((id, place))
}

/// What the format that a session file names lets people say of a note, whatever else is wrong with the file: nothing where there is no such
/// format. `None` where something is wrong with the format: then nothing can be said of the columns of notes.
pub fn note_fields(source: &Arc<Source>, formats: &Formats) -> Option<Vec<Field>> {
    let named = || {
        let root = yaml::parse(source).ok()?;
        let mut walk = Walk::new(source);
        let map = walk.any_map(&root, WHAT)?;
        formats.get(&walk.text(map.get("format")?, "format")?)
    };
    match named() {
        None => Some(Vec::new()),
        Some(format) => format.ok().map(|format| format.fields.note),
    }
}

/// The fault of a session whose id another one, at `first`, has already.
pub fn same_id(id: &SessionId, first: &Place, place: Place) -> Fault {
    Fault::new(
        place,
        format!("the id `{id}` belongs to {first} already"),
        "give one of the two another `id:`, or rename its folder if that is where the id comes from",
    )
}

fn session(
    walk: &mut Walk,
    root: &Node,
    folder: &Path,
    notes: Vec<Note>,
    formats: &Formats,
    defaults: &Defaults,
) -> Option<Session> {
    if root.value == Value::Null {
        walk.fault(
            0..0,
            "the file holds no session",
            "write `format`, `title`, `date`, `start`, `timezone` and `variables`, each on a line of `key: value`",
        );
        return None;
    }
    let map = walk.map(root, WHAT, &KEYS)?;
    let id = id(walk, &map, folder);
    let title = walk
        .required(
            &map,
            WHAT,
            "title",
            "add `title: …`, what people call the session",
        )
        .and_then(|node| walk.text(node, "title"));
    let format = read_format(walk, &map, formats);
    let values = values::variables(walk, &map, format.as_ref());
    values::texts_are_filled(walk, &map, format.as_ref(), &values);

    let details = details(walk, &map, format.as_ref(), &values);
    let date = walk
        .required(
            &map,
            WHAT,
            "date",
            "add `date: 2026-03-31`, the day the session takes place",
        )
        .and_then(|node| times::date(walk, node));
    let start = walk
        .required(
            &map,
            WHAT,
            "start",
            "add `start: 10:00`, when its first part begins",
        )
        .and_then(|node| times::time(walk, node));
    let timezone = match (map.entry("timezone"), &defaults.timezone) {
        (None, Some(zone)) => Some(zone.clone()),
        _ => walk
            .required(
                &map,
                WHAT,
                "timezone",
                "add `timezone: Europe/Paris` (or `UTC`), where the session takes place",
            )
            .and_then(|node| times::zone(walk, node)),
    };
    let given = times::given(walk, &map);
    let begins = date.zip(start).map(|(date, start)| date.to_datetime(start));
    let starts = match (begins, &timezone) {
        (Some(begins), Some(zone)) => times::starts(walk, &map, begins, zone),
        _ => None,
    };
    let schedule = match (&format, begins, &timezone, starts, given) {
        (Some(format), Some(begins), Some(zone), Some(_), Some(given)) => {
            times::schedule(walk, &map, format, &given, begins, zone)
        }
        _ => None,
    };

    let mut rules = format
        .as_ref()
        .map(|format| format.rules.clone())
        .unwrap_or_default();
    defaults.rules(&mut rules);
    let ballot = map
        .get("vote")
        .and_then(|node| vote::rules(walk, node, vote::By::Session, &mut rules));
    let format_node = map.get("format");
    vote::fits(walk, ballot.as_ref(), defaults, format_node, &mut rules);
    let people = ballot
        .as_ref()
        .and_then(|ballot| vote::people(walk, ballot));
    let decisions = ballot.as_ref().map_or_else(Decisions::default, |ballot| {
        decisions::read(walk, ballot, date, timezone.as_ref())
    });
    if let (Some((until, _)), Some(schedule)) = (&decisions.extended, &schedule)
        && *until <= schedule.closed
    {
        let node = ballot.as_ref().and_then(|ballot| ballot.get("extended"));
        walk.fault(
            node.map_or(0..0, |node| node.span.clone()),
            "an extension has to end after the time at which the vote would close anyway",
            "set a later `until`, or set `closed` under `schedule` before the vote opens",
        );
    }
    let attribution = match map.get("attribution") {
        Some(node) => walk.word(node, "attribution", &Attribution::WORDS),
        // Silence is not consent.
        None => defaults.attribution.or(Some(Attribution::ChathamHouse)),
    };
    private_roll(
        walk,
        |walk, key| place_of_rule(walk, &map, ballot.as_ref(), defaults, key),
        &rules.roll,
        attribution,
    );
    let notes_in = match map.get("notes") {
        Some(node) => notes_in(walk, node),
        None => Some(NotesIn::Issues),
    };
    if rules.self_votes == SelfVotes::Exclude && notes_in == Some(NotesIn::File) {
        let place = place_of_rule(walk, &map, ballot.as_ref(), defaults, "self-votes");
        walk.faults.push(Fault::new(
            place,
            "nobody can tell whose notes they are: notes in a file have no accounts",
            "write `self-votes: count`, or leave out `notes: {in: file}`",
        ));
    }
    let clusters = match map.get("clusters") {
        Some(node) => {
            let declared = format.as_ref().map(|format| &format.fields.cluster);
            let declared = declared.map(Vec::as_slice).unwrap_or_default();
            clusters::read(walk, node, declared, Some(&values))
        }
        None => Some(Vec::new()),
    };
    let actions = match map.get("actions") {
        Some(node) => actions::read(walk, node),
        None => Some(Vec::new()),
    };
    let opens_with = match map.get("opens-with") {
        Some(node) => actions::read(walk, node),
        None => Some(Vec::new()),
    };
    let groups = groups(walk, &map, format.as_ref(), &values);
    let publish_by = publish_by(walk, &map, format.as_ref(), &values);
    let roles = match map.get("roles") {
        Some(node) => series::roles(walk, node),
        None => Some(Roles::default()),
    };
    let series = match map.get("series") {
        Some(node) => series::read(walk, node, roles.as_ref(), begins, timezone.as_ref()).map(Some),
        None => Some(None),
    };
    let report = report(walk, &map, id.as_ref(), defaults);
    let outcomes = match map.get("outcomes") {
        Some(node) => {
            let templates = format.as_ref().map(|format| &format.templates);
            outcomes::read(walk, node, templates)
        }
        None => Some(Vec::new()),
    };
    let mut optional = |name: &str| {
        let text = walk.optional_text(&map, name)?;
        fill::fill(&text, &values).ok()
    };
    let (place, summary, credit, license) = (
        optional("place"),
        optional("summary"),
        optional("credit"),
        optional("license"),
    );
    let license = license.or_else(|| defaults.license.clone());
    let credit = credit.or_else(|| defaults.credit.clone());
    let title = title.and_then(|title| fill::fill(&title, &values).ok());
    let mut said = values;
    for (name, value) in details.iter().flatten() {
        if let fields::Value::One(text) = value {
            said.insert(name.clone(), text.clone());
        }
    }
    let format = format?.filled(&said);
    let clusters = clusters.map(|own| match map.get("clusters") {
        Some(_) => own,
        None => format.clusters.clone(),
    });
    Some(Session {
        id: id?,
        title: title?,
        format,
        date: date?,
        starts: starts?,
        timezone: timezone?,
        place,
        summary,
        schedule: schedule?,
        rules,
        attribution: attribution?,
        roster: Roster::default(),
        report: report?,
        outcomes: outcomes?
            .into_iter()
            .map(|outcome| outcome.filled(&said))
            .collect(),
        credit,
        license,
        folder: folder.to_owned(),
        notes,
        notes_in: notes_in?,
        clusters: clusters?,
        details: details?,
        actions: actions?,
        opens_with: opens_with?,
        groups: groups?,
        publish_by: publish_by?,
        series: series?,
        roles: roles?,
        note_lines: Vec::new(),
        roll_file: Vec::new(),
        room: RoomFile::default(),
        people,
        decisions,
        survey: None,
        last: None,
    })
}

/// Where a rule of the vote is set: by the session, else by its repository, else by its format.
fn place_of_rule(
    walk: &Walk,
    map: &Map<'_>,
    ballot: Option<&Map<'_>>,
    defaults: &Defaults,
    key: &str,
) -> Place {
    let own = ballot.and_then(|ballot| ballot.get(key));
    match (own, defaults.place_in_vote(key)) {
        (None, Some(place)) => place,
        _ => {
            let node = own.or(map.get("format"));
            walk.place(node.map_or(0..0, |node| node.span.clone()))
        }
    }
}

/// A roll that the session's issue would publish names, in a session that keeps names private.
fn private_roll(
    walk: &mut Walk,
    place: impl Fn(&Walk, &str) -> Place,
    roll: &RollSource,
    attribution: Option<Attribution>,
) {
    let who = match roll {
        RollSource::Everyone | RollSource::File { .. } => return,
        RollSource::Participants => "who wrote notes",
        RollSource::Collaborators => "who collaborates",
        RollSource::Organization { .. } => "who is a member",
        RollSource::Team { .. } => "who is in the team",
    };
    let cannot = match attribution {
        Some(Attribution::ChathamHouse) => "keep the Chatham House Rule",
        Some(Attribution::OptIn) => "keep private who did not opt in",
        Some(Attribution::Named) | None => return,
    };
    let place = place(walk, "roll");
    walk.faults.push(Fault::new(
        place,
        format!("such a roll cannot {cannot}: it is frozen in the session’s issue, and says {who}"),
        "write `roll: everyone`, list the voters in a `file` of the repository, or write `attribution: named` if they agree",
    ));
}

/// `notes:`.
fn notes_in(walk: &mut Walk, node: &Node) -> Option<NotesIn> {
    let map = walk.map(node, "`notes`", &NOTES)?;
    let place = walk.required(
        &map,
        "`notes`",
        "in",
        "add `in: file` to keep notes in the repository, or `in: issues` for an issue each",
    )?;
    walk.word(place, "in", &NOTES_IN)
}

fn id(walk: &mut Walk, map: &Map<'_>, folder: &Path) -> Option<SessionId> {
    let cure = "use lower-case letters, digits and single hyphens, 42 characters at most, and no name that Windows keeps for a device (con, aux, nul)";
    if let Some(node) = map.get("id") {
        let text = walk.text(node, "id")?;
        let id = SessionId::new(&text);
        if id.is_none() {
            walk.fault(node.span.clone(), format!("`{text}` cannot be an id"), cure);
        }
        return id;
    }
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let id = SessionId::new(&name);
    if id.is_none() {
        walk.fault(
            first_key(map),
            format!("the session has no `id`, and its folder's name `{name}` cannot be one"),
            format!("add `id: …`; {cure}"),
        );
    }
    id
}

/// Where a session begins, for what has no place of its own.
fn first_key(map: &Map<'_>) -> Range<usize> {
    map.entries()
        .first()
        .map_or(0..0, |(key, _)| key.span.clone())
}
