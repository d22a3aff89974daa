//! What a session's issue says of it before anything has happened: agenda, rules, how to take part.

use super::facts::{Asked, Facts};
use super::{SUGGESTED, when};
use crate::inert;
use crate::inert::prose;
use crate::notes::Author;
use crate::plan::guard;
use crate::plan::marker;
use crate::plan::view::View;
use crate::plan::world::World;
use crate::privacy::Attribution;
use crate::report::{self, attribution};
use crate::session::groups::deal;
use crate::session::{NotesIn, Session};
use crate::template::{TemplateError, tidy};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

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

/// When a session takes place: until when, too, as far as its parts have minutes.
pub(super) fn hours(session: &Session) -> String {
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
