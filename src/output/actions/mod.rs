//! What a runner of GitHub Actions is told: outputs, a step summary, annotations.
//!
//! In: what a command came to, the time. Out: a [`Page`], and the texts that a runner reads. Nothing is written here: `cli` does that, where a
//! runner asks for it. What must never happen: that a text of a person becomes a command, a line of an output, or markup of the summary; that
//! anything grows beyond what GitHub takes.

mod command;
mod mask;
mod outputs;
mod pages;
mod summary;

pub use command::{Annotation, Kind, annotations, data, tame};
pub(crate) use mask::mask;
pub use outputs::{Listed, Outputs, entry, one_line};
pub use pages::{at_rest, check, doctor, failed, plan, run};
pub use summary::fit;

/// All that a runner is told of one command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// For the steps that follow.
    pub outputs: Outputs,
    /// Lines of Markdown for the summary.
    pub summary: Vec<String>,
    /// Marks on files and on the run.
    pub annotations: Vec<Annotation>,
}

#[cfg(test)]
mod tests;
