//! The page of a session that is played in thought: as it comes out, and whatever people write.

use crate::ballot::{Account, Reaction, Vote};
use crate::draw::html;
use crate::fault::Source;
use crate::plan::view::{View, homes};
use crate::plan::world::World;
use crate::plan::{count, next::next};
use crate::report::{PAGE, compile, entry};
use crate::session::{Formats, RepositoryName, Session, read};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Elements that a page may have: none fetches anything, and its one script is the page's own.
const ELEMENTS: [&str; 63] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dl",
    "div",
    "dt",
    "dd",
    "nav",
    "ul",
    "ol",
    "li",
    "main",
    "section",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "svg",
    "rect",
    "figure",
    "figcaption",
    "desc",
    "g",
    "text",
    "label",
    "input",
    "article",
    "b",
    "code",
    "br",
    "footer",
    "script",
    "strong",
    "em",
    "blockquote",
    "pre",
    "hr",
    "s",
    "time",
    "i",
    "u",
    "small",
    "abbr",
    "q",
    "sub",
    "bdi",
    "sup",
];
const ATTRIBUTES: [&str; 42] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "href",
    "dir",
    "aria-label",
    "id",
    "aria-labelledby",
    "scope",
    "viewBox",
    "preserveAspectRatio",
    "aria-hidden",
    "x",
    "y",
    "width",
    "height",
    "rx",
    "role",
    "font-size",
    "font-weight",
    "text-anchor",
    "type",
    "autocomplete",
    "spellcheck",
    "data-count",
    "data-search",
    "data-group",
    "data-item",
    "data-name",
    "hidden",
    "tabindex",
    "stroke-dasharray",
    "datetime",
    "",
    "colspan",
    "rowspan",
    "title",
    "start",
    "value",
];
const VOID: [&str; 5] = ["meta", "input", "br", "hr", "link"];

/// The report of a session with these rows of notes, its clusters voted on by so many people, the first by most; with the series' topics.
fn report(csv: &str, more: &str, change: impl FnOnce(&mut Session)) -> String {
    let text = include_str!("../../../examples/kubecon-india-2024/session.yml");
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: format!("{text}\n{more}"),
    });
    let notes = crate::notes::file::read(Path::new("notes.csv"), csv.as_bytes(), &[]).unwrap();
    let folder = Path::new("sessions/kubecon-india-2024");
    let mut session = read::read(&source, folder, notes, &Formats::default()).unwrap();
    change(&mut session);
    let schedule = session.schedule.clone();
    let name = RepositoryName::new("o/r").unwrap();
    let url = "https://github.example/o/r".to_owned();
    let mut world = World::empty(name, "R".into(), url, schedule.announced);
    let sessions = [session];
    for now in [
        schedule.announced,
        schedule.notes,
        schedule.affinity,
        schedule.voting,
    ] {
        world.read_at = now;
        for _ in 0..20 {
            for change in next(&sessions, &world, now).changes {
                world.pretend(&change);
            }
        }
    }
    let clusters = world
        .issues
        .values_mut()
        .filter(|issue| issue.has(crate::plan::labels::CLUSTER));
    for (voters, issue) in [5, 2, 1].into_iter().zip(clusters) {
        for id in 1..=voters {
            issue.votes.push(Vote {
                account: Some(Account {
                    id,
                    login: format!("p{id}"),
                    created: None,
                }),
                at: schedule.voting,
                reaction: Some(Reaction::ThumbsUp),
            });
            issue.votes_total += 1;
        }
    }
    let (homes, _) = homes(&sessions, &world);
    let view = View::of(&sessions[0], &world, &homes);
    let counted = count::count(&view).unwrap();
    let material = crate::plan::material::material(&view, &counted);
    let files = compile(&material).unwrap().files;
    let Some(entry) = entry(&material) else {
        return String::from_utf8(files[PAGE].clone()).unwrap();
    };
    let at = |name: &String| format!("{}/{name}", entry.folder);
    let files: BTreeMap<String, Vec<u8>> = files
        .iter()
        .map(|(name, content)| (at(name), content.clone()))
        .collect();
    let told = entry.files(None, &files).unwrap();
    String::from_utf8(told[&at(&PAGE.to_owned())].clone()).unwrap()
}

/// What a page says, and what is wrong with how it is written.
fn parsed(page: &str) -> Result<String, String> {
    let mut open: Vec<&str> = Vec::new();
    let mut said = String::new();
    let mut rest = page.strip_prefix("<!doctype html>").unwrap();
    while let Some((text, more)) = rest.split_once('<') {
        said.push_str(text);
        let (tag, after) = more.split_once('>').ok_or("a tag does not end")?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("{name} ends, and is not open"));
            }
            continue;
        }
        let closed = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !ELEMENTS.contains(&name) {
            return Err(format!("there is a {name}"));
        }
        // Names stand outside of quotes, values inside.
        for (at, part) in attributes.split('"').enumerate() {
            let names = part.split([' ', '=']);
            if at % 2 == 0 {
                for name in names {
                    if !ATTRIBUTES.contains(&name) {
                        return Err(format!("{tag} has the attribute {name}"));
                    }
                }
            }
        }
        if ["style", "script"].contains(&name) {
            let (_, after) = rest.split_once(&format!("</{name}>")).unwrap();
            rest = after;
        } else if !closed && !VOID.contains(&name) {
            open.push(name);
        }
    }
    if open.is_empty() {
        Ok(said)
    } else {
        Err(format!("{open:?} do not end"))
    }
}

#[test]
fn a_small_report_as_a_page() {
    let page = report(
        "text,cluster,author\nHow might we fork?,Forks,Ann\nHow might we fork,Forks,Bo\nHow might we share?,Sharing,\nHow might we rest?,parked,\n",
        "series: {name: bof, rule: FREQ=WEEKLY}\nactions: [{what: Write it up, due: Q2 2025}]\n",
        |_| {},
    );
    parsed(&page).unwrap();
    let (head, body) = page.split_once("<body>").unwrap();
    let head = head.split_once("<style>").unwrap().0;
    let digests = head.split("sha256-").count() - 1;
    assert_eq!(digests, 2);
    assert!(head.contains("default-src 'none'; style-src 'sha256-"));
    let body = body.split_once("<script>").unwrap().0;
    // The map has a test of its own.
    let (before, rest) = body.split_once("<figure>").unwrap();
    let after = rest.split_once("</figure>").unwrap().1;
    // The tally names the version that made it.
    insta::with_settings!({ filters => vec![("sha256:[0-9a-f]{64}", "sha256:…")] }, {
        insta::assert_snapshot!(format!("{before}…{after}"));
    });
}

#[test]
fn everything_is_there_without_a_script() {
    let page = report("text,cluster\nOne?,A\nTwo?,B\n", "", |_| {});
    assert_eq!(page.matches("<script>").count(), 1);
    let search = page.split("data-search").nth(1).unwrap();
    let search = search.split_once('>').unwrap().0;
    assert!(
        search.contains(" hidden"),
        "what needs the script is not shown: {search}"
    );
    assert!(!page.contains("<li data-item hidden") && !page.contains("class=\"out\""));
}

fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "</title>",
        "</style>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' autofocus onfocus='x",
        "<!--",
        "-->",
        "<!-- topics of the series -->",
        "]]>",
        "&lt;",
        "&#60;svg/onload=1&#62;",
        "javascript:alert(1)",
        "[x](javascript:alert(1))",
        "![x](https://t.example/p.png)",
        "<https://t.example>",
        "**b**",
        "| a |",
        "`c`",
        "{{this}}",
        "{n}",
        "{title}",
        "{shown}",
        "مرحبا",
        "日本語",
        "\u{202e}",
        "a\u{301}\u{301}\u{301}\u{301}",
        "👩\u{200d}💻",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        " ",
        "x",
    ]);
    prop::collection::vec(parts, 1..5).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_people_write_is_text(notes in prop::collection::vec((hostile(), hostile()), 2..6), title in hostile()) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["text", "cluster"]).unwrap();
        for (text, cluster) in &notes {
            writer.write_record([format!("x {text}"), format!("c {cluster}")]).unwrap();
        }
        let csv = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let page = report(&csv, "series: {name: bof, rule: FREQ=WEEKLY}\n", |session| {
            session.title = format!("t {title}");
            session.summary = Some(format!("s {title}"));
            session.credit = Some(format!("c {title}\n\n{title}"));
            session.place = Some(title.clone());
        });
        let said = parsed(&page);
        prop_assert!(said.is_ok(), "{:?}\n{}", said, page);
        let said = said.unwrap();
        for (text, _) in &notes {
            let text = html::text(&format!("x {text}"));
            prop_assert!(said.contains(&text), "{} is not there", text);
        }
        // Links lead to pages, and where we say.
        for part in page.split(" href=\"").skip(1) {
            let to = part.split('"').next().unwrap();
            let known = ["#", "https://", "http://", "mailto:", "tally.json", "notes.csv", "README.md"];
            prop_assert!(known.iter().any(|start| to.starts_with(start)), "{}", to);
        }
    }
}
