//! What stands in the answers of readings: the repository, its labels, what changed last; and what makes an answer useless.

use super::WHAT;
use crate::github::answer::Answer;
use crate::github::error::GithubError;
use crate::github::permission::{Need, forbidden};
use crate::github::token::Kind as TokenKind;
use crate::github::wire::{BranchNode, LabelNode, NewestNode, Nodes, Page, PageInfo, is_address};
use crate::plan::rest::Newest;
use crate::plan::turn::Turn;
use crate::plan::world::Label;
use crate::plan::{World, labels};
use crate::session::{RepositoryName, SessionId};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Id, address, labels and turn of the repository, and what changed last in it.
pub(super) fn heading(
    world: &mut World,
    found: &Value,
    fresh: &[&SessionId],
) -> Result<(), GithubError> {
    world.repository_id = text(found, "id");
    world.url = text(found, "url");
    if !world.url.is_empty() && !is_address(&world.url) {
        return Err(GithubError::Unusable {
            what: WHAT.to_owned(),
            why: "the repository’s address is none of the web".to_owned(),
        });
    }
    let of = |name: &str| found.get(name).cloned().unwrap_or_default();
    let branch: Option<BranchNode> = parse(WHAT, of("defaultBranchRef"))?;
    world.default_branch = branch.map(|branch| branch.name).unwrap_or_default();
    let page: Page<LabelNode> = parse(WHAT, of("labels"))?;
    world.all_labels = !page.page_info.has_next_page;
    for label in page.nodes.into_iter().flatten() {
        know(world, label);
    }
    let turn = of("turn");
    world.turn =
        (!turn.is_null()).then(|| Turn::read(&text(&turn, "id"), &text(&turn, "description")));
    world.inbox = newest(&of("inbox"))?;
    for (index, id) in fresh.iter().enumerate() {
        let value = of(&format!("n{index}"));
        world.newest.insert((*id).clone(), newest(&value)?);
    }
    Ok(())
}

/// How long a list of issues is, and what changed last in it.
pub(super) fn newest(value: &Value) -> Result<Newest, GithubError> {
    let nodes: Nodes<NewestNode> = parse(WHAT, value.clone())?;
    Ok(Newest {
        total: value
            .get("totalCount")
            .and_then(Value::as_u64)
            .unwrap_or_default(),
        last: nodes
            .nodes
            .into_iter()
            .flatten()
            .map(|node| (node.number, node.updated_at))
            .collect(),
    })
}

pub(super) fn know(world: &mut World, label: LabelNode) {
    world.labels.insert(
        labels::fold(&label.name),
        Label {
            id: label.id,
            name: label.name,
        },
    );
}

pub(in crate::github) fn owner(repository: &RepositoryName) -> Map<String, Value> {
    let mut variables = Map::new();
    variables.insert("owner".to_owned(), json!(repository.owner));
    variables.insert("name".to_owned(), json!(repository.name));
    variables
}

pub(in crate::github) fn more(info: &PageInfo) -> Option<String> {
    info.end_cursor.clone().filter(|_| info.has_next_page)
}

/// Where the page behind this one begins, which was asked for at `after`.
///
/// # Errors
/// It begins where this one did, or nowhere: that does not end.
pub(in crate::github) fn onward(
    what: &str,
    info: &PageInfo,
    after: Option<&str>,
) -> Result<Option<String>, GithubError> {
    match more(info) {
        Some(next) if after == Some(next.as_str()) => Err(endless(what)),
        // There is more, and nobody says where.
        None if info.has_next_page => Err(endless(what)),
        next => Ok(next),
    }
}

/// The error of a list that does not come to its end.
pub(in crate::github) fn endless(what: &str) -> GithubError {
    GithubError::Unusable {
        what: what.to_owned(),
        why: "its pages do not come to an end".to_owned(),
    }
}

pub(in crate::github) fn text(value: &Value, name: &str) -> String {
    value
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

pub(in crate::github) fn parse<T: DeserializeOwned>(
    what: &str,
    value: Value,
) -> Result<T, GithubError> {
    serde_json::from_value(value).map_err(|error| GithubError::Unusable {
        what: what.to_owned(),
        why: error.to_string(),
    })
}

pub(super) fn taken(data: &mut Map<String, Value>, name: &str) -> Value {
    data.remove(name).unwrap_or_default()
}

/// The data of an answer whose only errors are about governance repositories.
pub(super) fn whole(
    answer: Answer,
    repository: &RepositoryName,
    kind: Option<TokenKind>,
) -> Result<Map<String, Value>, GithubError> {
    if let Some(error) = answer.errors.iter().find(|error| !error.at('p')) {
        return Err(match error.kind.as_deref().unwrap_or_default() {
            "NOT_FOUND" if error.at('o') => GithubError::Unusable {
                what: WHAT.to_owned(),
                why: "an issue was deleted or moved meanwhile".to_owned(),
            },
            "NOT_FOUND" => GithubError::NoRepository {
                repository: repository.to_string(),
            },
            "FORBIDDEN" => forbidden(error.message.clone(), Need::Reading, kind),
            _ => GithubError::Refused {
                what: WHAT.to_owned(),
                why: error.message.clone(),
            },
        });
    }
    match answer.data {
        Some(Value::Object(data)) => Ok(data),
        _ => Err(GithubError::Unusable {
            what: WHAT.to_owned(),
            why: "it holds neither data nor errors".to_owned(),
        }),
    }
}

/// The repository of an answer.
pub(in crate::github) fn repository(
    name: &RepositoryName,
    answer: Answer,
    kind: Option<TokenKind>,
) -> Result<Value, GithubError> {
    let mut data = whole(answer, name, kind)?;
    match taken(&mut data, "repository") {
        Value::Null => Err(GithubError::NoRepository {
            repository: name.to_string(),
        }),
        found => Ok(found),
    }
}
