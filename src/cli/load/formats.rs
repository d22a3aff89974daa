//! Reading a repository's own formats from disk.

use super::within::within;
use crate::fault::{Fault, Place, Source, nearest};
use crate::session::format::{Formats, Own};
use crate::yaml;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a repository keeps formats.
const FOLDER: &str = ".folkmoot/formats";

/// The formats that a session in this folder can have: the built-in ones and those in `.folkmoot/formats` of its repository, which is the
/// nearest folder above with a `.folkmoot`, but none above the one with `.git`.
///
/// # Errors
/// Files there that cannot be read.
pub(super) fn beside(folder: &Path) -> Result<Formats, Vec<Fault>> {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    match folders(&whole).find(|above| above.join(FOLDER).is_dir()) {
        Some(above) => read(&above.join(FOLDER), above),
        None => Ok(Formats::default()),
    }
}

/// The folders whose `.folkmoot` can be meant by a session in `folder`: it and those above, up to the top of its repository.
pub(super) fn folders(folder: &Path) -> impl Iterator<Item = &Path> {
    let mut over = false;
    folder.ancestors().take_while(move |above| {
        let goes_on = !over;
        over = above.join(".git").exists();
        goes_on
    })
}

fn read(root: &Path, home: &Path) -> Result<Formats, Vec<Fault>> {
    let mut own: BTreeMap<String, Own> = BTreeMap::new();
    let mut faults = Vec::new();
    for folder in entries(root, home).map_err(|fault| vec![fault])? {
        let name = folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let Some(name) = name.filter(|_| folder.is_dir()) else {
            continue;
        };
        let files = match entries(&folder, home) {
            Ok(files) => files,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let format = own.entry(name).or_default();
        for path in files {
            let file = path
                .file_name()
                .map(|file| file.to_string_lossy().into_owned());
            let Some(file) = file else { continue };
            let template = file.strip_suffix(".hbs");
            if file != "format.yml" && template.is_none() {
                continue;
            }
            match source(&path, home) {
                Ok(source) => match template {
                    Some(template) => {
                        format.templates.insert(template.to_owned(), source);
                    }
                    None => format.yml = Some(source),
                },
                Err(fault) => faults.push(fault),
            }
        }
    }
    let formats = Formats::new(own);
    for stray in formats.strays() {
        let known = formats.names();
        let cure = match nearest(stray, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!(
                "write a format.yml there, or name it as one of: {}",
                known.join(", ")
            ),
        };
        faults.push(Fault::new(
            Place::whole(Path::new(FOLDER).join(stray)),
            "this folder has no format.yml, and there is no format of that name",
            cure,
        ));
    }
    if faults.is_empty() {
        Ok(formats)
    } else {
        Err(faults)
    }
}

/// What is in a folder, by name.
fn entries(folder: &Path, home: &Path) -> Result<Vec<PathBuf>, Fault> {
    within(folder, home)?;
    let read = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
    });
    let mut paths = read.map_err(|error| {
        Fault::new(
            Place::whole(folder.to_owned()),
            format!("the folder of formats cannot be read: {error}"),
            "check that you may read it",
        )
    })?;
    paths.sort();
    Ok(paths)
}

/// A file below the `.folkmoot` of a folder.
pub(super) fn source(path: &Path, home: &Path) -> Result<Arc<Source>, Fault> {
    let bytes = super::bytes(path, home, yaml::LARGEST_FILE)?;
    // Messages name the file as it stands in the repository.
    let shown: PathBuf = path
        .components()
        .skip_while(|part| part.as_os_str() != ".folkmoot")
        .collect();
    Source::read(&shown, &bytes)
}
