use super::*;
use crate::fault::Source;
use crate::session::{Formats, read};
use std::sync::Arc;

const EXAMPLES: [&str; 6] = [
    include_str!("../../../examples/kubecon-india-2024/session.yml"),
    include_str!("../../../examples/w3c-breakout-2024/session.yml"),
    PANEL,
    CALL,
    include_str!("../../../examples/goals-2024/session.yml"),
    WORKSHOP,
];
const PANEL: &str = include_str!("../../../examples/ospo-panel-2022/session.yml");
const CALL: &str = include_str!("../../../examples/touchpoint-2025-05/session.yml");
const WORKSHOP: &str = include_str!("../../../examples/ospo-book-workshop/session.yml");

fn session(text: &str) -> Session {
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: text.to_owned(),
    });
    let folder = Path::new("sessions/mine");
    read::read(&source, folder, Vec::new(), &Formats::default()).unwrap()
}

/// The text that a template makes of a session.
fn made(session: Session, is_bare: bool, template: &str) -> String {
    let (errors, made) = tried(session, is_bare);
    assert!(errors.is_empty(), "{errors:?}");
    let mut made = made.into_iter();
    made.find(|(of, _)| of == template).unwrap().1
}

#[test]
fn built_in_templates_say_something_whatever_is_left_out() {
    for text in EXAMPLES {
        let whole = session(text);
        for (session, is_bare) in [(whole.clone(), false), (bare(&whole), true)] {
            let (errors, made) = tried(session, is_bare);
            assert!(errors.is_empty(), "{errors:?}");
            for (template, text) in made {
                let empty = text.trim().is_empty() && template != "outcome";
                assert!(!empty, "{template} is empty");
                assert!(!text.contains("]()"), "{template}: {text}");
                assert!(!text.trim_end().ends_with("## What's next?"), "{text}");
            }
        }
    }
}

#[test]
fn a_talk_is_announced_by_what_is_known_of_it() {
    let (free, heading, report) = (
        "Five minutes are free",
        "### Presentation",
        "## Presentation",
    );
    let line = |name: &str| {
        let mut lines = CALL.lines();
        lines
            .find(|line| line.starts_with(&format!("  {name}: ")))
            .map(|line| format!("{line}\n"))
            .unwrap()
    };
    let said = "We'll discuss in an informal setup";
    for left_out in [
        vec![],
        vec![line("guest")],
        vec![line("guest-topic")],
        vec![line("guest"), line("guest-topic")],
    ] {
        let text = left_out
            .iter()
            .fold(CALL.to_owned(), |text, line| text.replace(line, ""));
        let announced = made(session(&text), false, "announcement.md");
        assert!(!announced.contains(free), "{announced}");
        assert!(announced.contains(heading), "{announced}");
        assert!(announced.contains(said), "{announced}");
        let reported = made(session(&text), false, "report.md");
        assert!(reported.contains(report), "{reported}");
        assert!(reported.contains(said), "{reported}");
    }
    let announced = made(bare(&session(CALL)), true, "announcement.md");
    assert!(announced.contains(free), "{announced}");
    assert!(!announced.contains(heading), "{announced}");
}

#[test]
fn an_answer_without_a_stage_loses_nothing() {
    let mut session = session(WORKSHOP);
    let fields = &mut session.format.fields.note;
    fields.retain(|field| field.name != "stage" && field.name != "group");
    let report = made(session, false, "report.md");
    assert!(
        report.contains("- Note 0; activity: something; value: strategic; why: something\n"),
        "{report}"
    );
}
