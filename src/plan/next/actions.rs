//! What is to be done after a session: an issue for each action, and for each note that the format follows up.

use super::{Desk, Level};
use crate::feedback;
use crate::inert;
use crate::notes::digest;
use crate::plan::change::{Change, IssueKey};
use crate::plan::view::{ACTION, Standing};
use crate::plan::{labels, marker, texts};
use crate::session::Action;

impl Desk<'_> {
    /// The issues that are not there yet. Whoever closes or renames one is believed: it is known by its marker.
    pub(super) fn actions(&mut self) -> Vec<Change> {
        let session = self.view.session;
        let number = self.view.issue.map_or(0, |issue| issue.number);
        let from = format!(
            "[{}]({}/issues/{number})",
            inert::markdown(&session.title),
            self.view.world.url
        );
        // One that is at an issue already needs no other.
        let mut wanted: Vec<(&str, String, String)> = session
            .actions
            .iter()
            .filter(|action| action.issue.is_none())
            .map(|action| (action.what.as_str(), action.digest(), about(action, &from)))
            .collect();
        if let Some((field, value)) = &session.format.follow_up {
            let open = self.view.notes.iter().filter(|received| {
                received.merged.is_none()
                    && !matches!(received.standing, Standing::Refused(_))
                    && received.said.get(field) == Some(value)
            });
            wanted.extend(open.map(|received| {
                let text = format!("It stayed open at {from}.");
                let note = &received.note.text;
                (note.as_str(), digest(note, 1), text)
            }));
        }
        let (mut missing, mut notices) = (Vec::new(), Vec::new());
        for (template, begins) in &session.format.after {
            let digest = feedback::asks(template);
            if self.view.actions.contains(&digest) {
                continue;
            }
            let url = format!("{}/issues/{number}", self.view.world.url);
            match texts::after(session, template, &url) {
                Ok(text) => missing.push(Change::CreateIssue {
                    title: inert::title(&format!("{begins}: {}", session.title)),
                    body: format!("{text}\n{}\n", marked(&digest)),
                    labels: vec![labels::session(&session.id), labels::ACTION.to_owned()],
                    parent: None,
                    key: IssueKey::Action(session.id.clone(), digest),
                }),
                Err(error) => notices.push(error.to_string()),
            }
        }
        for (what, digest, text) in wanted {
            let twice = |change: &Change| matches!(change, Change::CreateIssue { key: IssueKey::Action(_, known), .. } if *known == digest);
            if self.view.actions.contains(&digest) || missing.iter().any(twice) {
                continue;
            }
            missing.push(Change::CreateIssue {
                title: inert::title(&inert::cut(what, 120)),
                body: format!(
                    "{}\n\n{text}\n\n{}\n",
                    inert::markdown(what),
                    marked(&digest)
                ),
                labels: vec![labels::session(&session.id), labels::ACTION.to_owned()],
                parent: None,
                key: IssueKey::Action(session.id.clone(), digest),
            });
        }
        for text in notices {
            self.notice(Level::Warning, text);
        }
        if missing.is_empty() || !self.have_labels([labels::ACTION.to_owned()]) {
            return Vec::new();
        }
        missing
    }
}

/// The marker by which an issue is known again.
fn marked(digest: &str) -> String {
    marker::hidden(ACTION, &format!("\"{digest}\""))
}

fn about(action: &Action, from: &str) -> String {
    let mut lines = vec![match &action.owner {
        Some(owner) => format!("**Who:** {}", inert::markdown(owner)),
        None => "**UNOWNED**: who takes it on? Assign yourself.".to_owned(),
    }];
    for (word, day) in [("Due", &action.due), ("Review", &action.review)] {
        lines.extend(day.as_ref().map(|day| format!("**{word}:** {day}")));
    }
    lines.push(format!("Agreed at {from}."));
    lines.join("\n\n")
}
