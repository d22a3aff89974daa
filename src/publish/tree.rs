//! Looking at somebody else's tree: what stands at a path, and what must not be written through, over or beside.
//!
//! No link is followed, no submodule entered, and nothing is read before its size is known.

use super::PublishError;
use git2::{ErrorCode, ObjectType, Oid, Repository, Tree};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// The largest file that is read: a document, a ledger, a report that a person wrote in.
pub(super) const LARGEST: usize = 16 << 20;
/// The largest file that is written: GitHub takes none of 100 MiB or more.
pub(super) const LARGEST_WRITTEN: usize = (100 << 20) - 1;
/// Folders on the way to the deepest file that GitHub and every git take; libgit2's own walk goes down by calling itself.
const DEEPEST: usize = 1_000;
/// More folders than any repository of documents has.
const MOST_FOLDERS: usize = 1_000_000;
/// How a file begins that Git LFS keeps elsewhere.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
/// The longest such file.
const LONGEST_POINTER: usize = 1024;

/// The blob at a path; an error where the path, or a folder on the way, is a link or a submodule.
pub(super) fn file_at(tree: &Tree<'_>, path: &str) -> Result<Option<Oid>, PublishError> {
    let mut so_far = String::new();
    for part in path.split('/') {
        if !so_far.is_empty() {
            so_far.push('/');
        }
        so_far.push_str(part);
        let entry = match tree.get_path(so_far.as_ref()) {
            Ok(entry) => entry,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            // What is there and cannot be read is not written over.
            Err(_) => {
                return Err(PublishError::Path {
                    path: so_far,
                    kind: "folder that cannot be read",
                });
            }
        };
        let last = so_far == path;
        let bad = match (entry.filemode(), entry.kind()) {
            (0o120_000, _) => Some("symbolic link"),
            (_, Some(ObjectType::Commit)) => Some("submodule"),
            (_, Some(ObjectType::Tree)) if last => Some("folder"),
            (_, Some(ObjectType::Blob)) if !last => Some("file, where the report needs a folder"),
            _ => None,
        };
        if let Some(kind) = bad {
            return Err(PublishError::Path { path: so_far, kind });
        }
        if last {
            return Ok(Some(entry.id()));
        }
    }
    Ok(None)
}

/// What a blob is to whoever wants to read it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It has more than [`LARGEST`].
    Large(usize),
    /// It stands for a file that Git LFS keeps elsewhere.
    Pointer,
}

impl Content {
    /// The bytes of the file at this path.
    pub(super) fn bytes(self, path: &str) -> Result<Vec<u8>, PublishError> {
        let path = path.to_owned();
        match self {
            Content::Bytes(bytes) => Ok(bytes),
            Content::Large(is) => Err(PublishError::Large {
                path,
                is,
                most: LARGEST,
            }),
            Content::Pointer => Err(PublishError::Path {
                path,
                kind: "pointer of Git LFS",
            }),
        }
    }
}

/// Reads a blob, if it is not too large for that.
pub(super) fn content(repository: &Repository, id: Oid) -> Result<Content, git2::Error> {
    let (size, _) = repository.odb()?.read_header(id)?;
    if size > LARGEST {
        return Ok(Content::Large(size));
    }
    let bytes = repository.find_blob(id)?.content().to_vec();
    if bytes.len() <= LONGEST_POINTER && bytes.starts_with(POINTER) {
        return Ok(Content::Pointer);
    }
    Ok(Content::Bytes(bytes))
}

/// Looks at names beside those of our paths, folder by folder.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What stands in a tree: as systems compare it, and as it is written.
    known: BTreeMap<Oid, BTreeMap<String, Vec<String>>>,
}

impl Names {
    /// An error where a name on the way differs from ours in capitals, accents or what cannot be seen alone: where such names are one
    /// file, ours would be written through theirs.
    pub(super) fn look(
        &mut self,
        repository: &Repository,
        top: &Tree<'_>,
        path: &str,
    ) -> Result<(), PublishError> {
        let mut tree = top.clone();
        let mut above = String::new();
        for part in path.split('/') {
            let names = self.known.entry(tree.id()).or_insert_with(|| {
                let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
                for entry in &tree {
                    let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
                    names.entry(folded(&name)).or_default().push(name);
                }
                names
            });
            let same = names.get(&folded(part));
            if let Some(there) = same.and_then(|same| same.iter().find(|name| *name != part)) {
                return Err(PublishError::Twin {
                    path: format!("{above}{part}"),
                    there: format!("{above}{there}"),
                });
            }
            let below = tree.get_name(part).map(|entry| entry.id());
            match below.map(|id| repository.find_tree(id)) {
                Some(Ok(below)) => tree = below,
                _ => return Ok(()),
            }
            above.push_str(part);
            above.push('/');
        }
        Ok(())
    }
}

/// A name as those systems compare it that tell the fewest names apart.
fn folded(name: &str) -> String {
    // HFS+ passes over what cannot be seen, Windows over spaces and full stops at the end.
    let seen = name.chars().filter(|one| !is_ignored(*one));
    let lower: String = seen.nfd().flat_map(char::to_lowercase).collect();
    // Two letters whose capitals are those of others.
    let lower = lower.replace('ſ', "s").replace('ς', "σ").replace('ß', "ss");
    let folded: String = lower.nfd().collect();
    folded.trim_end_matches(['.', ' ']).to_owned()
}

fn is_ignored(one: char) -> bool {
    matches!(one, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// An error where folders lie so deep, or are so many, that libgit2 would not come back from them: to know what the remote has, it goes down
/// all of them, and calls itself for each.
pub(super) fn bounded(repository: &Repository, top: &Tree<'_>) -> Result<(), PublishError> {
    // A tree that stands in many places counts once, at its deepest.
    let mut deepest: BTreeMap<Oid, usize> = BTreeMap::new();
    let mut left = vec![(top.id(), 0_usize)];
    let mut steps = 0_usize;
    while let Some((id, depth)) = left.pop() {
        steps += 1;
        if depth > DEEPEST || steps > MOST_FOLDERS {
            return Err(PublishError::Folders {
                most: MOST_FOLDERS,
                deepest: DEEPEST,
            });
        }
        let known = deepest.get(&id).is_some_and(|known| *known >= depth);
        let Some(tree) = repository.find_tree(id).ok().filter(|_| !known) else {
            continue;
        };
        deepest.insert(id, depth);
        for entry in &tree {
            if entry.kind() == Some(ObjectType::Tree) {
                left.push((entry.id(), depth + 1));
            }
        }
    }
    Ok(())
}
