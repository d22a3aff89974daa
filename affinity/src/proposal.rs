//! What is asked of a grouping, and what it answers.

use serde::Serialize;

/// Notes to group, and what people did with them so far.
#[derive(Debug, Clone, Default)]
pub struct Request<'t> {
    /// The notes, in any order.
    pub notes: Vec<Note<'t>>,
    /// Clusters that exist, or labels that a format or a former session has: notes near to them take their names.
    pub known: Vec<Known<'t>>,
    /// Pairs of notes that a person put together, by index.
    pub together: Vec<(usize, usize)>,
    /// Pairs of notes that a person took apart, by index. What is held in a cluster or put together stays so.
    pub apart: Vec<(usize, usize)>,
    /// How many clusters there have to be, where a person says so; clusters that people made are never merged for it.
    pub count: Option<usize>,
    /// How fine the clusters are.
    pub grain: Grain,
    /// How many threads may work, one at least. The answer does not depend on it.
    pub threads: usize,
}

/// A note to group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Note<'t> {
    /// Its words.
    pub text: &'t str,
    /// Where a person put it.
    pub held: Held,
}

/// Where a person put a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Held {
    /// Nowhere: it is folkmoot's to place.
    #[default]
    Free,
    /// Into the known cluster at this index; there it stays.
    In(usize),
    /// Aside; there it stays.
    Parked,
}

/// A cluster, or a label for one, that is known before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known<'t> {
    /// Its name.
    pub name: &'t str,
    /// Texts that show what belongs there: a description, or notes of a former session. They are no notes of this one.
    pub examples: Vec<&'t str>,
}

/// How fine the clusters are: a factor on the resolution in hundredths, 25 to 400; 100 is as people group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grain(u16);

impl Grain {
    /// The grain of this factor in hundredths, if it is one.
    pub fn new(hundredths: u16) -> Option<Grain> {
        (25..=400)
            .contains(&hundredths)
            .then_some(Grain(hundredths))
    }

    pub(super) fn hundredths(self) -> i64 {
        i64::from(self.0)
    }
}

impl Default for Grain {
    fn default() -> Grain {
        Grain(100)
    }
}

/// A proposal: clusters, and a place for each note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The clusters that have notes, largest first.
    pub clusters: Vec<Cluster>,
    /// For each note of the request, in its order, where it goes and why.
    pub places: Vec<Placed>,
}

/// A cluster of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// Its name, of at most 50 characters and like no other's; that of the known cluster as it stands.
    pub name: String,
    /// The known cluster that it is, by index in the request.
    pub known: Option<usize>,
    /// The note that says it best: short and central.
    pub about: Option<usize>,
    /// How alike its notes are, 0 to 100: the mean likeness of a note to the rest. 100 where there is one note.
    pub cohesion: u8,
    /// Its notes, the most central first.
    pub notes: Vec<usize>,
}

/// Where a note goes, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// The cluster, by index in the proposal; none where it is parked.
    pub cluster: Option<usize>,
    /// Whether a person put it there.
    pub by_person: bool,
    /// Its nearest notes in the cluster (filter-by it is parked: of all), at most three, with how alike they are, 1 to 100.
    pub near: Vec<(usize, u8)>,
    /// Words that it shares with other notes of its cluster, as it spells them, the most telling first; at most three.
    pub shared: Vec<String>,
    /// For a doubtful note the cluster that it would go to otherwise.
    pub second: Option<usize>,
}
