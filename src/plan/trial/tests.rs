use super::*;
use crate::fault::Source;
use crate::session::format::Own;
use crate::session::{Formats, read};
use std::sync::Arc;

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

/// The session files of all examples.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folders = std::fs::read_dir(folder).unwrap();
    let files = folders.map(|folder| folder.unwrap().path().join("session.yml"));
    let texts: Vec<String> = files
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect();
    assert!(texts.len() > 5, "{}", texts.len());
    texts
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
    for text in examples() {
        let whole = session(&text);
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

#[test]
fn the_page_for_authors_lists_what_templates_can_show() {
    let page = include_str!("../../../docs/formats.md");
    let section = page.split("### What templates can show").nth(1).unwrap();
    let listed = |row: &str| -> BTreeSet<String> {
        let line = section.lines().find(|line| line.starts_with(row)).unwrap();
        let values = line.split(" | ").nth(1).unwrap();
        let names = values.split('`').skip(1).step_by(2);
        names.map(str::to_owned).collect()
    };
    // Templates that show the names of what they could show.
    let names = |of: &str| format!("{{{{#each {of}}}}}{{{{@key}}}} {{{{/each}}}}");
    let each = |of: &str| format!("{{{{#each {of}}}}}{}{{{{/each}}}}", names("this"));
    let report = [names("this"), each("clusters"), each("notes")].join("\n\n");
    let templates = [
        ("announcement.md", names("this")),
        ("cluster.md", names("this")),
        ("report.md", report),
    ];
    let templates = templates.map(|(name, text)| {
        let path = format!(".folkmoot/formats/how-might-we/{name}.hbs");
        let path = path.into();
        (name.to_owned(), Arc::new(Source { path, text }))
    });
    let own = Own {
        yml: None,
        templates: templates.into(),
    };
    let formats = Formats::new([("how-might-we".to_owned(), own)].into());
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: include_str!("../../../examples/kubecon-india-2024/session.yml").to_owned(),
    });
    let session = read::read(&source, Path::new("sessions/mine"), Vec::new(), &formats).unwrap();
    let (errors, made) = tried(session, false);
    assert!(errors.is_empty(), "{errors:?}");
    let shown = |template: &str, paragraph: usize| -> BTreeSet<String> {
        let (_, text) = made.iter().find(|(of, _)| of == template).unwrap();
        let text = text.split("\n\n").nth(paragraph).unwrap();
        text.split_whitespace().map(str::to_owned).collect()
    };
    for (row, template, paragraph) in [
        ("| announcement |", "announcement.md", 0),
        ("| `cluster.md` |", "cluster.md", 0),
        ("| report, ", "report.md", 0),
        ("| each of a report's `clusters` |", "report.md", 1),
        ("| each of `notes` and `parked` |", "report.md", 2),
    ] {
        assert_eq!(
            listed(row),
            shown(template, paragraph),
            "docs/formats.md, {row}"
        );
    }
}
