//! Where the repository's issues stand: what tells that one of them has changed.

use crate::github::Access;
use crate::github::GithubError;
use crate::github::client::Probe;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

/// What changed less than so long before GitHub answered may change again without another mark: its times are whole seconds, and its
/// machines' clocks need not be the same to the second.
const SETTLED: SignedDuration = SignedDuration::from_secs(2);
/// How much further back a look goes than it would have to: GitHub's machines do not all know of a change at once.
const OVERLAP: SignedDuration = SignedDuration::from_secs(10);
const WHAT: &str = "the issue that changed last";

/// The issue or pull request that changed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    etag: Option<String>,
    /// When that was, and whether it is an issue; `None` where there is none at all.
    newest: Option<(Timestamp, bool)>,
    /// Up to when everything is known once this look is over.
    known: Option<Timestamp>,
    /// Whether nothing that happens from now on looks the same.
    pub(super) settled: bool,
}

#[derive(Deserialize)]
struct Item {
    updated_at: Timestamp,
    #[serde(default)]
    pull_request: Option<Value>,
}

/// Asks where they stand; whether that is elsewhere than at the last look.
pub(super) async fn read(
    access: &Access,
    last: Option<&Mark>,
    now: Timestamp,
) -> Result<(Mark, bool), GithubError> {
    let repository = &access.repository;
    let path = format!(
        "/repos/{}/{}/issues?state=all&sort=updated&direction=desc&per_page=1",
        repository.owner, repository.name
    );
    let etag = last.and_then(|mark| mark.etag.as_deref());
    let probe = access.client.probe(WHAT, &path, etag).await?;
    mark(probe, last, now)
}

fn mark(probe: Probe, last: Option<&Mark>, now: Timestamp) -> Result<(Mark, bool), GithubError> {
    let moved = probe.body.is_some();
    let newest = match (probe.body, last) {
        (Some(body), _) => {
            let items: Vec<Item> =
                serde_json::from_value(body).map_err(|error| GithubError::Unusable {
                    what: WHAT.to_owned(),
                    why: error.to_string(),
                })?;
            let first = items.into_iter().next();
            first.map(|item| (item.updated_at, item.pull_request.is_none()))
        }
        (None, Some(last)) => last.newest,
        (None, None) => {
            return Err(GithubError::Unusable {
                what: WHAT.to_owned(),
                why: "there is none in it".to_owned(),
            });
        }
    };
    let at = probe.date.unwrap_or(now);
    let settled = newest.is_none_or(|(newest, _)| at.duration_since(newest) >= SETTLED);
    let mark = Mark {
        etag: probe.etag,
        newest,
        known: newest.map(|(newest, _)| newest),
        settled,
    };
    Ok((mark, moved))
}

impl Mark {
    /// From when on issues are asked for at the next look.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.known?.checked_sub(OVERLAP).ok()
    }

    /// The same after an answer that does not reach it: the next look asks for as much as this one.
    pub(super) fn missed(self, last: &Mark) -> Mark {
        Mark {
            known: last.known,
            settled: false,
            ..self
        }
    }

    /// Whether an answer in which this issue is the last to have changed is as new as the mark. Of a pull request there is nothing to tell.
    pub(super) fn reached_by(&self, last: Option<(u64, Timestamp)>) -> bool {
        match self.newest {
            Some((newest, true)) => last.is_some_and(|(_, at)| at >= newest),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn time(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).unwrap()
    }

    fn probe(body: Option<Value>, date: Option<i64>) -> Probe {
        Probe {
            body,
            etag: Some("W/\"1\"".to_owned()),
            date: date.map(time),
        }
    }

    fn item(second: i64) -> Value {
        json!([{ "updated_at": time(second).to_string(), "number": 3 }])
    }

    #[test]
    fn a_mark_is_settled_by_githubs_clock_and_not_by_this_machines() {
        // Seconds after the change on GitHub's clock, on this one's, and whether that is settled.
        for (github, here, settled) in [
            (Some(0), 900, false),
            (Some(1), -900, false),
            (Some(2), -900, true),
            (None, 1, false),
            (None, 2, true),
        ] {
            let (mark, moved) = mark(probe(Some(item(0)), github), None, time(here)).unwrap();
            assert!(moved);
            assert_eq!(mark.settled, settled, "{github:?} {here}");
            assert_eq!(mark.since(), Some(time(-10)));
        }
    }

    #[test]
    fn what_has_not_changed_settles_with_time() {
        let (fresh, _) = mark(probe(Some(item(0)), Some(1)), None, time(1)).unwrap();
        assert!(!fresh.settled);
        let (later, moved) = mark(probe(None, Some(5)), Some(&fresh), time(5)).unwrap();
        assert!(!moved && later.settled);
        assert_eq!(later.newest, fresh.newest);
    }

    #[test]
    fn an_answer_older_than_the_mark_does_not_reach_it() {
        let (of_issue, _) = mark(probe(Some(item(7)), None), None, time(20)).unwrap();
        assert!(of_issue.reached_by(Some((3, time(7)))));
        assert!(!of_issue.reached_by(Some((3, time(6)))));
        assert!(!of_issue.reached_by(None));
        let pull = json!([{ "updated_at": time(7).to_string(), "pull_request": {} }]);
        let (of_pull, _) = mark(probe(Some(pull), None), None, time(20)).unwrap();
        assert!(of_pull.reached_by(None));
    }

    #[test]
    fn what_an_answer_missed_is_asked_for_again() {
        let (old, _) = mark(probe(Some(item(0)), None), None, time(20)).unwrap();
        let (new, _) = mark(probe(Some(item(60)), None), Some(&old), time(90)).unwrap();
        assert_eq!(new.since(), Some(time(50)));
        let missed = new.missed(&old);
        assert!(!missed.settled);
        assert_eq!(missed.since(), Some(time(-10)));
        // It is still what the next answer has to reach.
        let (again, moved) = mark(probe(None, None), Some(&missed), time(95)).unwrap();
        assert!(!moved && !again.reached_by(Some((3, time(0)))));
        assert_eq!(again.since(), Some(time(50)));
    }

    #[test]
    fn a_repository_without_issues_has_a_mark_and_a_wrong_answer_has_none() {
        let (empty, _) = mark(probe(Some(json!([])), None), None, time(0)).unwrap();
        assert!(empty.settled);
        assert_eq!(empty.since(), None);
        for body in [Some(json!({})), Some(json!([{}])), Some(json!(null)), None] {
            assert!(mark(probe(body, None), None, time(0)).is_err());
        }
    }
}
