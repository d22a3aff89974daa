//! The workflows, from the starter workflows: with the branch of the repository, and with an action that is there.

use crate::yaml::scalar;

/// Runs folkmoot.
pub const RUN: &str = include_str!("../../workflow-templates/folkmoot.yml");
/// Looks at pull requests.
pub const REVIEW: &str = include_str!("../../workflow-templates/folkmoot-pull-request.yml");
/// Runs each session by itself.
pub const MANY: &str = include_str!("../../workflow-templates/folkmoot-many.yml");

/// What stands for the action's commit until there is a release; `workflow-templates/pin` puts the commit in.
pub const PLACEHOLDER: &str = "0000000000000000000000000000000000000000";
/// What stands for the default branch; GitHub replaces it where a starter workflow is chosen.
const BRANCH: &str = "$default-branch";
const ACTION: &str = "folkmoot/folkmoot@";

/// The tag that always runs the newest release of this major version: a release's own tag cannot know the digests of what is built from it.
pub const TAG: &str = concat!("v", env!("CARGO_PKG_VERSION_MAJOR"));

/// A starter workflow for a repository: `branch` is its default one, `action` the commit to use instead of the one that the workflow names.
pub fn filled(text: &str, branch: &str, action: Option<&str>) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match line.split_once(ACTION) {
            Some((before, pin)) => {
                out.push_str(before);
                out.push_str(ACTION);
                match action {
                    Some(commit) => out.push_str(commit),
                    None if pin.starts_with(PLACEHOLDER) => out.push_str(TAG),
                    None => out.push_str(pin),
                }
            }
            None => out.push_str(&line.replace(BRANCH, &scalar(branch))),
        }
        out.push('\n');
    }
    out
}

/// Whether the workflows name no commit of the action yet.
pub fn is_unpinned() -> bool {
    RUN.contains(PLACEHOLDER)
}

/// A full commit id.
pub fn commit(text: &str) -> Option<String> {
    let fits = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase())
}
