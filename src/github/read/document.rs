//! The documents that read, built from what is still to be read.

use super::{Connection, Kind, Next};
use crate::plan::labels;
use crate::plan::turn;
use crate::session::PullKey;
use crate::session::{RepositoryName, SessionId};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Issues that a later look asks for at once: few change from one look to the next, and GitHub charges for what could come.
const FEW: u32 = 25;
/// The same of sessions' issues, each with its comments.
const FEW_SESSIONS: u32 = 5;

const FRAGMENTS: [(&str, &str); 12] = [
    ("SessionParts", include_str!("../queries/session.graphql")),
    (
        "ReactionsParts",
        include_str!("../queries/reactions.graphql"),
    ),
    ("TalkParts", include_str!("../queries/talk.graphql")),
    ("FinishedParts", include_str!("../queries/finished.graphql")),
    ("IssueParts", include_str!("../queries/issue.graphql")),
    ("NewestParts", include_str!("../queries/newest.graphql")),
    ("PullParts", include_str!("../queries/pulls.graphql")),
    ("VoteParts", include_str!("../queries/votes.graphql")),
    ("CommentParts", include_str!("../queries/comments.graphql")),
    ("ToldParts", include_str!("../queries/told.graphql")),
    ("RemarkParts", include_str!("../queries/remarks.graphql")),
    ("AuthorParts", include_str!("../queries/author.graphql")),
];

/// A governance repository to look at, and the branches of reports in it.
pub(in crate::github) type Report<'r> = (&'r RepositoryName, &'r [(PullKey, String)]);

/// What the first document of a run asks for beside issues.
pub(super) struct Head<'h> {
    /// Sessions, to learn which of their issues changed last.
    pub sessions: Vec<&'h SessionId>,
    /// Governance repositories.
    pub reports: Vec<Report<'h>>,
    /// At a later look.
    pub later: Option<Later>,
}

/// What a later look asks for beside that: how new GitHub's answer is.
pub(super) struct Later {
    /// The session's issue, to learn whether anything was said there.
    pub talk: Option<u64>,
}

/// A document under construction.
#[derive(Default)]
pub(in crate::github) struct Draft {
    /// Declarations of variables.
    declared: Vec<String>,
    variables: Map<String, Value>,
    /// Fields of the repository of the sessions.
    inner: String,
    /// Fields of the root.
    outer: String,
}

impl Draft {
    /// One that asks for things of a repository.
    pub(in crate::github) fn of(repository: &RepositoryName) -> Draft {
        let mut draft = Draft::default();
        draft.variable("owner", "String!", json!(repository.owner));
        draft.variable("name", "String!", json!(repository.name));
        draft
    }

    /// The issues with a label that were made last.
    pub(in crate::github) fn latest(&mut self, label: &str) {
        self.inner.push_str("    latest: issues(first: 100, labels: $latest, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { number body labels(first: 100) { nodes { id name } } } }\n");
        self.variable("latest", "[String!]", json!([label]));
    }

    /// An issue that asks for feedback, with the first of its comments.
    pub(in crate::github) fn told(&mut self, index: usize, number: u64) {
        let _ = writeln!(
            self.inner,
            "    q{index}: issue(number: $q{index}) {{ ...ToldParts comments(first: 100) {{ ...RemarkParts }} }}"
        );
        self.variable(&format!("q{index}"), "Int!", json!(number));
    }

    /// Further comments on one.
    pub(in crate::github) fn remarks(&mut self, number: u64, after: &str) {
        self.inner.push_str(
            "    q0: issue(number: $q0) { comments(first: 100, after: $after) { ...RemarkParts } }\n",
        );
        self.variable("q0", "Int!", json!(number));
        self.variable("after", "String", json!(after));
    }

    fn variable(&mut self, name: &str, kind: &str, value: Value) {
        self.declared.push(format!("${name}: {kind}"));
        self.variables.insert(name.to_owned(), value);
    }

    fn connection(&mut self, index: usize, connection: &Connection, page: u32) {
        let kind = &connection.kind;
        let few = match kind {
            Kind::Changed(_) => Some(FEW),
            Kind::ChangedSessions(_) => Some(FEW_SESSIONS),
            _ => None,
        };
        let first = few
            .filter(|_| connection.after.is_none())
            .map_or_else(|| "$page".to_owned(), |few| few.min(page).to_string());
        let mut filter = String::new();
        if let Some(label) = kind.label() {
            let _ = write!(filter, " labels: $l{index},");
            self.variable(&format!("l{index}"), "[String!]", json!([label]));
        }
        if let Some(since) = kind.since() {
            let _ = write!(filter, " filterBy: {{since: $s{index}}},");
            self.variable(&format!("s{index}"), "DateTime", json!(since.to_string()));
        }
        let _ = writeln!(
            self.inner,
            "    c{index}: issues(first: {first}, after: $a{index},{filter} states: {}, orderBy: {{field: CREATED_AT, direction: {}}}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ ...{} }} }}",
            kind.states(),
            kind.direction(),
            kind.fragment()
        );
        self.variable(&format!("a{index}"), "String", json!(connection.after));
    }

    fn more(&mut self, index: usize, id: &str, after: &str, field: &str) {
        let _ = writeln!(
            self.outer,
            "  o{index}: node(id: $i{index}) {{ ... on Issue {{ {} }} }}",
            field.replace("$", &format!("$w{index}"))
        );
        self.variable(&format!("i{index}"), "ID!", json!(id));
        self.variable(&format!("w{index}"), "String", json!(after));
    }

    fn newest(&mut self, name: &str, label: &str, states: &str, first: u8) {
        let _ = writeln!(
            self.inner,
            "    {name}: issues(first: {first}, labels: ${name}, states: {states}, orderBy: {{field: UPDATED_AT, direction: DESC}}) {{ ...NewestParts }}",
        );
        self.variable(name, "[String!]", json!([label]));
    }

    /// A governance repository and the pull requests of the reports' branches.
    pub(in crate::github) fn report(&mut self, index: usize, (name, branches): Report<'_>) {
        self.variable(&format!("p{index}o"), "String!", json!(name.owner));
        self.variable(&format!("p{index}n"), "String!", json!(name.name));
        let mut pulls = String::new();
        for (at, (_, branch)) in branches.iter().enumerate() {
            let _ = write!(
                pulls,
                " b{at}: pullRequests(first: 20, headRefName: $p{index}b{at}, orderBy: {{field: CREATED_AT, direction: DESC}}) {{ ...PullParts }}"
            );
            self.variable(&format!("p{index}b{at}"), "String!", json!(branch));
        }
        let _ = writeln!(
            self.outer,
            "  p{index}: repository(owner: $p{index}o, name: $p{index}n) {{ id defaultBranchRef {{ name }}{pulls} }}"
        );
    }

    /// The document and its variables.
    pub(in crate::github) fn done(mut self, name: &str) -> (String, Value) {
        // Only the fragments that are used, and those that they use: GitHub refuses others.
        let mut used = format!("{}{}", self.inner, self.outer);
        for (fragment, text) in FRAGMENTS {
            if used.contains(&format!("...{fragment}")) {
                used.push_str(text);
            }
        }
        let fragments: String = FRAGMENTS
            .iter()
            .filter(|(fragment, _)| used.contains(&format!("...{fragment}")))
            .map(|(_, text)| *text)
            .collect();
        let inner = if self.inner.is_empty() {
            String::new()
        } else {
            format!(
                "  repository(owner: $owner, name: $name) {{\n{}  }}\n",
                self.inner
            )
        };
        if self.inner.contains("$page") {
            self.declared.push("$page: Int!".to_owned());
        }
        let document = format!(
            "query {name}({}) {{\n{inner}{}}}\n{fragments}",
            self.declared.join(", "),
            self.outer
        );
        (document, Value::Object(self.variables))
    }
}

/// The document that reads the next page of each.
pub(super) fn document(
    repository: &RepositoryName,
    head: Option<&Head<'_>>,
    next: &[Next],
    page: u32,
) -> (String, Value) {
    let mut draft = Draft::default();
    let issues = next
        .iter()
        .any(|next| !matches!(next, Next::Votes { .. } | Next::Comments { .. }));
    if head.is_some() || issues {
        draft.variable("owner", "String!", json!(repository.owner));
        draft.variable("name", "String!", json!(repository.name));
    }
    if let Some(head) = head {
        draft.inner.push_str("    id\n    url\n    defaultBranchRef { name }\n    labels(first: 100, orderBy: {field: CREATED_AT, direction: DESC}) { totalCount pageInfo { hasNextPage endCursor } nodes { id name } }\n");
        let _ = writeln!(
            draft.inner,
            "    turn: label(name: \"{}\") {{ id description }}",
            turn::LABEL
        );
        draft.newest("inbox", labels::NOTE, "[OPEN]", 1);
        for (index, id) in head.sessions.iter().enumerate() {
            // Two: one of them may be the session's own issue, which each run may touch.
            draft.newest(
                &format!("n{index}"),
                &labels::session(id),
                "[OPEN, CLOSED]",
                2,
            );
        }
        for (index, report) in head.reports.iter().enumerate() {
            draft.report(index, *report);
        }
        if let Some(later) = &head.later {
            draft.inner.push_str("    last: issues(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { ...NewestParts }\n");
            if let Some(number) = later.talk {
                draft
                    .inner
                    .push_str("    talk: issue(number: $talk) { ...TalkParts }\n");
                draft.variable("talk", "Int!", json!(number));
            }
        }
    }
    for (index, next) in next.iter().enumerate() {
        match next {
            Next::Issues(connection) => draft.connection(index, connection, page),
            Next::Cluster(number) | Next::Session(number) | Next::Reactions(number) => {
                let parts = match next {
                    Next::Session(_) => "SessionParts",
                    Next::Reactions(_) => "ReactionsParts",
                    _ => "IssueParts",
                };
                let _ = writeln!(
                    draft.inner,
                    "    q{index}: issue(number: $q{index}) {{ ...{parts} }}"
                );
                draft.variable(&format!("q{index}"), "Int!", json!(number));
            }
            Next::Votes { id, after, .. } => draft.more(
                index,
                id,
                after,
                "reactions(first: 100, after: $) { ...VoteParts }",
            ),
            Next::Comments { id, after, .. } => draft.more(
                index,
                id,
                after,
                "comments(first: 100, after: $) { ...CommentParts }",
            ),
        }
    }
    // What it costs is free to ask.
    draft.outer.push_str("  rateLimit { cost }\n");
    let later = head.is_some_and(|head| head.later.is_some());
    let (document, mut variables) = draft.done(if later { "Look" } else { "Read" });
    if let (true, Some(variables)) = (document.contains("$page"), variables.as_object_mut()) {
        variables.insert("page".to_owned(), json!(page));
    }
    (document, variables)
}

impl Kind {
    fn label(&self) -> Option<String> {
        match self {
            Kind::Sessions | Kind::Finished | Kind::ChangedSessions(_) => {
                Some(labels::SESSION.to_owned())
            }
            Kind::Inbox => Some(labels::NOTE.to_owned()),
            Kind::Of(id) => Some(labels::session(id)),
            // What lost its label has changed, too.
            Kind::Changed(_) => None,
        }
    }

    fn since(&self) -> Option<Timestamp> {
        match self {
            Kind::ChangedSessions(since) | Kind::Changed(since) => Some(*since),
            _ => None,
        }
    }

    fn states(&self) -> &'static str {
        match self {
            Kind::Sessions | Kind::Inbox | Kind::ChangedSessions(_) => "[OPEN]",
            Kind::Finished => "[CLOSED]",
            Kind::Of(_) | Kind::Changed(_) => "[OPEN, CLOSED]",
        }
    }

    /// What is new comes at the end, so that no page shifts while it is read; of finished sessions the last are what matters.
    fn direction(&self) -> &'static str {
        match self {
            Kind::Finished => "DESC",
            _ => "ASC",
        }
    }

    fn fragment(&self) -> &'static str {
        match self {
            Kind::Sessions | Kind::ChangedSessions(_) => "SessionParts",
            Kind::Finished => "FinishedParts",
            Kind::Inbox | Kind::Of(_) | Kind::Changed(_) => "IssueParts",
        }
    }
}
