//! GitHub's answers as plain structs. Whatever GitHub's schema lets be null is an `Option` here.

use crate::ballot::{Account, Reaction, Vote};
use crate::plan::world::{Comment, Issue, Person};
use jiff::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Whether a text is an address of the web of signs that mean nothing in Markdown and HTML, which it is written into as it is.
pub(super) fn is_address(text: &str) -> bool {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_alphanumeric())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#&=%+".contains(&byte))
    })
}

/// An address of an answer.
pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if is_address(&text) {
        Ok(text)
    } else {
        Err(D::Error::custom("an address in it is none of the web"))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub has_next_page: bool,
    pub end_cursor: Option<String>,
}

/// A page. GitHub's schema lets every node be null.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<T> {
    pub total_count: u64,
    pub page_info: PageInfo,
    #[serde(default = "Vec::new")]
    pub nodes: Vec<Option<T>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Nodes<T> {
    #[serde(default = "Vec::new")]
    pub nodes: Vec<Option<T>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewestNode {
    pub number: u64,
    pub updated_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LatestNode {
    pub updated_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthorNode {
    #[serde(rename = "__typename")]
    pub kind: String,
    pub login: String,
    pub database_id: Option<u64>,
    pub created_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct LabelNode {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserNode {
    pub login: String,
    pub database_id: Option<u64>,
    pub created_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReactionNode {
    pub content: String,
    pub created_at: Timestamp,
    pub user: Option<UserNode>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LoginNode {
    pub login: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommentNode {
    pub database_id: Option<u64>,
    pub body: String,
    pub created_at: Timestamp,
    pub last_edited_at: Option<Timestamp>,
    pub author: Option<AuthorNode>,
    pub editor: Option<LoginNode>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct IssueNode {
    pub id: String,
    pub number: u64,
    pub title: String,
    pub body: String,
    pub state: String,
    pub locked: bool,
    pub created_at: Timestamp,
    pub author: Option<AuthorNode>,
    pub labels: Option<Nodes<LabelNode>>,
    pub reactions: Option<Page<ReactionNode>>,
    pub comments: Option<Page<CommentNode>>,
    pub latest: Option<Nodes<LatestNode>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ReactionsNode {
    pub id: String,
    pub number: u64,
    pub reactions: Page<ReactionNode>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TalkNode {
    pub latest: TalkPage,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TalkPage {
    pub total_count: u64,
    #[serde(default = "Vec::new")]
    pub nodes: Vec<Option<LatestNode>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FinishedNode {
    pub number: u64,
    pub labels: Option<Nodes<LabelNode>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BranchNode {
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PullNode {
    pub number: u64,
    #[serde(deserialize_with = "address")]
    pub url: String,
    pub state: String,
    pub merged: bool,
    #[serde(default)]
    pub is_cross_repository: bool,
}

pub(super) fn person(author: AuthorNode) -> Person {
    Person {
        id: author.database_id,
        login: author.login,
        machine: author.kind != "User",
        created: author.created_at,
    }
}

pub(super) fn vote(reaction: ReactionNode) -> Vote {
    Vote {
        account: reaction.user.and_then(|user| {
            Some(Account {
                id: user.database_id?,
                login: user.login,
                created: user.created_at,
            })
        }),
        at: reaction.created_at,
        reaction: Reaction::from_graphql(&reaction.content),
    }
}

pub(super) fn comment(node: CommentNode) -> Comment {
    let by_another = node.editor.as_ref().is_some_and(|editor| {
        node.author
            .as_ref()
            .is_none_or(|author| author.login != editor.login)
    });
    Comment {
        // A note needs an id, a ballot does not.
        id: node.database_id.unwrap_or_default(),
        body: node.body,
        author: node.author.map(person),
        by_another,
        written: node.created_at,
        edited: node.last_edited_at,
    }
}

#[cfg(test)]
mod tests;

impl IssueNode {
    /// The issue as far as this page tells; votes and comments beyond it are fetched by the reader.
    pub(super) fn issue(self) -> Issue {
        let (votes_total, votes) = self
            .reactions
            .map(|page| (page.total_count, page.nodes))
            .unwrap_or_default();
        Issue {
            id: self.id,
            number: self.number,
            title: self.title,
            body: self.body,
            open: self.state == "OPEN",
            locked: self.locked,
            author: self.author.map(person),
            written: self.created_at,
            labels: self
                .labels
                .into_iter()
                .flat_map(|labels| labels.nodes)
                .flatten()
                .map(|label| label.name)
                .collect(),
            votes: votes.into_iter().flatten().map(vote).collect(),
            votes_total,
            comments_total: self.comments.as_ref().map_or(0, |page| page.total_count),
            comments_latest: self
                .latest
                .into_iter()
                .flat_map(|latest| latest.nodes)
                .flatten()
                .map(|node| node.updated_at)
                .max(),
            comments: self
                .comments
                .into_iter()
                .flat_map(|comments| comments.nodes)
                .flatten()
                .map(comment)
                .collect(),
        }
    }
}
