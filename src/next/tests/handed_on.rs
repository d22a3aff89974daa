//! Actions that are handed on, and what is of one session alone.

use super::*;

#[test]
fn what_was_agreed_on_is_handed_on_once() {
    let with = |lines: &str| format!("{CALL}{lines}");
    let first = following(
        &with("actions:\n  - what: Write it up\npublish-by: March 2026\n"),
        "sessions/touchpoint-2026-01-13",
    )
    .unwrap();
    assert!(
        first
            .text
            .ends_with("opens-with:\n  - what: Write it up\npublish-by: April 2026\n"),
        "{}",
        first.text
    );
    let second = format!("{}actions:\n  - what: Find a host\n", first.text);
    assert!(first.remarks.is_empty(), "{:?}", first.remarks);
    let second = following(&second, "sessions/touchpoint-2026-02-10").unwrap();
    assert!(
        second
            .text
            .ends_with("\nopens-with:\n  - what: Find a host\n  - {what: Write it up}\n"),
        "{}",
        second.text
    );
    assert_snapshot!(second.remarks.join("\n"), @"`opens-with` goes on with 1 action from before this session; strike what is done: this session’s report says what became of each");
    // Nothing was agreed on: what is open stays.
    let third = following(&second.text, "sessions/touchpoint-2026-03-10").unwrap();
    assert!(
        third
            .text
            .ends_with("\nopens-with:\n  - what: Find a host\n  - {what: Write it up}\n"),
        "{}",
        third.text
    );
    assert_snapshot!(third.remarks.join("\n"), @"`opens-with` goes on with 2 actions from before this session; strike what is done: this session’s report says what became of each");
}

#[test]
fn older_actions_go_on_in_every_form_of_a_list() {
    let older = "  - what: \"Ask: who?\"\n    owner: ada\n    due: 2026-03-31 # soon\n    issue: https://github.com/o/r/issues/7\n  - {what: Same, owner: bo}\n";
    let table = [
        "actions:\n- what: Same\n  owner: bo\n- what: Find a host   # who?",
        "actions: [{what: Same, owner: bo}, {what: Find a host}]\n",
        "actions:\n  - {what: Same, owner: bo}\n  - what: >-\n      Find\n\n      a host\n\n# Later.\npublish-by: 2026-02-01\n",
    ];
    let names = |list: &[Action]| -> Vec<String> {
        list.iter()
            .map(|one| format!("{} {:?}", one.what, one.owner))
            .collect()
    };
    for new in table {
        for older in [
            older.to_owned(),
            older.replace("\n  ", "\n").replacen("  ", "", 1),
        ] {
            let text = format!("{CALL}opens-with:\n{older}{new}");
            for text in [text.clone(), text.replace('\n', "\r\n")] {
                let made = following(&text, "touchpoint-2026-01-13").unwrap();
                let next = session(&made.text, &made.folder);
                let [same, host, ask] = next.opens_with.as_slice() else {
                    panic!("{}", made.text)
                };
                assert_eq!(same.owner.as_deref(), Some("bo"));
                assert!(host.what.starts_with("Find"));
                assert_eq!(
                    (
                        ask.what.as_str(),
                        ask.owner.as_deref(),
                        ask.issue.as_deref()
                    ),
                    (
                        "Ask: who?",
                        Some("ada"),
                        Some("https://github.com/o/r/issues/7")
                    )
                );
                assert_eq!(ask.due.as_ref().unwrap().to_string(), "2026-03-31");
                assert!(next.actions.is_empty());
                assert_eq!(made.remarks.len(), 1, "{:?}", made.remarks);
            }
        }
    }
    // No more than there may be; the oldest go.
    let list = |name: &str, many: usize| -> String {
        (0..many)
            .map(|at| format!("  - what: {name} {at}\n"))
            .collect()
    };
    let text = format!(
        "{CALL}actions:\n{}opens-with:\n{}",
        list("new", 30),
        list("old", 25)
    );
    let made = following(&text, "touchpoint-2026-01-13").unwrap();
    let next = session(&made.text, &made.folder);
    assert_eq!(next.opens_with.len(), 50);
    assert_eq!(names(&next.opens_with).last().unwrap(), "old 19 None");
    assert_snapshot!(made.remarks.join("\n"), @"
    `opens-with` goes on with 20 actions from before this session; strike what is done: this session’s report says what became of each
    5 of the oldest of `opens-with` are left out: more than 50 do not fit
    ");
}

#[test]
fn what_is_of_one_session_is_not_announced_again() {
    let call = "format: touchpoint\ntitle: Call\ndate: 2026-01-13\nstart: \"17:00\"\ntimezone: UTC\nseries: {name: call, rule: FREQ=MONTHLY;BYDAY=2TU}\n";
    let details = "details:\n  region: EMEA\n  # Who speaks.\n  guest: 2026\n  guest-topic: Models\n  presentation: |\n    A talk.\n\n    On models.\n  updates:\n  - group: Book\n    update: none\n";
    let made = following(&format!("{call}{details}license: CC0\n"), "call-2026-01-13").unwrap();
    assert!(
        made.text
            .ends_with("details:\n  region: EMEA\n  # Who speaks.\nlicense: CC0\n"),
        "{}",
        made.text
    );
    assert_snapshot!(made.remarks.join("\n"), @"of `details`, `guest`, `guest-topic`, `presentation`, `updates` are left out, being of this session alone; write what the next one has");
    // Where nothing is left, there are no details.
    let made = following(
        &format!("{call}details: {{guest: Bo, guest-topic: Models}}\n"),
        "call-2026-01-13",
    )
    .unwrap();
    assert!(!made.text.contains("details"), "{}", made.text);
    assert!(session(&made.text, &made.folder).details.is_empty());
    // What has to be said stays, so that the file is sound; its day is nobody's to move.
    let text = format!("{call}details: {{guest: 2026-01-20, guest-topic: Models}}\n");
    let mut strict = session(&text, "call-2026-01-13");
    for field in &mut strict.format.fields.session {
        field.required = field.name == "guest";
    }
    let made = next(&source(&text), &strict, None).unwrap();
    assert!(
        made.text.ends_with("details: {guest: 2026-01-20}\n")
            || made.text.ends_with("details: {guest: 2026-01-20, }\n"),
        "{}",
        made.text
    );
    assert_snapshot!(made.remarks.join("\n"), @"
    of `details`, `guest-topic` is left out, being of this session alone; write what the next one has
    of `details`, `guest` is copied, but of this session alone; write what the next one has
    ");
}
