//! What cannot be done, and when.

use super::*;

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
