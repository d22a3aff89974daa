//! Sizes that GitHub refuses without saying so in any published contract, checked before anything is sent.

use super::error::GithubError;
use crate::plan::Change;
use crate::plan::labels::LONGEST_NAME;

/// Characters of a label's description.
const DESCRIPTION: usize = 100;
/// Characters of a title.
const TITLE: usize = 256;
/// Characters of a body or a comment.
const BODY: usize = 65_536;
/// Labels of an issue.
const LABELS: usize = 100;

/// Whether GitHub would take a change, as far as sizes go.
///
/// # Errors
/// [`GithubError::TooLarge`].
pub fn check(change: &Change) -> Result<(), GithubError> {
    let fits = |what: &'static str, is: usize, most: usize| {
        if is <= most {
            return Ok(());
        }
        Err(GithubError::TooLarge {
            change: change.to_string(),
            what,
            is,
            most,
        })
    };
    let long = |what: &'static str, text: &str, most: usize| fits(what, text.chars().count(), most);
    match change {
        Change::CreateLabel(label) => {
            long("label's name", &label.name, LONGEST_NAME)?;
            long("label's description", &label.description, DESCRIPTION)
        }
        Change::CreateIssue {
            title,
            body,
            labels,
            ..
        } => {
            long("title", title, TITLE)?;
            long("body", body, BODY)?;
            fits("list of labels", labels.len(), LABELS)
        }
        Change::UpdateIssue { title, body, .. } => {
            long("title", title.as_deref().unwrap_or_default(), TITLE)?;
            long("body", body.as_deref().unwrap_or_default(), BODY)
        }
        Change::Comment { body, .. } => long("body", body, BODY),
        Change::AddLabels { labels, .. } => fits("list of labels", labels.len(), LABELS),
        Change::OpenPullRequest(pull) => {
            long("title", &pull.title, TITLE)?;
            long("body", &pull.body, BODY)
        }
        Change::Look(_)
        | Change::Close { .. }
        | Change::Reopen { .. }
        | Change::RemoveLabels { .. }
        | Change::Lock { .. }
        | Change::Push(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::labels;

    #[test]
    fn what_is_too_large_is_not_sent() {
        let comment = |length: usize| Change::Comment {
            number: 1,
            body: "é".repeat(length),
            why: "the result".into(),
        };
        assert_eq!(check(&comment(BODY)), Ok(()));
        let error = check(&comment(BODY + 1)).unwrap_err().to_string();
        assert_eq!(
            error,
            "to comment on #1: the result, GitHub would have to take a body of 65537, and it takes 65536 at most. Shorten what it is made of; nothing was sent"
        );
        let named = |length: usize| Change::UpdateIssue {
            number: 1,
            title: Some("é".repeat(length)),
            body: None,
            close: false,
            why: "its name".into(),
        };
        assert_eq!(check(&named(TITLE)), Ok(()));
        assert!(check(&named(TITLE + 1)).is_err());
        let mut label = labels::new("cluster:x");
        label.name = "x".repeat(51);
        assert!(check(&Change::CreateLabel(label)).is_err());
        let labels = vec![String::new(); 101];
        assert!(check(&Change::AddLabels { number: 1, labels }).is_err());
    }
}
