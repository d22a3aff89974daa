//! What sessions cost: every request is counted, so that one more of them is a red diff.

use crate::hands::for_all;
use folkmoot::cli::load;
use folkmoot::notes::{Note, Origin, digest};
use folkmoot::rehearsal::{Play, Played, Spent, play};
use folkmoot::session::{NotesIn, Schedule};
use jiff::SignedDuration;
use std::fmt::Write;
use std::path::Path;

struct Case {
    notes: usize,
    clusters: usize,
    people: u32,
    propose: bool,
    file: bool,
}

impl Case {
    fn name(&self) -> String {
        format!(
            "{} notes {}, {} clusters {}, {} people",
            self.notes,
            if self.file { "in a file" } else { "as issues" },
            self.clusters,
            if self.propose {
                "proposed"
            } else {
                "made by people"
            },
            self.people
        )
    }
}

async fn rehearse(case: &Case) -> Played {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    let mut session = load::one(&folder).expect("the example is sound");
    // A day for each stage: time enough for runs in between.
    let start = session.schedule.announced;
    let day = |days: i64| start + SignedDuration::from_hours(24 * days);
    session.schedule = Schedule {
        announced: start,
        notes: day(1),
        affinity: day(2),
        voting: day(3),
        closed: day(4),
    };
    session.notes = (0..case.notes)
        .map(|index| {
            let cluster = index % case.clusters;
            // Two words of its own for each cluster, so that a proposal finds them again.
            let text = format!(
                "How might we {}ing {}ies with number{index}?",
                word(cluster * 2),
                word(cluster * 2 + 1)
            );
            Note {
                origin: Origin::File(digest(&text, 1)),
                text,
                author: None,
                written: None,
                cluster: (!case.propose).then(|| format!("Cluster {cluster}")),
                fields: Default::default(),
            }
        })
        .collect();
    if case.file {
        session.notes_in = NotesIn::File;
    }
    let keep = tempfile::tempdir().unwrap();
    let options = Play {
        keep: Some(keep.path().join("play")),
        people: case.people,
        seed: 7,
        propose: case.propose,
        again: true,
        ..Play::default()
    };
    play(session, &options).await.unwrap()
}

/// A word that stands for a number: `b`, `c` … for its digits.
fn word(number: usize) -> String {
    format!("{number:03}")
        .bytes()
        .map(|digit| {
            ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"][usize::from(digit - b'0')]
        })
        .collect()
}

fn table(case: &Case, played: &Played) -> String {
    let mut out = format!("{}\n", case.name());
    let mut all = Spent::default();
    let _ = writeln!(
        out,
        "  {:<10}{:>8}{:>10}{:>10}{:>11}{:>8}   again",
        "stage", "reading", "creating", "changing", "creations", "points"
    );
    let mut line = |name: &str, spent: &Spent, again: &[u64]| {
        let again: Vec<String> = again.iter().map(u64::to_string).collect();
        let _ = writeln!(
            out,
            "  {:<10}{:>8}{:>10}{:>10}{:>11}{:>8}   {}",
            name,
            spent.reading,
            spent.creating,
            spent.changing,
            spent.creations,
            spent.points,
            again.join(", ")
        );
    };
    for act in &played.acts {
        line(&act.stage, &act.spent, &act.again);
        all.reading += act.spent.reading;
        all.creating += act.spent.creating;
        all.changing += act.spent.changing;
        all.creations += act.spent.creations;
        all.points += act.spent.points;
    }
    line("all", &all, &[played.idle_requests]);
    let _ = writeln!(
        out,
        "  beside what creates: {} requests",
        all.reading + all.changing
    );
    out.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
        + "\n"
}

#[test]
fn what_sessions_cost() {
    let case = |notes, clusters, people, propose, file| Case {
        notes,
        clusters,
        people,
        propose,
        file,
    };
    let cases = [
        case(60, 5, 40, false, false),
        case(60, 5, 40, true, false),
        case(60, 5, 40, false, true),
        case(1_000, 30, 1_770, false, false),
        case(1_000, 30, 1_770, false, true),
    ];
    let tables = for_all(&cases, |runtime, case| {
        let played = runtime.block_on(rehearse(case));
        for act in &played.acts {
            let idle = act.again.last().copied().unwrap();
            assert!(idle <= 2, "{}: {} when idle", act.stage, idle);
        }
        table(case, &played)
    });
    insta::assert_snapshot!(tables.join("\n"));
}
