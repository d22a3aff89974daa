//! What a page is told while it is open: the whole board, and then what changed.

use crate::common::{AFFINITY, time};
use crate::served::{Browser, LONGEST, Wall};
use crate::{SESSION, grouped};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

/// Events as they come.
pub struct Events {
    stream: BufReader<TcpStream>,
    text: String,
}

impl Events {
    pub fn of(wall: &Wall, browser: &Browser, last: Option<u64>) -> Events {
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
    pub fn next(&mut self) -> (String, u64, Value) {
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
    let text = "How might we </script><script>alert(1)</script> & \"quote\"?";
    bench.form("ada", &text.replace("> &", "> \u{2028}&"));
    let began = Instant::now();
    let mut changes = 0;
    loop {
        let (name, id, change) = events.next();
        assert_eq!(
            (name.as_str(), Some(id)),
            ("change", change["version"].as_u64())
        );
        known = applied(&known, &change);
        changes += 1;
        let mut notes = known["notes"].as_array().unwrap().iter();
        if let Some(note) = notes.find(|note| note["text"] == text) {
            assert_eq!(change["notes"], json!([note]), "and nothing else");
            assert!(
                change.get("session").is_none(),
                "what did not change is not told again: {change}"
            );
            break;
        }
        assert!(began.elapsed() < LONGEST && changes < 500);
    }
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
