use super::*;
use crate::draw::page;

/// A tally that a vote left, made by the example.
fn tally() -> Vec<u8> {
    include_bytes!("tests/tally.json").to_vec()
}

fn folder(path: &str, files: &[(&str, &str)]) -> Folder {
    let mut all: BTreeMap<String, Vec<u8>> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect();
    all.insert("tally.json".into(), tally());
    Folder {
        path: path.to_owned(),
        files: all,
    }
}

fn text(site: &Site, path: &str) -> String {
    String::from_utf8(site.files[path].clone()).unwrap()
}

#[test]
fn a_report_is_known_by_its_page_its_ledger_or_its_vote() {
    let page = page::Page {
        language: "en",
        title: "x",
        about: "x",
        day: Some("2024-12-11".parse().unwrap()),
        skip: ("#x", "x"),
        body: "",
    };
    let found = Found {
        folders: vec![
            folder(
                "reports/old <b>",
                &[(
                    "README.md",
                    "# Old \\*one\\* <b>\n\n**text** <script>x</script>\n",
                )],
            ),
            folder(
                "reports/new",
                &[("README.md", "# New\n"), ("report.html", &page.html())],
            ),
            folder("", &[]),
        ],
        ledgers: Vec::new(),
    };
    let site = super::site("Decisions & <more>", &found).unwrap();
    assert_eq!((site.reports, site.series), (3, 0));
    let index = text(&site, INDEX);
    let main = index
        .split_once("<main>")
        .unwrap()
        .1
        .split_once("</main>")
        .unwrap()
        .0;
    insta::assert_snapshot!(main);
    assert!(index.contains("<h1 dir=\"auto\">Decisions &amp; &lt;more&gt;</h1>"));
    // A page that is there is copied as it is; one that is not is made of the Markdown.
    assert_eq!(text(&site, "reports/new/report.html"), page.html());
    let old = text(&site, "reports/old <b>/report.html");
    assert!(
        old.contains("<strong>text</strong>") && old.contains("href=\"../../index.html\""),
        "{old}"
    );
    assert_eq!(old.matches("<script").count(), 1, "the page’s own");
    assert!(text(&site, "report.html").contains("href=\"index.html\""));
    assert_eq!(site.files[PLAIN], Vec::<u8>::new());
    // The order in which folders were found changes nothing.
    let mut other = found.clone();
    other.folders.reverse();
    assert_eq!(super::site("Decisions & <more>", &other).unwrap(), site);
}

#[test]
fn what_is_damaged_is_named_and_every_fault_at_once() {
    let mut bad = folder("a", &[]);
    bad.files.insert("tally.json".into(), b"{".to_vec());
    let mut changed = folder("b", &[]);
    let tally = String::from_utf8(super::tests::tally()).unwrap();
    changed.files.insert(
        "tally.json".into(),
        tally
            .replacen("\"votes\": 19", "\"votes\": 18", 1)
            .into_bytes(),
    );
    assert_ne!(changed.files["tally.json"], super::tests::tally());
    let ledger = Source {
        path: "series/x/ledger.json".into(),
        text: "{}".into(),
    };
    let found = Found {
        folders: vec![bad, changed],
        ledgers: vec![Arc::new(ledger)],
    };
    let faults = super::site("x", &found).unwrap_err();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(faults.join("\n"), @r"
    series/x/ledger.json:1:1: this is no ledger: it does not say `folkmoot`, its format and version (name a ledger.json)
    a/tally.json:1:1: it is no JSON object: EOF while parsing an object at line 1 column 1 (take the last good one from git)
    b/tally.json:1:1: the file does not give the result that it states: the file was changed: its digest is another (`folkmoot verify` says all that differs; take the last good one from git)
    ");
}

#[test]
fn no_folder_is_called_like_a_file_of_the_site() {
    let page = [("report.html", "x")];
    let found = |paths: &[&str]| Found {
        folders: paths.iter().map(|path| folder(path, &page)).collect(),
        ledgers: Vec::new(),
    };
    for paths in [
        &["index.html"][..],
        &["a/b", "INDEX.html/deep/er"],
        &["", "report.html"],
        &["a", "a/Tally.json/b"],
        &[".nojekyll"],
    ] {
        let faults = super::site("x", &found(paths)).unwrap_err();
        assert_eq!(faults.len(), 1, "{paths:?}");
    }
    for paths in [&["a/index.html"][..], &["index.html.old", "a", "a/b"]] {
        assert!(super::site("x", &found(paths)).is_ok(), "{paths:?}");
    }
    // A page that a site only makes is in the way as well; and each folder is named, once.
    let mut made = found(&["a", "a/report.html/b", "a/report.html/c", "index.html"]);
    made.folders[0].files.remove("report.html");
    let faults = super::site("x", &made).unwrap_err();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(faults.join("\n"), @r"
    a/report.html: this folder holds a report, and the site makes a file that is called a/report.html (call the folder something else)
    index.html: this folder holds a report, and the site makes a file that is called index.html (call the folder something else)
    ");
}
