//! The rules of a vote, as data and as sentences.

use super::fraction::{Quorum, Threshold};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// How votes become a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Each person has a few votes, one a cluster; the clusters with most votes win.
    Top,
    /// Each person votes for as many clusters as they like.
    Approval,
    /// Each cluster is a motion: yes, no or abstain; it passes or it does not.
    Motion,
    /// Each person ranks clusters; Schulze's method.
    Ranked,
    /// Each person has a few dots, several of them on one cluster if they like.
    Dots,
    /// Each person says which stage each cluster belongs to.
    Grid,
}

impl Method {
    /// All, in the order of the documentation.
    pub const ALL: [Method; 6] = [
        Method::Top,
        Method::Approval,
        Method::Motion,
        Method::Ranked,
        Method::Dots,
        Method::Grid,
    ];

    /// The word in session files and in `tally.json`.
    pub fn word(self) -> &'static str {
        match self {
            Method::Top => "top",
            Method::Approval => "approval",
            Method::Motion => "motion",
            Method::Ranked => "ranked",
            Method::Dots => "dots",
            Method::Grid => "grid",
        }
    }

    /// Whether a cluster can be held against a threshold.
    pub fn has_threshold(self) -> bool {
        matches!(self, Method::Top | Method::Approval | Method::Motion)
    }

    /// Whether the best few win, rather than each cluster for itself.
    pub fn has_places(self) -> bool {
        !matches!(self, Method::Motion | Method::Grid)
    }

    /// Whether ballots come as comments.
    pub fn by_comment(self) -> bool {
        matches!(self, Method::Ranked | Method::Dots)
    }
}

/// What a threshold is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Denominator {
    /// Everybody who may vote.
    Roll,
    /// Whoever voted, abstentions included.
    Cast,
    /// Whoever voted yes or no.
    CastLessAbstentions,
}

/// What becomes of equal standing at the last place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    /// All of them win, and the tie is said.
    All,
    /// None of them wins; another vote between them decides.
    RunOff,
    /// A draw whose seed is published when the vote opens.
    Draw,
}

/// What becomes of more votes than a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// The earliest count.
    Earliest,
    /// None of them counts.
    Void,
}

/// Whether people may vote for the cluster that holds a note of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SelfVotes {
    /// They may.
    Count,
    /// Such a vote does not count.
    Exclude,
}

/// Whether the session's issue shows counts while the vote is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// It does.
    Shown,
    /// Only how many have voted.
    Hidden,
}

/// What becomes of votes that were counted in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoomCounts {
    /// They stand beside the others and decide nothing.
    Beside,
    /// They are added, and still shown in a column of their own.
    Added,
}

/// Votes in the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomRules {
    /// The role that counts them, such as `the two facilitators`.
    pub counted_by: String,
    /// What becomes of them.
    pub counts: RoomCounts,
}

/// What the electorate is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RollSource {
    /// Every account that can react.
    Everyone,
    /// The accounts that wrote a note.
    Participants,
    /// The collaborators of the session's repository who may write to it.
    Collaborators,
    /// The members of an organisation.
    Organization {
        /// Its login.
        organization: String,
    },
    /// The members of a team, those of its child teams included.
    Team {
        /// The organisation's login.
        organization: String,
        /// The team's slug.
        team: String,
    },
    /// The accounts that a file in the repository lists.
    File {
        /// Its path as the session gives it.
        file: String,
    },
}

impl RollSource {
    /// Whether it is every account.
    pub fn is_everyone(&self) -> bool {
        *self == RollSource::Everyone
    }

    /// Whether GitHub has to be asked who is on it.
    pub fn is_on_github(&self) -> bool {
        matches!(
            self,
            RollSource::Collaborators | RollSource::Organization { .. } | RollSource::Team { .. }
        )
    }

    /// For people, as the subject of a sentence.
    pub fn who(&self) -> String {
        match self {
            RollSource::Everyone => "Everyone with a GitHub account".to_owned(),
            RollSource::Participants => "Whoever wrote a note (with a GitHub account)".to_owned(),
            RollSource::Collaborators => "Whoever may write to this repository".to_owned(),
            RollSource::Organization { organization } => {
                format!("Whoever is a member of the organization {organization}")
            }
            RollSource::Team { organization, team } => {
                format!("Whoever is in the team {organization}/{team}")
            }
            RollSource::File { file } => format!("Whoever is listed in the session’s `{file}`"),
        }
    }
}

/// The rules of a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How votes become a result.
    pub method: Method,
    /// Votes (`top`) or dots (`dots`) a person.
    pub votes: u32,
    /// How many clusters win, where the best few do.
    pub winners: u32,
    /// What a cluster needs at least, beside one vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// What the threshold is a part of.
    pub denominator: Denominator,
    /// How many have to vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
    /// What becomes of equal standing at the last place.
    pub ties: Ties,
    /// What becomes of more votes than a person has.
    pub over: Over,
    /// Whether people may vote for their own.
    pub self_votes: SelfVotes,
    /// The stages of a grid, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<String>,
    /// Who may vote.
    pub roll: RollSource,
    /// Entries that may vote beside the roll: logins, or `id:` and a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Entries that may not vote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
    /// How many days old an account has to be when the vote opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_age_days: Option<u32>,
    /// Whether counts are shown before the close.
    pub counts: Counts,
    /// Votes in the room, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_room: Option<RoomRules>,
    /// How many hours before the close people are reminded; 0: never. Unset: a day before the close of a vote of more than two days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_hours: Option<u32>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            method: Method::Top,
            votes: 2,
            winners: 2,
            threshold: None,
            denominator: Denominator::Cast,
            quorum: None,
            ties: Ties::All,
            over: Over::Earliest,
            self_votes: SelfVotes::Count,
            stages: Vec::new(),
            roll: RollSource::Everyone,
            allow: Vec::new(),
            deny: Vec::new(),
            minimum_age_days: None,
            counts: Counts::Shown,
            in_room: None,
            remind_hours: None,
        }
    }
}

impl Rules {
    /// The threshold that holds: a motion without one passes with more than half.
    pub fn bar(&self) -> Option<Threshold> {
        self.threshold
            .or((self.method == Method::Motion).then_some(Threshold::MAJORITY))
            .filter(|_| self.method.has_threshold())
    }

    /// What to do to vote, as the end of a sentence.
    pub fn how(&self) -> String {
        match self.method {
            Method::Top if self.votes == 1 => "give a 👍 to one of these".to_owned(),
            Method::Top => format!("give a 👍 to up to {} of these", self.votes),
            Method::Approval => "give a 👍 to as many of these as you approve of".to_owned(),
            Method::Motion => "give each of these a 👍 (yes), 👎 (no) or 👀 (abstain)".to_owned(),
            Method::Ranked => {
                "comment here with the numbers in your order, such as `/rank #2 > #3 = #4`; leave out what you have no opinion on".to_owned()
            }
            Method::Dots => format!(
                "place up to {} dots: 👍 is one, ❤️ two, 🚀 three, and they add up; or comment here, such as `/dots #2 3, #3 1`",
                self.votes
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
        let mut out = format!("{} may vote", self.roll.who());
        if !self.allow.is_empty() {
            let _ = write!(
                out,
                ", and {} named in the session file",
                entries(&self.allow)
            );
        }
        if !self.deny.is_empty() {
            let _ = write!(out, ", but not {} named there", entries(&self.deny));
        }
        if let Some(days) = self.minimum_age_days {
            let _ = write!(
                out,
                ", with an account that is {} old when the vote opens",
                many(u64::from(days), "day", "days")
            );
        }
        out.push_str("; bots and organizations may not. ");
        let _ = write!(out, "To vote, {}. ", self.how());
        out.push_str(&self.over_sentence());
        if self.self_votes == SelfVotes::Exclude {
            out.push_str("A vote on a cluster that holds a note of your own does not count. ");
        }
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
        let then = match self.over {
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
                    "{what} {} {of} (of 7, that is {}). ",
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

fn entries(list: &[String]) -> String {
    many(
        u64::try_from(list.len()).unwrap_or(u64::MAX),
        "account",
        "accounts",
    )
}

/// `1 vote`, `2 votes`.
pub fn many(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

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
             Where somebody says two things of one, the earliest count. To pass, a motion needs 4 of 7, more than 1/2 of those on the roll. \
             Without votes of at least 4 of 7, 1/2 of the roll, nothing is chosen. A vote counts by the time it was given."
        );
        assert!(
            steering
                .sentences(None)
                .contains("needs more than 1/2 of those on the roll (of 7, that is 4)")
        );
    }
}
