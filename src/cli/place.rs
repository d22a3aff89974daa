//! Where files are to be written, and new ones onto the disk.
//!
//! A checkout is anybody's, and a link in it may lead anywhere. So of a path, each folder that is named within the working tree is looked at, and
//! a link there is refused, wherever it leads. What whoever runs a command names elsewhere on their machine they mean as it is.

use super::checkout::Checkout;
use crate::fault::{Fault, Place};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

/// What stands where a folder is to be, or is to be used, or on the way there, and is none.
pub(super) fn no_folder(path: &Path) -> Option<Fault> {
    // Without a slash at its end, which would lead through a link.
    let path: PathBuf = path.components().collect();
    let there = path.components().next_back();
    let own = matches!(there, Some(Component::Normal(_))).then(|| folder(&path, &path));
    on_the_way(Path::new(""), &path).or(own.flatten())
}

/// What stands where a folder is to be that a path below `root` leads through, and is none.
pub(super) fn no_way(root: &Path, path: &Path) -> Option<Fault> {
    let parent = path.parent()?;
    on_the_way(root, parent)
}

/// The first folder of a path below `root`, itself included, that is in the working tree and is none.
fn on_the_way(root: &Path, path: &Path) -> Option<Fault> {
    let here = Path::new(".").canonicalize().ok()?;
    let tree = Checkout::here().and_then(|checkout| checkout.top());
    let tree = tree.and_then(|top| top.canonicalize().ok());
    let tree = tree.unwrap_or_else(|| here.clone());
    let mut there = here.join(root).canonicalize().ok()?;
    let mut named = PathBuf::new();
    for part in path.components() {
        named.push(part);
        match part {
            Component::Prefix(_) | Component::RootDir => there.clone_from(&named),
            Component::CurDir => {}
            // No link is above it: it would have been refused, or is none of the tree's.
            Component::ParentDir => {
                there.pop();
            }
            Component::Normal(name) => {
                there.push(name);
                if there.starts_with(&tree)
                    && let Some(fault) = folder(&there, &named)
                {
                    return Some(fault);
                }
            }
        }
    }
    None
}

/// The fault of what stands there, under the name by which people know it.
fn folder(path: &Path, name: &Path) -> Option<Fault> {
    let there = path.symlink_metadata().ok()?;
    let message = if there.is_symlink() {
        "this is a symbolic link, which is not followed"
    } else if there.is_dir() {
        return None;
    } else {
        "this is no folder, so nothing can be written below it"
    };
    let cure = "name a folder, or move this away";
    Some(Fault::new(Place::whole(name.to_owned()), message, cure))
}

/// What stands where a file is to be written anew, and is none.
pub(super) fn no_file(path: &Path) -> Option<Fault> {
    let there = path.symlink_metadata().ok()?;
    let message = if there.is_symlink() {
        "this is a symbolic link, which is not written through"
    } else if there.is_file() {
        return None;
    } else {
        "something else than a file stands here"
    };
    let cure = "move it away, or write into another folder";
    Some(Fault::new(Place::whole(path.to_owned()), message, cure))
}

/// Why a new file was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotWritten {
    /// There is one.
    #[error("there is such a file already")]
    Taken,
    /// The disk.
    #[error(transparent)]
    Failed(std::io::Error),
}

/// Writes a new file, and the folders above it: beside its place first, so that one that is there is whole; a file that came in the meantime stays.
pub(super) fn new_file(path: &Path, bytes: &[u8]) -> Result<(), NotWritten> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let failed = NotWritten::Failed;
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut new = tempfile::Builder::new();
    new.prefix(".folkmoot-");
    // A temporary file is its owner's alone; a file of a repository is as open as its folder's others.
    #[cfg(unix)]
    new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = new.tempfile_in(folder).map_err(failed)?;
    new.write_all(bytes).map_err(failed)?;
    match new.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(NotWritten::Taken)
        }
        Err(error) => Err(failed(error.error)),
    }
}
