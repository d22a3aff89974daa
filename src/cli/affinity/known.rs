//! Clusters that are known before, and which notes a person put into them.

use super::labels::Label;
use crate::affinity::{Held, Known};
use crate::import::{Former, Imported, parked};
use crate::notes::same_words;
use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;

/// How many notes show what belongs to a former cluster: the most central ones say it.
const EXAMPLES: usize = 100;

/// Names of clusters, each once: names on GitHub compare without case.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    at: HashMap<String, usize>,
    known: Vec<Known<'t>>,
}

impl<'t> Names<'t> {
    fn index(&mut self, name: &'t str) -> usize {
        let next = self.known.len();
        let index = *self.at.entry(name.to_lowercase()).or_insert(next);
        if index == next {
            self.known.push(Known {
                name,
                examples: Vec::new(),
            });
        }
        index
    }

    fn place(&mut self, cluster: &'t str) -> Held {
        if parked(cluster) {
            Held::Parked
        } else {
            Held::In(self.index(cluster))
        }
    }

    /// Where people put each note: what its file says counts more than what was so before.
    pub(super) fn held(
        &mut self,
        files: &'t [(PathBuf, Imported)],
        former: &'t Former,
        ignore_clusters: bool,
    ) -> Vec<Held> {
        // Notes in the same words may have been placed apart: the first of them is the first again.
        let mut before: HashMap<String, VecDeque<&str>> = HashMap::new();
        for (text, cluster) in &former.placed {
            before.entry(words(text)).or_default().push_back(cluster);
        }
        let cards = files.iter().flat_map(|(_, read)| &read.cards);
        cards
            .map(|card| {
                let was = match before.get_mut(&words(&card.text)) {
                    Some(places) if places.len() > 1 => places.pop_front(),
                    Some(places) => places.front().copied(),
                    None => None,
                };
                let is = card.cluster.as_deref().filter(|_| !ignore_clusters);
                is.or(was).map_or(Held::Free, |cluster| self.place(cluster))
            })
            .collect()
    }

    /// What else is known of clusters: former ones with their notes, labels with what belongs there.
    pub(super) fn learn(&mut self, former: &'t Former, labels: &'t [Label]) {
        for (name, notes) in &former.clusters {
            let index = self.index(name);
            let notes = notes.iter().take(EXAMPLES).map(String::as_str);
            self.examples(index, notes);
        }
        for label in labels {
            let index = self.index(&label.name);
            self.examples(index, [label.name.as_str()]);
            self.examples(index, label.about.as_deref());
        }
    }

    fn examples(&mut self, index: usize, texts: impl IntoIterator<Item = &'t str>) {
        if let Some(known) = self.known.get_mut(index) {
            known.examples.extend(texts);
        }
    }

    pub(super) fn known(self) -> Vec<Known<'t>> {
        self.known
    }
}

/// What makes two notes the same; where there are no words, the note as it is.
fn words(text: &str) -> String {
    let words = same_words(text);
    if words.is_empty() {
        text.to_owned()
    } else {
        words
    }
}
