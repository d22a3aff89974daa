//! Reading the world: one request a page of 100 issues, whatever the number of sessions.

use super::client::{Answer, Client, Intent};
use super::error::GithubError;
use super::wire::{
    BranchNode, CommentNode, FinishedNode, IssueNode, LabelNode, Page, PageInfo, ReactionNode,
    comment, vote,
};
use crate::plan::World;
use crate::plan::labels;
use crate::plan::world::{Finished, Label};
use crate::session::{RepositoryName, Session, SessionId};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

const AUTHOR: &str = include_str!("queries/author.graphql");
const ISSUE: &str = include_str!("queries/issue.graphql");
const SESSION: &str = include_str!("queries/session.graphql");
const FINISHED: &str = include_str!("queries/finished.graphql");
const MORE_VOTES: &str = include_str!("queries/more_votes.graphql");
const MORE_COMMENTS: &str = include_str!("queries/more_comments.graphql");

/// Issues of a session are read with the first request for so long after its vote; later only if its issue is still open.
const FRESH: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Connections in one document: 20 pages of issues stay below GitHub's 500,000 nodes.
const MOST_CONNECTIONS: usize = 20;

/// What a connection of a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// Issues of open sessions.
    Sessions,
    /// Issues of sessions that are over.
    Finished,
    /// Notes that no session has taken in yet.
    Inbox,
    /// Clusters and notes of one session.
    Of(SessionId),
}

impl Kind {
    fn label(&self) -> String {
        match self {
            Kind::Sessions | Kind::Finished => labels::SESSION.to_owned(),
            Kind::Inbox => labels::NOTE.to_owned(),
            Kind::Of(id) => labels::session(id),
        }
    }

    fn states(&self) -> &'static str {
        match self {
            Kind::Sessions | Kind::Inbox => "[OPEN]",
            Kind::Finished => "[CLOSED]",
            Kind::Of(_) => "[OPEN, CLOSED]",
        }
    }

    fn fragment(&self) -> &'static str {
        match self {
            Kind::Sessions => "SessionParts",
            Kind::Finished => "FinishedParts",
            Kind::Inbox | Kind::Of(_) => "IssueParts",
        }
    }
}

/// A connection that is being read.
#[derive(Debug)]
struct Connection {
    kind: Kind,
    after: Option<String>,
    read: BTreeSet<u64>,
}

impl Connection {
    fn new(kind: Kind) -> Connection {
        Connection {
            kind,
            after: None,
            read: BTreeSet::new(),
        }
    }
}

impl Client {
    /// Reads everything that `sessions` need: their issues with labels, votes and comments, the labels, the inbox.
    ///
    /// # Errors
    /// Where anything is missing: half a world would be planned into nonsense.
    pub async fn read(
        &self,
        repository: &RepositoryName,
        sessions: &[Session],
        now: Timestamp,
    ) -> Result<World, GithubError> {
        let due: Vec<&Session> = sessions
            .iter()
            .filter(|session| session.schedule.announced <= now)
            .collect();
        let fresh: BTreeSet<SessionId> = due
            .iter()
            .filter(|session| {
                session
                    .schedule
                    .closed
                    .checked_add(FRESH)
                    .is_ok_and(|end| now < end)
            })
            .map(|session| session.id.clone())
            .collect();
        let mut connections = vec![
            Connection::new(Kind::Sessions),
            Connection::new(Kind::Finished),
            Connection::new(Kind::Inbox),
        ];
        connections.extend(
            fresh
                .iter()
                .cloned()
                .map(|id| Connection::new(Kind::Of(id))),
        );
        let mut world = World::empty(repository.clone(), String::new(), String::new(), now);
        self.read_all(&mut world, connections).await?;

        // A session that has gone on for longer than it should is open still: its issues are read too.
        let late: Vec<Connection> = due
            .iter()
            .map(|session| &session.id)
            .filter(|id| !fresh.contains(id))
            .filter(|id| {
                let label = labels::session(id);
                world
                    .issues
                    .values()
                    .any(|issue| issue.has(labels::SESSION) && issue.has(&label))
            })
            .map(|id| Connection::new(Kind::Of(id.clone())))
            .collect();
        if !late.is_empty() {
            self.read_all(&mut world, late).await?;
        }
        Ok(world)
    }

    /// Reads connections page by page, all of them in each request.
    async fn read_all(
        &self,
        world: &mut World,
        mut open: Vec<Connection>,
    ) -> Result<(), GithubError> {
        let what = "reading issues";
        while !open.is_empty() {
            let rest = open.split_off(open.len().min(MOST_CONNECTIONS));
            let (document, variables) = document(&world.repository, &open);
            let answer = self
                .graphql(what, &document, variables, Intent::Read)
                .await?;
            let repository = repository(&world.repository, what, answer)?;
            head(world, what, &repository)?;
            let mut next = Vec::new();
            for (index, mut connection) in open.into_iter().enumerate() {
                let page = repository
                    .get(format!("c{index}"))
                    .cloned()
                    .unwrap_or_default();
                let info = match connection.kind.clone() {
                    Kind::Finished => {
                        let page: Page<FinishedNode> = parse(what, page)?;
                        for node in page.nodes.into_iter().flatten() {
                            connection.read.insert(node.number);
                            finished(world, node);
                        }
                        (page.page_info, page.total_count)
                    }
                    _ => {
                        let page: Page<IssueNode> = parse(what, page)?;
                        // The clusters and notes of a session that is over are nobody's business any more.
                        let wanted = !matches!(&connection.kind, Kind::Of(id) if over(world, id));
                        for node in page.nodes.into_iter().flatten().filter(|_| wanted) {
                            connection.read.insert(node.number);
                            self.take(world, node).await?;
                        }
                        (page.page_info, page.total_count)
                    }
                };
                let (info, total) = info;
                if matches!(&connection.kind, Kind::Of(id) if over(world, id)) {
                    continue;
                }
                if info.has_next_page {
                    connection.after = info.end_cursor;
                    next.push(connection);
                } else if u64::try_from(connection.read.len()).unwrap_or(u64::MAX) < total {
                    return Err(GithubError::Unusable {
                        what: what.to_owned(),
                        why: format!("{} of {total} issues came", connection.read.len()),
                    });
                }
            }
            next.extend(rest);
            open = next;
        }
        Ok(())
    }

    /// Takes one issue into the world, with the votes and comments that its page had no room for.
    async fn take(&self, world: &mut World, mut node: IssueNode) -> Result<(), GithubError> {
        let votes = node
            .reactions
            .as_ref()
            .and_then(|page| more(&page.page_info));
        let comments = node
            .comments
            .as_ref()
            .and_then(|page| more(&page.page_info));
        for label in node
            .labels
            .iter_mut()
            .flat_map(|labels| &mut labels.nodes)
            .flatten()
        {
            know(world, label.clone());
        }
        let mut issue = node.issue();
        let mut after = votes;
        while let Some(cursor) = after {
            let page: Page<ReactionNode> = self
                .more("reading votes", MORE_VOTES, &issue.id, &cursor, "reactions")
                .await?;
            after = more(&page.page_info);
            issue
                .votes
                .extend(page.nodes.into_iter().flatten().map(vote));
            issue.votes_total = page.total_count;
        }
        let mut after = comments;
        while let Some(cursor) = after {
            let document = format!("{MORE_COMMENTS}{AUTHOR}");
            let page: Page<CommentNode> = self
                .more(
                    "reading comments",
                    &document,
                    &issue.id,
                    &cursor,
                    "comments",
                )
                .await?;
            after = more(&page.page_info);
            issue
                .comments
                .extend(page.nodes.into_iter().flatten().filter_map(comment));
        }
        // An issue that stands in two connections is one issue; the one with comments wins.
        match world.issues.get_mut(&issue.number) {
            Some(known) if known.comments.is_empty() => {
                let votes = std::mem::take(&mut known.votes);
                let total = known.votes_total;
                let comments = issue.comments;
                issue.comments = Vec::new();
                *known = issue;
                known.comments = comments;
                if known.votes.len() < votes.len() {
                    known.votes = votes;
                    known.votes_total = total;
                }
            }
            Some(_) => {}
            None => {
                world.issues.insert(issue.number, issue);
            }
        }
        Ok(())
    }

    async fn more<T: DeserializeOwned>(
        &self,
        what: &str,
        document: &str,
        id: &str,
        after: &str,
        field: &str,
    ) -> Result<Page<T>, GithubError> {
        let answer = self
            .graphql(
                what,
                document,
                json!({ "id": id, "after": after }),
                Intent::Read,
            )
            .await?;
        let data = whole(what, answer)?;
        let page = data
            .get("node")
            .and_then(|node| node.get(field))
            .cloned()
            .unwrap_or_default();
        parse(what, page)
    }
}

pub(super) fn owner(repository: &RepositoryName) -> Map<String, Value> {
    let mut variables = Map::new();
    variables.insert("owner".to_owned(), json!(repository.owner));
    variables.insert("name".to_owned(), json!(repository.name));
    variables
}

/// The document that reads the next page of each connection.
fn document(repository: &RepositoryName, connections: &[Connection]) -> (String, Value) {
    let mut head = String::new();
    let mut fields = String::new();
    let mut variables = owner(repository);
    for (index, connection) in connections.iter().enumerate() {
        let kind = &connection.kind;
        let _ = write!(head, ", $l{index}: [String!], $a{index}: String");
        let _ = writeln!(
            fields,
            "    c{index}: issues(first: 100, after: $a{index}, labels: $l{index}, states: {}, orderBy: {{field: CREATED_AT, direction: ASC}}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ ...{} }} }}",
            kind.states(),
            kind.fragment()
        );
        variables.insert(format!("l{index}"), json!([kind.label()]));
        variables.insert(format!("a{index}"), json!(connection.after));
    }
    // Only the fragments that are used: GitHub refuses others.
    let mut fragments = String::new();
    for (name, text) in [
        ("SessionParts", SESSION),
        ("FinishedParts", FINISHED),
        ("IssueParts", ISSUE),
    ] {
        if connections
            .iter()
            .any(|connection| connection.kind.fragment() == name)
        {
            fragments.push_str(text);
        }
    }
    if fragments.contains("...AuthorParts") {
        fragments.push_str(AUTHOR);
    }
    let document = format!(
        "query Read($owner: String!, $name: String!{head}) {{\n  repository(owner: $owner, name: $name) {{\n    id\n    url\n    defaultBranchRef {{ name }}\n    labels(first: 100) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ id name }} }}\n{fields}  }}\n}}\n{fragments}"
    );
    (document, Value::Object(variables))
}

/// Id, address and labels of the repository.
fn head(world: &mut World, what: &str, repository: &Value) -> Result<(), GithubError> {
    world.repository_id = text(repository, "id");
    world.url = text(repository, "url");
    let branch: Option<BranchNode> = parse(
        what,
        repository
            .get("defaultBranchRef")
            .cloned()
            .unwrap_or_default(),
    )?;
    world.default_branch = branch.map(|branch| branch.name).unwrap_or_default();
    let page: Page<LabelNode> = parse(what, repository.get("labels").cloned().unwrap_or_default())?;
    world.all_labels = !page.page_info.has_next_page;
    for label in page.nodes.into_iter().flatten() {
        know(world, label);
    }
    Ok(())
}

fn know(world: &mut World, label: LabelNode) {
    world.labels.insert(
        labels::fold(&label.name),
        Label {
            id: label.id,
            name: label.name,
        },
    );
}

fn finished(world: &mut World, node: FinishedNode) {
    let names: Vec<String> = node
        .labels
        .into_iter()
        .flat_map(|labels| labels.nodes)
        .flatten()
        .map(|label| label.name)
        .collect();
    let stage = names.iter().filter_map(|name| labels::stage_of(name)).max();
    for id in names.iter().filter_map(|name| labels::session_of(name)) {
        let this = Finished {
            number: node.number,
            stage,
        };
        // Of several, the one that came furthest tells what became of the session.
        match world.finished.get(&id) {
            Some(known) if known.stage >= stage => {}
            _ => {
                world.finished.insert(id, this);
            }
        }
    }
}

/// Whether a session's issue is closed, and no other one open.
fn over(world: &World, id: &SessionId) -> bool {
    let label = labels::session(id);
    world.finished.contains_key(id)
        && !world
            .issues
            .values()
            .any(|issue| issue.open && issue.has(labels::SESSION) && issue.has(&label))
}

fn more(info: &PageInfo) -> Option<String> {
    info.end_cursor.clone().filter(|_| info.has_next_page)
}

pub(super) fn text(value: &Value, name: &str) -> String {
    value
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

pub(super) fn parse<T: DeserializeOwned>(what: &str, value: Value) -> Result<T, GithubError> {
    serde_json::from_value(value).map_err(|error| GithubError::Unusable {
        what: what.to_owned(),
        why: error.to_string(),
    })
}

/// The data of an answer without errors.
fn whole(what: &str, answer: Answer) -> Result<Value, GithubError> {
    match (answer.data, answer.errors.first()) {
        (Some(data), None) => Ok(data),
        (_, Some(error)) if error.kind.as_deref() == Some("FORBIDDEN") => {
            Err(super::client::forbidden(error.message.clone()))
        }
        (_, Some(error)) => Err(GithubError::Refused {
            what: what.to_owned(),
            why: error.message.clone(),
        }),
        (None, None) => Err(GithubError::Unusable {
            what: what.to_owned(),
            why: "it holds neither data nor errors".to_owned(),
        }),
    }
}

/// The repository of an answer.
pub(super) fn repository(
    name: &RepositoryName,
    what: &str,
    answer: Answer,
) -> Result<Value, GithubError> {
    let gone = answer
        .errors
        .iter()
        .any(|error| error.kind.as_deref() == Some("NOT_FOUND"));
    if gone {
        return Err(GithubError::NoRepository {
            repository: name.to_string(),
        });
    }
    let data = whole(what, answer)?;
    match data.get("repository") {
        Some(value) if !value.is_null() => Ok(value.clone()),
        _ => Err(GithubError::NoRepository {
            repository: name.to_string(),
        }),
    }
}
