//! What a board shows of a session, stage by stage.

use super::*;

#[test]
fn a_session_is_shown_before_anything_was_read() {
    let session = session("");
    let board = Board::of(&session, &empty(ANNOUNCED), &Default::default());
    assert_eq!((board.stage, board.editable), (None, false));
    let agenda: Vec<String> = board
        .agenda
        .iter()
        .map(|part| format!("{} {} {}", part.starts, part.ends, part.title))
        .collect();
    insta::assert_snapshot!(agenda.join("\n"), @r#"
    2024-12-11T09:30:00Z 2024-12-11T09:40:00Z Opening and Context
    2024-12-11T09:40:00Z 2024-12-11T09:50:00Z Participant Introductions
    2024-12-11T09:50:00Z 2024-12-11T10:10:00Z Framing Challenges Using “How Might We” Questions
    2024-12-11T10:10:00Z 2024-12-11T10:20:00Z Affinity Mapping
    2024-12-11T10:20:00Z 2024-12-11T10:30:00Z Final Remarks
    "#);
    insta::assert_snapshot!(board.agenda[0].text, @r#"
    A project manager introduces the session's objectives and the role of open source management in the cloud native ecosystem:
    • Security: how open source management ensures and sustains secure practices in cloud native
    • Innovation: how it fosters innovation and speeds up technology adoption in cloud native
    • Collaboration: how it bridges diverse teams (security, development, operations) within cloud native
    "#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&board.session).unwrap(), @r#"
    {
      "id": "kubecon-india-2024",
      "title": "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024",
      "format": "\"How might we\" workshop",
      "place": "New Delhi, India",
      "day": "Wednesday, 11 December 2024",
      "timezone": "Asia/Kolkata",
      "stem": "How might we",
      "prompts": [
        "How might we strengthen security practices in cloud native using open source strategies?",
        "How might open source managers help organizations adopt innovative tools and frameworks in cloud native?",
        "How might open source management improve collaboration between security and DevOps teams in cloud native?"
      ],
      "private": true,
      "off": false,
      "issue": null,
      "join": null
    }
    "#);
}

#[test]
fn notes_and_clusters_are_shown_stage_by_stage() {
    let session = session("");
    let (board, _) = after(&session, &[ANNOUNCED, NOTES]);
    assert_eq!((board.stage, board.editable), (Some(Stage::Notes), true));
    insta::assert_snapshot!(shown(&board), @r#"
    cluster:forks “Forks”
    cluster:forks: How might we fork?
    -: How might we share?
    -: How might we share? = How might we share?
    -: <b>How might we @mention?</b>
    "#);
    let (board, _) = after(&session, &[ANNOUNCED, NOTES, AFFINITY]);
    assert_eq!((board.stage, board.editable), (Some(Stage::Affinity), true));
    insta::assert_snapshot!(shown(&board), @r#"
    cluster:forks “Forks” #
    cluster:forks: How might we fork?
    -: How might we share? (parked)
    -: How might we share? (parked) = How might we share?
    -: <b>How might we @mention?</b> (parked)
    "#);
    let (board, _) = after(&session, &[ANNOUNCED, NOTES, AFFINITY, VOTING]);
    assert_eq!((board.stage, board.editable), (Some(Stage::Voting), false));
    insta::assert_snapshot!(format!("{:#?}", board.vote), @r#"
    Vote {
        open: true,
        closes: 2024-12-11T10:30:00Z,
        how: "Give a 👍 to up to 2 of these.",
        each: Some(
            2,
        ),
        unit: "votes",
        voters: Some(
            0,
        ),
        hidden: false,
        figures: Free,
        hindrance: None,
    }
    "#);
    let join = board.session.join.unwrap();
    assert_eq!(
        join.url,
        "https://github.example/o/r/issues/new?template=note.yml&session=kubecon-india-2024"
    );
    assert!(
        join.short.starts_with("github.example/o/r/issues/"),
        "{}",
        join.short
    );
    assert!(join.qr.is_some());
}

fn shown(board: &Board) -> String {
    let clusters = board.clusters.iter().map(|cluster| {
        let why = if cluster.why.is_some() {
            ", and why"
        } else {
            ""
        };
        let issue = if cluster.number.is_some() { " #" } else { "" };
        format!("{} “{}”{issue}{why}", cluster.id, cluster.name)
    });
    let notes = board.notes.iter().map(|card| {
        let merged = card
            .merged
            .as_ref()
            .and_then(|into| board.card(into))
            .map(|into| format!(" = {}", into.text));
        let parked = if card.parked { " (parked)" } else { "" };
        let place = card.cluster.as_deref().unwrap_or("-");
        format!(
            "{place}: {}{parked}{}",
            card.text,
            merged.unwrap_or_default()
        )
    });
    clusters.chain(notes).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_session_in_the_file_is_joined_at_its_issue() {
    let session = session("notes:\n  in: file\n");
    let (board, _) = after(&session, &[ANNOUNCED, NOTES]);
    let join = board.session.join.unwrap();
    assert_eq!(join.url, format!("https://{}", join.short));
    assert!(!join.url.contains("/new"), "{}", join.url);
    // Its file says where.
    assert_eq!(board.notes[0].cluster.as_deref(), Some("cluster:forks"));
}

#[test]
fn a_stage_that_a_person_set_is_the_stage() {
    let session = session("");
    let (_, mut world) = after(&session, &[ANNOUNCED, NOTES]);
    for issue in world.issues.values_mut() {
        if issue.has("folkmoot:session") {
            issue.labels.remove("stage:notes");
            issue.labels.insert("stage:affinity".to_owned());
        }
    }
    let board = Board::of(&session, &world, &Default::default());
    assert_eq!(board.stage, Some(Stage::Affinity));
}

#[test]
fn what_was_known_stays_when_the_session_is_over() {
    let session = session("");
    let (before, mut world) = after(&session, &[ANNOUNCED, NOTES, AFFINITY, VOTING]);
    // Its notes are closed before its own issue is.
    let mut ending = before.clone();
    ending.stage = Some(Stage::Published);
    ending.notes.clear();
    ending.clusters.clear();
    ending.remember(&before);
    assert_eq!(
        (&ending.notes, &ending.clusters),
        (&before.notes, &before.clusters)
    );
    let number = world.session_issue(&session.id).unwrap().number;
    world.issues.clear();
    let finished = crate::plan::world::Finished {
        number,
        stage: Some(Stage::Published),
        called_off: false,
    };
    world.finished.insert(session.id.clone(), finished);
    let mut board = Board::of(&session, &world, &Default::default());
    assert_eq!(
        (board.stage, board.notes.len()),
        (Some(Stage::Published), 0)
    );
    assert_eq!(board.session.issue, before.session.issue);
    assert_eq!(board.session.join, None, "nobody can join any more");
    board.remember(&before);
    assert_eq!(
        (&board.notes, &board.clusters),
        (&before.notes, &before.clusters)
    );
    assert!(!board.vote.open && !board.editable);
}
