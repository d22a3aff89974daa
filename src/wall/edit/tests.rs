//! What each edit comes to, and that no sequence of them loses a note or is undone by the next run.

use super::{Edit, Refused, changes, check};
use crate::fault::Source;
use crate::plan::view::{Standing, View, homes};
use crate::plan::{Change, Effect, MOST_WAVES, Memory, World, count, labels, next, note_id};
use crate::session::{Formats, RepositoryName, Session, read};
use jiff::Timestamp;
use proptest::prelude::*;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

const NOTES: &str = "text,cluster
How might we fork?,Forks
How might we fork well?,Forks
How might we share?,Sharing
how might we SHARE,Sharing
How might we fund maintainers?,
";

/// The example with these notes; `more` is added to its file.
fn session(notes: &str, more: &str) -> Session {
    let text = include_str!("../../../examples/kubecon-india-2024/session.yml");
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: format!("{text}\n{more}"),
    });
    let notes = crate::notes::file::read(Path::new("notes.csv"), notes.as_bytes(), &[]).unwrap();
    let folder = Path::new("sessions/kubecon-india-2024");
    read::read(&source, folder, notes, &Formats::default()).unwrap()
}

/// A session and its world.
struct Room {
    sessions: [Session; 1],
    world: World,
    now: Timestamp,
    issues: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Nothing,
    Notes,
    Affinity,
    Voting,
    Closed,
}

const IN_FILE: &str = "notes: {in: file}\n";

impl Room {
    fn new(notes: &str, more: &str, at: At) -> Room {
        let sessions = [session(notes, more)];
        let schedule = sessions[0].schedule.clone();
        let name = RepositoryName::new("o/r").unwrap();
        let url = "https://github.example/o/r".into();
        let mut room = Room {
            world: World::empty(name, "R".into(), url, schedule.announced),
            now: schedule.announced,
            sessions,
            issues: 0,
        };
        let stages = [
            schedule.notes,
            schedule.affinity,
            schedule.voting,
            schedule.closed,
        ];
        let count = at as usize;
        for now in [schedule.announced]
            .iter()
            .chain(&stages)
            .take(count + usize::from(count > 0))
        {
            room.now = *now;
            room.world.read_at = *now;
            room.run();
        }
        room
    }

    fn view<T>(&self, look: impl FnOnce(&View<'_>) -> T) -> T {
        let (homes, _) = homes(&self.sessions, &self.world);
        look(&View::of(&self.sessions[0], &self.world, &homes))
    }

    /// Does a change as GitHub would.
    fn make(&mut self, change: &Change) {
        let effect = match change {
            Change::CreateLabel(label) => Effect::LabelCreated {
                id: format!("L_{}", label.name),
            },
            Change::CreateIssue { .. } => {
                self.issues += 1;
                Effect::IssueCreated {
                    id: format!("I_{}", self.issues),
                    number: self.issues,
                }
            }
            other => self.world.simulate(other),
        };
        self.world.absorb(change, effect);
    }

    /// A run; what it did.
    fn run(&mut self) -> Vec<Change> {
        let mut made = Vec::new();
        for _ in 0..MOST_WAVES {
            let wave = next(&self.sessions, &self.world, self.now);
            if wave.changes.is_empty() {
                return made;
            }
            for change in wave.changes {
                self.make(&change);
                made.push(change);
            }
        }
        panic!("the plan goes in circles");
    }

    /// The id of the note with that text.
    fn id(&self, text: &str) -> String {
        self.view(|view| {
            let mut notes = view.notes.iter();
            let found = notes.find(|received| received.note.text == text);
            note_id(&found.unwrap().note.origin)
        })
    }

    fn ids(&self, texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| self.id(text)).collect()
    }

    /// Makes an edit whole, unless it is refused.
    fn edit(&mut self, edit: &Edit) -> Result<Vec<Change>, Refused> {
        let mut made = Vec::new();
        for _ in 0..6 {
            let wave = self.view(|view| {
                let wave = changes(edit, view);
                assert_eq!(wave.as_ref().err(), check(edit, view).as_ref().err());
                wave
            })?;
            if wave.is_empty() {
                return Ok(made);
            }
            for change in wave {
                self.make(&change);
                made.push(change);
            }
        }
        panic!("{edit:?} does not end: {made:?}");
    }

    /// What an edit does, line by line, or why not; then where the notes stand.
    fn told(&mut self, edit: &Edit) -> String {
        let mut out = String::new();
        match self.edit(edit) {
            Err(why) => writeln!(out, "{why}").unwrap(),
            Ok(made) => {
                for change in made {
                    writeln!(out, "{change}").unwrap();
                }
            }
        }
        out
    }

    /// Each note and where it stands.
    fn standings(&self) -> Vec<(String, String)> {
        self.view(|view| {
            let text = |at: usize| view.notes[at].note.text.clone();
            let notes = view.notes.iter();
            notes
                .map(|received| {
                    let place = match (&received.standing, received.merged) {
                        (Standing::Refused(why), _) => format!("refused: {why}"),
                        (_, Some(into)) => format!("merged into {}", text(into)),
                        (Standing::Placed(label), _) => format!("in {}", view.name_for(label)),
                        (Standing::Parked, _) => "parked".to_owned(),
                        (Standing::Open, _) => "open".to_owned(),
                    };
                    (received.note.text.clone(), place)
                })
                .collect()
        })
    }

    fn shown(&self) -> String {
        let lines = self.standings().into_iter();
        lines.fold(String::new(), |mut out, (note, place)| {
            writeln!(out, "{note} · {place}").unwrap();
            out
        })
    }

    fn to(&self, texts: &[&str], to: &str) -> Edit {
        Edit::Move {
            notes: self.ids(texts),
            to: to.into(),
        }
    }

    fn named(&self, texts: &[&str], name: &str) -> Edit {
        Edit::New {
            notes: self.ids(texts),
            name: name.into(),
        }
    }

    fn merged(&self, note: &str, into: &str) -> Edit {
        Edit::Merge {
            note: self.id(note),
            into: self.id(into),
        }
    }

    fn parted(&self, note: &str) -> Edit {
        Edit::Unmerge {
            note: self.id(note),
        }
    }
}

const FORK: &str = "How might we fork?";
const WELL: &str = "How might we fork well?";
const SHARE: &str = "How might we share?";
const AGAIN: &str = "how might we SHARE";
const FUND: &str = "How might we fund maintainers?";

fn rename(cluster: &str, name: &str) -> Edit {
    Edit::Rename {
        cluster: cluster.into(),
        name: name.into(),
    }
}

fn join(cluster: &str, into: &str) -> Edit {
    Edit::Join {
        cluster: cluster.into(),
        into: into.into(),
    }
}

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
fn notes_are_merged_by_hand_and_taken_apart() {
    let mut room = Room::new(NOTES, "", At::Affinity);
    let edit = room.merged(WELL, SHARE);
    insta::assert_snapshot!(room.told(&edit), @r"
    update #1: remember what people did to notes
    label #3: cluster:Sharing
    unlabel #3: cluster:Forks
    ");
    assert_eq!(room.told(&edit), "");
    room.run();
    assert!(room.run().is_empty());
    insta::assert_snapshot!(room.shown(), @r"
    How might we fork? · in Forks
    How might we fork well? · merged into How might we share?
    How might we share? · in Sharing
    how might we SHARE · merged into How might we share?
    How might we fund maintainers? · parked
    ");
    // Along a chain, and the other way round.
    let edit = room.merged(SHARE, FORK);
    insta::assert_snapshot!(room.told(&edit), @r"
    update #1: remember what people did to notes
    label #3: cluster:Forks
    unlabel #3: cluster:Sharing
    label #4: cluster:Forks
    unlabel #4: cluster:Sharing
    label #5: cluster:Forks
    unlabel #5: cluster:Sharing
    ");
    let edit = room.merged(FORK, WELL);
    room.edit(&edit).unwrap();
    insta::assert_snapshot!(room.shown(), @r"
    How might we fork? · merged into How might we fork well?
    How might we fork well? · in Forks
    How might we share? · merged into How might we fork well?
    how might we SHARE · merged into How might we fork well?
    How might we fund maintainers? · parked
    ");
    // By its words alone it would be merged.
    let edit = room.parted(AGAIN);
    insta::assert_snapshot!(room.told(&edit), @"update #1: remember what people did to notes");
    assert_eq!(room.told(&edit), "");
    room.run();
    insta::assert_snapshot!(room.shown(), @r"
    How might we fork? · merged into How might we fork well?
    How might we fork well? · in Forks
    How might we share? · merged into How might we fork well?
    how might we SHARE · in Forks
    How might we fund maintainers? · parked
    ");
    let merges = room.view(|view| view.memory.clone().unwrap().unwrap().merges.len());
    assert_eq!(merges, 4);
    for note in [FORK, SHARE, WELL] {
        let edit = room.parted(note);
        room.edit(&edit).unwrap();
    }
    // What stands for itself by its words needs no line.
    let merges = room.view(|view| view.memory.clone().unwrap().unwrap().merges);
    assert_eq!(merges.into_values().collect::<Vec<_>>(), [None, None]);
}

#[test]
fn a_note_whose_other_one_was_withdrawn_stands_for_itself() {
    let mut room = Room::new(NOTES, "", At::Affinity);
    let edit = room.merged(WELL, SHARE);
    room.edit(&edit).unwrap();
    let number = room.view(|view| {
        let mut notes = view.notes.iter();
        notes
            .find(|it| it.note.text == SHARE)
            .unwrap()
            .issue
            .unwrap()
    });
    room.world.issues.get_mut(&number).unwrap().open = false;
    room.run();
    insta::assert_snapshot!(room.shown(), @r"
    How might we fork? · in Forks
    How might we fork well? · in Sharing
    How might we share? · refused: withdrawn: its issue was closed
    how might we SHARE · in Sharing
    How might we fund maintainers? · parked
    ");
    let edit = room.parted(SHARE);
    insta::assert_snapshot!(room.told(&edit), @"it is no note of the session: withdrawn: its issue was closed");
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

#[test]
fn what_cannot_be_done_is_refused_with_its_cure() {
    let mut room = Room::new(NOTES, "", At::Affinity);
    let long = "x".repeat(43);
    let edits = [
        room.to(&[AGAIN], "cluster:forks"),
        room.to(&[FORK], "cluster:nowhere"),
        room.to(&[FORK], "stage:voting"),
        room.to(&[FORK], "cluster:parked"),
        Edit::Park {
            notes: vec!["00000000".into()],
        },
        room.named(&[FUND], "forks"),
        room.named(&[FUND], " \u{202e} "),
        room.named(&[FUND], "Parked"),
        room.named(&[FUND], &long),
        room.named(&[], "Nothing"),
        room.merged(FORK, FORK),
        rename("cluster:forks", &"@".repeat(200)),
        rename("cluster:forks", "parked"),
        join("cluster:forks", "cluster:nowhere"),
    ];
    let told: String = edits.iter().map(|edit| room.told(edit)).collect();
    insta::assert_snapshot!(told, @r"
    the note is merged into another one and goes where that one goes: move that one, or take them apart first
    there is no such cluster any more: choose another one, or make a new one
    there is no such cluster any more: choose another one, or make a new one
    there is no such cluster any more: choose another one, or make a new one
    there is no such note any more: its comment, row or issue is gone
    another cluster is called “forks”, or was at first: choose another name, or move the notes there
    a cluster needs a name: write one
    “parked” means that a note is in no cluster: choose another name, or park the notes
    the name takes 43 characters, and there is room for 42: shorten it
    a cluster begins with a note: choose one first
    a note cannot be merged into itself: choose another one
    the name takes 400 characters, and there is room for 256: shorten it
    “parked” means that a note is in no cluster: choose another name, or park the notes
    there is no such cluster any more: choose another one, or make a new one
    ");
}

#[test]
fn nothing_is_edited_before_the_announcement_nor_once_people_vote() {
    let mut told = String::new();
    for at in [At::Nothing, At::Voting, At::Closed] {
        let mut room = Room::new(NOTES, "", at);
        let edit = room.to(&[FORK], "cluster:sharing");
        told.push_str(&room.told(&edit));
    }
    let mut room = Room::new(NOTES, "", At::Notes);
    let edit = room.to(&[FORK], "cluster:sharing");
    let number = *room.world.issues.keys().next().unwrap();
    let issue = room.world.issues.get_mut(&number).unwrap();
    issue.labels.insert(labels::CALLED_OFF.to_owned());
    told.push_str(&room.told(&edit));
    let issue = room.world.issues.get_mut(&number).unwrap();
    issue.labels.remove(labels::CALLED_OFF);
    issue.body = "gone".into();
    told.push_str(&room.told(&edit));
    insta::assert_snapshot!(told, @r"
    the session is not announced yet, so there is nothing on GitHub to edit: wait for the run that announces it
    the vote is open, and people vote on these clusters as they are: nothing of them can be changed any more
    the vote on these clusters is over, so they stay as they were voted on: hold another session for what comes next
    the session is called off: reopen its issue and take the label `folkmoot:called-off` off it to go on
    #1 cannot be used: its hidden `folkmoot:memory` comment is gone. Restore its body from the issue's edit history
    ");
}

#[test]
fn a_private_session_is_not_edited_to_name_somebody() {
    let notes =
        "text,cluster,author\nHow might we fork?,Forks,Ada Quill\nHow might we share?,Forks,\n";
    let mut room = Room::new(notes, "", At::Affinity);
    let edits = [
        room.named(&[SHARE], "What Ada Quill said"),
        rename("cluster:forks", "Ada Quill's"),
        rename("cluster:forks", "Copies"),
    ];
    let told: String = edits.iter().map(|edit| room.told(edit)).collect();
    insta::assert_snapshot!(told, @r#"
    nothing is sent, because this session is private and these would name people: the name of a label:1:14 (a name, A… Q…), a label of #3:1:14 (a name, A… Q…). Take the names out there; what is public anyway, or is no person here, can be mentioned in `summary` or `credit` of session.yml
    nothing is sent, because this session is private and these would name people: the title of #4:1:1 (a name, A… Q…). Take the names out there; what is public anyway, or is no person here, can be mentioned in `summary` or `credit` of session.yml
    update #4: it is called "Copies"
    "#);
}

#[test]
fn a_large_session_reads_itself_again_after_a_merge() {
    let mut room = Room::new(NOTES, "", At::Affinity);
    let number = *room.world.issues.keys().next().unwrap();
    let issue = room.world.issues.get_mut(&number).unwrap();
    let mut memory = Memory::read(&issue.body).unwrap();
    memory.seen = Some("0123456789abcdef".into());
    issue.body = memory.put(&issue.body);
    let edit = room.merged(WELL, SHARE);
    room.edit(&edit).unwrap();
    let memory = Memory::read(&room.world.issues[&number].body).unwrap();
    assert_eq!((memory.seen, memory.merges.len()), (None, 1));
}

const WORDS: [&str; 4] = ["Forks", "Sharing", "Money", "New"];

fn edits() -> impl Strategy<Value = Vec<(u8, Vec<usize>, usize)>> {
    let one = (
        0u8..8,
        proptest::collection::vec(0usize..6, 1..3),
        0usize..4,
    );
    proptest::collection::vec(one, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_edits_lose_a_note_and_no_run_undoes_them(list in edits(), listed: bool, late: bool) {
        let notes = "text,cluster\nHow might we fork?,Forks\nHow might we fork well?,\nHow might we share?,\nhow might we SHARE,\nHow might we fund maintainers?,\nhow might we fork!,\n";
        let at = if late { At::Affinity } else { At::Notes };
        let mut room = Room::new(notes, if listed { IN_FILE } else { "" }, at);
        let ids: Vec<String> = room.view(|view| view.notes.iter().map(|it| note_id(&it.note.origin)).collect());
        for (kind, notes, word) in list {
            let chosen: Vec<String> = notes.iter().map(|at| ids[*at].clone()).collect();
            let (note, into) = (chosen[0].clone(), ids[word].clone());
            let (name, other) = (WORDS[word].to_owned(), labels::fold(&labels::cluster(WORDS[notes[0] % 4])));
            let to = labels::fold(&labels::cluster(&name));
            let edit = match kind {
                0 => Edit::Move { notes: chosen.clone(), to },
                1 => Edit::Park { notes: chosen.clone() },
                2 => Edit::Unplace { notes: chosen.clone() },
                3 => Edit::New { notes: chosen.clone(), name },
                4 => Edit::Merge { note, into },
                5 => Edit::Unmerge { note },
                6 => Edit::Rename { cluster: other, name },
                _ => Edit::Join { cluster: other, into: to },
            };
            let before = room.world.clone();
            if room.edit(&edit).is_err() {
                prop_assert_eq!(&before, &room.world);
                continue;
            }
            prop_assert_eq!(room.edit(&edit).unwrap(), Vec::new());
            let placed = room.view(|view| {
                let at = |at: usize| (view.notes[at].standing.clone(), view.notes[at].merged);
                (0..ids.len()).map(at).collect::<Vec<_>>()
            });
            room.run();
            prop_assert!(room.run().is_empty());
            room.view(|view| {
                for (at, (standing, merged)) in placed.iter().enumerate() {
                    let now = &view.notes[at];
                    assert_eq!(now.merged, *merged);
                    assert!(*standing == Standing::Open || now.standing == *standing, "{edit:?}: {standing:?} became {:?}", now.standing);
                }
            });
            // No cluster is there twice.
            let (doubles, torn) = room.view(|view| (view.doubles.clone(), view.torn()));
            prop_assert!(doubles.is_empty() && torn.is_empty(), "{doubles:?} {torn:?}");
        }
        let schedule = room.sessions[0].schedule.clone();
        for now in [schedule.affinity, schedule.voting] {
            (room.now, room.world.read_at) = (now, now);
            room.run();
        }
        room.view(|view| {
            let Ok(counted) = count::count(view) else {
                // Everything is parked.
                assert_eq!(view.votable().count(), 0);
                return;
            };
            let material = crate::plan::material::material(view, &counted);
            let clustered = material.clusters.iter().flat_map(|cluster| &cluster.notes);
            let whole: Vec<_> = clustered.chain(&material.parked).collect();
            assert_eq!(whole.len() + material.merged.len() + material.refused.len(), ids.len());
            assert_eq!(whole.iter().map(|note| note.support).sum::<usize>(), ids.len());
        });
    }
}
