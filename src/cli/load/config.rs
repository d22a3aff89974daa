//! Reading a repository's defaults for its sessions from disk.

use super::formats::{folders, source};
use crate::fault::{Fault, Place};
use crate::session::Defaults;
use crate::session::defaults::FILE;
use std::path::Path;

/// The defaults for a session in this folder: those of the nearest `.folkmoot/config.yml` above it, within its repository.
///
/// # Errors
/// The faults of that file.
pub(super) fn above(folder: &Path) -> Result<Defaults, Vec<Fault>> {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    for above in folders(&whole) {
        let path = above.join(FILE);
        if path.symlink_metadata().is_ok() {
            return Defaults::read(&source(&path, above).map_err(|fault| vec![fault])?);
        }
        let other = Path::new(FILE).with_extension("yaml");
        if above.join(&other).symlink_metadata().is_ok() {
            return Err(vec![Fault::new(
                Place::at(other, 1, 1),
                "this configuration would be passed over: its file ends in .yaml",
                "rename it to config.yml",
            )]);
        }
    }
    Ok(Defaults::default())
}
