//! Faults as data: what goes wrong, and at which request.

use serde::{Deserialize, Serialize};

/// One planned fault. It strikes once, or as often as its [`When`] says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The request it strikes.
    pub at: When,
    /// What happens to that request.
    pub kind: FaultKind,
}

/// Which request a fault strikes, counted from the moment the fault is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum When {
    /// The n-th request of anybody, counted from 0.
    Request(u64),
    /// The n-th request of one login, counted from 0: REST, GraphQL and git alike.
    RequestBy {
        /// The login whose requests count.
        by: String,
        /// The n-th of them.
        request: u64,
    },
    /// The n-th REST or GraphQL request of one login, counted from 0.
    ApiBy {
        /// The login whose requests count.
        by: String,
        /// The n-th of them.
        request: u64,
    },
    /// The n-th git request of one login, counted from 0. One push is two requests or more.
    GitBy {
        /// The login whose requests count.
        by: String,
        /// The n-th of them.
        request: u64,
    },
    /// Many requests in a row: a whole outage.
    EveryBy {
        /// The login whose requests count.
        by: String,
        /// The first one that is struck, counted from 0.
        from: u64,
        /// How many are struck.
        count: u64,
        /// Which of the requests count.
        #[serde(default)]
        of: Traffic,
    },
}

/// Which requests count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Traffic {
    /// Every request.
    #[default]
    Any,
    /// REST and GraphQL.
    Api,
    /// git over HTTP.
    Git,
}

/// What happens to the struck request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// Answered with this status; nothing happened.
    Status(u16),
    /// It happened, but the answer is this status.
    StatusAfterEffect(u16),
    /// The connection closes without an answer; nothing happened.
    Reset,
    /// It happened, and the connection closes without an answer.
    ResetAfterEffect,
    /// The connection closes without an answer, nothing happened, and from then on the port refuses connections: until the
    /// virtual clock has moved on by `seconds`, or at the latest until two seconds of real time have passed.
    Refuse {
        /// Virtual seconds.
        seconds: i64,
    },
    /// It happened; the connection closes when half of the body is sent. Without a body, it closes without an answer.
    CutMidResponse,
    /// It happened; the answer is complete, but its body is only the first half of the JSON.
    TruncatedJson,
    /// It happened; the headers come at once, then the body byte by byte.
    SlowDrip {
        /// Real time between two bytes.
        millis: u64,
    },
    /// A limit with the header `retry-after`; nothing happened.
    RetryAfter {
        /// 403 or 429.
        status: u16,
        /// The value of the header.
        seconds: u64,
    },
    /// The secondary limit as 403, without a header that says how long to wait; nothing happened.
    SecondaryLimit,
    /// The secondary limit as 429, without a header that says how long to wait; nothing happened.
    TooManyRequests,
    /// The limit on content creation. GraphQL: HTTP 200, every mutation that creates content is null with the error "was
    /// submitted too quickly", other mutations of the document happen. REST: 422 with that message; nothing happened.
    SubmittedTooQuickly,
    /// The primary limit: GraphQL's HTTP 200 with an error, REST's 403, both without requests remaining; nothing happened.
    GraphqlRateLimited {
        /// Virtual seconds until `x-ratelimit-reset`.
        seconds: i64,
    },
    /// The secondary limit as GraphQL may give it: HTTP 200 with an error and no data. REST: as [`FaultKind::SecondaryLimit`].
    /// Nothing happened.
    GraphqlSecondaryLimit,
    /// HTTP 200 with GraphQL errors and no data; nothing happened.
    GraphqlErrors {
        /// GitHub's `type` of the error.
        type_: String,
        /// The message of the error.
        message: String,
    },
    /// HTTP 200 with data and errors. Of a mutation, only the first `keep` root fields happen. Of a query, only the first `keep`
    /// root fields are answered or, where there is but one beside `rateLimit`, the first `keep` fields of its object (of its
    /// list: items). The rest is null with an error each. REST requests are answered as ever.
    PartialData {
        /// How many are answered.
        keep: u32,
    },
    /// A list that lies: a GraphQL connection that is not empty lacks the last node of its page, while its `totalCount` and
    /// `pageInfo` stay as they are.
    LastNodeMissing {
        /// The field of the connection: `reactions`, `members`, `membersWithRole`, `collaborators`.
        connection: String,
        /// Which of these connections of the document, counted from 0 in the order of the answer; every one without it.
        #[serde(default)]
        only: Option<u32>,
    },
    /// A person who cannot be told: `user` of a GraphQL reaction is null.
    ReactionUserNull {
        /// Which of the reactions of the document, counted from 0 in the order of the answer; every one without it.
        #[serde(default)]
        only: Option<u32>,
    },
    /// Eventual consistency: whatever issue, pull request, comment, label or reaction was created within the last `seconds` of
    /// virtual time is not there for this request. What must be unique still clashes with it.
    Lag {
        /// Virtual seconds; what was created this very second counts.
        seconds: i64,
    },
    /// Somebody else changes the world, then the request is carried out.
    Meddle(Meddling),
    /// Another answer than GitHub's, byte for byte; nothing happened.
    Raw(Raw),
    /// It happened, and wherever the answer's JSON has this key, other JSON stands behind it. Unlike a body of its own, such an answer
    /// is right in everything else.
    Replaced {
        /// The key, at any depth.
        key: String,
        /// What stands there, as it is sent: it need not be JSON.
        with: String,
    },
    /// The virtual clock jumps, then the request is carried out.
    ClockJump {
        /// Virtual seconds; negative ones jump back.
        seconds: i64,
    },
}

/// An answer byte for byte, without any of the usual headers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raw {
    /// Its status.
    pub status: u16,
    /// Its headers: name and value. What cannot be sent as a header is left out.
    #[serde(default)]
    pub headers: Vec<(String, Vec<u8>)>,
    /// Its body, or a piece of it.
    pub body: Vec<u8>,
    /// How often that piece comes after the first time; more often than anybody waits for is an answer without end.
    #[serde(default)]
    pub again: u64,
}

impl Raw {
    /// An answer with this status and this body.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Raw {
        Raw {
            status,
            body: body.into(),
            ..Raw::default()
        }
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Raw {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same, its body so often again.
    #[must_use]
    pub fn again(self, again: u64) -> Raw {
        Raw { again, ..self }
    }
}

/// What somebody else does just before a request. The target is the first issue that the request touches: the first issue's
/// node id among the GraphQL variables, or the number in a REST path. Nothing happens where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Meddling {
    /// Deletes the target.
    DeleteTarget,
    /// Transfers the target to a repository that none of the accounts may see.
    TransferTarget,
    /// Closes the target.
    CloseTarget,
    /// Opens an issue in the repository of the request.
    NewIssue {
        /// Its labels; those that do not exist are ignored.
        labels: Vec<String>,
    },
    /// Comments on the target.
    NewComment,
    /// Gives the target a thumbs up.
    NewReaction,
    /// Creates the label that the request is about to create, in upper case (in lower case where it is that already).
    LabelOtherCase,
    /// Pushes a commit to a branch of the repository of the request; one that is not there begins at the default branch.
    CommitOnBranch {
        /// The branch, without `refs/heads/`.
        branch: String,
        /// The file that the commit writes.
        path: String,
    },
    /// Deletes a label of the repository of the request.
    DeleteLabel {
        /// Its name, in any case.
        name: String,
    },
}

/// How an answer gets to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// Not at all: the connection closes.
    Nothing,
    /// Not at all, and no new connection for so many virtual seconds.
    Refused(i64),
    /// Half of the body, then the connection closes.
    Cut,
    /// A body that is half of the real one.
    Truncated,
    /// Byte by byte, with so many milliseconds between.
    Drip(u64),
    /// Whole, and so often again.
    Again(u64),
}

impl FaultKind {
    /// Whether the request is carried out, if perhaps not in full.
    pub(crate) fn carried_out(&self) -> bool {
        matches!(
            self,
            FaultKind::StatusAfterEffect(_)
                | FaultKind::ResetAfterEffect
                | FaultKind::CutMidResponse
                | FaultKind::TruncatedJson
                | FaultKind::SlowDrip { .. }
                | FaultKind::PartialData { .. }
                | FaultKind::LastNodeMissing { .. }
                | FaultKind::Replaced { .. }
                | FaultKind::ReactionUserNull { .. }
                | FaultKind::Lag { .. }
                | FaultKind::Meddle(_)
                | FaultKind::ClockJump { .. }
        )
    }

    /// How the answer gets to the client.
    pub(crate) fn delivery(&self) -> Delivery {
        match self {
            FaultKind::Reset | FaultKind::ResetAfterEffect => Delivery::Nothing,
            FaultKind::Refuse { seconds } => Delivery::Refused(*seconds),
            FaultKind::CutMidResponse => Delivery::Cut,
            FaultKind::TruncatedJson => Delivery::Truncated,
            FaultKind::SlowDrip { millis } => Delivery::Drip(*millis),
            FaultKind::Raw(raw) if raw.again > 0 => Delivery::Again(raw.again),
            _ => Delivery::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_data() {
        let by = || "ada".to_owned();
        let faults = [
            (
                When::Request(17),
                FaultKind::StatusAfterEffect(502),
                r#"{"at":{"request":17},"kind":{"status_after_effect":502}}"#,
            ),
            (
                When::GitBy {
                    by: by(),
                    request: 1,
                },
                FaultKind::CutMidResponse,
                r#"{"at":{"git_by":{"by":"ada","request":1}},"kind":"cut_mid_response"}"#,
            ),
            (
                When::EveryBy {
                    by: by(),
                    from: 2,
                    count: 3,
                    of: Traffic::Api,
                },
                FaultKind::Meddle(Meddling::DeleteTarget),
                r#"{"at":{"every_by":{"by":"ada","from":2,"count":3,"of":"api"}},"kind":{"meddle":"delete_target"}}"#,
            ),
            (
                When::Request(0),
                FaultKind::LastNodeMissing {
                    connection: "members".to_owned(),
                    only: None,
                },
                r#"{"at":{"request":0},"kind":{"last_node_missing":{"connection":"members","only":null}}}"#,
            ),
        ];
        let faults = faults.into_iter().chain([(
            When::Request(0),
            FaultKind::Raw(Raw::new(200, "[").again(9)),
            r#"{"at":{"request":0},"kind":{"raw":{"status":200,"headers":[],"body":[91],"again":9}}}"#,
        )]);
        for (at, kind, expected) in faults {
            let fault = Fault { at, kind };
            let text = serde_json::to_string(&fault).unwrap();
            assert_eq!(text, expected);
            assert_eq!(serde_json::from_str::<Fault>(&text).unwrap(), fault);
        }
    }
}
