//! Where the lines of the change watch are kept: the latest in the memory of the session's issue, older ones in comments.

use super::change::Change;
use super::marker;
use super::memory::OpenVote;
use super::world::{Comment, Issue};
use crate::ballot::watch::Line;

/// How many lines the memory holds before they go into a comment.
const MOST_LINES: usize = 40;
/// What encloses the lines in a comment.
const FENCE: &str = "~~~~~~";

/// All lines, from the first.
///
/// # Errors
/// One sentence, where some are missing: a comment was deleted or edited.
pub(super) fn lines(issue: &Issue, vote: &OpenVote) -> Result<Vec<Line>, String> {
    let mut all = vote.watch.clone();
    while let Some(first) = all.first().filter(|line| line.n > 0) {
        let before = issue
            .comments
            .iter()
            .map(kept)
            .find(|lines| lines.last().is_some_and(|last| last.digest() == first.prev));
        let Some(mut before) = before.filter(|lines| {
            lines
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if b.prev == a.digest()))
        }) else {
            return Err(format!(
                "lines of the change watch before line {} are missing: a comment that held them was deleted or edited. Restore it from its edit history",
                first.n
            ));
        };
        before.append(&mut all);
        all = before;
    }
    Ok(all)
}

/// The lines in a comment.
fn kept(comment: &Comment) -> Vec<Line> {
    let open = format!("{FENCE}jsonl\n");
    let body = comment.body.replace("\r\n", "\n");
    let text = body
        .split_once(&open)
        .and_then(|(_, rest)| rest.split_once(&format!("\n{FENCE}")))
        .map_or("", |(text, _)| text);
    text.lines()
        .map_while(|line| serde_json::from_str(line).ok())
        .collect()
}

/// Moves older lines out of a memory that holds many: a comment first, and once it is there, the memory lets go of them.
pub(super) fn spill(issue: &Issue, vote: &mut OpenVote) -> Option<Change> {
    if vote.watch.len() <= MOST_LINES {
        return None;
    }
    let older = vote.watch.get(..vote.watch.len() - 1)?;
    let (first, last) = (older.first()?.n, older.last()?.n);
    let text: Vec<String> = older.iter().map(Line::text).collect();
    let body = format!(
        "Change watch, lines {first} to {last}: how many votes there were at each look, each line bound to the one before it by a hash.\n\n<details><summary>lines</summary>\n\n{FENCE}jsonl\n{}\n{FENCE}\n\n</details>\n",
        text.join("\n")
    );
    if issue
        .comments
        .iter()
        .any(|comment| marker::same_text(&comment.body, &body))
    {
        let keep = vote.watch.len() - 1;
        vote.watch.drain(..keep);
        return None;
    }
    Some(Change::Comment {
        number: issue.number,
        body,
        why: "lines of the change watch".to_owned(),
    })
}
