//! The wall, from a browser's side: the real binary over real HTTP, with a stand-in for GitHub behind it.
#![cfg(unix)] // signals
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{AFFINITY, ANNOUNCED, Bench, DURING, NOTES, REPOSITORY, VOTING, time};
use fakehub::{Fault, FaultKind, Traffic, When};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SESSION: &str = "kubecon-india-2024";
const SESSION_LABEL: &str = "session:kubecon-india-2024";
/// Nothing here takes so long.
const LONGEST: Duration = Duration::from_secs(40);

/// A wall that is served.
struct Wall {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    /// Without a slash at the end.
    url: String,
    port: u16,
    key: String,
    token: String,
    /// Everything that was ever sent to a browser.
    sent: RefCell<Vec<u8>>,
}

/// What a browser has.
#[derive(Clone, Default)]
struct Browser {
    cookie: Option<String>,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }
}

impl Wall {
    fn open(bench: &Bench, at: &str, more: &[&str]) -> Wall {
        bench.hub.clock().set(time(at));
        let mut arguments = vec!["wall", SESSION, "--at", at];
        arguments.extend(more);
        let mut command = bench.prepare(&arguments, &[("FOLKMOOT_LOOK_PAUSE_MS", "40")]);
        Wall::of(&mut command, &bench.bot_token())
    }

    fn of(command: &mut Command, token: &str) -> Wall {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = |name: &str| {
            let mut line = String::new();
            out.read_line(&mut line).unwrap();
            let link = line
                .trim()
                .strip_prefix(name)
                .unwrap_or_else(|| panic!("{line}"));
            link.trim().to_owned()
        };
        let (wall, presenter) = (line("wall:"), line("presenter:"));
        let url = presenter.split("/open/").next().unwrap().to_owned();
        assert!(wall.starts_with(&url), "{wall} {presenter}");
        Wall {
            port: url.rsplit_once(':').unwrap().1.parse().unwrap(),
            key: presenter.rsplit_once('/').unwrap().1.to_owned(),
            token: token.to_owned(),
            sent: RefCell::default(),
            child,
            out,
            url,
        }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A request as it is written; its whole answer.
    fn raw(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONGEST)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        self.sent.borrow_mut().extend(&bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("{text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = if head.to_lowercase().contains("transfer-encoding: chunked") {
            unchunked(body)
        } else {
            body.to_owned()
        };
        Answer {
            status,
            head: head.to_owned(),
            body,
        }
    }

    fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.with(browser, "GET", path, &[], "")
    }

    fn with(
        &self,
        browser: &Browser,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let host = self.host();
        let mut all: Vec<(&str, String)> = vec![("host", host)];
        all.extend(
            browser
                .cookie
                .iter()
                .map(|cookie| ("cookie", cookie.clone())),
        );
        for (name, value) in headers {
            all.retain(|(known, _)| known != name);
            if !value.is_empty() {
                all.push((name, (*value).to_owned()));
            }
        }
        let lines: String = all
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = body.len();
        self.raw(&format!("{method} {path} HTTP/1.1\r\n{lines}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"))
    }

    fn post(&self, browser: &Browser, path: &str, body: &Value) -> Answer {
        let own = format!("http://{}", self.host());
        let headers = [
            ("origin", own.as_str()),
            ("content-type", "application/json"),
        ];
        self.with(browser, "POST", path, &headers, &body.to_string())
    }

    /// A browser that opened the facilitator's link.
    fn facilitator(&self) -> Browser {
        let opened = self.with(
            &Browser::default(),
            "POST",
            &format!("/open/{}", self.key),
            &[],
            "",
        );
        assert_eq!(opened.status, 200, "{}", opened.body);
        entered(&opened)
    }

    /// The whole state.
    fn state(&self, browser: &Browser) -> Value {
        self.get(browser, "/state").json()["board"].clone()
    }

    /// The state, once it is as it should be.
    fn until(&self, browser: &Browser, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let state = self.state(browser);
            if is(&state) {
                return state;
            }
            assert!(began.elapsed() < LONGEST, "not {what}: {state:#}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn edit(&self, browser: &Browser, id: &str, edit: &Value) -> Answer {
        self.post(browser, "/edits", &json!({ "id": id, "edit": edit }))
    }

    /// Asks it to end, as Ctrl-C does: its exit code, and what it had to say.
    fn end(&mut self) -> (i32, String) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        let mut said = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        (self.child.wait().unwrap().code().unwrap(), said)
    }
}

impl Drop for Wall {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !std::thread::panicking() {
            let sent = String::from_utf8_lossy(&self.sent.borrow()).into_owned();
            assert!(
                !sent.contains(&self.token),
                "the token was sent to a browser"
            );
        }
    }
}

fn entered(answer: &Answer) -> Browser {
    let cookie = answer.header("set-cookie").unwrap();
    let (pair, rest) = cookie.split_once("; ").unwrap();
    assert_eq!(rest, "HttpOnly; SameSite=Strict; Path=/");
    Browser {
        cookie: Some(pair.to_owned()),
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).unwrap();
        if length == 0 {
            break;
        }
        whole.push_str(&rest[..length]);
        body = &rest[length + 2..];
    }
    whole
}

/// Events as they come.
struct Events {
    stream: BufReader<TcpStream>,
    text: String,
}

impl Events {
    fn of(wall: &Wall, browser: &Browser, last: Option<u64>) -> Events {
        let mut stream = TcpStream::connect(("127.0.0.1", wall.port)).unwrap();
        stream.set_read_timeout(Some(LONGEST)).unwrap();
        let cookie = browser
            .cookie
            .iter()
            .map(|cookie| format!("cookie: {cookie}\r\n"));
        let last = last
            .map(|last| format!("last-event-id: {last}\r\n"))
            .unwrap_or_default();
        let host = wall.host();
        write!(
            stream,
            "GET /events HTTP/1.1\r\nhost: {host}\r\n{}{last}\r\n",
            cookie.collect::<String>()
        )
        .unwrap();
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(stream.read_line(&mut head).unwrap() > 0, "{head}");
        }
        let head = head.to_lowercase();
        assert!(
            head.starts_with("http/1.1 200") && head.contains("content-type: text/event-stream"),
            "{head}"
        );
        assert!(
            head.contains("content-security-policy") && head.contains("cache-control: no-store"),
            "{head}"
        );
        Events {
            stream,
            text: String::new(),
        }
    }

    /// The next event: its name, its id, its data.
    fn next(&mut self) -> (String, u64, Value) {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let mut lines = event.lines();
                    lines
                        .find_map(|line| line.strip_prefix(name))
                        .map(str::to_owned)
                };
                if let Some(data) = field("data: ") {
                    let id = field("id: ").unwrap().parse().unwrap();
                    return (
                        field("event: ").unwrap(),
                        id,
                        serde_json::from_str(&data).unwrap(),
                    );
                }
                continue;
            }
            let mut length = String::new();
            assert!(
                self.stream.read_line(&mut length).unwrap() > 0,
                "the line ended"
            );
            let mut bytes = vec![0; usize::from_str_radix(length.trim(), 16).unwrap() + 2];
            self.stream.read_exact(&mut bytes).unwrap();
            self.text
                .push_str(std::str::from_utf8(&bytes[..bytes.len() - 2]).unwrap());
        }
    }
}

/// What a page makes of a change.
fn applied(old: &Value, change: &Value) -> Value {
    let mut new: Map<String, Value> = old.as_object().unwrap().clone();
    assert_eq!(old["version"], change["from"]);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (mut notes, gone) = (list(&old["notes"]), list(&change["gone"]));
    notes.retain(|note| !gone.contains(&note["id"]));
    for card in list(&change["notes"]) {
        match notes.iter_mut().find(|note| note["id"] == card["id"]) {
            Some(note) => *note = card,
            None => notes.push(card),
        }
    }
    if let Some(order) = change["order"].as_array() {
        notes.sort_by_key(|note| order.iter().position(|id| *id == note["id"]));
    }
    for (name, value) in change.as_object().unwrap() {
        if !["from", "notes", "gone", "order"].contains(&name.as_str()) {
            new.insert(name.clone(), value.clone());
        }
    }
    new.insert("notes".to_owned(), notes.into());
    new.into()
}

/// The example, its notes on GitHub and grouped.
async fn grouped() -> Bench {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY] {
        bench.at(at, &["run"]);
    }
    bench
}

/// A note whose words begin so.
fn note<'s>(state: &'s Value, words: &str) -> &'s Value {
    let mut notes = state["notes"].as_array().unwrap().iter();
    notes
        .find(|note| note["text"].as_str().unwrap().starts_with(words))
        .unwrap_or_else(|| panic!("{words}: {state:#}"))
}

fn labels(bench: &Bench, issue: &Value) -> Vec<String> {
    let path = format!("/repos/{REPOSITORY}/issues/{issue}/labels");
    let labels = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    let names = labels.as_array().unwrap().iter();
    names
        .map(|label| label["name"].as_str().unwrap().to_owned())
        .filter(|name| name.starts_with("cluster:"))
        .collect()
}

fn writes(bench: &Bench) -> usize {
    bench
        .hub
        .requests()
        .iter()
        .filter(|request| request.mutations > 0)
        .count()
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const FIRST: &str = "How might we address security concerns";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_protected_and_doors_open_once() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &["--language", "es"]);
    let nobody = Browser::default();
    let key = format!("/open/{}", wall.key);
    let pages = [
        "/",
        "/presenter",
        &key,
        "/open/none",
        "/assets/wall.css",
        "/assets/none.js",
        "/strings/en.json",
        "/strings/../Cargo.toml",
        "/state",
        "/none",
    ];
    for path in pages {
        let answer = wall.get(&nobody, path);
        assert_eq!(
            answer.header("content-security-policy"),
            Some(POLICY),
            "{path}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let status = match path {
            "/presenter" | "/open/none" => 403,
            "/assets/none.js" | "/strings/../Cargo.toml" | "/none" => 404,
            _ => 200,
        };
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
    let page = wall.get(&nobody, "/").body;
    assert!(
        page.contains("<html lang=\"en\" data-language=\"es\""),
        "{page}"
    );
    assert!(
        wall.get(&nobody, "/presenter")
            .body
            .contains("folkmoot wall"),
        "it says where the link is"
    );
    // A file that is known is not sent again.
    let css = wall.get(&nobody, "/assets/wall.css");
    assert_eq!(css.header("cache-control"), Some("no-cache"));
    let mark = css.header("etag").unwrap();
    let again = wall.with(
        &nobody,
        "GET",
        "/assets/wall.css",
        &[("if-none-match", mark)],
        "",
    );
    assert_eq!((again.status, again.body.as_str()), (304, ""));

    // Looking at a link does not use it up; opening it does, once.
    assert_eq!(wall.get(&nobody, &key).status, 200);
    let facilitator = wall.facilitator();
    assert_eq!(wall.get(&facilitator, "/presenter").status, 200);
    for used in [
        wall.get(&nobody, &key),
        wall.with(&nobody, "POST", &key, &[], ""),
    ] {
        assert_eq!(used.status, 403);
        assert!(
            used.body.contains("This link was used") && used.header("set-cookie").is_none(),
            "{}",
            used.body
        );
    }
    // A facilitator lets another one in.
    let invited = wall.post(&facilitator, "/invite", &json!({ "to": "presenter" }));
    let link = invited.json()["url"].as_str().unwrap().to_owned();
    let path = link.strip_prefix(&wall.url).unwrap();
    let second = entered(&wall.with(&nobody, "POST", path, &[], ""));
    assert_eq!(wall.get(&second, "/presenter").status, 200);
    let invited = wall
        .post(&second, "/invite", &json!({ "to": "wall" }))
        .json();
    let path = invited["url"]
        .as_str()
        .unwrap()
        .strip_prefix(&wall.url)
        .unwrap()
        .to_owned();
    let projector = entered(&wall.with(&nobody, "POST", &path, &[], ""));
    assert_eq!(wall.get(&projector, "/presenter").status, 403);
    assert_eq!(wall.post(&projector, "/undo", &json!({})).status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_its_own_pages_with_a_facilitators_cookie_changes_anything() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &[]);
    let facilitator = wall.facilitator();
    wall.until(&facilitator, "read", |state| !state["heard"].is_null());
    let before = writes(&bench);
    let own = format!("http://{}", wall.host());
    let own = own.as_str();
    let edit = json!({ "id": "a", "edit": { "park": { "notes": ["0"] } } }).to_string();
    let nobody = Browser::default();
    let guessed = Browser {
        cookie: Some("folkmoot=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()),
    };
    let good = [("origin", own), ("content-type", "application/json")];
    /// Method and path, whose browser, headers, body, the answer's status.
    type Row<'r> = (&'r str, &'r Browser, Vec<(&'r str, &'r str)>, &'r str, u16);
    let table: [Row<'_>; 12] = [
        ("no cookie", &nobody, good.to_vec(), &edit, 403),
        ("a guessed cookie", &guessed, good.to_vec(), &edit, 403),
        ("no origin", &facilitator, vec![good[1]], &edit, 403),
        (
            "another origin",
            &facilitator,
            vec![("origin", "http://evil.example"), good[1]],
            &edit,
            403,
        ),
        (
            "no origin at all",
            &facilitator,
            vec![("origin", "null"), good[1]],
            &edit,
            403,
        ),
        (
            "another port",
            &facilitator,
            vec![("origin", "http://127.0.0.1:1"), good[1]],
            &edit,
            403,
        ),
        (
            "another host",
            &facilitator,
            vec![
                ("host", "evil.example"),
                ("origin", "http://evil.example"),
                good[1],
            ],
            &edit,
            403,
        ),
        (
            "a form",
            &facilitator,
            vec![good[0], ("content-type", "text/plain")],
            &edit,
            415,
        ),
        ("no JSON", &facilitator, good.to_vec(), "edit", 400),
        (
            "another key",
            &facilitator,
            good.to_vec(),
            r#"{"id":"a","edit":{"park":{"notes":[],"x":1}}}"#,
            400,
        ),
        (
            "no id",
            &facilitator,
            good.to_vec(),
            r#"{"id":"","edit":{"park":{"notes":["0"]}}}"#,
            400,
        ),
        ("no such note", &facilitator, good.to_vec(), &edit, 409),
    ];
    for (what, browser, headers, body, status) in table {
        let answer = wall.with(browser, "POST", "/edits", &headers, body);
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert_eq!(
            answer.header("content-security-policy"),
            Some(POLICY),
            "{what}"
        );
    }
    let refused = wall
        .edit(&facilitator, "b", &json!({ "park": { "notes": ["0"] } }))
        .json();
    assert!(
        refused["error"].as_str().unwrap().contains("note"),
        "{refused}"
    );
    let long = "x".repeat(70_000);
    let answer = wall.with(&facilitator, "POST", "/edits", &good, &long);
    assert_eq!(answer.status, 413, "{}", answer.body);
    for path in ["/undo", "/redo", "/screen", "/invite"] {
        assert_eq!(
            wall.with(&facilitator, "POST", path, &[good[1]], "{}")
                .status,
            403,
            "{path}"
        );
        assert_eq!(
            wall.with(&nobody, "POST", path, &good, "{}").status,
            403,
            "{path}"
        );
        assert_eq!(wall.get(&facilitator, path).status, 405, "{path}");
    }
    for (host, status) in [("localhost", 200), ("evil.example", 403)] {
        let host = format!("{host}:{}", wall.port);
        assert_eq!(
            wall.with(&nobody, "GET", "/state", &[("host", &host)], "")
                .status,
            status,
            "{host}"
        );
    }
    assert_eq!(wall.post(&facilitator, "/undo", &json!({})).status, 409);
    assert_eq!(wall.state(&facilitator)["edits"], json!([]));
    assert_eq!(writes(&bench), before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_the_whole_first_and_then_what_changed() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &[]);
    let nobody = Browser::default();
    wall.until(&nobody, "read", |state| state["stage"] == "affinity");
    let mut events = Events::of(&wall, &nobody, None);
    let (name, id, mut known) = events.next();
    assert_eq!(
        (name.as_str(), Some(id)),
        ("board", known["version"].as_u64())
    );
    assert_eq!(
        (&known["screen"], &known["follows"]),
        (&json!("board"), &json!(true))
    );
    assert_eq!(known["facilitator"], false);
    for backstage in ["edits", "undo", "redo", "viewers"] {
        assert!(known.get(backstage).is_none(), "{backstage}");
    }
    // Somebody in the room writes a note that means no good.
    let hostile = "How might we </script><script>alert(1)</script> \u{2028}& \"quote\"?";
    let body = format!("### Session\n\n{SESSION}\n\n### Note\n\n{hostile}");
    bench.hub.add_user("ada");
    bench
        .hub
        .file_form("ada", REPOSITORY, "A note", &body, &["folkmoot:note"])
        .unwrap();
    let began = Instant::now();
    let mut changes = 0;
    let came = loop {
        let (name, id, change) = events.next();
        assert_eq!(
            (name.as_str(), Some(id)),
            ("change", change["version"].as_u64())
        );
        known = applied(&known, &change);
        changes += 1;
        let mut notes = known["notes"].as_array().unwrap().iter();
        if let Some(note) = notes.find(|note| note["text"].as_str().unwrap().contains("alert")) {
            assert_eq!(change["notes"], json!([note]), "and nothing else");
            assert!(
                change.get("session").is_none(),
                "what did not change is not told again: {change}"
            );
            break note.clone();
        }
        assert!(began.elapsed() < LONGEST && changes < 500);
    };
    assert_eq!(
        came["text"],
        "How might we </script><script>alert(1)</script> & \"quote\"?"
    );
    // The same as whoever comes now is told.
    let version = known["version"].as_u64().unwrap();
    let mut later = Events::of(&wall, &nobody, Some(version));
    let (name, _, change) = later.next();
    assert_eq!(
        (name.as_str(), change["from"].as_u64()),
        ("change", Some(version))
    );
    let (name, _, _) = Events::of(&wall, &nobody, Some(7)).next();
    assert_eq!(
        name, "board",
        "of an unknown version nothing can be told but the whole"
    );
    // By asking, where events do not come through.
    let version = wall.state(&nobody)["version"].as_u64().unwrap();
    let answer = wall.get(&nobody, &format!("/state?since={version}&wait=20"));
    assert_eq!(
        (answer.status, answer.json()["change"]["from"].as_u64()),
        (200, Some(version))
    );
    assert!(wall.get(&nobody, "/state?since=7").json()["board"].is_object());
    assert!(wall.get(&nobody, "/state?since=&wait=x").json()["board"].is_object());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_arrive_on_github_and_can_be_undone_by_another_facilitator() {
    let bench = grouped().await;
    let mut wall = Wall::open(&bench, AFFINITY, &[]);
    let one = wall.facilitator();
    let link = wall
        .post(&one, "/invite", &json!({ "to": "presenter" }))
        .json();
    let path = link["url"]
        .as_str()
        .unwrap()
        .strip_prefix(&wall.url)
        .unwrap()
        .to_owned();
    let other = entered(&wall.with(&Browser::default(), "POST", &path, &[], ""));
    let state = wall.until(&one, "read", |state| state["editable"] == true);
    let card = note(&state, FIRST).clone();
    let (id, home) = (card["id"].clone(), card["cluster"].clone());
    let target = state["clusters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|cluster| cluster["id"] != home)
        .unwrap()
        .clone();
    let was = labels(&bench, &card["number"]);
    let edit = json!({ "move": { "notes": [id], "to": target["id"] } });
    let before = writes(&bench);
    let taken = wall.edit(&one, "1", &edit);
    assert_eq!(taken.status, 202, "{}", taken.body);
    // At once, for everybody, as pending.
    let state = wall.state(&other);
    assert!(state["version"].as_u64() >= taken.json()["version"].as_u64());
    assert_eq!(note(&state, FIRST)["cluster"], target["id"]);
    let done =
        |state: &Value| state["edits"] == json!([]) && note(state, FIRST)["pending"] == false;
    let state = wall.until(&other, "done", done);
    assert_eq!(note(&state, FIRST)["cluster"], target["id"]);
    let moved = labels(&bench, &card["number"]);
    assert_eq!(moved.len(), 1);
    assert_ne!(moved, was);
    let name = target["name"].as_str().unwrap();
    assert_eq!(
        state["undo"],
        json!({ "id": "1", "what": format!("move 1 note to {name}") })
    );
    // The answer got lost, and the page sends it again.
    let written = writes(&bench);
    assert!(written > before);
    assert_eq!(wall.edit(&one, "1", &edit).status, 202);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(writes(&bench), written, "and nothing is done twice");
    // Another facilitator undoes it, and the first one does it again.
    assert_eq!(wall.post(&other, "/undo", &json!({})).status, 202);
    assert_eq!(note(&wall.state(&one), FIRST)["cluster"], home);
    let state = wall.until(&one, "undone", done);
    assert_eq!(
        (
            &note(&state, FIRST)["cluster"],
            labels(&bench, &card["number"])
        ),
        (&home, was.clone())
    );
    assert_eq!(state["undo"], Value::Null);
    assert_eq!(wall.post(&one, "/redo", &json!({})).status, 202);
    wall.until(&one, "done again", done);
    assert_eq!(labels(&bench, &card["number"]), moved);
    // Somebody moves it on GitHub: that shows here.
    let path = format!("/repos/{REPOSITORY}/issues/{}/labels", card["number"]);
    bench.rest(
        &bench.facilitator,
        "PUT",
        &path,
        &json!({ "labels": ["folkmoot:collected", SESSION_LABEL, was[0]] }),
    );
    wall.until(&one, "moved on GitHub", |state| {
        note(state, FIRST)["cluster"] == home
    });
    // That is theirs: nobody undoes it here, and nothing is left to undo.
    let refused = wall.post(&other, "/undo", &json!({}));
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(
        refused.body.contains("somebody has changed “How might we"),
        "{}",
        refused.body
    );
    assert_eq!(wall.state(&one)["undo"], Value::Null);
    assert_eq!(labels(&bench, &card["number"]), was);
    // Before a vote there is nothing to reveal.
    let early = wall.post(&one, "/screen", &json!({ "revealed": true }));
    assert_eq!(early.status, 409, "{}", early.body);
    assert!(early.body.contains("before the vote opens"));
    // A cluster of its own, then into it before GitHub has it, renamed; and the end comes before any of it is sent.
    let state = wall.state(&one);
    let second = state["notes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|note| note["id"] != id)
        .unwrap()["id"]
        .clone();
    assert_eq!(
        wall.edit(
            &one,
            "2",
            &json!({ "new": { "notes": [id], "name": "Brand new" } })
        )
        .status,
        202
    );
    let into = wall.edit(
        &other,
        "3",
        &json!({ "move": { "notes": [second], "to": "cluster:brand new" } }),
    );
    assert_eq!(into.status, 202, "{}", into.body);
    let taken = wall.edit(
        &other,
        "4",
        &json!({ "new": { "notes": [second], "name": "brand New" } }),
    );
    assert_eq!(
        taken.status, 409,
        "the other facilitator's note is in it: {}",
        taken.body
    );
    let (code, said) = wall.end();
    assert_eq!(code, 0, "{said}");
    assert_eq!(labels(&bench, &card["number"]), ["cluster:Brand new"]);
    assert_eq!(bench.issues("cluster:Brand%20new").len(), 2, "two notes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_votes_are_in_nothing_that_is_sent() {
    let bench = grouped().await;
    bench.at(VOTING, &["run"]);
    bench.hub.clock().set(time(DURING));
    let security = bench.cluster("Security");
    for voter in ["ada", "bo", "cy"] {
        bench.vote(voter, security);
    }
    let wall = Wall::open(&bench, DURING, &[]);
    let facilitator = wall.facilitator();
    let state = wall.until(&facilitator, "counted", |state| {
        state["vote"]["voters"] == 3
    });
    assert_eq!(
        (&state["screen"], &state["revealed"], &state["editable"]),
        (&json!("vote"), &json!(false), &json!(false))
    );
    let mut events = Events::of(&wall, &facilitator, None);
    let whole = events.next().2.to_string();
    bench.vote("di", security);
    wall.until(&Browser::default(), "counted", |state| {
        state["vote"]["voters"] == 4
    });
    let change = loop {
        let change = events.next().2;
        if change["vote"]["voters"] == 4 {
            break change.to_string();
        }
    };
    let refused = wall.edit(
        &facilitator,
        "x",
        &json!({ "park": { "notes": [state["notes"][0]["id"]] } }),
    );
    assert_eq!(refused.status, 409, "the vote is open");
    let sent = String::from_utf8_lossy(&wall.sent.borrow()).into_owned() + &whole + &change;
    let told = |name: &str, nothing: &str| {
        let name = format!("\"{name}\":");
        let mut values = sent.split(name.as_str()).skip(1).peekable();
        assert!(values.peek().is_some(), "{name}");
        values.all(|rest| rest.starts_with(nothing))
    };
    assert!(told("votes", "null") && told("rank", "null") && told("chosen", "false"));
    // Revealed, they are those that `folkmoot tally` counts.
    assert_eq!(
        wall.post(&facilitator, "/screen", &json!({ "revealed": true }))
            .status,
        202
    );
    let state = wall.until(&Browser::default(), "shown", |state| {
        state["vote"]["hidden"] == false
    });
    let tally: Value =
        serde_json::from_str(&bench.at(DURING, &["tally", SESSION, "--json"])).unwrap();
    for row in tally["result"].as_array().unwrap() {
        let mut clusters = state["clusters"].as_array().unwrap().iter();
        let cluster = clusters
            .find(|cluster| cluster["number"] == row["item"])
            .unwrap();
        assert_eq!(
            (&cluster["votes"], &cluster["rank"], &cluster["chosen"]),
            (&row["votes"], &row["rank"], &row["wins"])
        );
    }
    assert_eq!(
        wall.post(
            &facilitator,
            "/screen",
            &json!({ "revealed": false, "screen": "join", "timer": { "minutes": 5 } })
        )
        .status,
        202
    );
    let state = wall.state(&Browser::default());
    assert_eq!(
        (
            &state["vote"]["hidden"],
            &state["screen"],
            &state["follows"]
        ),
        (&json!(true), &json!("join"), &json!(false))
    );
    assert!(state["timer"]["ends"].is_string());
    assert_eq!(
        wall.post(&facilitator, "/screen", &json!({ "screen": "cinema" }))
            .status,
        400
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_called_off_says_so_and_keeps_its_notes() {
    let bench = grouped().await;
    bench.at(VOTING, &["run"]);
    let wall = Wall::open(&bench, DURING, &["--show-votes"]);
    let nobody = Browser::default();
    let before = wall.until(&nobody, "open", |state| state["vote"]["open"] == true);
    assert_eq!(
        (
            &before["screen"],
            &before["session"]["off"],
            &before["vote"]["hidden"]
        ),
        (&json!("vote"), &json!(false), &json!(false))
    );
    let issue = &before["session"]["issue"].as_str().unwrap();
    let number = issue.rsplit_once('/').unwrap().1;
    let path = format!("/repos/{REPOSITORY}/issues/{number}/comments");
    bench.rest(
        &bench.facilitator,
        "POST",
        &path,
        &json!({ "body": "/folkmoot cancel" }),
    );
    bench.at(DURING, &["run"]);
    let off = wall.until(&nobody, "called off", |state| {
        state["session"]["off"] == true && state["session"]["join"].is_null()
    });
    assert_eq!(
        (&off["vote"]["open"], &off["screen"]),
        (&json!(false), &json!("result"))
    );
    assert_eq!(
        off["vote"]["hindrance"],
        "The session is called off: nothing is decided."
    );
    assert_eq!(off["notes"], before["notes"]);
    assert_eq!(
        off["clusters"].as_array().map(Vec::len),
        before["clusters"].as_array().map(Vec::len)
    );
}

/// GitHub is away for whoever bears folkmoot's token: until the fault is over.
fn away(bench: &Bench, requests: u64) {
    bench.hub.fault(Fault {
        at: When::EveryBy {
            by: "folkmoot".to_owned(),
            from: 0,
            count: requests,
            of: Traffic::Any,
        },
        kind: FaultKind::RetryAfter {
            status: 429,
            seconds: 600,
        },
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn github_may_go_away_and_come_back() {
    let bench = grouped().await;
    let mut wall = Wall::open(&bench, AFFINITY, &[]);
    let facilitator = wall.facilitator();
    let state = wall.until(&facilitator, "read", |state| state["editable"] == true);
    assert_eq!(state["trouble"], Value::Null);
    let id = note(&state, FIRST)["id"].clone();
    let number = note(&state, FIRST)["number"].clone();
    away(&bench, 12);
    let state = wall.until(&facilitator, "in trouble", |state| {
        state["trouble"].is_string()
    });
    let trouble = state["trouble"].as_str().unwrap().to_owned();
    assert!(trouble.contains(". "), "with its cure: {trouble}");
    assert_eq!(
        note(&state, FIRST)["id"],
        id,
        "what was known is still there"
    );
    assert_eq!(
        wall.edit(&facilitator, "1", &json!({ "park": { "notes": [id] } }))
            .status,
        202
    );
    let state = wall.until(&facilitator, "done", |state| {
        state["edits"] == json!([]) && state["trouble"].is_null()
    });
    assert_eq!(note(&state, FIRST)["parked"], true);
    assert_eq!(labels(&bench, &number), ["cluster:parked"]);
    // Away for good: what is not there is named in the end.
    away(&bench, 100_000);
    wall.until(&facilitator, "in trouble", |state| {
        state["trouble"].is_string()
    });
    assert_eq!(
        wall.edit(&facilitator, "2", &json!({ "unplace": { "notes": [id] } }))
            .status,
        202
    );
    let (code, said) = wall.end();
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("1 edit did not reach GitHub: take 1 note out."),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_on_another_address_opens_by_links_alone() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &["--listen", "0.0.0.0:0"]);
    let nobody = Browser::default();
    for path in ["/", "/state", "/events", "/presenter"] {
        assert_eq!(wall.get(&nobody, path).status, 403, "{path}");
    }
    let facilitator = wall.facilitator();
    assert_eq!(wall.get(&facilitator, "/").status, 200);
    assert_eq!(wall.get(&facilitator, "/state").status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_served_is_said() {
    let bench = grouped().await;
    for (arguments, words) in [
        (vec!["wall", "none"], "there is no session `none`"),
        (
            vec!["wall", SESSION, "--listen", "nowhere"],
            "write NAME:PORT",
        ),
        (
            vec!["wall", SESSION, "--listen", "192.0.2.1:80"],
            "Give --listen an address of this machine",
        ),
        (vec!["wall", SESSION, "--budget", "1"], "--budget"),
        (
            vec!["rehearse", "sessions/kubecon-india-2024", "--minutes", "2"],
            "--wall",
        ),
    ] {
        let output = bench.command(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rehearsal_plays_beside_its_wall() {
    let bench = Bench::example(true).await;
    let play = [
        "rehearse",
        "sessions/kubecon-india-2024",
        "--wall",
        "--minutes",
        "0.2",
        "--keep",
        "play",
    ];
    let mut wall = Wall::of(&mut bench.prepare(&play, &[]), "no token");
    let facilitator = wall.facilitator();
    let mut stages = Vec::new();
    let began = Instant::now();
    let mut moved = false;
    let last = loop {
        assert!(began.elapsed() < LONGEST * 3, "{stages:?}");
        let Ok(stream) = TcpStream::connect(("127.0.0.1", wall.port)) else {
            break Value::Null;
        };
        drop(stream);
        let state = wall.state(&facilitator);
        let stage = state["stage"].as_str().unwrap_or("none").to_owned();
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
        let notes = state["notes"].as_array().unwrap();
        // Somebody groups beside the play, which leaves that note alone.
        if !moved && notes.len() >= 4 && state["editable"] == true {
            let id = notes[1]["id"].clone();
            let made = wall.edit(
                &facilitator,
                "1",
                &json!({ "new": { "notes": [id], "name": "From the wall" } }),
            );
            moved = made.status == 202;
        }
        if state["stage"] == "published" {
            break state;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(moved);
    assert_eq!(
        stages,
        [
            "none",
            "announced",
            "notes",
            "affinity",
            "voting",
            "closed",
            "published"
        ]
    );
    assert_eq!(
        (&last["screen"], &last["revealed"]),
        (&json!("thanks"), &json!(true))
    );
    let mut clusters = last["clusters"].as_array().unwrap().iter();
    assert!(
        clusters.any(|cluster| cluster["name"] == "From the wall"),
        "{last:#}"
    );
    assert!(
        last["clusters"]
            .as_array()
            .unwrap()
            .iter()
            .any(|cluster| cluster["votes"].is_u64())
    );
    let mut rest = String::new();
    wall.out.read_to_string(&mut rest).unwrap();
    assert_eq!(wall.child.wait().unwrap().code(), Some(0), "{rest}");
    assert!(
        rest.contains("From the wall") && rest.contains("one more run   nothing to do"),
        "{rest}"
    );
    assert!(bench.path("play/report/README.md").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_no_news_to_whoever_asks_another() {
    let bench = grouped().await;
    bench.hub.clock().set(time(AFFINITY));
    // Looks once, and then for as good as never again.
    let mut command = bench.prepare(
        &["wall", SESSION, "--at", AFFINITY],
        &[("FOLKMOOT_LOOK_PAUSE_MS", "3600000")],
    );
    let wall = Wall::of(&mut command, &bench.bot_token());
    let nobody = Browser::default();
    wall.until(&nobody, "heard", |state| state["heard"].is_string());
    let mut news = 0;
    for _ in 0..6 {
        let version = wall.state(&nobody)["version"].as_u64().unwrap();
        let answer = wall.get(&nobody, &format!("/state?since={version}&wait=1"));
        news += usize::from(answer.status != 204);
    }
    // That somebody looks on is told once.
    assert!(news <= 2, "{news} of 6 answers had news");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_that_nobody_made_are_not_called_used() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &[]);
    let nobody = Browser::default();
    let page = wall.get(&nobody, "/open/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(page.status, 403);
    assert!(
        page.body.contains("This link opens nothing"),
        "{}",
        page.body
    );
    wall.facilitator();
    let page = wall.get(&nobody, &format!("/open/{}", wall.key));
    assert!(page.body.contains("This link was used"), "{}", page.body);
}
