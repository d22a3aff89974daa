//! Paths of documents: inside their repository, and the same file on every system.

/// The longest path that a session may name.
const LONGEST: usize = 200;
/// The longest that is ever written: a folder that a session named, and a file in it.
const LONGEST_WRITTEN: usize = 400;

/// What is wrong with a path that somebody names, and the cure.
pub(super) fn astray(text: &str) -> Option<(&'static str, String)> {
    strays(text, LONGEST)
}

/// Why nothing is written to a path, whoever made it: looked at once more right before.
pub(crate) fn unwritable(text: &str) -> Option<&'static str> {
    strays(text, LONGEST_WRITTEN).map(|(why, _)| why)
}

fn strays(text: &str, longest: usize) -> Option<(&'static str, String)> {
    let inside =
        || "write the path from the top of its repository, such as docs/learnings.md".to_owned();
    let drive =
        text.get(1..2) == Some(":") && text.starts_with(|first: char| first.is_ascii_alphabetic());
    if text.chars().any(char::is_control) {
        return Some(("it holds a control character", inside()));
    }
    if text.starts_with('/') || drive || text.starts_with('~') || text.starts_with("\\\\") {
        return Some(("it is not a path inside a repository", inside()));
    }
    if text.contains('\\') {
        let meant = text.replace('\\', "/");
        return Some(match strays(&meant, longest) {
            None => ("it has backslashes", format!("write `{meant}`")),
            Some(other) => other,
        });
    }
    let parts: Vec<&str> = text.split('/').collect();
    if parts.contains(&"..") {
        return Some(("it leads out of its repository", inside()));
    }
    if parts.iter().any(|part| is_gits(part)) {
        return Some(("that is where git keeps its own files", inside()));
    }
    if is_run(&parts) {
        return Some((
            "what stands there is run",
            "write into another folder".to_owned(),
        ));
    }
    if parts.last().is_some_and(|part| part.is_empty()) {
        return Some((
            "it is a folder",
            format!("add the file's name: `{text}learnings.md`"),
        ));
    }
    let fits = |part: &&str| {
        !part.is_empty()
            && *part != "."
            && part.trim() == *part
            && !part.ends_with('.')
            && !is_device(part)
            && part
                .chars()
                .all(|one| one.is_alphanumeric() || " -_.+()&,'@".contains(one))
    };
    if text.len() > longest || !parts.iter().all(fits) {
        return Some((
            "not every system can have such a file",
            "use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop".to_owned(),
        ));
    }
    None
}

/// Names of git's own, with whatever capitals. What the files say, git does in every checkout.
pub(in crate::session) fn is_gits(part: &str) -> bool {
    // A long s is a capital's small letter to some systems.
    let part = part.to_lowercase().replace('ſ', "s");
    [
        ".git",
        ".gitattributes",
        ".gitmodules",
        ".gitignore",
        ".lfsconfig",
    ]
    .contains(&part.as_str())
}

/// Whether what stands below such folders is run by GitHub.
pub(in crate::session) fn is_run(parts: &[&str]) -> bool {
    let is = |at: usize, names: &[&str]| {
        parts
            .get(at)
            .is_some_and(|part| names.iter().any(|name| part.eq_ignore_ascii_case(name)))
    };
    is(0, &[".github"]) && is(1, &["workflows", "actions"])
}

/// Names that Windows keeps for its devices, with whatever ending.
pub(in crate::session) fn is_device(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_lowercase();
    // Digits set high are digits there.
    let one_digit = |rest: &str| {
        let mut signs = rest.chars();
        let first = signs.next();
        first.is_some_and(|sign| sign.is_ascii_digit() || "¹²³".contains(sign))
            && signs.next().is_none()
    };
    let numbered = ["com", "lpt"]
        .iter()
        .any(|name| stem.strip_prefix(name).is_some_and(one_digit));
    numbered || ["con", "prn", "aux", "nul"].contains(&stem.as_str())
}
