//! Nothing twice, nothing lost: whatever fault strikes whichever request, running again ends where an undisturbed run ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod hands;

use fakehub::{FaultKind, Traffic};
use folkmoot::cli::load;
use folkmoot::rehearsal::{Fault, Play, Played, RehearsalError, Strike, play};
use folkmoot::session::outcomes::{Content, How};
use folkmoot::session::{Action, Outcome, RepositoryName, Schedule, Session, SessionId};
use hands::for_all;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

/// One kind of fault, the requests that it strikes, and what it is called in the table.
struct Row {
    name: &'static str,
    of: Traffic,
    kind: Strike,
    /// Whether it keeps folkmoot waiting for so long that the example's stages, minutes apart, would pass in the meantime: then they are
    /// a day apart.
    slow: bool,
}

fn row(name: &'static str, of: Traffic, kind: FaultKind) -> Row {
    Row {
        name,
        of,
        kind: Strike::Fault(kind),
        slow: false,
    }
}

fn slow(name: &'static str, kind: FaultKind) -> Row {
    Row {
        slow: true,
        ..row(name, Traffic::Api, kind)
    }
}

/// Every kind after which the world has to be as if nothing had happened.
fn rows() -> Vec<Row> {
    use FaultKind as K;
    use Traffic::{Any, Api, Git};
    let went_wrong = "Something went wrong while executing your query";
    let mut rows = vec![
        row("connection refused for 5 s", Any, K::Refuse { seconds: 5 }),
        row("connection reset", Any, K::Reset),
        row("done, then reset", Any, K::ResetAfterEffect),
        row("done, reset in mid-answer", Any, K::CutMidResponse),
        row("done, half the JSON", Api, K::TruncatedJson),
        row("done, the answer drips", Api, K::SlowDrip { millis: 2_000 }),
        row("500", Any, K::Status(500)),
        row("502", Any, K::Status(502)),
        row("503", Any, K::Status(503)),
        row("done, but 502", Any, K::StatusAfterEffect(502)),
        row("401 in mid-run", Any, K::Status(401)),
        row("403 to git", Git, K::Status(403)),
        row("404 to the API", Api, K::Status(404)),
        row(
            "403 with retry-after",
            Api,
            K::RetryAfter {
                status: 403,
                seconds: 30,
            },
        ),
        row(
            "429 with retry-after",
            Api,
            K::RetryAfter {
                status: 429,
                seconds: 30,
            },
        ),
        slow(
            "429 with a long retry-after",
            K::RetryAfter {
                status: 429,
                seconds: 900,
            },
        ),
        row("secondary limit, 403", Api, K::SecondaryLimit),
        row("secondary limit, 429", Api, K::TooManyRequests),
        row("secondary limit, 200", Api, K::GraphqlSecondaryLimit),
        slow("secondary limit for content", K::SubmittedTooQuickly),
        slow(
            "hourly limit as RATE_LIMITED",
            K::GraphqlRateLimited { seconds: 600 },
        ),
        row(
            "200 with errors",
            Api,
            K::GraphqlErrors {
                type_: "INTERNAL".into(),
                message: went_wrong.into(),
            },
        ),
        row(
            "200 with nothing of the data",
            Api,
            K::PartialData { keep: 0 },
        ),
        row(
            "200 with one part of the data",
            Api,
            K::PartialData { keep: 1 },
        ),
        row(
            "200 with three parts of it",
            Api,
            K::PartialData { keep: 3 },
        ),
        row(
            "what was just made is not there",
            Api,
            K::Lag { seconds: 20 },
        ),
        row(
            "the clock jumps an hour ahead",
            Any,
            K::ClockJump { seconds: 3_600 },
        ),
        row(
            "the clock jumps an hour back",
            Any,
            K::ClockJump { seconds: -3_600 },
        ),
    ];
    rows.push(Row {
        name: "killed before the answer",
        of: Api,
        kind: Strike::Kill,
        slow: false,
    });
    rows
}

/// The example, read once: its format's templates take longer to read than some runs do.
static EXAMPLE: LazyLock<Session> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    load::one(&folder).expect("the example is sound")
});

async fn rehearse(propose: bool, slow: bool, faults: Vec<Fault>) -> Result<Played, RehearsalError> {
    let mut session = EXAMPLE.clone();
    // Each gets an issue once the vote is counted.
    session.actions = ["Write the chapter", "Ask for reviews"]
        .map(|what| Action {
            issue: None,
            what: what.to_owned(),
            owner: None,
            due: None,
            review: None,
        })
        .into();
    // What became of the last session's is looked up for the report.
    session.opens_with = vec![Action {
        what: "Hold the session".to_owned(),
        issue: Some("https://github.example/rehearsal/sessions/issues/1".to_owned()),
        owner: None,
        due: None,
        review: None,
    }];
    // And a document of another repository is written.
    session.outcomes = vec![Outcome {
        name: SessionId::new("news").unwrap(),
        repository: RepositoryName::new("todogroup/book"),
        file: "news.md".to_owned(),
        how: How::NewFile,
        content: Content::Text("# News".to_owned()),
        keys: Vec::new(),
        footnotes: false,
    }];
    if slow {
        let day = |days: i64| session.schedule.announced + SignedDuration::from_hours(24 * days);
        session.schedule = Schedule {
            announced: day(0),
            notes: day(1),
            affinity: day(2),
            voting: day(3),
            closed: day(4),
        };
    }
    let keep = tempfile::tempdir().unwrap();
    let options = Play {
        keep: Some(keep.path().join("play")),
        people: 4,
        seed: 7,
        propose,
        faults,
        git_over_http: true,
        patience: Some(Duration::from_millis(500)),
        ..Play::default()
    };
    play(session, &options).await
}

fn plain(played: &Played, slow: bool) -> String {
    let text = serde_json::to_string_pretty(&played.state).unwrap();
    if !slow {
        return text;
    }
    // Who waits longer counts later: the times of runs may differ, and with them the digest over tally.json.
    let mut out = String::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':') {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let time = word.parse::<Timestamp>().is_ok();
        let digest = word.len() >= 40 && word.bytes().rev().take(40).all(|b| b.is_ascii_hexdigit());
        if time || digest {
            out.push('…');
            out.push_str(part.get(word.len()..).unwrap_or_default());
        } else {
            out.push_str(part);
        }
    }
    out
}

fn first_difference(expected: &str, got: &str) -> String {
    expected
        .lines()
        .zip(got.lines())
        .find(|(a, b)| a != b)
        .map_or_else(
            || "one is longer".to_owned(),
            |(a, b)| {
                let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
                let from = same.count().saturating_sub(60);
                let part = |text: &str| text.chars().skip(from).take(200).collect::<String>();
                format!("expected {}\n     got {}", part(a), part(b))
            },
        )
}

/// Every kind at every request of the example's life; the table is the test's output.
fn matrix(propose: bool, rows: &[Row]) -> String {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let calm = |slow| {
        let calm = runtime
            .block_on(rehearse(propose, slow, Vec::new()))
            .unwrap();
        (plain(&calm, slow), calm.arrived)
    };
    let (fast, slow) = (calm(false), calm(true));
    let of = |row: &Row| if row.slow { &slow } else { &fast };
    let mut jobs = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (_, arrived) = of(row);
        let requests = match row.of {
            Traffic::Api => arrived.api,
            Traffic::Git => arrived.git,
            Traffic::Any => arrived.api + arrived.git,
        };
        jobs.extend((0..requests).map(|request| (at, request)));
    }
    let played = for_all(&jobs, |runtime, (at, request)| {
        let row = rows.get(*at).unwrap();
        let fault = Fault {
            request: *request,
            of: row.of,
            kind: row.kind.clone(),
        };
        let (expected, _) = of(row);
        match runtime.block_on(rehearse(propose, row.slow, vec![fault])) {
            Ok(struck) => {
                let got = plain(&struck, row.slow);
                let difference = (got != *expected)
                    .then(|| format!("ends elsewhere:\n{}", first_difference(expected, &got)));
                (struck.failed_runs, difference)
            }
            Err(error) => (1, Some(error.to_string())),
        }
    });
    let mut counts = vec![(0, 0, 0); rows.len()];
    let mut wrong = Vec::new();
    for ((at, request), (ended, difference)) in jobs.iter().zip(played) {
        if let (Some(row), Some(count)) = (rows.get(*at), counts.get_mut(*at)) {
            count.0 += 1;
            count.1 += ended;
            count.2 += usize::from(difference.is_none());
            wrong.extend(difference.map(|it| format!("{} at request {request}: {it}", row.name)));
        }
    }
    let mut table = format!(
        "{:<36}{:>9}{:>12}{:>11}\n",
        "fault", "requests", "runs ended", "survived"
    );
    for (row, (tried, ended, same)) in rows.iter().zip(counts) {
        // Whoever is killed does not go on, whatever the request was about. Only where a label is deleted the answer has no body to wait for: such
        // a run may be over before.
        if matches!(row.kind, Strike::Kill) && ended + 1 < tried {
            wrong.push(format!("{}: {ended} of {tried} runs ended", row.name));
        }
        let _ = writeln!(table, "{:<36}{tried:>9}{ended:>12}{same:>11}", row.name);
    }
    assert!(
        wrong.is_empty(),
        "{table}\n{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    table
}

#[test]
fn every_fault_at_every_request_ends_the_same() {
    let table = matrix(false, &rows());
    println!("Clusters made by people\n{table}");
    assert!(!table.is_empty());
}

// What differs is how clusters come to be; the kinds that leave the most behind are enough for it.
#[test]
fn a_session_grouped_by_folkmoot_survives_as_well() {
    use FaultKind as K;
    let rows = [
        row("502", Traffic::Any, K::Status(502)),
        row("done, but 502", Traffic::Any, K::StatusAfterEffect(502)),
        row(
            "200 with three parts of it",
            Traffic::Api,
            K::PartialData { keep: 3 },
        ),
        Row {
            name: "killed before the answer",
            of: Traffic::Api,
            kind: Strike::Kill,
            slow: false,
        },
    ];
    println!("Clusters proposed\n{}", matrix(true, &rows));
}
