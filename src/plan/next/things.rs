//! What a report says of issues elsewhere: goals, milestones, actions of the last session. Looked up once, just before it is compiled.

use super::Desk;
use crate::became::{self, Thing};
use crate::fields::{Field, Kind, Value};
use crate::notes::Note;
use crate::plan::Look;
use crate::plan::view::View;
use crate::session::{Action, Session};
use std::collections::BTreeSet;

/// What a session names that can be looked up, each once, in a fixed order.
pub fn things(view: &View<'_>) -> Vec<Thing> {
    let notes = view.notes.iter().map(|received| &received.note);
    named(view.session, &view.world.url, notes)
}

/// The same for these notes of a session; `home` is the address of its repository.
pub fn named<'n>(
    session: &Session,
    home: &str,
    notes: impl Iterator<Item = &'n Note>,
) -> Vec<Thing> {
    let fields = &session.format.fields;
    let links = |fields: &[Field]| -> Vec<String> {
        let links = fields.iter().filter(|field| field.kind == Kind::Link);
        links.map(|field| field.name.clone()).collect()
    };
    let (of_notes, of_clusters) = (links(&fields.note), links(&fields.cluster));
    let said = notes.flat_map(|note| of_notes.iter().filter_map(|name| note.fields.get(name)));
    let clusters = session.clusters.iter().flat_map(|cluster| {
        of_clusters
            .iter()
            .filter_map(|name| match cluster.fields.get(name) {
                Some(Value::One(link)) => Some(link),
                _ => None,
            })
    });
    let elsewhere = said
        .chain(clusters)
        .filter_map(|link| Thing::at(home, link));
    let actions = session
        .opens_with
        .iter()
        .map(|action| Thing::of(home, session, action));
    let all: BTreeSet<Thing> = actions.chain(elsewhere).collect();
    all.into_iter().take(became::MOST).collect()
}

impl Thing {
    /// Where to look for what became of an action: at the issue that it names, or at the one that folkmoot made of it.
    pub fn of(home: &str, session: &Session, action: &Action) -> Thing {
        action
            .issue
            .as_ref()
            .and_then(|issue| Thing::at(home, issue))
            .unwrap_or_else(|| Thing::Action(action.digest(), session.id.clone()))
    }
}

impl Desk<'_> {
    /// Whether what became of everything is known, or known not to be seen; asks for the rest.
    pub(super) fn know_things(&mut self) -> bool {
        let known = &self.view.world.things;
        let missing: Vec<Thing> = things(&self.view)
            .into_iter()
            .filter(|thing| !known.contains_key(thing))
            .collect();
        if missing.is_empty() {
            return true;
        }
        self.looks.push(Look::Things { things: missing });
        false
    }
}
