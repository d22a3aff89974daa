"""A session by hand through PyGithub.

In: FAKEHUB, the line that `fakehub/examples/serve.rs` prints. Out: one line a check; exit code 1 if one failed.
"""

import json
import os
import sys
import traceback
from datetime import datetime, timezone

from github import Auth, Github, GithubException

world = json.loads(os.environ["FAKEHUB"])


def client(login, url=world["url"], token=None):
    # No waiting and no trying again: what the server says at first is what is looked at.
    return Github(
        auth=Auth.Token(token or world["tokens"][login]),
        base_url=url,
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
        per_page=50,
    )


ada, rae, tess = (client(login) for login in ("ada", "rae", "tess"))
garden, garden_of_rae = (one.get_repo(world["public"]) for one in (ada, rae))
failed = 0


def check(name):
    def run(body):
        global failed
        try:
            body()
            print(f"ok   pygithub: {name}")
        except Exception:
            failed += 1
            text = traceback.format_exc().replace("\n", "\n     ")
            print(f"FAIL pygithub: {name}\n     {text}")

    return run


def same(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def refused(kind, status, call):
    """The client's own error of a refused request."""
    try:
        call()
    except GithubException as error:
        same((type(error).__name__, error.status), (kind, status))
        return error
    raise AssertionError(f"not refused with {status}")


@check("who am I, and what is here")
def _():
    me = ada.get_user()
    same((me.login, me.type), ("ada", "User"))
    same((garden.full_name, garden.owner.type, garden.default_branch), (world["public"], "Organization", "main"))
    same((garden.permissions.admin, garden_of_rae.permissions.push), (True, False))
    same(garden.get_collaborator_permission("wim"), "write")
    same(ada.get_user("olive").login, "olive")


@check("labels: create, read, list, update, delete")
def _():
    made = garden.create_label("Kind: Note", "FF0000", "one idea")
    same((made.name, made.color, made.description), ("Kind: Note", "ff0000", "one idea"))
    error = refused("GithubException", 422, lambda: garden.create_label("KIND: note", "00ff00"))
    same(error.data["errors"], [{"resource": "Label", "code": "already_exists", "field": "name"}])
    same(garden.get_label("kind: note").name, "Kind: Note")
    made.edit("kind: idea", "0000ff", "")
    same([(one.name, one.color, one.description) for one in garden.get_labels()], [("kind: idea", "0000ff", None)])
    made.delete()
    refused("UnknownObjectException", 404, lambda: garden.get_label("kind: idea"))


@check("an issue is made with labels, edited, closed and reopened")
def _():
    for name in ("topic: a", "topic: b"):
        garden.create_label(name, "123456")
    issue = garden.create_issue("both", "text", labels=["topic: a", "topic: b"])
    same([label.name for label in issue.labels], ["topic: a", "topic: b"])
    assert issue.created_at.tzinfo is not None
    issue.edit(title="both, edited", body="new", state="closed", state_reason="not_planned")
    read = garden.get_issue(issue.number)
    same(
        (read.title, read.body, read.state, read.state_reason, read.closed_by.login),
        ("both, edited", "new", "closed", "not_planned", "ada"),
    )
    issue.edit(state="open")
    read = garden.get_issue(issue.number)
    same((read.state, read.state_reason, read.closed_at), ("open", "reopened", None))


@check("labels of an issue, and lists by ALL of the labels")
def _():
    issue = garden.create_issue("only a", labels=["topic: a"])

    def by(*labels):
        return [one.title for one in garden.get_issues(labels=list(labels))]

    same(by("topic: a"), ["only a", "both, edited"])
    same(by("topic: a", "topic: b"), ["both, edited"])
    issue.add_to_labels("topic: b")
    same(by("topic: a", "TOPIC: b"), ["only a", "both, edited"])
    issue.remove_from_labels("topic: a")
    same([label.name for label in issue.get_labels()], ["topic: b"])
    issue.set_labels("topic: a")
    same([label.name for label in issue.get_labels()], ["topic: a"])
    issue.delete_labels()
    same(list(issue.get_labels()), [])
    same([one.title for one in garden.get_issues(creator="rae")], [])


@check("more than a hundred issues, page by page, forth and back")
def _():
    for number in range(120):
        garden.create_issue(f"many {number}")
    issues = garden.get_issues(state="all", sort="created", direction="asc")
    same([issue.number for issue in issues], list(range(1, 123)))
    same(issues.totalCount, 122)
    same([issue.title for issue in issues.reversed[:2]], ["many 119", "many 118"])
    same(issues[75].number, 76)
    far = datetime(2100, 1, 1, tzinfo=timezone.utc)
    same(list(garden.get_issues(since=far)), [])


@check("comments: create, list, update, delete")
def _():
    issue = garden_of_rae.get_issue(1)
    one = issue.create_comment("one")
    issue.create_comment("two")
    same(one.user.login, "rae")
    garden.get_issue(1).get_comment(one.id).edit("one, edited")
    same([comment.body for comment in issue.get_comments()], ["one, edited", "two"])
    one.delete()
    refused("UnknownObjectException", 404, lambda: issue.get_comment(one.id))
    same(garden.get_issue(1).comments, 1)


@check("reactions: add, add again, list, count, delete")
def _():
    issue = garden.get_issue(2)
    mine = garden_of_rae.get_issue(2).create_reaction("+1")
    same(garden_of_rae.get_issue(2).create_reaction("+1").id, mine.id)
    issue.create_reaction("+1")
    issue.create_reaction("heart")
    same([(one.user.login, one.content) for one in issue.get_reactions()], [("rae", "+1"), ("ada", "+1"), ("ada", "heart")])
    counts = garden.get_issue(2).reactions
    same((counts["+1"], counts["heart"], counts["total_count"]), (2, 1, 3))
    same(garden_of_rae.get_issue(2).delete_reaction(mine.id), True)
    same([one.content for one in issue.get_reactions()], ["+1", "heart"])
    comment = next(iter(garden.get_issue(1).get_comments()))
    comment.create_reaction("rocket")
    same([one.content for one in comment.get_reactions()], ["rocket"])
    refused("GithubException", 422, lambda: issue.create_reaction("cheese"))


@check("a locked issue takes no reaction of anybody")
def _():
    issue = garden.get_issue(2)
    issue.lock("too heated")
    read = garden.get_issue(2)
    same((read.locked, read.active_lock_reason), (True, "too heated"))
    refused("GithubException", 403, lambda: issue.create_reaction("rocket"))
    refused("GithubException", 403, lambda: garden_of_rae.get_issue(2).create_comment("no"))
    issue.unlock()
    same(garden.get_issue(2).locked, False)
    same(issue.create_reaction("rocket").content, "rocket")


@check("a branch, a file and a pull request, merged")
def _():
    main = garden.get_branch("main")
    ref = garden.create_git_ref("refs/heads/topic/pygithub", main.commit.sha)
    same(ref.object.sha, main.commit.sha)
    refused("GithubException", 422, lambda: garden.create_git_ref(ref.ref, main.commit.sha))
    branch = "topic/pygithub"
    put = garden.create_file("notes/today.md", "Add the notes", "Grüße\n" * 20, branch=branch)
    read = garden.get_contents("notes/today.md", ref=branch)
    same(read.decoded_content.decode(), "Grüße\n" * 20)
    again = garden.update_file(read.path, "Mend", "less\n", read.sha, branch=branch)
    same([parent.sha for parent in again["commit"].parents], [put["commit"].sha])
    refused("GithubException", 409, lambda: garden.update_file(read.path, "Mend", "x", read.sha, branch=branch))
    same([one.name for one in garden.get_contents("", ref=branch)], ["README.md", "notes"])
    same([one.name for one in garden.get_branches()], ["main", branch])

    pull = garden.create_pull(base="main", head=branch, title="Notes", body="of today")
    same((pull.head.sha, pull.commits, pull.mergeable), (again["commit"].sha, 2, True))
    same([one.number for one in garden.get_pulls(head=f"{world['organization']}:{branch}")], [pull.number])
    same(pull.is_merged(), False)
    refused("GithubException", 409, lambda: pull.merge(sha=main.commit.sha))
    status = pull.merge(merge_method="squash", commit_title="Squashed", commit_message="all of it", sha=pull.head.sha)
    same((status.merged, pull.is_merged()), (True, True))
    read = garden.get_pull(pull.number)
    same((read.state, read.merged_by.login, read.merge_commit_sha), ("closed", "ada", status.sha))
    commit = garden.get_git_commit(status.sha)
    same((commit.message, [parent.sha for parent in commit.parents]), ("Squashed\n\nall of it", [main.commit.sha]))
    same(garden.get_contents("notes/today.md").decoded_content, b"less\n")
    garden.get_git_ref(f"heads/{branch}").delete()
    refused("UnknownObjectException", 404, lambda: garden.get_git_ref(f"heads/{branch}"))


@check("an unchanged issue is answered 304, a changed one is read anew")
def _():
    issue = garden.get_issue(1)
    same(issue.update(), False)
    garden.get_issue(1).edit(title="changed")
    same((issue.update(), issue.title), (True, "changed"))


@check("GraphQL: queries, mutations, errors")
def _():
    requester = ada.requester
    query = "query ($id: ID!) { node(id: $id) { ... on Issue { number title repository { nameWithOwner } } } }"
    issue = garden.get_issue(3)
    _, found = requester.graphql_query(query, {"id": issue.node_id})
    same(found["data"]["node"]["repository"]["nameWithOwner"], world["public"])
    same(found["data"]["node"]["number"], 3)
    closed = requester.graphql_named_mutation(
        "closeIssue", {"issueId": issue.node_id, "stateReason": "DUPLICATE"}, "issue { state stateReason }"
    )[1]
    same(closed["issue"], {"state": "CLOSED", "stateReason": "DUPLICATE"})
    same(garden.get_issue(3).state_reason, "duplicate")
    error = refused("UnknownObjectException", 404, lambda: requester.graphql_query(query, {"id": "I_nothing"}))
    same(error.data["errors"][0]["type"], "NOT_FOUND")


@check("what one may not do comes out as the client's errors")
def _():
    refused("BadCredentialsException", 401, lambda: client("", token="ghp_nobody").get_user().login)
    refused("UnknownObjectException", 404, lambda: client("olive").get_repo(world["private"]))
    refused("GithubException", 403, lambda: garden_of_rae.create_label("mine", "000000"))
    refused("GithubException", 403, lambda: garden_of_rae.get_issue(1).lock("spam"))
    refused("GithubException", 403, lambda: tess.get_repo(world["public"]).create_git_ref("refs/heads/x", "0" * 40))
    made = garden_of_rae.create_issue("rae's", labels=["new one"])
    same(made.labels, [])
    refused("UnknownObjectException", 404, lambda: garden.get_label("new one"))


@check("the rate limit is told in headers and on its own page")
def _():
    still = client("wim", url=world["still"])
    still.get_user("ada")
    core = still.get_rate_limit().resources.core
    same((core.limit, core.used, core.remaining), (5000, 1, 4999))
    same(still.rate_limiting, (4999, 5000))


@check("the eighty-first creation within a minute meets the secondary limit")
def _():
    repo = client("wim", url=world["still"]).get_repo(world["public"])
    for number in range(80):
        repo.create_issue(f"fast {number}")
    error = refused("RateLimitExceededException", 403, lambda: repo.create_issue("too fast"))
    same(error.headers["retry-after"], "60")


sys.exit(1 if failed else 0)
