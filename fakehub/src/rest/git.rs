//! `/repos/{owner}/{repo}/git/…` and `/repos/{owner}/{repo}/contents/…`: what a client needs to prepare a pull request.

use super::pages::page;
use super::{
    Result,
    body::{field, needed, text},
    param, shapes,
};
use crate::answer::Answer;
use crate::encoding::{base64_lines, unbase64};
use crate::error::Refusal;
use crate::server::Asked;
use crate::state::{NewFile, Repo, State, Who, not_found};
use git2::{Commit, ObjectType, Oid, Repository};
use serde_json::{Value, json};

pub(super) fn route(state: &State, asked: &Asked, repo: u64, rest: &[&str]) -> Result {
    // Clients write the slashes of a ref or a path as they are, or encoded.
    let below = |parts: &[&str]| parts.join("/");
    match (asked.method.as_str(), rest) {
        ("GET", ["git", "ref", name @ ..]) => one_ref(state, asked, repo, &below(name)),
        ("GET", ["git", "matching-refs", name @ ..]) => {
            matching_refs(state, asked, repo, &below(name))
        }
        ("POST", ["git", "refs"]) => {
            let (name, sha) = (needed(asked, "ref")?, needed(asked, "sha")?);
            state.create_ref(asked.viewer, repo, name, sha)?;
            show_ref(state, asked, repo, name, 201)
        }
        ("PATCH", ["git", "refs", name @ ..]) => {
            let name = format!("refs/{}", below(name));
            let sha = needed(asked, "sha")?;
            let force = field(asked, "force").and_then(Value::as_bool) == Some(true);
            state.update_ref(asked.viewer, repo, &name, sha, force)?;
            show_ref(state, asked, repo, &name, 200)
        }
        ("DELETE", ["git", "refs", name @ ..]) => {
            state.delete_ref(asked.viewer, repo, &format!("refs/{}", below(name)))?;
            Ok(Answer::empty(204))
        }
        ("GET", ["git", "commits", sha]) => {
            let git = state.repo(repo)?.git()?;
            let commit = git.find_commit(Oid::from_str(sha)?)?;
            Ok(Answer::json(200, commit_shape(state, asked, repo, &commit)))
        }
        ("GET", ["contents", path @ ..]) => contents(state, asked, repo, &below(path)),
        ("PUT", ["contents", path @ ..]) => put(state, asked, repo, &below(path)),
        _ => Err(not_found()),
    }
}

fn one_ref(state: &State, asked: &Asked, repo: u64, name: &str) -> Result {
    show_ref(state, asked, repo, &format!("refs/{name}"), 200)
}

fn show_ref(state: &State, asked: &Asked, repo: u64, name: &str, status: u16) -> Result {
    let git = state.repo(repo)?.git()?;
    let found = git.find_reference(name).map_err(|_| not_found())?;
    let oid = found.target().ok_or_else(not_found)?;
    let shape = ref_shape(state, asked, repo, &git, name, oid)?;
    Ok(Answer::json(status, shape))
}

fn matching_refs(state: &State, asked: &Asked, repo: u64, prefix: &str) -> Result {
    let prefix = format!("refs/{prefix}");
    let git = state.repo(repo)?.git()?;
    let mut found: Vec<(String, Oid)> = git
        .references()?
        .flatten()
        .filter_map(|one| Some((one.name().ok()?.to_owned(), one.target()?)))
        .filter(|(name, _)| name.starts_with(&prefix))
        .collect();
    found.sort();
    let shapes: Vec<Value> = found
        .iter()
        .map(|(name, oid)| ref_shape(state, asked, repo, &git, name, *oid))
        .collect::<Result<_>>()?;
    // GitHub has no pages here.
    Ok(Answer::json(200, shapes.into()))
}

fn ref_shape(
    state: &State,
    asked: &Asked,
    repo: u64,
    git: &Repository,
    name: &str,
    oid: Oid,
) -> Result<Value> {
    let api = shapes::api(state, asked, repo);
    let kind = git
        .find_object(oid, None)?
        .kind()
        .unwrap_or(ObjectType::Any);
    Ok(json!({
        "ref": name, "node_id": shapes::git_node("REF", &format!("{repo}:{name}")), "url": format!("{api}/git/{name}"),
        "object": {"type": kind.str(), "sha": oid.to_string(), "url": format!("{api}/git/{kind}s/{oid}")},
    }))
}

/// A commit as the git database and the answer to a written file show it.
fn commit_shape(state: &State, asked: &Asked, repo: u64, commit: &Commit<'_>) -> Value {
    let (api, web) = (
        shapes::api(state, asked, repo),
        shapes::web(state, asked, repo),
    );
    let who = |who: git2::Signature<'_>| {
        let time = jiff::Timestamp::from_second(who.when().seconds());
        json!({"name": String::from_utf8_lossy(who.name_bytes()), "email": String::from_utf8_lossy(who.email_bytes()),
               "date": time.unwrap_or_default()})
    };
    let (id, tree) = (commit.id(), commit.tree_id());
    let parents: Vec<Value> = commit
        .parent_ids()
        .map(|sha| {
            json!({"sha": sha.to_string(), "url": format!("{api}/git/commits/{sha}"),
                   "html_url": format!("{web}/commit/{sha}")})
        })
        .collect();
    json!({
        "sha": id.to_string(), "node_id": shapes::git_node("C", &id), "url": format!("{api}/git/commits/{id}"),
        "html_url": format!("{web}/commit/{id}"), "author": who(commit.author()), "committer": who(commit.committer()),
        "message": String::from_utf8_lossy(commit.message_bytes()), "parents": parents,
        "tree": {"sha": tree.to_string(), "url": format!("{api}/git/trees/{tree}")},
        "verification": {"verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null},
    })
}

/// A place in a tree, at a ref.
struct Place<'a> {
    state: &'a State,
    asked: &'a Asked,
    repo: &'a Repo,
    git: &'a Repository,
    at: &'a str,
}

impl Place<'_> {
    fn shape(&self, path: &str, oid: Oid) -> Result<Value> {
        let (api, web) = (
            shapes::api(self.state, self.asked, self.repo.id),
            shapes::web(self.state, self.asked, self.repo.id),
        );
        let object = self.git.find_object(oid, None)?;
        let blob = object.as_blob();
        let (kind, folder) = match blob {
            Some(_) => ("file", "blob"),
            None => ("dir", "tree"),
        };
        let at = self.at;
        let url = format!("{api}/contents/{path}?ref={at}");
        let (git_url, html_url) = (
            format!("{api}/git/{folder}s/{oid}"),
            format!("{web}/{folder}/{at}/{path}"),
        );
        Ok(json!({
            "type": kind, "name": path.rsplit('/').next(), "path": path, "sha": oid.to_string(),
            "size": blob.map_or(0, git2::Blob::size), "url": url, "git_url": git_url, "html_url": html_url,
            "download_url": blob.map(|_| format!("{web}/raw/{at}/{path}")),
            "_links": {"self": url, "git": git_url, "html": html_url},
        }))
    }
}

fn contents(state: &State, asked: &Asked, repo: u64, path: &str) -> Result {
    let repo = state.repo(repo)?;
    let git = repo.git()?;
    let at = param(asked, "ref");
    let commit = git.find_commit(repo.resolve(&git, at.as_deref())?)?;
    let at = at.as_deref().unwrap_or(&repo.default_branch);
    let git = &git;
    let place = Place {
        state,
        asked,
        repo,
        git,
        at,
    };
    let tree = commit.tree()?;
    let path = path.trim_matches('/');
    let object = match path {
        "" => tree.into_object(),
        _ => tree.get_path(path.as_ref())?.to_object(git)?,
    };
    if let Some(tree) = object.as_tree() {
        let entries = tree.iter().filter_map(|entry| {
            let name = entry.name().ok()?.to_owned();
            let below = if path.is_empty() {
                name
            } else {
                format!("{path}/{name}")
            };
            Some(place.shape(&below, entry.id()))
        });
        let entries: Vec<Value> = entries.collect::<Result<_>>()?;
        return Ok(Answer::json(200, entries.into()));
    }
    let blob = object.as_blob().ok_or_else(not_found)?;
    let mut shape = place.shape(path, blob.id())?;
    if let Some(map) = shape.as_object_mut() {
        map.insert("encoding".to_owned(), "base64".into());
        map.insert("content".to_owned(), base64_lines(blob.content()).into());
    }
    Ok(Answer::json(200, shape))
}

fn put(state: &State, asked: &Asked, repo: u64, path: &str) -> Result {
    let own = |name| text(asked, name).map(str::to_owned);
    let who = |name| {
        let who = field(asked, name)?;
        let text = |key| who.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Who {
            name: text("name")?,
            email: text("email")?,
        })
    };
    let content = unbase64(needed(asked, "content")?)
        .ok_or_else(|| Refusal::Unprocessable("content is not valid Base64".to_owned()))?;
    let file = NewFile {
        path: path.trim_matches('/').to_owned(),
        branch: own("branch"),
        content,
        message: needed(asked, "message")?.to_owned(),
        replaces: own("sha"),
        author: who("author"),
        committer: who("committer"),
    };
    let written = state.put_file(asked.viewer, repo, &file)?;
    let repo = state.repo(repo)?;
    let git = &repo.git()?;
    let commit = git.find_commit(written.commit)?;
    let at = &written.branch;
    let place = Place {
        state,
        asked,
        repo,
        git,
        at,
    };
    let blob = commit.tree()?.get_path(file.path.as_ref())?.id();
    Ok(Answer::json(
        if written.new { 201 } else { 200 },
        json!({"content": place.shape(&file.path, blob)?, "commit": commit_shape(state, asked, repo.id, &commit)}),
    ))
}

/// `/repos/{owner}/{repo}/branches`
pub(super) fn branches(state: &State, asked: &Asked, repo: u64) -> Result {
    let api = shapes::api(state, asked, repo);
    let heads = state.repo(repo)?.refs("refs/heads/");
    Ok(page(asked, &heads, |(name, sha)| {
        json!({"name": name.trim_start_matches("refs/heads/"), "protected": false,
               "commit": {"sha": sha, "url": format!("{api}/commits/{sha}")}})
    }))
}
