//! Each method through the real binary.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_motion_is_passed_by_its_exact_fraction() {
    let bench =
        with("  method: motion\n  threshold: \">= 2/3\"\n  denominator: cast-less-abstentions\n")
            .await;
    bench.open_vote();
    let (security, roadmap) = (bench.cluster("Security"), bench.cluster("Product"));
    for (login, content) in [("ann", "+1"), ("bea", "+1"), ("cy", "-1"), ("dan", "eyes")] {
        bench.react(login, security, content);
    }
    for (login, content) in [("ann", "+1"), ("bea", "-1"), ("cy", "heart")] {
        bench.react(login, roadmap, content);
    }
    bench.run(DURING);
    assert!(
        status(&bench).contains("2 yes, 1 no, 1 abstain, needs 2 of 3"),
        "{}",
        status(&bench)
    );
    insta::assert_snapshot!("motion_status", status(&bench));
    bench.run(CLOSED);
    let told = bench.comments(1).join("\n");
    let (told, _) = told.split_once("<details>").unwrap();
    insta::assert_snapshot!("motion_result", told);
    let tally = tally(&bench);
    let entry = |name: u64| {
        let all = tally["result"].as_array().unwrap();
        all.iter()
            .find(|entry| entry["item"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(entry(security)["wins"], true);
    assert_eq!(
        (
            entry(roadmap)["wins"].clone(),
            entry(roadmap)["needed"].clone()
        ),
        (json!(false), json!(2))
    );
    let report = bench.report("README.md");
    assert!(
        report.contains("| 1 | **Security** ★ | 2 / 1 / 1 (needs 2 of 3) |"),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rankings_come_as_comments() {
    let bench = with("  method: ranked\n  winners: 1\n").await;
    bench.open_vote();
    let (a, b, c) = (
        bench.cluster("Security"),
        bench.cluster("Product"),
        bench.cluster("Managing"),
    );
    bench.comment("ann", 1, &format!("/rank #{a} > #{b} > #{c}"));
    bench.comment("bea", 1, &format!("I like them all.\n\n/rank {b} > {a}"));
    let last = bench.comment("cy", 1, "/rank Security");
    bench.run(DURING);
    assert!(
        status(&bench).contains("1 ballot cannot be read"),
        "{}",
        status(&bench)
    );
    let user = bench.hub.add_user("cy");
    bench.rest(
        &user,
        "PATCH",
        &format!("/repos/{}/issues/comments/{last}", common::REPOSITORY),
        &json!({ "body": format!("/rank #{a} = #{b}") }),
    );
    bench.comment("bea", 1, &format!("/rank {a} > {c}"));
    bench.run("2024-12-11T10:25:00Z");
    assert!(
        !status(&bench).contains("cannot be read"),
        "{}",
        status(&bench)
    );
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(
        (&tally["result"][0]["item"], &tally["result"][0]["wins"]),
        (&json!(a), &json!(true))
    );
    assert_eq!(tally["voters"], 3);
    assert_eq!(tally["result"][0]["over"][c.to_string()], 2);
    // Comments are read again for a look back.
    live_agrees(&bench);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dots_and_grids_are_told_apart_by_their_reactions() {
    let bench = with("  method: dots\n  votes: 4\n  winners: 1\n").await;
    bench.open_vote();
    let (a, b) = (bench.cluster("Security"), bench.cluster("Product"));
    bench.react("ann", a, "rocket");
    bench.react("ann", b, "+1");
    bench.react("bea", b, "heart");
    bench.comment("cy", 1, &format!("/dots #{b} 4"));
    bench.run(CLOSED);
    let dots = tally(&bench);
    assert_eq!(
        (&dots["result"][0]["item"], &dots["result"][0]["votes"]),
        (&json!(b), &json!(7))
    );

    let bench = with("  method: grid\n  stages: [Start, Grow, Lead]\n").await;
    bench.open_vote();
    let a = bench.cluster("Security");
    assert!(
        bench
            .body(a)
            .contains("say where it belongs: 👍 Start, ❤️ Grow, 🚀 Lead"),
        "{}",
        bench.body(a)
    );
    for (login, content) in [("ann", "heart"), ("bea", "heart"), ("cy", "+1")] {
        bench.react(login, a, content);
    }
    bench.run(CLOSED);
    let report = bench.report("README.md");
    assert!(
        report.contains("| **Security** ★ | Grow (Start 1, Grow 2, Lead 0) |"),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn votes_in_the_room_are_awaited_and_stand_in_their_own_column() {
    let bench = with("  in-room: {counted-by: the two facilitators, people: 9}\n").await;
    bench.open_vote();
    bench.vote("ann", bench.cluster("Security"));
    let (code, out, _) = bench.try_at(CLOSED, &["run"]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains("its rules have votes in the room, and there are none yet"),
        "{out}"
    );
    assert!(
        status(&bench).contains("It is counted once the votes in the room are there"),
        "{}",
        status(&bench)
    );
    bench.write(
        "sessions/kubecon-india-2024/hands.csv",
        "cluster,votes\nSecurity,4\nProduct Roadmap / Engineering,8\n",
    );
    bench.run(CLOSED);
    let tally = tally(&bench);
    assert_eq!(tally["in_room"]["counted_by"], "the two facilitators");
    let first = &tally["result"][0];
    assert_eq!(
        (&first["name"], &first["votes"], &first["in_room"]),
        (&json!("Security"), &json!(1), &json!(4))
    );
    let report = bench.report("README.md");
    assert!(
        report.contains("| Rank | Cluster | Votes | In the room | |"),
        "{report}"
    );
    assert!(
        report.contains("| 2 | Product Roadmap / Engineering | 0 | 8 |"),
        "{report}"
    );
    assert!(
        report.contains("counted by the two facilitators"),
        "{report}"
    );
}
