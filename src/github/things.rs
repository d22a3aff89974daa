//! What became of issues, pull requests, milestones and actions: for reports, which do not wait for what cannot be seen.

use super::answer::Answer;
use super::client::{Client, Intent};
use super::error::GithubError;
use super::read::parse;
use super::wire::{Nodes, address};
use crate::became::{self, Became, State, Thing};
use crate::plan::{labels, marker, view};
use crate::session::{RepositoryName, SessionId};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Things in one document.
const MOST: usize = 50;
const ISSUE: &str = "issueOrPullRequest(number: $k) { __typename ... on Issue { state: state reason: stateReason(enableDuplicate: true) } ... on PullRequest { pull: state } }";
const MILESTONE: &str = "milestone(number: $k) { milestone: state all: issues(first: 1) { totalCount } closed: issues(first: 1, states: [CLOSED]) { totalCount } }";
/// The newest: what is older is not known.
const ACTIONS: &str = "issues(labels: [$label], first: 100, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { url body labels(first: 100) { nodes { name } } state reason: stateReason(enableDuplicate: true) } }";

#[derive(Debug, Deserialize)]
struct Total {
    #[serde(rename = "totalCount")]
    total: u64,
}

#[derive(Debug, Deserialize)]
struct Found {
    state: Option<String>,
    reason: Option<String>,
    pull: Option<String>,
    milestone: Option<String>,
    all: Option<Total>,
    closed: Option<Total>,
}

#[derive(Debug, Deserialize)]
struct ActionNode {
    #[serde(deserialize_with = "address")]
    url: String,
    body: String,
    state: String,
    reason: Option<String>,
    labels: Nodes<NameNode>,
}

#[derive(Debug, Deserialize)]
struct NameNode {
    name: String,
}

impl Found {
    fn became(self) -> Option<Became> {
        if let Some(state) = self.milestone {
            let state = match state.as_str() {
                "CLOSED" => State::Done,
                _ => State::Open,
            };
            return Some(Became {
                closed: self.closed.map(|closed| closed.total),
                of: self.all.map(|all| all.total),
                ..Became::only(state)
            });
        }
        if let Some(state) = self.pull {
            return Some(Became::only(became::of_issue(true, &state, None)));
        }
        let state = self.state?;
        let reason = self.reason.as_deref();
        Some(Became::only(became::of_issue(false, &state, reason)))
    }
}

impl Client {
    /// Looks up what became of things; `own` is the repository of the sessions. Each thing is in the answer: with nothing, where it is not
    /// there, or the token may not see it.
    ///
    /// # Errors
    /// Where a request failed as a whole.
    pub async fn find_things(
        &self,
        own: &RepositoryName,
        things: &[Thing],
    ) -> Result<BTreeMap<Thing, Option<Became>>, GithubError> {
        let what = "looking up what became of issues";
        let mut all: BTreeMap<Thing, Option<Became>> =
            things.iter().map(|thing| (thing.clone(), None)).collect();
        let actions = things
            .iter()
            .any(|thing| matches!(thing, Thing::Action(..)));
        let numbered: Vec<(&Thing, &RepositoryName, u64, &str)> = things
            .iter()
            .filter_map(|thing| match thing {
                Thing::Issue(repository, number) => Some((thing, repository, *number, ISSUE)),
                Thing::Milestone(repository, number) => {
                    Some((thing, repository, *number, MILESTONE))
                }
                Thing::Action(..) => None,
            })
            .collect();
        let mut chunks: Vec<&[_]> = numbered.chunks(MOST).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        for (chunk, some) in chunks.into_iter().enumerate() {
            let (mut head, mut fields, mut variables) = (Vec::new(), String::new(), Map::new());
            for (index, (_, repository, number, select)) in some.iter().enumerate() {
                head.push(format!(
                    "$o{index}: String!, $n{index}: String!, $k{index}: Int!"
                ));
                let select = select.replace("$k", &format!("$k{index}"));
                let _ = writeln!(
                    fields,
                    "  t{index}: repository(owner: $o{index}, name: $n{index}) {{ found: {select} }}"
                );
                variables.insert(format!("o{index}"), json!(repository.owner));
                variables.insert(format!("n{index}"), json!(repository.name));
                variables.insert(format!("k{index}"), json!(number));
            }
            if chunk == 0 && actions {
                head.push("$owner: String!, $name: String!, $label: String!".to_owned());
                let _ = writeln!(
                    fields,
                    "  own: repository(owner: $owner, name: $name) {{ {ACTIONS} }}"
                );
                variables.insert("owner".to_owned(), json!(own.owner));
                variables.insert("name".to_owned(), json!(own.name));
                variables.insert("label".to_owned(), json!(labels::ACTION));
            }
            if head.is_empty() {
                continue;
            }
            let document = format!("query FindThings({}) {{\n{fields}}}\n", head.join(", "));
            let answer = self
                .graphql(what, &document, Value::Object(variables), Intent::Read)
                .await?;
            for (index, (thing, ..)) in some.iter().enumerate() {
                let found = at(&answer, &format!("t{index}"), "found");
                let found: Option<Found> = parse(what, found)?;
                all.insert((*thing).clone(), found.and_then(Found::became));
            }
            let nodes = at(&answer, "own", "issues");
            let nodes = nodes.get("nodes").cloned().unwrap_or_default();
            let nodes: Option<Vec<Option<ActionNode>>> = parse(what, nodes)?;
            for node in nodes.into_iter().flatten().flatten() {
                let Some(digest) = marker::find_hidden(&node.body, view::ACTION) else {
                    continue;
                };
                let digest = digest.trim_matches('"');
                let mut names = node.labels.nodes.iter().flatten();
                let of = |session: &SessionId| {
                    let label = labels::session(session);
                    names.any(|node| labels::same(&node.name, &label))
                };
                let Some(thing) = asked(&all, digest, of) else {
                    continue;
                };
                let state = became::of_issue(false, &node.state, node.reason.as_deref());
                let became = Became {
                    url: Some(node.url),
                    ..Became::only(state)
                };
                all.insert(thing, Some(became));
            }
        }
        Ok(all)
    }
}

/// The action of that digest that nothing is known of yet, as the newest comes first; not one that the session itself made.
fn asked(
    all: &BTreeMap<Thing, Option<Became>>,
    digest: &str,
    mut of: impl FnMut(&SessionId) -> bool,
) -> Option<Thing> {
    let mut open = all.iter().filter(|(_, known)| known.is_none());
    let found = open.find(|(thing, _)| match thing {
        Thing::Action(known, session) => known == digest && !of(session),
        _ => false,
    });
    found.map(|(thing, _)| thing.clone())
}

/// What stands below two names of an answer; null where it does not.
fn at(answer: &Answer, first: &str, second: &str) -> Value {
    let data = answer.data.as_ref();
    let value = data.and_then(|data| data.get(first)?.get(second));
    value.cloned().unwrap_or_default()
}
