//! A repository. What fakehub does not have (forks, stars, a wiki …) is there as none.

use super::users::permissions;
use super::{api, user, web};
use crate::hub::Kind;
use crate::server::Asked;
use crate::state::{NodeRef, Repo, State};
use serde_json::{Map, Value, json};

/// The addresses below a repository: the key, and what stands after the repository's own.
const URLS: [(&str, &str); 37] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    (
        "notifications_url",
        "/notifications{?since,all,participating}",
    ),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("url", ""),
];

/// A repository as it stands inside of a pull request.
pub(super) fn within(state: &State, asked: &Asked, repo: &Repo) -> Value {
    map(state, asked, repo).into()
}

/// A repository asked for by itself.
pub(in crate::rest) fn full(state: &State, asked: &Asked, repo: &Repo) -> Value {
    let mut all = map(state, asked, repo);
    all.insert("network_count".to_owned(), 0.into());
    all.insert("subscribers_count".to_owned(), 0.into());
    let owner = state.account(repo.owner);
    if owner.is_some_and(|owner| owner.kind == Kind::Organization) {
        let owner = user(state, asked, repo.owner);
        all.insert("organization".to_owned(), owner);
    }
    // What only those who may push get to see.
    if state.permission(asked.viewer, repo) >= Some(crate::hub::Permission::Write) {
        let settings = json!({
            "allow_squash_merge": true, "allow_merge_commit": true, "allow_rebase_merge": true, "allow_auto_merge": false,
            "delete_branch_on_merge": false, "allow_update_branch": false, "use_squash_pr_title_as_default": false,
            "temp_clone_token": "",
        });
        if let Value::Object(settings) = settings {
            all.extend(settings);
        }
    }
    all.into()
}

fn map(state: &State, asked: &Asked, repo: &Repo) -> Map<String, Value> {
    let (api, page) = (api(state, asked, repo.id), web(state, asked, repo.id));
    let issues = repo.numbers.values().filter_map(|id| state.issues.get(id));
    let open = issues.filter(|issue| issue.open).count();
    let bare = page.split_once("://").map_or("", |(_, rest)| rest);
    let host = bare.split('/').next().unwrap_or_default();
    let own = json!({
        "id": repo.id, "node_id": state.node_id(NodeRef::Repo(repo.id)), "name": repo.name, "full_name": repo.full_name,
        "private": repo.private, "visibility": if repo.private { "private" } else { "public" },
        "owner": user(state, asked, repo.owner), "html_url": page, "default_branch": repo.default_branch,
        "open_issues_count": open, "open_issues": open, "clone_url": format!("{page}.git"),
        "git_url": format!("git://{bare}.git"), "ssh_url": format!("git@{host}:{}.git", repo.full_name),
        "svn_url": page, "created_at": repo.created_at, "updated_at": repo.created_at, "pushed_at": repo.created_at,
        "archived": repo.settings.archived, "has_issues": repo.settings.issues,
        "permissions": permissions(state.permission(asked.viewer, repo)),
    });
    let none = json!({
        "description": null, "fork": false, "disabled": false,
        "has_projects": false, "has_wiki": false, "has_pages": false, "has_discussions": false, "has_downloads": false,
        "forks_count": 0, "forks": 0, "stargazers_count": 0, "watchers_count": 0, "watchers": 0, "size": 0,
        "homepage": null, "language": null, "license": null, "mirror_url": null, "topics": [], "is_template": false,
        "allow_forking": true, "web_commit_signoff_required": false,
    });
    let mut map = Map::new();
    for part in [own, none] {
        if let Value::Object(part) = part {
            map.extend(part);
        }
    }
    for (key, below) in URLS {
        map.insert(key.to_owned(), format!("{api}{below}").into());
    }
    map
}
