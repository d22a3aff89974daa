//! What stands in files: sessions, formats, notes, and what is hostile.

use crate::{Seeds, blocks, files, text};
use serde_json::Value;
use std::fs;

pub fn sessions(seeds: &mut Seeds) {
    for path in files("examples")
        .into_iter()
        .filter(|path| path.ends_with("session.yml"))
    {
        let yml = text(&path);
        seeds.all("session", "spy", &[&yml]);
        seeds.all(
            "session",
            "sp",
            &[
                &yml,
                "timezone: Europe/Paris\nattribution: named\n",
                "text,cluster\nHow might we fork?,Forks\n",
            ],
        );
    }
    for block in blocks("yaml") {
        seeds.all("session", "spyc", &[&block]);
        seeds.all("format", "fi", &[&block]);
        let session = format!(
            "format: how-might-we\ntitle: A\ndate: 2026-03-31\nstart: 10:00\ntimezone: UTC\nvariables: {{topic: a, community: b}}\n{block}"
        );
        seeds.all("session", "sp", &[&session]);
    }
    let base = "format: goals\ntitle: Goals\ndate: 2026-01-13\nstart: 17:00\ntimezone: UTC\ndetails: {year: 2026, committee: Committee}\n";
    let lines = [
        "vote: {method: top, votes: 3, winners: 2, ties: run-off, roll: {file: roll.txt}, in-room: {counted-by: us, counts: added}}\n",
        "vote: {method: ranked, quorum: 1/3, roll: collaborators, minimum-age: 30 days}\n",
        "vote: {method: dots, votes: 5, over: void, threshold: '>= 2/3', denominator: roll}\n",
        "vote: {method: grid, stages: [idea, growth, done], in-room: {counted-by: us}}\n",
        "vote: {method: motion, threshold: '> 1/2', allow: [ada], deny: [ben], self-votes: exclude, counts: hidden, remind: 24 hours}\n",
        "series: {name: call, every: 'FREQ=MONTHLY;BYDAY=2TU', hand-over: rotate}\nroles: {facilitator: ['@ada', '@ben'], scribe: ['@ben']}\n",
        "schedule: {notes: 2026-01-01 10:00, voting: 2026-01-14 10:00, closed: 3 days later}\nnotes: {in: file}\n",
        "report: {repository: acme/governance, folder: reports/x}\noutcomes:\n  - file: docs/goals.md\n    how: region\n    repository: acme/book\n",
        "outcomes:\n  - {file: a.md, how: section, under: '## Here', footnotes: true}\n  - {file: b.md, how: front-matter, keys: {title: x, tags: [a, b]}}\n",
        "clusters: [Forks, {name: Sharing, about: text}]\nactions: [{what: do it, owner: '@ada', due: 2026-02-01}]\nopens-with: [a]\n",
        "groups: 4\ncredit: Us\nlicense: CC-BY-4.0\nattribution: opt-in\npublish-by: Q2 2026\nsummary: text\nplace: a room\n",
    ];
    for line in lines {
        let yml = format!("{base}{line}");
        seeds.all("session", "spy", &[&yml]);
        seeds.all(
            "session",
            "s",
            &[
                &yml,
                "vote: {quorum: 5, roll: collaborators}\n",
                "text,author,cluster\nA note,ada,Forks\n",
                "ada # one\n@ben\nid:42\n",
                "cluster,votes\nForks,12\n",
                "ballot,Forks,Sharing\n1,1,2\n",
                "name,handle,organisation,consent\nAda Example,@ada,Example,yes\n",
            ],
        );
        seeds.add("session", 'c', &[line]);
    }
    for rule in [
        "FREQ=MONTHLY;BYDAY=2TU",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20270101T000000Z",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=10",
        "FREQ=DAILY;BYSETPOS=-1;WKST=SU",
    ] {
        seeds.add("session", 'r', &[rule]);
    }
}

pub fn formats(seeds: &mut Seeds) {
    let yml = text("formats/how-might-we/format.yml").replace("name: how-might-we", "name: own");
    let session = "format: own\ntitle: A\ndate: 2026-03-31\nstart: 10:00\ntimezone: UTC\nvariables: {topic: a, community: b}\n";
    for path in files("formats") {
        let text = text(&path);
        if path.ends_with("format.yml") {
            let name = text
                .lines()
                .find(|line| line.starts_with("name:"))
                .unwrap_or_default()
                .to_owned();
            let own = text.replace(&name, "name: own");
            seeds.add("format", 'f', &[&own, session]);
        } else {
            for at in ["0", "1", "2", "3"] {
                seeds.add("format", 't', &[&format!("{at}{text}")]);
            }
            seeds.add(
                "format",
                'f',
                &[
                    &yml,
                    session,
                    "{{title}}\n",
                    "{{> own.md}}\n",
                    &text,
                    "{{#each clusters}}{{name}}{{/each}}",
                    &text,
                ],
            );
        }
    }
    let small = "name: own\ntitle: Own\nobjectives: [talk]\nparts:\n  - {title: Talk, minutes: 20, text: Talk.}\nstages: {notes: Talk}\nstem: How might we\nnotes-each: 3\nvote: {method: approval}\nfields:\n  session: {host: {about: who, required: true, kind: line}}\n  note: {claim: {kind: text}, done: {kind: [yes, no]}}\n";
    seeds.add("format", 'f', &[small, session, "{{title}}"]);
    for path in files("workflow-templates")
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "yml"))
    {
        seeds.add("format", 'i', &[&text(path)]);
    }
}

pub fn notes(seeds: &mut Seeds) {
    for path in files("tests/import").into_iter().chain(files("examples")) {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default()
            .to_owned();
        let whole = text(&path);
        // A whole number of lines that is short enough to be kept.
        let mut short = String::new();
        for line in whole.split_inclusive('\n') {
            if short.len() + line.len() > 3000 {
                break;
            }
            short.push_str(line);
        }
        let readers = match ending.as_str() {
            "csv" => "cabqpAnrs",
            "tsv" => "tA",
            "md" => "mlfBx",
            "json" => "wkjC",
            _ => continue,
        };
        seeds.all("note", readers, &[&short]);
        if ending == "json" {
            seeds.all("note", readers, &[&whole]);
        }
    }
    let votes = text("tests/import/polis/votes.csv");
    seeds.add(
        "note",
        'z',
        &[&text("tests/import/polis/comments.csv"), &votes[..600]],
    );
    let affinity = r#"{"folkmoot":"affinity/1","notes":[{"text":"a","cluster":"b","by":"person","votes":2,"author":"c"},{"text":"d"}],"clusters":[{"name":"b","notes":[0]}],"parked":[1]}"#;
    seeds.all("note", "kjC", &[affinity]);
    seeds.add(
        "note",
        'v',
        &[
            "A title",
            "### Session\n\nkubecon-india-2024\n\n### Note\n\nHow might we fork?\n",
        ],
    );
    seeds.add(
        "note",
        'v',
        &[
            "A title",
            "### Claim\n\nyes\n\n### Link\n\n_No response_\n\n### Note\n\nHow might we fork?\n",
        ],
    );
    seeds.add(
        "note",
        'x',
        &["How might we fork? [claim: yes]\n- /note another\nclaim: no\n> quoted\n"],
    );
    seeds.add("note", 'g', &["How might we fork?\nHow might we fork well?\nhow might we  FORK\nShare more\nShare much more\n"]);
    for bytes in [
        &b"\xff\xfet\0e\0x\0t\0\n\0a\0"[..],
        b"text\ncaf\xe9\ndon\xc3\xa2\xe2\x82\xac\xe2\x84\xa2t\n",
        b"text\r\x8e\x8f\xd5\r",
    ] {
        for reader in *b"cAlmns" {
            let folder = seeds.folder.join("note");
            let text = [&[reader][..], bytes].concat();
            fs::write(folder.join(format!("bytes-{reader}-{}", bytes.len())), text).unwrap();
        }
    }
}

/// Texts and files of people who wish us ill, cut to what an input may have.
pub fn hostile(seeds: &mut Seeds) {
    let texts: Value = serde_json::from_str(&text("tests/hostile/corpus/texts.json")).unwrap();
    for one in texts.as_array().unwrap() {
        let text = one["text"].as_str().unwrap();
        seeds.add("outcome", 'i', &[text]);
        seeds.all("note", "xmlcv", &[text]);
        seeds.add("plan", 'c', &[text]);
        seeds.add("plan", 'b', &["\x00", text, text]);
        seeds.add("plan", 'm', &[text, text]);
    }
    let files: Value = serde_json::from_str(&text("tests/hostile/corpus/files.json")).unwrap();
    for one in files.as_array().unwrap() {
        let parts = one["parts"].as_array().cloned().unwrap_or_default();
        let text: String = parts
            .iter()
            .map(|part| match part {
                Value::String(text) => text.clone(),
                part => part[0]
                    .as_str()
                    .unwrap_or_default()
                    .repeat(part[1].as_u64().unwrap_or(1).min(200) as usize),
            })
            .collect();
        let text = text.chars().take(3500).collect::<String>();
        match one["file"].as_str().unwrap_or_default() {
            name if name.ends_with("session.yml") || name.ends_with("config.yml") => {
                seeds.all("session", "syc", &[&text])
            }
            name if name.ends_with("format.yml") => seeds.add("format", 'f', &[&text]),
            name if name.ends_with(".hbs") => seeds.add("format", 't', &[&format!("0{text}")]),
            name if name.ends_with(".csv") => seeds.all("note", "cAnrs", &[&text]),
            name if name.ends_with("ledger.json") => seeds.add("outcome", 'l', &[&text]),
            name if name.ends_with("tally.json") => seeds.add("tally", 'r', &[&text]),
            name if name.ends_with(".json") => seeds.all("note", "wkjC", &[&text]),
            _ => seeds.all("note", "mlB", &[&text]),
        }
    }
}
