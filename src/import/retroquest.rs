//! The CSV of a RetroQuest board: thoughts, and action items in rows that are longer.

use super::number::{number, whole};
use super::parabol::column;
use super::rows::{self, Row};
use super::take::Take;
use super::{Repair, Why};
use crate::fault::Fault;

/// Reads an export.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let rows = rows::filled(rows::rows(text, Some(b','), take), take);
    let (Some(kind), Some(message)) = (column(&rows, &["column"]), column(&rows, &["message"]))
    else {
        return Err(take.fault(
            1,
            "this is no export of RetroQuest: it has no columns `Column` and `Message`",
            "export the board as CSV, or name the form with --from",
        ));
    };
    let likes = column(&rows, &["likes"]);
    let width = rows.first().map_or(0, Row::len);
    for (index, row) in rows.iter().enumerate() {
        if index == 0 {
            take.drop(row.line(), &row.shown(), Why::Heading);
            continue;
        }
        if row.len() != width {
            take.mend(Repair::Ragged, row.line());
        }
        let heading = row.cell(kind).trim();
        if heading.eq_ignore_ascii_case("action item") {
            take.drop(row.line(), row.cell(message), Why::Task);
            continue;
        }
        let votes = likes
            .and_then(|likes| number(row.cell(likes)))
            .and_then(|(likes, _)| whole(likes));
        take.card(row.line(), row.cell(message), None, Some(heading), votes);
    }
    Ok(())
}
