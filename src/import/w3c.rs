//! Issues of GitHub: the breakout sessions of W3C as JSON, what GitHub's API or `gh issue list --json` answers, or the body of one
//! issue. A note is the title and the first sentence of the description.

use super::inline::plain;
use super::issue;
use super::items::{self, Block};
use super::take::Take;
use super::{Why, json};
use crate::fault::Fault;
use crate::inert;
use serde_json::Value;

/// The longest first sentence that is taken, in characters.
const LONGEST_SENTENCE: usize = 300;

/// Reads issues.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    if !text
        .trim_start_matches(['\u{feff}', ' ', '\n'])
        .starts_with(['{', '['])
    {
        return body(text, take);
    }
    let issues = json::elements::<Value>(text, &issue::LISTS).map_err(|broken| {
        let why = inert::cut(&inert::terminal(&broken.why), 200);
        take.fault(
            broken.line,
            format!("the file is no JSON: {why}"),
            "export it again",
        )
    })?;
    for (line, issue) in &issues {
        let issue = match issue {
            Ok(issue) | Err(issue) => issue,
        };
        one(*line, issue::inner(issue), take);
    }
    Ok(())
}

fn one(line: usize, issue: &Value, take: &mut Take) {
    let title = issue.get("title").and_then(Value::as_str);
    let Some(title) = title else {
        take.drop(line, &issue.to_string(), Why::Unreadable);
        return;
    };
    if issue::is_pull_request(issue) {
        take.drop(line, title, Why::PullRequest);
        return;
    }
    let sentence = issue
        .get("body")
        .and_then(Value::as_str)
        .and_then(description);
    let author = issue::author(issue);
    let votes = reactions(issue);
    let text = note(title, sentence.as_deref());
    take.card(line, &text, author, label(issue), votes);
}

/// The group that a person put the issue in: its track, or its label of folkmoot's.
fn label(issue: &Value) -> Option<&str> {
    issue::labels(issue)?.iter().find_map(|name| {
        let (kind, rest) = name.split_once(':')?;
        matches!(kind.trim(), "cluster" | "track").then(|| rest.trim())
    })
}

/// How many people are for it.
fn reactions(issue: &Value) -> Option<i64> {
    if let Some(count) = issue.get("reactions").and_then(|all| all.get("+1")) {
        return count.as_i64();
    }
    let groups = issue.get("reactionGroups")?.as_array()?;
    let thumbs = groups
        .iter()
        .find(|group| group.get("content").and_then(Value::as_str) == Some("THUMBS_UP"));
    // `gh` leaves out the groups that nobody is in.
    let Some(thumbs) = thumbs else { return Some(0) };
    thumbs.get("users")?.get("totalCount")?.as_i64()
}

/// The title and the sentence as one note.
fn note(title: &str, sentence: Option<&str>) -> String {
    let title = title.trim();
    match sentence {
        Some(sentence) if !title.is_empty() && !sentence.eq_ignore_ascii_case(title) => {
            let stop = if title.ends_with(['.', '?', '!', ':', '…', '。']) {
                " "
            } else {
                ". "
            };
            format!("{title}{stop}{sentence}")
        }
        _ => title.to_owned(),
    }
}

/// The body of one issue, without its title.
fn body(text: &str, take: &mut Take) -> Result<(), Fault> {
    let Some(sentence) = description(text) else {
        return Err(take.fault(
            0,
            "the file is neither JSON nor the body of an issue with a description",
            "name its form with --from, for example `--from markdown`",
        ));
    };
    let mut noted = false;
    for (line, block) in items::blocks(text) {
        match block {
            Block::Heading(_, words) => take.drop(line, &words, Why::Heading),
            Block::Paragraph(_) | Block::Item(..) if !noted => {
                noted = take.card(line, &sentence, None, None, None);
            }
            Block::Paragraph(words) | Block::Item(_, words) => {
                take.drop(line, &words, Why::Paragraph)
            }
            Block::Table(names, rows) => {
                take.drop(line, &names.join(", "), Why::Paragraph);
                for (line, cells) in rows {
                    take.drop(line, &cells.join(", "), Why::Paragraph);
                }
            }
            Block::Aside(why, words) => take.drop(line, &words, why),
        }
    }
    Ok(())
}

/// The first sentence of what a body says below its heading "Session description", or at all.
fn description(body: &str) -> Option<String> {
    // The description stands first, and its first sentence is short.
    let start = super::rows::start(body, 1 << 14).replace("\r\n", "\n");
    let blocks = items::blocks(&start);
    let headed = blocks.iter().position(|(_, block)| {
        matches!(block, Block::Heading(_, words) if words.to_lowercase().contains("description"))
    });
    let words = blocks
        .iter()
        .skip(headed.map_or(0, |at| at + 1))
        .take_while(|(_, block)| headed.is_none() || !matches!(block, Block::Heading(..)))
        .find_map(|(_, block)| match block {
            Block::Paragraph(words) | Block::Item(_, words) => Some(inert::line(&plain(words))),
            _ => None,
        })?;
    let words = first_sentence(&words);
    (!words.is_empty() && words != "No response").then_some(words)
}

/// The first sentence of a text on one line.
fn first_sentence(text: &str) -> String {
    let mut ends = text.char_indices().peekable();
    while let Some((at, this)) = ends.next() {
        let next = ends.peek().map(|(_, next)| *next);
        let through = at + this.len_utf8();
        if this == '。' || this == '？' {
            return text.get(..through).unwrap_or_default().to_owned();
        }
        if !matches!(this, '.' | '?' | '!') || !next.is_none_or(char::is_whitespace) {
            continue;
        }
        let word = text
            .get(..at)
            .and_then(|text| text.rsplit(' ').next())
            .unwrap_or_default();
        let word = word.trim_start_matches('(');
        // "e.g.", "vs.", "J. S. Bach"
        let short = this == '.'
            && (word.contains('.')
                || matches!(word, "vs" | "etc" | "cf" | "Dr" | "Mr" | "Ms")
                || word.chars().count() < 2);
        let begins = text
            .get(through..)
            .and_then(|rest| rest.trim_start().chars().next())
            .is_none_or(|c| !c.is_lowercase());
        if !short && begins {
            return inert::cut(text.get(..through).unwrap_or_default(), LONGEST_SENTENCE);
        }
    }
    inert::cut(text, LONGEST_SENTENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        let table = [
            ("One. Two.", "One."),
            (
                "Use tools, e.g. tests, vs. talks. Then?",
                "Use tools, e.g. tests, vs. talks.",
            ),
            ("RDF 1.2 is here! Come.", "RDF 1.2 is here!"),
            ("By J. Doe (W3C). More", "By J. Doe (W3C)."),
            ("no end", "no end"),
            ("一つ。二つ。", "一つ。"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(first_sentence(text), expected);
        }
    }

    #[test]
    fn issues_come_in_many_shapes() {
        let text = r####"[
            {"title": "A?", "body": "### Session description\r\n\r\nWe **meet**. Twice.\r\n\r\n### Goal\r\n\r\nx", "author": "ada",
             "labels": [{"name": "track: media"}]},
            {"title": "B", "body": null, "user": {"login": "bob"}, "reactions": {"+1": 3}},
            {"title": "C", "body": "### Description\n\n_No response_", "reactionGroups": []},
            {"title": "D", "pull_request": {}},
            {"issue": {"title": "E", "body": "<!-- hint -->\n\nPlain words."}},
            {"title": ""},
            7
        ]"####;
        let mut take = Take::new(std::path::Path::new("issues.json"), Vec::new());
        read(text, &mut take).unwrap();
        let read = take.finish(super::super::Form::W3c).unwrap();
        let shown: Vec<_> = read
            .cards
            .iter()
            .map(|card| {
                let (author, cluster) = (card.author.as_deref(), card.cluster.as_deref());
                (card.line, card.text.as_str(), author, cluster, card.votes)
            })
            .collect();
        assert_eq!(
            shown,
            [
                (2, "A? We meet.", Some("ada"), Some("media"), None),
                (4, "B", Some("bob"), None, Some(3)),
                (5, "C", None, None, Some(0)),
                (7, "E. Plain words.", None, None, None),
            ]
        );
        let dropped: Vec<_> = read.dropped.iter().map(|one| (one.line, one.why)).collect();
        assert_eq!(
            dropped,
            [(6, Why::PullRequest), (8, Why::Empty), (9, Why::Unreadable)]
        );
    }
}
