//! What a session comes to: ballots, tallies, documents.

use crate::{Seeds, files, text};
use serde_json::{Value, json};
use std::fs;

pub fn tallies(seeds: &mut Seeds) {
    let published = text("src/site/tests/tally.json");
    seeds.add("tally", 'r', &[&published]);
    let mut value: Value = serde_json::from_str(&published).unwrap();
    seeds.add("tally", 'r', &[&value.to_string()]);
    if let Some(ballots) = value["ballots"].as_array_mut() {
        ballots.truncate(2);
    }
    seeds.add("tally", 'r', &[&value.to_string()]);
    // One of each method.
    for method in folkmoot_fuzz::ballot::samples() {
        seeds.add("tally", 'r', &[&method]);
        seeds.add("tally", 'a', &[&method.replace("\"session\"", "\"kubecon-india-2024\""), "text,cluster,status,author\nA note,Cluster 1,placed,\nB,,parked,ada\nC,Cluster 1,merged into: A note,\nD,,refused: too long,\n"]);
        seeds.add(
            "tally",
            'c',
            &[&format!("Result\n\n~~~~~~json\n{method}~~~~~~\n")],
        );
    }
}

pub fn documents(seeds: &mut Seeds) {
    let document = "---\ntitle: Goals\ntags: [a, b]\n---\n# Goals\n\nText[^1].\n\n## Here\n\n- one\n\n<!-- folkmoot:kubecon/goals -->\nold\n<!-- /folkmoot:kubecon/goals -->\n\n## There\n\n[^1]: A note\n";
    let new = "## Forks\n\n- new [link](https://example.org/a)\n\n1. x\n";
    for reader in "rhk".chars() {
        seeds.add("outcome", reader, &[document, new]);
        seeds.add("outcome", reader, &[document, new, document]);
        seeds.add("outcome", reader, &["", new]);
        seeds.add("outcome", reader, &[&document.replace('\n', "\r\n"), new]);
    }
    seeds.add("outcome", 'd', &["", new]);
    seeds.add("outcome", 'd', &[document, new, document]);
    seeds.add(
        "outcome",
        '3',
        &[
            document,
            &document.replace("one", "mine"),
            &document.replace("old", "ours"),
        ],
    );
    seeds.add("outcome", '3', &["a\nb\nc\n", "a\nx\nc\n", "a\nb\ny\nc\n"]);
    seeds.add(
        "outcome",
        '3',
        &[
            "# A\n\n1\n\n# B\n\n2\n",
            "# B\n\n2\n\n# A\n\n1\nmine\n",
            "# A\n\n3\n\n# C\n\n4\n",
        ],
    );
    for path in files("examples/ledger")
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
    {
        let mut value: Value = serde_json::from_str(&text(&path)).unwrap();
        seeds.add("outcome", 'l', &[&value.to_string()]);
        if let Some(topics) = value["topics"].as_array_mut() {
            topics.truncate(2);
        }
        seeds.add("outcome", 'l', &[&value.to_string()]);
    }
    let ledger = json!({"folkmoot": "ledger/1", "series": "call", "sessions": [{"id": "call-1", "date": "2026-01-01", "title": "Call", "notes": 3, "voters": null}], "topics": [{"id": "forks", "name": "Forks", "former": [], "seen": [{"session": "call-1", "name": "Forks", "notes": 3, "votes": null}]}]});
    seeds.add("outcome", 'l', &[&ledger.to_string()]);
    let tally = folkmoot_fuzz::ballot::samples().remove(0);
    seeds.add(
        "outcome",
        's',
        &[
            "# A report\n\nHeld on 2026-03-31.\n",
            &tally,
            "text,cluster,status,author\n",
        ],
    );
}

pub fn ballots(seeds: &mut Seeds) {
    for body in [
        "/rank #3 > #2 = 1",
        "I think\n/dots #3 2, #1 1\n",
        "/RANK 1>2>3",
        "/dots 12 1000,1 0",
    ] {
        seeds.add("ballot", 'c', &[body]);
    }
    for paper in [
        "cluster,votes\nForks,12\nSharing,3\n",
        "cluster,yes,no,abstain\nForks,12,3,1\n",
        "ballot,Forks,Sharing\n1,1,2\n2,,1\n",
        "cluster,1,2\nForks,idea,done\n",
        "\u{feff}cluster;votes\nForks;1\n",
    ] {
        seeds.all("ballot", "hp", &[paper]);
    }
    seeds.add(
        "ballot",
        'n',
        &["> 1/2\n>= 2/3\n1/3\n5\n@ada\nid:42\nben_corp\n"],
    );
    // Numbers from which elections are made.
    let mut state = 88_172_645_463_325_252_u64;
    for round in 0..60 {
        let mut bytes = vec![b'e'];
        for _ in 0..(40 + 12 * round) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.push(state.to_le_bytes()[0]);
        }
        let folder = seeds.folder.join("ballot");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("election-{round}")), bytes).unwrap();
    }
}
