//! Which fault strikes a request.

use crate::fault::{Fault, FaultKind, Traffic, When};

/// A fault that waits for its request.
#[derive(Debug)]
pub(crate) struct Armed {
    fault: Fault,
    seen: u64,
    struck: u64,
}

impl Armed {
    pub(crate) fn new(fault: Fault) -> Armed {
        Armed {
            fault,
            seen: 0,
            struck: 0,
        }
    }

    /// How often it strikes in all.
    fn times(&self) -> u64 {
        match &self.fault.at {
            When::EveryBy { count, .. } => *count,
            _ => 1,
        }
    }
}

/// Counts this request for every armed fault, and returns the first one that it is due for.
pub(crate) fn strike(
    armed: &mut Vec<Armed>,
    login: Option<&str>,
    traffic: Traffic,
) -> Option<FaultKind> {
    let mut due = None;
    for waiting in armed.iter_mut() {
        let (by, of, first) = match &waiting.fault.at {
            When::Request(request) => (None, Traffic::Any, *request),
            When::RequestBy { by, request } => (Some(by), Traffic::Any, *request),
            When::ApiBy { by, request } => (Some(by), Traffic::Api, *request),
            When::GitBy { by, request } => (Some(by), Traffic::Git, *request),
            When::EveryBy { by, from, of, .. } => (Some(by), *of, *from),
        };
        let counts = (of == Traffic::Any || of == traffic)
            && by.is_none_or(|by| login.is_some_and(|login| by.eq_ignore_ascii_case(login)));
        if !counts {
            continue;
        }
        // A fault that is due but lost to an earlier one strikes at the next request.
        if waiting.seen >= first && due.is_none() && waiting.struck < waiting.times() {
            waiting.struck += 1;
            due = Some(waiting.fault.kind.clone());
        }
        waiting.seen = waiting.seen.saturating_add(1);
    }
    armed.retain(|waiting| waiting.struck < waiting.times());
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn armed(at: When) -> Vec<Armed> {
        let kind = FaultKind::Reset;
        vec![Armed::new(Fault { at, kind })]
    }

    #[test]
    fn counts_from_the_moment_it_is_set_and_strikes_once() {
        let by = "ada".to_owned();
        let mut armed = armed(When::RequestBy { by, request: 1 });
        let mut strike = |login| strike(&mut armed, Some(login), Traffic::Api);
        assert_eq!(strike("ada"), None);
        assert_eq!(strike("bob"), None);
        assert_eq!(strike("ADA"), Some(FaultKind::Reset));
        assert_eq!(strike("ada"), None);
    }

    #[test]
    fn a_window_strikes_as_often_as_it_says() {
        let mut armed = armed(When::EveryBy {
            by: "ada".to_owned(),
            from: 1,
            count: 2,
            of: Traffic::Any,
        });
        let mut struck = Vec::new();
        for _ in 0..5 {
            struck.push(strike(&mut armed, Some("ada"), Traffic::Api).is_some());
        }
        assert_eq!(struck, [false, true, true, false, false]);
        assert!(armed.is_empty());
    }

    #[test]
    fn git_and_api_requests_count_apart() {
        for (at, first_struck) in [
            (
                When::GitBy {
                    by: "ada".to_owned(),
                    request: 0,
                },
                Traffic::Git,
            ),
            (
                When::ApiBy {
                    by: "ada".to_owned(),
                    request: 0,
                },
                Traffic::Api,
            ),
        ] {
            let other = match first_struck {
                Traffic::Git => Traffic::Api,
                _ => Traffic::Git,
            };
            let mut armed = armed(at);
            assert_eq!(strike(&mut armed, Some("ada"), other), None);
            let struck = strike(&mut armed, Some("ada"), first_struck);
            assert_eq!(struck, Some(FaultKind::Reset));
        }
    }
}
