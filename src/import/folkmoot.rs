//! What `folkmoot affinity` writes as JSON: its notes come back, and of their clusters those that a person made.

use super::json::{Broken, Element};
use super::take::Take;
use super::{Why, decode, json};
use crate::fault::{Fault, Place};
use crate::inert;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The cluster of notes that are in none on purpose, named as its label on GitHub is.
pub const PARKED: &str = "parked";

/// A note of a proposal.
#[derive(Deserialize)]
struct Note {
    text: String,
    author: Option<String>,
    /// None where it is parked.
    cluster: Option<String>,
    placed: Option<String>,
    votes: Option<i64>,
}

impl Note {
    fn by_person(&self) -> bool {
        self.placed.as_deref() == Some("person")
    }
}

/// A cluster of a proposal.
#[derive(Deserialize)]
struct Cluster {
    name: String,
    #[serde(default)]
    notes: Vec<usize>,
}

/// A proposal as it stands in a file.
struct Document {
    notes: Vec<Element<Note>>,
    clusters: Vec<Cluster>,
}

impl Document {
    fn read(text: &str) -> Result<Document, Broken> {
        let mut notes = json::elements::<Note>(text, &["notes"])?;
        let clusters: Vec<Cluster> = json::elements(text, &["clusters"])?
            .into_iter()
            .filter_map(|(_, cluster)| cluster.ok())
            .collect();
        let renamed = renamed(&notes, &clusters);
        for note in notes.iter_mut().filter_map(|(_, note)| note.as_mut().ok()) {
            if let Some(name) = note.cluster.as_ref().and_then(|name| renamed.get(name)) {
                note.cluster = Some(name.clone());
            }
        }
        Ok(Document { notes, clusters })
    }

    fn note(&self, index: usize) -> Option<&Note> {
        self.notes.get(index)?.1.as_ref().ok()
    }
}

/// Former to present names of clusters that were renamed by hand where they are listed: no note has the present name, and no listed
/// cluster the former.
fn renamed(notes: &[Element<Note>], clusters: &[Cluster]) -> HashMap<String, String> {
    let named = |note: &Element<Note>| note.1.as_ref().ok()?.cluster.clone();
    let carried: HashSet<String> = notes.iter().filter_map(named).collect();
    let listed: HashSet<&str> = clusters
        .iter()
        .map(|cluster| cluster.name.as_str())
        .collect();
    clusters
        .iter()
        .filter(|cluster| !carried.contains(&cluster.name))
        .filter_map(|cluster| {
            let mut names = cluster.notes.iter().filter_map(|at| named(notes.get(*at)?));
            let former = names.find(|name| !listed.contains(name.as_str()))?;
            Some((former, cluster.name.clone()))
        })
        .collect()
}

/// Reads a proposal.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let document = Document::read(text)
        .map_err(|broken| take.fault(broken.line, no_json(&broken), "write it again"))?;
    for (line, note) in &document.notes {
        match note {
            Ok(note) => {
                // A proposal is made anew; what a person did stays.
                let cluster = note.cluster.as_deref().unwrap_or(PARKED);
                take.card(
                    *line,
                    &note.text,
                    note.author.as_deref(),
                    Some(cluster).filter(|_| note.by_person()),
                    note.votes,
                );
            }
            Err(other) => take.drop(*line, &other.to_string(), Why::Unreadable),
        }
    }
    Ok(())
}

fn no_json(broken: &Broken) -> String {
    let why = inert::cut(&inert::terminal(&broken.why), 200);
    format!("the file is no JSON: {why}")
}

/// An earlier proposal, as people left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Former {
    /// Its clusters that have notes: the name, and the texts of the notes, the most central first.
    pub clusters: Vec<(String, Vec<String>)>,
    /// What a person placed: the text of a note and the name of its cluster, which may be [`PARKED`].
    pub placed: Vec<(String, String)>,
}

/// Reads an earlier proposal.
///
/// # Errors
/// The file is no proposal of ours.
pub fn former(path: &Path, bytes: &[u8]) -> Result<Former, Fault> {
    const CURE: &str =
        "name the JSON that an earlier `folkmoot affinity` wrote; files of notes need no option";
    let text = decode::decode(bytes).text;
    let document = Document::read(&text).map_err(|broken| {
        Fault::new(
            Place::at(path.to_owned(), broken.line, 1),
            no_json(&broken),
            CURE,
        )
    })?;
    if !document.notes.iter().any(|(_, note)| note.is_ok()) {
        let place = Place::whole(path.to_owned());
        return Err(Fault::new(place, "this is no proposal of clusters", CURE));
    }
    let mut former = Former::default();
    let mut at: HashMap<String, usize> = HashMap::new();
    let listed = document.clusters.iter().flat_map(|cluster| &cluster.notes);
    // As they are listed; those that were added by hand, last.
    let mut seen = HashSet::new();
    for index in listed.copied().chain(0..document.notes.len()) {
        let Some(note) = document.note(index).filter(|_| seen.insert(index)) else {
            continue;
        };
        let text = inert::line(&note.text);
        let name = inert::line(note.cluster.as_deref().unwrap_or(PARKED));
        if note.by_person() {
            former.placed.push((text.clone(), name.clone()));
        }
        if parked(&name) {
            continue;
        }
        let next = former.clusters.len();
        let place = *at.entry(name.to_lowercase()).or_insert(next);
        if place == next {
            former.clusters.push((name, Vec::new()));
        }
        if let Some((_, notes)) = former.clusters.get_mut(place) {
            notes.push(text);
        }
    }
    Ok(former)
}

/// Whether a cluster's name says that its notes are in none.
pub fn parked(cluster: &str) -> bool {
    cluster.eq_ignore_ascii_case(PARKED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_proposal_comes_back_as_people_left_it() {
        let text = r#"{"folkmoot":"affinity/1",
            "clusters":[
                {"name":"Pay people","notes":[1,0]},
                {"name":"Docs","notes":[2]},
                {"name":"Gone","notes":[]}
            ],
            "notes":[
                {"text":"Fund  us","cluster":"Fund, pay","placed":"proposed"},
                {"text":"Pay us","cluster":"Fund, pay","placed":"person"},
                {"text":"Guides","cluster":"Docs","placed":"proposed"},
                {"text":"Tea","cluster":null,"placed":"person"},
                {"text":"Moss","cluster":null,"placed":"proposed"},
                {"text":"Bees","cluster":"Garden","placed":"person"}
            ]}"#;
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter()
                .map(|(text, name)| ((*text).to_owned(), (*name).to_owned()))
                .collect()
        };
        let of = |name: &str, notes: &[&str]| {
            let notes = notes.iter().map(|note| (*note).to_owned()).collect();
            (name.to_owned(), notes)
        };
        assert_eq!(
            former(Path::new("a.json"), text.as_bytes()).unwrap(),
            Former {
                clusters: vec![
                    of("Pay people", &["Pay us", "Fund us"]),
                    of("Docs", &["Guides"]),
                    of("Garden", &["Bees"])
                ],
                placed: pairs(&[
                    ("Pay us", "Pay people"),
                    ("Tea", "parked"),
                    ("Bees", "Garden")
                ]),
            }
        );
    }

    #[test]
    fn other_files_are_no_earlier_proposal() {
        for (text, said) in [
            (
                "text,cluster\na,b\n",
                "a:1:1: the file is no JSON: `[` is missing here",
            ),
            ("[{\"title\": \"x\"}]", "a: this is no proposal of clusters"),
            (
                "{\n\"notes\": [1, }",
                "a:2:1: the file is no JSON: expected value",
            ),
        ] {
            let fault = former(Path::new("a"), text.as_bytes()).unwrap_err();
            assert!(fault.to_string().starts_with(said), "{fault}");
        }
    }
}
