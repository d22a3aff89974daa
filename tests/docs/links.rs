//! Every link leads somewhere.

use crate::pages::{pages, root};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let anchors: BTreeMap<PathBuf, BTreeSet<String>> = pages
        .iter()
        .map(|page| (root().join(&page.path), page.anchors()))
        .collect();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for page in &pages {
        let here = root().join(&page.path);
        for link in page.links() {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() {
                here.clone()
            } else {
                here.parent().unwrap().join(path)
            };
            let Ok(target) = target.canonicalize() else {
                wrong.push(format!("{}: {link}: nothing is there", page.path));
                continue;
            };
            assert!(target.starts_with(root().canonicalize().unwrap()), "{link}");
            let known = anchors
                .iter()
                .find(|(path, _)| path.canonicalize().unwrap() == target);
            if !anchor.is_empty() && !known.is_some_and(|(_, all)| all.contains(anchor)) {
                wrong.push(format!("{}: {link}: no such heading", page.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 100, "only {seen} links were found");
}

#[test]
fn the_table_of_contents_has_every_page() {
    let pages = pages();
    let contents = pages.iter().find(|it| it.path == "docs/README.md").unwrap();
    let links = contents.links();
    for page in &pages {
        if let Some(name) = page
            .path
            .strip_prefix("docs/")
            .filter(|it| *it != "README.md")
        {
            let times = links.iter().filter(|it| *it == name).count();
            assert_eq!(times, 1, "docs/README.md has to name {name} once");
        }
    }
}
