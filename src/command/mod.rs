//! What people say to folkmoot in comments: `/folkmoot next`, `/folkmoot extend 2d`, `/folkmoot cancel`.
//!
//! In: the text of a comment; what was said, when, and how the session stood then. Out: a [`Command`], or nothing where the text holds none; a
//! [`Verdict`]. Pure. Never: a command out of what somebody quotes or shows as code, a verdict that moves a session by more than the one stage
//! that people saw when they spoke, a panic on any text.

pub mod decide;
pub mod handle;
mod length;
mod parse;

pub use decide::{No, Scene, Verdict, decide};
pub use length::Later;
pub use parse::read;

use std::fmt;

/// What begins a command.
pub const NAME: &str = "/folkmoot";

/// What somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Go on to the next stage now.
    Next,
    /// End the stage later, and with it the ones after it.
    Extend(Later),
    /// Call the session off.
    Cancel,
}

/// Why a text that calls folkmoot is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    /// There are several.
    Many,
    /// There is no such command, or something stands behind it.
    Unknown,
    /// It does not say how long, or until when.
    NoLength,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Next => write!(f, "{NAME} next"),
            Command::Extend(later) => write!(f, "{NAME} extend {later}"),
            Command::Cancel => write!(f, "{NAME} cancel"),
        }
    }
}
