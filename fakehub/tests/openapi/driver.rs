//! Sends requests to fakehub, and holds every one of them and every answer against the descriptions.

use crate::common::{Reply, World};
use crate::description::{Description, Given};
use fakehub::{Operation, User, operation_at, operations};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen of one operation.
#[derive(Default)]
pub struct Seen {
    /// Status → whether it is documented for this operation.
    pub statuses: BTreeMap<u16, bool>,
    /// Requests that the description must find right.
    pub right: usize,
    /// Requests that the description must find wrong.
    pub wrong: usize,
    /// The keys of queries and bodies that were sent.
    pub keys: BTreeSet<String>,
}

pub struct Driver {
    pub world: World,
    /// What stands before every path.
    pub prefix: &'static str,
    pub descriptions: Vec<Description>,
    pub seen: BTreeMap<(&'static str, &'static str), Seen>,
    pub problems: Vec<String>,
}

impl Driver {
    /// Sends a request that GitHub's description allows.
    pub fn ask(
        &mut self,
        who: &User,
        method: &str,
        target: &str,
        body: Value,
        status: u16,
    ) -> Reply {
        let body = (!body.is_null()).then_some(body);
        self.send(Some(who), method, target, body, status, true)
    }

    pub fn get(&mut self, who: &User, target: &str, status: u16) -> Reply {
        self.ask(who, "GET", target, Value::Null, status)
    }

    /// Sends a request that GitHub's description does not allow.
    pub fn wrong(
        &mut self,
        who: &User,
        method: &str,
        target: &str,
        body: Value,
        status: u16,
    ) -> Reply {
        let body = (!body.is_null()).then_some(body);
        self.send(Some(who), method, target, body, status, false)
    }

    /// Gets what was got before, with its `etag`.
    pub fn again(&mut self, who: &User, target: &str) {
        let etag = self
            .get(who, target, 200)
            .header("etag")
            .unwrap()
            .to_owned();
        // The header goes where the token's line ends.
        let who = User {
            token: format!("{}\r\nif-none-match: {etag}", who.token),
            ..who.clone()
        };
        self.get(&who, target, 304);
    }

    pub fn send(
        &mut self,
        who: Option<&User>,
        method: &str,
        target: &str,
        body: Option<Value>,
        status: u16,
        right: bool,
    ) -> Reply {
        let full = format!("{}{target}", self.prefix);
        let reply = self
            .world
            .try_send(who, method, &full, body.clone())
            .unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let Some(operation) = operation_at(method, path) else {
            panic!("fakehub has no {method} {path}");
        };
        let place = format!("{method} {target} → {}", reply.status);
        let mut problems = Vec::new();
        if reply.status != status {
            problems.push(format!("{status} was expected: {}", reply.body));
        }
        let query = pairs(query);
        let values = values(operation, path);
        let given = Given {
            status: reply.status,
            content_type: reply.header("content-type"),
            body: &reply.body,
            is_empty: reply.headers.contains("content-length: 0") || reply.body.is_null(),
        };
        let mut documented = false;
        for (index, description) in self.descriptions.iter_mut().enumerate() {
            if !description.has(operation) {
                continue;
            }
            let name = description.name.clone();
            let request = description.request(operation, &values, &query, body.as_ref());
            if right {
                problems.extend(
                    request
                        .iter()
                        .map(|wrong| format!("{name}: request: {wrong}")),
                );
            } else if request.is_empty() {
                problems.push(format!("{name}: the request is right after all"));
            }
            // An older server may lack what github.com has by now, and what its clients do not read.
            let strict = name == "api.github.com";
            let (response, known) = description.response(operation, &given, strict);
            problems.extend(
                response
                    .iter()
                    .map(|wrong| format!("{name}: response: {wrong}")),
            );
            documented |= known && index == 0;
        }
        problems.extend(self.headers(operation, &reply));
        let seen = self
            .seen
            .entry((operation.path, operation.method))
            .or_default();
        seen.statuses.insert(reply.status, documented);
        *(if right {
            &mut seen.right
        } else {
            &mut seen.wrong
        }) += 1;
        seen.keys.extend(query.into_iter().map(|(key, _)| key));
        if let Some(Value::Object(map)) = body {
            seen.keys.extend(map.into_iter().map(|(key, _)| key));
        }
        self.problems
            .extend(problems.iter().map(|problem| format!("{place}: {problem}")));
        reply
    }

    /// What clients rely on beside the body.
    fn headers(&self, operation: &Operation, reply: &Reply) -> Vec<String> {
        let mut wrong = Vec::new();
        let number = |name: &str| reply.header(name).and_then(|text| text.parse::<i64>().ok());
        // Who is not let in at all has no account to count on.
        if reply.status != 401 {
            for name in ["limit", "remaining", "used", "reset"] {
                if number(&format!("x-ratelimit-{name}")).is_none() {
                    wrong.push(format!("x-ratelimit-{name} is no number"));
                }
            }
        }
        if operation.method == "GET"
            && matches!(reply.status, 200 | 304)
            && reply.header("etag").is_none()
        {
            wrong.push("there is no etag".to_owned());
        }
        let base = format!("{}{}/", self.world.server.url(), self.prefix);
        let made = reply.body.get("url").and_then(Value::as_str);
        if reply.status == 201 && reply.header("location") != made {
            wrong.push(format!(
                "location is {:?}, not {made:?}",
                reply.header("location")
            ));
        }
        if let Some(made) = made.filter(|made| reply.status < 300 && !made.starts_with(&base)) {
            wrong.push(format!("{made} is not below {base}"));
        }
        if reply.status >= 400 {
            let docs = self
                .descriptions
                .iter()
                .find(|one| one.name == "api.github.com");
            let docs = docs.and_then(|one| one.docs(operation));
            let told = reply.body["documentation_url"].as_str();
            if reply.body["status"].as_str() != Some(&*reply.status.to_string()) {
                wrong.push(format!("the body says status {}", reply.body["status"]));
            }
            // Before it is known what was asked for, there is only the general page.
            if reply.status != 401 && docs.is_some() && told != docs {
                wrong.push(format!("documentation_url is {told:?}, not {docs:?}"));
            }
        }
        wrong
    }

    /// Every operation must have been seen, and seen to succeed.
    pub fn missing(&self) -> Vec<String> {
        operations()
            .iter()
            .filter(|operation| {
                let seen = self.seen.get(&(operation.path, operation.method));
                !seen.is_some_and(|seen| seen.statuses.keys().any(|status| *status < 300))
            })
            .map(|operation| format!("{} {} never succeeded", operation.method, operation.path))
            .collect()
    }

    /// Operation × statuses × requests.
    pub fn table(&self) -> String {
        let mut table = String::from(
            "operation | statuses (* undocumented) | right | wrong | keys never sent\n",
        );
        for operation in operations() {
            let Some(seen) = self.seen.get(&(operation.path, operation.method)) else {
                continue;
            };
            let statuses: Vec<String> = seen
                .statuses
                .iter()
                .map(|(status, known)| format!("{status}{}", if *known { "" } else { "*" }))
                .collect();
            let known = self.descriptions.first().filter(|one| one.has(operation));
            let known = known.map(|one| one.keys(operation)).unwrap_or_default();
            let unsent = known.difference(&seen.keys).cloned();
            let unsent: Vec<String> = unsent.collect();
            table += &format!(
                "{} {} | {} | {} | {} | {}\n",
                operation.method,
                operation.path,
                statuses.join(" "),
                seen.right,
                seen.wrong,
                unsent.join(" ")
            );
        }
        table
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// The values in the path, by the names of the template.
fn values(operation: &Operation, path: &str) -> Vec<(String, String)> {
    let count = operation.path.split('/').count();
    let template = operation.path.split('/');
    let named = template.zip(path.splitn(count, '/'));
    named
        .filter_map(|(name, value)| {
            let name = name.strip_prefix('{')?.strip_suffix('}')?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect()
}
