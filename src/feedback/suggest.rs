//! What was said on an issue that asks for feedback, and what of it the next session may talk about.

use super::summary::{Answers, Survey};
use crate::inert;
use crate::notes::digest;

/// The digest by which the issue of a format's template for afterwards is known.
pub fn asks(template: &str) -> String {
    digest(&format!("after\n{template}"), 1)
}

/// How often each reaction was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reactions {
    /// 👍
    pub up: u64,
    /// 👎
    pub down: u64,
    /// 😄
    pub laugh: u64,
    /// 🎉
    pub hooray: u64,
    /// 😕
    pub confused: u64,
    /// ❤️
    pub heart: u64,
    /// 🚀
    pub rocket: u64,
    /// 👀
    pub eyes: u64,
}

impl Reactions {
    /// Each with its sign, those that nobody gave left out.
    pub fn given(&self) -> Vec<(&'static str, u64)> {
        let all = [
            ("👍", self.up),
            ("👎", self.down),
            ("😄", self.laugh),
            ("🎉", self.hooray),
            ("😕", self.confused),
            ("❤️", self.heart),
            ("🚀", self.rocket),
            ("👀", self.eyes),
        ];
        all.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// Those of two issues.
    #[must_use]
    pub fn plus(self, other: Reactions) -> Reactions {
        Reactions {
            up: self.up.saturating_add(other.up),
            down: self.down.saturating_add(other.down),
            laugh: self.laugh.saturating_add(other.laugh),
            hooray: self.hooray.saturating_add(other.hooray),
            confused: self.confused.saturating_add(other.confused),
            heart: self.heart.saturating_add(other.heart),
            rocket: self.rocket.saturating_add(other.rocket),
            eyes: self.eyes.saturating_add(other.eyes),
        }
    }
}

/// A comment of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Who, where the account is still there: to find their name in what is about to leave, for nothing else.
    pub author: Option<String>,
    /// As it was written.
    pub body: String,
    /// How many gave it a 👍.
    pub votes: u64,
}

/// What was said on an issue that asks for feedback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub number: u64,
    /// The reactions on it.
    pub reactions: Reactions,
    /// Comments of people, the oldest first; none of machines, and none that maintainers hid.
    pub comments: Vec<Comment>,
    /// Comments beyond those that were read.
    pub more: u64,
}

/// Something that the next session may talk about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// In the words of whoever wrote it, with line breaks.
    pub text: String,
    /// How many gave it a 👍.
    pub votes: u64,
}

/// What people write who have nothing to say.
const NOTHING: [&str; 14] = [
    "-", "--", "/", ".", "n/a", "na", "none", "no", "nope", "nothing", "no idea", "not sure",
    "yes", "ok",
];

/// What the next session may talk about: comments, and answers to a survey's questions on topics. Those with most votes come first, else the
/// order is that in which they were written. What was said twice is there once.
pub fn suggestions(told: &[Told], survey: Option<&Survey>) -> Vec<Suggestion> {
    let comments = told.iter().flat_map(|told| &told.comments);
    let commented = comments.flat_map(|comment| {
        let texts = split(&comment_text(&comment.body));
        let suggestion = |text| Suggestion {
            text,
            votes: comment.votes,
        };
        texts.into_iter().map(suggestion)
    });
    let questions = survey.into_iter().flat_map(|survey| &survey.questions);
    let asked = questions.filter(|question| question.asks_for_topics());
    let answered = asked.flat_map(|question| match &question.answers {
        Answers::Texts(texts) => texts.as_slice(),
        _ => &[],
    });
    let answered = answered.map(|answer| Suggestion {
        text: answer.text.clone(),
        votes: 0,
    });
    let mut list: Vec<(String, Suggestion)> = Vec::new();
    for suggestion in commented.chain(answered) {
        let line = inert::line(&suggestion.text).to_lowercase();
        let bare = line.trim_end_matches(['.', '!']);
        if bare.is_empty() || NOTHING.contains(&bare) {
            continue;
        }
        match list.iter_mut().find(|(known, _)| known == bare) {
            Some((_, known)) => known.votes = known.votes.saturating_add(suggestion.votes),
            None => list.push((bare.to_owned(), suggestion)),
        }
    }
    // Stable: what has as many votes stays in its order.
    list.sort_by_key(|(_, suggestion)| std::cmp::Reverse(suggestion.votes));
    list.into_iter().map(|(_, suggestion)| suggestion).collect()
}

/// What a comment says by itself: without what it quotes and what is hidden in it.
pub fn comment_text(body: &str) -> String {
    let mut shown = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, hidden)) = rest.split_once("<!--") {
        shown.push_str(before);
        rest = hidden.split_once("-->").map_or("", |(_, behind)| behind);
    }
    shown.push_str(rest);
    let lines = shown.lines().map(str::trim_end);
    let own: Vec<&str> = lines
        .filter(|line| !line.trim_start().starts_with('>'))
        .collect();
    own.join("\n").trim().to_owned()
}

/// A list is so many suggestions; anything else is one.
fn split(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let items: Option<Vec<String>> = lines.iter().map(|line| item(line)).collect();
    match items {
        Some(items) if !items.is_empty() => items,
        _ => vec![text.to_owned()],
    }
}

/// What stands behind `-`, `*`, `+` or `1.`
fn item(line: &str) -> Option<String> {
    let unnumbered = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let rest = if unnumbered.len() < line.len() {
        unnumbered.strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '+'])
    };
    rest?
        .strip_prefix(' ')
        .map(|rest| rest.trim().to_owned())
        .filter(|rest| !rest.is_empty())
}
