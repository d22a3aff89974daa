//! What the server of the reports' repository answers to git.

use crate::common::{BRANCH, Bench};
use crate::machine::listener;
use crate::repository::closing;
use crate::{governance, ready};
use fakehub::{Fault, FaultKind, Raw, Traffic, When};

fn strike(bench: &Bench, from: u64, count: u64, raw: Raw) {
    bench.hub.fault(Fault {
        at: When::EveryBy {
            by: "folkmoot".into(),
            from,
            count,
            of: Traffic::Git,
        },
        kind: FaultKind::Raw(raw),
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_follows_no_redirect_to_another_host() {
    let bench = ready().await;
    let (evil, heard) = listener();
    let main = bench.branches();
    let path = "/todogroup/governance.git/info/refs?service=git-receive-pack";
    for to in [
        format!("http://{evil}{path}"),
        format!("https://{evil}{path}"),
        format!("//{evil}{path}"),
        format!("http://x-access-token@{evil}{path}"),
        format!(
            "http://{}@{evil}{path}",
            bench.url().trim_start_matches("http://")
        ),
        "file:///etc/passwd".to_owned(),
        "ssh://127.0.0.1/x".to_owned(),
        "git://127.0.0.1:9/x".to_owned(),
        "javascript:alert(1)".to_owned(),
        String::new(),
    ] {
        for status in [301, 302, 307, 308] {
            strike(
                &bench,
                0,
                1,
                Raw::new(status, "").header("location", to.clone()),
            );
            let (code, said) = closing(&bench);
            assert_eq!(code, 1, "{to}: {said}");
            assert!(said.contains("error: git cannot"), "{to}: {said}");
            // The relay on this machine is nobody's business.
            let rest = said.replace(&to, "").replace(&bench.url(), "");
            assert!(!rest.contains("127.0.0.1:"), "{said}");
        }
    }
    assert_eq!(*heard.lock().unwrap(), Vec::<String>::new());
    assert_eq!(bench.branches(), main);
    // A renamed repository is found again where the server says it is now.
    let to = format!("{}{path}", bench.url());
    strike(&bench, 0, 1, Raw::new(301, "").header("location", to));
    assert_eq!(closing(&bench).0, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_to_git_that_are_none_are_said_and_nothing_is_pushed() {
    let bench = ready().await;
    let main = bench.branches();
    let kind = "application/x-git-receive-pack-advertisement";
    let advertised = |body: &[u8]| Raw::new(200, body).header("content-type", kind);
    for (name, raw) in [
        ("no git", Raw::new(200, "hello")),
        ("empty", advertised(b"")),
        (
            "no packet",
            advertised(b"hello, this is no packet line at all"),
        ),
        (
            "a packet without end",
            advertised(b"ffff# service=git-receive-pack\n0000"),
        ),
        ("a length that is none", advertised(b"zzzz# service\n")),
        (
            "escapes",
            advertised(b"001bERR \x1b]0;evil\x07::set-env x\n"),
        ),
        (
            "an error of its own",
            advertised(b"001f# service=git-receive-pack\n0000001dERR \x1b[2J@everyone x\n"),
        ),
        (
            "branches without end",
            advertised(
                &b"003d0123456789012345678901234567890123456789 refs/heads/abcdef\n".repeat(16_384),
            )
            .again(100),
        ),
        (
            "401 for ever",
            Raw::new(401, "").header("www-authenticate", "Basic realm=\"x\""),
        ),
        (
            "401 by NTLM",
            Raw::new(401, "").header("www-authenticate", "NTLM"),
        ),
        (
            "407",
            Raw::new(407, "").header("proxy-authenticate", "Basic realm=\"x\""),
        ),
        (
            "a redirect to itself",
            Raw::new(302, "").header(
                "location",
                "/todogroup/governance.git/info/refs?service=git-receive-pack",
            ),
        ),
        (
            "200 and a location",
            Raw::new(200, "x").header("location", "http://127.0.0.1:9/"),
        ),
        ("500", Raw::new(500, "\u{1b}[31m")),
    ] {
        strike(&bench, 0, 20, raw);
        let (code, said) = closing(&bench);
        bench.hub.clear_faults();
        assert_eq!(code, 1, "{name}: {said}");
        assert!(said.contains("git cannot"), "{name}: {said}");
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{name}: {said:?}");
        assert!(!said.contains(&bench.bot_token()), "{name}: {said}");
        assert_eq!(bench.branches(), main, "{name}");
    }
    assert_eq!(closing(&bench).0, 0);
    assert!(
        governance(&bench)
            .find_branch(BRANCH, git2::BranchType::Local)
            .is_ok()
    );
}
