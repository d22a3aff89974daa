//! Who is known in a session, and what its people said: what is read for, and where.

use crate::ballot::Entry;
use crate::feedback::{self, Survey};
use crate::fields::Value as Said;
use crate::notes::{Author, Note};
use crate::plan::view::View;
use crate::privacy::{Known, Leaving, Reader};
use crate::session::Session;
use std::collections::{BTreeMap, BTreeSet};

/// Everybody who is known in a session.
pub(super) fn reader<'v>(view: &'v View<'_>) -> Reader<'v> {
    Reader::new(&known(view), view.attribution)
}

fn known<'v>(view: &'v View<'_>) -> Known<'v> {
    let session = view.session;
    let world = view.world;
    let mut authors = Vec::new();
    let mut accounts = Vec::new();
    let notes = view.notes.iter().map(|received| &received.note);
    for note in notes.chain(&session.notes) {
        match &note.author {
            Some(Author::Name(name)) => authors.push(name.as_str()),
            Some(Author::Account { login, .. }) => accounts.push(login.as_str()),
            None => {}
        }
    }
    let issues = view
        .issue
        .into_iter()
        .chain(view.clusters.iter().map(|cluster| cluster.issue));
    for issue in issues {
        let voters = issue.votes.iter().filter_map(|vote| vote.account.as_ref());
        accounts.extend(voters.map(|account| account.login.as_str()));
        let comments = issue
            .comments
            .iter()
            .filter_map(|comment| comment.author.as_ref());
        accounts.extend(
            comments
                .filter(|author| !author.machine)
                .map(|author| author.login.as_str()),
        );
    }
    let listed = session.rules.allow.iter().chain(&session.rules.deny);
    accounts.extend(
        listed
            .map(String::as_str)
            .filter(|entry| !entry.starts_with("id:")),
    );
    for (_, entry) in &session.roll_file {
        if let Entry::Login(login) = entry {
            accounts.push(login);
        }
    }
    for list in [&mut authors, &mut accounts] {
        list.sort_unstable();
        list.dedup();
    }
    let mut public = public(session);
    public
        .extend([&world.repository.owner, &world.repository.name, &world.url].map(String::as_str));
    Known {
        people: &session.roster.people,
        others: Vec::new(),
        plain: Vec::new(),
        authors,
        accounts,
        said: Some(said(view)),
        public,
        open: open(session),
        own: own(session),
    }
}

/// What of all that people said of this session and the last one names somebody whom it must not: it is left out, and counted. Anybody
/// can write a comment, so none holds a session back.
pub fn unsaid(view: &View<'_>) -> BTreeSet<String> {
    let heard = view.heard();
    let policies = heard.iter().filter_map(|heard| heard.last);
    let policy = policies.fold(view.attribution, |policy, last| {
        policy.stricter(last.attribution)
    });
    if !policy.is_private() || heard.is_empty() {
        return BTreeSet::new();
    }
    let comments = || {
        let told = heard.iter().flat_map(|heard| heard.told);
        told.flat_map(|told| &told.comments)
    };
    let surveys = heard.iter().filter_map(|heard| heard.survey);
    let mut texts: Vec<&str> = surveys.flat_map(Survey::texts).collect();
    texts.extend(comments().map(|comment| comment.body.as_str()));
    // A list is so many suggestions.
    let suggested: Vec<String> = heard
        .iter()
        .flat_map(|heard| feedback::suggestions(heard.told, heard.survey))
        .map(|suggestion| suggestion.text)
        .collect();
    texts.extend(suggested.iter().map(String::as_str));
    let mut known = known(view);
    // A task names nobody in a comment.
    known.open.clear();
    let last = heard.iter().filter_map(|heard| heard.last);
    known.others.extend(last.flat_map(|last| &last.people));
    known
        .others
        .extend(view.session.survey.iter().flat_map(|survey| &survey.known));
    let writers = comments().filter_map(|comment| comment.author.as_deref());
    known.plain.extend(writers);
    known.plain.sort_unstable();
    known.plain.dedup();
    known.accounts.extend(&known.plain);
    if let Some(said) = &mut known.said {
        said.extend(&texts);
    }
    let reader = Reader::new(&known, policy);
    let named = texts.iter().filter(|text| {
        let leaving = Leaving { place: "", text };
        !reader.leaks(&leaving).is_empty()
    });
    named.map(|text| (*text).to_owned()).collect()
}

/// What a note says.
fn words(note: &Note) -> impl Iterator<Item = &str> {
    let said = note.fields.values().map(String::as_str);
    let words = [Some(note.text.as_str()), note.cluster.as_deref()];
    words.into_iter().flatten().chain(said)
}

/// What people wrote whom nobody asked to keep names out: notes, clusters, reasons.
fn said<'v>(view: &'v View<'_>) -> Vec<&'v str> {
    let session = view.session;
    let notes = view.notes.iter().map(|received| &received.note);
    let notes = notes.chain(&session.notes);
    let mut texts: Vec<&str> = notes.flat_map(words).collect();
    texts.extend(view.clusters.iter().map(|cluster| cluster.name.as_str()));
    let decisions = &session.decisions;
    texts.extend(decisions.extended.as_ref().map(|(_, why)| why.as_str()));
    texts.extend(decisions.cancelled.as_deref());
    texts.extend(
        session
            .rules
            .in_room
            .as_ref()
            .map(|room| room.counted_by.as_str()),
    );
    texts
}

/// The same for what is known of a session without GitHub.
pub fn offline(session: &Session) -> Reader<'_> {
    let authors = session.notes.iter().filter_map(|note| note.author.as_ref());
    Reader::new(
        &Known {
            people: &session.roster.people,
            others: Vec::new(),
            plain: Vec::new(),
            authors: authors.map(Author::name).collect(),
            accounts: Vec::new(),
            said: Some(session.notes.iter().flat_map(words).collect()),
            public: public(session),
            open: open(session),
            own: own(session),
        },
        session.attribution,
    )
}

/// What the session's maintainers wrote for everybody to read, and what its format says.
fn public(session: &Session) -> Vec<&str> {
    let format = &session.format;
    let own = [
        &session.place,
        &session.summary,
        &session.credit,
        &session.license,
        &format.credit,
    ];
    let mut texts: Vec<&str> = own.into_iter().filter_map(Option::as_deref).collect();
    texts.extend([session.title.as_str(), &format.title, &format.stem]);
    let target = session.report.repository.iter();
    texts.extend(target.flat_map(|name| [name.owner.as_str(), name.name.as_str()]));
    texts.extend(format.objectives.iter().map(String::as_str));
    for part in &format.parts {
        texts.extend([part.title.as_str(), &part.text]);
    }
    texts.extend(format.templates.texts());
    texts
}

/// Whom maintainers name for a task.
fn open(session: &Session) -> Vec<&str> {
    let roles = [&session.roles.facilitator, &session.roles.scribe];
    let mut texts: Vec<&str> = roles.into_iter().filter_map(Option::as_deref).collect();
    let turns = session.series.iter().flat_map(|series| &series.people);
    texts.extend(turns.map(String::as_str));
    let actions = session.actions.iter().chain(&session.opens_with);
    texts.extend(actions.filter_map(|action| action.owner.as_deref()));
    texts
}

/// What maintainers wrote down of what was said, each with the key that it stands under.
pub(super) fn written(session: &Session) -> Vec<(&'static str, &str)> {
    let mut texts = Vec::new();
    for cluster in &session.clusters {
        texts.push(("clusters", cluster.name.as_str()));
        texts.extend(cluster.about.as_deref().map(|about| ("clusters", about)));
    }
    let clusters = session
        .clusters
        .iter()
        .map(|cluster| ("clusters", &cluster.fields));
    for (key, fields) in clusters.chain([("details", &session.details)]) {
        for value in fields.values() {
            match value {
                Said::One(text) => texts.push((key, text.as_str())),
                Said::Many(lines) => texts.extend(lines.iter().map(|line| (key, line.as_str()))),
                Said::Rows(rows) => {
                    let cells = rows.iter().flat_map(BTreeMap::values);
                    texts.extend(cells.map(|cell| (key, cell.as_str())));
                }
            }
        }
    }
    for (key, actions) in [
        ("actions", &session.actions),
        ("opens-with", &session.opens_with),
    ] {
        texts.extend(actions.iter().map(|action| (key, action.what.as_str())));
    }
    texts
}

fn own(session: &Session) -> Vec<&str> {
    written(session).into_iter().map(|(_, text)| text).collect()
}
