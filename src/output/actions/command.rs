//! Workflow commands: the lines of a log that a runner acts on.

use crate::fault::Fault;
use crate::inert;
use crate::plan::Level;
use crate::plan::Notice;
use std::path::{Component, Path, PathBuf};

/// Annotations of one kind that GitHub shows of a step; what is beyond is dropped without a word.
const MOST: usize = 10;
/// Characters of one annotation: GitHub cuts what is longer.
const LONGEST: usize = 4_000;

/// How grave an annotation is, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Red.
    Error,
    /// Yellow.
    Warning,
    /// Blue.
    Notice,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Error, Kind::Warning, Kind::Notice];

    /// The name of the command.
    fn word(self) -> &'static str {
        match self {
            Kind::Error => "error",
            Kind::Warning => "warning",
            Kind::Notice => "notice",
        }
    }
}

/// A remark that GitHub shows on the run, and beside the line of a pull request that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// How grave.
    pub kind: Kind,
    /// A few words above it.
    pub title: String,
    /// Each a line.
    pub lines: Vec<String>,
    /// The file as the user would name it, line and column; line 0 means the file as a whole.
    pub place: Option<(PathBuf, usize, usize)>,
}

impl Annotation {
    /// One of no place.
    pub fn new(kind: Kind, text: impl Into<String>) -> Annotation {
        Annotation {
            kind,
            title: "folkmoot".to_owned(),
            lines: vec![text.into()],
            place: None,
        }
    }

    /// Of a fault, beside its line.
    pub fn fault(fault: &Fault) -> Annotation {
        let place = &fault.place;
        Annotation {
            lines: vec![fault.message.clone(), fault.cure.clone()],
            place: Some((place.source.path.clone(), place.line, place.column)),
            ..Annotation::new(Kind::Error, "")
        }
    }

    /// Of a notice.
    pub fn notice(notice: &Notice) -> Annotation {
        let kind = match notice.level {
            Level::Note => Kind::Notice,
            Level::Warning => Kind::Warning,
            Level::NoResult | Level::Held => Kind::Error,
        };
        Annotation {
            title: format!("folkmoot: {}", notice.session),
            ..Annotation::new(kind, notice.text.clone())
        }
    }

    /// The command. `folder` is where the user stands, seen from the top of the workspace.
    fn line(&self, folder: &Path) -> String {
        let mut properties = Vec::new();
        if let Some((path, line, column)) = &self.place {
            properties.push(format!("file={}", property(&placed(folder, path))));
            if *line > 0 {
                properties.push(format!("line={line}"));
                properties.push(format!("col={column}"));
            }
        }
        properties.push(format!("title={}", property(&inert::terminal(&self.title))));
        let lines: Vec<String> = self
            .lines
            .iter()
            .filter(|line| !line.is_empty())
            .map(|line| inert::terminal(line))
            .collect();
        format!(
            "::{} {}::{}\n",
            self.kind.word(),
            properties.join(","),
            data(&inert::cut(&lines.join("\n"), LONGEST))
        )
    }
}

/// The commands for annotations, at most ten a kind: where there are more, the tenth says how many.
pub fn annotations(list: &[Annotation], folder: &Path) -> String {
    let mut out = String::new();
    for kind in Kind::ALL {
        let of_kind: Vec<&Annotation> = list.iter().filter(|one| one.kind == kind).collect();
        let shown = if of_kind.len() > MOST {
            MOST - 1
        } else {
            of_kind.len()
        };
        for one in of_kind.iter().take(shown) {
            out.push_str(&one.line(folder));
        }
        let left = of_kind.len() - shown;
        if left > 0 {
            let more = Annotation::new(kind, format!("… and {left} more; the log has them all"));
            out.push_str(&more.line(folder));
        }
    }
    out
}

/// The text behind a command's second `::`.
pub fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A path seen from the top of the workspace, with `/` between its parts.
fn placed(folder: &Path, path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut root = "";
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::ParentDir => parts.push("..".to_owned()),
            Component::RootDir => root = "/",
            Component::Prefix(part) => parts.push(part.as_os_str().to_string_lossy().into_owned()),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
        }
    }
    format!("{root}{}", parts.join("/"))
}

/// A text for a runner's log in which no line is a command: the last fence, behind what made each text of a person harmless.
pub fn tame(text: &str) -> String {
    // A runner ends lines at both.
    text.split_inclusive(['\n', '\r'])
        .map(|line| {
            // A runner takes a line for a command that begins so after white space, and older ones anywhere.
            let line = if line.trim_start().starts_with("::") {
                line.replacen("::", ":\u{200b}:", 1)
            } else {
                line.to_owned()
            };
            line.replace("##[", "#\u{200b}#[")
        })
        .collect()
}
