#!/usr/bin/env bash
# A session by hand through gh, GitHub's own command line, as Debian packages it.
#
# In: FAKEHUB, the line that `fakehub/examples/serve.rs` prints. Out: one line a check; exit code 1 if one failed.
#
# gh speaks plain HTTP to one host only, `github.localhost`, and asks `api.github.localhost` through the proxy that HTTP_PROXY
# names: the server sees requests with whole addresses in them, and answers as the host that they name.
# shellcheck disable=SC2317 # functions are called by name, through `same`
set -uo pipefail

field() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" <<<"$FAKEHUB"; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
GH_TOKEN=$(field ada) HTTP_PROXY=$(field url)
export GH_TOKEN HTTP_PROXY GH_HOST=github.localhost GH_CONFIG_DIR=$folder GH_NO_UPDATE_NOTIFIER=1 GH_PROMPT_DISABLED=1 NO_COLOR=1
unset GITHUB_TOKEN GH_REPO GH_DEBUG NO_PROXY no_proxy http_proxy
cd "$folder" || exit 1

repo=$(field public)
R=(-R "$repo")
api=repos/$repo
web=http://github.localhost/$repo
failed=0
rae() { GH_TOKEN=$(field rae) gh "$@"; }

# same WANTED COMMAND…: what the command prints is this, and it succeeds.
same() {
  local wanted=$1 got status
  shift
  got=$("$@" 2>&1)
  status=$?
  if [ "$status" != 0 ] || [ "$got" != "$wanted" ]; then
    printf '%s\n' "  $*" "  exit code $status, wanted:" "$wanted" "  got:" "$got" >>problems
  fi
}

# refused STATUS-OR-WORDS COMMAND…: the command fails and says this.
refused() {
  local wanted=$1 got
  shift
  if got=$("$@" 2>&1) || [[ $got != *"$wanted"* ]]; then
    printf '%s\n' "  $*" "  wanted a refusal with: $wanted" "  got:" "$got" >>problems
  fi
}

check() {
  if [ -s problems ]; then
    failed=1
    printf 'FAIL gh: %s\n' "$1"
    cat problems
  else
    printf 'ok   gh: %s\n' "$1"
  fi
  : >problems
}
: >problems

same ada gh api user --jq .login
same true gh api "$api" --jq .permissions.admin
same "$repo" gh repo view "$repo" --json nameWithOwner --jq .nameWithOwner
[[ $(gh auth status --hostname github.localhost 2>&1) == *"Logged in to github.localhost as ada"* ]] ||
  echo "  gh auth status does not know the token" >>problems
check "who am I, and what is here"

same "" gh label create "Kind: Note" "${R[@]}" --color FF0000 --description "one idea"
refused 'label with name "kind: NOTE" already exists' gh label create "kind: NOTE" "${R[@]}"
same $'Kind: Note\tone idea\t#ff0000' gh label list "${R[@]}"
same "" gh label edit "kind: note" "${R[@]}" --name "kind: idea" --color 0000ff
same '[{"color":"0000ff","description":"one idea","name":"kind: idea"}]' gh label list "${R[@]}" --json name,color,description
same "" gh label create "KIND: idea" "${R[@]}" --force --description "once more" --color 0000ff
same "once more" gh api "$api/labels/kind: idea" --jq .description
same "" gh label delete "kind: idea" "${R[@]}" --yes
refused "HTTP 404" gh api "$api/labels/kind: idea"
check "labels: create, list, edit, overwrite, delete"

for name in "topic: a" "topic: b"; do same "" gh label create "$name" "${R[@]}" --color 123456; done
same "$web/issues/1" gh issue create "${R[@]}" -t both -b text -l "topic: a" -l "Topic: B"
same "$web/issues/1" gh issue edit 1 "${R[@]}" -t "both, edited" -b new
same "✓ Closed issue #1 (both, edited)" gh issue close 1 "${R[@]}" -r "not planned" -c "because"
same '{"body":"new","comments":["because"],"labels":["topic: a","topic: b"],"state":"CLOSED","title":"both, edited"}' \
  gh issue view 1 "${R[@]}" --json title,body,state,labels,comments \
  --jq '{title, body, state, labels: [.labels[].name], comments: [.comments[].body]}'
same not_planned gh api "$api/issues/1" --jq .state_reason
same "" gh issue list "${R[@]}"
same "✓ Reopened issue #1 (both, edited)" gh issue reopen 1 "${R[@]}"
same 1 gh issue list "${R[@]}" --json number --jq '.[].number'
check "an issue is made with labels, edited, closed with a comment and reopened"

same "$web/issues/2" gh issue create "${R[@]}" -t "only a" -b "" -l "topic: a"
by() { gh api -X GET "$api/issues" -f labels="$1" --jq '[.[].number] | join(" ")'; }
same "2 1" by "topic: a"
same "1" by "topic: a,topic: b"
same "$web/issues/2" gh issue edit 2 "${R[@]}" --add-label "topic: b" --remove-label "topic: a"
same "2 1" by "topic: b"
same "topic: b" gh api "$api/issues/2/labels" --jq '.[].name'
check "labels of an issue, and lists by ALL of the labels"

for ((n = 3; n <= 122; n++)); do gh api "$api/issues" -f title="many $n" --silent || echo "  issue $n" >>problems; done
all() { gh api --paginate "$1" --jq '.[].number' | sort -n | tr '\n' ' '; }
same "$(seq 1 122 | tr '\n' ' ')" all "$api/issues?state=all&per_page=50"
same 122 gh issue list "${R[@]}" --limit 200 --json number --jq length
# shellcheck disable=SC2016 # the variables are GraphQL's
query='query($owner: String!, $name: String!, $endCursor: String) { repository(owner: $owner, name: $name) {
  issues(first: 50, after: $endCursor) { nodes { number } pageInfo { hasNextPage endCursor } } } }'
cursors() {
  gh api graphql --paginate -f owner="${repo%/*}" -f name="${repo#*/}" -f query="$query" \
    --jq '.data.repository.issues.nodes[].number' | tr '\n' ' '
}
same "$(seq 1 122 | tr '\n' ' ')" cursors
check "more than a hundred issues, page by page, over REST and GraphQL"

comment=$(rae issue comment 2 "${R[@]}" -b one)
id=${comment##*-}
same "$web/issues/2#issuecomment-$id" echo "$comment"
same "one, edited" gh api -X PATCH "$api/issues/comments/$id" -f body="one, edited" --jq .body
same "one, edited by rae" gh issue view 2 "${R[@]}" --json comments --jq '.comments[] | .body + " by " + .author.login'
same "" rae api -X DELETE "$api/issues/comments/$id"
refused "HTTP 404" gh api "$api/issues/comments/$id"
check "comments: create, edit, list, delete"

react() { "$1" api -i "$api/issues/2/reactions" -f content="$2" | sed -n '1s/[^ ]* \([0-9]*\).*/\1/p'; }
same 201 react rae +1
same 200 react rae +1
same 201 react gh heart
same "rae +1 ada heart" gh api "$api/issues/2/reactions" --jq '[.[] | .user.login, .content] | join(" ")'
same "1 1 2" gh api "$api/issues/2" --jq '.reactions | [."+1", .heart, .total_count] | join(" ")'
first=$(gh api "$api/issues/2/reactions" --jq '.[0].id')
same "" rae api -X DELETE "$api/issues/2/reactions/$first"
same heart gh api "$api/issues/2/reactions" --jq '.[].content'
check "reactions: add, add again, list, count, delete"

same "" gh issue lock 2 "${R[@]}" -r too_heated
same "true too heated" gh api "$api/issues/2" --jq '[.locked, .active_lock_reason] | join(" ")'
refused "HTTP 403" gh api "$api/issues/2/reactions" -f content=rocket
refused "locked" rae issue comment 2 "${R[@]}" -b no
same "" gh issue unlock 2 "${R[@]}"
same 201 react gh rocket
check "a locked issue takes no reaction of anybody"

sha=$(gh api "$api/git/ref/heads/main" --jq .object.sha)
same "refs/heads/topic/gh" gh api "$api/git/refs" -f ref=refs/heads/topic/gh -f sha="$sha" --jq .ref
refused "Reference already exists (HTTP 422)" gh api "$api/git/refs" -f ref=refs/heads/topic/gh -f sha="$sha"
same notes/today.md gh api -X PUT "$api/contents/notes/today.md" -f message=Add -f branch=topic/gh \
  -f content="$(printf 'Grüße\n' | base64)" --jq .content.path
same Grüße gh api "$api/contents/notes/today.md?ref=topic/gh" --jq '.content | @base64d'
same "$web/pull/123" gh pr create "${R[@]}" -H topic/gh -B main -t Notes -b "of today"
refused "already exists" gh pr create "${R[@]}" -H topic/gh -B main -t Twice -b ""
same "123 Notes topic/gh" gh pr list "${R[@]}" --json number,title,headRefName --jq '.[] | [.number, .title, .headRefName] | join(" ")'
same 123 gh api -X GET "$api/pulls" -f head="${repo%/*}:topic/gh" --jq '.[].number'
same "MERGEABLE CLEAN false" gh pr view 123 "${R[@]}" --json mergeable,mergeStateStatus,isDraft \
  --jq '[.mergeable, .mergeStateStatus, .isDraft] | join(" ")'
same "" gh pr merge 123 "${R[@]}" --squash --subject "Notes of today" --body ""
same "MERGED ada" gh pr view 123 "${R[@]}" --json state,mergedBy --jq '[.state, .mergedBy.login] | join(" ")'
same 123 gh pr list "${R[@]}" --state merged --json number --jq '.[].number'
head=$(gh api "$api/git/ref/heads/main" --jq .object.sha)
same "Notes of today $sha" gh api "$api/git/commits/$head" --jq '[.message, .parents[].sha] | join(" ")'
same "" gh api -X DELETE "$api/git/refs/heads/topic/gh"
refused "HTTP 404" gh api "$api/branches/topic/gh"
check "a branch, a file and a pull request, merged"

etag=$(gh api -i "$api/issues/1" | sed -n 's/\r$//; s/^Etag: //Ip')
refused "HTTP 304" gh api "$api/issues/1" -H "If-None-Match: $etag"
same "$web/issues/1" gh issue edit 1 "${R[@]}" -t changed
same changed gh api "$api/issues/1" -H "If-None-Match: $etag" --jq .title
check "a request with the etag of the last answer is answered 304"

limit() { gh api rate_limit --jq ".resources.$1 | .limit - .used - .remaining"; }
same 0 limit core
same 0 limit graphql
unchanged() {
  local used
  used=$(gh api rate_limit --jq .rate.used)
  gh api rate_limit --jq ".rate.used - $used"
}
same 0 env HTTP_PROXY="$(field still)" bash -c "$(declare -f unchanged); unchanged"
check "the rate limit is told, and is free to ask for"

refused "Bad credentials (HTTP 401)" env GH_TOKEN=ghp_nobody gh api user
refused "HTTP 404" env GH_TOKEN="$(field olive)" gh api "repos/$(field private)"
refused "Could not resolve to a Repository" env GH_TOKEN="$(field olive)" gh issue list -R "$(field private)"
refused "HTTP 403" rae label create mine "${R[@]}"
refused "does not have the correct permissions to execute \`LockLockable\`" rae issue lock 1 "${R[@]}"
refused "Could not resolve to an issue or pull request with the number of 9999" gh issue view 9999 "${R[@]}" --json title
refused "Field 'shoes' doesn't exist on type 'User'" gh api graphql -f query='{ viewer { shoes } }'
same null gh api graphql -f query='{ viewer { name } }' --jq '.data.viewer.name | tojson'
check "what one may not do comes out as the client's errors"

exit "$failed"
