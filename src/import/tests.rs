//! Tests over whole files.

mod documents;
mod properties;
mod real;
mod small;
mod tables;

use super::{Form, Imported, decode, read, recognise::form};
use std::path::Path;

/// Text, author, cluster and votes of each card.
type Seen<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<i64>);

fn seen(one: &Imported) -> Vec<Seen<'_>> {
    one.cards
        .iter()
        .map(|card| {
            (
                card.text.as_str(),
                card.author.as_deref(),
                card.cluster.as_deref(),
                card.votes,
            )
        })
        .collect()
}

fn recognise(path: &Path, bytes: &[u8]) -> Form {
    form(path, &decode::decode(bytes).text)
}

fn csv(text: &str) -> Imported {
    read(Path::new("a.csv"), text.as_bytes(), None).unwrap()
}
