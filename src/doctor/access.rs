//! The token, and the repository as a whole.

use super::seen::{Asked, Github};
use super::{Check, Examined, Finding, Seen};

/// With fewer points left, a run may stop half-way and go on in the next hour.
const FEW: u64 = 100;

pub(super) fn examine(seen: &Seen, out: &mut Examined) {
    let github = match &seen.github {
        Asked::NoToken => {
            return out.add(Finding::wrong(
                Check::Token,
                "there is no token, so nothing on GitHub was looked at",
                "set GITHUB_TOKEN (at home: `export GITHUB_TOKEN=$(gh auth token)`; in a workflow: `env: GITHUB_TOKEN: ${{ github.token }}`)",
            ));
        }
        Asked::Refused(why) => {
            return out.add(Finding::wrong(
                Check::Token,
                format!("GitHub does not accept the token: {why}"),
                "it is mistyped, expired or revoked, or of another server: make a new one, and look at GITHUB_API_URL",
            ));
        }
        Asked::Limited(why) => {
            return out.add(Finding::wrong(
                Check::RateLimit,
                format!("GitHub answers nothing more for now: {why}"),
                "wait, and look what else uses the token",
            ));
        }
        Asked::NoRepository => {
            return out.add(Finding::wrong(
                Check::Repository,
                format!("{} does not exist, or the token may not see it", seen.repository),
                "check the name (--repo), and that the token was made for it; GitHub does not tell the one from the other",
            ));
        }
        Asked::Told(github) => github,
    };
    repository(seen, github, out);
    permission(seen, github, out);
    if !github.sub_issues {
        out.add(Finding::wrong(
            Check::SubIssues,
            "this server knows no sub-issues, under which folkmoot keeps clusters and notes",
            "update the Enterprise Server to a version that has them",
        ));
    }
    let left = &github.left;
    if left.remaining < FEW {
        let until = left.reset.map_or_else(String::new, |reset| {
            format!(
                "; there are as many again at {}",
                reset.strftime("%H:%M UTC")
            )
        });
        out.add(Finding::advice(
            Check::RateLimit,
            format!(
                "{} of {} points are left in this hour{until}",
                left.remaining, left.limit
            ),
            "a run stops where it has to and goes on later; look what else uses the token",
        ));
    }
}

fn repository(seen: &Seen, github: &Github, out: &mut Examined) {
    let settings = seen.page("settings");
    if github.own.archived {
        out.add(Finding::wrong(
            Check::Archived,
            format!("{} is archived: nobody can write to it", seen.repository),
            format!("unarchive it, at the end of {settings}, or hold the sessions elsewhere"),
        ));
    }
    if github.own.empty {
        out.add(Finding::wrong(
            Check::Empty,
            format!(
                "{} has no commit, so no sessions and no workflow",
                seen.repository
            ),
            "run `folkmoot init`, commit what it writes and push it",
        ));
    }
    if !github.issues {
        out.add(Finding::wrong(
            Check::Issues,
            format!("issues are turned off in {}", seen.repository),
            format!("turn them on: {settings} → Features → Issues"),
        ));
    }
}

fn permission(seen: &Seen, github: &Github, out: &mut Examined) {
    if github.of_app {
        // Of an installation's token GitHub tells the role of nobody.
        return out.hidden(
            Check::Permission,
            "GitHub does not say what the token of an app or a workflow may do; its workflow does",
        );
    }
    // An archived repository gives nobody more.
    if github.own.archived || github.own.may_write() {
        return;
    }
    let level = github
        .own
        .permission
        .as_deref()
        .unwrap_or("READ")
        .to_lowercase();
    out.add(Finding::wrong(
        Check::Permission,
        format!(
            "the token's account has the role {level} in {}: enough for `plan`, `tally` and `report`, not for `run`, which makes labels",
            seen.repository
        ),
        format!("give the account the role Write: {}; or let the workflow run folkmoot", seen.page("settings/access")),
    ));
}
