//! Faults as data: what goes wrong, and at which request.

use serde::{Deserialize, Serialize};

/// One planned fault. It strikes once.
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
    /// The n-th request of one login, counted from 0.
    RequestBy {
        /// The login whose requests count.
        by: String,
        /// The n-th of them.
        request: u64,
    },
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
    /// A limit with the header `retry-after`; nothing happened.
    RetryAfter {
        /// 403 or 429.
        status: u16,
        /// The value of the header.
        seconds: u64,
    },
    /// The secondary limit, without a header that says how long to wait; nothing happened.
    SecondaryLimit,
    /// HTTP 200 with GraphQL errors and no data; nothing happened.
    GraphqlErrors {
        /// GitHub's `type` of the error.
        type_: String,
        /// The message of the error.
        message: String,
    },
}

impl FaultKind {
    /// Whether the request has its effect all the same.
    pub(crate) fn after_effect(&self) -> bool {
        matches!(
            self,
            FaultKind::StatusAfterEffect(_) | FaultKind::ResetAfterEffect
        )
    }

    /// Whether the connection closes without an answer.
    pub(crate) fn resets(&self) -> bool {
        matches!(self, FaultKind::Reset | FaultKind::ResetAfterEffect)
    }
}

/// A fault that waits for its request.
#[derive(Debug)]
pub(crate) struct Armed {
    fault: Fault,
    seen: u64,
}

impl Armed {
    pub(crate) fn new(fault: Fault) -> Armed {
        Armed { fault, seen: 0 }
    }
}

/// Counts this request for every armed fault, and takes out the first one that it is due for.
pub(crate) fn strike(armed: &mut Vec<Armed>, login: Option<&str>) -> Option<FaultKind> {
    let mut due = None;
    for (index, waiting) in armed.iter_mut().enumerate() {
        let (counts, request) = match &waiting.fault.at {
            When::Request(request) => (true, *request),
            When::RequestBy { by, request } => (
                login.is_some_and(|login| by.eq_ignore_ascii_case(login)),
                *request,
            ),
        };
        if !counts {
            continue;
        }
        // A fault that is due but lost to an earlier one strikes at the next request.
        if waiting.seen >= request && due.is_none() {
            due = Some(index);
        }
        waiting.seen = waiting.seen.saturating_add(1);
    }
    due.map(|index| armed.remove(index).fault.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_from_the_moment_it_is_set_and_strikes_once() {
        let mut armed = vec![Armed::new(Fault {
            at: When::RequestBy {
                by: "ada".to_owned(),
                request: 1,
            },
            kind: FaultKind::Reset,
        })];
        assert_eq!(strike(&mut armed, Some("ada")), None);
        assert_eq!(strike(&mut armed, Some("bob")), None);
        assert_eq!(strike(&mut armed, Some("ADA")), Some(FaultKind::Reset));
        assert_eq!(strike(&mut armed, Some("ada")), None);
    }

    #[test]
    fn is_data() {
        let fault = Fault {
            at: When::Request(17),
            kind: FaultKind::StatusAfterEffect(502),
        };
        let text = serde_json::to_string(&fault).unwrap();
        assert_eq!(
            text,
            r#"{"at":{"request":17},"kind":{"status_after_effect":502}}"#
        );
        assert_eq!(serde_json::from_str::<Fault>(&text).unwrap(), fault);
    }
}
