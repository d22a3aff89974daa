//! Answers that no honest GitHub gives, and what they come to: said in plain words, within limits of time and memory, with nothing written.
//!
//! Every row is a whole process on the hub of all, with an account of its own whose every request is answered so.

use crate::common::alone::Alone;
use crate::common::{AFFINITY, ANNOUNCED, Bench, DURING, NOTES, REPOSITORY, VOTING, time};
use crate::{runner, terminal};
use fakehub::{Fault, FaultKind, Permission, Raw, Traffic, User, When};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Processor seconds of a build without optimisation, and kibibytes of address space.
const SECONDS: u32 = 30;
const KIBIBYTES: u32 = 512 << 10;
/// Rows at a time: they mostly wait before they try again.
const TOGETHER: usize = 56;

/// What is answered, and what has to be said.
struct Row {
    name: String,
    kind: FaultKind,
    /// A run's exit code.
    code: i32,
    said: &'static str,
}

fn raw(name: impl Into<String>, raw: Raw, said: &'static str) -> Row {
    Row {
        name: name.into(),
        kind: FaultKind::Raw(raw),
        code: 1,
        said,
    }
}

fn body(name: impl Into<String>, body: impl Into<Vec<u8>>, said: &'static str) -> Row {
    raw(name, Raw::new(200, body), said)
}

fn replaced(key: &str, with: &str, said: &'static str) -> Row {
    Row {
        name: format!("{key}: {with}"),
        kind: FaultKind::Replaced {
            key: key.to_owned(),
            with: with.to_owned(),
        },
        code: 1,
        said,
    }
}

const UNUSABLE: &str = "cannot be used";
const MEGABYTE: usize = 1 << 20;

/// Bodies that are no answer.
fn bodies() -> Vec<Row> {
    let mut rows: Vec<Row> = [
        "",
        " ",
        "<html>Sign in</html>",
        "null",
        "1",
        "\"x\"",
        "[]",
        "{\"data\":[]}",
        "{\"data\":{\"repository\":[]}}",
        "{\"data\":{\"repository\":\"x\"}}",
        "{\"data\":{\"repository\":{\"labels\":3}}}",
        "{\"errors\":{}}",
        "{\"errors\":[1]}",
        "{\"data\":null,\"errors\":[]}",
        "{}",
        "{\"data\":{\"repository\":{\"id\":\"\\ud800\"}}}",
        "{\"data\":{\"repository\":{\"id\":1e999999}}}",
        "{\"data\":{\"repository\":{\"id\":\"a\tb\"}}}",
        "{\"data\":",
        "{\"data\":{}}{\"data\":{}}",
        "\u{feff}{\"data\":{}}",
    ]
    .into_iter()
    .map(|text| body(format!("the body {text:?}"), text, "GitHub"))
    .collect();
    rows.push(body(
        "bytes that are no text",
        [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d],
        UNUSABLE,
    ));
    rows.push(body("lists in lists", "[".repeat(100_000), UNUSABLE));
    rows.push(body(
        "objects in objects",
        "{\"data\":".repeat(100_000),
        UNUSABLE,
    ));
    let large = |name: &str, piece: &str, again: u64, said| {
        let piece = piece.repeat(MEGABYTE / piece.len());
        raw(name, Raw::new(200, piece).again(again), said)
    };
    rows.push(large(
        "200 MB of no JSON",
        "x",
        200,
        "GitHub cannot be reached",
    ));
    rows.push(large(
        "spaces without end",
        " ",
        u64::MAX - 1,
        "GitHub cannot be reached",
    ));
    rows.push(large("60 MB of zeros in a list", "[0,", 60, "values"));
    rows.push(large("60 MB of objects", "[{},", 60, "values"));
    let gzip = include_bytes!("corpus/zeros.gz").to_vec();
    for encoding in ["gzip", "deflate", "br", "gzip, gzip, gzip"] {
        let answer = Raw::new(200, gzip.clone()).header("content-encoding", encoding);
        rows.push(raw(
            format!("64 MB in 64 kB by {encoding}"),
            answer,
            UNUSABLE,
        ));
    }
    let words =
        "\\u0000\\u001b]0;evil\\u0007\\r\\n::error::evil\\n@everyone \\u202e <script> ##[endgroup]";
    for kind in [
        "X",
        "FORBIDDEN",
        "NOT_FOUND",
        "INTERNAL",
        "RESOURCE_LIMITS_EXCEEDED",
    ] {
        let text = format!(
            "{{\"data\":null,\"errors\":[{{\"message\":\"{words}\",\"type\":\"{kind}\"}}]}}"
        );
        let said = if kind == "NOT_FOUND" {
            "does not exist"
        } else {
            "GitHub"
        };
        rows.push(body(format!("an error that steers, {kind}"), text, said));
    }
    rows
}

/// Statuses and headers that mean something else than they should.
fn heads(evil: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let words = "{\"message\":\"\\u001b[2J\\r\\n::set-env name=x::y\\n@everyone\"}";
    for status in [
        204, 205, 206, 300, 304, 400, 404, 405, 410, 418, 422, 451, 500, 502, 599, 600, 999,
    ] {
        rows.push(raw(
            format!("status {status}"),
            Raw::new(status, words),
            "GitHub",
        ));
    }
    rows.push(raw(
        "status 401",
        Raw::new(401, words),
        "does not accept the token",
    ));
    for status in [301, 302, 303, 307, 308] {
        for to in [
            format!("http://{evil}/graphql"),
            "file:///etc/passwd".to_owned(),
            "javascript:alert(1)".to_owned(),
            "/graphql".to_owned(),
            "\u{ff}".to_owned(),
        ] {
            let answer = Raw::new(status, "").header("location", to.clone());
            rows.push(raw(format!("{status} to {to}"), answer, "GitHub refused"));
        }
    }
    // A run that a limit keeps from its work is no failure: the next one goes on.
    let mut later = |name: String, answer: Raw, said| {
        rows.push(Row {
            code: 0,
            ..raw(name, answer, said)
        });
    };
    let (soon, hours) = ("Run again in 1 minute;", "Run again in 120 minutes;");
    for value in ["-1", "0", "-9223372036854775808"] {
        let answer = Raw::new(429, "{}").header("retry-after", value);
        later(format!("retry after {value}"), answer, soon);
    }
    for value in ["31536000", "9223372036854775807"] {
        let answer = Raw::new(429, "{}").header("retry-after", value);
        later(format!("retry after {value}"), answer, hours);
    }
    let limited = |reset: &str| {
        Raw::new(403, "{}")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", reset)
    };
    later(
        "a reset at the end of time".to_owned(),
        limited("9223372036854775807"),
        hours,
    );
    for reset in ["-9223372036854775808", "-1", "0"] {
        later(format!("a reset at {reset}"), limited(reset), soon);
    }
    let mut many = Raw::new(200, "{}");
    for at in 0..2_000 {
        many = many.header(&format!("x-{at}"), "y");
    }
    rows.push(raw("two thousand headers", many, "GitHub"));
    rows.push(raw(
        "a header of a megabyte",
        Raw::new(200, "{}").header("x-y", "z".repeat(MEGABYTE)),
        "GitHub",
    ));
    let odd = Raw::new(200, "{}")
        .header("x-ratelimit-remaining", [0xff, 0xfe])
        .header("x-ratelimit-reset", "1e9")
        .header("date", "yesterday")
        .header("retry-after", "\u{663}");
    rows.push(raw("headers of nonsense", odd, "GitHub"));
    rows
}

/// Answers that are right but for one thing.
fn values() -> Vec<Row> {
    let mut rows = Vec::new();
    for with in [
        "-1",
        "1.5",
        "1e400",
        "99999999999999999999",
        "\"7\"",
        "null",
        "[]",
    ] {
        for key in ["totalCount", "number"] {
            rows.push(replaced(key, with, UNUSABLE));
        }
    }
    rows.push(replaced(
        "totalCount",
        "18446744073709551615",
        "of 18446744073709551615 issues came",
    ));
    rows.push(replaced("hasNextPage", "true", "do not come to an end"));
    rows.push(replaced(
        "pageInfo",
        "{\"hasNextPage\":true,\"endCursor\":null}",
        "do not come to an end",
    ));
    rows.push(replaced(
        "pageInfo",
        "{\"hasNextPage\":true,\"endCursor\":\"../x\\u0000\"}",
        "GitHub",
    ));
    for with in [
        "\"9999-99-99T00:00:00Z\"",
        "\"999999999-01-01T00:00:00Z\"",
        "\"-009999-01-01T00:00:00Z\"",
        "\"\"",
        "0",
        "-1",
        "\"yesterday\"",
        "\"2024-12-11T10:00:00+99:99\"",
    ] {
        rows.push(replaced("createdAt", with, UNUSABLE));
    }
    for key in ["title", "body", "login", "id", "url", "state"] {
        for with in [
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"a\u{1}b\"",
            "\"\\x\"",
            "nan",
            "{\"a\":1,}",
        ] {
            rows.push(replaced(key, with, UNUSABLE));
        }
    }
    for with in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "https://",
        "https://a b",
        "https://a.example/)[x](y",
        "https://a.example/<script>",
        "https://a.example/\\\" onload=x",
        "//a.example",
        "https://x@a.example/",
        "\\u0000",
        "https://a.example/\\n- x",
    ] {
        rows.push(replaced("url", &format!("\"{with}\""), UNUSABLE));
    }
    rows
}

/// A run as that account: within limits, and as a step of a workflow.
fn run(bench: &Bench, user: &User) -> Output {
    let limits = format!("ulimit -t {SECONDS} && ulimit -v {KIBIBYTES} && exec \"$@\"");
    Command::new("sh")
        .args([
            "-c",
            &limits,
            "sh",
            env!("CARGO_BIN_EXE_folkmoot"),
            "run",
            "--at",
            DURING,
        ])
        .current_dir(bench.path("."))
        .alone()
        .env("GITHUB_TOKEN", &user.token)
        .env("GITHUB_REPOSITORY", REPOSITORY)
        .env("GITHUB_API_URL", bench.url())
        .env("GITHUB_SERVER_URL", bench.path("git"))
        .env("GITHUB_ACTIONS", "true")
        .env("FOLKMOOT_WRITE_PAUSE_MS", "0")
        .output()
        .unwrap()
}

/// What is wrong with how a run went.
fn judged(row: &Row, output: &Output, token: &str) -> Result<(), String> {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8(all).map_err(|error| error.to_string())?;
    let short: String = said.chars().take(600).collect();
    if output.status.code() != Some(row.code) {
        return Err(format!(
            "{} instead of {}: {short}",
            output.status, row.code
        ));
    }
    if !said.contains(row.said) {
        return Err(format!("nothing of {:?}: {short}", row.said));
    }
    if said.contains("panicked")
        || said
            .replace(&format!("::add-mask::{token}"), "")
            .contains(token)
    {
        return Err(short);
    }
    if said.len() > 20_000 {
        return Err(format!("{} bytes of it", said.len()));
    }
    terminal::read(said.as_bytes())?;
    for told in runner::commands(&said) {
        let ours = told
            .properties
            .get("title")
            .is_some_and(|title| title.starts_with("folkmoot"));
        if told.name != "add-mask" && !ours {
            return Err(format!("the command {told:?}"));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_of_nobody_honest_are_said_and_do_nothing() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    bench.hub.clock().set(time(DURING));
    for (at, (number, _)) in bench.issues("folkmoot:cluster").iter().enumerate() {
        bench.vote(&format!("voter-{at}"), *number);
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let evil = listener.local_addr().unwrap().to_string();
    let came = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&came);
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let rows: Vec<Row> = bodies()
        .into_iter()
        .chain(heads(&evil))
        .chain(values())
        .collect();
    let users: Vec<User> = (0..rows.len())
        .map(|at| {
            let login = format!("struck-{at}");
            let user = bench.hub.add_user(&login);
            bench.hub.grant(&login, REPOSITORY, Permission::Write);
            user
        })
        .collect();
    let before = bench.hub.dump();
    let wrong = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::SeqCst);
            let Some(row) = rows.get(at) else { return };
            bench.hub.fault(Fault {
                at: When::EveryBy {
                    by: format!("struck-{at}"),
                    from: 0,
                    count: u64::MAX,
                    of: Traffic::Api,
                },
                kind: row.kind.clone(),
            });
            let output = run(&bench, &users[at]);
            if let Err(why) = judged(row, &output, &users[at].token) {
                wrong.lock().unwrap().push(format!("{}: {why}", row.name));
            }
        }
    };
    tokio::task::block_in_place(|| {
        std::thread::scope(|scope| {
            for _ in 0..TOGETHER {
                scope.spawn(work);
            }
        });
    });
    bench.hub.clear_faults();
    let wrong = wrong.into_inner().unwrap();
    println!(
        "{} answers; each said within {SECONDS} s of processor time and {} MiB, and nothing written",
        rows.len(),
        KIBIBYTES >> 10
    );
    assert!(
        wrong.is_empty(),
        "{} failed:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let struck = bench.hub.requests();
    let struck = struck.iter().filter(|it| {
        it.login
            .as_deref()
            .is_some_and(|it| it.starts_with("struck-"))
    });
    assert_eq!(struck.map(|it| it.mutations).sum::<u32>(), 0);
    assert_eq!(bench.hub.dump(), before, "nothing was written");
    assert_eq!(came.load(Ordering::SeqCst), 0, "and nobody else was asked");
    // An honest one is believed.
    bench.at(DURING, &["run"]);
}
