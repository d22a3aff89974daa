//! Files of a working tree are read where they are in it: a link that leads out of it is refused, whoever wrote it.
//!
//! `check` and `review` quote what they read, also of a pull request from a fork. A link there could name any file of the machine.

use crate::fault::{Fault, Place};
use std::io::Error;
use std::path::{Component, Path, PathBuf, absolute};

/// Where git keeps what is its own.
const GIT: &str = ".git";

/// Whether a path may be read; `home` is the folder that it has to be in where there is no git.
///
/// # Errors
/// It leads out of the working tree, or into git's own folder. What is not there at all is for the reader to say.
pub(super) fn within(path: &Path, home: &Path) -> Result<(), Fault> {
    let Ok(real) = path.canonicalize() else {
        return Ok(());
    };
    let inner = top(path, home).ok();
    let inner = inner.and_then(|top| real.strip_prefix(top).ok());
    let why = match inner {
        None => "this is a link that leads out of the repository",
        Some(inner) if inner.components().any(is_git) => "this is in git’s own folder",
        Some(_) => return Ok(()),
    };
    Err(Fault::new(
        Place::at(path.to_owned(), 1, 1),
        format!("{why}, and is not read"),
        "put the file itself there; links to other files of the repository are followed",
    ))
}

/// Whether a part of a path is git's own folder; not every system tells capitals apart.
fn is_git(part: Component<'_>) -> bool {
    part.as_os_str().eq_ignore_ascii_case(GIT)
}

/// The folder that a folder is in.
pub(super) fn above(folder: &Path) -> PathBuf {
    let whole = whole(folder);
    whole.parent().unwrap_or(&whole).to_owned()
}

/// The folder that the folder of sessions is in which this session is in.
pub(super) fn around(session: &Path) -> PathBuf {
    above(&above(session))
}

/// A path from the root on, by its names. Whoever writes `..` means what is really above.
fn whole(path: &Path) -> PathBuf {
    let climbs = path.components().any(|part| part == Component::ParentDir);
    let whole = if climbs {
        // The folder: the last name may be the link that is looked at.
        path.parent().zip(path.file_name()).map_or_else(
            || path.canonicalize(),
            |(folder, name)| Ok(folder.canonicalize()?.join(name)),
        )
    } else {
        absolute(path)
    };
    whole.unwrap_or_else(|_| path.to_owned())
}

/// The top of the working tree that a path is in by its name, else `home`.
fn top(path: &Path, home: &Path) -> Result<PathBuf, Error> {
    let path = whole(path);
    let above: Vec<&Path> = path.ancestors().skip(1).collect();
    let mut top: Option<PathBuf> = None;
    // From outside in: a working tree that a link leads to is not this one; one that really is in it, such as a submodule, is.
    for folder in above.into_iter().rev() {
        if folder.join(GIT).symlink_metadata().is_ok() {
            let real = folder.canonicalize()?;
            if top.as_ref().is_none_or(|top| real.starts_with(top)) {
                top = Some(real);
            }
        }
    }
    // What is above a name alone is the current folder.
    let nameless = home.as_os_str().is_empty();
    let home = if nameless { Path::new(".") } else { home };
    top.map_or_else(|| home.canonicalize(), Ok)
}
