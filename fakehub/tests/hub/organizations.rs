//! Who belongs together: collaborators, members of organizations, teams.

use crate::common::{World, world};
use fakehub::{HubError, Permission, User};
use serde_json::{Value, json};

const MEMBERS: &str = "totalCount nodes { databaseId login createdAt }";

/// The logins of a connection, after its count.
fn logins(connection: &Value) -> (u64, Vec<&str>) {
    let nodes = connection["nodes"].as_array().unwrap();
    let logins = nodes.iter().map(|node| node["login"].as_str().unwrap());
    (connection["totalCount"].as_u64().unwrap(), logins.collect())
}

fn errors(body: &Value) -> Vec<Value> {
    let errors = body["errors"].as_array().into_iter().flatten();
    errors
        .map(|error| json!([error["path"], error["type"], error["message"]]))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_push_sees_the_collaborators() {
    let world = world().await;
    let hub = &world.hub;
    let app = hub.add_bot("app");
    hub.add_user("cleo");
    hub.grant("bob", "ada/garden", Permission::Triage);
    hub.grant("cleo", "ada/garden", Permission::Write);
    hub.grant("app", "ada/garden", Permission::Write);
    let query = "repository(owner: \"ada\", name: \"garden\") { name collaborators(first: 2, affiliation: ALL) {
        totalCount pageInfo { hasNextPage endCursor } edges { permission node { login } }
        nodes { __typename databaseId login createdAt } } }";
    // Neither the app nor a login without an account is among them.
    let body = world.ask(&app, query);
    let page = &body["data"]["repository"]["collaborators"];
    assert_eq!(logins(page), (3, vec!["ada", "bob"]));
    assert_eq!(
        page["edges"],
        json!([{"permission": "ADMIN", "node": {"login": "ada"}}, {"permission": "TRIAGE", "node": {"login": "bob"}}])
    );
    assert_eq!(
        page["nodes"][1],
        json!({"__typename": "User", "databaseId": world.outsider.id, "login": "bob", "createdAt": "2026-03-01T12:00:00Z"})
    );
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let after = page["pageInfo"]["endCursor"].as_str().unwrap();
    let next = format!("collaborators(first: 2, after: \"{after}\") {{ {MEMBERS} }}");
    let rest = world.garden(&world.owner, &next);
    assert_eq!(logins(&rest["collaborators"]), (3, vec!["cleo"]));
    let one = format!(
        "collaborators(first: 9, login: \"CLEO\") {{ {MEMBERS} }} b: collaborators(first: 9, query: \"b\") {{ {MEMBERS} }}"
    );
    let one = world.garden(&world.owner, &one);
    assert_eq!(logins(&one["collaborators"]), (1, vec!["cleo"]));
    assert_eq!(logins(&one["b"]), (1, vec!["bob"]));
    // Triage is not enough: the field is null, the rest of the repository is there.
    let body = world.ask(&world.outsider, query);
    assert_eq!(
        body["data"]["repository"],
        json!({"name": "garden", "collaborators": null})
    );
    let message = "You do not have permission to view repository collaborators.";
    assert_eq!(
        errors(&body),
        [json!([
            ["repository", "collaborators"],
            "FORBIDDEN",
            message
        ])]
    );
}

/// An organization with `ada` as a public member and `bob` as a concealed one, whose teams are `crew`, its child `deck`, the
/// child's child `bow`, and the secret `cabal`.
async fn union() -> World {
    let world = world().await;
    let hub = &world.hub;
    hub.add_organization("union");
    for login in ["cleo", "dan", "eve"] {
        hub.add_user(login);
    }
    hub.add_public_member("union", "ada").unwrap();
    hub.add_member("union", "bob").unwrap();
    for (name, parent, members) in [
        ("The Crew!", None, ["ada", "bob"]),
        ("Deck", Some("the-crew"), ["cleo", "bob"]),
        ("Bow", Some("deck"), ["dan", "dan"]),
        ("Cabal", None, ["bob", "bob"]),
    ] {
        let slug = hub.add_team("union", name, parent).unwrap();
        for login in members {
            hub.add_to_team("union", &slug, login).unwrap();
        }
    }
    hub.conceal_team("union", "cabal").unwrap();
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_member_sees_only_public_members_and_no_team() {
    let world = union().await;
    let query = format!(
        "organization(login: \"UNION\") {{ login databaseId viewerIsAMember membersWithRole(first: 100) {{ {MEMBERS}
         pageInfo {{ hasNextPage }} edges {{ cursor node {{ login }} }} }} team(slug: \"the-crew\") {{ slug }} }}"
    );
    let inside = world.ask(&world.outsider, &query);
    let union = &inside["data"]["organization"];
    assert_eq!(union["viewerIsAMember"], true);
    let members = (4, vec!["ada", "bob", "cleo", "dan"]);
    assert_eq!(logins(&union["membersWithRole"]), members);
    assert_eq!(union["team"], json!({"slug": "the-crew"}));
    let eve = world.hub.add_user("eve");
    let outside = world.ask(&eve, &query);
    let union = &outside["data"]["organization"];
    // Nothing says that there is more.
    assert!(errors(&outside).is_empty(), "{outside}");
    assert_eq!(union["viewerIsAMember"], false);
    assert_eq!(logins(&union["membersWithRole"]), (1, vec!["ada"]));
    assert_eq!(union["team"], Value::Null);
    // Members of the organization may read what it has.
    world.hub.add_repository("union/ship", None).unwrap();
    world.hub.set_private("union/ship", true);
    world.hub.grant("eve", "union/ship", Permission::Write);
    let query = |affiliation: &str| {
        let collaborators =
            format!("collaborators(first: 9, affiliation: {affiliation}) {{ {MEMBERS} }}");
        let ship =
            format!("repository(owner: \"union\", name: \"ship\") {{ all: {collaborators} }}");
        let body = world.ask(&eve, &ship);
        let all = &body["data"]["repository"]["all"];
        logins(all).1.join(" ")
    };
    assert_eq!(query("ALL"), "ada bob cleo dan eve");
    assert_eq!(query("DIRECT"), "eve");
    assert_eq!(query("OUTSIDE"), "eve");
    let may = "repository(owner: \"union\", name: \"ship\") { viewerPermission }";
    let body = world.ask(&world.outsider, may);
    assert_eq!(body["data"]["repository"]["viewerPermission"], "READ");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_child_teams_count_unless_asked_otherwise() {
    let world = union().await;
    let members = |arguments: &str| {
        format!("members(first: 100{arguments}) {{ {MEMBERS} pageInfo {{ endCursor }} }}")
    };
    let query = format!(
        "organization(login: \"union\") {{ team(slug: \"the-crew\") {{ id slug name privacy all: {} plain: {} own: {} below: {} }}
         cabal: team(slug: \"cabal\") {{ privacy }} none: team(slug: \"none\") {{ slug }} }}",
        members(", membership: ALL"),
        members(""),
        members(", membership: IMMEDIATE"),
        members(", membership: CHILD_TEAM"),
    );
    let body = world.ask(&world.owner, &query);
    assert!(errors(&body).is_empty(), "{body}");
    let union = &body["data"]["organization"];
    let team = &union["team"];
    assert_eq!(
        (&team["slug"], &team["name"], &team["privacy"]),
        (&json!("the-crew"), &json!("The Crew!"), &json!("VISIBLE"))
    );
    let all = (4, vec!["ada", "bob", "cleo", "dan"]);
    assert_eq!(logins(&team["all"]), all);
    assert_eq!(logins(&team["plain"]), all);
    assert_eq!(logins(&team["own"]), (2, vec!["ada", "bob"]));
    assert_eq!(logins(&team["below"]), (3, vec!["bob", "cleo", "dan"]));
    // A secret team is there for its members only, and an unknown one for nobody.
    assert_eq!(
        (&union["cabal"], &union["none"]),
        (&Value::Null, &Value::Null)
    );
    let body = world.ask(&world.outsider, &query);
    assert_eq!(body["data"]["organization"]["cabal"]["privacy"], "SECRET");
    // Who deletes the account is in no team any more.
    world.hub.delete_user("cleo");
    let body = world.ask(&world.owner, &query);
    let team = &body["data"]["organization"]["team"];
    assert_eq!(logins(&team["all"]), (3, vec!["ada", "bob", "dan"]));
    // The id leads to the team, for whom it is there.
    let by_id = format!("node(id: {}) {{ ... on Team {{ slug }} }}", team["id"]);
    let body = world.ask(&world.owner, &by_id);
    assert_eq!(body["data"]["node"]["slug"], "the-crew");
    let body = world.ask(&world.hub.add_user("eve"), &by_id);
    assert_eq!(body["errors"][0]["type"], "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_an_app_needs_a_grant_to_read_members() {
    let world = union().await;
    let app = world.hub.add_bot("app");
    let union = |selection: &str| format!("organization(login: \"union\") {{ login {selection} }}");
    let team = union("team(slug: \"cabal\") { members(first: 9) { totalCount } }");
    let members = union("viewerIsAMember membersWithRole(first: 9) { totalCount }");
    let refused = |who: &User, message: &str| {
        let body = world.ask(who, &team);
        let nothing = json!({"organization": {"login": "union", "team": null}});
        assert_eq!(body["data"], nothing);
        let error = json!([["organization", "team"], "FORBIDDEN", message]);
        assert_eq!(errors(&body), [error]);
        // This field cannot be null by the schema, so the whole organization is.
        let body = world.ask(who, &members);
        assert_eq!(body["data"], json!({"organization": null}));
        let error = json!([["organization", "membersWithRole"], "FORBIDDEN", message]);
        assert_eq!(errors(&body), [error]);
    };
    refused(&app, "Resource not accessible by integration");
    world.hub.grant_members_read("union", "app").unwrap();
    let body = world.ask(&app, &team);
    let union = &body["data"]["organization"];
    assert_eq!(union["team"]["members"]["totalCount"], 1);
    let body = world.ask(&app, &members);
    let union = &body["data"]["organization"];
    assert_eq!(union["membersWithRole"]["totalCount"], 4);
    assert_eq!(union["viewerIsAMember"], false);
    // A fine-grained token needs the grant too, and then sees what its person does.
    world.hub.set_token("ada", "github_pat_1");
    let ada = world.hub.add_user("ada");
    refused(&ada, "Resource not accessible by personal access token");
    world.hub.grant_members_read("union", "ada").unwrap();
    let body = world.ask(&ada, &members);
    let union = &body["data"]["organization"];
    assert_eq!(union["membersWithRole"]["totalCount"], 4);
    let body = world.ask(&ada, &team);
    assert_eq!(body["data"]["organization"]["team"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_roll_has_its_boundaries_and_its_price() {
    let world = union().await;
    for (field, path) in [
        (
            "repository(owner: \"ada\", name: \"garden\") { collaborators(PAGE) { nodes { login } } }",
            json!(["repository", "collaborators"]),
        ),
        (
            "organization(login: \"union\") { membersWithRole(PAGE) { nodes { login } } }",
            json!(["organization", "membersWithRole"]),
        ),
        (
            "organization(login: \"union\") { team(slug: \"deck\") { members(PAGE) { nodes { login } } } }",
            json!(["organization", "team", "members"]),
        ),
    ] {
        for (page, type_) in [
            ("after: null", "MISSING_PAGINATION_BOUNDARIES"),
            ("first: 101", "EXCESSIVE_PAGINATION"),
            ("first: 0", "INVALID_PAGINATION"),
        ] {
            let body = world.ask(&world.owner, &field.replace("PAGE", page));
            assert_eq!(
                (&body["errors"][0]["type"], &body["errors"][0]["path"]),
                (&json!(type_), &path)
            );
            assert_eq!(body.get("data"), None);
        }
        let fine = field.replace("PAGE", "first: 100");
        let body = world.ask(
            &world.owner,
            &format!("{fine} rateLimit {{ cost nodeCount }}"),
        );
        assert_eq!(
            body["data"]["rateLimit"],
            json!({"cost": 1, "nodeCount": 100})
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_has_people_only_and_no_two_teams_of_a_name() {
    let world = union().await;
    let hub = &world.hub;
    hub.add_bot("app");
    let refused = |result: Result<(), HubError>| result.unwrap_err().to_string();
    let of_kind = |login: &str, kind: &str| format!("refused: `{login}` is of kind {kind}");
    assert_eq!(
        refused(hub.add_member("union", "app")),
        of_kind("app", "Bot")
    );
    assert_eq!(
        refused(hub.add_member("ada", "bob")),
        of_kind("ada", "User")
    );
    let unknown = "there is no account `nobody`";
    assert_eq!(refused(hub.add_public_member("union", "nobody")), unknown);
    assert_eq!(
        refused(hub.add_to_team("union", "none", "bob")),
        "there is no team `none`"
    );
    assert!(hub.add_team("union", "the crew", None).is_err());
    assert!(hub.add_team("union", "more", Some("cabal")).is_err());
    assert!(hub.conceal_team("union", "deck").is_err());
    hub.remove_from_team("union", "the-crew", "ada").unwrap();
    hub.remove_member("union", "dan").unwrap();
    let query = format!(
        "organization(login: \"union\") {{ team(slug: \"the-crew\") {{ members(first: 9) {{ {MEMBERS} }} }} }}"
    );
    let body = world.ask(&world.outsider, &query);
    let members = &body["data"]["organization"]["team"]["members"];
    assert_eq!(logins(members), (2, vec!["bob", "cleo"]));
}
