//! Real material, where it is at hand: `../shared/inputs`.

use crate::import::{Form, Imported, Why, read, read_all};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/inputs");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not here", folder.display());
    None
}

fn clusters(one: &Imported) -> BTreeSet<&str> {
    one.cards
        .iter()
        .filter_map(|card| card.cluster.as_deref())
        .collect()
}

#[test]
fn real_files_have_the_notes_that_people_count_in_them() {
    let Some(folder) = folder() else { return };
    // File, form, notes, groups, and what is dropped that is neither heading nor prose.
    type Counted = (&'static str, Form, usize, usize, &'static [(Why, usize)]);
    let table: [Counted; 21] = [
        (
            "O01-ospology-bof-india/BoF/India2024_Report/Apendix.md",
            Form::Markdown,
            13,
            5,
            &[],
        ),
        (
            "O01-ospology-bof-india/BoF/India2024_Report/Challenges.md",
            Form::Markdown,
            7,
            5,
            &[(Why::Quotation, 5)],
        ),
        (
            "O02-ospologylive-nl-2023-roundtables/ospology-live/2023-january-netherlands/day1-creating-an-open-source-strategy.md",
            Form::Markdown,
            38,
            7,
            &[],
        ),
        (
            "O02-ospologylive-nl-2023-roundtables/ospology-live/2023-january-netherlands/day1-support-dev-to-contribute-to-innersource.md",
            Form::Markdown,
            59,
            6,
            &[(Why::Link, 1)],
        ),
        (
            "O02-ospologylive-nl-2023-roundtables/ospology-live/2023-january-netherlands/day2-creating-an-open-source-strategy.md",
            Form::Markdown,
            20,
            2,
            &[],
        ),
        (
            "O02-ospologylive-nl-2023-roundtables/ospology-live/2023-january-netherlands/day2-minimal-viable-ospo.md",
            Form::Markdown,
            38,
            7,
            &[],
        ),
        (
            "O03-touchpoint-and-governance/archived/Touchpoint/feedback/TODO Group Feedback 2020 (Responses).csv",
            Form::Csv,
            12,
            0,
            &[],
        ),
        (
            "O06-w3c-breakouts-day-2024/breakouts-day-2024.json",
            Form::W3c,
            19,
            0,
            &[],
        ),
        (
            "O06-w3c-breakouts-day-2024/session-validation.json",
            Form::W3c,
            28,
            0,
            &[],
        ),
        (
            "O07-oks-topic-votes-final/meetings/2016-06-02-Mozilla_Science_Lab_Global_Sprint_2016/Topic_survey/OS101_topic_voting_2016-06-07.tsv",
            Form::Tsv,
            19,
            1,
            &[(Why::Total, 1)],
        ),
        (
            "O08-polis-15-per-hour-seattle/15-per-hour-seattle/comments.csv",
            Form::Polis,
            31,
            0,
            &[(Why::ModeratedOut, 23)],
        ),
        (
            "O08-polis-london.youth.policing/london.youth.policing/comments.csv",
            Form::Polis,
            36,
            0,
            &[(Why::ModeratedOut, 3)],
        ),
        (
            "O11-kubernetes-summit-notes/events/2017/05-leadership-summit/session-notes/1600-1740_PRESENTATIONS_FROM_BREAKOUTS_AND_CALL_TO_ACTIONS.md",
            Form::Markdown,
            85,
            10,
            &[],
        ),
        (
            "O11-kubernetes-summit-notes/events/2018/05-contributor-summit/RETRO.md",
            Form::Markdown,
            38,
            8,
            &[],
        ),
        (
            "O11-kubernetes-summit-notes/events/2019/11-contributor-summit/unconference-notes/tech-debt-Mayank.md",
            Form::Markdown,
            4,
            2,
            &[],
        ),
        (
            "O12-nodejs-next10-dublin-2022/collaborator summit/2022-dublin/community-brainstorm.md",
            Form::Markdown,
            50,
            3,
            &[(Why::Quotation, 11)],
        ),
        (
            "O12-nodejs-next10-dublin-2022/collaborator summit/2022-dublin/technical-priorities.md",
            Form::Markdown,
            74,
            3,
            &[(Why::Quotation, 10)],
        ),
        (
            "O12-nodejs-next10-dublin-2022/CONSTITUENCY-NEEDS.md",
            Form::Markdown,
            85,
            26,
            &[],
        ),
        (
            "O14-octokit-webhook-payloads/payload-examples/api.github.com/issues/labeled.payload.json",
            Form::W3c,
            1,
            0,
            &[],
        ),
        (
            "O15-retro-export-formats/api/src/test/resources/sampleOutput.csv",
            Form::RetroQuest,
            3,
            3,
            &[(Why::Task, 1)],
        ),
        (
            "O16-finos-osr-roundtable/docs/Presentations/OSR-Roundtable.md",
            Form::Markdown,
            29,
            11,
            &[(Why::Markup, 2), (Why::Link, 2)],
        ),
    ];
    for (name, form, notes, groups, others) in table {
        let path = folder.join(name);
        let one = read(&path, &std::fs::read(&path).unwrap(), None).unwrap();
        let mut why: BTreeMap<Why, usize> = BTreeMap::new();
        for dropped in &one.dropped {
            if !matches!(dropped.why, Why::Heading | Why::Paragraph) {
                *why.entry(dropped.why).or_default() += 1;
            }
        }
        let found = (one.form, one.cards.len(), clusters(&one).len(), why);
        assert_eq!(
            found,
            (form, notes, groups, others.iter().copied().collect()),
            "{name}"
        );
    }
}

#[test]
fn the_published_clusters_of_a_report_are_read() {
    let Some(folder) = folder() else { return };
    let path = folder.join("O01-ospology-bof-india/BoF/India2024_Report/Apendix.md");
    let one = read(&path, &std::fs::read(&path).unwrap(), None).unwrap();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for card in &one.cards {
        assert!(
            card.text.starts_with("How might we ") && card.text.ends_with('?'),
            "{card:?}"
        );
        *sizes.entry(card.cluster.as_deref().unwrap()).or_default() += 1;
    }
    let expected = [
        ("Collaboration and Engagements", 2),
        ("Managing OSS Best Practices", 4),
        ("Product Roadmap / Engineering", 4),
        ("Security", 1),
        ("Starting and Structuring OSPOs", 2),
    ];
    assert_eq!(sizes, expected.into());
}

#[test]
fn votes_of_real_conversations_are_counted_once_a_voter() {
    let Some(folder) = folder() else { return };
    // How many comments Polis' own sums, which count changed votes again, say otherwise of.
    for (name, sub, differ) in [
        (
            "O08-polis-london.youth.policing",
            "london.youth.policing",
            2,
        ),
        ("O08-polis-15-per-hour-seattle", "15-per-hour-seattle", 19),
    ] {
        let file = |file: &str| {
            let path = folder.join(name).join(sub).join(file);
            let bytes = std::fs::read(&path).unwrap();
            (path, bytes)
        };
        let alone = read_all(&[file("comments.csv")], None).unwrap();
        let both = read_all(&[file("comments.csv"), file("votes.csv")], None).unwrap();
        let (alone, both) = (&alone[0].1.cards, &both[0].1.cards);
        assert!(!both.is_empty() && both.iter().all(|card| card.votes.is_some()));
        let changed = alone
            .iter()
            .zip(both)
            .filter(|(a, b)| a.votes != b.votes)
            .count();
        assert_eq!(changed, differ, "{name}");
        for other in ["participants-votes.csv", "summary.csv"] {
            assert!(read_all(&[file(other)], None).is_err(), "{other}");
        }
    }
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
}

#[test]
fn no_list_item_of_real_documents_vanishes() {
    let Some(folder) = folder() else { return };
    let mut paths = Vec::new();
    documents(&folder, &mut paths);
    let (mut files, mut items) = (0, 0);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(one) = read(&path, &bytes, Some(Form::Markdown)) else {
            continue;
        };
        let lines: BTreeSet<usize> = one
            .cards
            .iter()
            .map(|card| card.line)
            .chain(one.dropped.iter().map(|dropped| dropped.line))
            .collect();
        files += 1;
        let text = String::from_utf8(bytes).unwrap();
        let matter = text
            .starts_with("---")
            .then(|| text.lines().skip(1).position(|line| line == "---"));
        let mut code = false;
        for (index, line) in text.lines().enumerate() {
            let bare = line.trim_start();
            code ^= bare.starts_with("```");
            let in_matter = matter.flatten().is_some_and(|end| index <= end + 1);
            let item = ["- ", "* ", "+ "]
                .iter()
                .any(|bullet| bare.starts_with(bullet));
            if item && !code && !in_matter {
                items += 1;
                assert!(
                    lines.contains(&(index + 1)),
                    "{}:{}: {line}",
                    path.display(),
                    index + 1
                );
            }
        }
    }
    assert!(files > 40 && items > 1_000, "{files} files, {items} items");
}
