//! The rules of a vote, as data and as sentences.

mod words;

use super::fraction::{Quorum, Threshold};
use serde::{Deserialize, Serialize};

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

/// What stands for an entry that is not to be named.
const NOT_SHOWN: &str = "(not shown)";

impl Rules {
    /// The same rules, with as many entries in their lists, and no person named.
    #[must_use]
    pub fn without_names(&self) -> Rules {
        let hidden = |list: &[String]| list.iter().map(|_| NOT_SHOWN.to_owned()).collect();
        Rules {
            allow: hidden(&self.allow),
            deny: hidden(&self.deny),
            ..self.clone()
        }
    }

    /// The threshold that holds: a motion without one passes with more than half.
    pub fn bar(&self) -> Option<Threshold> {
        self.threshold
            .or((self.method == Method::Motion).then_some(Threshold::MAJORITY))
            .filter(|_| self.method.has_threshold())
    }
}
