//! Clusters that change, and how people vote on them. Part of the generator.

use super::events::{moment, shifted};
use super::session::{Desk, Note};
use super::world::{Method, Sign, What, after};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

impl Desk<'_> {
    /// Notes that move, are withdrawn or transferred; clusters that are renamed or transferred.
    pub fn changes(&mut self) {
        let (session, kept) = (self.session, self.community.kept);
        let mut clusters: Vec<String> = self.clusters(|note| note.early).into_iter().collect();
        for note in 0..self.notes.len() {
            let known = &self.notes[note];
            let (form, early) = (known.form, known.early);
            let Some(from) = known
                .cluster
                .clone()
                .filter(|_| !known.settled && early && !kept)
            else {
                continue;
            };
            match self.dice.below(100) {
                0..=9 => {
                    let to = match self.dice.below(3) {
                        0 => format!("Side topic of {}", self.community.name),
                        _ => self.dice.pick(&clusters).clone(),
                    };
                    if to != from {
                        let at = self.grouping();
                        self.tell(
                            at,
                            What::Move {
                                session,
                                note,
                                from,
                                to: to.clone(),
                            },
                        );
                        self.notes[note].cluster = Some(to);
                    }
                }
                10..=13 => {
                    let at = if self.dice.chance(50) {
                        self.grouping()
                    } else {
                        self.voting()
                    };
                    self.tell(at, What::Withdraw { session, note });
                    if at < self.moments.voting {
                        self.notes[note].cluster = None;
                    }
                }
                14..=17 if form => {
                    let at = if self.dice.chance(50) {
                        self.grouping()
                    } else {
                        self.voting()
                    };
                    self.tell(at, What::Transfer { session, note });
                    if at < self.moments.voting {
                        self.notes[note].cluster = None;
                    }
                }
                _ => {}
            }
        }
        clusters.retain(|cluster| !cluster.starts_with("Side"));
        for cluster in clusters {
            let roll = self.dice.below(1_000);
            let what = match roll {
                0..=79 => What::Rename {
                    session,
                    cluster: cluster.clone(),
                    title: format!("{cluster} at large"),
                },
                80..=119 if !kept => What::Relabel {
                    session,
                    cluster: cluster.clone(),
                    to: format!("{cluster} of {}", self.day),
                },
                120..=139 => What::TransferCluster {
                    session,
                    cluster: cluster.clone(),
                },
                _ => continue,
            };
            self.touched.insert(cluster);
            let at = self.grouping();
            self.tell(at, what);
        }
        // While people vote: another title, or the issue itself is gone, and then there is no result.
        let voted: Vec<String> = self
            .clusters(|_| true)
            .into_iter()
            .filter(|it| !self.touched.contains(it))
            .collect();
        if voted.is_empty() {
            return;
        }
        let cluster = self.dice.pick(&voted).clone();
        match self.dice.below(100) {
            0..=7 => {
                let at = self.voting();
                let title = format!("{cluster} in short");
                self.tell(
                    at,
                    What::Rename {
                        session,
                        cluster,
                        title,
                    },
                );
            }
            8..=9 => {
                // Once everybody has voted.
                let at = self.between((1, 11, 2), (1, 11, 50));
                self.tell(at, What::TransferCluster { session, cluster });
            }
            _ => {}
        }
    }

    /// The clusters that hold such a note.
    fn clusters(&self, wanted: impl Fn(&Note) -> bool) -> BTreeSet<String> {
        let notes = self.notes.iter().filter(|note| wanted(note));
        notes.filter_map(|note| note.cluster.clone()).collect()
    }

    pub fn votes(&mut self) {
        let early: BTreeSet<String> = self.clusters(|note| note.early);
        let early: Vec<String> = early
            .into_iter()
            .filter(|it| !self.touched.contains(it) && !it.starts_with("Side"))
            .collect();
        let voted: Vec<String> = self.clusters(|_| true).into_iter().collect();
        for who in 0..self.community.people.len() {
            if !self.dice.chance(75) || voted.is_empty() {
                continue;
            }
            let most = usize::try_from(self.community.rules.votes).unwrap() + 1;
            let mut given: BTreeMap<(String, Sign), Timestamp> = BTreeMap::new();
            for _ in 0..self.dice.between(1, most) {
                let (at, list) = match self.dice.below(20) {
                    0 => (self.grouping(), &early),
                    1 | 2 => {
                        let from = after(self.moments.voting, 1);
                        let span = usize::try_from(
                            moment(shifted(self.day, -1), 15, 55).as_second() - from.as_second(),
                        )
                        .unwrap();
                        (
                            after(from, i64::try_from(self.dice.below(span)).unwrap()),
                            &early,
                        )
                    }
                    3 => {
                        let from = self.moments.closed;
                        let span = usize::try_from(
                            moment(shifted(self.day, 1), 15, 55).as_second() - from.as_second(),
                        )
                        .unwrap();
                        (
                            after(from, i64::try_from(self.dice.below(span)).unwrap()),
                            &voted,
                        )
                    }
                    _ => (self.voting(), &voted),
                };
                if list.is_empty() {
                    continue;
                }
                let (cluster, sign) = (self.dice.pick(list).clone(), self.sign());
                self.react(who, at, cluster, sign, &mut given);
            }
            // Changed their mind: the reaction moves.
            let moves = self.dice.chance(25);
            let first = given
                .iter()
                .next()
                .map(|((cluster, sign), at)| (cluster.clone(), *sign, *at));
            if let Some((cluster, sign, given_at)) = first.filter(|_| moves) {
                let at = self.between((1, 3, 2), (1, 7, 50));
                if at > given_at && self.is_there(who, at) {
                    let session = self.session;
                    let to = self.dice.pick(&voted).clone();
                    self.tell(
                        at,
                        What::Retract {
                            session,
                            cluster,
                            by: who,
                            sign,
                        },
                    );
                    let sign = self.sign();
                    self.react(who, after(at, 30), to, sign, &mut given);
                }
            }
        }
    }

    fn sign(&mut self) -> Sign {
        match self.community.rules.method {
            Method::Motion => *self.dice.pick(&[
                Sign::Up,
                Sign::Up,
                Sign::Up,
                Sign::Down,
                Sign::Down,
                Sign::Eyes,
            ]),
            Method::Dots => *self
                .dice
                .pick(&[Sign::Up, Sign::Up, Sign::Heart, Sign::Rocket]),
            // Hearts are no votes here.
            _ => *self.dice.pick(&[
                Sign::Up,
                Sign::Up,
                Sign::Up,
                Sign::Up,
                Sign::Up,
                Sign::Up,
                Sign::Heart,
            ]),
        }
    }

    fn react(
        &mut self,
        who: usize,
        at: Timestamp,
        cluster: String,
        sign: Sign,
        given: &mut BTreeMap<(String, Sign), Timestamp>,
    ) {
        let key = (cluster.clone(), sign);
        if !self.is_there(who, at) || given.contains_key(&key) {
            return;
        }
        given.insert(key, at);
        let session = self.session;
        self.tell(
            at,
            What::React {
                session,
                cluster,
                by: who,
                sign,
            },
        );
    }
}
