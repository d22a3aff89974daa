//! folkmoot turns a community's sessions into decisions, on GitHub alone.
//!
//! The core (`session`, `series`, `notes`, `import`, `affinity`, `ballot`, `became`, `command`, `doctor`, `event`, `feedback`, `plan`, `proposals`, `report`,
//! `outcome`, `privacy`, `ledger`, `site`, `draw`, `wall`) takes values and returns values. `github` and `publish` are the only ways out, `serve` the only way in; `cli` reads the arguments and the files, and `output`
//! renders what came of it.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod ballot;
pub mod became;
pub mod cli;
pub mod command;
pub mod doctor;
pub mod draw;
pub mod drive;
mod entity;
pub mod event;
pub mod fault;
pub mod feedback;
pub mod fields;
pub mod github;
pub mod import;
pub mod inert;
pub mod ledger;
pub mod next;
pub mod notes;
pub mod outcome;
pub mod output;
pub mod plan;
pub mod privacy;
pub mod progress;
pub mod proposals;
pub mod publish;
pub mod rehearsal;
pub mod report;
pub mod series;
pub mod serve;
pub mod session;
pub mod site;
pub mod start;
pub mod template;
pub mod text;
pub mod wall;
pub mod yaml;

pub use folkmoot_affinity as affinity;
