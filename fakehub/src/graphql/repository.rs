//! Repositories, their refs, and issues and pull requests.

use super::connections::page;
use super::objects::{Kind, Maybe, text};
use super::organizations::{collaborators, permission_word};
use super::things::{groups, reactions, refuse};
use super::{Context, errors};
use crate::encoding::base64;
use crate::state::{Issue, NodeRef, Repo, State, Subject};
use apollo_compiler::resolvers::{FieldError, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use jiff::Timestamp;
use std::cmp::Ordering;

pub(super) fn repository<'c>(
    context: &'c Context<'_>,
    id: u64,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let state = context.state.borrow();
    let repo = state.repo(id).map_err(refuse)?;
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(state.node_id(NodeRef::Repo(id))),
        "databaseId" => ResolvedValue::leaf(id),
        "name" => ResolvedValue::leaf(repo.name.as_str()),
        "nameWithOwner" => ResolvedValue::leaf(repo.full_name.as_str()),
        "owner" => context.value(Kind::Account(repo.owner)),
        "url" => ResolvedValue::leaf(format!("{}/{}", context.web, repo.full_name)),
        "createdAt" => ResolvedValue::leaf(repo.created_at.to_string()),
        "description" => ResolvedValue::null(),
        "hasIssuesEnabled" | "mergeCommitAllowed" | "squashMergeAllowed" => {
            ResolvedValue::leaf(true)
        }
        "hasWikiEnabled" | "isArchived" | "isFork" | "rebaseMergeAllowed" => {
            ResolvedValue::leaf(false)
        }
        "parent" => ResolvedValue::null(),
        "isPrivate" => ResolvedValue::leaf(repo.private),
        "viewerPermission" => {
            let permission = state.permission(context.viewer, repo);
            ResolvedValue::leaf(permission.map(permission_word))
        }
        "collaborators" => collaborators(context, &state, repo, info)?,
        "defaultBranchRef" => {
            let name = format!("refs/heads/{}", repo.default_branch);
            context.nullable(find_ref(repo, &name))
        }
        "ref" => {
            let name = text(info, "qualifiedName").unwrap_or_default();
            let found = find_ref(repo, name)
                .or_else(|| find_ref(repo, &format!("refs/heads/{name}")))
                .or_else(|| find_ref(repo, &format!("refs/tags/{name}")));
            context.nullable(found)
        }
        "refs" => {
            let prefix = text(info, "refPrefix").unwrap_or_default();
            let query = text(info, "query").unwrap_or_default().to_lowercase();
            let mut refs = repo.refs(prefix);
            refs.retain(|(name, _)| name.to_lowercase().contains(&query));
            if descending(info) || text(info, "direction") == Some("DESC") {
                refs.reverse();
            }
            let refs = refs.into_iter().map(|(name, oid)| Kind::Ref {
                repo: id,
                name,
                oid,
            });
            context.value(Kind::Connection(page(refs.collect(), info)?))
        }
        "label" => {
            let name = text(info, "name").unwrap_or_default();
            let label = state.label_named(id, name);
            context.nullable(label.map(|label| Kind::Label(label.id)))
        }
        "labels" => labels(context, &state, repo.labels.values().copied(), info)?,
        "issue" | "pullRequest" | "issueOrPullRequest" => one_issue(context, &state, id, info)?,
        "milestone" => {
            let number = info.arguments().get("number").and_then(JsonValue::as_u64);
            let known = number.filter(|number| repo.milestones.contains_key(number));
            context.nullable(known.map(|number| Kind::Milestone(id, number)))
        }
        "issues" => {
            let kept = issues(&state, repo, info);
            context.value(Kind::Connection(page(kept, info)?))
        }
        "pullRequests" => {
            let kept = pulls(&state, repo, None, info);
            context.value(Kind::Connection(page(kept, info)?))
        }
        _ => return Ok(None),
    }))
}

pub(super) fn milestone<'c>(
    context: &'c Context<'_>,
    repo: u64,
    number: u64,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let state = context.state.borrow();
    let repo = state.repo(repo).map_err(refuse)?;
    let Some(milestone) = repo.milestones.get(&number) else {
        return Ok(None);
    };
    let of = |kind: &Kind| match kind {
        Kind::Issue(id) => {
            let issue = state.issues.get(id);
            issue.is_some_and(|issue| milestone.issues.contains(&issue.number))
        }
        _ => false,
    };
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(format!(
            "MI_{}",
            base64(format!("{}:{number}", repo.id).as_bytes())
        )),
        "number" => ResolvedValue::leaf(number),
        "title" => ResolvedValue::leaf(milestone.title.as_str()),
        "state" => ResolvedValue::leaf(if milestone.open { "OPEN" } else { "CLOSED" }),
        "closed" => ResolvedValue::leaf(!milestone.open),
        "closedAt" => ResolvedValue::null(),
        "createdAt" | "updatedAt" => ResolvedValue::leaf(milestone.created_at.to_string()),
        "repository" => context.value(Kind::Repo(repo.id)),
        "url" => {
            let (web, name) = (&context.web, &repo.full_name);
            ResolvedValue::leaf(format!("{web}/{name}/milestone/{number}"))
        }
        "progressPercentage" => {
            let ids = repo.numbers.iter();
            let own = ids.filter(|(number, _)| milestone.issues.contains(number));
            let issues: Vec<&Issue> = own.filter_map(|(_, id)| state.issues.get(id)).collect();
            let closed = issues.iter().filter(|issue| !issue.open).count();
            let part = match issues.len() {
                0 => 0.0,
                all => 100.0 * closed as f64 / all as f64,
            };
            ResolvedValue::leaf(part)
        }
        "issues" => {
            let mut kept = issues(&state, repo, info);
            kept.retain(of);
            context.value(Kind::Connection(page(kept, info)?))
        }
        _ => return Ok(None),
    }))
}

fn find_ref(repo: &Repo, name: &str) -> Option<Kind> {
    let refs = repo.refs(name);
    let (name, oid) = refs.into_iter().find(|(full, _)| full == name)?;
    let repo = repo.id;
    Some(Kind::Ref { repo, name, oid })
}

fn one_issue<'c>(
    context: &'c Context<'_>,
    state: &State,
    repo: u64,
    info: &ResolveInfo<'_>,
) -> Result<ResolvedValue<'c>, FieldError> {
    let (word, wanted) = match info.field_name() {
        "issue" => ("an Issue", Some(false)),
        "pullRequest" => ("a PullRequest", Some(true)),
        _ => ("an issue or pull request", None),
    };
    let number = info.arguments().get("number").and_then(JsonValue::as_u64);
    let number = number.unwrap_or(0);
    let issue = state.issue_numbered(repo, number).ok();
    let issue = issue.filter(|issue| wanted.is_none_or(|pull| issue.pull.is_some() == pull));
    let issue = issue.ok_or_else(|| {
        let message = format!("Could not resolve to {word} with the number of {number}.");
        errors::typed("NOT_FOUND", &message)
    })?;
    Ok(context.value(Kind::Issue(issue.id)))
}

fn labels<'c>(
    context: &'c Context<'_>,
    state: &State,
    ids: impl Iterator<Item = u64>,
    info: &ResolveInfo<'_>,
) -> Result<ResolvedValue<'c>, FieldError> {
    let query = text(info, "query").unwrap_or_default().to_lowercase();
    let mut labels: Vec<_> = ids.filter_map(|id| state.labels.get(&id)).collect();
    labels.retain(|label| label.name.to_lowercase().contains(&query));
    let by_name = ordered_by(info) == Some("NAME");
    labels.sort_by(|a, b| match by_name {
        true => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        false => a.id.cmp(&b.id),
    });
    if descending(info) {
        labels.reverse();
    }
    let labels = labels.into_iter().map(|label| Kind::Label(label.id));
    Ok(context.value(Kind::Connection(page(labels.collect(), info)?)))
}

fn ordered_by<'a>(info: &'a ResolveInfo<'_>) -> Option<&'a str> {
    info.arguments().get("orderBy")?.get("field")?.as_str()
}

fn descending(info: &ResolveInfo<'_>) -> bool {
    let order = info.arguments().get("orderBy");
    order.and_then(|order| order.get("direction")?.as_str()) == Some("DESC")
}

/// A list of texts; a single one is a list too.
fn texts(value: Option<&JsonValue>) -> Option<Vec<&str>> {
    let list = value?.as_array()?;
    Some(list.iter().filter_map(JsonValue::as_str).collect())
}

/// The issues: here ANY of the labels is enough, unlike in REST.
fn issues(state: &State, repo: &Repo, info: &ResolveInfo<'_>) -> Vec<Kind> {
    let arguments = info.arguments();
    let filter = arguments.get("filterBy");
    let within = |name| filter.and_then(|filter| filter.get(name));
    let states = texts(arguments.get("states")).or_else(|| texts(within("states")));
    let wanted = [texts(arguments.get("labels")), texts(within("labels"))];
    let since = within("since").and_then(JsonValue::as_str);
    let since = since.and_then(|since| since.parse::<Timestamp>().ok());
    let creator = within("createdBy").and_then(JsonValue::as_str);
    let matches = |issue: &Issue| {
        let login = || state.login(Some(issue.author));
        states
            .as_ref()
            .is_none_or(|states| states.contains(&word(issue)))
            && wanted
                .iter()
                .flatten()
                .all(|any| has_any(state, issue, any))
            && since.is_none_or(|since| issue.updated_at >= since)
            && creator.is_none_or(|creator| login().eq_ignore_ascii_case(creator))
    };
    let all = repo.numbers.values().filter_map(|id| state.issues.get(id));
    let kept = all.filter(|issue| issue.pull.is_none() && matches(issue));
    sorted(kept.collect(), info)
}

fn has_any(state: &State, issue: &Issue, wanted: &[&str]) -> bool {
    let names = state.label_names(issue);
    wanted.iter().any(|wanted| {
        let wanted = wanted.to_lowercase();
        names.iter().any(|name| name.to_lowercase() == wanted)
    })
}

/// GitHub's word for the state.
fn word(issue: &Issue) -> &'static str {
    let merged = issue.pull.as_ref().and_then(|pull| pull.merged_at);
    match (issue.open, merged) {
        (true, _) => "OPEN",
        (false, Some(_)) => "MERGED",
        (false, None) => "CLOSED",
    }
}

fn sorted(mut issues: Vec<&Issue>, info: &ResolveInfo<'_>) -> Vec<Kind> {
    let field = ordered_by(info);
    issues.sort_by(|a, b| match field {
        Some("UPDATED_AT") => a.updated_at.cmp(&b.updated_at),
        Some("COMMENTS") => a.comments.len().cmp(&b.comments.len()),
        _ => Ordering::Equal,
    });
    if descending(info) {
        issues.reverse();
    }
    issues
        .into_iter()
        .map(|issue| Kind::Issue(issue.id))
        .collect()
}

fn pulls(state: &State, repo: &Repo, branch: Option<&str>, info: &ResolveInfo<'_>) -> Vec<Kind> {
    let states = texts(info.arguments().get("states"));
    let labels = texts(info.arguments().get("labels"));
    let (head, base) = (text(info, "headRefName"), text(info, "baseRefName"));
    let kept = state.pulls(repo).into_iter().filter(|(issue, pull)| {
        states
            .as_ref()
            .is_none_or(|states| states.contains(&word(issue)))
            && labels.as_ref().is_none_or(|any| has_any(state, issue, any))
            && head.is_none_or(|head| pull.head == head)
            && base.is_none_or(|base| pull.base == base)
            && branch.is_none_or(|branch| pull.head == branch)
    });
    sorted(kept.map(|(issue, _)| issue).collect(), info)
}

pub(super) fn reference<'c>(
    context: &'c Context<'_>,
    (repo, name, oid): (u64, &str, &str),
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let state = context.state.borrow();
    // `refs/heads/a/b` is the name `a/b` under the prefix `refs/heads/`.
    let cut = name
        .match_indices('/')
        .nth(1)
        .map_or(0, |(index, _)| index + 1);
    let (prefix, short) = name.split_at_checked(cut).unwrap_or(("", name));
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(format!(
            "REF_{}",
            base64(format!("{repo}:{name}").as_bytes())
        )),
        "name" => ResolvedValue::leaf(short),
        "prefix" => ResolvedValue::leaf(prefix),
        "repository" => context.value(Kind::Repo(repo)),
        "target" => context.value(Kind::Commit(repo, oid.to_owned())),
        "associatedPullRequests" => {
            let repo = state.repo(repo).map_err(refuse)?;
            let kept = pulls(&state, repo, Some(short), info);
            context.value(Kind::Connection(page(kept, info)?))
        }
        _ => return Ok(None),
    }))
}

pub(super) fn issue<'c>(context: &'c Context<'_>, id: u64, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let state = context.state.borrow();
    let issue = state.issue(id).map_err(refuse)?;
    let repo = state.repo(issue.repo).map_err(refuse)?;
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(state.node_id(NodeRef::Issue(id))),
        "databaseId" => ResolvedValue::leaf(id),
        "fullDatabaseId" => ResolvedValue::leaf(id.to_string()),
        "number" => ResolvedValue::leaf(issue.number),
        "title" => ResolvedValue::leaf(issue.title.as_str()),
        "body" | "bodyText" => ResolvedValue::leaf(issue.body.as_str()),
        "state" => ResolvedValue::leaf(word(issue)),
        "stateReason" => ResolvedValue::leaf(issue.state_reason),
        "closed" => ResolvedValue::leaf(!issue.open),
        "closedAt" => ResolvedValue::leaf(issue.closed_at.map(|time| time.to_string())),
        "createdAt" => ResolvedValue::leaf(issue.created_at.to_string()),
        "updatedAt" => ResolvedValue::leaf(issue.updated_at.to_string()),
        "locked" => ResolvedValue::leaf(issue.locked),
        "activeLockReason" => ResolvedValue::leaf(issue.lock_reason.clone()),
        "author" => context.account(issue.author),
        "authorAssociation" => ResolvedValue::leaf(state.association(issue.author, repo)),
        "viewerDidAuthor" => ResolvedValue::leaf(context.viewer == Some(issue.author)),
        "repository" => context.value(Kind::Repo(repo.id)),
        "url" => {
            let folder = if issue.pull.is_some() {
                "pull"
            } else {
                "issues"
            };
            let (web, name, number) = (&context.web, &repo.full_name, issue.number);
            ResolvedValue::leaf(format!("{web}/{name}/{folder}/{number}"))
        }
        "labels" => labels(context, &state, issue.labels.iter().copied(), info)?,
        "comments" => {
            let mut comments = issue.comments.clone();
            if ordered_by(info) == Some("UPDATED_AT") {
                comments.sort_by_key(|id| state.comment(*id).map(|it| it.updated_at).ok());
            }
            if descending(info) {
                comments.reverse();
            }
            let comments = comments.into_iter().map(Kind::Comment).collect();
            context.value(Kind::Connection(page(comments, info)?))
        }
        "reactions" => reactions(context, Subject::Issue(id), info)?,
        "reactionGroups" => groups(context, Subject::Issue(id)),
        "parent" => context.nullable(issue.parent.map(Kind::Issue)),
        "subIssues" => {
            let children = issue.sub_issues.iter().copied().map(Kind::Issue);
            context.value(Kind::Connection(page(children.collect(), info)?))
        }
        "subIssuesSummary" => context.value(Kind::SubIssuesSummary(id)),
        _ => return pull(context, &state, issue, repo, info),
    }))
}

/// The fields that only pull requests have.
fn pull<'c>(
    context: &'c Context<'_>,
    state: &State,
    issue: &Issue,
    repo: &Repo,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let Some(pull) = &issue.pull else {
        return Ok(None);
    };
    Ok(Some(match info.field_name() {
        "headRefName" => ResolvedValue::leaf(pull.head.as_str()),
        "baseRefName" => ResolvedValue::leaf(pull.base.as_str()),
        "headRefOid" => ResolvedValue::leaf(state.head_oid(issue)),
        "baseRefOid" => ResolvedValue::leaf(repo.branch_oid(&pull.base).unwrap_or_default()),
        "headRepository" => context.value_of_repo(repo.id),
        "headRepositoryOwner" => context.account(repo.owner),
        "commits" => {
            let commits = state.pull_commits(issue).map_err(refuse)?;
            let commits = commits
                .into_iter()
                .map(|oid| Kind::PullCommit(issue.id, oid));
            context.value(Kind::Connection(page(commits.collect(), info)?))
        }
        "mergeable" => ResolvedValue::leaf(match state.mergeable(issue) {
            Some(true) => "MERGEABLE",
            Some(false) => "CONFLICTING",
            None => "UNKNOWN",
        }),
        "mergeStateStatus" => ResolvedValue::leaf(match state.mergeable(issue) {
            Some(_) if pull.draft => "DRAFT",
            Some(true) => "CLEAN",
            Some(false) => "DIRTY",
            None => "UNKNOWN",
        }),
        "mergedBy" => context.nullable(pull.merged_by.map(Kind::Account)),
        "isDraft" => ResolvedValue::leaf(pull.draft),
        "isCrossRepository" => ResolvedValue::leaf(false),
        "merged" => ResolvedValue::leaf(pull.merged_at.is_some()),
        "mergedAt" => ResolvedValue::leaf(pull.merged_at.map(|time| time.to_string())),
        "mergeCommit" => {
            let commit = pull.merge_commit.clone();
            context.nullable(commit.map(|oid| Kind::Commit(repo.id, oid)))
        }
        _ => return Ok(None),
    }))
}

pub(super) fn pull_commit<'c>(
    context: &'c Context<'_>,
    pull: u64,
    oid: &str,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let state = context.state.borrow();
    let issue = state.issue(pull).map_err(refuse)?;
    let repo = state.repo(issue.repo).map_err(refuse)?;
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(format!(
            "PURC_{}",
            base64(format!("{pull}:{oid}").as_bytes())
        )),
        "commit" => context.value(Kind::Commit(repo.id, oid.to_owned())),
        "pullRequest" => context.value(Kind::Issue(pull)),
        "url" => {
            let (web, name, number) = (&context.web, &repo.full_name, issue.number);
            ResolvedValue::leaf(format!("{web}/{name}/pull/{number}/commits/{oid}"))
        }
        _ => return Ok(None),
    }))
}
