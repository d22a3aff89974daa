//! Reading what people said on the issues that ask what they thought of a session.
//!
//! Two requests: one finds the issues among those of the session that were made last, the other reads them. Only where there are more than a
//! hundred comments are there more. Nobody's reactions are read, only how many there are.

use super::client::{Client, Intent};
use super::error::GithubError;
use super::read::document::Draft;
use super::read::{self, parse};
use super::wire::{AuthorNode, LabelNode, Nodes, Page};
use crate::feedback::{Comment, Reactions, Told};
use crate::plan::view::ACTION;
use crate::plan::{labels, marker};
use crate::session::{RepositoryName, SessionId};
use serde::Deserialize;
use serde_json::Value;

const WHAT: &str = "reading feedback";
/// More issues for afterwards than any format has.
const MOST_ISSUES: usize = 10;
/// Pages of a hundred comments: whoever reads a summary of more than these is not helped by it.
const MOST_PAGES: usize = 5;

#[derive(Debug, Deserialize)]
struct FoundNode {
    number: u64,
    body: String,
    labels: Option<Nodes<LabelNode>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Total {
    total_count: u64,
}

#[derive(Debug, Deserialize)]
struct ToldNode {
    number: u64,
    up: Total,
    down: Total,
    laugh: Total,
    hooray: Total,
    confused: Total,
    heart: Total,
    rocket: Total,
    eyes: Total,
    comments: Page<RemarkNode>,
}

#[derive(Debug, Deserialize)]
struct MoreNode {
    comments: Page<RemarkNode>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RemarkNode {
    body: String,
    is_minimized: bool,
    author: Option<AuthorNode>,
    up: Total,
}

impl Client {
    /// What was said on the issues of a session that carry one of these digests, the oldest issue first. One that is not there, was never
    /// opened or has been deleted tells nothing.
    ///
    /// # Errors
    /// Where something cannot be read.
    pub async fn find_feedback(
        &self,
        repository: &RepositoryName,
        session: &SessionId,
        asks: &[String],
    ) -> Result<Vec<Told>, GithubError> {
        let mut draft = Draft::of(repository);
        draft.latest(&labels::session(session));
        let found = self.ask(repository, draft).await?;
        let page: Nodes<FoundNode> = parse(WHAT, found.get("latest").cloned().unwrap_or_default())?;
        let mut numbers: Vec<u64> = page
            .nodes
            .into_iter()
            .flatten()
            .filter(|node| is_asking(node, asks))
            .map(|node| node.number)
            .collect();
        numbers.sort_unstable();
        numbers.truncate(MOST_ISSUES);
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let mut draft = Draft::of(repository);
        for (index, number) in numbers.iter().enumerate() {
            draft.told(index, *number);
        }
        let found = self.ask(repository, draft).await?;
        let mut list = Vec::new();
        for (index, _) in numbers.iter().enumerate() {
            let value = found.get(format!("q{index}")).cloned().unwrap_or_default();
            if let Some(node) = parse::<Option<ToldNode>>(WHAT, value)? {
                list.push(self.told(repository, node).await?);
            }
        }
        Ok(list)
    }

    async fn told(&self, repository: &RepositoryName, node: ToldNode) -> Result<Told, GithubError> {
        let mut told = Told {
            number: node.number,
            reactions: Reactions {
                up: node.up.total_count,
                down: node.down.total_count,
                laugh: node.laugh.total_count,
                hooray: node.hooray.total_count,
                confused: node.confused.total_count,
                heart: node.heart.total_count,
                rocket: node.rocket.total_count,
                eyes: node.eyes.total_count,
            },
            comments: Vec::new(),
            more: 0,
        };
        let mut page = node.comments;
        let mut read = 0;
        for pages in 1.. {
            read += page.nodes.len();
            told.more = page
                .total_count
                .saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
            let next = read::more(&page.page_info);
            let remarks = page.nodes.into_iter().flatten();
            told.comments.extend(remarks.filter_map(comment));
            let Some(after) = next.filter(|_| pages < MOST_PAGES) else {
                break;
            };
            let mut draft = Draft::of(repository);
            draft.remarks(told.number, &after);
            let found = self.ask(repository, draft).await?;
            let value = found.get("q0").cloned().unwrap_or_default();
            let Some(node) = parse::<Option<MoreNode>>(WHAT, value)? else {
                break;
            };
            page = node.comments;
        }
        Ok(told)
    }

    async fn ask(&self, repository: &RepositoryName, draft: Draft) -> Result<Value, GithubError> {
        let (document, variables) = draft.done("FindFeedback");
        let mut answer = self
            .graphql(WHAT, &document, variables, Intent::Read)
            .await?;
        // An issue that was deleted between the two requests.
        answer.errors.retain(|error| {
            let field = error.path.as_ref().and_then(|path| path.get(1)?.as_str());
            error.kind.as_deref() != Some("NOT_FOUND")
                || field.is_none_or(|field| !field.starts_with('q'))
        });
        read::repository(repository, answer, self.kind())
    }
}

/// A marker is believed only where a label of ours stands, which outsiders cannot set.
fn is_asking(node: &FoundNode, asks: &[String]) -> bool {
    let labels = node.labels.iter().flat_map(|labels| &labels.nodes);
    let ours = labels
        .flatten()
        .any(|label| labels::same(&label.name, labels::ACTION));
    let digest = marker::find_hidden(&node.body, ACTION);
    ours && digest.is_some_and(|digest| asks.iter().any(|ask| ask == digest.trim_matches('"')))
}

/// Bots remind and count, and what maintainers hid was hidden for a reason.
fn comment(node: RemarkNode) -> Option<Comment> {
    let machine = node
        .author
        .as_ref()
        .is_some_and(|author| author.kind != "User");
    (!machine && !node.is_minimized).then(|| Comment {
        author: node.author.map(|author| author.login),
        body: node.body,
        votes: node.up.total_count,
    })
}
