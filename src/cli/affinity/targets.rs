//! Files to write: checked before anything is read, and there as a whole or not at all.

use crate::cli::Failure;
use crate::fault::{Fault, Place};
use crate::output::affinity::{Shown, csv, json, markdown, svg};

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A form to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Json,
    Csv,
    Markdown,
    Svg,
}

/// A file to write.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) path: PathBuf,
    /// Where the file is, behind links.
    real: PathBuf,
    ending: Ending,
}

/// What is to be written, if it can be. `read` are the files that are read.
pub(super) fn of(paths: &[PathBuf], read: &[&Path]) -> Result<Vec<Target>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut targets: Vec<Target> = Vec::new();
    let inputs: Vec<PathBuf> = read
        .iter()
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    for path in paths {
        let found = target(path).and_then(|target| {
            if inputs.contains(&target.real) {
                Err((
                    "this file is read, and writing would lose what is in it",
                    "write to another file",
                ))
            } else if targets.iter().any(|other| other.real == target.real) {
                Err(("this file is to be written twice", "name it once"))
            } else {
                Ok(target)
            }
        });
        match found {
            Ok(target) => targets.push(target),
            Err((why, cure)) => {
                faults.push(Fault::new(Place::whole(path.to_owned()), why, cure));
            }
        }
    }
    if faults.is_empty() {
        Ok(targets)
    } else {
        Err(faults)
    }
}

fn target(path: &Path) -> Result<Target, (&'static str, &'static str)> {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let ending = match ending.as_deref() {
        Some("json") => Ending::Json,
        Some("csv") => Ending::Csv,
        Some("md" | "markdown") => Ending::Markdown,
        Some("svg") => Ending::Svg,
        _ => {
            return Err((
                "the name does not say what to write",
                "end it in .json, .csv, .md or .svg",
            ));
        }
    };
    if path.is_dir() {
        return Err(("this is a folder", "name a file in it"));
    }
    let real = path.canonicalize().or_else(|_| {
        let folder = folder(path).canonicalize()?;
        Ok(folder.join(path.file_name().unwrap_or_default()))
    });
    let real = real.map_err(|_: io::Error| {
        (
            "there is no such folder to write to",
            "make the folder first, or name another",
        )
    })?;
    Ok(Target {
        path: path.to_owned(),
        real,
        ending,
    })
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Writes all of them beside their places first, so that a full disk leaves what was there.
pub(super) fn write(targets: &[Target], shown: &Shown<'_>) -> Result<(), Failure> {
    let failed = |target: &Target, error: io::Error| {
        Failure::Failed(format!("cannot write {}: {error}", target.path.display()))
    };
    let mut ready = Vec::new();
    for target in targets {
        let file = render(target, shown).map_err(|error| failed(target, error))?;
        ready.push((target, file));
    }
    for (target, file) in ready {
        file.persist(&target.real)
            .map_err(|error| failed(target, error.error))?;
    }
    Ok(())
}

fn render(target: &Target, shown: &Shown<'_>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".folkmoot-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(
        match std::fs::metadata(&target.real) {
            Ok(there) => std::os::unix::fs::PermissionsExt::mode(&there.permissions()) & 0o777,
            // As of any new file: less what the user's mask takes.
            Err(_) => 0o666,
        },
    ));
    let file = builder.tempfile_in(folder(&target.real))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    match target.ending {
        Ending::Json => json::write(shown, &mut out)?,
        Ending::Csv => csv::write(shown, &mut out)?,
        Ending::Markdown => out.write_all(markdown::page(shown).as_bytes())?,
        Ending::Svg => out.write_all(svg::svg(shown).as_bytes())?,
    }
    out.into_inner().map_err(io::IntoInnerError::into_error)
}
