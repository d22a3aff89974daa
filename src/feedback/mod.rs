//! What people thought of a session, and what they want of the next one.
//!
//! In: the bytes of `survey.csv` as a form's tool exports it; reactions and comments on the issue that asks for feedback. Out: a
//! [`Survey`], question by question, or every fault in the file; [`Suggestion`]s for the next session's agenda. Pure. Every answer is
//! there, word for word, or counted. Who answered, and when, is read to know whose names must not leave and is never handed on: no fault,
//! summary or suggestion has it.

mod kinds;
mod read;
mod suggest;
mod summary;
mod who;

#[cfg(test)]
mod tests;

pub use read::{LARGEST_FILE, read};
pub use suggest::{Comment, Reactions, Suggestion, Told, asks, comment_text, suggestions};
pub use summary::{Answer, Answers, Counted, Question, Survey};
