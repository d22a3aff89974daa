//! Every kind of token does, an Enterprise Server does, and what is not granted is named with the setting that grants it.

use crate::common::{ANNOUNCED, Bench, GOVERNANCE, NOTES, REPOSITORY, time};
use fakehub::Permission;

const TOKENS: [(&str, &str); 4] = [
    ("ghs_0123456789", "a workflow's own, or a GitHub App's"),
    ("github_pat_0123456789", "fine-grained"),
    ("ghp_0123456789", "classic"),
    ("0123456789abcdef", "an old one"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_token_does() {
    for (token, kind) in TOKENS {
        let bench = Bench::example(true).await;
        bench.hub.set_token("folkmoot", token);
        bench.hub.clock().set(time(ANNOUNCED));
        let output = bench.command_with(&["run", "--at", ANNOUNCED], &[("GITHUB_TOKEN", token)]);
        assert!(output.status.success(), "{kind}");
        assert_eq!(bench.issues("folkmoot:session").len(), 1, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_enterprise_server_is_found_by_its_address() {
    let bench = Bench::example(true).await;
    bench.hub.clock().set(time(ANNOUNCED));
    for path in ["/api/v3", "/api/v3/", "/api"] {
        let url = format!("{}{path}", bench.url());
        let output = bench.command_with(&["run", "--at", ANNOUNCED], &[("GITHUB_API_URL", &url)]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{path}: {said}");
    }
    let paths: Vec<String> = bench.hub.requests().into_iter().map(|it| it.path).collect();
    assert!(paths.len() >= 3, "{paths:?}");
    assert!(paths.iter().all(|path| path == "/api/graphql"), "{paths:?}");
    assert_eq!(bench.issues("folkmoot:session").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_granted_is_named_with_its_setting() {
    let mut said = Vec::new();
    for (token, kind) in TOKENS {
        let bench = Bench::example(true).await;
        bench.hub.set_token("folkmoot", token);
        bench.hub.grant("folkmoot", REPOSITORY, Permission::Read);
        bench.hub.clock().set(time(ANNOUNCED));
        let run = || bench.command_with(&["run", "--at", ANNOUNCED], &[("GITHUB_TOKEN", token)]);
        let output = run();
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!error.contains("0123456789"), "{error}");
        said.push(format!("{kind}:\n{error}"));
        // Granted, it goes on.
        bench.hub.grant("folkmoot", REPOSITORY, Permission::Write);
        assert!(run().status.success());
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repository_that_the_token_cannot_see_is_named() {
    let bench = Bench::example(true).await;
    bench.hub.set_private(GOVERNANCE, true);
    bench.hub.grant("folkmoot", GOVERNANCE, Permission::Write);
    bench.hub.clock().set(time(NOTES));
    let wrong = bench.command_with(&["run", "--at", NOTES, "--repo", "todogroup/nowhere"], &[]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(
        said.contains("the repository todogroup/nowhere does not exist or the token cannot see it"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_an_address_a_token_or_a_time_is_bad_input() {
    let bench = Bench::example(true).await;
    let refused = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = bench.command_with(arguments, environment);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?} {environment:?}"
        );
        String::from_utf8(output.stderr).unwrap()
    };
    let said = refused(&["run", "--api-url", "nonsense"], &[]);
    assert!(
        said.starts_with(
            "error: `nonsense` is no address of GitHub's API: give --api-url https://api.github.com"
        ),
        "{said}"
    );
    let said = refused(&["run"], &[("GITHUB_TOKEN", "ghp_0123\u{7f}456789")]);
    assert!(
        said.contains("the token has a sign in it that no token has") && !said.contains("0123"),
        "{said}"
    );
    let said = refused(&["plan", "--at", "2026-12-20"], &[]);
    assert!(
        said.contains("write day, time and offset, such as 2026-03-31T14:30:00Z"),
        "{said}"
    );
    assert!(bench.hub.requests().is_empty());
}
