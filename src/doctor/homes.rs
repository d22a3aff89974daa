//! The repositories of reports and outcomes, the rules for branches there, and the rolls.

use super::seen::{Github, Home, Looked};
use super::{Check, Examined, Finding, Seen, active};
use crate::ballot::RollSource;
use crate::session::{RepositoryName, Session};

pub(super) fn examine(seen: &Seen, out: &mut Examined) {
    let Some(github) = seen.told() else {
        return;
    };
    for (name, home) in &github.homes {
        match home {
            Some(home) => {
                if *name != seen.repository {
                    place(name, home, github, out);
                }
                rules(seen, name, home, out);
            }
            None => out.add(missing(seen, name, github)),
        }
    }
    rolls(seen, github, out);
}

/// The repositories that sessions still write to; the session's own where there is no session yet.
pub fn wanted(sessions: &[&Session], own: &RepositoryName) -> Vec<RepositoryName> {
    let mut names: Vec<RepositoryName> = Vec::new();
    for session in sessions {
        for (name, _) in session.pulls(own) {
            let known = names
                .iter()
                .any(|known| known.to_string().eq_ignore_ascii_case(&name.to_string()));
            if !known {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        names.push(own.clone());
    }
    names
}

/// Which sessions write there, for people.
fn whose(seen: &Seen, name: &RepositoryName) -> String {
    let of = active(seen).filter(|session| {
        let pulls = session.pulls(&seen.repository);
        pulls.iter().any(|(home, _)| home == name)
    });
    let ids: Vec<String> = of.map(|session| format!("`{}`", session.id)).collect();
    ids.join(", ")
}

fn missing(seen: &Seen, name: &RepositoryName, github: &Github) -> Finding {
    let what = format!(
        "{name}, which {} writes to, does not exist, or the token may not see it",
        whose(seen, name)
    );
    let cure = if github.report_token {
        "check `report: repository` and `outcomes` in session.yml, and that FOLKMOOT_REPORT_TOKEN was made for it"
    } else if github.of_app {
        "check `report: repository` and `outcomes` in session.yml; a workflow's token reaches its own repository only: give one for this repository as the Action's input `report-token`, or in FOLKMOOT_REPORT_TOKEN"
    } else {
        "check `report: repository` and `outcomes` in session.yml, and that the token was made for it"
    };
    Finding::wrong(Check::Reports, what, cure)
}

fn place(name: &RepositoryName, home: &Home, github: &Github, out: &mut Examined) {
    if github.of_app && !github.report_token && !home.place.archived && !home.place.empty {
        return out.add(Finding::advice(
            Check::Reports,
            format!("reports go to {name}: a workflow's own token reaches no other repository, and whether this is one GitHub does not tell"),
            format!("hand a token with `contents: write` and `pull-requests: write` for {name} over as the Action's input `report-token`, or as FOLKMOOT_REPORT_TOKEN"),
        ));
    }
    let mut wrong =
        |what: String, cure: String| out.add(Finding::wrong(Check::Reports, what, cure));
    if home.place.archived {
        wrong(
            format!("{name} is archived: no report can be written to it"),
            "unarchive it, or name another repository in session.yml".to_owned(),
        );
    } else if home.place.empty {
        wrong(
            format!("{name} has no commit, so there is nothing to open a pull request against"),
            "make a first commit in it".to_owned(),
        );
    } else if !github.of_app && !home.place.may_write() {
        let level = home
            .place
            .permission
            .as_deref()
            .unwrap_or("READ")
            .to_lowercase();
        wrong(
            format!("the token's account has the role {level} in {name}: it can push no branch there"),
            "give the account the role Write there, or set FOLKMOOT_REPORT_TOKEN to a token that may write to it".to_owned(),
        );
    }
}

/// What a rule keeps folkmoot from; other rules do it no harm.
fn harm(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "creation" => "only some may make such branches",
        "update" => "only some may push to them",
        "pull_request" => "changes may come by pull request only",
        "required_signatures" => "commits have to be signed, and folkmoot's are not",
        "required_status_checks" => "checks have to pass before a push",
        "branch_name_pattern" => "names of branches have to follow a pattern",
        "commit_message_pattern" => "messages of commits have to follow a pattern",
        "commit_author_email_pattern" | "committer_email_pattern" => {
            "authors' addresses have to follow a pattern"
        }
        "file_path_restriction" => "some files may not be pushed",
        _ => return None,
    })
}

fn rules(seen: &Seen, name: &RepositoryName, home: &Home, out: &mut Examined) {
    let rules = match &home.rules {
        Looked::Is(rules) => rules,
        Looked::Hidden(why) => return out.hidden(Check::Rules, why),
    };
    let mut harms: Vec<&str> = Vec::new();
    for harm in rules.iter().filter_map(|rule| harm(rule)) {
        if !harms.contains(&harm) {
            harms.push(harm);
        }
    }
    if !harms.is_empty() {
        let web = seen.web.trim_end_matches('/');
        out.add(Finding::advice(
            Check::Rules,
            format!("rules of {name} hold for folkmoot's branches as well: {}", harms.join("; ")),
            format!("leave out `refs/heads/folkmoot/**` there, or let the token's account pass: {web}/{name}/settings/rules"),
        ));
    }
}

/// The rolls that GitHub has to be asked for, of votes that are not over.
pub fn rolls_of<'s>(sessions: impl Iterator<Item = &'s Session>) -> Vec<RollSource> {
    let mut all: Vec<RollSource> = Vec::new();
    for session in sessions {
        let roll = &session.rules.roll;
        let asked = matches!(
            roll,
            RollSource::Collaborators | RollSource::Organization { .. } | RollSource::Team { .. }
        );
        if asked && !all.contains(roll) {
            all.push(roll.clone());
        }
    }
    all
}

fn rolls(seen: &Seen, github: &Github, out: &mut Examined) {
    for (roll, found) in &github.rolls {
        let name = match roll {
            RollSource::Collaborators => format!("the collaborators of {}", seen.repository),
            RollSource::Organization { organization } => format!("the members of {organization}"),
            RollSource::Team { organization, team } => format!("the team {organization}/{team}"),
            _ => continue,
        };
        let of = seen
            .sessions
            .iter()
            .filter(|session| session.rules.roll == *roll);
        let ids: Vec<String> = of.map(|session| format!("`{}`", session.id)).collect();
        match found {
            Err(why) => out.add(Finding::wrong(
                Check::Roll,
                format!("the roll of {} cannot be read ({name}), so its vote cannot open: {}", ids.join(", "), why.trim_end_matches('.')),
                "check the name; a workflow's own token cannot read members or teams: give one that may (of a GitHub App: Organization permissions → Members → Read-only)",
            )),
            Ok(0) => out.add(Finding::wrong(
                Check::Roll,
                format!("nobody is on the roll of {} ({name}), so nobody may vote", ids.join(", ")),
                "add people to it before the vote opens, or name another roll",
            )),
            Ok(_) => {}
        }
    }
}
