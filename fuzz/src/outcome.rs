//! `outcome`: documents of other people: what is written into them, merged with what they wrote; ledgers; and every way of making a text
//! harmless.

use crate::input::Input;
use crate::shown;
use folkmoot::draw::{Scheme, page, prose};
use folkmoot::fault::Source;
use folkmoot::inert;
use folkmoot::ledger;
use folkmoot::outcome::{How, KeyValue, Scalar, Wanted, merge, write};
use folkmoot::site::{self, Folder, Found};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Runs an input.
pub fn run(input: &[u8]) {
    let input = Input::of(input);
    match input.which(b"3rhkldsi") {
        b'3' => merged(&input.text(0), &input.text(1), &input.text(2)),
        b'r' => written(&input, How::Region),
        b'h' => written(&input, How::Section { under: "Here" }),
        b'k' => written(&input, How::FrontMatter),
        b'd' => written(&input, How::NewFile),
        b'l' => ledger(&input.text(0)),
        b's' => site(&input),
        _ => harmless(&input.text(0)),
    }
}

/// One side's change is taken as it is; of both, no line of a person is lost. Lines end as most of the document's do.
fn merged(base: &str, theirs: &str, ours: &str) {
    assert_eq!(merge::merge(base, base, ours).text, ours);
    assert_eq!(merge::merge(base, theirs, base).text, theirs);
    assert_eq!(merge::merge(base, ours, ours).text, ours);
    let merged = merge::merge(base, theirs, ours);
    fn lines(text: &str) -> impl Iterator<Item = &str> {
        text.split(['\r', '\n'])
    }
    for line in lines(theirs).filter(|line| !line.trim().is_empty()) {
        if !lines(base).any(|one| one == line) {
            let kept = lines(&merged.text).any(|one| one == line);
            assert!(kept, "{line:?} is lost");
        }
    }
}

/// Writing into a document: the same again changes nothing.
fn written(input: &Input<'_>, how: How<'_>) {
    let there = input.text(0);
    let text = input.text(1);
    let before = input.given(2).map(String::from_utf8_lossy);
    let value = Scalar {
        text: text.lines().next().unwrap_or_default().to_owned(),
        quoted: text.len() % 2 == 0,
    };
    let keys = [
        ("title".to_owned(), KeyValue::Text(value.clone())),
        ("tags".to_owned(), KeyValue::List(vec![value])),
    ];
    let front = matches!(how, How::FrontMatter | How::NewFile);
    for footnotes in [false, true] {
        let wanted = Wanted {
            file: "docs/goals.md",
            name: "kubecon/goals",
            how,
            text: if how == How::FrontMatter { "" } else { &text },
            keys: if front { &keys } else { &[] },
            footnotes,
        };
        let there = Some(there.as_ref()).filter(|there| how != How::NewFile || !there.is_empty());
        match write(there, before.as_deref(), &wanted) {
            Ok(made) => {
                let again = write(Some(&made.text), made.alone.as_deref(), &wanted)
                    .expect("what was written is refused");
                assert_eq!(again.text, made.text, "a second time it is another");
            }
            Err(fault) => shown::fault(&fault),
        }
    }
}

fn ledger(text: &str) {
    let source = Arc::new(Source {
        path: "series/x/ledger.json".into(),
        text: text.to_owned(),
    });
    match ledger::read(&source) {
        Ok(ledger) => {
            let text = ledger::write(&ledger);
            let again = Arc::new(Source {
                path: "ledger.json".into(),
                text: text.clone(),
            });
            assert_eq!(
                ledger::read(&again).as_ref(),
                Ok(&ledger),
                "another ledger came back"
            );
            ledger::svg(&ledger, "Topics", Scheme::Light);
            ledger::markdown(&ledger);
        }
        Err(fault) => shown::fault(&fault),
    }
}

/// A folder of a governance repository, which anybody may have written.
fn site(input: &Input<'_>) {
    let names = [
        "README.md",
        "tally.json",
        "notes.csv",
        "report.html",
        "goals.md",
    ];
    let files = names
        .iter()
        .zip(0..)
        .filter_map(|(name, at)| Some(((*name).to_owned(), input.given(at)?.to_vec())));
    let folder = Folder {
        path: "reports/a".to_owned(),
        files: files.collect::<BTreeMap<_, _>>(),
    };
    let found = Found {
        folders: vec![folder],
        ledgers: Vec::new(),
    };
    if let Err(faults) = site::site("Reports", &found) {
        shown::faults(&faults);
    }
}

/// Text of people in every place it can come to.
fn harmless(text: &str) {
    let line = inert::line(text);
    assert_eq!(inert::line(&line), line);
    assert!(!line.contains(char::is_control));
    let markdown = inert::markdown(text);
    assert!(!markdown.contains(['<', '>', '\n']), "{markdown:?}");
    assert!(
        !markdown.contains("@a") && !markdown.contains("#1"),
        "{markdown:?}"
    );
    let title = inert::title(text);
    assert!(title.chars().count() <= 256 && !title.contains("#1") && !title.contains("@a"));
    let comment = inert::comment(text);
    assert!(!comment.contains("--") && !comment.contains(['<', '>']));
    let xml = inert::xml(text);
    assert!(!xml.contains(['<', '>', '"', '\'']));
    let cell = inert::cell(text);
    assert!(!cell.starts_with(['=', '+', '-', '@']));
    assert_eq!(
        inert::uncell(&cell),
        line,
        "a cell that cannot be read back"
    );
    shown::tame(&inert::terminal(text));
    let json = serde_json::to_string(text).unwrap();
    let back: String = serde_json::from_str(&inert::json(&json)).expect("JSON");
    assert_eq!(back, text);
    let scalar = folkmoot::yaml::scalar(text);
    let yaml = Arc::new(Source {
        path: "a.yml".into(),
        text: format!("a: {scalar}\n"),
    });
    folkmoot::yaml::parse(&yaml).expect("a scalar that is none");
    assert!(!inert::prose(text).contains("<!--"));
    prose::blocks(text, 2);
    prose::inline(text);
    prose::title(text);
    page::day(text);
}
