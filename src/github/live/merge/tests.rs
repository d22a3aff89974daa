use super::*;
use crate::plan::rest::Newest;
use crate::plan::world::{Finished, Label};
use crate::session::{RepositoryName, SessionId, Stage};
use std::path::Path;

fn session() -> Session {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    crate::cli::load::one(&folder).unwrap()
}

const OWN: &str = "session:kubecon-india-2024";

fn issue(number: u64, open: bool, names: &[&str]) -> Issue {
    Issue {
        id: format!("I_{number}"),
        number,
        title: String::new(),
        body: String::new(),
        open,
        locked: false,
        author: None,
        written: Timestamp::UNIX_EPOCH,
        labels: names.iter().map(ToString::to_string).collect(),
        votes: Vec::new(),
        votes_total: 0,
        comments: Vec::new(),
        comments_total: 0,
        comments_latest: None,
    }
}

/// A session's issue and a note, counted as GitHub counts them.
fn known(session: &Session) -> World {
    let repository = RepositoryName::new("todogroup/ospology").unwrap();
    let now = session.schedule.notes;
    let mut world = World::empty(repository, "R_1".into(), String::new(), now);
    world.issues = [
        issue(1, true, &[labels::SESSION, OWN]),
        issue(2, true, &[labels::NOTE, OWN]),
    ]
    .into_iter()
    .map(|issue| (issue.number, issue))
    .collect();
    for name in [labels::SESSION, labels::NOTE, OWN] {
        let id = format!("L_{name}");
        let name = name.to_owned();
        world.labels.insert(name.clone(), Label { id, name });
    }
    count(&mut world, session, 2, 1);
    world
}

fn count(world: &mut World, session: &Session, own: u64, notes: u64) {
    let of = |total| Newest {
        total,
        last: Vec::new(),
    };
    world.newest.insert(session.id.clone(), of(own));
    world.inbox = of(notes);
}

/// What is heard where nothing but these issues has changed.
fn heard(known: &World, issues: Vec<Issue>) -> World {
    let mut heard = known.clone();
    heard.issues = issues.into_iter().map(|it| (it.number, it)).collect();
    heard
}

#[test]
fn what_belongs_comes_in_and_what_does_not_goes_out() {
    let session = session();
    let known = known(&session);
    let now = session.schedule.affinity;
    // The issue, how many of the session and how many open notes GitHub counts then, and the numbers that are known then.
    let rows: [(Issue, u64, u64, &[u64]); 8] = [
        (issue(3, true, &[labels::NOTE]), 2, 2, &[1, 2, 3]),
        (issue(3, true, &["Folkmoot:Note"]), 2, 2, &[1, 2, 3]),
        (issue(3, false, &[labels::NOTE]), 2, 1, &[1, 2]),
        (issue(3, false, &[OWN]), 3, 1, &[1, 2, 3]),
        (issue(3, true, &["bug"]), 2, 1, &[1, 2]),
        (
            issue(3, true, &[labels::SESSION, "session:other"]),
            2,
            1,
            &[1, 2, 3],
        ),
        (issue(2, false, &[labels::NOTE, OWN]), 2, 0, &[1, 2]),
        (issue(2, true, &[]), 1, 0, &[1]),
    ];
    for (issue, own, notes, numbers) in rows {
        let name = format!("{issue:?}");
        let mut heard = heard(&known, vec![issue]);
        count(&mut heard, &session, own, notes);
        let merged = merge(&known, heard, &session, now).expect(&name);
        assert!(merged.issues.keys().eq(numbers), "{name}");
        assert_eq!(merged.read_at, now);
    }
}

#[test]
fn comments_are_known_of_open_sessions_alone_and_votes_of_what_is_voted_on() {
    let session = session();
    let known = known(&session);
    let mut other = issue(3, true, &[labels::SESSION, "session:other"]);
    (other.comments_total, other.votes_total) = (7, 9);
    let mut note = issue(2, true, &[labels::NOTE, OWN]);
    (note.comments_total, note.votes_total) = (7, 9);
    let heard = heard(&known, vec![other, note]);
    let merged = merge(&known, heard, &session, known.read_at).unwrap();
    let totals = |number: &u64| {
        let issue = &merged.issues[number];
        (issue.comments_total, issue.votes_total)
    };
    assert_eq!((totals(&3), totals(&2)), ((7, 0), (0, 9)));
}

#[test]
fn what_left_no_trace_makes_everything_be_read() {
    let session = session();
    let now = session.schedule.affinity;
    let base = known(&session);
    let whole = |known: &World, heard: World| merge(known, heard, &session, now).is_none();
    assert!(!whole(&base, heard(&base, Vec::new())));

    // One that GitHub does not count any more, or counts and did not tell of.
    for (own, notes) in [(1, 1), (2, 0), (3, 1), (2, 2)] {
        let mut heard = heard(&base, Vec::new());
        count(&mut heard, &session, own, notes);
        assert!(whole(&base, heard), "{own} {notes}");
    }
    // Where GitHub has always counted one more, that is no news.
    let mut odd = base.clone();
    count(&mut odd, &session, 3, 1);
    assert!(!whole(&odd, heard(&odd, Vec::new())));

    // A label that is gone, has another name or another id; a new one is no matter.
    let change = |act: &dyn Fn(&mut World)| {
        let mut heard = heard(&base, Vec::new());
        act(&mut heard);
        heard
    };
    let label = |id: &str, name: &str| Label {
        id: id.into(),
        name: name.into(),
    };
    let new = change(&|it| {
        it.labels.insert("x".into(), label("L_x", "x"));
    });
    assert!(!whole(&base, new));
    let gone = change(&|it| {
        it.labels.remove(OWN);
    });
    assert!(whole(&base, gone));
    let renamed = change(&|it| {
        it.labels
            .insert(OWN.into(), label(&format!("L_{OWN}"), &OWN.to_uppercase()));
    });
    assert!(whole(&base, renamed));
    // Of more than a page, as far as it tells.
    let mut many = base.clone();
    many.all_labels = false;
    let page = |labels: Vec<Label>| {
        let mut heard = heard(&many, Vec::new());
        heard.labels = labels
            .into_iter()
            .map(|label| (labels::fold(&label.name), label))
            .collect();
        heard
    };
    assert!(!whole(&many, page(vec![label("L_x", "x")])));
    assert!(whole(&many, page(vec![label(&format!("L_{OWN}"), "mine")])));
    assert!(whole(&many, page(vec![label("L_other", OWN)])));
    let mut merged = merge(&many, page(vec![label("L_x", "x")]), &session, now).unwrap();
    assert!(merged.labels.remove("x").is_some() && merged.labels == many.labels);

    // Before its announcement nothing of it is read, and then all is.
    let mut early = base.clone();
    early.read_at = session.schedule.announced - jiff::SignedDuration::from_secs(1);
    assert!(whole(&early, heard(&early, Vec::new())));
}

#[test]
fn the_end_of_a_session_and_what_takes_it_back_make_everything_be_read() {
    let session = session();
    let now = session.schedule.affinity;
    let mut base = known(&session);
    let end = |number, stage, called_off| Finished {
        number,
        stage,
        called_off,
    };
    let past = SessionId::new("past").unwrap();
    let published = Some(Stage::Published);
    base.finished.insert(past, end(7, published, false));
    let closed = [labels::SESSION, "session:past", "stage:published"];
    let off = [closed[0], closed[1], closed[2], labels::CALLED_OFF];
    // The issue, and whether it is news.
    let rows: [(Issue, bool); 8] = [
        (issue(7, false, &closed), false),
        (issue(7, true, &closed), true),
        (issue(7, false, &closed[1..]), true),
        (issue(7, false, &closed[..2]), true),
        (issue(7, false, &off), true),
        // Another of the same session that did not come as far, and one of another.
        (issue(8, false, &closed[..2]), false),
        (issue(8, false, &[labels::SESSION, "session:new"]), true),
        (issue(1, false, &[labels::SESSION, OWN]), true),
    ];
    for (issue, news) in rows {
        let name = format!("{issue:?}");
        let heard = heard(&base, vec![issue]);
        assert_eq!(merge(&base, heard, &session, now).is_none(), news, "{name}");
    }
}
