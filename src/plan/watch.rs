//! Where the lines of the change watch are kept: the latest in the memory of the session's issue, older ones in comments.

use super::change::Change;
use super::marker;
use super::memory::OpenVote;
use super::world::{Comment, Issue};
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

/// Whether folkmoot wrote a comment: this very run, or the account that made the session's issue.
///
/// An account that was deleted is nobody: whoever deletes theirs must not become folkmoot by it. Where the session issue's own author was deleted,
/// or another account goes on with it, no earlier comment is ours, and what a run that was killed had just said is said once more.
pub(super) fn is_ours(issue: &Issue, comment: &Comment) -> bool {
    match (&comment.author, &issue.author) {
        (Some(one), Some(other)) => one.is(other),
        // What GitHub has read back to us has an id.
        (None, _) => comment.id == 0,
        (Some(_), None) => false,
    }
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

#[cfg(test)]
mod tests {
    use super::super::world::Person;
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn only_this_run_and_the_issues_author_are_folkmoot() {
        let now = Timestamp::UNIX_EPOCH;
        let person = |id: Option<u64>, login: &str, machine: bool| {
            Some(Person {
                id,
                login: login.to_owned(),
                machine,
                created: None,
            })
        };
        let ours = |id: u64, author: &Option<Person>, of: &Option<Person>| {
            let comment = Comment {
                id,
                body: String::new(),
                author: author.clone(),
                written: now,
                edited: None,
                by_another: false,
            };
            let issue = Issue {
                id: String::new(),
                number: 1,
                title: String::new(),
                body: String::new(),
                open: true,
                locked: false,
                author: of.clone(),
                written: now,
                labels: std::collections::BTreeSet::new(),
                votes: Vec::new(),
                votes_total: 0,
                comments: Vec::new(),
                comments_total: 0,
                comments_latest: None,
            };
            is_ours(&issue, &comment)
        };
        let (bot, other_bot) = (person(None, "folkmoot", true), person(None, "helper", true));
        let (ada, renamed) = (
            person(Some(1), "ada", false),
            person(Some(1), "ada-l", false),
        );
        let (took_over, like_the_bot) = (
            person(Some(2), "ada", false),
            person(Some(3), "folkmoot", false),
        );
        let table = [
            // What this run wrote.
            (0, &None, &bot, true),
            (0, &None, &None, true),
            // An account that was deleted, of whoever's.
            (7, &None, &bot, false),
            (7, &None, &ada, false),
            (7, &None, &None, false),
            (7, &bot, &None, false),
            (7, &ada, &None, false),
            (7, &bot, &bot, true),
            (7, &other_bot, &bot, false),
            (7, &like_the_bot, &bot, false),
            (7, &bot, &like_the_bot, false),
            (7, &renamed, &ada, true),
            (7, &took_over, &ada, false),
            (0, &took_over, &ada, false),
        ];
        for (id, author, of, expected) in table {
            assert_eq!(ours(id, author, of), expected, "{id} {author:?} {of:?}");
        }
    }
}
