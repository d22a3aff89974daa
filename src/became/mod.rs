//! What became of things that are worked on elsewhere: goals with an issue, pillars with a milestone, actions of the last session.
//!
//! In: addresses that people wrote. Out: [`Thing`]s to look up, and [`Became`] in a word. Pure; looking up is `github`'s. What cannot be seen
//! is not known, which is no fault: no report waits for it (one waits where the request as a whole failed), and none says that something is done which nobody saw done.

use crate::session::{RepositoryName, SessionId};

/// The most that are looked up for one session.
pub const MOST: usize = 300;

/// Something that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// An issue or a pull request.
    Issue(RepositoryName, u64),
    /// A milestone.
    Milestone(RepositoryName, u64),
    /// The issue that folkmoot made of an action, by the action's digest; not the one that this session made of the same.
    Action(String, SessionId),
}

/// How far it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is worked on, or not even that.
    Open,
    /// It is closed as completed, or merged.
    Done,
    /// It is closed as not planned or as a duplicate, or was closed without merging.
    Dropped,
}

impl State {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Done => "done",
            State::Dropped => "dropped",
        }
    }
}

/// What became of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Became {
    /// How far it got.
    pub state: State,
    /// How many issues of a milestone are closed.
    pub closed: Option<u64>,
    /// How many issues it has.
    pub of: Option<u64>,
    /// Where it is, of an action.
    pub url: Option<String>,
}

impl Became {
    /// What is known by its state alone.
    pub fn only(state: State) -> Became {
        Became {
            state,
            closed: None,
            of: None,
            url: None,
        }
    }
}

impl Thing {
    /// The thing that an address leads to, on the same server as `home` (the address of a repository there, such as
    /// `https://github.com/owner/name`); `None` for every other page.
    ///
    /// `…/owner/name/issues/12`, `…/pull/12` and `…/milestone/3`, also with something behind `?` or `#`.
    pub fn at(home: &str, address: &str) -> Option<Thing> {
        let server = home
            .trim_end_matches('/')
            .rsplitn(3, '/')
            .nth(2)
            .filter(|server| !server.is_empty())?;
        let path = address.trim().strip_prefix(server)?.strip_prefix('/')?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        let [owner, name, kind, number] = parts.as_slice() else {
            return None;
        };
        let repository = RepositoryName::new(&format!("{owner}/{name}"))?;
        // GitHub's numbers are 32 bits with a sign.
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse::<i32>().ok().filter(|_| digits)?;
        let number = u64::try_from(number).ok().filter(|number| *number > 0)?;
        match *kind {
            "issues" | "pull" => Some(Thing::Issue(repository, number)),
            "milestone" => Some(Thing::Milestone(repository, number)),
            _ => None,
        }
    }
}

/// What an issue or pull request became, by GitHub's words for its state and the reason.
pub fn of_issue(pull: bool, state: &str, reason: Option<&str>) -> State {
    match (state, reason) {
        ("MERGED", _) => State::Done,
        ("CLOSED", _) if pull => State::Dropped,
        ("CLOSED", Some("NOT_PLANNED" | "DUPLICATE")) => State::Dropped,
        // Those that were closed before there were reasons have none.
        ("CLOSED", _) => State::Done,
        _ => State::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_things_of_the_same_server() {
        let home = "https://github.com/todogroup/sessions";
        let shown = |address: &str| match Thing::at(home, address) {
            Some(Thing::Issue(repository, number)) => format!("{repository}#{number}"),
            Some(Thing::Milestone(repository, number)) => format!("{repository} m{number}"),
            Some(Thing::Action(..)) => "action".to_owned(),
            None => "-".to_owned(),
        };
        let table = [
            (
                "https://github.com/todogroup/governance/issues/12",
                "todogroup/governance#12",
            ),
            (
                "https://github.com/todogroup/governance/pull/7#issuecomment-1",
                "todogroup/governance#7",
            ),
            (
                "https://github.com/todogroup/governance/milestone/3?closed=1",
                "todogroup/governance m3",
            ),
            (
                "https://github.com/todogroup/governance/issues/12/",
                "todogroup/governance#12",
            ),
            ("https://github.com/todogroup/governance/issues", "-"),
            ("https://github.com/todogroup/governance/issues/0", "-"),
            ("https://github.com/todogroup/governance/issues/-1", "-"),
            ("https://github.com/todogroup/governance/issues/+1", "-"),
            (
                "https://github.com/todogroup/governance/issues/99999999999999999999",
                "-",
            ),
            ("https://github.com/../governance/issues/1", "-"),
            ("https://github.com.evil.example/a/b/issues/1", "-"),
            ("https://gitlab.com/a/b/issues/1", "-"),
            ("https://github.com/a/b/wiki/1", "-"),
            ("", "-"),
        ];
        for (address, thing) in table {
            assert_eq!(shown(address), thing, "{address}");
        }
        assert_eq!(Thing::at("", "https://github.com/a/b/issues/1"), None);
        let enterprise = Thing::at(
            "https://hub.example/x/y",
            "https://hub.example/a/b/issues/1",
        );
        assert!(enterprise.is_some());
    }

    #[test]
    fn what_was_not_seen_done_is_not_done() {
        let table = [
            (false, "OPEN", None, State::Open),
            (false, "OPEN", Some("REOPENED"), State::Open),
            (false, "CLOSED", Some("COMPLETED"), State::Done),
            (false, "CLOSED", Some("NOT_PLANNED"), State::Dropped),
            (false, "CLOSED", Some("DUPLICATE"), State::Dropped),
            (false, "CLOSED", None, State::Done),
            (true, "CLOSED", None, State::Dropped),
            (true, "MERGED", None, State::Done),
            (true, "OPEN", None, State::Open),
            (false, "", None, State::Open),
        ];
        for (pull, state, reason, became) in table {
            assert_eq!(of_issue(pull, state, reason), became, "{state} {reason:?}");
        }
    }
}
