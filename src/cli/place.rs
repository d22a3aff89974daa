//! Where files are to be written: a checkout is anybody's, and a link in it may lead anywhere.

use crate::fault::{Fault, Place};
use std::path::Path;

/// What stands where a folder is to be, or is to be used, and is none.
pub(super) fn no_folder(path: &Path) -> Option<Fault> {
    let there = path.symlink_metadata().ok()?;
    let message = if there.is_symlink() {
        "this is a symbolic link, which is not followed"
    } else if there.is_dir() {
        return None;
    } else {
        "this is no folder, so nothing can be written below it"
    };
    let cure = "name a folder, or move this away";
    Some(Fault::new(Place::whole(path.to_owned()), message, cure))
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
