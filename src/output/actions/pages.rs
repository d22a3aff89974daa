//! What each command has to tell a runner.

use super::Page;
use super::command::{Annotation, Kind};
use super::outputs::{Listed, Outputs};
use super::summary::{link, list};
use crate::doctor::{self, Examined};
use crate::drive::Ran;
use crate::fault::Fault;
use crate::inert;
use crate::notes::lint;
use crate::output::remarks::Remarks;
use crate::plan::Level;
use crate::plan::stand::{State, states};
use crate::plan::{Notice, Plan, Price};
use crate::session::{RepositoryName, Session};
use crate::text::many;
use jiff::Timestamp;

/// Of a run. `failed` says that it ended before its time.
pub fn run(sessions: &[Session], outcome: &Ran, failed: bool, now: Timestamp) -> Page {
    let state = |session: &Session| {
        let id = session.id.as_str();
        outcome.sessions.iter().find(|state| state.session == id)
    };
    let listed = |session: &Session| Listed::new(session, state(session));
    let latest = sessions
        .iter()
        .filter_map(|session| {
            let report = state(session)?.report.clone()?;
            Some((session.schedule.closed, report))
        })
        .max();
    let paused = outcome.paused.as_ref();
    let until = paused.and_then(|paused| paused.until);
    let clock = outcome.sessions.iter().filter_map(next_of);
    let next_due = if failed {
        // What was not done is due still.
        Some(now)
    } else {
        clock.chain(until).min()
    };

    let mut summary = vec!["## folkmoot".to_owned(), String::new()];
    summary.extend([
        "| session | stage | notes | clusters | next | report |".to_owned(),
        "| --- | --- | ---: | ---: | --- | --- |".to_owned(),
    ]);
    summary.extend(sessions.iter().map(|session| row(session, state(session))));
    summary.extend(notices(&outcome.notices));
    if let Some(paused) = paused {
        let why = inert::markdown(paused.why.trim_end_matches('.'));
        summary.extend([String::new(), format!("**Paused:** {why}")]);
        if let Some(left) = paused.left.as_ref().filter(|left| !left.is_empty()) {
            let count = count(left.len(), "change is left", "changes are left");
            summary.extend(list(&count, left));
        }
    }
    let changes = count(outcome.done.len(), "change", "changes");
    if outcome.done.is_empty() {
        summary.extend([String::new(), "Nothing was done.".to_owned()]);
    } else {
        summary.extend(list(&changes, &outcome.done));
    }
    summary.extend([
        String::new(),
        format!(
            "{changes}, {}, {}",
            many(outcome.requests, "request", "requests"),
            count(outcome.creations, "content creation", "content creations")
        ),
    ]);

    let mut annotations = annotated(&outcome.notices);
    // A run that ended because of a failure says so itself.
    if let Some(paused) = paused.filter(|_| !failed) {
        annotations.push(Annotation::new(
            Kind::Notice,
            format!("paused: {}", paused.why),
        ));
    }
    Page {
        outputs: Outputs {
            report_pr: latest.map(|(_, report)| report),
            sessions: sessions.iter().map(listed).collect(),
            changed: !outcome.done.is_empty(),
            next_due,
        },
        summary,
        annotations,
    }
}

/// Of a plan: what a run would do. Where the sessions stand is not told.
pub fn plan(sessions: &[Session], plan: &Plan, price: Price, now: Timestamp) -> Page {
    let changes: Vec<String> = plan
        .waves
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    let mut page = at_rest(sessions, now);
    page.outputs.changed = !changes.is_empty();
    page.annotations = annotated(&plan.notices);
    page.summary = vec!["## folkmoot plan".to_owned()];
    page.summary.extend(notices(&plan.notices));
    if changes.is_empty() {
        page.summary
            .extend([String::new(), "Nothing to do.".to_owned()]);
        return page;
    }
    let heading = format!(
        "A run would make {}, at the price of {} and {}",
        count(changes.len(), "change", "changes"),
        count(price.requests, "request", "requests"),
        count(price.creations, "content creation", "content creations"),
    );
    page.summary.extend(list(&heading, &changes));
    page
}

/// Of sessions that have no fault, with the remarks on their notes.
pub fn check(sessions: &[Session], remarks: &[Remarks], now: Timestamp) -> Page {
    let mut page = at_rest(sessions, now);
    page.summary = vec![
        "## folkmoot check".to_owned(),
        String::new(),
        "| session | day | format | remarks |".to_owned(),
        "| --- | --- | --- | ---: |".to_owned(),
    ];
    for (at, session) in sessions.iter().enumerate() {
        let found = remarks.get(at).map_or(0, |remarks| remarks.list.len());
        page.summary.push(format!(
            "| {} | {} | {} | {found} |",
            inert::markdown(&session.title),
            session.date,
            inert::markdown(&session.format.name),
        ));
    }
    // Of all remarks only those that keep a session from being published; the others are kind, and stand in the log.
    for remarks in remarks {
        for remark in remarks
            .list
            .iter()
            .filter(|one| one.kind == lint::Kind::Leak)
        {
            let line = remark
                .notes
                .iter()
                .find_map(|note| remarks.lines.get(*note));
            page.annotations.push(Annotation {
                place: line.map(|line| (remarks.file.clone(), *line, 1)),
                ..Annotation::new(Kind::Warning, remark.words.clone())
            });
        }
    }
    page
}

/// Of sessions of which nothing but their files is known: outputs alone.
pub fn at_rest(sessions: &[Session], now: Timestamp) -> Page {
    let next = states(sessions, None, now);
    Page {
        outputs: Outputs {
            sessions: sessions
                .iter()
                .map(|session| Listed::new(session, None))
                .collect(),
            next_due: next.iter().filter_map(next_of).min(),
            ..Outputs::default()
        },
        ..Page::default()
    }
}

/// Of what `doctor` found: each finding with its cure, and a mark on the run.
pub fn doctor(repository: &RepositoryName, found: &Examined) -> Page {
    let mut page = Page {
        summary: vec!["## folkmoot doctor".to_owned(), String::new()],
        ..Page::default()
    };
    for finding in &found.findings {
        let (kind, word) = match finding.level {
            doctor::Level::Wrong => (Kind::Error, "Wrong"),
            doctor::Level::Advice => (Kind::Warning, "Advice"),
        };
        let place = finding.place.as_deref().unwrap_or_default();
        let at = if place.is_empty() {
            String::new()
        } else {
            format!(" ({})", inert::markdown(place))
        };
        page.summary.push(format!(
            "- **{word}**{at}: {}. _{}_ {}",
            inert::markdown(&finding.what),
            inert::markdown(&finding.cure),
            link(finding.check.word(), Some(&finding.link)),
        ));
        page.annotations.push(Annotation {
            title: format!("folkmoot doctor: {}", finding.check.word()),
            lines: vec![
                if place.is_empty() {
                    finding.what.clone()
                } else {
                    format!("{}: {place}", finding.what)
                },
                finding.cure.clone(),
                finding.link.clone(),
            ],
            ..Annotation::new(kind, "")
        });
    }
    if found.findings.is_empty() {
        page.summary.push(format!(
            "{}: nothing is wrong.",
            inert::markdown(&repository.to_string())
        ));
    }
    if !found.unseen.is_empty() {
        let unseen = found.unseen.iter();
        let items: Vec<String> = unseen
            .map(|unseen| format!("{}: {}", unseen.check.word(), unseen.why))
            .collect();
        let heading = count(items.len(), "thing", "things");
        page.summary
            .extend(list(&format!("{heading} could not be seen"), &items));
    }
    page
}

/// Of what ended without success: `faults` of files, or a sentence.
pub fn failed(faults: &[Fault], why: Option<&str>) -> Page {
    let mut annotations: Vec<Annotation> = faults.iter().map(Annotation::fault).collect();
    let mut summary = Vec::new();
    if !faults.is_empty() {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let heading = count(faults.len(), "error", "errors");
        summary.push("## folkmoot".to_owned());
        summary.extend(list(&format!("{heading}; nothing was written"), &lines));
    }
    if let Some(why) = why {
        annotations.push(Annotation::new(Kind::Error, why));
        summary.extend([
            String::new(),
            format!("**Error:** {}", inert::markdown(why)),
        ]);
    }
    Page {
        outputs: Outputs::default(),
        summary,
        annotations,
    }
}

fn next_of(state: &State) -> Option<Timestamp> {
    state.next.as_ref().map(|next| next.at)
}

fn row(session: &Session, state: Option<&State>) -> String {
    let number = |count: Option<usize>| count.map_or(String::new(), |count| count.to_string());
    let stage = state.and_then(|state| state.stage.as_deref());
    let next = state.and_then(|state| state.next.as_ref());
    let next = next.map_or(String::new(), |next| {
        format!("{} from {}", next.stage, next.local)
    });
    let report = state.and_then(|state| state.report.as_deref());
    format!(
        "| {} | {} | {} | {} | {} | {} |",
        link(
            &session.title,
            state.and_then(|state| state.issue.as_deref())
        ),
        inert::markdown(stage.unwrap_or("not announced yet")),
        number(state.and_then(|state| state.notes)),
        number(state.and_then(|state| state.clusters)),
        inert::markdown(&next),
        report.map_or(String::new(), |url| link("pull request", Some(url))),
    )
}

/// Notices for the summary, the gravest first.
fn notices(list: &[Notice]) -> Vec<String> {
    let mut out = Vec::new();
    for notice in gravest(list) {
        let word = match notice.level {
            Level::Note => "Note",
            Level::Warning => "Warning",
            Level::NoResult => "No result",
            Level::Held => "Held back",
        };
        if out.is_empty() {
            out.push(String::new());
        }
        out.push(format!(
            "- **{word}** ({}): {}",
            inert::markdown(&notice.session),
            inert::markdown(&notice.text)
        ));
    }
    out
}

fn annotated(list: &[Notice]) -> Vec<Annotation> {
    gravest(list).into_iter().map(Annotation::notice).collect()
}

fn gravest(list: &[Notice]) -> Vec<&Notice> {
    let mut list: Vec<&Notice> = list.iter().collect();
    list.sort_by_key(|notice| std::cmp::Reverse(notice.level));
    list
}

fn count(number: usize, one: &str, more: &str) -> String {
    many(u64::try_from(number).unwrap_or(u64::MAX), one, more)
}
