//! Nothing twice, nothing lost: whatever fault strikes whichever request, running again ends where an undisturbed run ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use fakehub::FaultKind;
use folkmoot::cli::load;
use folkmoot::rehearsal::{Fault, Play, Played, play};
use std::path::Path;

async fn rehearse(propose: bool, faults: Vec<Fault>) -> Played {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    let session = load::one(&folder).expect("the example is sound");
    let keep = tempfile::tempdir().unwrap();
    let shown = format!("{faults:?}");
    let options = Play {
        keep: Some(keep.path().join("play")),
        people: 4,
        seed: 7,
        propose,
        faults,
        ..Play::default()
    };
    match play(session, &options).await {
        Ok(played) => played,
        Err(error) => panic!("with {shown}: {error}"),
    }
}

fn plain(played: &Played) -> String {
    serde_json::to_string_pretty(&played.state).unwrap()
}

async fn survives(propose: bool, kinds: &[FaultKind]) {
    let calm = rehearse(propose, Vec::new()).await;
    let expected = plain(&calm);
    println!("fault                                       indexes  runs ended  same end");
    for kind in kinds {
        let (mut ended, mut same) = (0, 0);
        for request in 0..calm.requests {
            let struck = rehearse(
                propose,
                vec![Fault {
                    request,
                    kind: kind.clone(),
                }],
            )
            .await;
            ended += struck.failed_runs;
            let got = plain(&struck);
            assert!(
                got == expected,
                "{kind:?} at request {request} ends elsewhere:\n{}",
                first_difference(&expected, &got)
            );
            same += 1;
        }
        println!(
            "{:<44}{:>7}{ended:>12}{same:>10}",
            format!("{kind:?}").chars().take(43).collect::<String>(),
            calm.requests
        );
        assert_eq!(same, calm.requests);
    }
}

fn first_difference(expected: &str, got: &str) -> String {
    expected
        .lines()
        .zip(got.lines())
        .find(|(a, b)| a != b)
        .map_or_else(
            || "one is longer".to_owned(),
            |(a, b)| format!("expected {a}\n     got {b}"),
        )
}

// What differs between the two is how clusters come to be; the kinds that end most runs are enough for the second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_grouped_by_people_survives_a_fault_at_every_request() {
    let kinds = [
        FaultKind::StatusAfterEffect(502),
        FaultKind::GraphqlErrors {
            type_: "INTERNAL".into(),
            message: "Something went wrong".into(),
        },
    ];
    survives(false, &kinds).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_grouped_by_folkmoot_survives_a_fault_at_every_request() {
    let kinds = [
        FaultKind::Status(502),
        FaultKind::StatusAfterEffect(502),
        FaultKind::ResetAfterEffect,
        FaultKind::RetryAfter {
            status: 403,
            seconds: 30,
        },
        FaultKind::GraphqlErrors {
            type_: "INTERNAL".into(),
            message: "Something went wrong".into(),
        },
    ];
    survives(true, &kinds).await;
}
