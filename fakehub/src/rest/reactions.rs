//! `…/issues/{number}/reactions` and `…/issues/comments/{id}/reactions`

use super::pages::page;
use super::{Result, needed, number, param, shapes};
use crate::answer::Answer;
use crate::server::Asked;
use crate::state::{Reaction, State, Subject, not_found};

pub(super) fn route(state: &mut State, asked: &Asked, repo: u64, rest: &[&str]) -> Result {
    let (subject, rest) = match rest {
        ["issues", "comments", id, "reactions", rest @ ..] => {
            let comment = state.comment(number(id)?)?;
            if state.issue(comment.issue)?.repo != repo {
                return Err(not_found());
            }
            (Subject::Comment(comment.id), rest)
        }
        ["issues", issue, "reactions", rest @ ..] => {
            let issue = state.issue_numbered(repo, number(issue)?)?;
            (Subject::Issue(issue.id), rest)
        }
        _ => return Err(not_found()),
    };
    match (asked.method.as_str(), rest) {
        ("GET", []) => {
            let wanted = param(asked, "content")
                .map(|name| crate::state::reaction_content(&name))
                .transpose()?;
            let reactions: Vec<&Reaction> = state
                .reactions_on(subject)
                .iter()
                .filter_map(|id| state.reactions.get(id))
                .filter(|reaction| wanted.is_none_or(|wanted| reaction.content == wanted))
                .collect();
            Ok(page(asked, &reactions, |reaction| {
                shapes::reaction(state, asked, reaction)
            }))
        }
        ("POST", []) => {
            let content = needed(asked, "content")?;
            let (id, new) = state.add_reaction(asked.viewer, subject, content)?;
            let reaction = state.reactions.get(&id).ok_or_else(not_found)?;
            let shape = shapes::reaction(state, asked, reaction);
            Ok(Answer::json(if new { 201 } else { 200 }, shape))
        }
        ("DELETE", [id]) => {
            state.delete_reaction(asked.viewer, subject, number(id)?)?;
            Ok(Answer::empty(204))
        }
        _ => Err(not_found()),
    }
}
