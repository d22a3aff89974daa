//! Notes that say the same, by hand.

use super::*;

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
