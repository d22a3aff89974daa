//! The rules for people, as sentences.

use super::{Counts, Denominator, Method, Over, RoomCounts, Rules, SelfVotes, Ties};
use crate::ballot::fraction::Quorum;
use crate::text::many;
use std::fmt::Write;

impl Rules {
    /// What to do to vote, as the end of a sentence.
    pub fn how(&self, items: &[u64]) -> String {
        // Letters until there are numbers.
        let name = |at: usize| match items.get(at) {
            Some(number) => format!("#{number}"),
            None => format!("#{}", ["A", "B", "C"].get(at).copied().unwrap_or("D")),
        };
        match self.method {
            Method::Top if self.votes == 1 => "give a 👍 to one of these".to_owned(),
            Method::Top => format!("give a 👍 to up to {} of these", self.votes),
            Method::Approval => "give a 👍 to as many of these as you approve of".to_owned(),
            Method::Motion => "give each of these a 👍 (yes), 👎 (no) or 👀 (abstain)".to_owned(),
            Method::Ranked => {
                format!(
                    "comment here with their numbers in your order, such as `/rank {} > {} = {}` (leave out only what you have no opinion on: it is not compared)",
                    name(0),
                    name(1),
                    name(2)
                )
            }
            Method::Dots => format!(
                "place up to {} dots: 👍 is one, ❤️ two, 🚀 three, and they add up; or comment here, such as `/dots {} 3, {} 1`",
                self.votes,
                name(0),
                name(1)
            ),
            Method::Grid => format!("say where each of these belongs: {}", self.signs()),
        }
    }

    /// The same on the issue of one cluster.
    pub fn how_here(&self) -> String {
        match self.method {
            Method::Top if self.votes == 1 => {
                "give this issue a 👍 if it is your cluster".to_owned()
            }
            Method::Top => format!(
                "give this issue a 👍 if it is one of your {} clusters",
                self.votes
            ),
            Method::Approval => "give this issue a 👍 if you approve of it".to_owned(),
            Method::Motion => "give this issue a 👍 (yes), 👎 (no) or 👀 (abstain)".to_owned(),
            Method::Ranked => "rank the clusters in a comment on the session’s issue".to_owned(),
            Method::Dots => format!(
                "place some of your {} here: 👍 is one, ❤️ two, 🚀 three, and they add up",
                many(u64::from(self.votes), "dot", "dots")
            ),
            Method::Grid => format!("say where it belongs: {}", self.signs()),
        }
    }

    fn signs(&self) -> String {
        self.stages
            .iter()
            .zip(["👍", "❤️", "🚀", "🎉", "👀", "😄"])
            .map(|(stage, sign)| format!("{sign} {}", crate::inert::markdown(stage)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The rules for people, as sentences. `size` is how many are on the roll, where that is known.
    pub fn sentences(&self, size: Option<u64>) -> String {
        let mut out = format!("{}; bots and organizations may not. ", self.who_may());
        let _ = write!(out, "To vote, {}. ", self.how(&[]));
        out.push_str(&self.limits());
        out.push_str(&self.decides(size));
        if let Some(room) = &self.in_room {
            let _ = write!(
                out,
                "Votes in the room are counted by {} and shown in a column of their own; {}. ",
                crate::inert::markdown(&room.counted_by),
                match room.counts {
                    RoomCounts::Beside => "they decide nothing",
                    RoomCounts::Added => "they are added to the others",
                }
            );
        }
        out.push_str(if self.method.by_comment() {
            "A vote counts by the time it was given, a comment by the time of its last edit."
        } else {
            "A vote counts by the time it was given."
        });
        if self.counts == Counts::Hidden {
            out.push_str(" Counts are not shown here before the close, though GitHub itself shows reactions to all.");
        }
        out
    }

    /// Who may vote, without a full stop.
    pub fn who_may(&self) -> String {
        let mut out = format!("{} may vote", self.roll.who());
        let entries = |list: &[String]| {
            let count = u64::try_from(list.len()).unwrap_or(u64::MAX);
            many(count, "entry", "entries")
        };
        if !self.allow.is_empty() {
            let _ = write!(
                out,
                ", and whom the session file allows ({})",
                entries(&self.allow)
            );
        }
        if !self.deny.is_empty() {
            let _ = write!(
                out,
                ", but not whom the session file denies ({})",
                entries(&self.deny)
            );
        }
        if let Some(days) = self.minimum_age_days {
            let _ = write!(
                out,
                ", with an account that is at least {} old when the vote opens",
                many(u64::from(days), "day", "days")
            );
        }
        out
    }

    /// What does not count, as sentences.
    pub fn limits(&self) -> String {
        let mut out = self.over_sentence();
        if self.self_votes == SelfVotes::Exclude {
            out.push_str("A vote on a cluster that holds a note of your own does not count. ");
        }
        out
    }

    fn over_sentence(&self) -> String {
        let more = match self.method {
            Method::Top => "Where somebody gives more",
            Method::Dots => "Where somebody places more",
            Method::Motion | Method::Grid => "Where somebody says two things of one",
            Method::Approval => return String::new(),
            Method::Ranked => {
                return "Of several such comments of a person the latest counts. ".to_owned();
            }
        };
        let one = matches!(self.method, Method::Motion | Method::Grid);
        let then = match self.over {
            Over::Earliest if one => "the earliest counts",
            Over::Earliest => "the earliest count",
            Over::Void => "none of these counts",
        };
        let dots = match self.method {
            Method::Dots => {
                " Reactions cannot say more than six dots on one; a comment can, and it replaces the person’s reactions."
            }
            _ => "",
        };
        format!("{more}, {then}.{dots} ")
    }

    /// What it takes to be chosen.
    pub fn decides(&self, size: Option<u64>) -> String {
        let mut out = String::new();
        match self.method {
            Method::Motion => {}
            Method::Grid => out.push_str(
                "Each goes to the stage that most people say; where two are even, both are named. ",
            ),
            _ => {
                let best = if self.method == Method::Ranked {
                    "best ranked by Schulze’s method"
                } else if self.method == Method::Dots {
                    "with most dots"
                } else {
                    "with most votes"
                };
                let ties = match self.ties {
                    Ties::All => "all chosen, and the tie is said",
                    Ties::RunOff => "not chosen yet: a run-off between them decides",
                    Ties::Draw => "drawn between, by a seed that is published when the vote opens",
                };
                let _ = write!(
                    out,
                    "The {} {best} {} chosen; clusters that are equal at the last place are {ties}. ",
                    if self.winners == 1 {
                        "cluster".to_owned()
                    } else {
                        format!("{} clusters", self.winners)
                    },
                    if self.winners == 1 { "is" } else { "are" },
                );
            }
        }
        if let Some(bar) = self.bar() {
            let of = match self.denominator {
                Denominator::Roll => "those on the roll",
                Denominator::Cast if self.method == Method::Motion => {
                    "the votes on it, abstentions included"
                }
                Denominator::CastLessAbstentions if self.method == Method::Motion => {
                    "the votes on it, abstentions not included"
                }
                _ => "those who vote",
            };
            let what = if self.method == Method::Motion {
                "To pass, a motion needs"
            } else {
                "To be chosen, a cluster needs"
            };
            let known = size.filter(|_| self.denominator == Denominator::Roll);
            let _ = match known {
                Some(size) => write!(
                    out,
                    "{what} {} of {size}, {} {of}. ",
                    bar.needed(size),
                    bar.words()
                ),
                None => write!(
                    out,
                    "{what} {} {of} (for example {} of 7). ",
                    bar.words(),
                    bar.needed(7)
                ),
            };
        }
        if let Some(quorum) = self.quorum {
            let _ = match (quorum, size) {
                (Quorum::People(number), _) => write!(
                    out,
                    "Without votes of at least {} nothing is chosen. ",
                    many(number, "person", "people")
                ),
                (Quorum::Share(..), Some(size)) => write!(
                    out,
                    "Without votes of at least {} of {size}, {quorum} of the roll, nothing is chosen. ",
                    quorum.needed(size)
                ),
                (Quorum::Share(..), None) => write!(
                    out,
                    "Without votes of at least {quorum} of the roll nothing is chosen. "
                ),
            };
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::rules::RollSource;

    #[test]
    fn the_rules_of_each_method_say_what_is_needed() {
        let steering = Rules {
            method: Method::Motion,
            denominator: Denominator::Roll,
            quorum: Quorum::parse("1/2"),
            ties: Ties::All,
            roll: RollSource::Team {
                organization: "todogroup".into(),
                team: "steering".into(),
            },
            ..Rules::default()
        };
        assert_eq!(
            steering.sentences(Some(7)),
            "Whoever is in the team todogroup/steering may vote; bots and organizations may not. To vote, give each of these a 👍 (yes), 👎 (no) or 👀 (abstain). \
             Where somebody says two things of one, the earliest counts. To pass, a motion needs 4 of 7, more than 1/2 of those on the roll. \
             Without votes of at least 4 of 7, 1/2 of the roll, nothing is chosen. A vote counts by the time it was given."
        );
        assert!(
            steering
                .sentences(None)
                .contains("needs more than 1/2 of those on the roll (for example 4 of 7)")
        );
    }
}
