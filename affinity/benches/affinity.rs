//! The parts of grouping notes, each with its time: vectors, neighbours exactly and by inverted file (with the share of true neighbours that
//! it finds), and communities.
//!
//! `cargo bench -p folkmoot-affinity --bench affinity -- NOTES.txt 1000 10000`: so many of the first lines of a file. Without arguments the
//! 100,000 of `bench/affinity/notes.py`, if they have been made; comparing all of these with each other takes most of the time.
// The files' own tests come with them.
#![allow(dead_code, unused_imports)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::time::{Duration, Instant};

/// The parts are private: these are the files themselves.
#[path = "../src"]
mod affinity {
    use crate::timed;

    mod communities;
    mod grams;
    mod inverted;
    mod neighbours;
    mod pieces;
    mod products;
    mod proposal;
    mod scale;
    mod table;
    mod threads;
    mod vectors;

    pub fn parts(texts: &[&str], threads: usize) {
        let (notes, most) = (texts.len(), scale::neighbours(texts.len()));
        println!("{notes} notes, {most} neighbours, {threads} threads");
        let table = table::Table::embedded();
        let (vectors, _) = timed("vectors", || vectors::Vectors::of(&table, texts, threads));
        let rows = vectors.rows();
        let (exact, slow) = timed("neighbours, exactly", || {
            neighbours::exact(rows, most, threads)
        });
        let (near, fast) = timed("neighbours, by inverted file", || {
            inverted::near(rows, most, threads, inverted::Lists::default())
        });
        let all: usize = exact.iter().map(Vec::len).sum();
        let pairs = exact.iter().zip(&near);
        let found: usize = pairs
            .map(|(exact, near)| near.iter().filter(|one| exact.contains(one)).count())
            .sum();
        println!(
            "{:<32} {:>8.3}     {:.1} times as fast",
            "  recall",
            found as f64 / all.max(1) as f64,
            slow.as_secs_f64() / fast.as_secs_f64()
        );
        let (graph, _) = timed("graph", || communities::Graph::of(&near));
        let resolution = scale::resolution(notes, proposal::Grain::default());
        let (of, _) = timed("communities", || graph.communities(resolution));
        println!("{:<32} {:>8}", "  found", communities::renumbered(&of).1);
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    let took = start.elapsed();
    println!("{what:<32} {:>8.3} s", took.as_secs_f64());
    (done, took)
}

fn main() {
    // Cargo adds its own.
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with("--"));
    let file = arguments
        .next()
        .unwrap_or_else(|| "../bench/affinity/work/notes/100000.txt".to_owned());
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: there is no {file}; python bench/affinity/notes.py makes it");
        return;
    };
    let lines: Vec<&str> = text.lines().collect();
    let mut sizes: Vec<usize> = arguments.map(|size| size.parse().unwrap()).collect();
    if sizes.is_empty() {
        sizes = vec![100, 1_000, 10_000, 100_000];
    }
    for size in sizes {
        let mut texts: Vec<&str> = lines.iter().take(size).copied().collect();
        // As grouping does, so that neighbours are the same ones.
        texts.sort_unstable();
        affinity::parts(&texts, 2);
    }
}
