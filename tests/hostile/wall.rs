//! What a wall tells a browser.

use crate::common::Bench;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

/// A wall that is served.
pub struct Wall {
    child: Child,
    host: String,
}

impl Wall {
    pub fn open(bench: &Bench, session: &str, at: &str) -> Wall {
        let mut child = bench
            .prepare(&["wall", session, "--at", at], &[])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let (_, rest) = line.split_once("http://").unwrap();
        let host = rest.trim().split('/').next().unwrap().to_owned();
        Wall { child, host }
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(40)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.host
        )
        .unwrap();
        stream
    }

    /// The whole state, once it holds as many notes.
    pub fn state(&self, notes: usize) -> Value {
        for _ in 0..1_000 {
            let mut answer = String::new();
            self.ask("/state").read_to_string(&mut answer).unwrap();
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(
                head.to_lowercase()
                    .contains("content-type: application/json"),
                "{head}"
            );
            let state: Value = serde_json::from_str(body).unwrap();
            // Read from GitHub, not from files alone.
            let board = &state["board"];
            let read = |cluster: &Value| cluster["number"].is_u64();
            let clusters = board["clusters"]
                .as_array()
                .is_some_and(|list| list.iter().all(read));
            if clusters
                && board["notes"]
                    .as_array()
                    .is_some_and(|list| list.len() >= notes)
            {
                return state;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("the wall does not show {notes} notes");
    }

    /// The first event, by the rules of event streams: fields of lines until an empty one.
    pub fn event(&self) -> Result<Value, String> {
        let mut stream = BufReader::new(self.ask("/events"));
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            stream
                .read_line(&mut line)
                .map_err(|error| error.to_string())?;
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        loop {
            line.clear();
            stream
                .read_line(&mut line)
                .map_err(|error| error.to_string())?;
            let text = line.trim_end_matches(['\r', '\n']);
            match text.split_once(": ") {
                // What the body is cut into on its way stands between.
                None if !text.is_empty() && u32::from_str_radix(text, 16).is_ok() => {}
                Some((name, value)) => fields.push((name.to_owned(), value.to_owned())),
                None if text.is_empty() && fields.iter().any(|(name, _)| name == "data") => break,
                None => {}
            }
        }
        let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.iter().filter(|name| **name == "data").count() != 1
            || names
                .iter()
                .any(|name| !["data", "event", "id", "retry"].contains(name))
        {
            return Err(format!("an event with the fields {names:?}"));
        }
        let data = fields.iter().find(|(name, _)| name == "data").unwrap();
        serde_json::from_str(&data.1).map_err(|error| error.to_string())
    }
}

impl Drop for Wall {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
