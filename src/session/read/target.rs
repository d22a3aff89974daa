//! Where a session's report goes.

use super::{Map, ReportTarget, RepositoryName, SessionId, Walk};
use crate::session::defaults::{Defaults, REPORT};
use crate::session::outcomes::path::{is_device, is_gits, is_run};
use crate::yaml::Node;

/// `report:`.
pub(super) fn report(
    walk: &mut Walk,
    map: &Map<'_>,
    id: Option<&SessionId>,
    defaults: &Defaults,
) -> Option<ReportTarget> {
    let default = id.map(|id| defaults.report_folder(id.as_str()));
    let Some(node) = map.get("report") else {
        return Some(ReportTarget {
            repository: defaults.repository.clone(),
            folder: default?,
        });
    };
    let inner = walk.map(node, "`report`", &REPORT)?;
    let repository = match inner.get("repository") {
        Some(node) => repository(walk, node).map(Some),
        None => Some(defaults.repository.clone()),
    };
    let folder = match inner.get("folder") {
        Some(node) => report_folder(walk, node),
        None => default,
    };
    Some(ReportTarget {
        repository: repository?,
        folder: folder?,
    })
}

pub(in crate::session) fn repository(walk: &mut Walk, node: &Node) -> Option<RepositoryName> {
    let text = walk.text(node, "repository")?;
    let name = RepositoryName::new(&text);
    if name.is_none() {
        // The address of a repository holds its name.
        let path = text
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .or_else(|| text.split_once(':'))
            .map(|(_, path)| path.trim_end_matches('/').trim_end_matches(".git"));
        walk.fault(
            node.span.clone(),
            format!("`{text}` is not the name of a repository"),
            match path.and_then(RepositoryName::new) {
                Some(meant) => format!("write `{meant}`"),
                None => "write owner/name, such as todogroup/governance".to_owned(),
            },
        );
    }
    name
}

fn report_folder(walk: &mut Walk, node: &Node) -> Option<String> {
    let text = walk.text(node, "folder")?;
    let folder = safe_folder(&text);
    if folder.is_none() {
        walk.fault(
            node.span.clone(),
            format!("the report cannot go to `{text}`"),
            "write a folder inside the repository: letters, digits, `-`, `_`, `.` and `/`, no `..`; not git's own files, not `.github/workflows`, and no name that Windows keeps for a device",
        );
    }
    folder
}

/// A folder that stays inside its repository and means the same on every system.
pub(in crate::session) fn safe_folder(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let fits = |part: &str| {
        !part.is_empty()
            && !part.starts_with("..")
            && part != "."
            && !part.ends_with('.')
            && !is_gits(part)
            && !is_device(part)
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let parts: Vec<&str> = text.split('/').collect();
    (text.len() <= 200 && parts.iter().all(|part| fits(part)) && !is_run(&parts))
        .then(|| text.to_owned())
}
