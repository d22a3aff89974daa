//! REST: routes, and what they share.
//!
//! In: a request without prefix. Out: an answer shaped as GitHub's. Nothing here decides a rule: the state does.

mod actions;
mod body;
mod git;
mod issues;
mod labels;
mod operations;
mod pages;
mod pulls;
mod reactions;
mod repos;
mod root;
pub(crate) mod shapes;

use crate::answer::{Answer, DOCS};
use crate::encoding::percent_decode;
use crate::error::Refusal;
use crate::hub::Kind;
use crate::server::{Asked, window};
use crate::state::{NOT_ACCESSIBLE, State, not_found};
use serde_json::{Value, json};
use std::borrow::Cow;

pub use operations::{Operation, operation_at, operations};

use body::{field, needed, text};

type Result<T = Answer> = std::result::Result<T, Refusal>;

/// Answers a REST request.
pub(crate) fn answer(state: &mut State, asked: &Asked) -> Answer {
    let writes = !matches!(asked.method.as_str(), "GET" | "HEAD");
    if writes && asked.viewer.is_none() {
        return Answer::error(401, "Requires authentication");
    }
    let path = by_name(state, &asked.path);
    let Some(operation) = operation_at(asked.method.as_str(), &path) else {
        return Answer::error(404, "Not Found");
    };
    let parts: Vec<String> = path
        .split('/')
        .skip(1)
        .map(|part| percent_decode(part, false))
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let answer = body::check(asked).and_then(|()| route(state, asked, &parts));
    let answer = answer.unwrap_or_else(|refusal| match refusal {
        Refusal::Transferred { repo, number } => {
            let to = format!("{}/repositories/{repo}/issues/{number}", asked.api);
            let body = json!({"message": "Moved Permanently", "url": to});
            Answer::json(301, body).header("location", to)
        }
        refusal => refusal.into(),
    });
    let answer = pages::by_id(state, asked, &parts, answer);
    finished(answer, operation)
}

/// GitHub's links to further pages name a repository by its id: those paths go to the same operations.
fn by_name<'a>(state: &State, path: &'a str) -> Cow<'a, str> {
    let named = || {
        let rest = path.strip_prefix("/repositories/")?;
        let (id, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let repo = state.repos.get(&id.parse().ok()?)?;
        Some(format!("/repos/{}{below}", repo.full_name))
    };
    named().map_or(Cow::Borrowed(path), Cow::Owned)
}

/// Adds what every answer of an operation has: an error says where to read on, and what was made says where it is.
fn finished(mut answer: Answer, operation: &Operation) -> Answer {
    let Some(Value::Object(body)) = &mut answer.body else {
        return answer;
    };
    let mut location = None;
    if answer.status >= 300 {
        let docs = format!("{DOCS}/{}", operation.docs);
        body.insert("documentation_url".to_owned(), docs.into());
    } else if answer.status == 201 {
        location = body.get("url").and_then(Value::as_str).map(str::to_owned);
    }
    match location {
        Some(location) => answer.header("location", location),
        None => answer,
    }
}

fn route(state: &mut State, asked: &Asked, parts: &[&str]) -> Result {
    let get = asked.method == "GET";
    match parts {
        [""] | [] if get => Ok(root::answer(asked)),
        ["rate_limit"] if get => Ok(rate_limit(state, asked)),
        ["user"] if get => match asked.viewer.and_then(|id| state.account(id)) {
            // The token of an app's installation is nobody's own.
            Some(account) if account.kind == Kind::Bot => {
                Err(Refusal::Forbidden(NOT_ACCESSIBLE.to_owned()))
            }
            Some(account) => Ok(Answer::json(200, shapes::myself(state, asked, account))),
            None => Ok(Answer::error(401, "Requires authentication")),
        },
        ["users", login] if get => {
            let account = state.account_by_login(login).ok_or_else(not_found)?;
            Ok(Answer::json(200, shapes::profile(state, asked, account)))
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
                ["git", ..] | ["contents", ..] => git::route(state, asked, repo, rest),
                ["actions" | "rules", ..] if get => actions::route(state, asked, repo, rest),
                ["branches"] if get => git::branches(state, asked, repo),
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
    let search = json!({"limit": 30, "used": 0, "remaining": 30, "reset": core.get("reset")});
    Answer::json(
        200,
        // Nothing can be searched over REST here, so nothing of it is ever used.
        json!({"resources": {"core": core, "graphql": graphql, "search": search}, "rate": core}),
    )
}

/// A parameter of the query.
fn param(asked: &Asked, name: &str) -> Option<String> {
    asked.query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decode(key, true) == name).then(|| percent_decode(value, true))
    })
}

/// A number in the path.
fn number(part: &str) -> Result<u64> {
    part.parse().map_err(|_| not_found())
}
