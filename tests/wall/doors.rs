//! Who gets in, and who may change anything: links that open once, cookies, origins and headers.

use crate::common::AFFINITY;
use crate::served::{Browser, Wall, entered};
use crate::{grouped, writes};
use serde_json::json;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_protected_and_doors_open_once() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &["--language", "es"]);
    let nobody = Browser::default();
    let key = format!("/open/{}", wall.key);
    let pages = [
        "/",
        "/presenter",
        &key,
        "/open/none",
        "/assets/wall.css",
        "/assets/none.js",
        "/strings/en.json",
        "/strings/../Cargo.toml",
        "/state",
        "/none",
    ];
    for path in pages {
        let answer = wall.get(&nobody, path);
        assert_eq!(
            answer.header("content-security-policy"),
            Some(POLICY),
            "{path}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let status = match path {
            "/presenter" | "/open/none" => 403,
            "/assets/none.js" | "/strings/../Cargo.toml" | "/none" => 404,
            _ => 200,
        };
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
    let page = wall.get(&nobody, "/").body;
    assert!(
        page.contains("<html lang=\"en\" data-language=\"es\""),
        "{page}"
    );
    assert!(
        wall.get(&nobody, "/presenter")
            .body
            .contains("folkmoot wall"),
        "it says where the link is"
    );
    // A file that is known is not sent again.
    let css = wall.get(&nobody, "/assets/wall.css");
    assert_eq!(css.header("cache-control"), Some("no-cache"));
    let mark = css.header("etag").unwrap();
    let again = wall.with(
        &nobody,
        "GET",
        "/assets/wall.css",
        &[("if-none-match", mark)],
        "",
    );
    assert_eq!((again.status, again.body.as_str()), (304, ""));

    // Looking at a link does not use it up; opening it does, once.
    assert_eq!(wall.get(&nobody, &key).status, 200);
    let facilitator = wall.facilitator();
    assert_eq!(wall.get(&facilitator, "/presenter").status, 200);
    for used in [
        wall.get(&nobody, &key),
        wall.with(&nobody, "POST", &key, &[], ""),
    ] {
        assert_eq!(used.status, 403);
        assert!(
            used.body.contains("This link was used") && used.header("set-cookie").is_none(),
            "{}",
            used.body
        );
    }
    // A facilitator lets another one in.
    let invited = wall.post(&facilitator, "/invite", &json!({ "to": "presenter" }));
    let link = invited.json()["url"].as_str().unwrap().to_owned();
    let path = link.strip_prefix(&wall.url).unwrap();
    let second = entered(&wall.with(&nobody, "POST", path, &[], ""));
    assert_eq!(wall.get(&second, "/presenter").status, 200);
    let invited = wall
        .post(&second, "/invite", &json!({ "to": "wall" }))
        .json();
    let path = invited["url"]
        .as_str()
        .unwrap()
        .strip_prefix(&wall.url)
        .unwrap()
        .to_owned();
    let projector = entered(&wall.with(&nobody, "POST", &path, &[], ""));
    assert_eq!(wall.get(&projector, "/presenter").status, 403);
    assert_eq!(wall.post(&projector, "/undo", &json!({})).status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_its_own_pages_with_a_facilitators_cookie_changes_anything() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &[]);
    let facilitator = wall.facilitator();
    wall.until(&facilitator, "read", |state| !state["heard"].is_null());
    let before = writes(&bench);
    let own = format!("http://{}", wall.host());
    let own = own.as_str();
    let edit = json!({ "id": "a", "edit": { "park": { "notes": ["0"] } } }).to_string();
    let nobody = Browser::default();
    let guessed = Browser {
        cookie: Some("folkmoot=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()),
    };
    let good = [("origin", own), ("content-type", "application/json")];
    /// Method and path, whose browser, headers, body, the answer's status.
    type Row<'r> = (&'r str, &'r Browser, Vec<(&'r str, &'r str)>, &'r str, u16);
    let table: [Row<'_>; 12] = [
        ("no cookie", &nobody, good.to_vec(), &edit, 403),
        ("a guessed cookie", &guessed, good.to_vec(), &edit, 403),
        ("no origin", &facilitator, vec![good[1]], &edit, 403),
        (
            "another origin",
            &facilitator,
            vec![("origin", "http://evil.example"), good[1]],
            &edit,
            403,
        ),
        (
            "no origin at all",
            &facilitator,
            vec![("origin", "null"), good[1]],
            &edit,
            403,
        ),
        (
            "another port",
            &facilitator,
            vec![("origin", "http://127.0.0.1:1"), good[1]],
            &edit,
            403,
        ),
        (
            "another host",
            &facilitator,
            vec![
                ("host", "evil.example"),
                ("origin", "http://evil.example"),
                good[1],
            ],
            &edit,
            403,
        ),
        (
            "a form",
            &facilitator,
            vec![good[0], ("content-type", "text/plain")],
            &edit,
            415,
        ),
        ("no JSON", &facilitator, good.to_vec(), "edit", 400),
        (
            "another key",
            &facilitator,
            good.to_vec(),
            r#"{"id":"a","edit":{"park":{"notes":[],"x":1}}}"#,
            400,
        ),
        (
            "no id",
            &facilitator,
            good.to_vec(),
            r#"{"id":"","edit":{"park":{"notes":["0"]}}}"#,
            400,
        ),
        ("no such note", &facilitator, good.to_vec(), &edit, 409),
    ];
    for (what, browser, headers, body, status) in table {
        let answer = wall.with(browser, "POST", "/edits", &headers, body);
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert_eq!(
            answer.header("content-security-policy"),
            Some(POLICY),
            "{what}"
        );
    }
    let refused = wall
        .edit(&facilitator, "b", &json!({ "park": { "notes": ["0"] } }))
        .json();
    assert!(
        refused["error"].as_str().unwrap().contains("note"),
        "{refused}"
    );
    let long = "x".repeat(70_000);
    let answer = wall.with(&facilitator, "POST", "/edits", &good, &long);
    assert_eq!(answer.status, 413, "{}", answer.body);
    for path in ["/undo", "/redo", "/screen", "/invite"] {
        assert_eq!(
            wall.with(&facilitator, "POST", path, &[good[1]], "{}")
                .status,
            403,
            "{path}"
        );
        assert_eq!(
            wall.with(&nobody, "POST", path, &good, "{}").status,
            403,
            "{path}"
        );
        assert_eq!(wall.get(&facilitator, path).status, 405, "{path}");
    }
    for (host, status) in [("localhost", 200), ("evil.example", 403)] {
        let host = format!("{host}:{}", wall.port);
        assert_eq!(
            wall.with(&nobody, "GET", "/state", &[("host", &host)], "")
                .status,
            status,
            "{host}"
        );
    }
    assert_eq!(wall.post(&facilitator, "/undo", &json!({})).status, 409);
    assert_eq!(wall.state(&facilitator)["edits"], json!([]));
    assert_eq!(writes(&bench), before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_on_another_address_opens_by_links_alone() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &["--listen", "0.0.0.0:0"]);
    let nobody = Browser::default();
    for path in ["/", "/state", "/events", "/presenter"] {
        assert_eq!(wall.get(&nobody, path).status, 403, "{path}");
    }
    let facilitator = wall.facilitator();
    assert_eq!(wall.get(&facilitator, "/").status, 200);
    assert_eq!(wall.get(&facilitator, "/state").status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_that_nobody_made_are_not_called_used() {
    let bench = grouped().await;
    let wall = Wall::open(&bench, AFFINITY, &[]);
    let nobody = Browser::default();
    let page = wall.get(&nobody, "/open/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(page.status, 403);
    assert!(
        page.body.contains("This link opens nothing"),
        "{}",
        page.body
    );
    wall.facilitator();
    let page = wall.get(&nobody, &format!("/open/{}", wall.key));
    assert!(page.body.contains("This link was used"), "{}", page.body);
}
