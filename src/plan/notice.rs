//! What people should know of a plan.

use serde::Serialize;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Good to know.
    Note,
    /// Somebody should look.
    Warning,
    /// No result can be given; nothing was counted.
    NoResult,
    /// It would have named somebody in a private session; nothing of the session was sent.
    Held,
}

/// Something people should know about a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// The session.
    pub session: String,
    /// What, with its cure.
    pub text: String,
}
