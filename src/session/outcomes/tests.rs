use super::*;
use crate::fault::{Fault, Source};
use crate::yaml;
use proptest::prelude::*;
use std::sync::Arc;

fn reading(text: &str) -> Result<Vec<Outcome>, Vec<String>> {
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: text.to_owned(),
    });
    let root = yaml::parse(&source).map_err(|fault| vec![fault.to_string()])?;
    let mut walk = Walk::new(&source);
    let chapter = Source {
        path: "chapter.hbs".into(),
        text: String::new(),
    };
    let templates = Templates::read(&[("chapter".to_owned(), Arc::new(chapter))].into()).unwrap();
    let read = read(&mut walk, &root, Some(&templates));
    match read {
        Some(list) if walk.faults.is_empty() => Ok(list),
        _ => {
            assert!(!walk.faults.is_empty(), "nothing read, nothing said");
            Err(walk.faults.iter().map(Fault::to_string).collect())
        }
    }
}

#[test]
fn outcomes_are_read_as_they_are_written() {
    let list = reading(
        "- name: chapter\n  repository: o/book\n  file: content/en/06-chapter.md\n  how: section\n  under: \"## Outlook\"\n  template: chapter\n  footnotes: true\n\
         - name: status\n  repository: o/book\n  file: content/en/06-chapter.md\n  how: front-matter\n  keys: {title: Outlook, weight: 35, year: '2024', tags: [a, b]}\n\
         - name: post\n  file: posts/2024 (1).md\n  how: new-file\n  keys: {author: the group}\n  text: |\n    # Learnings\n\n    One.\n\
         - name: next-call\n  file: README.md\n  how: region\n  text: Tomorrow\n",
    )
    .unwrap();
    let session = SessionId::new("s").unwrap();
    let shown: Vec<String> = list
        .iter()
        .map(|one| format!("{} {:?} {:?}", one.marker(&session), one.how(), one.content))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r###"
    s/chapter Section { under: "## Outlook" } Template("chapter")
    status FrontMatter None
    post NewFile Text("# Learnings\n\nOne.")
    next-call Region Text("Tomorrow")
    "###);
    assert_eq!(list[0].repository, RepositoryName::new("o/book"));
    assert!(list[0].footnotes && !list[1].footnotes);
    insta::assert_snapshot!(format!("{:?}", list[1].keys), @r#"[("title", Text(Scalar { text: "Outlook", quoted: false })), ("weight", Text(Scalar { text: "35", quoted: false })), ("year", Text(Scalar { text: "2024", quoted: true })), ("tags", List([Scalar { text: "a", quoted: false }, Scalar { text: "b", quoted: false }]))]"#);
}

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    let said = |text: &str| reading(text).unwrap_err().join("\n");
    insta::assert_snapshot!(said("name: x"), @"session.yml:1:1: `outcomes` has to be a list (write each item on a line of its own after `- `)");
    insta::assert_snapshot!(said("- a: 1\n  nmae: x\n  how: sektion"), @r"
    session.yml:1:3: unknown key `a` in an outcome (the keys of an outcome are: name, repository, file, how, under, template, text, keys, footnotes)
    session.yml:2:3: unknown key `nmae` in an outcome (did you mean `name`?)
    session.yml:1:3: an outcome has no `file` (add `file: …`, the document's path in its repository)
    session.yml:3:8: `how` cannot be `sektion` (did you mean `section`?)
    session.yml:1:3: an outcome has no `text` (add `template: …`, a template of the format, or `text: …`, Markdown of its own)
    ");
    insta::assert_snapshot!(said("- {name: A b, file: a.md, how: section, text: x}"), @r"
    session.yml:1:10: `A b` cannot be an outcome's name (use lower-case letters, digits and single hyphens, 42 characters at most)
    session.yml:1:4: an outcome with `how: section` has no `under` (add `under: …`, the heading of the section that the text goes to)
    ");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: region, under: x, text: x, template: y}"), @r"
    session.yml:1:38: `under` means nothing with `how: region` (write `how: section`, or leave `under` out)
    session.yml:1:48: an outcome has `template` and `text` (keep one of them)
    ");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: new-file, template: ../x, footnotes: yes}"), @r"
    session.yml:1:67: `footnotes` cannot be `yes` (write one of: true, false)
    session.yml:1:50: `../x` cannot be a template's name (write the name of a template of the format, without folder and ending)
    ");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: new-file}"), @"session.yml:1:4: an outcome has no `text` (add `template: …`, a template of the format, or `text: …`, Markdown of its own)");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: front-matter, text: x, footnotes: true}"), @r"
    session.yml:1:44: `text` means nothing with `how: front-matter` (leave it out, or give the text an outcome of its own)
    session.yml:1:53: `footnotes` means nothing with `how: front-matter` (leave it out, or give the text an outcome of its own)
    session.yml:1:4: an outcome with `how: front-matter` has no `keys` (add `keys:` and, indented below it, lines of `key: value`)
    ");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: front-matter, keys: {}}"), @"session.yml:1:44: `keys` is empty (add lines of `key: value` below it)");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: front-matter, keys: {'a b': x, c: , d: {e: f}}}"), @r"
    session.yml:1:51: `a b` cannot be a key of front matter (begin with a letter; use letters, digits, `-`, `_` and `.`)
    session.yml:1:62: `c` is empty (give it a text or leave the key out)
    session.yml:1:69: `d` is `{e: f}`, which YAML reads as no text (write what it stands for, or put the text in double quotes)
    ");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: region, text: x, keys: {a: b}}"), @"session.yml:1:47: `keys` means nothing with `how: region` (set front matter by an outcome of its own, with `how: front-matter`)");
}

#[test]
fn two_outcomes_do_not_write_over_each_other() {
    let said = |text: &str| reading(text).unwrap_err().join("\n");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: new-file, text: x}\n- {name: a, file: A.md, how: region, text: x}"), @r"
    session.yml:2:10: there is an outcome `a` already (give each a name of its own)
    session.yml:2:19: the outcome `a` writes `A.md` too, and one of them makes the file (put all of it into one outcome, or name another file)
    ");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: section, under: U, text: x}\n- {name: b, file: a.md, how: section, under: u, text: x}"), @"session.yml:2:46: the outcome `a` writes under `u` of `a.md` too (put both texts into one outcome, or name another heading)");
    insta::assert_snapshot!(said("- {name: a, file: a.md, how: front-matter, keys: {k: x}}\n- {name: b, file: a.md, how: front-matter, keys: {l: x, k: y}}"), @"session.yml:2:50: the outcome `a` sets `k` of `a.md` too (set each key once)");
    let apart = "- {name: a, file: a.md, how: section, under: U, text: x}\n- {name: b, file: a.md, how: section, under: V, text: x}\n- {name: c, file: a.md, how: front-matter, keys: {k: x}}\n- {name: d, repository: o/r, file: a.md, how: new-file, text: x}";
    assert_eq!(reading(apart).unwrap().len(), 4);
}

#[test]
fn a_file_stays_inside_its_repository() {
    let said = |file: &str| {
        let file = serde_json::to_string(file).unwrap();
        let text = format!("- {{name: a, file: {file}, how: new-file, text: x}}");
        match reading(&text) {
            Ok(list) => format!("fine: {}", list[0].file),
            Err(faults) => {
                faults
                    .join("\n")
                    .replacen("session.yml:1:19: an outcome cannot go to ", "", 1)
            }
        }
    };
    let files = [
        "docs/Übersicht (neu).md",
        "/etc/passwd",
        "~/a.md",
        "../a.md",
        "a/../../b.md",
        "docs\\a.md",
        "..\\a.md",
        "C:\\a.md",
        "c:a.md",
        "\\\\host\\a.md",
        ".git/config",
        "a/.GIT/hooks/x",
        ".github/workflows/a.yml",
        "docs/",
        "a//b.md",
        "./a.md",
        "a\u{202e}b.md",
        "a\u{7}.md",
        "a./b.md",
        "con|.md",
        "docs/Con.md",
        "lpt1",
        "...",
    ];
    let all: Vec<String> = files.iter().map(|file| said(file)).collect();
    insta::assert_snapshot!(all.join("\n"), @r"
    fine: docs/Übersicht (neu).md
    `/etc/passwd`: it is not a path inside a repository (write the path from the top of its repository, such as docs/learnings.md)
    `~/a.md`: it is not a path inside a repository (write the path from the top of its repository, such as docs/learnings.md)
    `../a.md`: it leads out of its repository (write the path from the top of its repository, such as docs/learnings.md)
    `a/../../b.md`: it leads out of its repository (write the path from the top of its repository, such as docs/learnings.md)
    `docs\\a.md`: it has backslashes (write `docs/a.md`)
    `..\\a.md`: it leads out of its repository (write the path from the top of its repository, such as docs/learnings.md)
    `C:\\a.md`: it is not a path inside a repository (write the path from the top of its repository, such as docs/learnings.md)
    `c:a.md`: it is not a path inside a repository (write the path from the top of its repository, such as docs/learnings.md)
    `\\\\host\\a.md`: it is not a path inside a repository (write the path from the top of its repository, such as docs/learnings.md)
    `.git/config`: that is where git keeps its own files (write the path from the top of its repository, such as docs/learnings.md)
    `a/.GIT/hooks/x`: that is where git keeps its own files (write the path from the top of its repository, such as docs/learnings.md)
    `.github/workflows/a.yml`: what stands there is run (write into another folder)
    `docs/`: it is a folder (add the file's name: `docs/learnings.md`)
    `a//b.md`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    `./a.md`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    `a\u{202e}b.md`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    `a\u{7}.md`: it holds a control character (write the path from the top of its repository, such as docs/learnings.md)
    `a./b.md`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    `con|.md`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    `docs/Con.md`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    `lpt1`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    `...`: not every system can have such a file (use letters, digits, spaces and `-_.+()&,'@` in 200 characters at most, no empty part and none that ends in a full stop)
    ");
    assert!(said(&"a".repeat(201)).contains("200 characters"));
}

proptest! {
    #[test]
    fn no_file_leads_out(file in "([a-zA-Z.:/\\\\~ ]|\\.\\.|\\.git){1,12}") {
        if path::astray(&file).is_none() {
            let inside = std::path::Path::new(&file)
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(name) if name != ".git" && name != ".."));
            prop_assert!(inside && !file.contains(['\\', ':']), "{file}");
        }
    }

    #[test]
    fn any_document_is_read_or_said_to_be_wrong(text in "(- |  |\n|name: |file: |how: |section|region|under: |keys: |text: |[a-z]|\\{|\\}|,|: ){0,24}") {
        let _ = reading(&text);
    }
}
