//! What a board shows of votes, of sessions that are called off or over, and of a close that comes later.

use super::*;
use crate::ballot::{Account, Reaction, Vote as Reacted};
use crate::plan::Memory;
use crate::plan::labels;
use crate::plan::memory::OpenVote;
use crate::plan::world::{Comment, Finished, Person};
use crate::session::Shift;
use crate::wall::journal::Journal;
use crate::wall::screen::Stand;
use crate::wall::state::{Line, Scene};

const DURING: &str = "2024-12-11T10:20:00Z";
const CLOSED: &str = "2024-12-11T10:31:00Z";
const CSV: &str =
    "text,cluster\nHow might we fork?,Forks\nHow might we pay?,Money\nHow might we rest?,Rest\n";

fn play(session: &Session, times: &[&str]) -> World {
    let mut world = empty(times[0]);
    for time in times {
        go(session, &mut world, time);
    }
    world
}

fn shown(session: &Session, world: &World) -> Board {
    let (homes, _) = homes(std::slice::from_ref(session), world);
    Board::of(session, world, &homes)
}

/// The board as it is sent.
fn sent(board: &Board, revealed: bool) -> Board {
    let (journal, line) = (Journal::default(), Line::default());
    let stand = Stand {
        revealed,
        ..Stand::default()
    };
    let scene = Scene {
        board,
        journal: &journal,
        stand,
        line: &line,
        viewers: 0,
    };
    scene.board()
}

fn person(id: u64) -> Person {
    Person {
        id: Some(id),
        login: format!("p{id}"),
        machine: false,
        created: None,
    }
}

fn number(world: &World, name: &str) -> u64 {
    let mut issues = world.issues.values();
    let issue = issues.find(|issue| issue.has(labels::CLUSTER) && issue.title == name);
    issue.unwrap().number
}

fn react(world: &mut World, name: &str, reaction: Reaction, voters: std::ops::Range<u64>) {
    let number = number(world, name);
    let issue = world.issues.get_mut(&number).unwrap();
    for id in voters {
        issue.votes_total += 1;
        issue.votes.push(Reacted {
            account: Some(Account {
                id,
                login: format!("p{id}"),
                created: None,
            }),
            at: DURING.parse().unwrap(),
            reaction: Some(reaction),
        });
    }
}

fn say(session: &Session, world: &mut World, id: u64, words: &str) {
    let body = ["Forks", "Money", "Rest"]
        .iter()
        .fold(words.to_owned(), |text, name| {
            text.replace(name, &format!("#{}", number(world, name)))
        });
    let issue = world.session_issue(&session.id).unwrap().number;
    let issue = world.issues.get_mut(&issue).unwrap();
    issue.comments_total += 1;
    issue.comments.push(Comment {
        id,
        body,
        author: Some(person(id)),
        written: DURING.parse().unwrap(),
        edited: None,
        by_another: false,
    });
}

/// `Forks 3 -1 =2 #1!`: votes, against, abstaining, rank, chosen.
fn figures(board: &Board) -> String {
    let number = |mark: &str, number: Option<u64>| {
        number.map_or(String::new(), |number| format!(" {mark}{number}"))
    };
    let clusters = board.clusters.iter().map(|cluster| {
        format!(
            "{}{}{}{}{}{}",
            cluster.name,
            number("", cluster.votes),
            number("-", cluster.against),
            number("=", cluster.abstain),
            number("#", cluster.rank),
            if cluster.chosen { "!" } else { "" },
        )
    });
    clusters.collect::<Vec<_>>().join(", ")
}

#[test]
fn every_method_is_counted_in_a_unit_of_its_own() {
    use Reaction::{Eyes, Heart, Rocket, ThumbsDown, ThumbsUp};
    type Votes = fn(&Session, &mut World);
    let hands: Votes = |_, world| {
        react(world, "Forks", ThumbsUp, 1..4);
        react(world, "Money", ThumbsUp, 1..3);
    };
    let motion: Votes = |_, world| {
        react(world, "Forks", ThumbsUp, 1..4);
        react(world, "Forks", ThumbsDown, 4..5);
        react(world, "Forks", Eyes, 5..6);
        react(world, "Money", ThumbsUp, 1..2);
        react(world, "Money", ThumbsDown, 2..5);
    };
    let table: [(&str, Votes, &str); 7] = [
        (
            "method: top",
            hands,
            "votes 3: Forks 3 #1!, Money 2 #2!, Rest 0 #3",
        ),
        (
            "method: approval",
            hands,
            "votes 3: Forks 3 #1!, Money 2 #2!, Rest 0 #3",
        ),
        (
            "method: motion",
            motion,
            "yes-votes 5: Forks 3 -1 =1 #1!, Money 1 -3 =0 #2, Rest 0 -0 =0 #3",
        ),
        (
            "method: motion, in-room: {counted-by: the two facilitators, counts: added}",
            motion,
            "yes-votes 5: Forks 5 -8 =5 #1, Money 1 -3 =0 #2, Rest 0 -0 =0 #3",
        ),
        (
            "method: dots, votes: 5",
            |session, world| {
                react(world, "Forks", Rocket, 1..2);
                react(world, "Money", Heart, 1..3);
                say(session, world, 7, "/dots Forks 4, Rest 1");
            },
            "dots 3: Forks 7 #1!, Money 4 #2!, Rest 1 #3",
        ),
        (
            "method: ranked",
            |session, world| {
                say(session, world, 7, "/rank Forks > Money");
                say(session, world, 8, "/rank Forks > Rest > Money");
                say(session, world, 9, "/rank Money > Forks");
            },
            "first-places 3: Forks 2 #1!, Money 1 #3, Rest 0 #2!",
        ),
        (
            "method: grid, stages: [Now, Later]",
            |_, world| {
                react(world, "Forks", ThumbsUp, 1..3);
                react(world, "Forks", Heart, 3..4);
                react(world, "Money", ThumbsUp, 1..2);
                react(world, "Money", Heart, 2..3);
            },
            "votes 3: Forks 2!, Money 1, Rest 0",
        ),
    ];
    for (rules, votes, told) in table {
        let mut session = session_of(CSV, &format!("vote: {{winners: 2, {rules}}}\n"));
        if rules.contains("in-room") {
            let hands = [(1, 2), (-1, 7), (0, 4)];
            session.room.people = 13;
            session.room.hands = hands
                .map(|(value, count)| ("Forks".to_owned(), value, count))
                .to_vec();
        }
        let mut world = play(&session, &[ANNOUNCED, NOTES, AFFINITY, VOTING]);
        votes(&session, &mut world);
        let board = shown(&session, &world);
        assert_eq!(board.vote.hindrance, None, "{rules}");
        let voters = board.vote.voters.unwrap();
        let found = format!("{} {voters}: {}", board.vote.unit, figures(&board));
        assert_eq!(found, told, "{rules}");
        // Hidden, none of it is there.
        let hidden = sent(&board, false);
        assert_eq!(figures(&hidden), "Forks, Money, Rest", "{rules}");
        assert_eq!(
            (hidden.vote.hidden, hidden.vote.voters),
            (true, Some(voters))
        );
        assert_eq!(sent(&board, true), board, "{rules}");
    }
}

#[test]
fn a_session_that_is_called_off_is_no_open_vote() {
    let session = session("");
    let mut world = play(&session, &[ANNOUNCED, NOTES, AFFINITY, VOTING]);
    let before = shown(&session, &world);
    assert!(before.vote.open && !before.session.off);
    assert_eq!((before.notes.len(), before.over), (4, false));
    let number = world.session_issue(&session.id).unwrap().number;
    let issue = world.issues.get_mut(&number).unwrap();
    issue.labels.insert(labels::CALLED_OFF.to_owned());
    // Until it is closed it remembers that itself.
    let waves = next(
        std::slice::from_ref(&session),
        &world,
        DURING.parse().unwrap(),
    );
    for change in waves.changes {
        world.pretend(&change);
    }
    let off = shown(&session, &world);
    let reason = Some("The session is called off: nothing is decided.");
    assert_eq!(off.stage, Some(Stage::Voting));
    assert!(off.session.off && !off.vote.open && !off.editable);
    assert_eq!(
        (off.vote.hindrance.as_deref(), off.session.join.is_none()),
        (reason, true)
    );
    // Its issues are closed one after the other: all that while it shows what it had.
    let (mut last, mut fewest) = (before.clone(), 4);
    for _ in 0..MOST_WAVES {
        for change in next(
            std::slice::from_ref(&session),
            &world,
            DURING.parse().unwrap(),
        )
        .changes
        {
            world.pretend(&change);
            let mut now = shown(&session, &world);
            fewest = fewest.min(now.notes.len());
            now.remember(&last);
            assert_eq!(
                (&now.notes, &now.clusters),
                (&before.notes, &before.clusters)
            );
            assert_eq!(
                (now.vote.hindrance.as_deref(), now.vote.open),
                (reason, false)
            );
            last = now;
        }
    }
    assert_eq!(fewest, 0);
    // Then only its label says so, and nothing else is read.
    world.issues.clear();
    let finished = Finished {
        number,
        stage: Some(Stage::Voting),
        called_off: true,
    };
    world.finished.insert(session.id.clone(), finished);
    let mut over = shown(&session, &world);
    assert!(over.over && over.session.off && !over.vote.open);
    over.remember(&off);
    assert_eq!(
        (&over.notes, &over.clusters),
        (&before.notes, &before.clusters)
    );
    assert_eq!(
        (over.vote.hindrance.as_deref(), over.vote.open),
        (reason, false)
    );
    assert_eq!(over.report, None);
    // And once more; but of what was never read nothing is remembered.
    let mut again = shown(&session, &world);
    again.remember(&over);
    assert_eq!(again, over);
    let first = shown(&session, &empty(DURING));
    assert!(!first.notes.is_empty(), "by its file");
    let mut late = shown(&session, &world);
    late.remember(&first);
    assert_eq!((late.notes.len(), late.clusters.len()), (0, 0));
}

#[test]
fn a_session_that_a_person_closed_is_remembered_too() {
    let session = session("");
    let mut world = play(&session, &[ANNOUNCED, NOTES, AFFINITY]);
    let before = shown(&session, &world);
    let number = world.session_issue(&session.id).unwrap().number;
    world.issues.clear();
    let finished = Finished {
        number,
        stage: Some(Stage::Affinity),
        called_off: false,
    };
    world.finished.insert(session.id.clone(), finished);
    let mut over = shown(&session, &world);
    over.remember(&before);
    assert_eq!(
        (&over.notes, &over.clusters),
        (&before.notes, &before.clusters)
    );
    assert!(!over.editable && !over.session.off);
}

#[test]
fn figures_are_revealed_once_there_are_any_and_the_rules_let_them_go() {
    let why = |board: &Board| board.may_reveal().map_err(|why| why.to_string());
    let none = Err("there is nothing to reveal before the vote opens: reveal it then".to_owned());
    let kept = Err(
        "the rules of this vote keep counts hidden until it closes: reveal them then".to_owned(),
    );
    for (rules, during) in [("shown", &Ok(())), ("hidden", &kept)] {
        let session = session_of(CSV, &format!("vote: {{counts: {rules}}}\n"));
        // What the file says after the opening changes nothing.
        let other = session_of(
            CSV,
            if rules == "shown" {
                "vote: {counts: hidden}\n"
            } else {
                ""
            },
        );
        assert_eq!(why(&shown(&session, &empty(ANNOUNCED))), none);
        let mut world = empty(ANNOUNCED);
        for time in [ANNOUNCED, NOTES, AFFINITY] {
            go(&session, &mut world, time);
            assert_eq!(why(&shown(&session, &world)), none, "{rules} {time}");
        }
        go(&session, &mut world, VOTING);
        react(&mut world, "Forks", Reaction::ThumbsUp, 1..4);
        let issue = world.session_issue(&session.id).unwrap().number;
        // By hand on and back again: by that alone nothing is closed.
        for label in [
            "stage:voting",
            "stage:closed",
            "stage:published",
            "stage:affinity",
            "stage:voting",
        ] {
            let issue = world.issues.get_mut(&issue).unwrap();
            issue.labels.retain(|name| labels::stage_of(name).is_none());
            issue.labels.insert(label.to_owned());
            for session in [&session, &other] {
                let board = shown(session, &world);
                assert_eq!(&why(&board), during, "{rules} {label}");
                let told = figures(&sent(&board, true));
                assert_eq!(told.contains("Forks 3"), rules == "shown", "{told}");
                assert_eq!(figures(&sent(&board, false)), "Forks, Money, Rest");
            }
        }
        // A lock that is only simulated reads votes of nobody.
        let forks = number(&world, "Forks");
        let cast = world.issues[&forks].votes.clone();
        go(&session, &mut world, CLOSED);
        world.issues.get_mut(&forks).unwrap().votes = cast;
        let board = shown(&session, &world);
        assert_eq!((board.stage, why(&board)), (Some(Stage::Closed), Ok(())));
        assert!(!board.vote.open);
        assert_eq!(
            figures(&sent(&board, true)),
            "Forks 3 #1!, Money 0 #2, Rest 0 #2"
        );
        assert_eq!(figures(&sent(&board, false)), "Forks, Money, Rest");
    }
}

#[test]
fn the_countdown_ends_with_what_it_counts_down_to() {
    let session = session("");
    let mut world = play(&session, &[ANNOUNCED, NOTES, AFFINITY, VOTING]);
    let number = world.session_issue(&session.id).unwrap().number;
    let mut change = |with: &dyn Fn(&mut Memory)| {
        let issue = world.issues.get_mut(&number).unwrap();
        let mut memory = Memory::read(&issue.body).unwrap();
        with(&mut memory);
        issue.body = memory.put(&issue.body);
        let board = shown(&session, &world);
        let clock = |time: Timestamp| time.strftime("%H:%M").to_string();
        let parts: Vec<String> = board
            .agenda
            .iter()
            .map(|part| format!("{}-{}", clock(part.starts), clock(part.ends)))
            .collect();
        // There is always a part on.
        for pair in board.agenda.windows(2) {
            assert_eq!(pair[0].ends, pair[1].starts);
        }
        (parts.join(" "), board)
    };
    let (file, _) = change(&|_| {});
    assert_eq!(
        file,
        "09:30-09:40 09:40-09:50 09:50-10:10 10:10-10:20 10:20-10:30"
    );
    // Half an hour more to vote, and then ten minutes.
    let extend = |vote: &mut OpenVote, until: &str| {
        let until = until.parse().unwrap();
        vote.history.push(crate::ballot::record::Event::Extended {
            at: DURING.parse().unwrap(),
            from: vote.window.closes,
            until,
            why: "x".to_owned(),
        });
        vote.window.closes = until;
    };
    for until in ["2024-12-11T11:00:00Z", "2024-12-11T11:10:00Z"] {
        let (longer, board) = change(&|memory| extend(memory.vote.as_mut().unwrap(), until));
        let clock = until.get(11..16).unwrap();
        assert_eq!(longer, file.replace("10:30", clock));
        assert_eq!(board.agenda.last().unwrap().ends, board.vote.closes);
        let on = crate::wall::screen::part(&board.agenda, "2024-12-11T10:45:00Z".parse().unwrap());
        assert_eq!(on, Some(4), "the last part goes on");
    }
    // More time for notes takes along what comes after them, and the part itself.
    let (longer, _) = change(&|memory| {
        memory.vote = None;
        memory.shifts = vec![Shift {
            stage: Stage::Affinity,
            was: "2024-12-11T10:10:00Z".parse().unwrap(),
            by: 600,
        }];
    });
    assert_eq!(
        longer,
        "09:30-09:40 09:40-09:50 09:50-10:20 10:20-10:30 10:30-10:40"
    );
}
