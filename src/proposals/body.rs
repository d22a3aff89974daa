//! The body of an issue that a form made, cut into its sections.

/// What stands below one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// The heading as it is written.
    pub(super) heading: String,
    /// Its line, from 1.
    pub(super) line: usize,
    /// What stands below, its ends trimmed and with plain line ends; empty where nobody answered.
    pub(super) text: String,
    /// The line at which the text begins.
    pub(super) text_line: usize,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Body {
    /// The line of what stands before the first heading, if anything that is no comment does.
    pub(super) before: Option<usize>,
    /// The sections in their order.
    pub(super) sections: Vec<Section>,
}

/// Cuts a body at its headings of level three. Deeper ones belong to their section; code has none.
pub(super) fn read(body: &str) -> Body {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = body.split('\n').collect();
    let code = code(&lines);
    let heads: Vec<(usize, &str)> = lines
        .iter()
        .zip(&code)
        .enumerate()
        .filter(|(_, (_, code))| !**code)
        .filter_map(|(at, (line, _))| Some((at, heading(line)?)))
        .collect();
    let first = heads.first().map_or(lines.len(), |(at, _)| *at);
    let between = |from: usize, to: usize| lines.get(from..to).unwrap_or_default();
    let before = without_comments(&between(0, first).join("\n"));
    let ends = heads.iter().skip(1).map(|(at, _)| *at);
    let sections = heads.iter().zip(ends.chain([lines.len()]));
    Body {
        before: before
            .lines()
            .position(|line| !line.trim().is_empty())
            .map(|at| at + 1),
        sections: sections
            .map(|((at, heading), end)| {
                let below = between(at + 1, end);
                let blank = below.iter().take_while(|line| line.trim().is_empty());
                Section {
                    heading: (*heading).to_owned(),
                    line: at + 1,
                    text_line: at + 2 + blank.count(),
                    text: answer(&below.join("\n")).to_owned(),
                }
            })
            .collect(),
    }
}

/// The words of a heading of level three.
fn heading(line: &str) -> Option<&str> {
    let words = unindented(line)?.strip_prefix("###")?;
    if !(words.is_empty() || words.starts_with([' ', '\t'])) {
        return None;
    }
    let words = words.trim();
    let bare = words.trim_end_matches('#');
    Some(match bare.is_empty() || bare.ends_with([' ', '\t']) {
        true => bare.trim_end(),
        false => words,
    })
}

/// A line that is not set in so far that it is code.
fn unindented(line: &str) -> Option<&str> {
    let bare = line.trim_start_matches(' ');
    (line.len() - bare.len() < 4).then_some(bare)
}

/// What was answered; GitHub writes `_No response_` for nothing.
fn answer(text: &str) -> &str {
    let text = text.trim();
    let words = text.trim_matches(['_', '*']);
    if words.eq_ignore_ascii_case("no response") {
        ""
    } else {
        text
    }
}

/// A fence: its sign, how many of them, and what follows.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let line = unindented(line)?;
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let behind = line.trim_start_matches(sign);
    let count = line.len() - behind.len();
    (count >= 3 && !(sign == '`' && behind.contains('`'))).then_some((sign, count, behind))
}

/// Which lines are code between fences. A fence that nobody closed is none: the headings behind it are the form's, not the proposer's.
fn code(lines: &[&str]) -> Vec<bool> {
    let mut code = vec![false; lines.len()];
    // The shortest fence of each sign that nothing closes: no longer one behind it is closed either.
    let mut open = [usize::MAX; 2];
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let found = fence(line).filter(|(sign, count, _)| *count < *hopeless(&mut open, *sign));
        let Some((sign, count, _)) = found else {
            at += 1;
            continue;
        };
        let behind = lines.get(at + 1..).unwrap_or_default();
        let end = behind.iter().position(|line| {
            fence(line).is_some_and(|(other, closing, behind)| {
                other == sign && closing >= count && behind.trim().is_empty()
            })
        });
        match end {
            Some(end) => {
                for line in code.iter_mut().skip(at).take(end + 2) {
                    *line = true;
                }
                at += end + 2;
            }
            None => {
                let slot = hopeless(&mut open, sign);
                *slot = count.min(*slot);
                at += 1;
            }
        }
    }
    code
}

fn hopeless(open: &mut [usize; 2], sign: char) -> &mut usize {
    let [ticks, tildes] = open;
    if sign == '`' { ticks } else { tildes }
}

/// A text with spaces in place of comments, so that lines stay where they are.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((front, behind)) = rest.split_once("<!--") {
        out.push_str(front);
        let (comment, after) = behind.split_once("-->").unwrap_or((behind, ""));
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<(String, usize, String)> {
        read(text)
            .sections
            .into_iter()
            .map(|one| (one.heading, one.line, one.text))
            .collect()
    }

    #[test]
    fn a_body_is_cut_at_its_own_headings_alone() {
        let text = "\r\n### A (Optional)\r\n\r\none\r\n\r\n#### deeper\r\n\r\ntwo\r\n## higher\r\n### B ###\n_No response_\n   ### C\n```md\n### in code\n```\n\
            ####five\n    ### indented\n###none\n### \n~~~\n### E\n*No response*\n";
        assert_eq!(
            shown(text),
            [
                (
                    "A (Optional)".into(),
                    2,
                    "one\n\n#### deeper\n\ntwo\n## higher".into()
                ),
                ("B".into(), 10, "".into()),
                (
                    "C".into(),
                    12,
                    "```md\n### in code\n```\n####five\n    ### indented\n###none".into()
                ),
                ("".into(), 19, "~~~".into()),
                ("E".into(), 21, "".into()),
            ]
        );
        assert_eq!(read(text).before, None);
        assert_eq!(read(text).sections[0].text_line, 4);
        let mac = read("### A\rone\r### B\rtwo");
        assert_eq!((mac.sections.len(), mac.sections[1].line), (2, 3));
    }

    #[test]
    fn what_stands_before_the_first_heading_is_seen_and_comments_are_not() {
        assert_eq!(read("").before, None);
        assert_eq!(read("<!-- a\nb -->\n### A").before, None);
        assert_eq!(read("<!-- a\nb --> words\n### A").before, Some(2));
        assert_eq!(read("\n\nHello").before, Some(3));
    }

    proptest! {
        #[test]
        fn every_line_is_in_one_section(text in "(### |#### |```|~~~|<!--|-->|a|\n|\r| ){0,60}") {
            let body = read(&text);
            let lines = text.replace("\r\n", "\n").replace('\r', "\n").split('\n').count();
            let mut last = 0;
            for section in &body.sections {
                prop_assert!(section.line > last && section.line <= lines);
                last = section.line;
            }
            // Without code every heading is one.
            if !text.contains("```") && !text.contains("~~~") {
                let heads = text.split(['\n', '\r']).filter(|line| line.starts_with("### ")).count();
                prop_assert!(body.sections.len() >= heads);
            }
        }
    }

    #[test]
    fn fences_that_are_never_closed_take_no_time() {
        let text = "```a\n".repeat(200_000) + "### A\n";
        assert_eq!(read(&text).sections.len(), 1);
    }
}
