//! Taking pages of an answer into the world.

use super::need::over;
use super::{Connection, Kind, Next, WHAT, endless, know, more, onward, parse};
use crate::github::error::GithubError;
use crate::github::wire::{
    CommentNode, FinishedNode, IssueNode, Page, ReactionNode, ReactionsNode, comment, vote,
};
use crate::plan::World;
use crate::plan::labels;
use crate::plan::world::{Finished, Issue};
use serde_json::{Map, Value};

/// Takes in one page of each; returns what is left to read.
pub(super) fn pages(
    world: &mut World,
    next: Vec<Next>,
    data: &Map<String, Value>,
) -> Result<Vec<Next>, GithubError> {
    let mut left = Vec::new();
    for (index, next) in next.into_iter().enumerate() {
        let list = |field: &str| {
            data.get(&format!("o{index}"))
                .and_then(|node| node.get(field))
                .cloned()
                .unwrap_or_default()
        };
        match next {
            Next::Issues(connection) => {
                let page = data
                    .get("repository")
                    .and_then(|found| found.get(format!("c{index}")))
                    .cloned()
                    .unwrap_or_default();
                issues(world, connection, page, &mut left)?;
            }
            Next::Cluster(_) | Next::Session(_) => {
                let node = data
                    .get("repository")
                    .and_then(|found| found.get(format!("q{index}")))
                    .cloned()
                    .unwrap_or_default();
                if let Some(node) = parse::<Option<IssueNode>>(WHAT, node)? {
                    take(world, node, &mut left);
                }
            }
            Next::Reactions(number) => {
                let node = data
                    .get("repository")
                    .and_then(|found| found.get(format!("q{index}")))
                    .cloned()
                    .unwrap_or_default();
                if let Some(node) = parse::<Option<ReactionsNode>>("reading votes", node)? {
                    reactions(world, node, &mut left);
                } else {
                    world.issues.remove(&number);
                }
            }
            Next::Votes { number, id, after } => {
                let page: Page<ReactionNode> = parse(VOTES, list("reactions"))?;
                if let Some(after) = onward(VOTES, &page.page_info, Some(&after))? {
                    left.push(Next::Votes { number, id, after });
                }
                if let Some(issue) = world.issues.get_mut(&number) {
                    issue.votes_total = page.total_count;
                    issue
                        .votes
                        .extend(page.nodes.into_iter().flatten().map(vote));
                    fits(VOTES, issue.votes.len(), page.total_count)?;
                }
            }
            Next::Comments { number, id, after } => {
                let page: Page<CommentNode> = parse(COMMENTS, list("comments"))?;
                if let Some(after) = onward(COMMENTS, &page.page_info, Some(&after))? {
                    left.push(Next::Comments { number, id, after });
                }
                if let Some(issue) = world.issues.get_mut(&number) {
                    issue
                        .comments
                        .extend(page.nodes.into_iter().flatten().map(comment));
                    fits(COMMENTS, issue.comments.len(), page.total_count)?;
                    issue.comments_total = page.total_count;
                }
            }
        }
    }
    Ok(left)
}

const VOTES: &str = "reading votes";
const COMMENTS: &str = "reading comments";
/// How many more than there are may come: some vanish while pages are read.
const SLACK: u64 = 1_000;

/// Whether a list of so many can be one of `total`.
fn fits(what: &str, read: usize, total: u64) -> Result<(), GithubError> {
    if u64::try_from(read).unwrap_or(u64::MAX) > total.saturating_add(SLACK) {
        return Err(endless(what));
    }
    Ok(())
}

fn issues(
    world: &mut World,
    mut connection: Connection,
    page: Value,
    left: &mut Vec<Next>,
) -> Result<(), GithubError> {
    let (info, total) = if connection.kind == Kind::Finished {
        let page: Page<FinishedNode> = parse(WHAT, page)?;
        for node in page.nodes.into_iter().flatten() {
            connection.read.insert(node.number);
            finished(world, node);
        }
        (page.page_info, page.total_count)
    } else {
        let page: Page<IssueNode> = parse(WHAT, page)?;
        // The clusters and notes of a session that is over are nobody's business any more.
        if matches!(&connection.kind, Kind::Of(id) if over(world, id)) {
            return Ok(());
        }
        for node in page.nodes.into_iter().flatten() {
            connection.read.insert(node.number);
            take(world, node, left);
        }
        (page.page_info, page.total_count)
    };
    if info.has_next_page {
        connection.after = onward(WHAT, &info, connection.after.as_deref())?;
        left.push(Next::Issues(connection));
    } else if u64::try_from(connection.read.len()).unwrap_or(u64::MAX) < total {
        return Err(GithubError::Unusable {
            what: WHAT.to_owned(),
            why: format!("{} of {total} issues came", connection.read.len()),
        });
    }
    Ok(())
}

/// Takes one issue into the world; votes and comments that its page had no room for are left to read.
fn take(world: &mut World, mut node: IssueNode, left: &mut Vec<Next>) {
    let (number, id) = (node.number, node.id.clone());
    let known = world.issues.get(&number);
    // An issue that stands in two lists is one issue; the one with comments has no votes, and the other way round.
    let new_votes = known.is_none_or(|known| known.votes.is_empty());
    let new_comments = known.is_none_or(|known| known.comments.is_empty());
    let after = |info: Option<&super::PageInfo>| info.and_then(more);
    if let Some(after) = after(node.reactions.as_ref().map(|page| &page.page_info))
        && new_votes
    {
        left.push(Next::Votes {
            number,
            id: id.clone(),
            after,
        });
    }
    if let Some(after) = after(node.comments.as_ref().map(|page| &page.page_info))
        && new_comments
    {
        left.push(Next::Comments { number, id, after });
    }
    for label in node
        .labels
        .iter_mut()
        .flat_map(|labels| &mut labels.nodes)
        .flatten()
    {
        know(world, label.clone());
    }
    let mut issue: Issue = node.issue();
    if let Some(known) = world.issues.remove(&number) {
        if !new_votes {
            issue.votes = known.votes;
            issue.votes_total = known.votes_total;
        }
        if !new_comments || issue.comments.is_empty() {
            issue.comments = known.comments;
            issue.comments_total = known.comments_total;
            issue.comments_latest = known.comments_latest;
        }
    }
    world.issues.insert(number, issue);
}

/// Takes in the votes on an issue whose votes are not known yet.
fn reactions(world: &mut World, node: ReactionsNode, left: &mut Vec<Next>) {
    let number = node.number;
    if let Some(issue) = world.issues.get_mut(&number)
        && issue.votes.is_empty()
    {
        if let Some(after) = more(&node.reactions.page_info) {
            let id = node.id;
            left.push(Next::Votes { number, id, after });
        }
        issue.votes_total = node.reactions.total_count;
        issue.votes = node
            .reactions
            .nodes
            .into_iter()
            .flatten()
            .map(vote)
            .collect();
    }
}

fn finished(world: &mut World, node: FinishedNode) {
    let names: Vec<String> = node
        .labels
        .into_iter()
        .flat_map(|labels| labels.nodes)
        .flatten()
        .map(|label| label.name)
        .collect();
    let called_off = names
        .iter()
        .any(|name| labels::same(name, labels::CALLED_OFF));
    let stage = names.iter().filter_map(|name| labels::stage_of(name)).max();
    for id in names.iter().filter_map(|name| labels::session_of(name)) {
        let this = Finished {
            number: node.number,
            stage,
            called_off,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::wire::PageInfo;

    #[test]
    fn pages_that_do_not_end_are_no_list() {
        let info = |has_next_page, end_cursor: Option<&str>| PageInfo {
            has_next_page,
            end_cursor: end_cursor.map(str::to_owned),
        };
        let next = |info: &PageInfo, after| onward(VOTES, info, after).map_err(|_| ());
        assert_eq!(
            next(&info(true, Some("b")), Some("a")),
            Ok(Some("b".to_owned()))
        );
        assert_eq!(next(&info(true, Some("a")), None), Ok(Some("a".to_owned())));
        assert_eq!(next(&info(false, Some("a")), Some("a")), Ok(None));
        assert_eq!(
            next(&info(true, Some("a")), Some("a")),
            Err(()),
            "it stays where it is"
        );
        assert_eq!(
            next(&info(true, None), Some("a")),
            Err(()),
            "nobody says where it goes on"
        );
        assert!(fits(VOTES, 1_005, 5).is_ok() && fits(VOTES, 1_006, 5).is_err());
        assert!(fits(VOTES, 5, u64::MAX).is_ok());
    }
}
