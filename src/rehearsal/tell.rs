//! What is left after the play: the report and the requests on disk, and what there is to tell.

use super::cast::Cast;
use super::stage::disk;
use super::{Place, Played, RehearsalError};
use crate::inert;
use crate::session::RepositoryName;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

impl Cast {
    /// Every request, its answer's status and its fault, as JSON lines.
    pub(super) fn keep_requests(&self) -> Result<(), RehearsalError> {
        let lines: String = self
            .set
            .hub
            .requests()
            .iter()
            .map(|request| serde_json::to_string(request).unwrap_or_default() + "\n")
            .collect();
        let path = self.set.folder.join("requests.jsonl");
        fs::write(&path, lines).map_err(|error| disk(&path, &error))?;
        Ok(())
    }

    /// The report on disk, and what there is to tell.
    pub(super) fn finish(
        &self,
        pulls: &[(RepositoryName, Value)],
        requests: u64,
        idle_requests: u64,
    ) -> Result<Played, RehearsalError> {
        let [session] = &self.sessions;
        let folder = &self.set.folder;
        let git = folder
            .join(&self.set.governance.owner)
            .join(format!("{}.git", self.set.governance.name));
        let report = folder.join("report");
        let files = export(
            &git,
            &format!("folkmoot/{}", session.id),
            &session.report.folder,
            &report,
        )?;
        let tally: Value = files
            .get("tally.json")
            .and_then(|bytes| serde_json::from_slice(bytes).ok())
            .unwrap_or_default();
        let mut in_cluster: BTreeMap<String, usize> = BTreeMap::new();
        let (mut notes, mut parked) = (0, 0);
        let rows = files
            .get("notes.csv")
            .map(Vec::as_slice)
            .unwrap_or_default();
        for row in csv::Reader::from_reader(rows).records().flatten() {
            notes += 1;
            match row.get(2) {
                Some("placed") => {
                    *in_cluster
                        .entry(row.get(1).unwrap_or_default().to_owned())
                        .or_default() += 1
                }
                Some("parked") => parked += 1,
                _ => {}
            }
        }
        let list = |name: &str| {
            tally
                .get(name)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let added = tally
            .get("in_room")
            .and_then(|room| room.get("counts"))
            .is_some_and(|counts| counts == "added");
        // What the ranks are by, where votes in the room are added.
        let room = |row: &Value| {
            let votes = row.get("in_room").filter(|_| added);
            votes
                .and_then(|votes| votes.as_u64().or_else(|| votes.get("yes")?.as_u64()))
                .unwrap_or_default()
        };
        let result = list("result")
            .iter()
            .map(|row| {
                let number = |name: &str| row.get(name).and_then(Value::as_u64).unwrap_or_default();
                let name = row.get("name").and_then(Value::as_str).unwrap_or_default();
                Place {
                    rank: number("rank"),
                    name: name.to_owned(),
                    notes: in_cluster
                        .get(&inert::cell(name))
                        .copied()
                        .unwrap_or_default(),
                    votes: number("votes").saturating_add(room(row)),
                    wins: row.get("wins").and_then(Value::as_bool).unwrap_or_default(),
                }
            })
            .collect();
        let mut uncounted: BTreeMap<String, u64> = BTreeMap::new();
        for choice in list("ballots")
            .iter()
            .filter_map(|ballot| ballot.get("choices")?.as_array())
            .flatten()
        {
            if let Some(why) = choice.get("why_not").and_then(Value::as_str) {
                *uncounted.entry(why.replace('-', " ")).or_default() += 1;
            }
        }
        let mut shown = pulls.iter().map(|(repository, pull)| {
            let number = pull.get("number").and_then(Value::as_u64);
            let title = pull.get("title").and_then(Value::as_str);
            format!(
                "{repository} #{}: {}",
                number.unwrap_or_default(),
                title.unwrap_or_default()
            )
        });
        Ok(Played {
            session: session.id.to_string(),
            title: session.title.clone(),
            acts: self.acts.clone(),
            notes,
            result,
            parked,
            voters: tally
                .get("voters")
                .and_then(Value::as_u64)
                .unwrap_or_default(),
            uncounted: uncounted.into_iter().collect(),
            pull_request: shown.next().unwrap_or_default(),
            outcomes: shown.collect(),
            idle_requests,
            folder: folder.display().to_string(),
            governance: git.display().to_string(),
            creations: self.creations,
            took: None,
            arrived: self.arrived(),
            failed_runs: self.failed_runs,
            state: self.set.hub.dump(),
            requests,
        })
    }
}

/// Copies a folder of a branch to disk.
fn export(
    git: &Path,
    branch: &str,
    folder: &str,
    to: &Path,
) -> Result<BTreeMap<String, Vec<u8>>, RehearsalError> {
    let repository = git2::Repository::open_bare(git)?;
    let commit = repository
        .find_branch(branch, git2::BranchType::Local)?
        .get()
        .peel_to_commit()?;
    let entry = commit.tree()?.get_path(Path::new(folder))?;
    let tree = repository.find_tree(entry.id())?;
    fs::create_dir_all(to).map_err(|error| disk(to, &error))?;
    let mut files = BTreeMap::new();
    for entry in &tree {
        let blob = repository.find_blob(entry.id())?;
        let name = entry.name().unwrap_or_default().to_owned();
        let path = to.join(&name);
        fs::write(&path, blob.content()).map_err(|error| disk(&path, &error))?;
        files.insert(name, blob.content().to_vec());
    }
    Ok(files)
}
