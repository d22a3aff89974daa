//! A client small enough to read, so that the tests see what is on the wire.
#![allow(dead_code, missing_docs, clippy::indexing_slicing)] // each test file uses its own part

use fakehub::{Fault, FaultKind, Hub, Permission, Server, User, When};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

pub struct World {
    pub hub: Hub,
    pub server: Server,
    pub owner: User,
    pub outsider: User,
}

pub struct Reply {
    pub status: u16,
    pub headers: String,
    /// The body as it came.
    pub text: String,
    pub body: Value,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A hub with a repository `ada/garden`, its owner `ada` and an outsider `bob`.
pub async fn world() -> World {
    let hub = Hub::new("2026-03-01T12:00:00Z".parse().unwrap());
    let owner = hub.add_user("ada");
    let outsider = hub.add_user("bob");
    hub.add_repository("ada/garden", None).unwrap();
    hub.grant("triager", "ada/garden", Permission::Triage);
    let server = hub.serve().await.unwrap();
    World {
        hub,
        server,
        owner,
        outsider,
    }
}

impl World {
    /// Gets with one more header.
    pub fn get_with(&self, who: &User, target: &str, header: &str) -> Reply {
        // The header goes where the token's line ends.
        let who = User {
            token: format!("{}\r\n{header}", who.token),
            ..who.clone()
        };
        self.send(&who, "GET", target, Value::Null)
    }

    /// Sends a request; nothing when the connection closes without an answer.
    pub fn try_send(
        &self,
        who: Option<&User>,
        method: &str,
        target: &str,
        body: Option<Value>,
    ) -> Option<Reply> {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let mut stream = TcpStream::connect(self.host()).unwrap();
        let token = who.map_or(String::new(), bearer);
        write_request(&mut stream, &self.host(), method, target, &token, &body);
        reply(stream)
    }

    pub fn host(&self) -> String {
        let url = self.server.url();
        url.strip_prefix("http://").unwrap().to_owned()
    }

    pub fn send(&self, who: &User, method: &str, target: &str, body: Value) -> Reply {
        let body = (!body.is_null()).then_some(body);
        self.try_send(Some(who), method, target, body).unwrap()
    }

    pub fn get(&self, who: &User, target: &str) -> Reply {
        self.send(who, "GET", target, Value::Null)
    }

    pub fn post(&self, who: &User, target: &str, body: Value) -> Reply {
        self.send(who, "POST", target, body)
    }

    pub fn graphql(&self, who: &User, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables});
        let reply = self.post(who, "/graphql", body);
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body
    }

    /// A query by its selection.
    pub fn ask(&self, who: &User, selection: &str) -> Value {
        self.graphql(who, &format!("{{ {selection} }}"), Value::Null)
    }

    /// What is asked of the garden, without an error.
    pub fn garden(&self, who: &User, selection: &str) -> Value {
        let repository = format!("repository(owner: \"ada\", name: \"garden\") {{ {selection} }}");
        let mut body = self.ask(who, &repository);
        assert_eq!(body.get("errors"), None, "{body}");
        body["data"]["repository"].take()
    }

    pub fn issue(&self, who: &User, title: &str, labels: &[&str]) -> Value {
        let body = json!({"title": title, "labels": labels});
        let reply = self.post(who, "/repos/ada/garden/issues", body);
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.body
    }
}

pub fn bearer(user: &User) -> String {
    format!("authorization: Bearer {}\r\n", user.token)
}

pub fn write_request(
    stream: &mut TcpStream,
    host: &str,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) {
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nhost: {host}\r\nuser-agent: test\r\nconnection: close\r\n{headers}\
         content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
}

/// Reads to the end. A reset connection is an error or an end, perhaps without a byte.
pub fn reply(mut stream: TcpStream) -> Option<Reply> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        bytes.extend(&piece[..count]);
    }
    let text = String::from_utf8(bytes).unwrap();
    let (headers, body) = text.split_once("\r\n\r\n")?;
    let status = headers.split(' ').nth(1)?.parse().ok()?;
    Some(Reply {
        status,
        headers: headers.to_owned(),
        text: body.to_owned(),
        body: serde_json::from_str(body).unwrap_or(Value::Null),
    })
}

/// Plans a fault for one of the next requests of anybody.
pub fn plan(world: &World, request: u64, kind: FaultKind) {
    let at = When::Request(request);
    world.hub.fault(Fault { at, kind });
}

/// The issues of `ada/garden` as the hub has them.
pub fn issues(world: &World) -> Vec<Value> {
    let dump = world.hub.dump();
    let issues = dump["repositories"]["ada/garden"]["issues"].as_array();
    issues.cloned().unwrap()
}

pub fn numbers(list: &Value) -> Vec<u64> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|item| item["number"].as_u64().unwrap())
        .collect()
}
