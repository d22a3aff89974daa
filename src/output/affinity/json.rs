//! The whole proposal for machines, and for folkmoot's next run. `docs/schema/affinity-1.json` says what it looks like.

use super::Shown;
use serde::Serialize;
use std::io::{self, Write};

/// A note on a line of its own.
#[derive(Serialize)]
struct Note<'a> {
    text: &'a str,
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    votes: Option<i64>,
    cluster: Option<&'a str>,
    placed: &'static str,
    near: Vec<Near>,
    shared: &'a [String],
    second: Option<&'a str>,
}

#[derive(Serialize)]
struct Near {
    note: usize,
    alike: u8,
}

#[derive(Serialize)]
struct Cluster<'a> {
    name: &'a str,
    about: Option<&'a str>,
    cohesion: u8,
    notes: &'a [usize],
}

#[derive(Serialize)]
struct File<'a> {
    file: String,
    form: &'static str,
    notes: usize,
    dropped: Vec<Dropped<'a>>,
    repaired: Vec<String>,
}

#[derive(Serialize)]
struct Dropped<'a> {
    line: usize,
    what: &'a str,
    why: String,
}

/// Writes a line an element, so that a hundred thousand notes need no copy of them and a diff shows what changed.
///
/// # Errors
/// What `out` says.
pub fn write(shown: &Shown<'_>, mut out: impl Write) -> io::Result<()> {
    out.write_all(b"{\"folkmoot\":\"affinity/1\"")?;
    let clusters = shown.proposal.clusters.iter().map(|cluster| Cluster {
        name: &cluster.name,
        about: cluster.about.map(|note| shown.text(note)),
        cohesion: cluster.cohesion,
        notes: &cluster.notes,
    });
    list(&mut out, "clusters", clusters)?;
    let places = shown.notes.iter().zip(&shown.proposal.places);
    let notes = places.enumerate().map(|(at, (note, place))| Note {
        text: note.text,
        author: note.author,
        votes: note.votes,
        cluster: place.cluster.and_then(|cluster| shown.name(cluster)),
        placed: if place.by_person {
            "person"
        } else {
            "proposed"
        },
        near: place
            .near
            .iter()
            .map(|(note, alike)| Near {
                note: *note,
                alike: *alike,
            })
            .collect(),
        shared: &place.shared,
        second: shown.second(at),
    });
    list(&mut out, "notes", notes)?;
    list(&mut out, "merges", shown.merges)?;
    list(&mut out, "remarks", shown.remarks)?;
    let files = shown.files.iter().map(|(path, read)| File {
        file: path.display().to_string(),
        form: read.form.name(),
        notes: read.cards.len(),
        dropped: read
            .dropped
            .iter()
            .map(|dropped| Dropped {
                line: dropped.line,
                what: &dropped.what,
                why: dropped.why.to_string(),
            })
            .collect(),
        repaired: read.mended.iter().map(ToString::to_string).collect(),
    });
    list(&mut out, "files", files)?;
    out.write_all(b"\n}\n")
}

/// A key with a list, an element a line.
fn list<T: Serialize>(
    out: &mut impl Write,
    key: &str,
    elements: impl IntoIterator<Item = T>,
) -> io::Result<()> {
    write!(out, ",\n\"{key}\":[")?;
    let mut line = Vec::new();
    for (at, element) in elements.into_iter().enumerate() {
        line.clear();
        serde_json::to_writer(&mut line, &element)?;
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        match std::str::from_utf8(&line) {
            Ok(text) if text.contains("::") || text.contains("##[") => {
                out.write_all(crate::output::no_command(text).as_bytes())?;
            }
            _ => out.write_all(&line)?,
        }
    }
    out.write_all(b"]")
}
