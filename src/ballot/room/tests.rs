use super::*;

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: "ballots.csv".into(),
        text: text.into(),
    })
}

fn rules(method: Method) -> Rules {
    Rules {
        method,
        stages: vec!["Start".into(), "Grow".into()],
        ..Rules::default()
    }
}

#[test]
fn a_paper_ballot_is_a_row() {
    let file = ballots(
        &source("A,B\n1,No opinion\n2,1\n,\n"),
        &rules(Method::Ranked),
    )
    .unwrap();
    assert_eq!(
        file.ballots,
        [
            vec![("A".into(), 1)],
            vec![("A".into(), 2), ("B".into(), 1)]
        ]
    );
    let file = ballots(&source("A,B\ngrow,1\n"), &rules(Method::Grid)).unwrap();
    assert_eq!(file.ballots, [vec![("A".into(), 2), ("B".into(), 1)]]);
    let room = file
        .resolved(|name| {
            ["A", "B"]
                .iter()
                .position(|known| *known == name)
                .map(|at| at as u64 + 7)
        })
        .unwrap();
    assert_eq!((room.voters, room.ballots[0][0].item), (1, 7));
    assert_eq!(file.resolved(|_| None).unwrap_err(), ["A", "B"]);
}

#[test]
fn every_fault_of_a_file_is_named() {
    let faults = ballots(&source("A,A\nperhaps,1\n1,1,1\n"), &rules(Method::Top)).unwrap_err();
    let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "the column `A` comes twice",
            "`perhaps` says nothing of `A`",
            "the row has more cells than there are columns"
        ]
    );
    let alias = ballots(&source("A,#7\nx,x\n"), &rules(Method::Top)).unwrap();
    assert_eq!(alias.resolved(|_| Some(7)).unwrap_err(), ["#7"]);
    let all = hands(
        &source("cluster,yes,no,abstain\nA,9,9,0\n"),
        &rules(Method::Motion),
        Some(9),
    );
    assert_eq!(
        all.unwrap_err()[0].message,
        "18 hands in all, but 9 people were in the room"
    );
    let faults = hands(
        &source("cluster,votes\nA,13\nA,1\n,2\nB,x\n"),
        &rules(Method::Top),
        Some(12),
    )
    .unwrap_err();
    let lines: Vec<usize> = faults.iter().map(|fault| fault.place.line).collect();
    assert_eq!(lines, [2, 3, 4, 5]);
    assert!(hands(&source("cluster,votes\n"), &rules(Method::Ranked), Some(1)).is_err());
    assert!(hands(&source("cluster,votes\nA,1\n"), &rules(Method::Top), None).is_err());
}

#[test]
fn hands_of_a_motion_are_three_counts() {
    let file = hands(
        &source("cluster,yes,no,abstain\nA,5,2,\n"),
        &rules(Method::Motion),
        Some(9),
    )
    .unwrap();
    assert_eq!(file.hands, [("A".into(), 1, 5), ("A".into(), -1, 2)]);
    assert_eq!(file.people, 9);
}
