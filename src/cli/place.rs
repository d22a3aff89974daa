//! Where files are to be written, and new ones onto the disk: a checkout is anybody's, and a link in it may lead anywhere.

use crate::fault::{Fault, Place};
use std::io::Write;
use std::path::Path;

/// What stands where a folder is to be, or is to be used, and is none.
pub(super) fn no_folder(path: &Path) -> Option<Fault> {
    folder(path, path)
}

/// What stands where a folder is to be that a path below `root` leads through, and is none. Of a whole path, from the disk's root on, only the last
/// folder: whoever names the others means them as they are.
pub(super) fn no_way(root: &Path, path: &Path) -> Option<Fault> {
    let mut above: Vec<&Path> = path.ancestors().skip(1).collect();
    if path.is_absolute() {
        above.truncate(1);
    }
    above.reverse();
    above
        .into_iter()
        .filter(|part| !part.as_os_str().is_empty())
        .find_map(|part| folder(&root.join(part), part))
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

/// Writes a new file, and the folders above it: beside its place first, so that one that is there is whole; a file that came in the meantime stays.
pub(super) fn new_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::Builder::new();
    new.prefix(".folkmoot-");
    // A temporary file is its owner's alone; a file of a repository is as open as its folder's others.
    #[cfg(unix)]
    new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = new.tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.persist_noclobber(path)
        .map(|_| ())
        .map_err(|error| error.error)
}
