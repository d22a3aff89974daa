//! The labels folkmoot owns: everything under its prefixes, and nothing else.

use crate::inert;
use crate::session::{SessionId, Stage};

/// On the issue of a session.
pub const SESSION: &str = "folkmoot:session";
/// On the issue of a cluster.
pub const CLUSTER: &str = "folkmoot:cluster";
/// On a note's issue; the note form sets it.
pub const NOTE: &str = "folkmoot:note";
/// On a note's issue that folkmoot made from a comment or a file. Only there a marker of origin is believed: anybody can write one.
pub const COLLECTED: &str = "folkmoot:collected";
/// On the issue of something to do after a session: an action, or a question that stayed open.
pub const ACTION: &str = "folkmoot:action";
/// On the issue of a session that is called off. Somebody who may label calls it off by setting it, too.
pub const CALLED_OFF: &str = "folkmoot:called-off";
/// On a note that is in no cluster, on purpose.
pub const PARKED: &str = "cluster:parked";

/// GitHub's limit for a label's name, in characters.
pub const LONGEST_NAME: usize = 50;

/// A label as it is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLabel {
    /// Name.
    pub name: String,
    /// Six hex digits.
    pub color: &'static str,
    /// At most 100 characters.
    pub description: String,
}

/// The label of a session.
pub fn session(id: &SessionId) -> String {
    format!("session:{id}")
}

/// The label of a stage.
pub fn stage(stage: Stage) -> String {
    format!("stage:{stage}")
}

/// The label of a group, on the notes of its people.
pub fn group(number: usize) -> String {
    format!("group:{number}")
}

/// The session that a label names.
pub fn session_of(label: &str) -> Option<SessionId> {
    prefixed(label, "session:").and_then(SessionId::new)
}

/// The stage that a label names.
pub fn stage_of(label: &str) -> Option<Stage> {
    prefixed(label, "stage:").and_then(Stage::from_word)
}

/// The label of a cluster: its name after the prefix. A name that does not fit is cut, and ends with four digits of its digest, so that two
/// long names do not become one cluster. Commas would part it where labels are listed.
pub fn cluster(name: &str) -> String {
    let name = inert::line(name).replace(',', " ·");
    let label = format!("cluster:{name}");
    if label.chars().count() <= LONGEST_NAME {
        return label;
    }
    let digest: String = crate::notes::digest(&name.to_lowercase(), 1)
        .chars()
        .take(4)
        .collect();
    format!("{} {digest}", inert::cut(&label, LONGEST_NAME - 5))
}

/// The cluster that a label names; `None` for other labels and for `parked`.
pub fn cluster_of(label: &str) -> Option<&str> {
    if same(label, PARKED) {
        return None;
    }
    prefixed(label, "cluster:")
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

/// GitHub compares label names without case.
pub fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// A label's name as GitHub compares it.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

fn prefixed<'l>(label: &'l str, prefix: &str) -> Option<&'l str> {
    label
        .get(..prefix.len())
        .filter(|start| start.eq_ignore_ascii_case(prefix))
        .and_then(|_| label.get(prefix.len()..))
}

/// Colour and description of a label of ours, by its name.
pub fn new(name: &str) -> NewLabel {
    let (color, description) = if let Some(stage) = stage_of(name) {
        (
            "5319e7",
            format!("The session is at this stage: {stage}. A facilitator may set it by hand."),
        )
    } else if same(name, PARKED) {
        ("c5c5c5", "A note in no cluster, on purpose".to_owned())
    } else if let Some(cluster) = cluster_of(name) {
        ("0e8a16", format!("Notes of the cluster {cluster}"))
    } else if let Some(number) = prefixed(name, "group:") {
        ("fbca04", format!("A note of somebody in group {number}"))
    } else if let Some(id) = prefixed(name, "session:") {
        ("1d76db", format!("Belongs to the session {id}"))
    } else {
        let about = match name {
            SESSION => "A session",
            CLUSTER => "A cluster of notes to vote on",
            NOTE => "A note of a participant",
            CALLED_OFF => {
                "The session is called off. To hold it after all, take this label off and reopen its issue."
            }
            ACTION => "Something to do after a session",
            COLLECTED => "A note that folkmoot collected from a comment or a file",
            _ => "Set by folkmoot",
        };
        ("bfd4f2", about.to_owned())
    };
    NewLabel {
        name: name.to_owned(),
        color,
        description: inert::cut(&description, 100),
    }
}

/// The labels that have to be there before a session can be announced.
pub fn of_session(id: &SessionId) -> Vec<String> {
    let mut names = vec![
        SESSION.to_owned(),
        CLUSTER.to_owned(),
        NOTE.to_owned(),
        COLLECTED.to_owned(),
        PARKED.to_owned(),
        session(id),
    ];
    names.extend(Stage::ALL.map(stage));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_come_back() {
        let long = "x".repeat(80);
        assert_eq!(cluster(&long).chars().count(), 50);
        assert_ne!(cluster(&format!("{long}a")), cluster(&format!("{long}b")));
        assert_eq!(
            cluster_of(&cluster("Product Roadmap / Engineering")),
            Some("Product Roadmap / Engineering")
        );
        assert_eq!(cluster_of("Cluster:Security"), Some("Security"));
        assert_eq!(cluster_of(PARKED), None);
        assert_eq!(cluster_of("clusters"), None);
        assert_eq!(stage_of("stage:Voting"), Some(Stage::Voting));
        assert_eq!(cluster("a, b"), "cluster:a · b");
        let id = SessionId::new(&"x".repeat(42)).unwrap();
        for name in of_session(&id) {
            let label = new(&name);
            assert!(label.name.chars().count() <= 50 && label.description.chars().count() <= 100);
        }
    }
}
