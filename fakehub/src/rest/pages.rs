//! Pages of lists: 30 an answer by default, 100 at most, with GitHub's `Link` header.

use super::param;
use crate::answer::Answer;
use crate::server::Asked;
use crate::state::State;
use serde_json::Value;

/// The page that was asked for, each item made by `shape` only when it is on it.
pub(super) fn page<T>(asked: &Asked, items: &[T], shape: impl Fn(&T) -> Value) -> Answer {
    let asked_for = |name: &str| param(asked, name).and_then(|text| text.parse::<usize>().ok());
    let per_page = asked_for("per_page").unwrap_or(30).clamp(1, 100);
    let page = asked_for("page").unwrap_or(1).max(1);
    let last = items.len().div_ceil(per_page).max(1);
    let start = (page - 1).saturating_mul(per_page);
    let shown: Vec<Value> = items.iter().skip(start).take(per_page).map(shape).collect();
    let answer = Answer::json(200, shown.into());
    let mut links = Vec::new();
    if page > 1 {
        links.push(link(asked, page - 1, "prev"));
    }
    if page < last {
        links.push(link(asked, page + 1, "next"));
        links.push(link(asked, last, "last"));
    }
    if page > 1 {
        links.push(link(asked, 1, "first"));
    }
    if links.is_empty() {
        answer
    } else {
        answer.header("link", links.join(", "))
    }
}

fn link(asked: &Asked, page: usize, relation: &str) -> String {
    let mut query: Vec<&str> = asked
        .query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("page="))
        .collect();
    let number = format!("page={page}");
    query.push(&number);
    let (api, path, query) = (&asked.api, &asked.path, query.join("&"));
    format!("<{api}{path}?{query}>; rel=\"{relation}\"")
}

/// Names the repository by its id in the links to further pages, as GitHub does: who follows them must not build upon the path.
pub(super) fn by_id(state: &State, asked: &Asked, parts: &[&str], mut answer: Answer) -> Answer {
    let ["repos", owner, name, ..] = parts else {
        return answer;
    };
    // Whoever follows such a link has the id in the path already.
    if asked.path.starts_with("/repositories/") {
        return answer;
    }
    let Some(repo) = state.find_repo(&format!("{owner}/{name}")) else {
        return answer;
    };
    let below: String = asked
        .path
        .split('/')
        .skip(4)
        .map(|part| format!("/{part}"))
        .collect();
    let (named, by_id) = (
        format!("<{}{}?", asked.api, asked.path),
        format!("<{}/repositories/{}{below}?", asked.api, repo.id),
    );
    for (header, value) in &mut answer.headers {
        if *header == "link" {
            *value = value.replace(&named, &by_id);
        }
    }
    answer
}
