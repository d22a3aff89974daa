//! What would keep folkmoot from working in a repository, each finding with its cure.
//!
//! In: what was read of GitHub, the files here, the sessions, the time. Out: findings, and what could not be seen. Pure. What cannot be seen is
//! never called wrong, and nothing is called right because it could not be seen.

mod access;
mod actions;
mod check;
mod form;
pub mod homes;
mod labels;
mod notes;
pub mod seen;
#[cfg(test)]
mod tests;
mod workflow;

pub use check::{Check, Level};
pub use seen::Seen;

use crate::inert;
use crate::session::Session;
use serde::Serialize;

/// One thing that is wrong, or could be better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, as one sentence without a full stop.
    pub what: String,
    /// The file and line, where it is in a file.
    pub place: Option<String>,
    /// How to mend it.
    pub cure: String,
    /// Where to read more.
    pub link: String,
}

impl Finding {
    fn new(
        check: Check,
        level: Level,
        what: impl Into<String>,
        cure: impl Into<String>,
    ) -> Finding {
        Finding {
            check,
            level,
            what: inert::line(&what.into()),
            place: None,
            cure: inert::line(&cure.into()),
            link: check.link(),
        }
    }

    fn wrong(check: Check, what: impl Into<String>, cure: impl Into<String>) -> Finding {
        Finding::new(check, Level::Wrong, what, cure)
    }

    fn advice(check: Check, what: impl Into<String>, cure: impl Into<String>) -> Finding {
        Finding::new(check, Level::Advice, what, cure)
    }

    fn at(mut self, place: impl ToString) -> Finding {
        self.place = Some(inert::line(&place.to_string()));
        self
    }
}

/// What nobody could look at, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unseen {
    /// What was to be looked at.
    pub check: Check,
    /// Why it cannot be seen.
    pub why: String,
}

/// All that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Examined {
    /// In the order of [`Check::ALL`].
    pub findings: Vec<Finding>,
    /// In the same order.
    pub unseen: Vec<Unseen>,
}

impl Examined {
    fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn hidden(&mut self, check: Check, why: impl Into<String>) {
        let why = inert::line(&why.into());
        self.unseen.push(Unseen { check, why });
    }

    /// Whether something keeps folkmoot from working.
    pub fn is_wrong(&self) -> bool {
        self.findings.iter().any(|it| it.level == Level::Wrong)
    }
}

/// Looks at everything.
pub fn examine(seen: &Seen) -> Examined {
    let mut out = Examined::default();
    access::examine(seen, &mut out);
    actions::examine(seen, &mut out);
    workflow::examine(seen, &mut out);
    actions::pins(seen, &mut out);
    form::examine(seen, &mut out);
    labels::examine(seen, &mut out);
    homes::examine(seen, &mut out);
    notes::examine(seen, &mut out);
    // Sorting keeps the order within a check.
    let place = |check: Check| Check::ALL.iter().position(|it| *it == check);
    out.findings.sort_by_key(|it| place(it.check));
    out.unseen.sort_by_key(|it| place(it.check));
    out
}

/// Sessions whose votes closed so recently that something is still to be done for them.
fn active(seen: &Seen) -> impl Iterator<Item = &Session> {
    seen.sessions
        .iter()
        .filter(|session| session.schedule.is_fresh(seen.now))
}
