//! The files that pages are made of, as they stand in `wall/`.

/// The pages.
pub(super) const INDEX: &str = include_str!("../../wall/index.html");
pub(super) const PRESENTER: &str = include_str!("../../wall/presenter.html");
pub(super) const OPEN: &str = include_str!("../../wall/open.html");

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../wall/", $name)))),*]
    };
}

/// What pages load from `/assets/`.
pub(super) const ASSETS: &[(&str, &str)] = &files![
    "announce.js",
    "app.js",
    "ask.js",
    "board.js",
    "card.js",
    "dom.js",
    "drag.js",
    "edit.js",
    "i18n.js",
    "layout.js",
    "link.js",
    "motion.js",
    "open.js",
    "outbox.js",
    "prefs.js",
    "presenter.js",
    "screens.js",
    "store.js",
    "wall.css",
    "wall.js",
];

/// The words of the pages, from `/strings/`.
pub(super) const STRINGS: &[(&str, &str)] = &files![
    "strings/en.json",
    "strings/es.json",
    "strings/ja.json",
    "strings/pt.json",
    "strings/zh.json",
];

/// The languages that there are words for.
pub fn languages() -> impl Iterator<Item = &'static str> {
    let names = STRINGS.iter().map(|(name, _)| *name);
    names.filter_map(|name| name.strip_prefix("strings/")?.strip_suffix(".json"))
}

/// What a file is, by its name.
pub(super) fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_file_of_the_folder_is_served() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("wall");
        let mut there = BTreeSet::new();
        for folder in ["", "strings/"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    there.insert(format!("{folder}{}", entry.file_name().to_string_lossy()));
                }
            }
        }
        let pages = ["index.html", "presenter.html", "open.html"];
        let listed = ASSETS
            .iter()
            .chain(STRINGS)
            .map(|(name, _)| *name)
            .chain(pages);
        let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
        let unlisted: Vec<&String> = there.symmetric_difference(&listed).collect();
        assert!(
            unlisted.is_empty(),
            "list them in src/serve/assets.rs, and no others: {unlisted:?}"
        );
        for (name, text) in STRINGS {
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_ok(),
                "{name}"
            );
        }
        assert!(languages().any(|language| language == "en"));
        // The pages offer every language that there are words for.
        let (_, pages) = ASSETS.iter().find(|(name, _)| *name == "i18n.js").unwrap();
        for language in languages() {
            for list in ["LANGUAGES", "TAGS"] {
                let line = pages
                    .lines()
                    .find(|line| line.contains(&format!("const {list} = {{")));
                let known = line.is_some_and(|line| line.contains(&format!(" {language}: \"")));
                assert!(known, "add {language} to {list} in wall/i18n.js");
            }
        }
    }

    #[test]
    fn pages_have_nothing_that_the_policy_forbids() {
        for (name, page) in [("index", INDEX), ("presenter", PRESENTER), ("open", OPEN)] {
            for forbidden in [
                "<style",
                "style=",
                "onclick",
                "onload",
                "javascript:",
                "http://",
                "https://",
            ] {
                assert!(!page.contains(forbidden), "{name}: {forbidden}");
            }
            for tag in page.split("<script").skip(1) {
                assert!(
                    tag.split('>').next().unwrap().contains("src=\"/assets/"),
                    "{name}"
                );
            }
        }
    }
}
