//! Who may vote: the members of a roll, whole or not at all.

use super::answer::Answer;
use super::client::{Client, Intent};
use super::error::GithubError;
use super::read::{Rounds, endless, onward, owner, parse};
use super::wire::{PageInfo, UserNode};
use crate::ballot::RollSource;
use crate::session::RepositoryName;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Logins in one document.
const MOST_LOGINS: usize = 100;

#[derive(Debug, Deserialize)]
struct Edge {
    permission: Option<String>,
    node: Option<UserNode>,
}

/// A page of people: nodes, or edges with permissions.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct People {
    total_count: u64,
    page_info: PageInfo,
    #[serde(default)]
    nodes: Vec<Option<UserNode>>,
    #[serde(default)]
    edges: Vec<Option<Edge>>,
}

/// How a roll is asked for.
struct Asked {
    document: &'static str,
    variables: Map<String, Value>,
    /// Where the list stands in the answer.
    path: &'static [&'static str],
    /// What it is called, for people.
    name: String,
}

const COLLABORATORS: &str = "query FindRoll($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    collaborators(first: 100, after: $after, affiliation: ALL) {
      totalCount pageInfo { hasNextPage endCursor } edges { permission node { login databaseId } }
    }
  }
}
";
const ORGANIZATION: &str = "query FindRoll($owner: String!, $after: String) {
  organization(login: $owner) {
    viewerIsAMember
    membersWithRole(first: 100, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { login databaseId }
    }
  }
}
";
const TEAM: &str = "query FindRoll($owner: String!, $team: String!, $after: String) {
  organization(login: $owner) {
    team(slug: $team) {
      members(first: 100, after: $after, membership: ALL) {
        totalCount pageInfo { hasNextPage endCursor } nodes { login databaseId }
      }
    }
  }
}
";
const CURE: &str = "A workflow’s own token cannot read it: give one that may (of a GitHub App: Organization permissions → Members → Read-only)";

fn asked(source: &RollSource, repository: &RepositoryName) -> Option<Asked> {
    let of = |organization: &str| {
        let mut variables = Map::new();
        variables.insert("owner".to_owned(), json!(organization));
        variables
    };
    match source {
        RollSource::Collaborators => Some(Asked {
            document: COLLABORATORS,
            variables: owner(repository),
            path: &["repository", "collaborators"],
            name: format!("the collaborators of {repository}"),
        }),
        RollSource::Organization { organization } => Some(Asked {
            document: ORGANIZATION,
            variables: of(organization),
            path: &["organization", "membersWithRole"],
            name: format!("the members of {organization}"),
        }),
        RollSource::Team { organization, team } => {
            let mut variables = of(organization);
            variables.insert("team".to_owned(), json!(team));
            Some(Asked {
                document: TEAM,
                variables,
                path: &["organization", "team", "members"],
                name: format!("the team {organization}/{team}"),
            })
        }
        _ => None,
    }
}

impl Client {
    /// The ids on a roll that GitHub knows, or in one sentence why it cannot be read: then there is none, never a part of it.
    ///
    /// # Errors
    /// Where the network or GitHub itself failed, so that another try may do better.
    pub async fn find_roll(
        &self,
        repository: &RepositoryName,
        source: &RollSource,
    ) -> Result<Result<Vec<u64>, String>, GithubError> {
        let Some(asked) = asked(source, repository) else {
            return Ok(Err("it is not kept on GitHub".to_owned()));
        };
        let what = format!("reading {}", asked.name);
        let (mut ids, mut all) = (BTreeSet::new(), BTreeSet::new());
        let mut after = None::<String>;
        let mut rounds = Rounds::new(&what);
        loop {
            rounds.next()?;
            let mut variables = asked.variables.clone();
            variables.insert("after".to_owned(), json!(after));
            let answer = self
                .graphql(
                    &what,
                    asked.document,
                    Value::Object(variables),
                    Intent::Read,
                )
                .await;
            let answer = match answer {
                Ok(answer) => answer,
                // An answer like this will not be better the next time.
                Err(GithubError::Forbidden { why, .. } | GithubError::Refused { why, .. }) => {
                    return Ok(Err(cannot(&asked.name, &why)));
                }
                Err(error) => return Err(error),
            };
            let page = match page(&answer, &asked, &what)? {
                Ok(page) => page,
                Err(why) => return Ok(Err(why)),
            };
            let before = all.len();
            // Of collaborators those who may write; of the others all.
            let nodes = page.nodes.into_iter().flatten().map(|node| (true, node));
            let edges = page.edges.into_iter().flatten().filter_map(|edge| {
                let level = edge.permission.unwrap_or_default();
                let may_write = ["WRITE", "MAINTAIN", "ADMIN"].contains(&level.as_str());
                Some((may_write, edge.node?))
            });
            for (votes, node) in nodes.chain(edges) {
                let Some(id) = node.database_id else {
                    return Ok(Err(format!(
                        "{} cannot be read whole: GitHub names no id for somebody",
                        asked.name
                    )));
                };
                all.insert(id);
                if votes {
                    ids.insert(id);
                }
            }
            // Nobody new on a page that is not the last: that does not end.
            if page.page_info.has_next_page && all.len() == before {
                return Err(endless(&what));
            }
            after = onward(&what, &page.page_info, after.as_deref())?;
            if after.is_none() {
                // People, not lines: on pages that shifted, one is there twice and another is missing.
                let read = u64::try_from(all.len()).unwrap_or(u64::MAX);
                if read != page.total_count {
                    return Ok(Err(format!(
                        "{} cannot be read whole: {read} of {} came; run again",
                        asked.name, page.total_count
                    )));
                }
                return Ok(Ok(ids.into_iter().collect()));
            }
        }
    }

    /// The logins that are people's, with their ids.
    ///
    /// # Errors
    /// Where they cannot be looked up.
    pub async fn find_people(&self, logins: &[String]) -> Result<Vec<(String, u64)>, GithubError> {
        let what = "looking up accounts";
        let mut found = Vec::new();
        for some in logins.chunks(MOST_LOGINS) {
            let (mut head, mut fields, mut variables) = (Vec::new(), String::new(), Map::new());
            for (index, login) in some.iter().enumerate() {
                head.push(format!("$u{index}: String!"));
                let _ = writeln!(
                    fields,
                    "  u{index}: user(login: $u{index}) {{ login databaseId }}"
                );
                variables.insert(format!("u{index}"), json!(login));
            }
            let document = format!("query FindPeople({}) {{\n{fields}}}\n", head.join(", "));
            let answer = self
                .graphql(what, &document, Value::Object(variables), Intent::Read)
                .await?;
            let unknown = |kind: &Option<String>| kind.as_deref() == Some("NOT_FOUND");
            if let Some(error) = answer.errors.iter().find(|error| !unknown(&error.kind)) {
                return Err(GithubError::Refused {
                    what: what.to_owned(),
                    why: error.message.clone(),
                });
            }
            for (index, login) in some.iter().enumerate() {
                let value = answer
                    .data
                    .as_ref()
                    .and_then(|data| data.get(format!("u{index}")))
                    .cloned()
                    .unwrap_or_default();
                let missing = answer.errors.iter().any(|error| {
                    error
                        .path
                        .as_ref()
                        .and_then(|path| path.first())
                        .and_then(Value::as_str)
                        == Some(&format!("u{index}"))
                });
                let node: Option<UserNode> = parse(what, value)?;
                match node.and_then(|node| node.database_id) {
                    Some(id) => found.push((login.clone(), id)),
                    None if missing => {}
                    // Neither there nor said not to be: no roll is made of that.
                    None => {
                        return Err(GithubError::Unusable {
                            what: what.to_owned(),
                            why: "it says nothing of an account".to_owned(),
                        });
                    }
                }
            }
        }
        Ok(found)
    }
}

fn cannot(name: &str, why: &str) -> String {
    format!(
        "{name} cannot be read: {}. {CURE}",
        why.trim_end_matches('.')
    )
}

/// The page in an answer, or why there is none.
fn page(answer: &Answer, asked: &Asked, what: &str) -> Result<Result<People, String>, GithubError> {
    if let Some(error) = answer.errors.first() {
        return Ok(Err(cannot(&asked.name, &error.message)));
    }
    let mut value = answer.data.as_ref();
    for name in asked.path {
        value = value.and_then(|value| value.get(name));
    }
    let organization = answer
        .data
        .as_ref()
        .and_then(|data| data.get("organization"));
    let member = organization.and_then(|found| found.get("viewerIsAMember")?.as_bool());
    // Also where GitHub does not say.
    let outside = asked.document == ORGANIZATION && member != Some(true);
    match value.filter(|value| !value.is_null()) {
        // To others GitHub shows the public members alone, and does not say so.
        Some(_) if outside => Ok(Err(format!(
            "{} cannot be read: the token’s account is no member itself, and GitHub shows others only the public members. Give the token of a member, or make a team the roll",
            asked.name
        ))),
        Some(value) => Ok(Ok(parse(what, value.clone())?)),
        None => Ok(Err(cannot(
            &asked.name,
            "it does not exist, or the token may not see it",
        ))),
    }
}
