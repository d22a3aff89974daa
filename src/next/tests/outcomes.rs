//! Outcomes, and what is due.

use super::*;

/// What the call changes in other documents.
const OUTCOMES: &str = r#"outcomes:
  # Learnings of each call.
  - name: post
    file: _posts/2026/2026-01-13-call.md
    how: new-file
    text: |
      What we learned on 13 January 2026.
    keys:
      title: "Call of 13 January 2026"
      date: 2026-01-13
      tags: [call, "2026-01-13"]
      since: 2019-05-01
  - name: guide
    file: docs/guide.md   # always the same
    how: new-file
    text: >-
      The guide.

      And more of it.
  - name: list
    file: docs/calls.md
    how: section
    under: Calls
    text: See touchpoint-2026-01-13, or what came of 2025-01-13.
  - name: by-id
    file: minutes/touchpoint-2026-01-13.md
    how: new-file
    text: Minutes
"#;

#[test]
fn outcomes_move_on_and_a_file_is_made_once() {
    let text = format!("{CALL}{OUTCOMES}");
    let made = following(&text, "sessions/touchpoint-2026-01-13").unwrap();
    let start = made.text.find("outcomes:").unwrap();
    assert_snapshot!(&made.text[start..], @r#"
    outcomes:
      # Learnings of each call.
      - name: post
        file: _posts/2026/2026-02-10-call.md
        how: new-file
        text: |
          What we learned on 10 February 2026.
        keys:
          title: "Call of 10 February 2026"
          date: 2026-02-10
          tags: [call, "2026-02-10"]
          since: 2019-05-01
      # left out: the session of 2026-01-13 makes this file; put a day into its path
      # - name: guide
      #   file: docs/guide.md   # always the same
      #   how: new-file
      #   text: >-
      #     The guide.

      #     And more of it.
      - name: list
        file: docs/calls.md
        how: section
        under: Calls
        text: See touchpoint-2026-02-10, or what came of 2025-01-13.
      - name: by-id
        file: minutes/touchpoint-2026-02-10.md
        how: new-file
        text: Minutes
    "#);
    assert_snapshot!(made.remarks.join("\n"), @"the outcome `guide` is left out: it makes `docs/guide.md`, and this session’s makes that already; put a day or the session’s id into its path, and take the `#` off it");
    let next = session(&made.text, &made.folder);
    let names: Vec<&str> = next.outcomes.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["post", "list", "by-id"]);
    // What became a comment stays one, and nothing is said of it again.
    let third = following(&made.text, &made.folder).unwrap();
    assert!(third.remarks.is_empty(), "{:?}", third.remarks);
    assert!(third.text.contains("  # - name: guide\n"), "{}", third.text);
    assert!(
        third.text.contains("_posts/2026/2026-03-10-call.md"),
        "{}",
        third.text
    );
    // Where nothing is left, nothing is asked for; other line ends stay.
    let alone =
        format!("{CALL}outcomes:\n- name: guide\n  file: guide.md\n  how: new-file\n  text: x\n")
            .replace('\n', "\r\n");
    let made = following(&alone, "touchpoint-2026-01-13").unwrap();
    assert!(made.text.ends_with("outcomes:\r\n# left out: the session of 2026-01-13 makes this file; put a day into its path\r\n# - name: guide\r\n#   file: guide.md\r\n#   how: new-file\r\n#   text: x\r\n"), "{}", made.text);
    assert!(session(&made.text, &made.folder).outcomes.is_empty());
    let flow =
        format!("{CALL}outcomes: [{{name: guide, file: guide.md, how: new-file, text: x}}]\n");
    assert_snapshot!(following(&flow, "touchpoint-2026-01-13").unwrap_err(), @"session.yml:2:1: the next session’s file cannot be made from this one (write date, title, roles, outcomes and what was decided of the vote without anchors, aliases and tags, and each on a line of its own)");
}

#[test]
fn what_is_due_moves_with_the_session() {
    let next = |timeline: &str, publish_by: &str, after: Date| {
        let text = CALL.replace("timeline: Q2 2026", &format!("timeline: {timeline}"));
        let text = format!("{text}publish-by: {publish_by}\n");
        let session = session(&text, "touchpoint-2026-01-13");
        let made = super::next(&source(&text), &session, Some(after)).unwrap();
        let lines = made.text.lines();
        let lines: Vec<String> = lines
            .filter(|line| line.starts_with("publish-by") || line.starts_with("variables"))
            .map(|line| {
                line.rsplit(": ")
                    .next()
                    .unwrap()
                    .trim_end_matches('}')
                    .to_owned()
            })
            .chain(made.remarks)
            .collect();
        lines.join(" | ")
    };
    let table = [
        next("Q2 2026", "\"2026-01-20\" # a week", date(2026, 1, 31)),
        next("\"Q1 2026\"", "March 2026", date(2026, 11, 30)),
        next("1st February 2026", "Q2 2026", date(2026, 5, 31)),
        next("2019", "1st June 2026", date(2026, 5, 31)),
    ];
    assert_snapshot!(table.join("\n"), @r#"
    Q2 2026 | "2026-02-17" # a week
    "Q4 2026" | February 2027
    1st February 2026 | Q3 2026 | `timeline: 1st February 2026` under `variables` is copied, but it lies before the next session; write another day
    2019 | `publish-by: 1st June 2026` is left out: nobody can tell which day that is for the next session; write one
    "#);
}
