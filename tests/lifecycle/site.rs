//! All reports of a repository as a static site, through the binary: what a session left in the governance repository, and what is done
//! with folders that hold something else.

use crate::common::folder::{Folder, files};
use std::fs;
use std::path::Path;

/// A folder with a checkout of the governance repository in which the example ended.
fn checkout() -> Folder {
    let room = Folder::new(&[]);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/touchpoint-2025-05");
    let play = room.path("play");
    room.does(&[
        "rehearse",
        example.to_str().unwrap(),
        "--keep",
        play.to_str().unwrap(),
    ]);
    let bare = play.join("rehearsal/sessions.git");
    git2::build::RepoBuilder::new()
        .clone(bare.to_str().unwrap(), &room.path("governance"))
        .unwrap();
    room
}

fn site(room: &Folder) -> (i32, String, String) {
    room.told(&["site", "governance"])
}

const REPORT: &str = "reports/touchpoint-2025-05";

#[test]
fn a_site_of_what_sessions_left() {
    let room = checkout();
    // A report of an older folkmoot, without a page; one of the same session beside it; a tally of something else.
    let old = files(&room.path("governance").join(REPORT));
    for (name, content) in old.iter().filter(|(name, _)| *name != "report.html") {
        let path = room.path("governance/archive/old one").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    room.write("governance/other/tally.json", "{\"schema\": \"tally\"}");
    room.write("governance/.cache/tally.json", "{");

    let (code, out, err) = site(&room);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(out, "site/index.html\n(2 reports, 1 series)\n");
    let shown = files(&room.path("site"));
    let names: Vec<&str> = shown.keys().map(String::as_str).collect();
    insta::assert_snapshot!(names.join("\n"), @r"
    .folkmoot-site
    .nojekyll
    archive/old one/README.md
    archive/old one/feedback.md
    archive/old one/notes.csv
    archive/old one/report.html
    archive/old one/tally.json
    archive/old one/topics-dark.svg
    archive/old one/topics.md
    archive/old one/topics.svg
    archive/old one/votes-dark.svg
    archive/old one/votes.svg
    index.html
    reports/touchpoint-2025-05/README.md
    reports/touchpoint-2025-05/feedback.md
    reports/touchpoint-2025-05/notes.csv
    reports/touchpoint-2025-05/report.html
    reports/touchpoint-2025-05/tally.json
    reports/touchpoint-2025-05/topics-dark.svg
    reports/touchpoint-2025-05/topics.md
    reports/touchpoint-2025-05/topics.svg
    reports/touchpoint-2025-05/votes-dark.svg
    reports/touchpoint-2025-05/votes.svg
    ");
    // The page that was reviewed is the one that is shown.
    let page = format!("{REPORT}/report.html");
    assert_eq!(shown[&page], old["report.html"]);
    let index = String::from_utf8(shown["index.html"].clone()).unwrap();
    assert!(index.contains("<time datetime=\"2025-05-27\">"), "{index}");
    assert!(index.contains("<table class=\"heat\">"), "{index}");

    // Nothing is asked of anybody, and every link that stays here leads somewhere.
    for (name, content) in shown.iter().filter(|(name, _)| name.ends_with(".html")) {
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.contains("content=\"default-src 'none'; "), "{name}");
        for bad in [" src=", "<link", "<iframe", "url(", "@import", " on"] {
            let head = text.split("<body>").nth(1).unwrap();
            let tags = head.split('<').filter_map(|part| part.split('>').next());
            let mut tags = tags.filter(|tag| !tag.contains("=>"));
            assert!(
                !tags.any(|tag| format!("<{tag}").contains(bad) && tag.contains('=')),
                "{name}: {bad}"
            );
        }
        for to in text.split(" href=\"").skip(1) {
            let to = to.split('"').next().unwrap();
            if to.starts_with("http") || to.starts_with("mailto:") {
                continue;
            }
            match to.strip_prefix('#') {
                Some(id) => assert!(text.contains(&format!(" id=\"{id}\"")), "{name}: {to}"),
                None => {
                    let beside = Path::new(name).parent().unwrap();
                    let there = room.path("site").join(beside).join(to.replace("%20", " "));
                    assert!(there.is_file(), "{name}: {to}");
                }
            }
        }
    }

    // The same again is the same, and so is a site inside of the checkout: it is not read as a report.
    assert_eq!(site(&room).0, 0);
    assert_eq!(files(&room.path("site")), shown);
    for _ in 0..2 {
        let (code, out, _) = room.told(&["site", "governance", "--out", "governance/public"]);
        assert_eq!(
            (code, out.as_str()),
            (0, "governance/public/index.html\n(2 reports, 1 series)\n")
        );
    }
    assert_eq!(files(&room.path("governance/public")), shown);

    // What is no longer there goes, and what others put there stays.
    room.write("site/CNAME", "moot.example\n");
    fs::remove_dir_all(room.path("governance/archive")).unwrap();
    let (code, out, _) = room.told(&["--json", "site", "governance"]);
    assert_eq!(code, 0);
    let said: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (said["reports"].as_u64(), said["series"].as_u64()),
        (Some(1), Some(1))
    );
    assert!(!room.path("site/archive").exists() && room.path("site/CNAME").exists());
    assert!(room.path("site").join(page).exists());
}

#[test]
fn nothing_of_others_is_written_over_and_no_link_is_followed() {
    let room = checkout();
    let refused = |arguments: &[&str], message: &str, place: &str| {
        let before = room.files();
        let (code, out, err) = room.told(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(message) && err.contains(place), "{err}");
        assert!(err.contains("= help: "), "{err}");
        assert_eq!(room.files(), before);
    };
    refused(&["site", "nowhere"], "the folder cannot be read", "nowhere");
    refused(
        &["site", "play/requests.jsonl"],
        "this is no folder",
        "requests.jsonl",
    );
    // A folder called like the site's first page.
    fs::rename(
        room.path("governance").join(REPORT),
        room.path("governance/index.html"),
    )
    .unwrap();
    refused(
        &["site", "governance"],
        "the site makes a file that is called index.html",
        "governance/index.html",
    );
    assert!(!room.path("site").exists());
    fs::rename(
        room.path("governance/index.html"),
        room.path("governance").join(REPORT),
    )
    .unwrap();
    room.write("empty/a", "");
    refused(&["site", "empty"], "there is no report", "empty");
    refused(
        &["site", "governance", "--out", "governance"],
        "that `folkmoot site` did not make",
        "governance",
    );
    refused(
        &["site", "governance", "--out", "empty/a"],
        "this is no folder",
        "empty/a",
    );

    // A file of somebody else where one of the site has to go, in a folder that is the site's own.
    assert_eq!(site(&room).0, 0);
    let list = fs::read_to_string(room.path("site/.folkmoot-site")).unwrap();
    room.write(
        "site/.folkmoot-site",
        &format!(
            "{}../empty/a\n/etc/hosts\n",
            list.replace("index.html\n", "")
        ),
    );
    refused(
        &["site", "governance"],
        "did not make this file",
        "site/index.html",
    );
    fs::remove_file(room.path("site/index.html")).unwrap();
    assert_eq!(site(&room).0, 0);
    assert!(room.path("empty/a").exists(), "a list leads nowhere else");

    // Damaged files are all named, with their places.
    let tally = room.path("governance").join(REPORT).join("tally.json");
    let good = fs::read(&tally).unwrap();
    fs::write(&tally, "{\"schema\": \"folkmoot/tally/1\"").unwrap();
    room.write("governance/series/other/ledger.json", "[]");
    let (code, _, err) = site(&room);
    assert_eq!(code, 2);
    for name in [
        "governance/reports/touchpoint-2025-05/tally.json:1:1",
        "governance/series/other/ledger.json:1:1",
        "2 errors; nothing was written",
    ] {
        assert!(err.contains(name), "{err}");
    }
    fs::write(&tally, good).unwrap();
    fs::remove_dir_all(room.path("governance/series/other")).unwrap();

    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(
            "/etc/passwd",
            room.path("governance").join(REPORT).join("secret.md"),
        )
        .unwrap();
        symlink(
            room.path("governance/reports"),
            room.path("governance/again"),
        )
        .unwrap();
        let (code, out, _) = site(&room);
        assert_eq!(
            (code, out.as_str()),
            (0, "site/index.html\n(1 report, 1 series)\n")
        );
        assert!(!room.path("site").join(REPORT).join("secret.md").exists());
        fs::create_dir(room.path("elsewhere")).unwrap();
        symlink(room.path("elsewhere"), room.path("link")).unwrap();
        refused(
            &["site", "governance", "--out", "link"],
            "this is a symbolic link",
            "link",
        );
        refused(
            &["site", "governance", "--out", "link/"],
            "this is a symbolic link",
            "link",
        );
        refused(
            &["site", "governance", "--out", "link/site"],
            "this is a symbolic link",
            "link",
        );
        fs::remove_dir_all(room.path("site/reports")).unwrap();
        symlink(room.path("elsewhere"), room.path("site/reports")).unwrap();
        refused(
            &["site", "governance"],
            "something else stands where the site has to go",
            "site/reports",
        );
        assert_eq!(fs::read_dir(room.path("elsewhere")).unwrap().count(), 0);
    }
}
