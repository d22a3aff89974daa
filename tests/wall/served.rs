//! A wall that is served, and a browser's side of it.

use crate::SESSION;
use crate::common::{Bench, time};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Nothing here takes so long.
pub const LONGEST: Duration = Duration::from_secs(40);

/// A wall that is served.
pub struct Wall {
    pub child: Child,
    pub out: BufReader<std::process::ChildStdout>,
    /// Without a slash at the end.
    pub url: String,
    pub port: u16,
    pub key: String,
    token: String,
    /// Everything that was ever sent to a browser.
    pub sent: RefCell<Vec<u8>>,
}

/// What a browser has.
#[derive(Clone, Default)]
pub struct Browser {
    pub cookie: Option<String>,
}

pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }
}

impl Wall {
    pub fn open(bench: &Bench, at: &str, more: &[&str]) -> Wall {
        bench.hub.clock().set(time(at));
        let mut arguments = vec!["wall", SESSION, "--at", at];
        arguments.extend(more);
        let mut command = bench.prepare(&arguments, &[("FOLKMOOT_LOOK_PAUSE_MS", "40")]);
        Wall::of(&mut command, &bench.bot_token())
    }

    pub fn of(command: &mut Command, token: &str) -> Wall {
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

    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A request as it is written; its whole answer.
    pub fn raw(&self, request: &str) -> Answer {
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

    pub fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.with(browser, "GET", path, &[], "")
    }

    pub fn with(
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

    pub fn post(&self, browser: &Browser, path: &str, body: &Value) -> Answer {
        let own = format!("http://{}", self.host());
        let headers = [
            ("origin", own.as_str()),
            ("content-type", "application/json"),
        ];
        self.with(browser, "POST", path, &headers, &body.to_string())
    }

    /// A browser that opened the facilitator's link.
    pub fn facilitator(&self) -> Browser {
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
    pub fn state(&self, browser: &Browser) -> Value {
        self.get(browser, "/state").json()["board"].clone()
    }

    /// The state, once it is as it should be.
    pub fn until(&self, browser: &Browser, what: &str, is: impl Fn(&Value) -> bool) -> Value {
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

    pub fn edit(&self, browser: &Browser, id: &str, edit: &Value) -> Answer {
        self.post(browser, "/edits", &json!({ "id": id, "edit": edit }))
    }

    /// Asks it to end, as Ctrl-C does: its exit code, and what it had to say.
    pub fn end(&mut self) -> (i32, String) {
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

pub fn entered(answer: &Answer) -> Browser {
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
