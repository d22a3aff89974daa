//! Comments, reactions, locks, and what is left of those who are gone.

use crate::driver::Driver;
use crate::scenes::{NONE, REPO, pages};
use serde_json::json;

pub fn comments(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let comments = format!("{REPO}/issues/2/comments");
    let mut one = String::new();
    for text in ["a", "b", "c"] {
        let made = driver.ask(&bob, "POST", &comments, json!({"body": text}), 201);
        one = format!("{REPO}/issues/comments/{}", made.body["id"]);
    }
    pages(driver, &comments, 3);
    driver.again(&ada, &comments);
    driver.get(&ada, &format!("{comments}?since=2026-03-01T12:00:00Z"), 200);
    driver.wrong(&ada, "POST", &comments, json!({}), 422);
    driver.wrong(&ada, "POST", &comments, json!({"body": ["b"]}), 422);
    driver.ask(&ada, "POST", &comments, json!({"body": ""}), 422);
    let long = json!({"body": "b".repeat(65_537)});
    let refused = driver.ask(&ada, "POST", &comments, long.clone(), 422);
    assert_eq!(
        refused.body["errors"][0],
        json!({"resource": "IssueComment", "code": "unprocessable", "field": "data",
               "message": "Body is too long (maximum is 65536 characters)"})
    );
    driver.again(&ada, &one);
    driver.ask(&bob, "PATCH", &one, json!({"body": "edited"}), 200);
    driver.ask(&bob, "PATCH", &one, long, 422);
    driver.wrong(&bob, "PATCH", &one, json!({}), 422);
    let other = driver.world.hub.add_user("cyd");
    driver.ask(&other, "PATCH", &one, json!({"body": "edited"}), 403);
    driver.ask(&other, "DELETE", &one, NONE, 403);

    let (on_comment, on_issue) = (
        format!("{one}/reactions"),
        format!("{REPO}/issues/2/reactions"),
    );
    for reactions in [on_comment, on_issue] {
        self::reactions(driver, &reactions);
    }
    driver.ask(&bob, "DELETE", &one, NONE, 204);
    driver.get(&ada, &one, 404);
}

fn reactions(driver: &mut Driver, reactions: &str) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    for content in [
        "+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes",
    ] {
        driver.ask(&ada, "POST", reactions, json!({"content": content}), 201);
    }
    driver.ask(&ada, "POST", reactions, json!({"content": "eyes"}), 200);
    let bobs = driver.ask(&bob, "POST", reactions, json!({"content": "eyes"}), 201);
    driver.wrong(&ada, "POST", reactions, json!({"content": "shrug"}), 422);
    driver.wrong(&ada, "POST", reactions, json!({}), 422);
    pages(driver, reactions, 9);
    driver.again(&ada, reactions);
    driver.get(&ada, &format!("{reactions}?content=heart"), 200);
    let one = format!("{reactions}/{}", bobs.body["id"]);
    let cyd = driver.world.hub.add_user("cyd");
    driver.ask(&cyd, "DELETE", &one, NONE, 403);
    driver.ask(&bob, "DELETE", &one, NONE, 204);
    driver.ask(&bob, "DELETE", &one, NONE, 404);
}

pub fn locks(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let lock = format!("{REPO}/issues/2/lock");
    for body in [
        NONE,
        json!({}),
        json!({"lock_reason": "off-topic"}),
        json!({"lock_reason": "too heated"}),
    ] {
        driver.ask(&ada, "PUT", &lock, body, 204);
        driver.get(&ada, &format!("{REPO}/issues/2"), 200);
    }
    driver.wrong(&ada, "PUT", &lock, json!({"lock_reason": "bored"}), 422);
    driver.ask(
        &bob,
        "POST",
        &format!("{REPO}/issues/2/reactions"),
        json!({"content": "+1"}),
        403,
    );
    driver.ask(
        &bob,
        "POST",
        &format!("{REPO}/issues/2/comments"),
        json!({"body": "no"}),
        403,
    );
    driver.ask(&bob, "PUT", &lock, NONE, 403);
    driver.ask(&bob, "DELETE", &lock, NONE, 403);
    driver.ask(&ada, "DELETE", &lock, NONE, 204);
}

/// What an account leaves behind that is gone.
pub fn deleted_accounts(driver: &mut Driver) {
    let ada = driver.world.owner.clone();
    let cyd = driver.world.hub.add_user("cyd");
    let made = driver.ask(
        &cyd,
        "POST",
        &format!("{REPO}/issues"),
        json!({"title": "cyd's"}),
        201,
    );
    let issue = format!("{REPO}/issues/{}", made.body["number"]);
    driver.ask(
        &cyd,
        "POST",
        &format!("{issue}/reactions"),
        json!({"content": "heart"}),
        201,
    );
    driver.ask(
        &cyd,
        "POST",
        &format!("{issue}/comments"),
        json!({"body": "b"}),
        201,
    );
    driver.ask(&cyd, "PATCH", &issue, json!({"state": "closed"}), 200);
    driver.world.hub.delete_user("cyd");
    driver.get(&ada, &issue, 200);
    driver.get(&ada, &format!("{issue}/comments"), 200);
    let reactions = driver.get(&ada, &format!("{issue}/reactions"), 200);
    assert_eq!(reactions.body[0]["user"], NONE);
    driver.get(&ada, "/users/cyd", 404);
}

/// Issues that were deleted, and that are elsewhere now.
pub fn gone_issues(driver: &mut Driver) {
    let ada = driver.world.owner.clone();
    let issues = format!("{REPO}/issues");
    for (status, gone) in [(410, "deleted"), (301, "transferred")] {
        let made = driver.ask(&ada, "POST", &issues, json!({"title": gone}), 201);
        let number = made.body["number"].as_u64().unwrap();
        let hub = driver.world.hub.clone();
        if gone == "deleted" {
            hub.delete_issue("ada/garden", number).unwrap();
        } else {
            hub.transfer_issue("ada/garden", number).unwrap();
        }
        let issue = format!("{issues}/{number}");
        driver.get(&ada, &issue, status);
        driver.ask(&ada, "PATCH", &issue, json!({"state": "closed"}), status);
        driver.get(&ada, &format!("{issue}/labels"), status);
        let labels = json!({"labels": ["red"]});
        driver.ask(&ada, "POST", &format!("{issue}/labels"), labels, status);
        // The rest is documented for a deleted issue only.
        if gone == "deleted" {
            driver.get(&ada, &format!("{issue}/comments"), status);
            driver.get(&ada, &format!("{issue}/reactions"), status);
            let comment = json!({"body": "b"});
            driver.ask(&ada, "POST", &format!("{issue}/comments"), comment, status);
            driver.ask(&ada, "PUT", &format!("{issue}/lock"), NONE, status);
        }
    }
}
