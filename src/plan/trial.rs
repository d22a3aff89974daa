//! A format's templates tried before anything depends on them: a session played through in thought, with a few notes, as far as its vote;
//! and once more with nothing said that may be left out.
//!
//! In: a session. Out: what cannot be rendered of its announcement, its clusters' issues, its report, its outcomes and what comes after, or
//! would lead nowhere or say nothing; whether its announcement is too long for an issue. Pure.

mod hollow;

use super::count;
use super::material;
use super::memory::Memory;
use super::next::next;
use super::next::{LONGEST_ANNOUNCEMENT, LONGEST_BODY};
use super::view::{Homes, View};
use super::world::World;
use super::{MOST_WAVES, texts};
use crate::ballot::{RollSource, Rules};
use crate::fault::{Fault, Place};
use crate::feedback::{self, Comment, Reactions, Told};
use crate::fields::{Field, Kind};
use crate::notes::{Note, Origin, digest};
use crate::report;
use crate::session::{Last, NotesIn, RepositoryName, Session, Stage};
use crate::template::TemplateError;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A text and the template that it is made from.
type Made = (String, String);

/// What is wrong with the templates of a session, by their places.
pub fn failing(session: &Session) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut made = Vec::new();
    for (played, is_bare) in [(session.clone(), false), (bare(session), true)] {
        let (errors, texts) = tried(played, is_bare);
        made.extend(texts);
        for error in errors {
            let (path, line) = error
                .at
                .unwrap_or_else(|| (session.folder.join("session.yml"), 1));
            faults.push(Fault::new(
                Place::at(path, line, 1),
                format!("the template cannot be rendered: {}", error.why),
                "docs/formats.md lists what templates can show; a name that may be missing goes into `{{#if …}}`",
            ));
        }
    }
    faults.extend(hollow::faults(&session.format, &made));
    let mut seen = BTreeSet::new();
    faults.retain(|fault| seen.insert(fault.place.to_string()));
    faults
}

/// The session, where nobody said what may be left out.
fn bare(session: &Session) -> Session {
    let mut session = session.clone();
    let optional = |fields: &[Field], name: &String| {
        let mut fields = fields.iter();
        fields.any(|field| field.name == *name && !field.required)
    };
    let fields = &session.format.fields;
    session
        .details
        .retain(|name, _| !optional(&fields.session, name));
    for cluster in &mut session.clusters {
        cluster.about = None;
        cluster
            .fields
            .retain(|name, _| !optional(&fields.cluster, name));
    }
    session.place = None;
    session.summary = None;
    session
}

/// The texts of a session, and what cannot be rendered.
fn tried(mut session: Session, bare: bool) -> (Vec<TemplateError>, Vec<Made>) {
    let said = session.format.fields.note.iter();
    let said: Vec<Field> = said
        .filter(|field| field.required || !bare)
        .cloned()
        .collect();
    session.notes = (0..4).map(|at| note(at, &said)).collect();
    session.notes_in = NotesIn::File;
    session.roll_file.clear();
    session.rules = Rules {
        roll: RollSource::Everyone,
        ..session.format.rules.clone()
    };
    session.decisions = Default::default();
    let schedule = session.schedule.clone();
    let mut world = nowhere(schedule.announced);
    let (mut found, mut made) = (Vec::new(), Vec::new());
    let mut keep = |template: &str, text: Result<String, TemplateError>| match text {
        Ok(text) => made.push((template.to_owned(), text)),
        Err(error) => found.push(error),
    };
    let heard = sample(&session);
    world.feedback.insert(heard.id.clone(), vec![told()]);
    session.survey.clone_from(&heard.survey);
    session.last = Some(heard);
    keep(
        "announcement.md",
        texts::about(&session, &world, session.attribution, None),
    );
    let sessions = [session];
    for now in [
        schedule.announced,
        schedule.notes,
        schedule.affinity,
        schedule.voting,
    ] {
        world.read_at = now;
        for _ in 0..MOST_WAVES {
            let wave = next(&sessions, &world, now);
            if wave.changes.is_empty() {
                break;
            }
            for change in wave.changes {
                world.pretend(&change);
            }
        }
    }
    let [session] = &sessions;
    let view = View::of(session, &world, &Homes::new());
    if let Err(error) = texts::suggested(&view, "") {
        keep("suggestions", Err(error));
    }
    if let Some(cluster) = view.clusters.first() {
        keep("cluster.md", texts::cluster_head(&view, &cluster.label));
    }
    for (template, _) in &session.format.after {
        keep(
            template,
            texts::after(session, template, "https://github.example"),
        );
    }
    if let Ok(counted) = count::count(&view) {
        let material = material::material(&view, &counted);
        match report::compile(&material) {
            Ok(report) => {
                let own = [("README.md".to_owned(), "report.md".to_owned())];
                for (file, template) in own.iter().chain(&session.format.documents) {
                    let text = report.files.get(file).map(Vec::as_slice);
                    let text = String::from_utf8_lossy(text.unwrap_or_default());
                    keep(template, Ok(text.into_owned()));
                }
                keep("pull-request.md", Ok(report.body));
            }
            Err(error) => keep("report.md", Err(error)),
        }
        for outcome in &session.outcomes {
            keep("outcome", report::outcome(&material, outcome));
        }
    }
    found.dedup();
    (found, made)
}

/// A last session with something of everything that people can say.
fn sample(session: &Session) -> Last {
    let file = b"Timestamp,How was it?,How often?,What topics next?\n1/1/2026 9:00:00,3,Weekly,Tea\n1/1/2026 9:01:00,4,Weekly,\n1/1/2026 9:02:00,5,Monthly,Cake\n";
    Last {
        id: session.id.clone(),
        title: "The last one".to_owned(),
        attribution: session.attribution,
        people: Vec::new(),
        asks: Vec::new(),
        survey: feedback::read(Path::new("survey.csv"), file).ok(),
    }
}

fn told() -> Told {
    Told {
        number: 1,
        reactions: Reactions {
            up: 2,
            ..Reactions::default()
        },
        comments: vec![Comment {
            author: None,
            body: "A topic".to_owned(),
            votes: 1,
        }],
        more: 1,
    }
}

/// In words, why a session's announcement would be too long for an issue, and how many characters it has; nothing where it fits.
pub fn too_long(session: &Session) -> Option<(usize, String)> {
    let schedule = &session.schedule;
    let world = nowhere(schedule.announced);
    let about = texts::about(session, &world, session.attribution, None).ok()?;
    let view = View::of(session, &world, &Homes::new());
    let memory = Memory::new(session.attribution, Stage::Notes, Some(schedule.announced));
    let status = texts::status(&view, &memory, Stage::Notes, None);
    let body = texts::session_body(&about, &status, &memory);
    match body.chars().count() {
        long if long > LONGEST_BODY => Some((
            long,
            format!("more than the {LONGEST_BODY} that fit into an issue"),
        )),
        long if long > LONGEST_ANNOUNCEMENT => Some((
            long,
            format!(
                "more than the {LONGEST_ANNOUNCEMENT} beside which its vote has room in the issue"
            ),
        )),
        _ => None,
    }
}

/// A repository without anything in it.
fn nowhere(at: Timestamp) -> World {
    let name = RepositoryName {
        owner: "owner".to_owned(),
        name: "repository".to_owned(),
    };
    let url = "https://github.example/owner/repository".to_owned();
    World::empty(name, "R".to_owned(), url, at)
}

/// A note that says something for every field.
fn note(at: usize, fields: &[Field]) -> Note {
    let text = format!("Note {at}");
    let said = fields.iter().map(|field| {
        let value = match &field.kind {
            Kind::Choice(words) => words
                .get(at % words.len().max(1))
                .cloned()
                .unwrap_or_default(),
            Kind::Link => "https://github.example".to_owned(),
            Kind::Date => "2026-03-31".to_owned(),
            Kind::Number => "1".to_owned(),
            Kind::Line | Kind::Text | Kind::List | Kind::Rows(_) => "something".to_owned(),
        };
        (field.name.clone(), value)
    });
    Note {
        origin: Origin::File(digest(&text, 1)),
        fields: said.collect::<BTreeMap<_, _>>(),
        author: None,
        written: None,
        cluster: Some(format!("Cluster {}", at % 2)),
        text,
    }
}

#[cfg(test)]
mod tests;
