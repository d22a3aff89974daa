//! What a report is compiled from, of a session whose vote was counted.

use super::count::Count;
use super::guard;
use super::labels;
use super::texts;
use super::view::{Standing, View};
use crate::report::{ClusterMaterial, Material, NoteMaterial, votes};

/// What the report is made of.
pub fn material<'m>(view: &'m View<'m>, counted: &'m Count) -> Material<'m> {
    let support = |index: usize| {
        1 + view
            .notes
            .iter()
            .filter(|received| {
                received.merged == Some(index) && !matches!(received.standing, Standing::Refused(_))
            })
            .count()
    };
    let notes = |wanted: &dyn Fn(&Standing) -> bool| -> Vec<NoteMaterial> {
        view.notes
            .iter()
            .enumerate()
            .filter(|(_, received)| received.merged.is_none() && wanted(&received.standing))
            .map(|(index, received)| NoteMaterial {
                note: received.note.clone(),
                support: support(index),
                said: received.said.clone(),
            })
            .collect()
    };
    // One that people emptied before the vote is no cluster any more.
    let on_ballot = |number: u64| {
        let mut items = counted.record.items.iter();
        items.any(|item| item.number == number)
    };
    let clusters = view
        .clusters
        .iter()
        .filter(|cluster| {
            on_ballot(cluster.issue.number) || !view.notes_of(&cluster.label).is_empty()
        })
        .map(|cluster| {
            let label = labels::fold(&cluster.label);
            let named = view.named(&cluster.label);
            ClusterMaterial {
                number: cluster.issue.number,
                name: cluster.name.clone(),
                was: labels::cluster_of(&cluster.label)
                    .filter(|was| {
                        !labels::same(&labels::cluster(&cluster.name), &labels::cluster(was))
                    })
                    .map(str::to_owned),
                about: named.and_then(|named| named.about.clone()),
                fields: named.map(|named| named.fields.clone()).unwrap_or_default(),
                notes: notes(
                    &|standing| matches!(standing, Standing::Placed(placed) if *placed == label),
                ),
            }
        })
        .collect();
    let session = view.session;
    let window = counted.vote.window;
    Material {
        session,
        repository_url: &view.world.url,
        things: &view.world.things,
        issue: counted.issue,
        clusters,
        // A label that somebody made up during the vote is no cluster.
        parked: notes(&|standing| match standing {
            Standing::Placed(label) => view.cluster(label).is_none(),
            Standing::Parked | Standing::Open => true,
            Standing::Refused(_) => false,
        }),
        attribution: view.attribution,
        shown: &view.shown,
        draft: counted.draft.then(|| counted.state.clone()),
        merged: view
            .notes
            .iter()
            .filter(|received| !matches!(received.standing, Standing::Refused(_)))
            .filter_map(|received| {
                Some((
                    received.note.clone(),
                    view.notes.get(received.merged?)?.note.clone(),
                ))
            })
            .collect(),
        refused: view
            .notes
            .iter()
            .filter_map(|received| match received.standing {
                Standing::Refused(why) => Some((received.note.clone(), why)),
                _ => None,
            })
            .collect(),
        heard: view.heard(),
        unsaid: guard::unsaid(view),
        tally: &counted.tally,
        record: &counted.record,
        tally_json: &counted.json,
        eligible: counted.vote.roll.size(),
        rules: counted.vote.rules.sentences(counted.vote.roll.size()),
        window: format!(
            "The vote was open from {} to {}.",
            texts::when(session, window.opens),
            texts::when(session, window.closes)
        ),
        history: counted
            .vote
            .history
            .iter()
            .map(|event| votes::event(event, &|at| texts::when(session, at)))
            .collect(),
    }
}
