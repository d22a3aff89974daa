//! What people said of a session, for templates.

use super::super::Heard;
use super::super::chart::text_bar;
use crate::feedback::{self, Answers, Counted, Question, Reactions, Survey};
use crate::inert;
use crate::text::many;
use serde::Serialize;
use std::collections::BTreeSet;

/// More suggestions than this nobody reads in an announcement; the document has them all.
const MOST_SUGGESTIONS: usize = 15;
/// The longest suggestion where it stands among others, in characters.
const LONGEST_SUGGESTION: usize = 400;
/// The longest comment, in characters: GitHub has the whole of it.
const LONGEST_COMMENT: usize = 4_000;
/// More numbers than this are no rating.
const MOST_NUMBERS: usize = 11;
/// Answers of a choice that fit into a line.
const MOST_IN_LINE: usize = 6;
const BAR: u64 = 20;

/// What was said of one session.
#[derive(Serialize)]
pub struct HeardLines {
    /// Whether it is the last session of the series, and not the report's own.
    last: bool,
    /// What people call that session.
    title: String,
    /// The issue that asked.
    url: Option<String>,
    reactions: Option<ReactionLines>,
    comments: Vec<SaidLine>,
    more_comments: u64,
    survey: Option<SurveyLines>,
    suggestions: Vec<SaidLine>,
    more_suggestions: usize,
    /// Comments and answers that name somebody whom they must not.
    hidden: usize,
}

#[derive(Serialize)]
struct ReactionLines {
    up: u64,
    down: u64,
    laugh: u64,
    hooray: u64,
    confused: u64,
    heart: u64,
    rocket: u64,
    eyes: u64,
    line: String,
}

#[derive(Serialize)]
struct SaidLine {
    text: String,
    votes: u64,
    votes_word: &'static str,
}

#[derive(Serialize)]
struct SurveyLines {
    people: String,
    questions: Vec<QuestionLine>,
    withheld: Vec<String>,
}

#[derive(Serialize)]
struct QuestionLine {
    number: usize,
    text: String,
    answered: usize,
    answers: String,
    line: String,
    mean: Option<String>,
    counts: Vec<CountLine>,
    texts: Vec<String>,
}

#[derive(Serialize)]
struct CountLine {
    answer: String,
    count: usize,
    bar: String,
}

/// What was said, and what of it must not be told; none where nobody said anything. `repository_url` is for links.
pub(in crate::report) fn heard(
    heard: &Heard<'_>,
    unsaid: &BTreeSet<String>,
    repository_url: &str,
) -> Option<HeardLines> {
    let tells = |text: &str| !unsaid.contains(text);
    let told = heard.told;
    let all = told.iter().map(|told| told.reactions);
    let given = all.fold(Reactions::default(), Reactions::plus);
    let comments = || told.iter().flat_map(|told| &told.comments);
    let survey = heard.survey.filter(|survey| survey.people > 0);
    let silent = given == Reactions::default() && comments().next().is_none();
    if silent && survey.is_none() {
        return None;
    }
    let suggested: Vec<feedback::Suggestion> = feedback::suggestions(told, survey)
        .into_iter()
        .filter(|suggestion| tells(&suggestion.text))
        .collect();
    let shown = suggested.iter().take(MOST_SUGGESTIONS);
    let suggestions: Vec<SaidLine> = shown
        .map(|one| said(&one.text, one.votes, LONGEST_SUGGESTION))
        .collect();
    let hidden = comments().filter(|comment| !tells(&comment.body)).count()
        + survey.map_or(0, |survey| hidden_answers(survey, &tells));
    Some(HeardLines {
        last: heard.last.is_some(),
        title: inert::markdown(heard.title),
        url: told
            .first()
            .map(|told| format!("{repository_url}/issues/{}", told.number)),
        reactions: (given != Reactions::default()).then(|| reactions(given)),
        comments: comments()
            .filter(|comment| tells(&comment.body))
            .map(|comment| {
                let text = feedback::comment_text(&comment.body);
                said(&text, comment.votes, LONGEST_COMMENT)
            })
            .filter(|line| !line.text.is_empty())
            .collect(),
        more_comments: told
            .iter()
            .map(|told| told.more)
            .fold(0, u64::saturating_add),
        survey: survey.map(|survey| lines(survey, &tells)),
        more_suggestions: suggested.len() - suggestions.len(),
        suggestions,
        hidden,
    })
}

fn said(text: &str, votes: u64, most: usize) -> SaidLine {
    SaidLine {
        text: paragraphs(&inert::cut(text, most)),
        votes,
        votes_word: "👍",
    }
}

/// Every line by itself, and none of them does anything.
fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(inert::markdown);
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("<br>")
}

fn reactions(given: Reactions) -> ReactionLines {
    let each = given.given();
    let each: Vec<String> = each
        .into_iter()
        .map(|(sign, count)| format!("{sign} {count}"))
        .collect();
    ReactionLines {
        up: given.up,
        down: given.down,
        laugh: given.laugh,
        hooray: given.hooray,
        confused: given.confused,
        heart: given.heart,
        rocket: given.rocket,
        eyes: given.eyes,
        line: each.join(" · "),
    }
}

fn hidden_answers(survey: &Survey, tells: &dyn Fn(&str) -> bool) -> usize {
    let answers = survey
        .questions
        .iter()
        .map(|question| match &question.answers {
            Answers::Texts(texts) => texts.iter().filter(|answer| !tells(&answer.text)).count(),
            Answers::Choices(counts) => counts
                .iter()
                .filter(|counted| !tells(&counted.answer))
                .map(|counted| counted.count)
                .sum(),
            Answers::Numbers { .. } => 0,
        });
    answers.sum()
}

fn lines(survey: &Survey, tells: &dyn Fn(&str) -> bool) -> SurveyLines {
    let questions = (1..).zip(&survey.questions);
    SurveyLines {
        people: many(count(survey.people), "person", "people"),
        questions: questions
            .map(|(number, question)| line(number, question, tells))
            .collect(),
        withheld: survey
            .withheld
            .iter()
            .map(|header| inert::markdown(header))
            .collect(),
    }
}

fn line(number: usize, question: &Question, tells: &dyn Fn(&str) -> bool) -> QuestionLine {
    let text = match question.text.as_str() {
        "" => format!("Column {}", question.column),
        // A question that names somebody is asked under its number alone.
        text if !tells(text) => format!("Question {number}"),
        text => inert::markdown(text),
    };
    let answered = question.answered();
    let mut line = QuestionLine {
        number,
        text,
        answered,
        answers: many(count(answered), "answer", "answers"),
        line: String::new(),
        mean: None,
        counts: Vec::new(),
        texts: Vec::new(),
    };
    match &question.answers {
        Answers::Numbers { counts, mean } => {
            line.line = match (counts.first(), counts.last()) {
                (Some(least), Some(most)) if least != most => {
                    format!(
                        "{mean} on average, from {} to {}",
                        least.answer, most.answer
                    )
                }
                (Some(only), _) => format!("{} from everybody", only.answer),
                _ => String::new(),
            };
            line.mean = Some(mean.clone());
            if counts.len() <= MOST_NUMBERS {
                line.counts = bars(counts.iter());
            }
        }
        Answers::Choices(counts) => {
            let told = || counts.iter().filter(|counted| tells(&counted.answer));
            let words = told().take(MOST_IN_LINE).map(|counted| {
                let answer = inert::markdown(&counted.answer);
                format!("{answer}: {}", counted.count)
            });
            let mut words: Vec<String> = words.collect();
            let others = told().count() - words.len();
            if others > 0 {
                words.push(format!("{others} more"));
            }
            line.line = words.join(" · ");
            line.counts = bars(told());
        }
        Answers::Texts(texts) => {
            line.line = match texts.len() {
                0 => "nobody answered".to_owned(),
                _ => "in their own words".to_owned(),
            };
            let told = texts.iter().filter(|answer| tells(&answer.text));
            line.texts = told.map(|answer| paragraphs(&answer.text)).collect();
        }
    }
    line
}

fn bars<'c>(counts: impl Iterator<Item = &'c Counted> + Clone) -> Vec<CountLine> {
    let most = counts.clone().map(|counted| counted.count).max();
    let most = count(most.unwrap_or_default());
    counts
        .map(|counted| CountLine {
            answer: inert::markdown(&counted.answer),
            count: counted.count,
            bar: text_bar(count(counted.count), most, BAR),
        })
        .collect()
}

fn count(many: usize) -> u64 {
    u64::try_from(many).unwrap_or(u64::MAX)
}
