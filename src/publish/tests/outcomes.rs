//! Outcomes that folkmoot and people write into, push after push.

use super::*;
use crate::outcome::{KeyValue, Scalar};
use crate::session::outcomes::Outcome;

/// A push of one outcome.
fn outcome(how: How, text: &str, keys: &[(&str, &str)]) -> Push {
    let scalar = |text: &str| {
        KeyValue::Text(Scalar {
            text: text.to_owned(),
            quoted: false,
        })
    };
    let name = crate::session::SessionId::new("guide").unwrap();
    let edit = Edit {
        outcome: Outcome {
            name,
            repository: None,
            file: "guide.md".to_owned(),
            how,
            content: crate::session::outcomes::Content::Text(text.to_owned()),
            keys: keys
                .iter()
                .map(|(key, text)| ((*key).to_owned(), scalar(text)))
                .collect(),
            footnotes: false,
        },
        marker: "a/guide".to_owned(),
        text: text.to_owned(),
    };
    let push = Push {
        edits: vec![edit],
        ..report(&[])
    };
    of(push, "a", "guide")
}

/// The push as that session makes it for its outcome of that name.
fn of(push: Push, session: &str, name: &str) -> Push {
    let id = |id: &str| crate::session::SessionId::new(id).unwrap();
    let key = PullKey::outcome(&id(session), &id(name));
    let edits = push.edits.into_iter().map(|mut edit| {
        edit.outcome.name = id(name);
        edit.marker = edit.outcome.marker(&id(session));
        edit
    });
    Push {
        edits: edits.collect(),
        message: format!("Write {name}\n\n{}", key.trailers()),
        key,
        ..push
    }
}

/// Outcomes besides the session's `guide`: another session's, and another one of its own.
const OTHERS: [(&str, &str); 2] = [("b", "guide"), ("a", "list")];

#[test]
fn what_a_person_wrote_into_an_outcome_outlives_every_later_push() {
    let under = || How::Section {
        under: "Here".to_owned(),
    };
    for how in [under, || How::Region, || How::NewFile] {
        let begin = match how() {
            How::NewFile => vec![("README.md", "hello", 0)],
            How::Region => vec![(
                "guide.md",
                "# Guide\n\n<!-- folkmoot:guide -->\n<!-- /folkmoot:guide -->\n",
                0,
            )],
            _ => vec![("guide.md", "# Guide\n\n## Here\n", 0)],
        };
        let (folder, remote) = remote(&begin);
        let write = |text: &str| push(&remote, &outcome(how(), text, &[])).unwrap();
        write("Five voted.\n\nBy hand.\n");
        let repository = Repository::open_bare(folder.path()).unwrap();
        let mine = text(&folder, "guide.md").replace("By hand.", "By hand.\n\nMine.");
        commit(
            &repository,
            "refs/heads/folkmoot/x",
            "Add",
            &[("guide.md", &mine, 0)],
        );
        for votes in ["Six", "Six", "Seven", "Seven", "Eight"] {
            let pushed = write(&format!("{votes} voted.\n\nBy hand.\n"));
            assert_eq!(left(&pushed), Vec::<String>::new());
            let now = text(&folder, "guide.md");
            assert!(
                now.contains(&format!("{votes} voted.\n\nBy hand.\n\nMine.\n")),
                "{:?}: {now}",
                how()
            );
        }
    }
}

#[test]
fn words_that_another_outcome_carried_along_stay_a_person_s() {
    for (session, name) in OTHERS {
        let (folder, remote) = remote(&[("guide.md", "# Guide\n\n## Here\n", 0)]);
        let under = || How::Section {
            under: "Here".to_owned(),
        };
        let write = |text: &str| push(&remote, &outcome(under(), text, &[])).unwrap();
        write("Five voted.\n\nBy hand.\n");
        let repository = Repository::open_bare(folder.path()).unwrap();
        let mine = text(&folder, "guide.md").replace("By hand.", "By hand.\n\nMine.");
        commit(
            &repository,
            "refs/heads/folkmoot/x",
            "Add",
            &[("guide.md", &mine, 0)],
        );
        // It writes under the same heading.
        push(
            &remote,
            &of(outcome(under(), "Theirs.", &[]), session, name),
        )
        .unwrap();
        for votes in ["Six", "Seven"] {
            let pushed = write(&format!("{votes} voted.\n\nBy hand.\n"));
            assert_eq!(left(&pushed), Vec::<String>::new(), "{session}/{name}");
            let now = text(&folder, "guide.md");
            let kept = format!("{votes} voted.\n\nBy hand.\n\nMine.\n");
            assert!(now.contains(&kept) && now.contains("Theirs."), "{now}");
        }
    }
}

#[test]
fn a_key_that_a_person_set_outlives_every_later_push() {
    for (session, name) in OTHERS {
        let (folder, remote) = remote(&[("guide.md", "# Guide\n", 0)]);
        let write = |status: &str, weight: &str| {
            let keys = [("status", status), ("weight", weight)];
            push(&remote, &outcome(How::FrontMatter, "", &keys)).unwrap()
        };
        write("New", "1");
        let repository = Repository::open_bare(folder.path()).unwrap();
        let mine = text(&folder, "guide.md").replace("New", "Draft");
        commit(
            &repository,
            "refs/heads/folkmoot/x",
            "Draft",
            &[("guide.md", &mine, 0)],
        );
        // It sets another key, and carries this one along.
        let other = outcome(How::FrontMatter, "", &[("by", "b")]);
        push(&remote, &of(other, session, name)).unwrap();
        for (status, weight) in [("Done", "2"), ("Done", "2"), ("Final", "3"), ("Gone", "4")] {
            let pushed = write(status, weight);
            assert_eq!(left(&pushed), ["“status (front matter)” in guide.md"]);
            assert_eq!(
                text(&folder, "guide.md"),
                format!("---\nstatus: Draft\nweight: {weight}\nby: b\n---\n\n# Guide\n"),
                "{session}/{name}"
            );
        }
    }
}

#[test]
fn an_amended_commit_is_a_person_s() {
    let (folder, remote) = remote(&[("guide.md", "# Guide\n", 0)]);
    let write = |status: &str| {
        let keys = [("status", status)];
        push(&remote, &outcome(How::FrontMatter, "", &keys)).unwrap()
    };
    let first = write("New");
    let repository = Repository::open_bare(folder.path()).unwrap();
    let made = repository
        .find_commit(Oid::from_str(&first.commit).unwrap())
        .unwrap();
    let mine = text(&folder, "guide.md").replace("New", "Draft");
    let mut update = TreeUpdateBuilder::new();
    let blob = repository.blob(mine.as_bytes()).unwrap();
    update.upsert("guide.md", blob, git2::FileMode::Blob);
    let tree = update
        .create_updated(&repository, &made.tree().unwrap())
        .unwrap();
    let who = Signature::new("Ada", "ada@example.org", &Time::new(0, 0)).unwrap();
    // The author stays folkmoot, as git has it.
    let amended = made
        .amend(
            None,
            None,
            Some(&who),
            None,
            None,
            Some(&repository.find_tree(tree).unwrap()),
        )
        .unwrap();
    repository
        .reference("refs/heads/folkmoot/x", amended, true, "amend")
        .unwrap();
    for status in ["Done", "Final"] {
        let pushed = write(status);
        assert_eq!(left(&pushed), ["“status (front matter)” in guide.md"]);
        assert!(text(&folder, "guide.md").contains("status: Draft"));
    }
}

#[test]
fn a_footnote_of_a_person_outlives_the_first_push_too() {
    let begin = "# G\n\n<!-- folkmoot:guide -->\n<!-- /folkmoot:guide -->\n\n<!-- folkmoot:guide:footnotes -->\n\n[^1]: Mine.\n\n<!-- /folkmoot:guide:footnotes -->\n";
    let (folder, remote) = remote(&[("guide.md", begin, 0)]);
    for words in ["One.", "Two.", "Three."] {
        let mut wanted = outcome(How::Region, words, &[]);
        for edit in &mut wanted.edits {
            edit.outcome.footnotes = true;
        }
        push(&remote, &wanted).unwrap();
        let now = text(&folder, "guide.md");
        assert!(now.contains(words) && now.contains("[^1]: Mine."), "{now}");
    }
}
