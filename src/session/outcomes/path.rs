//! Paths of documents: inside their repository, and the same file on every system.

/// What is wrong with a path, and the cure.
pub(super) fn astray(text: &str) -> Option<(&'static str, String)> {
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
        return Some(match astray(&meant) {
            None => ("it has backslashes", format!("write `{meant}`")),
            Some(other) => other,
        });
    }
    let parts: Vec<&str> = text.split('/').collect();
    if parts.contains(&"..") {
        return Some(("it leads out of its repository", inside()));
    }
    // What the two files say, git does in every checkout.
    let own = |part: &&str| {
        [".git", ".gitattributes", ".gitmodules"]
            .iter()
            .any(|own| part.eq_ignore_ascii_case(own))
    };
    if parts.iter().any(own) {
        return Some(("that is where git keeps its own files", inside()));
    }
    let github = parts
        .first()
        .is_some_and(|part| part.eq_ignore_ascii_case(".github"));
    if github
        && parts.get(1).is_some_and(|part| {
            part.eq_ignore_ascii_case("workflows") || part.eq_ignore_ascii_case("actions")
        })
    {
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
    if text.len() > 200 || !parts.iter().all(fits) {
        return Some((
            "not every system can have such a file",
            "use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop".to_owned(),
        ));
    }
    None
}

/// Names that Windows keeps for its devices, with whatever ending.
pub(in crate::session) fn is_device(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = ["com", "lpt"]
        .iter()
        .any(|name| matches!(stem.strip_prefix(name), Some(rest) if rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit())));
    numbered || ["con", "prn", "aux", "nul"].contains(&stem.as_str())
}
