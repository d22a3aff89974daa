//! The one comment that folkmoot keeps on a pull request: found again by its marker, edited in place.
//!
//! In: the number of a pull request, a text. Out: whether the comment was written, or already said so. Two runs at the same time may each write
//! one; each looks again afterwards, and all but the oldest go.

use super::answer::AnswerError;
use super::apply::refused;
use super::client::{Client, Intent};
use super::error::GithubError;
use super::permission::{Need, forbidden};
use super::read::{endless, onward, owner, parse, repository};
use super::wire::Page;
use crate::plan::marker::same_text;
use crate::session::RepositoryName;
use serde::Deserialize;
use serde_json::json;

/// What the comment is known by. It is believed only on what this very account wrote.
pub const MARK: &str = "<!-- folkmoot:review -->";

/// How often it is looked for and written.
const TRIES: u32 = 3;
const WHAT: &str = "reading the pull request's comments";
const READ: &str =
    "query ReadReview($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      comments(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id databaseId body viewerDidAuthor }
      }
    }
  }
}
";
const ADD: &str = "mutation AddReview($input: AddCommentInput!) {
  addComment(input: $input) { subject { id } }
}
";
const UPDATE: &str = "mutation UpdateReview($input: UpdateIssueCommentInput!) {
  updateIssueComment(input: $input) { issueComment { id } }
}
";

/// What became of the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It says so since a moment ago.
    Written,
    /// It said so before.
    Same,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PullNode {
    id: String,
    comments: Page<CommentNode>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommentNode {
    id: String,
    database_id: Option<u64>,
    body: String,
    viewer_did_author: bool,
}

/// The pull request's node id, and our comments on it, the oldest first.
struct Found {
    pull: String,
    ours: Vec<CommentNode>,
}

impl Client {
    /// Keeps the one comment on a pull request as `body` says.
    ///
    /// # Errors
    /// Where the token may not write it, or GitHub failed.
    pub async fn keep_review(
        &self,
        repository: &RepositoryName,
        number: u64,
        body: &str,
    ) -> Result<Kept, GithubError> {
        let body = format!("{MARK}\n{}", body.trim_end());
        let mut kept = Kept::Same;
        let mut tries = 0;
        loop {
            tries += 1;
            let found = self.find_review(repository, number).await?;
            let mut ours = found.ours.into_iter();
            let written = match ours.next() {
                None => self.add(&found.pull, &body).await,
                Some(first) => {
                    for more in ours {
                        self.remove(repository, &more).await?;
                    }
                    if same_text(&first.body, &body) {
                        return Ok(kept);
                    }
                    self.update(&first.id, &body).await
                }
            };
            match written {
                Ok(()) => kept = Kept::Written,
                // It may be there all the same: looked for before it is made again.
                Err(GithubError::Server { .. } | GithubError::Unreachable { .. })
                    if tries < TRIES => {}
                Err(error) => return Err(error),
            }
            if tries > TRIES {
                return Ok(kept);
            }
        }
    }

    async fn find_review(&self, name: &RepositoryName, number: u64) -> Result<Found, GithubError> {
        let (mut ours, mut read) = (Vec::new(), 0_u64);
        let mut after: Option<String> = None;
        loop {
            let mut variables = owner(name);
            variables.insert("number".to_owned(), json!(number));
            variables.insert("after".to_owned(), json!(after));
            let answer = self
                .graphql(WHAT, READ, variables.into(), Intent::Read)
                .await?;
            let missing = |error: &AnswerError| {
                let field = error.path.as_ref().and_then(|path| path.get(1)?.as_str());
                error.kind.as_deref() == Some("NOT_FOUND") && field == Some("pullRequest")
            };
            if answer.errors.iter().any(missing) {
                return Err(no_pull(number));
            }
            let found = repository(name, answer, self.kind())?;
            let pull = found.get("pullRequest").cloned().unwrap_or_default();
            let Some(pull) = parse::<Option<PullNode>>(WHAT, pull)? else {
                return Err(no_pull(number));
            };
            let before = read;
            for comment in pull.comments.nodes {
                read += 1;
                ours.extend(
                    comment.filter(|it| {
                        it.viewer_did_author && it.body.trim_start().starts_with(MARK)
                    }),
                );
            }
            after = onward(WHAT, &pull.comments.page_info, after.as_deref())?;
            // Nothing on a page that is not the last, or far more than there are.
            if after.is_some()
                && (read == before || read > pull.comments.total_count.saturating_add(1_000))
            {
                return Err(endless(WHAT));
            }
            if after.is_none() {
                // One that was not read would be written a second time.
                if read < pull.comments.total_count {
                    return Err(GithubError::Unusable {
                        what: WHAT.to_owned(),
                        why: format!("{read} of {} comments came", pull.comments.total_count),
                    });
                }
                ours.sort_by_key(|comment| comment.database_id);
                return Ok(Found {
                    pull: pull.id,
                    ours,
                });
            }
        }
    }

    async fn add(&self, pull: &str, body: &str) -> Result<(), GithubError> {
        let input = json!({ "input": { "subjectId": pull, "body": body } });
        let intent = Intent::Write { creations: 1 };
        self.write("addComment", ADD, input, intent).await
    }

    async fn update(&self, id: &str, body: &str) -> Result<(), GithubError> {
        let input = json!({ "input": { "id": id, "body": body } });
        self.write("updateIssueComment", UPDATE, input, Intent::Idempotent)
            .await
    }

    async fn write(
        &self,
        field: &str,
        document: &str,
        input: serde_json::Value,
        intent: Intent,
    ) -> Result<(), GithubError> {
        let what = "to comment on the pull request";
        let answer = self.graphql(what, document, input, intent).await?;
        let done = answer.data.as_ref().and_then(|data| data.get(field));
        if done.is_some_and(|value| !value.is_null()) {
            return Ok(());
        }
        Err(match answer.errors.first() {
            Some(error) if error.kind.as_deref() == Some("FORBIDDEN") => {
                forbidden(error.message.clone(), Need::PullRequests, self.kind())
            }
            error => refused(what, Need::PullRequests, error, self.kind()),
        })
    }

    async fn remove(
        &self,
        repository: &RepositoryName,
        comment: &CommentNode,
    ) -> Result<(), GithubError> {
        let Some(id) = comment.database_id else {
            return Ok(());
        };
        let path = format!("/repos/{repository}/issues/comments/{id}");
        match self.delete("to remove a second comment", &path).await {
            // Another run was faster.
            Err(GithubError::Refused { .. }) => Ok(()),
            done => done,
        }
    }
}

fn no_pull(number: u64) -> GithubError {
    GithubError::Refused {
        what: WHAT.to_owned(),
        why: format!("there is no pull request #{number}"),
    }
}
