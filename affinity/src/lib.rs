//! Notes in, a proposal of clusters out: `notes → proposal`, pure.
//!
//! In: texts of notes, what people decided about them, and clusters that are known ([`Request`]). Out: clusters with names, and for every
//! note a cluster or parked, with reasons ([`Proposal`]).
//!
//! The method, part by part: words are cut into `pieces`; the embedded `table` has a vector for each; a note's vector is their weighted sum
//! less what the whole session says (`vectors`); each note is joined to its nearest (`neighbours`); communities of that graph
//! (`communities`) under people's constraints (`rows`) are the groups (`group`); they get names (`names`) and reasons (`explain`).
//! Whole numbers throughout, notes in an order of their own: see docs/affinity.md.
//!
//! A crate of its own because it is compiled for speed and the rest of folkmoot for size (docs/decisions/0009-size.md): it must know nothing of
//! GitHub, sessions or files.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)
)]

mod communities;
mod explain;
mod grams;
mod group;
mod inverted;
#[cfg(test)]
mod languages;
mod merge;
mod names;
mod neighbours;
mod pieces;
mod products;
mod proposal;
mod rows;
mod scale;
mod table;
#[cfg(test)]
mod tests;
mod threads;
mod vectors;

pub use proposal::{Cluster, Grain, Held, Known, Note, Placed, Proposal, Request};

/// Groups notes. It never moves a note that a person placed, and the same notes give the same proposal in whatever order they come, with
/// however many threads, on every machine.
pub fn group(request: &Request<'_>) -> Proposal {
    let rows = rows::Rows::of(request);
    let vectors = vectors::Vectors::of(&table::Table::embedded(), &rows.texts, request.threads);
    let most = scale::neighbours(rows.texts.len());
    let near = neighbours::near(vectors.rows(), most, request.threads);
    let material = group::Material::new(&rows, vectors.rows(), &near);
    let groups = material.groups(request);
    explain::proposal(request, &material, &near, &groups)
}
