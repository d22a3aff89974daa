//! Anyone can recount.

use super::*;
use crate::common::alone::Alone;

/// A vote of five people, closed; `tally.json` lies beside the sessions.
async fn counted(named: bool) -> Bench {
    let bench = if named {
        with("  votes: 2\n").await
    } else {
        Bench::example(true).await
    };
    bench.open_vote();
    for login in ["ann", "wyn", "cy"] {
        bench.vote(login, bench.cluster("Security"));
    }
    bench.vote("wyn", bench.cluster("Product"));
    bench.vote("dan", bench.cluster("Product"));
    bench.run(CLOSED);
    bench.write("tally.json", &bench.report("tally.json"));
    bench
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recount_needs_nothing_but_the_file() {
    let bench = counted(true).await;
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(bench.path(""))
        .args(["verify", "tally.json"])
        .alone()
        .output()
        .unwrap();
    assert_eq!(
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap().as_str()
        ),
        (
            Some(0),
            "the result stands: 5 votes of 4 people for kubecon-india-2024, 0 votes not counted\n  ★ Security (3)\n  ★ Product Roadmap / Engineering (2)\n"
        )
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_file_is_found_out() {
    let bench = counted(true).await;
    let whole = bench.report("tally.json");
    let forged = whole.replacen("\"votes\": 3", "\"votes\": 1", 1);
    bench.write("tally.json", &forged);
    let (code, out, _) = bench.told(&["verify", "tally.json"]);
    assert_eq!(code, 3);
    assert!(
        out.contains("the file was changed: its digest is another"),
        "{out}"
    );
    assert!(out.contains("votes are 3, not 1 as stated"), "{out}");
    for (text, why) in [
        ("{}", "it has no `schema`"),
        ("nonsense", "it is no JSON object"),
        (
            "{\"schema\":\"folkmoot/tally/9\"}",
            "this folkmoot reads `folkmoot/tally/1`",
        ),
    ] {
        bench.write("other.json", text);
        let (code, _, err) = bench.told(&["verify", "other.json"]);
        assert_eq!(code, 2);
        assert!(err.contains(why), "{err}");
    }
    assert_eq!(bench.told(&["verify", "missing.json"]).0, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_difference_from_github_is_explained() {
    let bench = counted(true).await;
    let live = |code: i32| {
        let (found, out, err) = bench.told(&["verify", "--live", "tally.json"]);
        assert_eq!(found, code, "{out}{err}");
        out
    };
    assert!(live(0).contains("GitHub has the same votes now"));
    let security = bench.cluster("Security");
    bench.rest(
        &bench.facilitator,
        "DELETE",
        &format!("/repos/{}/issues/{security}/lock", common::REPOSITORY),
        &Value::Null,
    );
    bench.vote("eve", security);
    bench.hub.delete_user("ann");
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &format!("/repos/{}/issues/{security}", common::REPOSITORY),
        &json!({ "title": "Safety" }),
    );
    let out = live(3);
    for line in [
        "“Security”: title or text were changed after the count",
        "ann (id ",
        "none of 1 vote is on GitHub any more: taken back, or the account is gone",
        "a vote on #15 that was not there when it was counted; it would not count: given after the vote closed",
        "votes of accounts that are gone: 1 now, 0 when it was counted",
        "the result would be another",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_the_chatham_house_rule_too_and_without_a_name() {
    let bench = counted(false).await;
    let file = bench.report("tally.json");
    for name in ["ann", "wyn", "login", "\"id\": 1", "T10:15:00Z\",\"why"] {
        assert!(!file.contains(name), "{name}");
    }
    let (code, out, _) = bench.told(&["verify", "--live", "tally.json"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("taken as recorded, for the file does not hold it: when votes were given"),
        "{out}"
    );
    assert!(out.contains("GitHub has the same votes now"), "{out}");
    bench.hub.delete_user("wyn");
    let (code, out, _) = bench.told(&["verify", "--live", "tally.json"]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains("ballots for #15, #19: 0 now, 1 when it was counted"),
        "{out}"
    );
    assert!(!out.contains("wyn"), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_roll_names_nobody_anywhere() {
    let bench = Bench::example(true).await;
    let yml = bench.read(SESSION_FILE);
    bench.write(
        SESSION_FILE,
        &format!("{yml}\nvote:\n  votes: 1\n  roll: {{file: voters.txt}}\n  deny: [eve-of-all, no-such-person]\n"),
    );
    bench.write(
        "sessions/kubecon-india-2024/voters.txt",
        "ann-the-first\nbea-the-next\neve-of-all\nnobody-at-all\n",
    );
    for login in ["ann-the-first", "bea-the-next", "eve-of-all"] {
        bench.hub.add_user(login);
    }
    let mut words = String::new();
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        words.push_str(&bench.run(at));
    }
    for cluster in ["Security", "Product"] {
        bench.vote("ann-the-first", bench.cluster(cluster));
    }
    bench.vote("eve-of-all", bench.cluster("Security"));
    bench.vote("bea-the-next", bench.cluster("Security"));
    for at in [DURING, CLOSED] {
        words.push_str(&bench.run(at));
    }
    words.push_str(&bench.body(1));
    words.push_str(&bench.comments(1).join("\n"));
    for file in ["README.md", "tally.json", "notes.csv"] {
        words.push_str(&bench.report(file));
    }
    assert!(
        words.contains("voters.txt, line 4") && words.contains("deny, entry 2"),
        "{words}"
    );
    for name in ["ann-the", "bea-the", "eve-of", "nobody-at", "no-such"] {
        assert!(!words.contains(name), "{name}\n{words}");
    }
    bench.write("tally.json", &bench.report("tally.json"));
    let (code, out, _) = bench.told(&["verify", "--live", "tally.json"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("GitHub has the same votes now"), "{out}");
}
