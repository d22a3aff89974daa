//! A session's notes as a grouping asks for them, and its answer as places and as words for a cluster's issue.

use super::group::remembered_as;
use super::labels;
use super::view::{Received, Standing, View};
use crate::affinity::{self, Held, Known, Proposal, Request};
use crate::inert;
use std::collections::{BTreeMap, BTreeSet};

/// Where notes are or will be, by index: a cluster's name, or none where they are parked.
pub(super) type Wanted = BTreeMap<usize, Option<String>>;

/// Bytes of an explanation: it shares a body with the list of notes, which gives way to it.
pub(super) const LONGEST_WHY: usize = 9_000;

/// Proposes a place for each of the open notes.
pub(super) fn propose(view: &View<'_>, open: &[usize], wanted: &mut Wanted) {
    let asked = Asked::of(view, wanted, open);
    let places = asked.with(|request, proposal| {
        let name = |cluster: usize| {
            proposal
                .clusters
                .get(cluster)
                .map(|cluster| cluster.name.clone())
        };
        request
            .iter()
            .zip(&proposal.places)
            .filter(|(note, _)| open.contains(note))
            .map(|(note, place)| (*note, place.cluster.and_then(name)))
            .collect::<Wanted>()
    });
    wanted.extend(places);
}

/// What the reasons begin with.
pub const GROUPED: &str = "folkmoot grouped them by what they mean.";

/// For each cluster of this run, by folded label, why its notes are there. It depends on where the notes are and on nothing else, so
/// that a run which was broken off says the same when it goes on.
pub(super) fn why(view: &View<'_>, wanted: &Wanted) -> BTreeMap<String, String> {
    let asked = Asked::of(view, wanted, &[]);
    // Those that folkmoot placed, also in a run that was broken off.
    let proposed: BTreeSet<&str> = match &view.memory {
        Some(Ok(memory)) => memory
            .proposal
            .iter()
            .flat_map(|(_, notes)| notes)
            .map(String::as_str)
            .collect(),
        _ => BTreeSet::new(),
    };
    asked.with(|request, proposal| {
        let mut list = BTreeMap::new();
        for cluster in &proposal.clusters {
            let notes: Vec<(usize, &affinity::Placed)> = cluster
                .notes
                .iter()
                .filter_map(|at| Some((*request.get(*at)?, proposal.places.get(*at)?)))
                .collect();
            // What people grouped needs no reasons of folkmoot's.
            let of_people = |note: &usize| view.notes.get(*note).is_some_and(|received| {
                let placed = matches!(received.standing, Standing::Placed(_));
                received.note.cluster.is_some() || (placed && !proposed.contains(remembered_as(received).as_str()))
            });
            if notes.iter().all(|(note, _)| of_people(note)) {
                continue;
            }
            let mut text = format!(
                "<details><summary>Why these notes are together</summary>\n\n{GROUPED} Their likeness is {} % on average, where any two notes of the session have about 0 %. Move a note wherever you like: it stays there.\n\n",
                cluster.cohesion
            );
            for (at, (note, placed)) in notes.iter().enumerate() {
                let line = view.notes.get(*note).map(|received| line(view, request, proposal, received, placed));
                let line = line.unwrap_or_default();
                if text.len() + line.len() > LONGEST_WHY {
                    text.push_str(&format!("- … and {} more\n", notes.len() - at));
                    break;
                }
                text.push_str(&line);
            }
            text.push_str("\n</details>");
            list.insert(labels::fold(&view.label_for(&cluster.name)), text);
        }
        list
    })
}

/// Why one note is where it is.
fn line(
    view: &View<'_>,
    request: &[usize],
    proposal: &Proposal,
    received: &Received,
    placed: &affinity::Placed,
) -> String {
    let short = |text: &str| inert::markdown(&inert::cut(text, 120));
    let mut reasons = Vec::new();
    if !placed.shared.is_empty() {
        let words: Vec<String> = placed
            .shared
            .iter()
            .map(|word| inert::markdown(word))
            .collect();
        reasons.push(format!("shares “{}”", words.join("”, “")));
    }
    let nearest = placed
        .near
        .first()
        .and_then(|(at, _)| view.notes.get(*request.get(*at)?));
    if let Some(nearest) = nearest {
        reasons.push(match nearest.issue {
            Some(number) => format!("nearest to #{number}"),
            None => format!("nearest to “{}”", short(&nearest.note.text)),
        });
    }
    if let Some(second) = placed.second.and_then(|at| proposal.clusters.get(at)) {
        reasons.push(format!(
            "would also fit **{}**",
            inert::markdown(&second.name)
        ));
    }
    if reasons.is_empty() {
        reasons.push("like none of the others".to_owned());
    }
    let number = received.issue.map(|number| format!(" (#{number})"));
    format!(
        "- {}{}: {}\n",
        short(&received.note.text),
        number.unwrap_or_default(),
        reasons.join("; ")
    )
}

/// Notes and clusters of a session, as a grouping takes them.
struct Asked<'v> {
    /// Notes by index, each with where it is held: in a cluster by folded label, parked (none), or free.
    notes: Vec<(usize, &'v str, Option<Option<String>>)>,
    /// Clusters by folded label: the name, and what belongs there if that was said beforehand.
    clusters: BTreeMap<String, (String, Vec<String>)>,
}

impl<'v> Asked<'v> {
    fn of(view: &'v View<'_>, wanted: &Wanted, open: &[usize]) -> Asked<'v> {
        let open: BTreeSet<usize> = open.iter().copied().collect();
        let mut asked = Asked {
            notes: Vec::new(),
            clusters: BTreeMap::new(),
        };
        let fold = |name: &str| labels::fold(&view.label_for(name));
        for named in &view.session.clusters {
            let about = [Some(named.name.clone()), named.about.clone()];
            asked.clusters.insert(
                fold(&named.name),
                (named.name.clone(), about.into_iter().flatten().collect()),
            );
        }
        for (index, received) in view.notes.iter().enumerate() {
            if received.merged.is_some() {
                continue;
            }
            let home = match (&received.standing, wanted.get(&index)) {
                _ if open.contains(&index) => None,
                (Standing::Placed(label), _) => Some(Some(view.name_for(label))),
                (_, Some(place)) => Some(place.clone()),
                (Standing::Parked, None) => Some(None),
                _ => continue,
            };
            let home = home.map(|name| {
                name.map(|name| {
                    let label = fold(&name);
                    // An issue's title is what people call it now.
                    asked
                        .clusters
                        .entry(label.clone())
                        .or_insert((name, Vec::new()));
                    label
                })
            });
            asked.notes.push((index, &received.note.text, home));
        }
        asked
    }

    /// Groups, and tells of it with the notes' indexes in the order that they were given.
    fn with<T>(&self, tell: impl FnOnce(&[usize], &Proposal) -> T) -> T {
        let labels: Vec<&String> = self.clusters.keys().collect();
        let request = Request {
            notes: self
                .notes
                .iter()
                .map(|(_, text, home)| affinity::Note {
                    text,
                    held: match home {
                        None => Held::Free,
                        Some(None) => Held::Parked,
                        Some(Some(label)) => {
                            labels.binary_search(&label).map_or(Held::Free, Held::In)
                        }
                    },
                })
                .collect(),
            known: self
                .clusters
                .values()
                .map(|(name, about)| Known {
                    name,
                    examples: about.iter().map(String::as_str).collect(),
                })
                .collect(),
            ..Request::default()
        };
        let notes: Vec<usize> = self.notes.iter().map(|note| note.0).collect();
        tell(&notes, &affinity::group(&request))
    }
}
