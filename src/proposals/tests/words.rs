//! What bodies say, in the many ways in which people write it; and what is said of those that cannot be read.

use super::super::values::{self, Values};
use super::super::{Form, Kind};
use super::{checked, event, facts};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write;

const START: &str = "### Session description\n\nWords.\n\n### Session goal\n\nA goal.\n\n### Session type\n\nBreakout (Default)\n\n";

/// What a body says, which has to be readable; the required sections are put before it.
fn says(rest: &str) -> Values {
    let (values, findings) = values::read(&format!("{START}{rest}"), &Form::built_in().unwrap());
    assert_eq!(findings, [], "{rest}");
    values
}

/// All that is found in an event, as lines.
fn told(text: &str) -> String {
    let mut out = String::new();
    for one in checked(text) {
        for finding in &one.findings {
            let spot = finding
                .spot
                .as_ref()
                .map(|spot| format!(", line {}", spot.line));
            let _ = writeln!(
                out,
                "#{}{} {} ({}): {} ({})",
                one.number,
                spot.unwrap_or_default(),
                finding.severity.word(),
                finding.kind,
                finding.message,
                finding.cure
            );
        }
    }
    out
}

fn one(body: &str) -> String {
    json!([{"number": 1, "title": "A", "body": body}]).to_string()
}

#[test]
fn chairs_are_read_in_any_form() {
    let table = [
        ("@ada, @bo", "@ada @bo"),
        ("@ada @bo", "@ada @bo"),
        ("- @ada\r\n- @bo", "@ada @bo"),
        ("@ada and @bo-b", "@ada @bo-b"),
        ("- @ada @bo\n- Cy Dee", "@ada @bo Cy Dee"),
        ("Cy Dee, Eve Flo", "Cy Dee|Eve Flo"),
        ("[Ada](@ada), [Bo](https://github.com/bo/)", "@ada @bo"),
        ("https://github.com/ada", "@ada"),
        ("author-, @bo", "- @bo"),
        ("_No response_", ""),
    ];
    for (text, expected) in table {
        let values = says(&format!(
            "### Additional session chairs (Optional)\n\n{text}"
        ));
        let mut shown: Vec<String> = Vec::new();
        if values.without_author {
            shown.push("-".into());
        }
        for chair in &values.chairs {
            shown.push(format!(
                "{}{}",
                if chair.login { "@" } else { "" },
                chair.name
            ));
        }
        assert_eq!(shown.join(" "), expected.replace('|', " "), "{text}");
    }
}

#[test]
fn other_answers_are_read_in_any_form() {
    for text in [
        "#2, #3",
        "#2 #3",
        "- #2\n- #3",
        "#2 and #3",
        "2, 3, #2",
        "[a](#2)\nhttps://github.com/a/b/issues/3",
    ] {
        let values = says(&format!(
            "### Other sessions where we should avoid scheduling conflicts\n{text}"
        ));
        assert_eq!(values.conflicts, [2, 3], "{text}");
    }
    for text in [
        "#Fund",
        "fund",
        "`#fund`",
        "[`#fund`](https://webirc.w3.org/?channels=fund)",
    ] {
        let values = says(&format!("### IRC channel (Optional)\n{text}"));
        assert_eq!(values.channel.as_deref(), Some("fund"), "{text}");
    }
    let values = says("### IRC channel\nhttps://chat.example.org/fund");
    assert_eq!(values.channel, None);
    let values = says(
        "### Meeting materials (Optional)\n- [Minutes](https://a.example/1,2)\n* Slides: https://b.example\n* Recording: TBD",
    );
    let shown: Vec<_> = values
        .materials
        .iter()
        .map(|one| (one.title.as_str(), one.link.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("Minutes", Some("https://a.example/1,2")),
            ("Slides", Some("https://b.example")),
            ("Recording", None)
        ]
    );
    for (text, people) in [
        ("Don't know (Default)", 0),
        ("fewer than 20 people", 15),
        ("More than 45 people", 50),
        ("None", 0),
    ] {
        let values = says(&format!(
            "### Estimated number of in-person attendees\n{text}"
        ));
        assert_eq!(values.capacity, people, "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_placed_and_has_a_cure() {
    let body = "Hello\n### Session descripton\n\nA\n\n### Session goal\n\n_No response_\n\n### Session goal\nB\n### Session type\nBrekout\n\
        ### IRC channel\n#two words\n### Other sessions where we should avoid scheduling conflicts\n- #1\n- the one on funding\n\
        ### Additional session chairs\nAda @ada\n### Meeting materials\nMinutes: javascript:alert(1)\n### Links to calendar\nsoon\n### Cost\n\n3";
    assert_snapshot!(told(&one(body)), @r#"
    #1, line 1 error (format): words stand before the first heading (move it below the heading it belongs to; each answer stands below its `### ` heading)
    #1, line 2 error (format): the form has no section “Session descripton” (did you mean “Session description”?)
    #1, line 6 error (format): the section “Session goal” is empty (write an answer below the heading)
    #1, line 10 error (format): the section “Session goal” is there twice (keep one of the two)
    #1, line 13 error (format): “Session type”: `Brekout` is none of the form's options (write one of: Breakout (Default), Plenary)
    #1, line 15 error (format): “IRC channel”: `#two words` is no name of a channel (write letters, digits and hyphens, such as `#funding`)
    #1, line 18 error (format): “Other sessions where we should avoid scheduling conflicts”: `the` is no issue (write numbers of issues, such as `#32, #18`, and anything else to the planners)
    #1, line 20 error (format): “Additional session chairs”: `Ada @ada` is neither an account nor a name (write accounts as `@name` and others by their names, with commas between them)
    #1, line 22 error (format): “Meeting materials”: `Minutes: javascript:alert(1)` has no address (write each as `- [Minutes](https://…)`, or `- Minutes: TBD` until it is there)
    #1, line 24 error (format): “Links to calendar”: `soon` is no link (write each as `- [day, time](https://…)`)
    #1, line 25 error (format): the form has no section “Cost” (the form asks nothing of that name: use a heading of level four or deeper inside an answer)
    #1 error (format): the section “Session description” is missing (add a line `### Session description` and an answer below it)
    "#);
}

#[test]
fn what_others_have_to_do_with_it_is_said_with_both() {
    let body = |rest: &str| format!("{START}{rest}");
    let text = json!({
        "metadata": {"meeting": "Day", "timezone": "Europe/Paris", "plenary room": "Hall"},
        "slots": ["2026-03-30 9:00 - 10:00", "2026-03-29 9:00 - 10:00", "2027-01-01 19:00 - 20:00"],
        "rooms": ["Hall (20)", "A (10)", "B"],
        "sessions": [
            {"number": 1, "title": "One", "author": {"login": "Ada"}, "tracks": ["Web"], "slot": "2026-03-30 09:00", "room": "A",
             "body": body("### Estimated number of in-person attendees\nFewer than 20 people\n### IRC channel\n#x")},
            {"number": 2, "title": "Two", "user": {"login": "ada"}, "labels": ["track: web", "session"], "slot": "2026-03-30 9:00", "room": "B",
             "body": body("### IRC channel\nX\n### Other sessions where we should avoid scheduling conflicts\n#1 #3")},
            {"number": 3, "title": "Three", "slot": "2026-03-29 9:00", "room": "b", "body": body("")},
            {"number": 4, "title": "Four", "slot": "2026-03-29 9:00", "room": "C", "body": body("### Additional session chairs\nauthor-")},
            {"number": 5, "title": "Five", "slot": "2026-03-29 10:00", "body": body("")},
        ],
    });
    assert_snapshot!(told(&text.to_string()), @r#"
    #1 error (chair conflict): #2 “Two” is at the same time and has a chair in common: @Ada (move one of the two to another slot, or let somebody else chair it)
    #1, line 16 error (irc): #2 “Two” uses the same channel, #x, at the same time (2026-03-30 09:00) (give one of the two another channel)
    #1, line 14 warning (capacity): about 15 people are expected, and “A” holds 10 (move it to a larger room, or agree on fewer people with its chairs)
    #1 warning (track): #2 “Two” is of the same track, “Web”, and at the same time (2026-03-30 09:00) (move one of the two to another slot)
    #2 error (chair conflict): #1 “One” is at the same time and has a chair in common: @ada (move one of the two to another slot, or let somebody else chair it)
    #2, line 14 error (irc): #1 “One” uses the same channel, #x, at the same time (2026-03-30 09:00) (give one of the two another channel)
    #2, line 16 warning (conflict): it asks not to be at the same time as #1 “One”, and is (2026-03-30 09:00) (move one of the two to another slot)
    #2 warning (track): #1 “One” is of the same track, “web”, and at the same time (2026-03-30 09:00) (move one of the two to another slot)
    #3 warning (minutes): the session has taken place, and there is no link to its minutes (add `- [Minutes](https://…)` below `### Meeting materials`)
    #4 error (scheduling): the event has no room “C” (choose one of the event's rooms, or add it to them)
    #4, line 14 error (chairs): nobody chairs the session: its author does not, and there is no other chair (name somebody who chairs it)
    #5 error (scheduling): the event has no slot “2026-03-29 10:00” (choose one of the event's slots, or add it to them)
    "#);
}

#[test]
fn planners_can_allow_what_would_clash() {
    let session = |number: u64| json!({"number": number, "title": "T", "author": "ada", "slot": "2030-01-01 9:00", "body": START});
    let text = |allowed: &str| {
        json!({
            "metadata": {"meeting": "Day", "timezone": "UTC", "allowedInParallel": allowed},
            "slots": ["2030-01-01 9:00 - 10:00"],
            "sessions": [session(1), session(2)],
        })
    };
    assert_eq!(facts(&checked(&text("1,2").to_string())), []);
    assert_eq!(facts(&checked(&text("2,3\n1,4").to_string())).len(), 2);
}

#[test]
fn a_crowd_in_one_slot_is_counted_and_not_listed() {
    let sessions: Vec<Value> = (1..=200)
        .map(|number| json!({"number": number, "title": "T", "slot": "2030-01-01 9:00", "room": "A", "body": START}))
        .collect();
    let text = json!({
        "metadata": {"meeting": "Day", "timezone": "UTC"},
        "slots": ["2030-01-01 9:00 - 10:00"], "rooms": ["A"], "sessions": sessions,
    });
    let checked = checked(&text.to_string());
    let counts: Vec<usize> = checked.iter().map(|one| one.findings.len()).collect();
    assert_eq!(counts, [13; 200]);
    assert_eq!(
        checked[0].findings[12].message,
        "the same is so of 187 more sessions"
    );
}

#[test]
fn files_that_hold_no_event_are_refused_with_their_line() {
    let faults = |text: &str| {
        let faults = event(text).unwrap_err();
        faults
            .iter()
            .map(|fault| format!("{fault}\n"))
            .collect::<String>()
    };
    let mut all = String::new();
    for text in [
        "no json",
        "[{\"number\": 1,\n",
        "[{\"title\": \"A\"},\n{\"number\": 2, \"title\": \"B\", \"body\": null},\n{\"number\": 2, \"title\": \"C\"}, 7]",
        "{\"metadata\": {\"type\": \"groups\",\n\"timezone\": \"Mars\"},\n\"rooms\": [\"A\", \"a\", 3],\n\"slots\": [\"noon\", \"2026-03-31 9:00 - 10:00\"],\n\"sessions\": [{\"number\": 1, \"title\": \"A\", \"meeting\": \"Monday\"}]}",
    ] {
        let _ = writeln!(all, "{}", faults(text));
    }
    assert_snapshot!(all, @r#"
    event.json:1:1: the file is no JSON: `[` is missing here (export it again: `gh issue list --state open --limit 1000 --json number,title,body,author,labels,url`)

    event.json:2:1: the file is no JSON: EOF while parsing a value (export it again: `gh issue list --state open --limit 1000 --json number,title,body,author,labels,url`)

    event.json:1:1: an issue has no `number` (export it again: `gh issue list --json number,title,body,author,labels,url`)
    event.json:3:1: #2 is there twice (give it the proposals of one event, each once)
    event.json:3:1: an issue has no `number` (export it again: `gh issue list --json number,title,body,author,labels,url`)

    event.json:4:1: "noon" is none of the `slots` (write each as "2026-03-31 9:00 - 10:00")
    event.json:3:1: 3 is none of the `rooms` (write each as "Main (25)")
    event.json:3:1: two rooms have the same name (give each its own)
    event.json:1:1: these are meetings of groups, which are not read (give it an event of breakout sessions)
    event.json:1:1: `metadata` has no `meeting` (add `"meeting": "…"`, what the event is called)
    event.json:2:1: there is no time zone `Mars` (write a name of the IANA list: a continent and a city, such as Asia/Kolkata, or UTC)
    event.json:5:1: #1 has a `meeting`, as only meetings of groups do (give it an event of breakout sessions, each with one `slot`)
    "#);
}

#[test]
fn issues_that_are_no_proposals_are_passed_over_and_said() {
    let text = json!([
        {"number": 1, "title": "A", "body": START, "labels": []},
        {"number": 2, "title": "B", "body": "Where is lunch?", "labels": [{"name": "question"}]},
        {"number": 3, "title": "C", "pull_request": {}},
        {"number": 4, "title": "D", "state": "CLOSED"},
        {"number": 5, "title": "E", "body": "", "labels": [{"name": "Session"}]},
        {"number": 6, "title": "F", "body": "no labels are known"},
    ]);
    let event = event(&text.to_string()).unwrap();
    let numbers: Vec<u64> = event.proposals.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1, 5, 6]);
    let passed: Vec<_> = event
        .passed_over
        .iter()
        .map(|one| (one.number, one.why))
        .collect();
    assert_eq!(
        passed,
        [
            (Some(2), "not made by the form"),
            (Some(3), "a pull request"),
            (Some(4), "closed")
        ]
    );
}

#[test]
fn a_wall_of_words_takes_no_time_and_is_told_in_short() {
    let form = Form::built_in().unwrap();
    let many = |one: &str| one.repeat(65_000 / one.len());
    for (heading, text) in [
        (
            "Additional session chairs",
            (0..9_000).map(|n| format!("@a{n} ")).collect(),
        ),
        (
            "Additional session chairs",
            (0..9_000).map(|n| format!("a{n},")).collect(),
        ),
        (
            "Other sessions where we should avoid scheduling conflicts",
            (0..9_000).map(|n| format!("#{n} ")).collect(),
        ),
        ("Meeting materials", many("a: https://b\n")),
        ("IRC channel", many("[")),
        ("Agenda (link or inline)", many("\n### x")),
    ] {
        let text: String = text;
        let (values, findings) = values::read(&format!("{START}### {heading}\n{text}"), &form);
        assert!(
            values.chairs.len() <= 101 && values.conflicts.len() <= 100,
            "{heading}"
        );
        assert!(findings.len() <= 31, "{heading}: {}", findings.len());
    }
}

#[test]
fn line_ends_make_no_difference() {
    let body =
        format!("{START}### Additional session chairs\n\n- @ada\n- @bo\n\n### IRC channel\n\n#x");
    let form = Form::built_in().unwrap();
    let (plain, _) = values::read(&body, &form);
    let (windows, findings) = values::read(&body.replace('\n', "\r\n"), &form);
    assert_eq!((plain, findings), (windows, vec![]));
}

proptest! {
    #[test]
    fn no_body_breaks_it(text in "(### |Session (description|goal|type)|IRC channel|Meeting materials|Additional session chairs|Plenary|\n|\r|```|#[0-9]|@|\\[a\\]|\\(b\\)|, |[ -~]|\\PC){0,80}") {
        let form = Form::built_in().unwrap();
        let (_, findings) = values::read(&text, &form);
        let lines = text.matches(['\n', '\r']).count() + 1;
        for finding in findings {
            prop_assert_eq!(finding.kind, Kind::Format);
            prop_assert!(!finding.cure.is_empty() && !finding.message.contains(['\n', '\r']));
            prop_assert!(finding.spot.is_none_or(|spot| (1..=lines).contains(&spot.line)));
        }
    }

    #[test]
    fn no_file_breaks_it(text in "(\\{|\\}|\\[|\\]|,|:|\"(sessions|number|title|body|slots|rooms|metadata|a)\"|1|null){0,40}") {
        let _ = event(&text);
    }
}
