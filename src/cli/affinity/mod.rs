//! `folkmoot affinity`.

mod known;
mod labels;
mod targets;

use super::{Failure, Said};
use crate::affinity;
use crate::affinity::{Grain, Held, Note, Proposal, Request};
use crate::fault::{Fault, Place};
use crate::import::{self, Form, Former, Imported, LARGEST_FILE};
use crate::notes::alike::alike_but_for;
use crate::notes::lint::{self, Rules, Written};
use crate::output::affinity::text::{Screen, text};
use crate::output::affinity::{self as output, Shown};
use clap::Args;
use known::Names;
use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;
use targets::Target;

/// Which notes to group, and how.
#[derive(Debug, Args)]
pub(super) struct Affinity {
    /// Files with notes; several are one session
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// The form of the files [default: the one each looks like]
    #[arg(long, value_name = "FORM")]
    from: Option<Form>,

    /// How many clusters there have to be [default: as many as the notes ask for]
    #[arg(long = "k", value_name = "N")]
    count: Option<NonZeroUsize>,

    /// How fine they are: coarse, medium, fine, or a factor from 0.25 to 4
    #[arg(long, value_name = "GRAIN", default_value = "medium", value_parser = grain)]
    grain: Grain,

    /// Group the notes anew that their files put into clusters
    #[arg(long)]
    ignore_clusters: bool,

    /// An earlier proposal, as JSON: what a person placed stays, and clusters keep their names
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,

    /// Names to use for clusters: a line each, `Name` or `Name: what belongs there`
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,

    /// Write here: .json, .csv, .md or .svg; may be given several times
    #[arg(short, long, value_name = "FILE")]
    out: Vec<PathBuf>,
}

/// Reads how fine clusters are to be.
fn grain(text: &str) -> Result<Grain, String> {
    let hundredths = match text {
        "coarse" => Some(50),
        "medium" => Some(100),
        "fine" => Some(200),
        factor => hundredths(factor),
    };
    hundredths
        .and_then(Grain::new)
        .ok_or_else(|| "write coarse, medium, fine, or a factor from 0.25 to 4".to_owned())
}

/// A decimal number in hundredths.
fn hundredths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part: u16 = format!("{part:0<2}").parse().ok()?;
    whole
        .parse::<u16>()
        .ok()?
        .checked_mul(100)?
        .checked_add(part)
}

/// The files that were read, and their bytes.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// What all the answers are made of.
struct Input {
    files: Vec<(PathBuf, Imported)>,
    former: Former,
    labels: Vec<labels::Label>,
}

impl Affinity {
    pub(super) fn run(self, json: bool) -> Said {
        self.propose(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn propose(&self, json: bool) -> Result<Said, Failure> {
        let read: Vec<&Path> = self
            .files
            .iter()
            .chain(&self.previous)
            .chain(&self.labels)
            .map(PathBuf::as_path)
            .collect();
        let targets = targets::of(&self.out, &read).map_err(Failure::Faults)?;
        let input = self.input().map_err(Failure::Faults)?;
        let notes = notes(&input.files);

        let mut names = Names::default();
        let held: Vec<Held> = names.held(&input.files, &input.former, self.ignore_clusters);
        names.learn(&input.former, &input.labels);
        let request = Request {
            notes: notes
                .iter()
                .zip(&held)
                .map(|(note, held)| Note {
                    text: note.text,
                    held: *held,
                })
                .collect(),
            known: names.known(),
            count: self.count.map(NonZeroUsize::get),
            grain: self.grain,
            threads: std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            ..Request::default()
        };
        let texts: Vec<&str> = notes.iter().map(|note| note.text).collect();
        let authors: Vec<Option<&str>> = notes.iter().map(|note| note.author).collect();
        let rules = rules(&texts);
        let written: Vec<Written<'_>> = notes
            .iter()
            .map(|note| Written {
                text: note.text,
                author: note.author,
            })
            .collect();
        // What is said about notes waits for nothing that the grouping finds.
        let (proposal, merges, remarks) = std::thread::scope(|scope| {
            let remarks = scope.spawn(|| lint::remarks(&written, &rules));
            let merges = scope.spawn(|| alike_but_for(&rules.stem, &texts, &authors));
            let proposal = affinity::group(&request);
            (proposal, joined(merges), joined(remarks))
        });
        let title = title(&input.files);
        let shown = Shown {
            title: &title,
            notes: &notes,
            proposal: &proposal,
            merges: &merges,
            remarks: &remarks,
            files: &input.files,
        };
        targets::write(&targets, &shown)?;
        self.said(json, &shown, &held, &targets)
    }

    /// Everything that is read, or every fault in it.
    fn input(&self) -> Result<Input, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut keep = |path: &Path| match bytes(path) {
            Ok(bytes) => Some((path.to_owned(), bytes)),
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        let files: Files = self.files.iter().filter_map(|path| keep(path)).collect();
        let after = self.previous.as_deref().and_then(&mut keep);
        let labels = self.labels.as_deref().and_then(&mut keep);
        let files = import::read_all(&files, self.from)
            .map_err(|found| faults.extend(found))
            .unwrap_or_default();
        let former = after.map_or(Ok(Former::default()), |(path, bytes)| {
            import::former(&path, &bytes)
        });
        let former = former
            .map_err(|fault| faults.push(fault))
            .unwrap_or_default();
        let labels = labels.map_or(Ok(Vec::new()), |(path, bytes)| labels::read(&path, &bytes));
        let labels = labels
            .map_err(|found| faults.extend(found))
            .unwrap_or_default();
        if faults.is_empty() {
            Ok(Input {
                files,
                former,
                labels,
            })
        } else {
            Err(faults)
        }
    }

    /// What goes to standard output.
    fn said(
        &self,
        json: bool,
        shown: &Shown<'_>,
        held: &[Held],
        targets: &[Target],
    ) -> Result<Said, Failure> {
        if json {
            let mut out = Vec::new();
            let written = output::json::write(shown, &mut out);
            let failed = |why: String| Failure::Failed(format!("cannot write JSON: {why}"));
            written.map_err(|error| failed(error.to_string()))?;
            let text = String::from_utf8(out).map_err(|error| failed(error.to_string()))?;
            return Ok(Said::well(text));
        }
        let mut said = if targets.is_empty() {
            text(shown, screen())
        } else {
            output::text::summary(shown)
        };
        if held.iter().all(|held| *held != Held::Free) {
            said.push_str(
                "every note was in its cluster already, so nothing is proposed; --ignore-clusters groups them anew\n",
            );
        }
        said.push_str(&self.count_differs(shown.proposal));
        for target in targets {
            let path = crate::inert::terminal(&target.path.display().to_string());
            said.push_str(&format!("written: {path}\n"));
        }
        Ok(Said::well(said))
    }

    /// Why there are not as many clusters as were asked for.
    fn count_differs(&self, proposal: &Proposal) -> String {
        let there = proposal.clusters.len();
        match self.count.map(NonZeroUsize::get) {
            Some(asked) if asked < there => format!(
                "{asked} asked for, but there are {there}: clusters that people made are not merged\n"
            ),
            Some(asked) if asked > there => {
                format!("{asked} asked for, but there are {there}: the notes give no more\n")
            }
            _ => String::new(),
        }
    }
}

/// What a thread found.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The notes of all files in a row.
fn notes(files: &[(PathBuf, Imported)]) -> Vec<output::Note<'_>> {
    let cards = files.iter().enumerate().flat_map(|(file, (_, read))| {
        let cards = read.cards.iter();
        cards.map(move |card| (file, card))
    });
    cards
        .map(|(file, card)| output::Note {
            text: &card.text,
            author: card.author.as_deref(),
            votes: card.votes,
            file,
            line: card.line,
        })
        .collect()
}

/// What the notes themselves show that was asked of them: "How might we", where most of them begin so.
fn rules(texts: &[&str]) -> Rules {
    const STEM: &str = "How might we";
    let begin = |text: &&&str| {
        text.get(..STEM.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(STEM))
    };
    let most = 2 * texts.iter().filter(begin).count() > texts.len();
    Rules {
        stem: if most { STEM.to_owned() } else { String::new() },
        notes_each: None,
    }
}

/// `notes.csv`, `notes.csv and 2 more`
fn title(files: &[(PathBuf, Imported)]) -> String {
    let names: BTreeSet<String> = files
        .iter()
        .filter_map(|(path, _)| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let first = files
        .first()
        .and_then(|(path, _)| Some(path.file_name()?.to_string_lossy().into_owned()));
    match (first, files.len()) {
        (Some(first), 0 | 1) => first,
        (Some(first), _) if names.len() == 1 => first,
        (Some(first), many) => format!("{first} and {} more", many - 1),
        (None, _) => "notes".to_owned(),
    }
}

/// What the terminal is like; where there is none, lines are not cut.
fn screen() -> Screen {
    let out = std::io::stdout();
    let terminal = out.is_terminal();
    let columns = std::env::var("COLUMNS").ok();
    let columns = columns.and_then(|columns| columns.parse().ok());
    Screen {
        columns: match columns.unwrap_or(100) {
            columns if terminal => columns.max(40),
            _ => usize::MAX,
        },
        styled: terminal && anstream::AutoStream::choice(&out) != anstream::ColorChoice::Never,
    }
}

/// A file's bytes.
fn bytes(path: &Path) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| {
        let (why, cure) = match error.kind() {
            ErrorKind::NotFound => ("there is no such file".to_owned(), "check its name"),
            ErrorKind::IsADirectory => ("this is a folder".to_owned(), "name the files in it"),
            _ => (
                format!("the file cannot be read: {error}"),
                "check that you may read it",
            ),
        };
        Fault::new(Place::whole(path.to_owned()), why, cure)
    };
    let file = fs::File::open(path).map_err(unreadable)?;
    // One more than there may be, so that what is too large is seen, and not read.
    let most = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grains_are_words_or_factors() {
        let table = [
            ("coarse", Some(50)),
            ("fine", Some(200)),
            ("1", Some(100)),
            ("0.5", Some(50)),
            ("0,75", Some(75)),
            ("1.25", Some(125)),
            ("4", Some(400)),
            ("4.01", None),
            ("0.2", None),
            ("1.234", None),
            ("-1", None),
            ("1e1", None),
            (".5", None),
            ("rough", None),
            ("99999", None),
            ("", None),
        ];
        for (text, hundredths) in table {
            assert_eq!(grain(text).ok(), hundredths.and_then(Grain::new), "{text}");
        }
    }
}
