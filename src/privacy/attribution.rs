//! Whose names may be shown.

use serde::{Deserialize, Serialize};

/// Whose names the outputs may carry. The order is that of how many they may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attribution {
    /// What was said may be used, never who said it: no name, no handle, no employer leaves the tool.
    ChathamHouse,
    /// The same for everybody but those who agreed to be named, as the roster says. Nobody is named as a voter.
    OptIn,
    /// Authors of notes and voters are named.
    Named,
}

impl Attribution {
    /// All, by their words.
    pub const WORDS: [(&'static str, Attribution); 3] = [
        ("chatham-house", Attribution::ChathamHouse),
        ("opt-in", Attribution::OptIn),
        ("named", Attribution::Named),
    ];

    /// The word in session files.
    pub fn word(self) -> &'static str {
        match self {
            Attribution::ChathamHouse => "chatham-house",
            Attribution::OptIn => "opt-in",
            Attribution::Named => "named",
        }
    }

    /// Whether names are kept private, but for those who agreed.
    pub fn is_private(self) -> bool {
        self != Attribution::Named
    }

    /// The one of two that names fewer people.
    #[must_use]
    pub fn stricter(self, other: Attribution) -> Attribution {
        self.min(other)
    }
}
