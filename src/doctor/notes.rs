//! Session files with faults, and notes that could be of two sessions.

use super::form::{self, SESSION};
use super::{Check, Examined, Finding, Seen};
use crate::session::beside::NO_ROLL;
use crate::session::{NotesIn, Session};
use crate::text::many;

/// Faults that are named here; `check` names all.
const MOST: usize = 3;

pub(super) fn examine(seen: &Seen, out: &mut Examined) {
    let (rolls, others): (Vec<_>, Vec<_>) = seen
        .faults
        .iter()
        .partition(|fault| fault.message == NO_ROLL);
    for fault in rolls {
        out.add(Finding::wrong(Check::Roll, &fault.message, &fault.cure).at(&fault.place));
    }
    let number = u64::try_from(others.len()).unwrap_or(u64::MAX);
    for fault in others.iter().take(MOST) {
        let more = match number {
            1 => String::new(),
            number => format!(
                "; `folkmoot check` shows {}",
                many(number, "fault", "faults")
            ),
        };
        out.add(
            Finding::wrong(
                Check::Sessions,
                &fault.message,
                format!("{}{more}", fault.cure),
            )
            .at(&fault.place),
        );
    }
    overlap(seen, out);
}

/// Notes of the form that name no session, while two collect, have no home.
fn overlap(seen: &Seen, out: &mut Examined) {
    let Some(form) = seen.here.as_ref().and_then(|here| here.form.as_ref()) else {
        return;
    };
    if form::read(form).is_ok_and(|read| read.asks(SESSION)) {
        return;
    }
    let mut open: Vec<&Session> = seen
        .sessions
        .iter()
        .filter(|session| session.notes_in == NotesIn::Issues && seen.now < session.schedule.voting)
        .collect();
    open.sort_by_key(|session| session.schedule.notes);
    // Sorted by their beginning, one that meets a later one meets its neighbour or something before it.
    let mut last: Option<&Session> = None;
    for session in open {
        if let Some(before) = last.filter(|before| session.schedule.notes < before.schedule.voting)
        {
            out.add(
                Finding::wrong(
                    Check::Overlap,
                    format!("`{}` and `{}` collect notes at the same time, and the form does not ask which one a note is for", before.id, session.id),
                    format!("add an input with the label {SESSION} to the form, as `folkmoot form` prints it"),
                )
                .at(form.path.display()),
            );
            return;
        }
        last = Some(match last {
            Some(before) if before.schedule.voting > session.schedule.voting => before,
            _ => session,
        });
    }
}
