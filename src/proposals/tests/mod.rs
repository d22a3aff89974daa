//! Tests over whole events.

mod drafts;
mod oracle;
mod words;

use super::{Checked, Event, Form, Rules, Severity, check, event};
use crate::fault::{Fault, Source};
use std::sync::Arc;

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: path.into(),
        text: text.to_owned(),
    })
}

fn event(text: &str) -> Result<Event, Vec<Fault>> {
    event::read(&source("event.json", text), &Form::built_in().unwrap())
}

/// Rules as on a day in 2026, with minutes where W3C keeps them.
fn rules() -> Rules {
    Rules {
        now: "2026-03-31T12:00:00Z".parse().unwrap(),
        minutes_on: vec!["www.w3.org".to_owned(), "lists.w3.org".to_owned()],
    }
}

fn checked(text: &str) -> Vec<Checked> {
    check(&event(text).unwrap(), &rules())
}

/// Number, severity, type, and how many findings of that sort.
type Fact = (u64, Severity, &'static str, usize);

fn facts(checked: &[Checked]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for one in checked {
        for finding in &one.findings {
            let (severity, kind) = (finding.severity, finding.kind.word());
            match facts.last_mut() {
                Some(last) if (last.0, last.1, last.2) == (one.number, severity, kind) => {
                    last.3 += 1
                }
                _ => facts.push((one.number, severity, kind, 1)),
            }
        }
    }
    facts.sort_unstable();
    facts
}
