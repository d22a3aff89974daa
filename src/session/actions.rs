//! What people agreed to do after a session: `actions:`.

use super::due::Due;
use crate::fields;
use crate::inert;
use crate::notes::digest;
use crate::yaml::Node;
use crate::yaml::walk::{Map, Walk};

/// The most actions of a session.
pub(crate) const MOST: usize = 50;

/// The keys of an action.
pub(super) const KEYS: [&str; 5] = ["what", "owner", "due", "review", "issue"];

/// Something that somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub what: String,
    /// Who; nobody yet where it is missing.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<Due>,
    /// When people look again at what came of it.
    pub review: Option<Due>,
    /// The issue where it is worked on, where there is one already.
    pub issue: Option<String>,
}

impl Action {
    /// By what it is known again. The same for two people is two actions.
    pub fn digest(&self) -> String {
        match &self.owner {
            Some(owner) => digest(&format!("{}\n{owner}", self.what), 1),
            None => digest(&self.what, 1),
        }
    }
}

/// Reads `actions:`.
pub(super) fn read(walk: &mut Walk, node: &Node) -> Option<Vec<Action>> {
    let items = walk.list(node, "actions")?;
    if items.len() > MOST {
        walk.fault(
            node.span.clone(),
            format!("{} actions are more than people can follow", items.len()),
            format!("write {MOST} at most, each an issue of its own"),
        );
        return None;
    }
    let mut actions = Vec::new();
    for item in items {
        let map = walk.map(item, "an action", &KEYS)?;
        let what = walk.required(
            &map,
            "an action",
            "what",
            "write `what: …`, what is to be done",
        );
        let what = what.and_then(|node| walk.text(node, "what"));
        let owner = walk.optional_text(&map, "owner");
        let (due, review) = (day(walk, &map, "due"), day(walk, &map, "review"));
        let issue = walk.optional_text(&map, "issue");
        let issue = issue.and_then(|text| {
            let link = fields::link(&text);
            if link.is_none()
                && let Some(node) = map.get("issue")
            {
                walk.fault(
                    node.span.clone(),
                    format!("`{}` is no address", inert::line(&text)),
                    "write the issue's address: https://github.com/OWNER/NAME/issues/NUMBER",
                );
            }
            link
        });
        actions.extend(what.map(|what| Action {
            what: inert::line(&what),
            owner: owner.map(|owner| inert::line(&owner)),
            due,
            review,
            issue,
        }));
    }
    Some(actions)
}

fn day(walk: &mut Walk, map: &Map<'_>, name: &str) -> Option<Due> {
    let node = map.get(name)?;
    let text = walk.text(node, name)?;
    let due = Due::parse(&text);
    if due.is_none() {
        walk.fault(
            node.span.clone(),
            format!("`{text}` is no date"),
            "write a day, a month, a quarter or a year: 2025-03-31, March 2025, Q2 2025, 2025",
        );
    }
    due
}
