//! A row a note, as a session's `notes.csv` has it: to be edited in a spreadsheet and read again.

use super::{PARKED, Shown};
use crate::inert;
use std::io::{self, Write};

/// Writes `text,author,cluster`. A parked note is in the cluster `parked`: an empty cell would have it placed anew.
///
/// # Errors
/// What `out` says.
pub fn write(shown: &Shown<'_>, out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["text", "author", "cluster"])?;
    for (note, place) in shown.notes.iter().zip(&shown.proposal.places) {
        let cluster = place.cluster.and_then(|cluster| shown.name(cluster));
        writer.write_record([
            inert::cell(note.text),
            inert::cell(note.author.unwrap_or_default()),
            inert::cell(cluster.unwrap_or(PARKED)),
        ])?;
    }
    writer.flush()
}
