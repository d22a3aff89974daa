//! REST: routes, and what they share.
//!
//! In: a request without prefix. Out: an answer shaped as GitHub's. Nothing here decides a rule: the state does.

mod issues;
mod labels;
mod pages;
mod pulls;
mod reactions;
mod repos;
pub(crate) mod shapes;

use crate::answer::{Answer, DOCS};
use crate::encoding::percent_decode;
use crate::error::Refusal;
use crate::server::{Asked, window};
use crate::state::{State, not_found};
use serde_json::{Value, json};

type Result<T = Answer> = std::result::Result<T, Refusal>;

/// Answers a REST request.
pub(crate) fn answer(state: &mut State, asked: &Asked) -> Answer {
    let parts: Vec<String> = asked
        .path
        .split('/')
        .skip(1)
        .map(|part| percent_decode(part, false))
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let writes = !matches!(asked.method.as_str(), "GET" | "HEAD");
    if writes && asked.viewer.is_none() {
        return Answer::error(401, "Requires authentication");
    }
    route(state, asked, &parts).unwrap_or_else(|refusal| match refusal {
        Refusal::Transferred { repo, number } => {
            let to = format!("{}/repositories/{repo}/issues/{number}", asked.api);
            let body =
                json!({"message": "Moved Permanently", "url": to, "documentation_url": DOCS});
            Answer::json(301, body).header("location", to)
        }
        refusal => refusal.into(),
    })
}

fn route(state: &mut State, asked: &Asked, parts: &[&str]) -> Result {
    let get = asked.method == "GET";
    match parts {
        ["rate_limit"] if get => Ok(rate_limit(state, asked)),
        ["user"] if get => match asked.viewer.and_then(|id| state.account(id)) {
            Some(account) => Ok(Answer::json(200, shapes::user(state, asked, account.id))),
            None => Ok(Answer::error(401, "Requires authentication")),
        },
        ["users", login] if get => {
            let account = state.account_by_login(login).ok_or_else(not_found)?;
            Ok(Answer::json(200, shapes::user(state, asked, account.id)))
        }
        // Branches may have slashes: those routes take the rest of the path.
        ["repos", owner, name, rest @ ..] => {
            let repo = state.readable_repo(asked.viewer, &format!("{owner}/{name}"))?;
            let repo = repo.id;
            match rest {
                ["labels", ..] => labels::route(state, asked, repo, rest),
                ["issues", .., "reactions"] | ["issues", .., "reactions", _] => {
                    reactions::route(state, asked, repo, rest)
                }
                ["issues", ..] => issues::route(state, asked, repo, rest),
                ["pulls", ..] => pulls::route(state, asked, repo, rest),
                _ if get => repos::route(state, asked, repo, rest),
                _ => Err(not_found()),
            }
        }
        _ => Err(not_found()),
    }
}

fn rate_limit(state: &mut State, asked: &Asked) -> Answer {
    use crate::limits::Resource::{Core, Graphql};
    let mut shape = |resource| {
        let window = window(state, asked.viewer, resource);
        json!({"limit": window.limit, "used": window.used, "remaining": window.remaining(),
               "reset": window.reset.as_second()})
    };
    let core = shape(Core);
    let graphql = shape(Graphql);
    Answer::json(
        200,
        json!({"resources": {"core": core, "graphql": graphql}, "rate": core}),
    )
}

/// A parameter of the query.
fn param(asked: &Asked, name: &str) -> Option<String> {
    asked.query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decode(key, true) == name).then(|| percent_decode(value, true))
    })
}

/// A field of the body.
fn field<'a>(asked: &'a Asked, name: &str) -> Option<&'a Value> {
    asked.body.as_ref()?.get(name)
}

/// A text of the body; null counts as left out.
fn text<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    field(asked, name).and_then(Value::as_str)
}

/// A text of the body that must be there.
fn needed<'a>(asked: &'a Asked, resource: &'static str, name: &'static str) -> Result<&'a str> {
    text(asked, name).ok_or_else(|| Refusal::Invalid {
        resource,
        field: name,
        code: "missing_field",
        message: format!("{name} is missing"),
    })
}

/// A number in the path.
fn number(part: &str) -> Result<u64> {
    part.parse().map_err(|_| not_found())
}
