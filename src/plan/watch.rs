//! Where the lines of the change watch are kept: the latest in the memory of the session's issue, older ones in comments.

use super::change::Change;
use super::marker;
use super::memory::OpenVote;
use super::world::{Comment, Issue, Person};
use crate::ballot::watch::Line;

/// How many lines the memory holds before they go into a comment, and how long their text may be: with a hundred clusters one is 2,000
/// characters, and the body of the session's issue has room for other things.
const MOST_LINES: usize = 40;
const LONGEST_LINES: usize = 12_000;
/// What encloses the lines in a comment.
const FENCE: &str = "~~~~~~";

/// All lines, from the first that is there: where a comment that held earlier ones was deleted or edited, those are missing, and the number of the
/// first one says so.
pub(super) fn lines(issue: &Issue, vote: &OpenVote) -> Vec<Line> {
    let mut all = vote.watch.clone();
    if all.first().is_none_or(|line| line.n == 0) {
        return all;
    }
    let comments: Vec<Vec<Line>> = issue.comments.iter().map(kept).collect();
    while let Some(first) = all.first().filter(|line| line.n > 0) {
        let before = comments
            .iter()
            .find(|lines| lines.last().is_some_and(|last| last.digest() == first.prev));
        let bound = |lines: &&Vec<Line>| {
            lines
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if b.prev == a.digest() && b.n == a.n + 1))
        };
        let Some(before) = before.filter(bound) else {
            break;
        };
        all.splice(0..0, before.iter().cloned());
    }
    all
}

/// Whether folkmoot wrote a comment: the account that made the session's issue, or this very run.
pub(super) fn is_ours(issue: &Issue, comment: &Comment) -> bool {
    let login = |person: &Option<Person>| person.as_ref().map(|person| person.login.clone());
    comment.author.is_none() || login(&comment.author) == login(&issue.author)
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
    let length: usize = vote.watch.iter().map(|line| line.text().len()).sum();
    if vote.watch.len() <= MOST_LINES && length <= LONGEST_LINES {
        return None;
    }
    let older = vote.watch.get(..vote.watch.len().checked_sub(1)?)?;
    let (first, last) = (older.first()?.n, older.last()?.n);
    let text: Vec<String> = older.iter().map(Line::text).collect();
    let body = format!(
        "Change watch, lines {first} to {last}: how many votes there were at each look, each line bound to the one before it by a hash.\n\n<details><summary>lines</summary>\n\n{FENCE}jsonl\n{}\n{FENCE}\n\n</details>\n",
        text.join("\n")
    );
    if issue
        .comments
        .iter()
        .any(|comment| is_ours(issue, comment) && marker::same_text(&comment.body, &body))
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
