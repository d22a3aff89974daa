//! Sessions, titles and notes made of the corpus's texts, as somebody would write them into files.

use crate::common::Bench;
use crate::corpus::Text;
use crate::read::text_of;
use serde_json::Value;

const EXAMPLE: &str = include_str!("../../examples/kubecon-india-2024/session.yml");
/// Two sessions: GitHub lets nobody create more than eighty things a minute.
pub const ROOMS: [&str; 2] = ["room-a", "room-b"];
/// Signs of a title, which has to fit behind "Report: " into 256.
const TITLE: usize = 230;

/// A text as YAML writes it in double quotes, whatever it holds.
fn quoted(text: &str) -> String {
    let signs = text.chars().map(|sign| match sign {
        '"' | '\\' => format!("\\{sign}"),
        ' '..='~' => sign.to_string(),
        _ => format!("\\U{:08X}", u32::from(sign)),
    });
    format!("\"{}\"", signs.collect::<String>())
}

pub fn session(title: &str, place: &str, more: &str) -> String {
    let mut text = String::new();
    for line in EXAMPLE.lines() {
        match line {
            _ if line.starts_with("title: ") => text.push_str(&format!("title: {title}\n")),
            _ if line.starts_with("place: ") => text.push_str(&format!("place: {place}\n")),
            "attribution: chatham-house" => text.push_str(&format!("attribution: named\n{more}\n")),
            _ if line.starts_with("  folder: ") => {}
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    text
}

pub fn notes(texts: &[Text], room: usize) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "author", "cluster"]).unwrap();
    for (at, text) in texts.iter().enumerate().filter(|(at, _)| at % 2 == room) {
        // As a spreadsheet that keeps such a text from being run.
        let cell = if text.text.starts_with('\'') {
            format!("'{}", text.text)
        } else {
            text.text.clone()
        };
        writer
            .write_record([&cell, &cell, &format!("Kind {at:03}")])
            .unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Writes sessions with these titles and places, several in one, but for those that `check` refuses; which session has which.
pub fn titles(bench: &Bench, texts: &[Text]) -> Vec<Option<String>> {
    for (at, text) in texts.iter().enumerate() {
        let text = quoted(&text.text);
        bench.write(
            &format!("alone/t{at:03}/session.yml"),
            &session(&text, &text, ""),
        );
    }
    let checked = bench.command(&["check", "--sessions", "alone", "--json"]);
    assert_eq!(checked.status.code(), Some(2));
    let said: Vec<Value> = serde_json::from_slice(&checked.stderr).unwrap();
    let mut refused = vec![false; texts.len()];
    for fault in &said {
        assert!(
            fault["line"].as_u64() > Some(0) && !text_of(fault, "/cure").is_empty(),
            "{fault}"
        );
        let (_, at) = text_of(fault, "/file").split_once("alone/t").unwrap();
        refused[at[..3].parse::<usize>().unwrap()] = true;
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    for at in (0..texts.len()).filter(|at| !refused[*at]) {
        let length = |group: &[usize]| {
            group
                .iter()
                .map(|at| texts[*at].text.chars().count() + 8)
                .sum::<usize>()
        };
        if length(groups.last().unwrap()) + texts[at].text.chars().count() > TITLE {
            groups.push(Vec::new());
        }
        groups.last_mut().unwrap().push(at);
    }
    let mut group_of = vec![None; texts.len()];
    for (number, group) in groups.iter().enumerate() {
        let name = format!("titles-{number}");
        let title: Vec<&str> = group.iter().map(|at| texts[*at].text.as_str()).collect();
        let title = quoted(&title.join(" · "));
        bench.write(
            &format!("sessions/{name}/session.yml"),
            &session(&title, &title, "notes: {in: file}"),
        );
        bench.write(
            &format!("sessions/{name}/notes.csv"),
            "text,cluster\nHow might we go on?,Going on\n",
        );
        group
            .iter()
            .for_each(|at| group_of[*at] = Some(name.clone()));
    }
    group_of
}
