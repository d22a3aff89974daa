//! What stands in the repository of the reports.

use crate::common::{BRANCH, Bench, CLOSED, GOVERNANCE};
use crate::trees::{self, FILE, FOLDER, LINK, SUBMODULE, at, blob, tree};
use crate::{SESSION, governance, ready};
use git2::{Oid, Repository};
use serde_json::Value;

/// A run over real HTTP and real git: exit code, and all that it said.
pub fn closing(bench: &Bench) -> (i32, String) {
    bench.hub.clock().set(crate::common::time(CLOSED));
    let url = bench.url();
    let output = bench.command_with(&["run", "--at", CLOSED], &[("GITHUB_SERVER_URL", &url)]);
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

/// How many pull requests there are.
fn pulls(bench: &Bench) -> usize {
    let path = format!("/repos/{GOVERNANCE}/pulls?state=all");
    let list = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    list.as_array().unwrap().len()
}

/// Folders in folders, so many; `last` is in the last one.
fn deep(repository: &Repository, depth: usize) -> Oid {
    let mut made = tree(repository, &[(FILE, "x", blob(repository, "x"))]);
    for _ in 0..depth {
        made = tree(repository, &[(FOLDER, "d", made)]);
    }
    tree(repository, &[(FOLDER, "deep", made)])
}

/// Every case: its name, the tree, and what is said of it.
fn cases(repository: &Repository) -> Vec<(String, Oid, String)> {
    let report = format!("reports/{SESSION}");
    let readme = format!("{report}/README.md");
    let elsewhere = blob(repository, "../elsewhere");
    let text = blob(repository, "x");
    let some = tree(repository, &[(FILE, "x", text)]);
    let commit = repository.head().unwrap().target().unwrap();
    let mut cases = Vec::new();
    let mut case = |name: &str, tree: Oid, said: &str| {
        cases.push((name.to_owned(), tree, said.to_owned()));
    };
    for path in ["reports", &report, &readme] {
        case(
            &format!("{path} is a link"),
            at(repository, path, LINK, elsewhere),
            &format!("`{path}` in the repository is a symbolic link"),
        );
        case(
            &format!("{path} is a submodule"),
            at(repository, path, SUBMODULE, commit),
            &format!("`{path}` in the repository is a submodule"),
        );
        let (mode, id, is) = match path == readme {
            true => (FOLDER, some, "a folder"),
            false => (FILE, text, "a file, where the report needs a folder"),
        };
        case(
            &format!("{path} is {is}"),
            at(repository, path, mode, id),
            &format!("`{path}` in the repository is {is}"),
        );
    }
    // Names that some systems do not tell from ours, whatever they are of.
    for (there, ours) in [
        ("Reports".to_owned(), "reports".to_owned()),
        ("REPORTS".to_owned(), "reports".to_owned()),
        ("reportſ".to_owned(), "reports".to_owned()),
        ("reports.".to_owned(), "reports".to_owned()),
        ("reports ".to_owned(), "reports".to_owned()),
        ("rep\u{200d}orts".to_owned(), "reports".to_owned()),
        ("\u{feff}reports".to_owned(), "reports".to_owned()),
        ("reports/KubeCon-India-2024".to_owned(), report.clone()),
        (format!("{report}/readme.md"), readme.clone()),
    ] {
        for (mode, id) in [(LINK, elsewhere), (FOLDER, some), (FILE, text)] {
            case(
                &format!("{there:?} beside ours, mode {mode}"),
                at(repository, &there, mode, id),
                &format!("many systems do not tell it from `{ours}`"),
            );
        }
    }
    case(
        "folders in folders without end",
        deep(repository, 2_000),
        "folders more than 1000 deep",
    );
    cases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_through_over_or_beside_what_is_not_ours() {
    let bench = ready().await;
    let repository = governance(&bench);
    let first = repository.head().unwrap().target().unwrap();
    let mut wrong = Vec::new();
    let cases = cases(&repository);
    for (name, tree, expected) in &cases {
        let commit = trees::put(&repository, "main", *tree);
        let (code, said) = closing(&bench);
        let before = vec![("refs/heads/main".to_owned(), commit.to_string())];
        if code != 1 || !said.contains(expected) || bench.branches() != before || pulls(&bench) > 0
        {
            wrong.push(format!("{name}: {code}: {said}"));
        }
        repository
            .reference("refs/heads/main", first, true, "back")
            .unwrap();
    }
    println!("{} trees, each refused with nothing written", cases.len());
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    // Once it is as it should be, the report goes out.
    assert_eq!(closing(&bench).0, 0);
    assert_eq!(pulls(&bench), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_report_s_folder_changes_whatever_else_is_there() {
    let bench = ready().await;
    let repository = governance(&bench);
    // What a checkout would choke on, or be led astray by, is nobody's business who makes none.
    let text = blob(&repository, "x");
    let mut entries: Vec<(&str, &str, Oid)> = [
        "CON",
        "NUL.txt",
        "aux",
        "git~1",
        "GIT~1",
        "a:b",
        "a::$DATA",
        "dot.",
        "space ",
        "\u{202e}x",
        "new\nline",
        "\u{1b}[2J",
        "::error::x",
        "-rf",
        "~",
        "*",
        "\\",
        "a\\b",
        "$(id)",
        "README.MD",
    ]
    .into_iter()
    .map(|name| (FILE, name, text))
    .collect();
    let elsewhere = blob(&repository, "/etc/passwd");
    let commit = repository.head().unwrap().target().unwrap();
    entries.push((LINK, "passwd", elsewhere));
    entries.push((SUBMODULE, "module", commit));
    let modules =
        "[submodule \"module\"]\n\tpath = module\n\turl = -u./payload\n\tupdate = !touch /tmp/x\n";
    entries.push((FILE, ".gitmodules", blob(&repository, modules)));
    let lfs = "[lfs]\n\turl = http://127.0.0.1:9/\n";
    entries.push((FILE, ".lfsconfig", blob(&repository, lfs)));
    let many: Vec<(String, Oid)> = (0..100_000).map(|at| (format!("f{at:06}"), text)).collect();
    let many: Vec<(&str, &str, Oid)> = many
        .iter()
        .map(|(name, id)| (FILE, name.as_str(), *id))
        .collect();
    entries.push((FOLDER, "many", tree(&repository, &many)));
    let top = tree(&repository, &entries);
    trees::put(&repository, "main", top);
    let (code, said) = closing(&bench);
    assert_eq!(code, 0, "{said}");
    let theirs = trees::files(&repository, "main");
    let both = trees::files(&repository, BRANCH);
    let (ours, kept): (Vec<_>, Vec<_>) = both
        .into_iter()
        .partition(|(path, _, _)| path.starts_with("reports/"));
    assert_eq!(kept, theirs);
    let folder = format!("reports/{SESSION}/");
    assert!(ours.len() >= 6);
    for (path, mode, _) in &ours {
        assert!(
            path.starts_with(&folder) && *mode == 0o100_644,
            "{path} {mode:o}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attributes_and_filters_change_no_byte() {
    let plain = ready().await;
    assert_eq!(closing(&plain).0, 0);
    let mut expected = trees::files(&governance(&plain), BRANCH);
    let bench = ready().await;
    let repository = governance(&bench);
    let attributes = "* text eol=crlf ident working-tree-encoding=UTF-16 filter=lfs merge=evil diff=evil export-subst\n";
    let all = [
        (".gitattributes", attributes),
        ("reports/.gitattributes", attributes),
    ];
    trees::commit(&repository, "main", &all);
    // The configuration of the repository itself is as little asked as ours.
    let sentinel = bench.path("ran");
    let run = format!("touch {}", sentinel.display());
    let mut config = repository.config().unwrap();
    for key in [
        "filter.lfs.clean",
        "filter.lfs.smudge",
        "merge.evil.driver",
        "diff.evil.command",
        "core.fsmonitor",
    ] {
        config.set_str(key, &run).unwrap();
    }
    config.set_str("core.autocrlf", "true").unwrap();
    let (code, said) = closing(&bench);
    assert_eq!(code, 0, "{said}");
    let mut found = trees::files(&repository, BRANCH);
    found.retain(|(path, _, _)| !path.ends_with(".gitattributes"));
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(!sentinel.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_branch_of_somebody_s_is_built_on_and_never_pushed_over() {
    let bench = ready().await;
    let repository = governance(&bench);
    // It begins elsewhere: no force would be needed to lose it, only a push that is not a descendant.
    let alone = at(&repository, "theirs.md", FILE, blob(&repository, "theirs"));
    let theirs = trees::put(&repository, BRANCH, alone);
    let (code, said) = closing(&bench);
    let tip = repository
        .find_reference(&format!("refs/heads/{BRANCH}"))
        .unwrap()
        .peel_to_commit()
        .unwrap();
    assert!(
        tip.id() == theirs || tip.parent_id(0) == Ok(theirs),
        "{code}: {said}"
    );
    assert_eq!(bench.file(BRANCH, "theirs.md"), "theirs");
}
