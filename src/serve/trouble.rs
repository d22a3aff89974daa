//! What is wrong with GitHub, for people who look at a wall: it goes on by itself, so nobody has to run anything again.

use crate::github::GithubError;
use crate::inert;
use crate::output::help::Help;
use jiff::Timestamp;

/// A sentence with its cure.
pub(super) fn said(error: &GithubError) -> String {
    let clock = |at: &Timestamp| at.strftime("%H:%M UTC").to_string();
    let text = match error {
        GithubError::Unreachable { url, why, .. } => format!(
            "GitHub cannot be reached at {url}: {why}. Check the network; the wall tries again by itself, and nothing is lost"
        ),
        GithubError::Server { status, .. } => format!(
            "GitHub answers {status}. That is GitHub’s own trouble; the wall tries again by itself, and nothing is lost"
        ),
        GithubError::Unusable { what, why } => format!(
            "GitHub’s answer to {what} cannot be used: {why}. The wall asks again by itself"
        ),
        GithubError::RateLimited { at, .. } | GithubError::Budget { at, .. } => format!(
            "the requests that GitHub allows this token are used up. The wall goes on by itself at {}; with another token it goes on at once",
            clock(at)
        ),
        GithubError::Busy { until } => format!(
            "a run of folkmoot is writing, until {} at the latest. Edits are sent after it, by themselves",
            clock(until)
        ),
        GithubError::Unauthorized { .. }
        | GithubError::Forbidden { .. }
        | GithubError::NoRepository { .. }
        | GithubError::NoReportRepository { .. }
        | GithubError::EmptyRepository { .. } => {
            format!("{error}; then start the wall again")
        }
        GithubError::Refused { .. } => format!(
            "{error}. The wall asks again by itself; see {}",
            Help::from(error).url()
        ),
        GithubError::Stopped { .. } | GithubError::TooLarge { .. } => error.to_string(),
    };
    inert::terminal(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_wrong_has_its_cure() {
        let at = "2026-03-31T14:30:00Z".parse().unwrap();
        let text = |text: &str| text.to_owned();
        let errors = [
            GithubError::Unreachable {
                url: text("https://api.github.com"),
                why: text("dns error"),
                unsent: true,
            },
            GithubError::Server {
                status: 502,
                what: text("a query"),
            },
            GithubError::Unusable {
                what: text("a query"),
                why: text("it is not whole"),
            },
            GithubError::RateLimited {
                why: text("secondary"),
                when: text("later"),
                at,
            },
            GithubError::Busy { until: at },
            GithubError::Unauthorized {
                status: 401,
                url: text("https://api.github.com"),
                why: text("Bad credentials"),
            },
            GithubError::NoRepository {
                repository: text("o/r"),
            },
            GithubError::Refused {
                what: text("a query"),
                why: text("no"),
            },
        ];
        let said: Vec<String> = errors.iter().map(said).collect();
        insta::assert_snapshot!(said.join("\n"), @r#"
        GitHub cannot be reached at https://api.github.com: dns error. Check the network; the wall tries again by itself, and nothing is lost
        GitHub answers 502. That is GitHub’s own trouble; the wall tries again by itself, and nothing is lost
        GitHub’s answer to a query cannot be used: it is not whole. The wall asks again by itself
        the requests that GitHub allows this token are used up. The wall goes on by itself at 14:30 UTC; with another token it goes on at once
        a run of folkmoot is writing, until 14:30 UTC at the latest. Edits are sent after it, by themselves
        GitHub does not accept the token (401): Bad credentials. Set GITHUB_TOKEN to one that is valid for https://api.github.com; then start the wall again
        the repository o/r does not exist or the token cannot see it. Check --repo, and that the token may read it; then start the wall again
        GitHub refused a query: no. The wall asks again by itself; see https://github.com/folkmoot/folkmoot/blob/main/docs/troubleshooting.md#github-refuses
        "#);
        for sentence in said {
            assert!(
                !sentence.contains("run again") && !sentence.contains("Run again"),
                "{sentence}"
            );
        }
    }
}
