//! Labels under folkmoot's prefixes that are not folkmoot's.

use super::{Check, Examined, Finding, Seen, active};
use crate::plan::labels::{self, same};
use crate::session::SessionId;

/// What the names of our labels begin with. `session:` and `group:` are told apart below.
const SINGLE: [&str; 7] = [
    labels::SESSION,
    labels::CLUSTER,
    labels::NOTE,
    labels::COLLECTED,
    labels::ACTION,
    labels::CALLED_OFF,
    labels::PARKED,
];

pub(super) fn examine(seen: &Seen, out: &mut Examined) {
    let Some(github) = seen.told() else {
        return;
    };
    let ids: Vec<&SessionId> = active(seen).map(|session| &session.id).collect();
    let mut wanted: Vec<String> = SINGLE.map(str::to_owned).to_vec();
    wanted.extend(ids.iter().flat_map(|id| labels::of_session(id)));
    wanted.extend(crate::session::Stage::ALL.map(labels::stage));
    wanted.sort();
    wanted.dedup();
    let page = seen.page("labels");
    for label in &github.labels {
        let Some(ours) = wanted.iter().find(|name| same(name, &label.name)) else {
            continue;
        };
        if *ours != label.name {
            let what = format!(
                "the label `{}` differs from folkmoot's `{ours}` in capitals, and GitHub has no two such labels",
                label.name
            );
            let cure = format!("rename it to `{ours}`, or to something else: {page}");
            // The id in it is read letter by letter.
            let broken = ids.iter().any(|id| same(ours, &labels::session(id)))
                && labels::session_of(&label.name).is_none();
            out.add(if broken {
                Finding::wrong(Check::Labels, what, cure)
            } else {
                Finding::advice(Check::Labels, what, cure)
            });
            continue;
        }
        let own = labels::new(ours).description;
        let theirs = label.description.trim();
        if !theirs.is_empty() && theirs != own {
            out.add(Finding::advice(
                Check::Labels,
                format!(
                    "the label `{ours}` says \"{}\", so it may stand for something else here",
                    crate::inert::cut(theirs, 100)
                ),
                format!(
                    "rename it if it does; folkmoot takes every issue with it for its own: {page}"
                ),
            ));
        }
    }
    let clusters: Vec<&str> = github
        .labels
        .iter()
        .filter(|label| labels::cluster_of(&label.name).is_some())
        .filter(|label| {
            let own = labels::new(&label.name).description;
            !label.description.trim().is_empty() && label.description.trim() != own
        })
        .map(|label| label.name.as_str())
        .collect();
    if let [first, ..] = clusters.as_slice() {
        let more = match clusters.len() {
            1 => String::new(),
            number => format!(" (and {} more)", number - 1),
        };
        out.add(Finding::advice(
            Check::Labels,
            format!("the label `{first}`{more} is named like a cluster of folkmoot's, and means something else: on a note it would make a cluster"),
            format!("rename it, for example without the `cluster:`: {page}"),
        ));
    }
}
