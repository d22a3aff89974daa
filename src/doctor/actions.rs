//! GitHub Actions: whether workflows run, and what the repository lets them do.

use super::seen::{Github, Looked};
use super::workflow::Ours;
use super::{Check, Examined, Finding, Level, Seen, active};

pub(super) fn examine(seen: &Seen, out: &mut Examined) {
    let Some(github) = seen.told() else {
        return;
    };
    let settings = seen.page("settings/actions");
    match &github.actions {
        Looked::Hidden(why) => out.hidden(Check::Actions, why),
        Looked::Is(actions) if !actions.enabled => out.add(Finding::wrong(
            Check::Actions,
            "GitHub Actions is turned off: no workflow runs",
            format!("allow it: {settings} → Actions permissions; where it is greyed out, the organization decides"),
        )),
        Looked::Is(actions) if actions.allowed == "local_only" => out.add(Finding::wrong(
            Check::Actions,
            "workflows may use the owner's own actions only, so not folkmoot's",
            format!("add folkmoot/folkmoot@* and actions/checkout@* to the allowed actions: {settings}"),
        )),
        Looked::Is(actions) if actions.allowed == "selected" => out.hidden(
            Check::Actions,
            format!("only selected actions are allowed, and which ones was not looked at: folkmoot/folkmoot@* and actions/checkout@* have to be among them ({settings})"),
        ),
        Looked::Is(_) => {}
    }
    pull_requests(seen, github, &settings, out);
    workflows(seen, github, out);
}

/// Where the repository wants commits, a loose pin is no longer a matter of taste. Comes after the workflows.
pub(super) fn pins(seen: &Seen, out: &mut Examined) {
    let wanted = seen.told().is_some_and(|github| {
        matches!(&github.actions, Looked::Is(actions) if actions.enabled && actions.pinned)
    });
    let loose = out
        .findings
        .iter_mut()
        .filter(|finding| finding.check == Check::WorkflowPins);
    for finding in loose.filter(|_| wanted) {
        finding.level = Level::Wrong;
        finding.what = format!(
            "this repository requires whole commit ids, so GitHub refuses to run this workflow: {}",
            finding.what
        );
    }
}

/// Matters where a workflow's own token opens them.
fn pull_requests(seen: &Seen, github: &Github, settings: &str, out: &mut Examined) {
    let own = |session| {
        let pulls = crate::session::Session::pulls(session, &seen.repository);
        pulls.iter().any(|(home, _)| *home == seen.repository)
    };
    if github.report_token || (!seen.sessions.is_empty() && !active(seen).any(own)) {
        return;
    }
    match &github.may_open {
        Looked::Hidden(why) => out.hidden(Check::PullRequests, why),
        Looked::Is(true) => {}
        Looked::Is(false) => out.add(Finding::wrong(
            Check::PullRequests,
            "workflows may not open pull requests, so reports do not come out",
            format!("tick \"Allow GitHub Actions to create and approve pull requests\": {settings} → Workflow permissions; where it is greyed out, the organization decides"),
        )),
    }
}

fn workflows(seen: &Seen, github: &Github, out: &mut Examined) {
    let ours = seen.here.as_ref().map(Ours::find);
    let broken = ours.as_ref().is_some_and(|ours| !ours.broken.is_empty());
    let local: Vec<&str> = ours.iter().flat_map(|ours| ours.paths()).collect();
    let perhaps = ours.iter().flat_map(|ours| &ours.perhaps);
    let perhaps: Option<String> = perhaps
        .map(|source| source.path.display().to_string())
        .next();
    let perhaps = perhaps.as_deref();
    let listed = match &github.workflows {
        Looked::Is(listed) => listed,
        Looked::Hidden(why) => {
            out.hidden(Check::WorkflowState, why);
            if ours.is_none() {
                out.hidden(Check::Workflow, why);
            } else if local.is_empty() && !broken {
                none_certain(seen, perhaps, out);
            }
            return;
        }
    };
    // Without the files, the name has to do.
    let named = |text: &str| text.to_lowercase().contains("folkmoot");
    let mut found = listed.iter().filter(|it| {
        let is_ours = local.contains(&it.path.as_str());
        is_ours || (local.is_empty() && ours.is_none() && (named(&it.path) || named(&it.name)))
    });
    let mut any = false;
    for workflow in found.by_ref() {
        any = true;
        let file = workflow.path.rsplit('/').next().unwrap_or_default();
        let page = seen.page(&format!("actions/workflows/{file}"));
        let why = match workflow.state.as_str() {
            "active" => continue,
            "disabled_inactivity" => "GitHub disabled it after sixty days without a commit",
            "disabled_manually" => "somebody disabled it",
            "disabled_fork" => "workflows of a fork are disabled at first",
            _ => "it does not run",
        };
        out.add(
            Finding::wrong(
                Check::WorkflowState,
                format!("the workflow that runs folkmoot is disabled: {why}"),
                format!("enable it: {page} → Enable workflow, or `gh workflow enable {file} --repo {}`; it catches up by itself", seen.repository),
            )
            .at(&workflow.path),
        );
    }
    match local.first() {
        _ if any || broken || github.own.empty => {}
        Some(path) => out.add(
            Finding::wrong(
                Check::Workflow,
                "the workflow is here, and not on GitHub's default branch, where alone it is started",
                "commit it, and push or merge it to the default branch",
            )
            .at(path),
        ),
        None => none_certain(seen, perhaps, out),
    }
}

/// No workflow runs folkmoot for certain; one may, in a way that is not to be seen from its file.
fn none_certain(seen: &Seen, perhaps: Option<&str>, out: &mut Examined) {
    match perhaps {
        Some(path) => out.hidden(
            Check::Workflow,
            format!("{path} seems to run folkmoot, by a workflow elsewhere or a command that is known only when it runs"),
        ),
        None => out.add(missing(seen)),
    }
}

fn missing(seen: &Seen) -> Finding {
    Finding::wrong(
        Check::Workflow,
        format!(
            "no workflow in {} runs folkmoot, so nothing happens by itself",
            seen.repository
        ),
        "run `folkmoot init`, which writes .github/workflows/folkmoot.yml, and commit it",
    )
}
