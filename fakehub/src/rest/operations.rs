//! Every REST operation that fakehub has, named as GitHub's published description names it.
//!
//! The router answers nothing that is not in this list, and a test holds the list against GitHub's description: so there is
//! no operation that was never checked.

/// One operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with `{name}` where a value stands.
    pub path: &'static str,
    /// The page of GitHub's documentation that the errors of this operation point to, below `https://docs.github.com/rest/`.
    pub docs: &'static str,
}

const fn operation(method: &'static str, path: &'static str, docs: &'static str) -> Operation {
    Operation { method, path, docs }
}

macro_rules! operations {
    ($($method:ident $path:literal $docs:literal)*) => {
        &[$(operation(stringify!($method), $path, $docs)),*]
    };
}

/// Where two paths fit, the one that says more of it by letter stands first.
static OPERATIONS: &[Operation] = operations! {
    GET "/" "meta/meta#github-api-root"
    GET "/rate_limit" "rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user"
    GET "/user" "users/users#get-the-authenticated-user"
    GET "/users/{username}" "users/users#get-a-user"
    GET "/repos/{owner}/{repo}" "repos/repos#get-a-repository"
    GET "/repos/{owner}/{repo}/actions/permissions" "actions/permissions#get-github-actions-permissions-for-a-repository"
    GET "/repos/{owner}/{repo}/actions/permissions/workflow" "actions/permissions#get-default-workflow-permissions-for-a-repository"
    GET "/repos/{owner}/{repo}/actions/workflows" "actions/workflows#list-repository-workflows"
    GET "/repos/{owner}/{repo}/rules/branches/{branch}" "repos/rules#get-rules-for-a-branch"
    GET "/repos/{owner}/{repo}/branches" "branches/branches#list-branches"
    GET "/repos/{owner}/{repo}/branches/{branch}" "branches/branches#get-a-branch"
    GET "/repos/{owner}/{repo}/git/ref/{ref}" "git/refs#get-a-reference"
    GET "/repos/{owner}/{repo}/git/matching-refs/{ref}" "git/refs#list-matching-references"
    POST "/repos/{owner}/{repo}/git/refs" "git/refs#create-a-reference"
    PATCH "/repos/{owner}/{repo}/git/refs/{ref}" "git/refs#update-a-reference"
    DELETE "/repos/{owner}/{repo}/git/refs/{ref}" "git/refs#delete-a-reference"
    GET "/repos/{owner}/{repo}/git/commits/{commit_sha}" "git/commits#get-a-commit-object"
    GET "/repos/{owner}/{repo}/contents/{path}" "repos/contents#get-repository-content"
    PUT "/repos/{owner}/{repo}/contents/{path}" "repos/contents#create-or-update-file-contents"
    GET "/repos/{owner}/{repo}/collaborators/{username}/permission" "collaborators/collaborators#get-repository-permissions-for-a-user"
    GET "/repos/{owner}/{repo}/labels" "issues/labels#list-labels-for-a-repository"
    POST "/repos/{owner}/{repo}/labels" "issues/labels#create-a-label"
    GET "/repos/{owner}/{repo}/labels/{name}" "issues/labels#get-a-label"
    PATCH "/repos/{owner}/{repo}/labels/{name}" "issues/labels#update-a-label"
    DELETE "/repos/{owner}/{repo}/labels/{name}" "issues/labels#delete-a-label"
    GET "/repos/{owner}/{repo}/issues" "issues/issues#list-repository-issues"
    POST "/repos/{owner}/{repo}/issues" "issues/issues#create-an-issue"
    GET "/repos/{owner}/{repo}/issues/comments/{comment_id}" "issues/comments#get-an-issue-comment"
    PATCH "/repos/{owner}/{repo}/issues/comments/{comment_id}" "issues/comments#update-an-issue-comment"
    DELETE "/repos/{owner}/{repo}/issues/comments/{comment_id}" "issues/comments#delete-an-issue-comment"
    GET "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions" "reactions/reactions#list-reactions-for-an-issue-comment"
    POST "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions" "reactions/reactions#create-reaction-for-an-issue-comment"
    DELETE "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}" "reactions/reactions#delete-an-issue-comment-reaction"
    GET "/repos/{owner}/{repo}/issues/{issue_number}" "issues/issues#get-an-issue"
    PATCH "/repos/{owner}/{repo}/issues/{issue_number}" "issues/issues#update-an-issue"
    PUT "/repos/{owner}/{repo}/issues/{issue_number}/lock" "issues/issues#lock-an-issue"
    DELETE "/repos/{owner}/{repo}/issues/{issue_number}/lock" "issues/issues#unlock-an-issue"
    GET "/repos/{owner}/{repo}/issues/{issue_number}/comments" "issues/comments#list-issue-comments"
    POST "/repos/{owner}/{repo}/issues/{issue_number}/comments" "issues/comments#create-an-issue-comment"
    GET "/repos/{owner}/{repo}/issues/{issue_number}/labels" "issues/labels#list-labels-for-an-issue"
    POST "/repos/{owner}/{repo}/issues/{issue_number}/labels" "issues/labels#add-labels-to-an-issue"
    PUT "/repos/{owner}/{repo}/issues/{issue_number}/labels" "issues/labels#set-labels-for-an-issue"
    DELETE "/repos/{owner}/{repo}/issues/{issue_number}/labels" "issues/labels#remove-all-labels-from-an-issue"
    DELETE "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}" "issues/labels#remove-a-label-from-an-issue"
    GET "/repos/{owner}/{repo}/issues/{issue_number}/reactions" "reactions/reactions#list-reactions-for-an-issue"
    POST "/repos/{owner}/{repo}/issues/{issue_number}/reactions" "reactions/reactions#create-reaction-for-an-issue"
    DELETE "/repos/{owner}/{repo}/issues/{issue_number}/reactions/{reaction_id}" "reactions/reactions#delete-an-issue-reaction"
    GET "/repos/{owner}/{repo}/pulls" "pulls/pulls#list-pull-requests"
    POST "/repos/{owner}/{repo}/pulls" "pulls/pulls#create-a-pull-request"
    GET "/repos/{owner}/{repo}/pulls/{pull_number}" "pulls/pulls#get-a-pull-request"
    PATCH "/repos/{owner}/{repo}/pulls/{pull_number}" "pulls/pulls#update-a-pull-request"
    GET "/repos/{owner}/{repo}/pulls/{pull_number}/merge" "pulls/pulls#check-if-a-pull-request-has-been-merged"
    PUT "/repos/{owner}/{repo}/pulls/{pull_number}/merge" "pulls/pulls#merge-a-pull-request"
};

/// The values that may hold slashes: they take the rest of the path.
const WITH_SLASHES: [&str; 3] = ["{branch}", "{path}", "{ref}"];

/// Every REST operation there is. GraphQL is beside them, at `/graphql`.
pub fn operations() -> &'static [Operation] {
    OPERATIONS
}

/// The operation that a request asks for: `path` begins with a slash, without the prefix of GitHub Enterprise and without a
/// query.
pub fn operation_at(method: &str, path: &str) -> Option<&'static Operation> {
    let asked: Vec<&str> = path.split('/').collect();
    OPERATIONS
        .iter()
        .find(|operation| operation.method == method && fits(operation.path, &asked))
}

fn fits(template: &str, asked: &[&str]) -> bool {
    let mut asked = asked.iter();
    for part in template.split('/') {
        match asked.next() {
            // The root of the tree has no path.
            None if part == "{path}" => return true,
            Some(_) if WITH_SLASHES.contains(&part) => return true,
            Some(value) if part.starts_with('{') && !value.is_empty() => {}
            Some(value) if *value == part => {}
            _ => return false,
        }
    }
    asked.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_operation() {
        let path = |path| operation_at("GET", path).map(|operation| operation.path);
        let repo = "/repos/{owner}/{repo}";
        assert_eq!(path("/repos/o/r").unwrap(), repo);
        assert_eq!(
            path("/repos/o/r/issues/comments/7").unwrap(),
            format!("{repo}/issues/comments/{{comment_id}}")
        );
        assert_eq!(
            path("/repos/o/r/branches/a/b").unwrap(),
            format!("{repo}/branches/{{branch}}")
        );
        assert_eq!(path("/").unwrap(), "/");
        for none in ["/repos/o", "/repos/o/r/", "/repos/o/r/issues/1/no"] {
            assert_eq!(path(none), None, "{none}");
        }
    }
}
