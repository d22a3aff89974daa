// A session by hand through octokit, GitHub's own client for JavaScript.
//
// In: FAKEHUB, the line that `fakehub/examples/serve.rs` prints. Out: one line a check; exit code 1 if one failed.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import assert from "node:assert/strict";

// The packages are in a folder of their own, not beside this file.
const installed = createRequire(join(process.env.CLIENTS_NODE, "package.json"));
const load = (name) => import(pathToFileURL(installed.resolve(name)).href);
const { Octokit: Rest } = await load("@octokit/rest");
const { paginateGraphQL } = await load("@octokit/plugin-paginate-graphql");
const Octokit = Rest.plugin(paginateGraphQL);

const world = JSON.parse(process.env.FAKEHUB);
const [owner, repo] = world.public.split("/");
const here = { owner, repo };
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const as = (auth, baseUrl = world.url) => new Octokit({ auth, baseUrl, log: quiet, userAgent: "folkmoot-clients" });
const ada = as(world.tokens.ada);
const rae = as(world.tokens.rae);

let failed = 0;
async function check(name, body) {
  try {
    await body();
    console.log(`ok   octokit: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL octokit: ${name}\n     ${String(error.stack).replaceAll("\n", "\n     ")}`);
  }
}

/** The client's own error of a refused request. */
async function refused(status, request) {
  try {
    await request;
  } catch (error) {
    assert.equal(error.name, "HttpError", error.stack);
    assert.equal(error.status, status, error.message);
    return error;
  }
  assert.fail(`not refused with ${status}`);
}

const titles = (list) => list.map((issue) => issue.title);
const names = (list) => list.map((label) => label.name);

await check("who am I, and what may I do", async () => {
  const { data } = await ada.rest.users.getAuthenticated();
  assert.equal(data.login, "ada");
  assert.equal(data.type, "User");
  const mine = await ada.rest.repos.get(here);
  assert.deepEqual(
    { name: mine.data.full_name, owner: mine.data.owner.type, admin: mine.data.permissions.admin },
    { name: world.public, owner: "Organization", admin: true },
  );
  const level = await ada.rest.repos.getCollaboratorPermissionLevel({ ...here, username: "tess" });
  assert.equal(level.data.role_name, "triage");
  assert.equal(level.data.user.login, "tess");
});

await check("labels: create, read, list, update, delete", async () => {
  const made = await ada.rest.issues.createLabel({ ...here, name: "Kind: Note", color: "FF0000", description: "one idea" });
  assert.deepEqual([made.status, made.data.name, made.data.color], [201, "Kind: Note", "ff0000"]);
  const again = await refused(422, ada.rest.issues.createLabel({ ...here, name: "kind: NOTE", color: "00ff00" }));
  assert.deepEqual(again.response.data.errors, [{ resource: "Label", code: "already_exists", field: "name" }]);
  const read = await ada.rest.issues.getLabel({ ...here, name: "KIND: note" });
  assert.equal(read.data.id, made.data.id);
  const renamed = await ada.rest.issues.updateLabel({ ...here, name: "kind: note", new_name: "kind: idea/ä", color: "0000ff" });
  assert.deepEqual([renamed.data.id, renamed.data.name, renamed.data.description], [made.data.id, "kind: idea/ä", "one idea"]);
  assert.deepEqual(names(await ada.paginate(ada.rest.issues.listLabelsForRepo, here)), ["kind: idea/ä"]);
  assert.equal((await ada.rest.issues.deleteLabel({ ...here, name: "kind: idea/ä" })).status, 204);
  await refused(404, ada.rest.issues.getLabel({ ...here, name: "kind: idea/ä" }));
});

await check("an issue is made with labels, edited, closed and reopened", async () => {
  for (const name of ["topic: a", "topic: b"]) await ada.rest.issues.createLabel({ ...here, name, color: "123456" });
  const made = await ada.rest.issues.create({ ...here, title: "both", body: "text", labels: ["topic: a", "Topic: B"] });
  assert.equal(made.status, 201);
  const issue_number = made.data.number;
  assert.deepEqual(names(made.data.labels), ["topic: a", "topic: b"]);
  await ada.rest.issues.update({ ...here, issue_number, title: "both, edited", body: null });
  const shut = await ada.rest.issues.update({ ...here, issue_number, state: "closed", state_reason: "not_planned" });
  assert.deepEqual(
    [shut.data.title, shut.data.body, shut.data.state, shut.data.state_reason, shut.data.closed_by.login],
    ["both, edited", null, "closed", "not_planned", "ada"],
  );
  assert.ok(Date.parse(shut.data.closed_at) >= Date.parse(made.data.created_at));
  await ada.rest.issues.update({ ...here, issue_number, state: "open" });
  const read = await ada.rest.issues.get({ ...here, issue_number });
  assert.deepEqual([read.data.state, read.data.state_reason, read.data.closed_at], ["open", "reopened", null]);
});

await check("labels of an issue, and lists by ALL of the labels", async () => {
  const { data } = await ada.rest.issues.create({ ...here, title: "only a", labels: ["topic: a"] });
  const by = async (labels) => titles((await ada.rest.issues.listForRepo({ ...here, labels })).data);
  assert.deepEqual(await by("topic: a"), ["only a", "both, edited"]);
  assert.deepEqual(await by("topic: a,topic: b"), ["both, edited"]);
  const issue_number = data.number;
  await ada.rest.issues.addLabels({ ...here, issue_number, labels: ["topic: b"] });
  assert.deepEqual(await by("topic: a,TOPIC: B"), ["only a", "both, edited"]);
  const left = await ada.rest.issues.removeLabel({ ...here, issue_number, name: "topic: a" });
  assert.deepEqual(names(left.data), ["topic: b"]);
  const set = await ada.rest.issues.setLabels({ ...here, issue_number, labels: [] });
  assert.deepEqual(set.data, []);
});

await check("more than a hundred issues, page by page", async () => {
  for (let n = 0; n < 120; n += 1) await ada.rest.issues.create({ ...here, title: `many ${n}` });
  const options = { ...here, state: "all", per_page: 50, sort: "created", direction: "asc" };
  let pages = 0;
  const all = await ada.paginate(ada.rest.issues.listForRepo, options, (answer) => {
    pages += 1;
    return answer.data;
  });
  assert.equal(pages, 3);
  assert.deepEqual(titles(all.slice(-2)), ["many 118", "many 119"]);
  assert.deepEqual(all.map((issue) => issue.number), Array.from({ length: 122 }, (_, n) => n + 1));
  const one = await ada.rest.issues.listForRepo(here);
  assert.equal(one.data.length, 30);
});

await check("comments: create, list, update, delete", async () => {
  const issue_number = 1;
  const made = await rae.rest.issues.createComment({ ...here, issue_number, body: "one" });
  assert.deepEqual([made.status, made.data.user.login], [201, "rae"]);
  await rae.rest.issues.createComment({ ...here, issue_number, body: "two" });
  const comment_id = made.data.id;
  await ada.rest.issues.updateComment({ ...here, comment_id, body: "one, edited" });
  const list = await ada.paginate(ada.rest.issues.listComments, { ...here, issue_number, per_page: 1 });
  assert.deepEqual(list.map((comment) => comment.body), ["one, edited", "two"]);
  await refused(422, ada.rest.issues.createComment({ ...here, issue_number, body: " " }));
  await rae.rest.issues.deleteComment({ ...here, comment_id });
  await refused(404, ada.rest.issues.getComment({ ...here, comment_id }));
  assert.equal((await ada.rest.issues.get({ ...here, issue_number })).data.comments, 1);
});

await check("reactions: add, add again, list, count, delete", async () => {
  const issue_number = 2;
  const first = await rae.rest.reactions.createForIssue({ ...here, issue_number, content: "+1" });
  const again = await rae.rest.reactions.createForIssue({ ...here, issue_number, content: "+1" });
  assert.deepEqual([first.status, again.status, again.data.id], [201, 200, first.data.id]);
  await ada.rest.reactions.createForIssue({ ...here, issue_number, content: "+1" });
  await ada.rest.reactions.createForIssue({ ...here, issue_number, content: "heart" });
  const list = await ada.paginate(ada.rest.reactions.listForIssue, { ...here, issue_number, content: "+1" });
  assert.deepEqual(list.map((reaction) => reaction.user.login), ["rae", "ada"]);
  const { data } = await ada.rest.issues.get({ ...here, issue_number });
  assert.deepEqual([data.reactions["+1"], data.reactions.heart, data.reactions.total_count], [2, 1, 3]);
  await rae.rest.reactions.deleteForIssue({ ...here, issue_number, reaction_id: first.data.id });
  const left = await ada.rest.reactions.listForIssue({ ...here, issue_number });
  assert.deepEqual(left.data.map((reaction) => reaction.content), ["+1", "heart"]);
  await refused(422, ada.rest.reactions.createForIssue({ ...here, issue_number, content: "cheese" }));
});

await check("a locked issue takes no reaction of anybody, and none once unlocked is refused", async () => {
  const issue_number = 2;
  const locked = await ada.rest.issues.lock({ ...here, issue_number, lock_reason: "too heated" });
  assert.equal(locked.status, 204);
  const { data } = await ada.rest.issues.get({ ...here, issue_number });
  assert.deepEqual([data.locked, data.active_lock_reason], [true, "too heated"]);
  await refused(403, ada.rest.reactions.createForIssue({ ...here, issue_number, content: "rocket" }));
  await refused(403, rae.rest.issues.createComment({ ...here, issue_number, body: "no" }));
  assert.equal((await ada.rest.issues.unlock({ ...here, issue_number })).status, 204);
  assert.equal((await rae.rest.reactions.createForIssue({ ...here, issue_number, content: "rocket" })).status, 201);
});

await check("a branch, a file and a pull request, merged", async () => {
  const main = await ada.rest.git.getRef({ ...here, ref: "heads/main" });
  const ref = "refs/heads/topic/octokit";
  const made = await ada.rest.git.createRef({ ...here, ref, sha: main.data.object.sha });
  assert.equal(made.data.ref, ref);
  await refused(422, ada.rest.git.createRef({ ...here, ref, sha: main.data.object.sha }));
  const content = Buffer.from("Grüße\n".repeat(20)).toString("base64");
  const branch = "topic/octokit";
  const put = await ada.rest.repos.createOrUpdateFileContents({ ...here, path: "notes/a b.md", message: "Add", content, branch });
  assert.equal(put.status, 201);
  const read = await ada.rest.repos.getContent({ ...here, path: "notes/a b.md", ref: branch });
  assert.equal(Buffer.from(read.data.content, "base64").toString(), "Grüße\n".repeat(20));
  assert.equal(read.data.sha, put.data.content.sha);
  assert.equal((await ada.rest.repos.getBranch({ ...here, branch })).data.commit.sha, put.data.commit.sha);

  const pull = await ada.rest.pulls.create({ ...here, title: "Notes", body: "of today", head: branch, base: "main" });
  const pull_number = pull.data.number;
  assert.deepEqual([pull.status, pull.data.head.sha, pull.data.commits], [201, put.data.commit.sha, 1]);
  const twice = await refused(422, ada.rest.pulls.create({ ...here, title: "Twice", head: branch, base: "main" }));
  assert.match(twice.message, /already exists/);
  const byHead = await ada.rest.pulls.list({ ...here, head: `${owner}:${branch}` });
  assert.deepEqual(byHead.data.map((one) => one.number), [pull_number]);
  await refused(404, ada.rest.pulls.checkIfMerged({ ...here, pull_number }));
  await refused(409, ada.rest.pulls.merge({ ...here, pull_number, sha: main.data.object.sha }));
  const merged = await ada.rest.pulls.merge({ ...here, pull_number, sha: pull.data.head.sha });
  assert.equal(merged.data.merged, true);
  assert.equal((await ada.rest.pulls.checkIfMerged({ ...here, pull_number })).status, 204);
  const after = await ada.rest.pulls.get({ ...here, pull_number });
  assert.deepEqual(
    [after.data.state, after.data.merged, after.data.merged_by.login, after.data.merge_commit_sha],
    ["closed", true, "ada", merged.data.sha],
  );
  const commit = await ada.rest.git.getCommit({ ...here, commit_sha: merged.data.sha });
  assert.equal(commit.data.message, `Merge pull request #${pull_number} from ${owner}/${branch}\n\nNotes`);
  assert.deepEqual(commit.data.parents.map((one) => one.sha), [main.data.object.sha, put.data.commit.sha]);
  await ada.rest.git.deleteRef({ ...here, ref: "heads/topic/octokit" });
  await refused(404, ada.rest.git.getRef({ ...here, ref: "heads/topic/octokit" }));
});

await check("a request with the etag of the last answer is answered 304", async () => {
  const first = await ada.rest.issues.get({ ...here, issue_number: 1 });
  const headers = { "if-none-match": first.headers.etag };
  await refused(304, ada.rest.issues.get({ ...here, issue_number: 1, headers }));
  await ada.rest.issues.update({ ...here, issue_number: 1, title: "changed" });
  const changed = await ada.rest.issues.get({ ...here, issue_number: 1, headers });
  assert.deepEqual([changed.status, changed.data.title], [200, "changed"]);
});

await check("GraphQL: mutations, variables, and pages by cursor", async () => {
  const found = await ada.graphql(
    `query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { id issue(number: 3) { id } } }`,
    here,
  );
  const reacted = await ada.graphql(
    `mutation ($id: ID!) { addReaction(input: {subjectId: $id, content: EYES}) { reaction { content user { login } } } }`,
    { id: found.repository.issue.id },
  );
  assert.deepEqual(reacted.addReaction.reaction, { content: "EYES", user: { login: "ada" } });
  const made = await ada.graphql(
    `mutation ($repo: ID!, $parent: ID!) {
      createIssue(input: {repositoryId: $repo, title: "below", parentIssueId: $parent}) { issue { parent { number } } }
    }`,
    { repo: found.repository.id, parent: found.repository.issue.id },
  );
  assert.equal(made.createIssue.issue.parent.number, 3);
  const pages = await ada.graphql.paginate(
    `query ($owner: String!, $repo: String!, $cursor: String) {
      repository(owner: $owner, name: $repo) {
        issues(first: 50, after: $cursor, orderBy: {field: CREATED_AT, direction: ASC}) {
          totalCount nodes { number } pageInfo { hasNextPage endCursor }
        }
      }
    }`,
    here,
  );
  const { issues } = pages.repository;
  assert.deepEqual([issues.totalCount, issues.nodes.length], [123, 123]);
  // The pull request took number 123 out of the same sequence.
  assert.deepEqual(issues.nodes.slice(-2).map((issue) => issue.number), [122, 124]);
});

await check("GraphQL: an error comes with the data that there is", async () => {
  const query = `query ($owner: String!, $repo: String!) {
    repository(owner: $owner, name: $repo) { name issue(number: 9999) { id } } }`;
  const error = await ada.graphql(query, here).then(() => assert.fail("not refused"), (error) => error);
  assert.equal(error.name, "GraphqlResponseError");
  assert.equal(error.errors[0].type, "NOT_FOUND");
  assert.deepEqual(error.errors[0].path, ["repository", "issue"]);
  assert.deepEqual(error.data, { repository: { name: repo, issue: null } });
  const unknown = await ada.graphql("{ viewer { shoeSize } }").then(() => assert.fail("not refused"), (error) => error);
  assert.equal(unknown.errors[0].extensions.code, "undefinedField");
});

await check("what one may not do comes out as the client's errors", async () => {
  const bad = await refused(401, as("ghp_nobody").rest.users.getAuthenticated());
  assert.match(bad.message, /^Bad credentials/);
  const [, hidden] = world.private.split("/");
  assert.match((await refused(404, as(world.tokens.olive).rest.repos.get({ owner, repo: hidden }))).message, /^Not Found/);
  await refused(403, rae.rest.issues.createLabel({ ...here, name: "mine", color: "000000" }));
  await refused(403, rae.rest.issues.lock({ ...here, issue_number: 1 }));
  await refused(403, as(world.tokens.tess).rest.pulls.merge({ ...here, pull_number: 123 }));
  await refused(401, as(undefined).rest.issues.create({ ...here, title: "anonymous" }));
  // Without permission the label is dropped and none is made.
  const made = await rae.rest.issues.create({ ...here, title: "rae's", labels: ["new one"] });
  assert.deepEqual(made.data.labels, []);
  await refused(404, ada.rest.issues.getLabel({ ...here, name: "new one" }));
});

await check("the rate limit is told in headers and on its own page, and is free to ask for", async () => {
  const still = as(world.tokens.wim, world.still);
  const before = await still.rest.users.getAuthenticated();
  const limit = await still.rest.rateLimit.get();
  assert.deepEqual(
    [limit.data.resources.core.limit, limit.data.resources.core.used, limit.data.resources.graphql.used],
    [5000, 1, 0],
  );
  assert.equal(before.headers["x-ratelimit-remaining"], "4999");
  await still.graphql("{ viewer { login } }");
  const after = await still.rest.rateLimit.get();
  assert.deepEqual([after.data.resources.core.used, after.data.resources.graphql.used], [1, 1]);
});

await check("the eighty-first creation within a minute meets the secondary limit", async () => {
  const still = as(world.tokens.wim, world.still);
  for (let n = 0; n < 80; n += 1) await still.rest.issues.create({ ...here, title: `fast ${n}` });
  const stopped = await refused(403, still.rest.issues.create({ ...here, title: "too fast" }));
  assert.match(stopped.message, /secondary rate limit/);
  assert.equal(stopped.response.headers["retry-after"], "60");
});

process.exit(failed === 0 ? 0 : 1);
