//! The observer: what is there in the end, read from the hub's own account of itself and from the governance repository's default branch,
//! with a reader of JSON and one of CSV; nothing of folkmoot.

use super::driver::{GOVERNANCE, Place, SESSIONS, said};
use super::facts::{self, Facts, add};
use super::ledger;
use super::world::{Community, Method};
use git2::{Repository, TreeWalkMode, TreeWalkResult};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is there.
pub fn observed(community: &Community, place: &Place) -> Result<Facts, String> {
    let mut facts = Facts::new();
    let dump = place.hub.dump();
    let own = &dump["repositories"][SESSIONS];
    for label in own["labels"].as_object().into_iter().flatten() {
        add(&mut facts, format!("label {}", label.0), String::new());
    }
    for issue in list(&own["issues"]) {
        issues(&mut facts, community, issue);
    }
    for pull in list(&dump["repositories"][GOVERNANCE]["issues"]) {
        let head = text(&pull["pull_request"]["head"]);
        let merged = if pull["pull_request"]["merged"] == true {
            "merged"
        } else {
            text(&pull["state"])
        };
        let id = head.trim_start_matches("folkmoot/");
        add(
            &mut facts,
            format!("{id} / pull request {head}"),
            format!("{}, {merged}", text(&pull["title"])),
        );
    }
    let files = files(place).map_err(said)?;
    for (path, content) in &files {
        if let Some((id, name)) = path
            .strip_prefix("reports/")
            .and_then(|rest| rest.split_once('/'))
        {
            add(&mut facts, format!("{id} / file {name}"), String::new());
            let content = String::from_utf8_lossy(content);
            match name {
                "README.md" => readme(&mut facts, id, &content),
                "tally.json" => tally(&mut facts, community, id, &content)?,
                "notes.csv" => notes(&mut facts, id, &content),
                _ => {}
            }
        } else if let Some(series) = path
            .strip_prefix("series/")
            .and_then(|rest| rest.strip_suffix("/ledger.json"))
        {
            keep(&mut facts, series, &String::from_utf8_lossy(content))?;
        } else if path != "README.md" {
            add(&mut facts, format!("file {path}"), String::new());
        }
    }
    if !community.named {
        let pulls = dump["repositories"][GOVERNANCE]["issues"].to_string();
        let mut all = objects(place).map_err(said)?;
        all.push(pulls.into_bytes());
        let named = community.people.iter().filter(|person| {
            let login = person.login.as_bytes();
            all.iter()
                .any(|text| text.windows(login.len()).any(|part| part == login))
        });
        let named = named.count().to_string();
        add(&mut facts, "all reports / people named".to_owned(), named);
    }
    Ok(facts)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(u64::MAX)
}

fn issues(facts: &mut Facts, community: &Community, issue: &Value) {
    let labels: Vec<String> = list(&issue["labels"])
        .map(|label| text(label).to_owned())
        .collect();
    let own = labels
        .iter()
        .find_map(|label| label.strip_prefix("session:").map(str::to_owned));
    // A note that came too late has no session's label; its form names one.
    let body = text(&issue["body"]);
    let named = || {
        body.lines()
            .find(|line| line.starts_with(&community.name))
            .map(str::to_owned)
    };
    let id = own
        .or_else(named)
        .unwrap_or_else(|| "no session".to_owned());
    let (open, locked) = (issue["state"] == "open", issue["locked"] == true);
    let is_session = labels.iter().any(|label| label == "folkmoot:session");
    facts::issue(facts, &id, text(&issue["title"]), labels, open, locked);
    let comments = list(&issue["comments"]).map(|comment| text(&comment["body"]));
    let told = comments
        .filter(|body| body.starts_with("The vote is closed."))
        .count();
    if told > 0 && is_session {
        add(
            facts,
            format!("{id} / the result is told, times"),
            told.to_string(),
        );
    }
}

/// Every file of the default branch.
fn files(place: &Place) -> Result<BTreeMap<String, Vec<u8>>, git2::Error> {
    let git = Repository::open_bare(place.path("git").join(format!("{GOVERNANCE}.git")))?;
    let tree = git
        .find_branch("main", git2::BranchType::Local)?
        .get()
        .peel_to_tree()?;
    let mut files = BTreeMap::new();
    tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        if let (Ok(name), Ok(blob)) = (entry.name(), git.find_blob(entry.id())) {
            files.insert(format!("{folder}{name}"), blob.content().to_vec());
        }
        TreeWalkResult::Ok
    })?;
    Ok(files)
}

/// All that ever came to the repository of reports: files, names of files, and commits with what they say.
fn objects(place: &Place) -> Result<Vec<Vec<u8>>, git2::Error> {
    let git = Repository::open_bare(place.path("git").join(format!("{GOVERNANCE}.git")))?;
    let (odb, mut all) = (git.odb()?, Vec::new());
    odb.foreach(|id| {
        all.extend(odb.read(*id).map(|object| object.data().to_vec()));
        true
    })?;
    Ok(all)
}

/// The numbers of a report.
fn readme(facts: &mut Facts, id: &str, content: &str) {
    let wanted = [
        "People who voted",
        "Notes received",
        "… placed in clusters",
        "… parked",
        "… refused",
        "Clusters",
    ];
    for line in content.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [what, count] = cells.as_slice() else {
            continue;
        };
        let what = if what.starts_with("… merged") {
            "… merged"
        } else {
            what
        };
        if wanted.contains(&what) || what == "… merged" {
            add(
                facts,
                format!("{id} / README.md / {what}"),
                (*count).to_owned(),
            );
        }
    }
}

/// What became of each note.
fn notes(facts: &mut Facts, id: &str, content: &str) {
    let mut reader = csv::Reader::from_reader(content.as_bytes());
    for row in reader.records().map_while(Result::ok) {
        let status = if row[2].starts_with("merged into: ") {
            "merged"
        } else {
            &row[2]
        };
        add(
            facts,
            format!("{id} / notes.csv / {}", &row[0]),
            format!("{}: {status}", &row[1]),
        );
    }
}

fn tally(facts: &mut Facts, community: &Community, id: &str, content: &str) -> Result<(), String> {
    let tally: Value = serde_json::from_str(content).map_err(said)?;
    add(
        facts,
        format!("{id} / tally / voters"),
        number(&tally["voters"]).to_string(),
    );
    add(
        facts,
        format!("{id} / tally / state"),
        text(&tally["state"]).to_owned(),
    );
    let quorum = &tally["quorum"];
    let quorum = quorum
        .is_object()
        .then(|| (number(&quorum["needed"]), quorum["reached"] == true));
    facts::quorum(facts, id, quorum);
    let name = |item: &Value| {
        let found = list(&tally["items"]).find(|it| it["number"] == *item);
        found.map_or_else(|| item.to_string(), |it| text(&it["name"]).to_owned())
    };
    for at in list(&tally["result"]) {
        let changed =
            list(&tally["items"]).any(|it| it["number"] == at["item"] && it["changed"] == true);
        let motion = community.rules.method == Method::Motion;
        let told = facts::Place {
            rank: number(&at["rank"]),
            score: number(&at["votes"]),
            wins: at["wins"] == true,
            tied: list(&tally["tie"]).any(|it| *it == at["item"]),
            changed,
            motion: motion.then(|| ["yes", "no", "abstain"].map(|key| number(&at[key]))),
            bar: at["needed"]
                .is_u64()
                .then(|| (number(&at["of"]), number(&at["needed"]))),
        };
        facts::place(facts, id, &name(&at["item"]), &told);
    }
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    for ballot in list(&tally["ballots"]) {
        let voter = match &ballot["voter"] {
            Value::String(word) if word == "no-account" => "no-account",
            Value::String(_) => "somebody",
            voter => text(&voter["login"]),
        };
        let choices = list(&ballot["choices"]).map(|choice| {
            let why_not = choice["why_not"].as_str().map(str::to_owned);
            (
                name(&choice["item"]),
                choice["value"].as_i64().unwrap_or(i64::MAX),
                why_not,
            )
        });
        let choices: Vec<_> = choices.collect();
        for why in choices.iter().filter_map(|(.., why_not)| why_not.clone()) {
            *refused.entry(why).or_default() += 1;
        }
        add(
            facts,
            format!("{id} / ballot of {voter}"),
            facts::ballot(choices.into_iter()),
        );
    }
    for (why, count) in refused {
        add(
            facts,
            format!("{id} / votes refused / {why}"),
            count.to_string(),
        );
    }
    Ok(())
}

/// What a ledger keeps.
fn keep(facts: &mut Facts, series: &str, content: &str) -> Result<(), String> {
    let file: Value = serde_json::from_str(content).map_err(said)?;
    for it in list(&file["sessions"]) {
        let (date, title) = (text(&it["date"]), text(&it["title"]));
        let told = format!(
            "{date} {title}, {} notes, {} voters",
            it["notes"], it["voters"]
        );
        ledger::session(facts, series, text(&it["id"]), &told);
    }
    for topic in list(&file["topics"]) {
        let mut seen: Vec<String> = list(&topic["seen"])
            .map(|it| {
                let (votes, was) = (it["votes"].as_u64(), it["was"].as_str());
                ledger::sighting(
                    text(&it["session"]),
                    text(&it["name"]),
                    number(&it["notes"]),
                    votes,
                    was,
                )
            })
            .collect();
        seen.sort();
        ledger::topic(facts, series, &seen);
    }
    Ok(())
}
