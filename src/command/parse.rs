//! Finding a command in the Markdown of a comment.

use super::{Command, Later, Misread, NAME};

/// The command in a comment: a line of its own that begins a paragraph. What is quoted, shown as code or hidden in HTML is none; nor is what
/// stands in the middle of a text. `None` where nobody calls folkmoot.
pub fn read(body: &str) -> Option<Result<Command, Misread>> {
    let mut found = lines(body).into_iter();
    let first = found.next()?;
    Some(match found.next() {
        Some(_) => Err(Misread::Many),
        None => command(first),
    })
}

/// The rest of each line that calls folkmoot.
fn lines(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut fence: Option<(char, usize)> = None;
    // Whether a line here begins a paragraph: else it belongs to the quote, list or sentence above it.
    let mut begins = true;
    for raw in body.lines() {
        let indent = raw
            .chars()
            .take_while(|character| matches!(character, ' ' | '\t'))
            .map(|character| if character == '\t' { 4 } else { 1 })
            .sum::<usize>();
        let line = raw.trim();
        if let Some((mark, length)) = fence {
            let closes = indent < 4 && fence_of(line) == Some((mark, line.len()));
            if closes && line.len() >= length {
                fence = None;
            }
            continue;
        }
        if line.is_empty() {
            begins = true;
            continue;
        }
        if let Some(opens) = fence_of(line).filter(|_| indent < 4) {
            fence = Some(opens);
            begins = true;
            continue;
        }
        // HTML may hide what comes after it, or show it as code: nobody commands from below a tag.
        if is_html(line) {
            break;
        }
        let called = line
            .strip_prefix(NAME)
            .filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        match called {
            Some(rest) if begins && indent < 4 => found.push(rest.trim()),
            _ => begins = false,
        }
    }
    found
}

/// The mark of a fence and how often it stands there.
fn fence_of(line: &str) -> Option<(char, usize)> {
    let mark = line
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let length = line.chars().take_while(|it| *it == mark).count();
    let info = line.get(length..).unwrap_or_default();
    // Three backticks with others behind them are code in a sentence.
    (length >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, length))
}

fn is_html(line: &str) -> bool {
    line.split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "!?/".contains(c)))
}

fn command(text: &str) -> Result<Command, Misread> {
    let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    let rest = rest.trim();
    match word.to_ascii_lowercase().as_str() {
        "next" if rest.is_empty() => Ok(Command::Next),
        "cancel" if rest.is_empty() => Ok(Command::Cancel),
        "extend" => Later::read(rest)
            .map(Command::Extend)
            .ok_or(Misread::NoLength),
        _ => Err(Misread::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(body: &str) -> String {
        match read(body) {
            None => "nothing".to_owned(),
            Some(Ok(command)) => command.to_string(),
            Some(Err(misread)) => format!("{misread:?}"),
        }
    }

    #[test]
    fn what_is_a_command() {
        for (body, expected) in [
            ("/folkmoot next", "/folkmoot next"),
            ("/folkmoot   NEXT  ", "/folkmoot next"),
            ("  /folkmoot cancel\r\n", "/folkmoot cancel"),
            (
                "Thanks to all!\n\n/folkmoot extend 2d\n\nUntil then.",
                "/folkmoot extend 2d",
            ),
            (
                "/folkmoot extend 2026-03-31 18:00\nThe room is taken.",
                "/folkmoot extend 2026-03-31 18:00",
            ),
            ("```\ncode\n```\n/folkmoot next", "/folkmoot next"),
            ("/folkmoot", "Unknown"),
            ("/folkmoot nxt", "Unknown"),
            ("/folkmoot next please", "Unknown"),
            ("/folkmoot cancel the extension", "Unknown"),
            ("/folkmoot extend", "NoLength"),
            ("/folkmoot extend a bit", "NoLength"),
            ("/folkmoot next\n/folkmoot next", "Many"),
            ("/folkmoot next\n\n/folkmoot cancel", "Many"),
        ] {
            assert_eq!(said(body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_none() {
        for body in [
            "",
            "next",
            "Say /folkmoot next",
            "/folkmoots next",
            "/folkmoot-next",
            "> /folkmoot next",
            "> somebody said\n/folkmoot next",
            "- item\n/folkmoot next",
            "- /folkmoot next",
            "a sentence that goes on\n/folkmoot next",
            "    /folkmoot next",
            "\t/folkmoot next",
            "`/folkmoot next`",
            "```\n/folkmoot next\n```",
            "````\n```\n/folkmoot next\n```\n````",
            "~~~\n\n/folkmoot next",
            "```sh\n/folkmoot next\n~~~\n/folkmoot next",
            "<!--\n\n/folkmoot next\n\n-->",
            "hello <!-- \n\n/folkmoot next\n-->",
            "<pre>\n\n/folkmoot next\n</pre>",
            "<details>\n\n/folkmoot next\n\n</details>",
            "\u{200b}/folkmoot next",
            "/\u{200b}folkmoot next",
        ] {
            assert_eq!(said(body), "nothing", "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(body in "(\\PC|\\n|/folkmoot |next|```|> |<!--|    ){0,40}") {
            let _ = read(&body);
        }

        #[test]
        fn what_is_quoted_or_code_is_never_one(body in "([a-z /`~>-]|\\n|/folkmoot next){0,30}") {
            let quoted: Vec<String> = body.lines().map(|line| format!("> {line}")).collect();
            prop_assert_eq!(read(&quoted.join("\n")), None);
            let indented: Vec<String> = body.lines().map(|line| format!("    {line}")).collect();
            prop_assert_eq!(read(&indented.join("\n")), None);
            let fence = "`".repeat(40);
            prop_assert_eq!(read(&format!("{fence}\n{body}\n{fence}")), None);
        }
    }
}
