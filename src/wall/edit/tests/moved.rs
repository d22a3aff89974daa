//! Notes between clusters, in issues and in the file.

use super::*;

#[test]
fn notes_are_moved_parked_and_taken_out_by_labels() {
    let mut room = Room::new(NOTES, "", At::Notes);
    insta::assert_snapshot!(room.shown(), @r"
    How might we fork? · in Forks
    How might we fork well? · in Forks
    How might we share? · in Sharing
    how might we SHARE · merged into How might we share?
    How might we fund maintainers? · open
    ");
    let edit = room.to(&[WELL, FUND], "cluster:sharing");
    insta::assert_snapshot!(room.told(&edit), @r"
    label #3: cluster:Sharing
    unlabel #3: cluster:Forks
    label #6: cluster:Sharing
    ");
    assert_eq!(room.told(&edit), "", "it is so already");
    // What went into a note goes where it goes.
    let edit = Edit::Park {
        notes: room.ids(&[SHARE]),
    };
    insta::assert_snapshot!(room.told(&edit), @r"
    label #4: cluster:parked
    unlabel #4: cluster:Sharing
    label #5: cluster:parked
    unlabel #5: cluster:Sharing
    ");
    let edit = Edit::Unplace {
        notes: room.ids(&[SHARE, FORK]),
    };
    insta::assert_snapshot!(room.told(&edit), @r"
    unlabel #2: cluster:Forks
    unlabel #4: cluster:parked
    unlabel #5: cluster:parked
    ");
    insta::assert_snapshot!(room.shown(), @r"
    How might we fork? · open
    How might we fork well? · in Sharing
    How might we share? · open
    how might we SHARE · merged into How might we share?
    How might we fund maintainers? · in Sharing
    ");
}

#[test]
fn a_new_cluster_is_a_label_first_and_gets_its_issue_from_the_plan() {
    for at in [At::Notes, At::Affinity] {
        let mut room = Room::new(NOTES, "", at);
        let clusters = room.view(|view| view.clusters.len());
        let edit = room.named(&[WELL, FUND], "Money, and @forks");
        let made = room.told(&edit);
        if at == At::Notes {
            insta::assert_snapshot!(made, @r"
            create label `cluster:Money · and @forks`
            label #3: cluster:Money · and @forks
            unlabel #3: cluster:Forks
            label #6: cluster:Money · and @forks
            ");
        }
        assert_eq!(room.told(&edit), "");
        let made = room.run();
        let issues = made.iter().filter(|it| it.creates_content()).count();
        assert_eq!(issues, usize::from(at == At::Affinity));
        if at == At::Affinity {
            assert_eq!(room.view(|view| view.clusters.len()), clusters + 1);
        }
        assert!(room.run().is_empty());
        let standings = room.standings();
        let there = standings
            .iter()
            .filter(|(_, at)| at == "in Money · and @forks");
        assert_eq!(there.count(), 2, "{standings:?}");
        assert_eq!(room.told(&edit), "", "and it is so still");
    }
}

#[test]
fn a_cluster_is_called_what_its_issue_is_or_its_label() {
    let mut room = Room::new(NOTES, "", At::Affinity);
    let edit = rename("cluster:forks", "Copies by @somebody");
    insta::assert_snapshot!(room.told(&edit), @r#"
    update #7: it is called "Copies by @somebody"
    "#);
    assert_eq!(room.told(&edit), "");
    room.run();
    assert!(room.run().is_empty());
    insta::assert_snapshot!(room.shown(), @r"
    How might we fork? · in Copies by @somebody
    How might we fork well? · in Copies by @somebody
    How might we share? · in Sharing
    how might we SHARE · merged into How might we share?
    How might we fund maintainers? · parked
    ");
    insta::assert_snapshot!(room.told(&rename("cluster:sharing", "COPIES by @somebody")), @"another cluster is called “COPIES by @somebody”, or was at first: choose another name, or move the notes there");
    // What it was called at first it may be called again, and nobody else.
    insta::assert_snapshot!(room.told(&rename("cluster:sharing", "forks")), @"another cluster is called “forks”, or was at first: choose another name, or move the notes there");
    insta::assert_snapshot!(room.told(&rename("cluster:forks", "Forks")), @r#"
    update #7: it is called "Forks"
    "#);

    let mut room = Room::new(NOTES, "", At::Notes);
    let edit = rename("cluster:sharing", "Giving");
    insta::assert_snapshot!(room.told(&edit), @r"
    create label `cluster:Giving`
    label #4: cluster:Giving
    unlabel #4: cluster:Sharing
    label #5: cluster:Giving
    unlabel #5: cluster:Sharing
    ");
    assert_eq!(room.told(&edit), "");
    insta::assert_snapshot!(room.told(&rename("cluster:giving", "giving")), @"until it has an issue, a cluster is called what its label is, and GitHub's labels know no case: choose another word, or wait until notes are grouped");
    insta::assert_snapshot!(room.told(&rename("cluster:giving", "Forks")), @"another cluster is called “Forks”, or was at first: choose another name, or move the notes there");
}

#[test]
fn a_cluster_joins_another_and_is_counted_nowhere() {
    for at in [At::Notes, At::Affinity] {
        let mut room = Room::new(NOTES, "", at);
        let made = room.told(&join("cluster:sharing", "cluster:forks"));
        if at == At::Affinity {
            insta::assert_snapshot!(made, @r"
            label #4: cluster:Forks
            unlabel #4: cluster:Sharing
            label #5: cluster:Forks
            unlabel #5: cluster:Sharing
            ");
        }
        assert_eq!(room.told(&join("cluster:sharing", "cluster:forks")), "");
        assert_eq!(room.told(&join("cluster:forks", "cluster:forks")), "");
        room.run();
        assert!(room.run().is_empty());
        let filled = |view: &View<'_>| -> Vec<String> {
            view.filled().map(|cluster| cluster.name.clone()).collect()
        };
        let filled = room.view(filled);
        assert!(!filled.contains(&"Sharing".to_owned()), "{filled:?}");
        // And back: its label is there still.
        let edit = room.to(&[SHARE], "cluster:sharing");
        assert!(room.edit(&edit).is_ok());
        assert!(
            room.standings()
                .contains(&(SHARE.into(), "in Sharing".into()))
        );
    }
}

#[test]
fn notes_without_issues_are_moved_in_lists() {
    let notes = "text,cluster
How might we fork?,Forks
How might we fork well?,
How might we share?,
how might we SHARE,
How might we fund maintainers?,
";
    for at in [At::Notes, At::Affinity] {
        let mut room = Room::new(notes, IN_FILE, at);
        let edit = room.named(&[WELL, SHARE], "Sharing");
        let made = room.told(&edit);
        if at == At::Notes {
            insta::assert_snapshot!(made, @r#"
            create label `cluster:Sharing`
            create cluster issue "Sharing"
            "#);
        }
        assert_eq!(room.told(&edit), "");
        let edit = room.named(&[FUND], "Money");
        room.edit(&edit).unwrap();
        let edit = room.to(&[WELL], "cluster:money");
        let made = room.told(&edit);
        if at == At::Notes {
            insta::assert_snapshot!(made, @r"
            update #3: notes of Money
            update #2: notes of Sharing
            ");
        }
        assert_eq!(room.told(&edit), "");
        let edit = Edit::Park {
            notes: room.ids(&[FUND]),
        };
        let made = room.told(&edit);
        if at == At::Notes {
            insta::assert_snapshot!(made, @r"
            update #1: remember what people did to notes
            update #3: notes of Money
            ");
        }
        assert_eq!(room.told(&edit), "");
        room.run();
        assert!(room.run().is_empty());
        let mut standings = room.standings();
        standings.remove(0);
        let expected = [
            (WELL, "in Money"),
            (SHARE, "in Sharing"),
            (AGAIN, "merged into How might we share?"),
            (FUND, "parked"),
        ];
        let expected = expected.map(|(note, place)| (note.to_owned(), place.to_owned()));
        assert_eq!(standings, expected);
        let edit = room.to(&[FORK], "cluster:money");
        insta::allow_duplicates! {
            insta::assert_snapshot!(room.told(&edit), @"the session's file says that this note is in “Forks”, and the file counts more: change its column `cluster` there");
        }
        // A note can say the same as another wherever the file keeps it.
        let edit = room.merged(FORK, SHARE);
        room.edit(&edit).unwrap();
        room.run();
        assert_eq!(room.standings()[0].1, "merged into How might we share?");
        let edit = Edit::Unplace {
            notes: room.ids(&[FUND]),
        };
        room.edit(&edit).unwrap();
        assert_eq!(room.standings()[4].1, "open");
    }
}

#[test]
fn a_note_that_waits_for_its_issue_gets_it_where_it_goes() {
    let mut room = Room::new(NOTES, "", At::Notes);
    let more = format!("{NOTES}How might we wait?,Forks\n");
    room.sessions = [session(&more, "")];
    let edit = room.to(&["How might we wait?"], "cluster:sharing");
    insta::assert_snapshot!(room.told(&edit), @r#"
    create note issue for file-a753227a67c1: "How might we wait?"
    "#);
    assert_eq!(room.told(&edit), "");
    let count = room.world.issues.len();
    room.run();
    assert_eq!(room.world.issues.len(), count, "nothing twice");
    assert_eq!(room.standings()[5].1, "in Sharing");
}
