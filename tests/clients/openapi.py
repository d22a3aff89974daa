"""Cuts GitHub's OpenAPI description down to what fakehub serves, and fills a world that its operations can be tried on.

Usage: python openapi.py PATH/TO/api.github.com.json > cut.json

In: FAKEHUB, the line that `fakehub/examples/serve.rs` prints. Out: the description, whose parameters of a path name things that
exist: with words made up at random every request would end at 404.
"""

import copy
import json
import os
import sys
import urllib.request

world = json.loads(os.environ["FAKEHUB"])
owner, repo = world["public"].split("/")

R = "/repos/{owner}/{repo}"
OPERATIONS = {
    "/": "get",
    "/rate_limit": "get",
    "/user": "get",
    "/users/{username}": "get",
    R: "get",
    f"{R}/branches": "get",
    f"{R}/branches/{{branch}}": "get",
    f"{R}/collaborators/{{username}}/permission": "get",
    f"{R}/contents/{{path}}": "get put",
    f"{R}/git/commits/{{commit_sha}}": "get",
    f"{R}/git/matching-refs/{{ref}}": "get",
    f"{R}/git/ref/{{ref}}": "get",
    f"{R}/git/refs": "post",
    f"{R}/git/refs/{{ref}}": "patch",
    f"{R}/issues": "get post",
    f"{R}/issues/comments/{{comment_id}}": "get patch",
    f"{R}/issues/comments/{{comment_id}}/reactions": "get post",
    f"{R}/issues/{{issue_number}}": "get patch",
    f"{R}/issues/{{issue_number}}/comments": "get post",
    f"{R}/issues/{{issue_number}}/labels": "get post put",
    f"{R}/issues/{{issue_number}}/lock": "put delete",
    f"{R}/issues/{{issue_number}}/reactions": "get post",
    f"{R}/labels": "get post",
    f"{R}/labels/{{name}}": "get patch",
    f"{R}/pulls": "get post",
    f"{R}/pulls/{{pull_number}}": "get patch",
    f"{R}/pulls/{{pull_number}}/merge": "get put",
}


# Values of a body that must exist, or are of a form that the description does not tell: made up at random all would be refused.
WORDS = {
    "base": ["main"],
    "branch": ["main", "topic/four"],
    "color": ["00ff00", "ABCDEF", "no"],
    "content": ["aGVsbG8K", ""],
    "head": ["topic/four", f"{owner}:topic/five", "nowhere"],
    "ref": ["refs/heads/new", "refs/heads/new/er", "refs/tags/v1", "new"],
}


def call(method, path, body=None):
    request = urllib.request.Request(
        world["url"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"authorization": f"Bearer {world['tokens']['ada']}"},
    )
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def fill():
    """Fills the repository; returns the values that the parameters of a path may have."""
    here = f"/repos/{world['public']}"
    for name in ("bug", "topic: a"):
        call("POST", f"{here}/labels", {"name": name, "color": "123456", "description": "a label"})
    issues = [
        call("POST", f"{here}/issues", {"title": title, "body": "text", "labels": ["bug"]})["number"]
        for title in ("one", "two", "three")
    ]
    call("PATCH", f"{here}/issues/{issues[1]}", {"state": "closed"})
    call("PUT", f"{here}/issues/{issues[2]}/lock", {"lock_reason": "off-topic"})
    comment = call("POST", f"{here}/issues/{issues[0]}/comments", {"body": "hello"})["id"]
    for below in (f"issues/{issues[0]}", f"issues/comments/{comment}"):
        call("POST", f"{here}/{below}/reactions", {"content": "rocket"})
    main = call("GET", f"{here}/git/ref/heads/main")["object"]["sha"]
    pulls = []
    for number, branch in enumerate(("topic/one", "topic/two", "topic/three", "topic/four", "topic/five")):
        call("POST", f"{here}/git/refs", {"ref": f"refs/heads/{branch}", "sha": main})
        file = {"message": "Add", "content": "aGkK", "branch": branch}
        call("PUT", f"{here}/contents/notes/{number}.md", file)
        if number > 2:
            continue  # left for the client to make a pull request of
        pull = {"title": branch, "body": "text", "head": branch, "base": "main"}
        pulls.append(call("POST", f"{here}/pulls", pull)["number"])
    call("PUT", f"{here}/pulls/{pulls[0]}/merge", {})
    call("PATCH", f"{here}/pulls/{pulls[1]}", {"state": "closed"})
    return {
        "owner": [owner],
        "repo": [repo],
        "username": ["ada", "rae", "github-actions"],
        "branch": ["main", "topic/one"],
        "path": ["README.md", "notes", "notes/new.md"],
        "commit_sha": [main],
        "ref": ["heads/topic/one", "heads/topic"],
        "comment_id": [comment],
        "issue_number": [*issues, pulls[0], 99999],
        "name": ["bug", "topic: a", "none"],
        "pull_number": [*pulls, 99999],
    }


# What any operation may answer, though GitHub documents it for some only: a body that is no JSON, a bad token, a missing
# permission, what is not there or not to be seen, a value that breaks a rule.
EVERYWHERE = {"400": "basic-error", "401": "basic-error", "403": "basic-error", "404": "basic-error", "422": "validation-error"}


def errors(operation):
    """The answers of an operation, with the errors that its description leaves out."""
    responses = dict(operation["responses"])
    for status, form in EVERYWHERE.items():
        schema = {"anyOf": [{"$ref": "#/components/schemas/basic-error"}, {"$ref": f"#/components/schemas/{form}"}]}
        new = {"description": "An error", "content": {"application/json": {"schema": schema}}}
        responses.setdefault(status, new)
    return responses


def loosen(node):
    """Says "any of" where GitHub says "one of" about an error that fits both; and drops a form that is not JSON."""
    if isinstance(node, dict):
        if "application/json" in node:
            node.pop("application/vnd.github.object", None)
        if {"$ref": "#/components/schemas/basic-error"} in node.get("oneOf", []):
            node["anyOf"] = node.pop("oneOf")
        for value in node.values():
            loosen(value)
    elif isinstance(node, list):
        for value in node:
            loosen(value)


def resolve(whole, node):
    while "$ref" in node:
        found = whole
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def needs(node, found):
    """The references below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            found.add(node["$ref"])
        for value in node.values():
            needs(value, found)
    elif isinstance(node, list):
        for value in node:
            needs(value, found)
    return found


def body(whole, operation, values):
    """The body of a request, with words that exist."""
    if "requestBody" not in operation:
        return
    operation["requestBody"] = copy.deepcopy(resolve(whole, operation["requestBody"]))
    for content in operation["requestBody"]["content"].values():
        content.pop("examples", None)
        properties = content["schema"].get("properties", {})
        for name, schema in properties.items():
            if name in WORDS and schema.get("type") == "string" and "enum" not in schema:
                properties[name] = {"type": "string", "enum": WORDS[name]}
            # Of a file it is the blob that is to be replaced, elsewhere a commit.
            if name == "sha" and "message" not in properties:
                properties[name] = {"type": "string", "enum": values["commit_sha"]}


def cut(whole, values):
    paths = {}
    for path, methods in OPERATIONS.items():
        item = paths[path] = {}
        for method in methods.split():
            operation = item[method] = dict(whole["paths"][path][method])
            parameters = []
            for parameter in operation.get("parameters", []):
                parameter = dict(resolve(whole, parameter))
                parameter.pop("examples", None)
                parameter.pop("example", None)
                if parameter["in"] == "path":
                    parameter["schema"] = {"enum": values[parameter["name"]]}
                parameters.append(parameter)
            operation["parameters"] = parameters
            operation["responses"] = errors(operation)
            body(whole, operation, values)
    small = {"openapi": whole["openapi"], "info": whole["info"], "paths": paths, "components": {}}
    wanted, done = needs(paths, set()), set()
    while wanted:
        reference = wanted.pop()
        done.add(reference)
        _, _, kind, name = reference.split("/", 3)
        node = whole["components"][kind][name]
        small["components"].setdefault(kind, {})[name] = node
        wanted |= needs(node, set()) - done
    loosen(small)
    return small


with open(sys.argv[1], encoding="utf-8") as file:
    json.dump(cut(json.load(file), fill()), sys.stdout)
