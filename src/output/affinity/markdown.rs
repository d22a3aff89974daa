//! A proposal as a page in Markdown.

use super::{Shown, about, alike};
use crate::import;
use crate::inert::{self, markdown};
use std::fmt::Write;

/// How much of a note is quoted where it is named beside another.
const QUOTED: usize = 100;
/// The most remarks that are shown.
const MOST_REMARKS: usize = 50;

/// The page.
pub fn page(shown: &Shown<'_>) -> String {
    let mut out = format!(
        "# Clusters of {}\n\n{}. This is a proposal: move, rename, merge and park as you see fit.\n",
        markdown(shown.title),
        shown.summary()
    );
    for cluster in &shown.proposal.clusters {
        let _ = write!(
            out,
            "\n## {}\n\n{}",
            markdown(&cluster.name),
            about(cluster)
        );
        if let Some(note) = cluster.about.filter(|_| cluster.notes.len() > 2) {
            let _ = write!(out, " · said best by “{}”", quoted(shown, note));
        }
        out.push_str("\n\n");
        list(shown, &mut out, &cluster.notes);
        why(shown, &mut out, &cluster.notes);
    }
    let parked = shown.parked();
    if !parked.is_empty() {
        out.push_str("\n## Parked\n\nIn no cluster so far.\n\n");
        list(shown, &mut out, &parked);
        why(shown, &mut out, &parked);
    }
    if !shown.merges.is_empty() {
        out.push_str("\n## Could be merged\n\n");
        for merge in shown.merges {
            let keep = markdown(shown.text(merge.keep));
            let _ = writeln!(out, "- {keep} ({})", alike(merge));
            for other in merge.others.iter().filter(|_| merge.near) {
                let _ = writeln!(out, "  - {}", markdown(shown.text(*other)));
            }
        }
    }
    remarks(shown, &mut out);
    out.push_str("\n## What was read\n\n");
    for line in import::report(shown.files).lines() {
        let _ = writeln!(out, "- {}", markdown(line));
    }
    out
}

fn quoted(shown: &Shown<'_>, note: usize) -> String {
    markdown(&inert::cut(shown.text(note), QUOTED))
}

fn list(shown: &Shown<'_>, out: &mut String, notes: &[usize]) {
    for note in notes {
        let _ = write!(out, "- {}", markdown(shown.text(*note)));
        if let Some(second) = shown.second(*note) {
            let _ = write!(out, " (or: **{}**)", markdown(second));
        }
        out.push('\n');
    }
}

/// What speaks for each place, folded.
fn why(shown: &Shown<'_>, out: &mut String, notes: &[usize]) {
    out.push_str("\n<details>\n<summary>Why here?</summary>\n\n");
    out.push_str("| note | shares the words | nearest notes, and how alike of 100 | or |\n| --- | --- | --- | --- |\n");
    for note in notes {
        let Some(place) = shown.place(*note) else {
            continue;
        };
        let shared: Vec<String> = place.shared.iter().map(|word| markdown(word)).collect();
        let mut near: Vec<String> = place
            .near
            .iter()
            .map(|(other, alike)| format!("{alike}: {}", quoted(shown, *other)))
            .collect();
        if place.by_person {
            near.insert(0, "*put here by a person*".to_owned());
        }
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            quoted(shown, *note),
            shared.join(", "),
            near.join("<br>"),
            shown.second(*note).map(markdown).unwrap_or_default()
        );
    }
    out.push_str("\n</details>\n");
}

fn remarks(shown: &Shown<'_>, out: &mut String) {
    if shown.remarks.is_empty() {
        return;
    }
    out.push_str("\n## Remarks\n\nNothing has to be changed.\n\n");
    for remark in shown.remarks.iter().take(MOST_REMARKS) {
        let _ = write!(out, "- {}", markdown(&remark.words));
        if let [only] = remark.notes.as_slice() {
            let _ = write!(out, " “{}”", quoted(shown, *only));
        }
        out.push('\n');
        for text in &remark.suggestion {
            let _ = writeln!(out, "  - {}", markdown(text));
        }
    }
    if shown.remarks.len() > MOST_REMARKS {
        let _ = writeln!(out, "- … and {} more", shown.remarks.len() - MOST_REMARKS);
    }
}
