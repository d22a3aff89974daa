use super::*;
use crate::inert;
use insta::assert_snapshot;
use proptest::prelude::*;
use std::fmt::Write;
use std::path::Path;

/// As Google Forms exports it: two headers that are the same, one with a space behind it, cells of many lines, commas and quotes in them, line ends
/// of Windows, empty cells, a row of nothing at the end.
const FORM: &str = "Timestamp,Email Address,How satisfied are you with the calls? ,\"How often, or not, do you want them?\",\
What topics should we focus on?,Do you come?,What topics should we focus on?,Anything else?\r\n\
8/31/2020 14:24:18,a@example.org,8,Monthly,\"No presentations, but more \"\"challenges\"\".\r\n\r\nAnd more guests. \",Yes,,\r\n\
8/31/2020 14:54:03,,10,Monthly,News,No,,\"=HYPERLINK(\"\"x\"\")\"\r\n\
9/1/2020 1:12:37,c@example.org,7,Quarterly,news.,Yes,\"A 'call for topics'\",- N/A\r\n\
9/1/2020 5:21:32,d@example.org,,Monthly,,Yes,n/a,\r\n\
,,,,,,,\r\n";

fn survey(bytes: &[u8]) -> Survey {
    read(Path::new("survey.csv"), bytes).unwrap()
}

fn refused(bytes: &[u8]) -> String {
    let faults = read(Path::new("survey.csv"), bytes).unwrap_err();
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn shown(survey: &Survey) -> String {
    let mut out = format!("{} people; withheld {:?}\n", survey.people, survey.withheld);
    for question in &survey.questions {
        let _ = write!(
            out,
            "{}. {} ({}",
            question.column,
            question.text,
            question.answered()
        );
        match &question.answers {
            Answers::Numbers { counts, mean } => {
                let _ = write!(out, ", {mean})");
                for one in counts {
                    let _ = write!(out, " {}×{}", one.answer, one.count);
                }
            }
            Answers::Choices(counts) => {
                out.push(')');
                for one in counts {
                    let _ = write!(out, " {}×{}", one.answer, one.count);
                }
            }
            Answers::Texts(texts) => {
                out.push(')');
                for one in texts {
                    let _ = write!(out, "\n   {}: {:?}", one.line, one.text);
                }
            }
        }
        out.push('\n');
    }
    out
}

#[test]
fn a_forms_export_is_read_question_by_question() {
    let survey = survey(FORM.as_bytes());
    assert_snapshot!(shown(&survey), @r#"
    4 people; withheld ["Timestamp", "Email Address"]
    3. How satisfied are you with the calls? (3, 8.3) 7×1 8×1 10×1
    4. How often, or not, do you want them? (4) Monthly×3 Quarterly×1
    5. What topics should we focus on? (3)
       2: "No presentations, but more \"challenges\".\n\nAnd more guests."
       5: "News"
       6: "news."
    6. Do you come? (4) Yes×3 No×1
    7. What topics should we focus on? (2)
       6: "A 'call for topics'"
       7: "n/a"
    8. Anything else? (2)
       5: "=HYPERLINK(\"x\")"
       6: "- N/A"
    "#);
    let mails: Vec<&str> = survey.known.iter().map(|one| one.email.as_str()).collect();
    assert_eq!(mails, ["a@example.org", "c@example.org", "d@example.org"]);
    // Semicolons, the byte order mark and the letters of a spreadsheet come to the same.
    let semicolons = "\u{feff}".to_owned()
        + "Zeitstempel;Wie war’s?;Und sonst?\n1.9.2020 10:00;4;Für alle; gern\n";
    assert_eq!(
        refused(semicolons.as_bytes()),
        "survey.csv:2:1: the row has 4 answers for 3 questions (put an answer that holds a `;` in double quotes)"
    );
    let latin = b"Wie war es?;Was noch?;x\nsch\xf6n;\xfcberhaupt;\n";
    assert_snapshot!(shown(&self::survey(latin)), @r#"
    1 people; withheld []
    1. Wie war es? (1)
       2: "schön"
    2. Was noch? (1)
       2: "überhaupt"
    3. x (0)
    "#);
}

#[test]
fn who_answered_is_kept_here_and_known() {
    let file = "Your name and organization,How can we reach you?,What next?\n\
        \"Jane Doe, Example Works\",jane@example.org,\"Mail me at jd@example.org, then I can tell you all of it\"\n\
        Bob Roe (Sample Foundation),none,Budgets\n\
        Zed,@zed,Licences\n";
    let survey = survey(file.as_bytes());
    assert_snapshot!(shown(&survey), @r#"
    3 people; withheld ["Your name and organization", "How can we reach you?"]
    3. What next? (2)
       3: "Budgets"
       4: "Licences"
    "#);
    assert_eq!(survey.kept, 1);
    let mut known: Vec<String> = survey
        .known
        .iter()
        .map(|one| format!("{}{}{}", one.name, one.handle, one.email))
        .collect();
    known.sort();
    let more = self::survey(b"Your name,Contact,Mail\n\"Jane Doe, Example Works\",\"Bob Roe, b@example.org\",c@example.org\n");
    assert!(more.questions.is_empty());
    for one in ["Jane Doe", "Example Works", "Bob Roe"] {
        assert!(more.known.iter().any(|person| person.name == one), "{one}");
    }
    for one in ["b@example.org", "c@example.org"] {
        assert!(more.known.iter().any(|person| person.email == one), "{one}");
    }
    assert_eq!(
        known.join(", "),
        "Bob Roe, Example Works, Jane Doe, Sample Foundation, Zed, jane@example.org, jd@example.org, zed"
    );
}

#[test]
fn what_is_no_survey_is_named_and_not_quoted() {
    let long = format!("a,b\nx,{}\n", "y".repeat(20_001));
    let wide = "q,".repeat(301);
    let said = [
        refused(b""),
        refused(b" \r\n\n"),
        refused(b"How?,Why?\nsecret,\"never closed\nsecret,x\n"),
        refused(b"How?,Why?\n\na,b\n\n\"c\nd\",e,secret\n"),
        refused(b"How?\nsecret\0,x\n"),
        refused(long.as_bytes()),
        refused(wide.as_bytes()),
        refused(&vec![b'a'; LARGEST_FILE + 1]),
        refused(b" ,\n\n\"\",,\n"),
    ];
    assert_snapshot!(said.join("\n"), @r#"
    survey.csv:1:1: the survey is empty (export the answers of the form as CSV: the questions in the first line, a line for each person after it)
    survey.csv:1:1: the survey is empty (export the answers of the form as CSV: the questions in the first line, a line for each person after it)
    survey.csv:2:8: the quote that opens here is never closed (close a quoted cell with `"`, and write a quote inside it twice: `""`)
    survey.csv:5:1: the row has 3 answers for 2 questions (put an answer that holds a `,` in double quotes)
    survey.csv:2:1: the file is no text (export the answers of the form as CSV: the questions in the first line, a line for each person after it)
    survey.csv:2:1: the answer to question 2 has more than 20000 characters (put what is so long into a file of its own, and its address here)
    survey.csv:1:1: the first line has 302 columns (export one survey, with a column for each question)
    survey.csv:1:1: the file has 8388609 bytes, more than the 8388608 allowed (leave out what is no answer)
    survey.csv:1:1: the survey is empty (export the answers of the form as CSV: the questions in the first line, a line for each person after it)
    "#);
    assert!(!said.concat().contains("secret"));
    // A quote within a cell is a letter; a file of questions alone is a survey that nobody answered.
    let survey = survey(b"Size?,Why?\n5\" disk,the \"old\" one\n");
    assert_snapshot!(shown(&survey), @r#"
    1 people; withheld []
    1. Size? (1)
       2: "5\" disk"
    2. Why? (1)
       2: "the \"old\" one"
    "#);
    assert_eq!(self::survey(b"How?,Why?\n").people, 0);
}

#[test]
fn comments_and_answers_become_suggestions() {
    let comment = |body: &str, votes| Comment {
        author: None,
        body: body.to_owned(),
        votes,
    };
    let told = [Told {
        number: 7,
        reactions: Reactions::default(),
        comments: vec![
            comment("> What next?\n\nSupply chains\n", 1),
            comment("- Licences\n- *Budgets* of OSPOs\n", 3),
            comment("1. News", 2),
            comment("<!-- nothing -->", 9),
            comment("Nothing.", 9),
            comment("Two\nlines", 0),
        ],
        more: 0,
    }];
    let survey = survey(FORM.as_bytes());
    let list = suggestions(&told, Some(&survey));
    let lines: Vec<String> = list
        .iter()
        .map(|one| format!("{} {:?}", one.votes, one.text))
        .collect();
    assert_snapshot!(lines.join("\n"), @r#"
    3 "Licences"
    3 "*Budgets* of OSPOs"
    2 "News"
    1 "Supply chains"
    0 "Two\nlines"
    0 "No presentations, but more \"challenges\".\n\nAnd more guests."
    0 "A 'call for topics'"
    "#);
}

/// The survey of a real community, where it is at hand.
#[test]
fn a_real_survey_is_read_whole() {
    let name = "O03-touchpoint-and-governance/archived/Touchpoint/feedback/TODO Group Feedback 2020 (Responses).csv";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/inputs")
        .join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: {} is not here", path.display());
        return;
    };
    let survey = survey(&bytes);
    assert_eq!((survey.people, survey.questions.len()), (12, 16));
    assert_eq!(survey.withheld, ["Timestamp"]);
    let kinds: Vec<String> = survey
        .questions
        .iter()
        .map(|question| {
            let kind = match &question.answers {
                Answers::Numbers { mean, .. } => format!("numbers, {mean}"),
                Answers::Choices(counts) => format!("choice of {}", counts.len()),
                Answers::Texts(_) => "words".to_owned(),
            };
            let topics = if question.asks_for_topics() {
                ", topics"
            } else {
                ""
            };
            format!(
                "{}: {} {kind}{topics}",
                question.column,
                question.answered()
            )
        })
        .collect();
    assert_snapshot!(kinds.join("\n"), @r"
    2: 12 numbers, 7.2
    3: 12 numbers, 8.4
    4: 12 words
    5: 8 words
    6: 10 words
    7: 3 words
    8: 11 choice of 4
    9: 12 choice of 2
    10: 10 words, topics
    11: 12 choice of 4
    12: 12 choice of 3
    13: 11 choice of 2
    14: 8 words, topics
    15: 11 choice of 3
    16: 3 words
    17: 4 words
    ");
    let twice: Vec<usize> = survey
        .questions
        .iter()
        .filter(|question| question.text.starts_with("What topics or discussions"))
        .map(|question| question.column)
        .collect();
    assert_eq!(twice, [10, 14], "two questions with one header");
    let words = survey
        .texts()
        .find(|text| text.starts_with("Not so much start"));
    assert_eq!(words.map(|text| text.lines().count()), Some(3));
}

/// Cells of a form, as people fill them in.
fn cell() -> impl Strategy<Value = String> {
    "[ -~\n]{0,12}|[0-9]{1,2}|Yes|No|Monthly|\\PC{0,6}"
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Err(faults) = read(Path::new("survey.csv"), &bytes) {
            prop_assert!(!faults.is_empty());
        }
    }

    #[test]
    fn no_table_breaks_it(text in "([a-c@.:/0-9 \",;\t\n\r]|Name|Timestamp){0,120}") {
        let _ = read(Path::new("survey.csv"), text.as_bytes());
    }

    /// Whatever people type, each answer is in the summary once, or in a column that is withheld.
    #[test]
    fn every_answer_is_accounted_for(
        headers in proptest::collection::vec("[A-Z][a-z ]{0,8}\\?|Email|Topics\\?", 1..5),
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 5), 0..8),
    ) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(&headers).unwrap();
        for row in &rows {
            writer.write_record(&row[..headers.len()]).unwrap();
        }
        let file = writer.into_inner().unwrap();
        let survey = survey(&file);
        let is_said = |cell: &String| !inert::line(inert::uncell(cell.trim())).is_empty();
        let people = rows.iter().filter(|row| row[..headers.len()].iter().any(is_said)).count();
        prop_assert_eq!(survey.people, people);
        prop_assert_eq!(survey.questions.len() + survey.withheld.len(), headers.len());
        for question in &survey.questions {
            let column = question.column - 1;
            prop_assert_eq!(&question.text, &inert::line(&headers[column]));
            let given: Vec<String> = rows.iter().map(|row| row[column].clone()).filter(is_said).collect();
            let given: Vec<String> = given.into_iter().filter(|cell| !who::stays(inert::uncell(cell.trim()))).collect();
            prop_assert_eq!(question.answered(), given.len());
            if let Answers::Texts(texts) = &question.answers {
                for (answer, given) in texts.iter().zip(&given) {
                    prop_assert_eq!(inert::line(&answer.text), inert::line(inert::uncell(given.trim())));
                }
            }
        }
    }
}
