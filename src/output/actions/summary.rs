//! Markdown for the summary of a step.

use crate::inert;

/// Bytes of a step's summary, all its programs together: of a larger one GitHub shows nothing.
const LARGEST: u64 = 1_048_576;

/// The lines as text to append to a summary that has `used` bytes; what does not fit is counted.
pub fn fit(lines: &[String], used: u64) -> String {
    let room = usize::try_from(LARGEST.saturating_sub(used)).unwrap_or(usize::MAX);
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let left = lines.len() - at;
        let note = format!("\n… and {left} more lines; the log has them all\n");
        // One that comes later may need the room for the note that it does not fit.
        if out.len() + line.len() + 2 + note.len() > room {
            if out.len() + note.len() <= room {
                out.push_str(&note);
            }
            return out;
        }
        // What another program left without a line end does not become part of a line of ours.
        if at == 0 {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A text with a link, where the address is one that Markdown takes as it is.
pub(super) fn link(text: &str, url: Option<&str>) -> String {
    let text = inert::markdown(text);
    let plain = |url: &&str| {
        (url.starts_with("https://") || url.starts_with("http://"))
            && url
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@%=&+".contains(c))
    };
    match url.filter(plain) {
        Some(url) => format!("[{text}]({url})"),
        None => text,
    }
}

/// A list that is folded away where it is long, and ends with a count where it is longer still.
pub(super) fn list(heading: &str, items: &[String]) -> Vec<String> {
    const FOLDED: usize = 10;
    const MOST: usize = 200;
    let fold = items.len() > FOLDED;
    let mut out = vec![String::new()];
    if fold {
        out.push(format!("<details><summary>{heading}</summary>"));
    } else {
        out.push(format!("{heading}:"));
    }
    out.push(String::new());
    out.extend(
        items
            .iter()
            .take(MOST)
            .map(|item| format!("- {}", inert::markdown(item))),
    );
    if items.len() > MOST {
        out.push(format!("- … and {} more", items.len() - MOST));
    }
    if fold {
        out.extend([String::new(), "</details>".to_owned()]);
    }
    out
}
