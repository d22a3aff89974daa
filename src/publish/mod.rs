//! The report into the governance repository, with git.
//!
//! In: a remote, a base and a branch, files, a message. Out: the commit on the branch. It never pushes with force: a commit that a
//! person made on the branch stays, and what a person wrote in a file there stays too: texts are merged with what folkmoot wrote the last
//! time as their base, data is left as it is. It writes below the report's folder only, and touches no work tree: the commit is made in
//! a bare clone in a temporary folder.
//!
//! The repository is somebody else's. Nothing in it is run, followed or believed: no hook, filter, attribute or driver, no link, no submodule,
//! no configuration, neither its own nor this machine's; what is read has limits, and paths are looked at before anything is written.

mod clone;
mod error;
mod settle;
mod tree;
mod written;

use crate::fault::{Fault, Source};
use crate::github::Token;
use crate::github::relay::{Limits, Relay};
use crate::inert;
use crate::outcome::Wanted;
use crate::plan::change::{AUTHOR, EMAIL};
use crate::plan::{Edit, Push};
use crate::session::PullKey;
use crate::session::outcomes::How;
use crate::session::outcomes::path::unwritable;
use clone::Clone;
pub use error::PublishError;
use error::git_error;
use git2::build::TreeUpdateBuilder;
use git2::{Commit, ErrorCode, Oid, Reference, Signature, Time, Tree};
use settle::{Settled, settle};
use std::cell::RefCell;
use std::fmt;
use std::path::Path;
use tree::{Content, LARGEST_WRITTEN, Names, file_at};
use written::Written;

/// Where to push.
#[derive(Debug, Clone)]
pub struct Remote {
    /// Address of the repository: `https://…` or a folder.
    pub url: String,
    /// The token that may push, if one is needed.
    pub token: Option<Token>,
}

/// What came of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The commit that the branch points to now.
    pub commit: String,
    /// Whether a commit was made; not where the branch held the same files already.
    pub new: bool,
    /// What a person had written on the branch, and what was therefore left alone.
    pub left_alone: Vec<LeftAlone>,
}

/// What was left alone in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    /// The file.
    pub path: String,
    /// Headings under which a person's words stayed in the place of folkmoot's; none where the file stayed as a whole.
    pub places: Vec<String>,
}

impl fmt::Display for LeftAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut places: Vec<String> = self
            .places
            .iter()
            .take(MOST_NAMED)
            .map(|place| format!("“{}”", inert::cut(&inert::terminal(place), 60)))
            .collect();
        if self.places.len() > MOST_NAMED {
            places.push(format!("{} more places", self.places.len() - MOST_NAMED));
        }
        if places.is_empty() {
            f.write_str(&self.path)
        } else {
            write!(f, "{} in {}", places.join(", "), self.path)
        }
    }
}

/// The most places that a line of output names.
const MOST_NAMED: usize = 10;

/// Makes the commit and pushes it.
///
/// # Errors
/// [`PublishError`]; then the remote is as it was.
pub async fn push(remote: Remote, push: Push) -> Result<Pushed, PublishError> {
    let url = remote.url.clone();
    let unreached = |why: &str| PublishError::Git {
        what: "reach",
        url: url.clone(),
        why: why.to_owned(),
        cure: "Check the address and the network, and run again".to_owned(),
    };
    let relay = Relay::to(&url, Limits::default())
        .await
        .map_err(|why| unreached(&why))?;
    let through = relay.as_ref().map_or(url.as_str(), Relay::url).to_owned();
    // libgit2 blocks; the runtime's workers must not.
    let result = tokio::task::spawn_blocking(move || push_through(&through, &remote, &push))
        .await
        .map_err(|error| unreached(&error.to_string()))?;
    match relay.as_ref().and_then(Relay::trouble) {
        Some(why) => result.map_err(|_| unreached(why)),
        None => result,
    }
}

/// `through` is where libgit2 finds the remote.
fn push_through(through: &str, remote: &Remote, push: &Push) -> Result<Pushed, PublishError> {
    let failed = |what: &'static str| {
        let url = remote.url.clone();
        move |error: git2::Error| git_error(what, &url, &error)
    };
    for name in [&push.base, &push.branch] {
        // GitHub said what the one is called; it becomes part of a pattern.
        if !Reference::is_valid_name(&format!("refs/heads/{name}")) {
            return Err(PublishError::NoBase {
                url: remote.url.clone(),
                base: name.clone(),
            });
        }
    }
    for (path, content) in &push.files {
        fits(path, content.len())?;
    }
    let clone = Clone::empty(remote)?;
    let repository = &clone.repository;
    let mut origin = clone.way(through).map_err(failed("reach"))?;
    let mut options = clone::fetching(through, remote);
    // A branch that is not there is no error: the first report makes it.
    let refspecs = [
        format!("+refs/heads/{0}:refs/base/{0}", push.base),
        format!("+refs/heads/{0}:refs/report/{0}", push.branch),
    ];
    origin
        .fetch(&refspecs, Some(&mut options), None)
        .map_err(failed("fetch"))?;
    let tip = |name: String| match repository.find_reference(&name) {
        Ok(reference) => reference.peel_to_commit().map(Some),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let base = tip(format!("refs/base/{}", push.base)).map_err(failed("read"))?;
    let branch = tip(format!("refs/report/{}", push.branch)).map_err(failed("read"))?;
    let Some(parent) = branch.clone().or(base) else {
        return Err(PublishError::NoBase {
            url: remote.url.clone(),
            base: push.base.clone(),
        });
    };
    let parent_tree = parent.tree().map_err(failed("read"))?;
    tree::bounded(repository, &parent_tree)?;
    let mut names = Names::default();
    let mut there_at = |path: &str| {
        names.look(repository, &parent_tree, path)?;
        file_at(&parent_tree, path)
    };
    let written = Written::read(repository, &parent)?;
    let content = |id: Oid| tree::content(repository, id).map_err(failed("read"));
    // What the branch gets, and the same files as folkmoot alone would have them.
    let (mut update, mut alone) = (TreeUpdateBuilder::new(), TreeUpdateBuilder::new());
    let mut left_alone = Vec::new();
    let (mut changed, mut mixed) = (false, false);
    let mut files = push.files.clone();
    if let Some(entry) = &push.ledger {
        let path = entry.path();
        let known = match there_at(&path)?.map(content).transpose()? {
            Some(known) => Some(known.bytes(&path)?),
            None => None,
        };
        let unusable = |fault: Fault| PublishError::Ledger {
            url: remote.url.clone(),
            why: fault.to_string(),
        };
        let known = known
            .map(|known| Source::read(Path::new(&path), &known))
            .transpose()
            .map_err(unusable)?;
        let told = entry.files(known.as_ref(), &files).map_err(unusable)?;
        for (path, content) in &told {
            fits(path, content.len())?;
        }
        files.extend(told);
        // Made from what is there, whoever put it there: nothing of it is lost.
        if let Some(ledger) = files.remove(&path)
            && known.is_none_or(|known| known.text.as_bytes() != ledger)
        {
            let blob = repository.blob(&ledger).map_err(failed("write"))?;
            update.upsert(&path, blob, git2::FileMode::Blob);
            alone.upsert(&path, blob, git2::FileMode::Blob);
            changed = true;
        }
    }
    for (path, ours) in &files {
        let there = there_at(path)?;
        let wanted = Oid::hash_object(git2::ObjectType::Blob, ours).map_err(failed("write"))?;
        let base = written.blob(path)?;
        let settled = match there {
            Some(there) if there == wanted => None,
            // Nobody changed it; what it holds need not be read.
            Some(there) if base == Some(there) => Some(Settled::Ours),
            Some(there) => {
                let base = match base.map(content).transpose()? {
                    Some(Content::Bytes(base)) => Some(base),
                    _ => None,
                };
                let (settled, left) = match content(there)? {
                    Content::Bytes(theirs) => settle(path, base.as_deref(), &theirs, ours),
                    Content::Large(_) | Content::Pointer => settle::theirs(path),
                };
                left_alone.extend(left);
                Some(settled)
            }
            None => Some(Settled::Ours),
        };
        // Of a file that folkmoot never wrote there is no version of its own.
        if base.is_some() || settled == Some(Settled::Ours) {
            let blob = repository.blob(ours).map_err(failed("write"))?;
            alone.upsert(path, blob, git2::FileMode::Blob);
        }
        let new = match &settled {
            Some(Settled::Ours) => ours,
            Some(Settled::Mixed(text)) => {
                mixed = true;
                text
            }
            Some(Settled::Theirs) | None => continue,
        };
        let blob = repository.blob(new).map_err(failed("write"))?;
        update.upsert(path, blob, git2::FileMode::Blob);
        changed = true;
    }
    for edit in &push.edits {
        let path = &edit.outcome.file;
        fits(path, 0)?;
        let whole = |id: Oid| content(id)?.bytes(path);
        let there = there_at(path)?.map(whole).transpose()?;
        // What this outcome wrote; a key may be set that another one set before it.
        let own = written.of(&push.key);
        let before = match own.blob(path)? {
            None if edit.outcome.how == How::FrontMatter && !own.is_lost() => written.blob(path)?,
            before => before,
        };
        let before = match before.map(whole).transpose()? {
            // Keys that are there may be a person's: as if folkmoot had left none.
            None if edit.outcome.how == How::FrontMatter && own.is_lost() => Some(Vec::new()),
            before => before,
        };
        let (made, left) = edited(edit, there.as_deref(), before.as_deref(), &remote.url)?;
        left_alone.extend(left);
        fits(path, made.text.len())?;
        if there.as_deref() != Some(made.text.as_bytes()) {
            let blob = |text: &str| repository.blob(text.as_bytes()).map_err(failed("write"));
            update.upsert(path, blob(&made.text)?, git2::FileMode::Blob);
            mixed |= made.alone.as_ref() != Some(&made.text);
            if let Some(text) = &made.alone {
                alone.upsert(path, blob(text)?, git2::FileMode::Blob);
            }
            changed = true;
        }
    }
    if !changed && branch.is_some() {
        return Ok(Pushed {
            commit: parent.id().to_string(),
            new: false,
            left_alone,
        });
    }
    let tree = update
        .create_updated(repository, &parent_tree)
        .map_err(failed("write"))?;
    let tree = repository.find_tree(tree).map_err(failed("write"))?;
    let signature = Signature::new(AUTHOR, EMAIL, &Time::new(push.at.as_second(), 0))
        .map_err(failed("write"))?;
    let commit = |message: &str, tree: &Tree<'_>, parents: &[&Commit<'_>]| {
        let id = repository.commit(None, &signature, &signature, message, tree, parents)?;
        repository.find_commit(id)
    };
    // Only a text with a person's words in it needs folkmoot's own beside it.
    let own = match mixed {
        true => {
            let last = written.last().unwrap_or(&parent);
            let tree = last
                .tree()
                .and_then(|tree| alone.create_updated(repository, &tree))
                .and_then(|tree| repository.find_tree(tree))
                .map_err(failed("write"))?;
            Some(commit(&own_message(&push.key), &tree, &[last]).map_err(failed("write"))?)
        }
        false => None,
    };
    let parents: Vec<&Commit<'_>> = Some(&parent).into_iter().chain(&own).collect();
    let commit = commit(&push.message, &tree, &parents)
        .map_err(failed("write"))?
        .id();
    send(&clone, through, remote, push, commit)?;
    Ok(Pushed {
        commit: commit.to_string(),
        new: true,
        left_alone,
    })
}

/// A document with an outcome in it, and what was left alone.
fn edited(
    edit: &Edit,
    there: Option<&[u8]>,
    before: Option<&[u8]>,
    url: &str,
) -> Result<(crate::outcome::Written, Option<LeftAlone>), PublishError> {
    let outcome = &edit.outcome;
    let wrong = |why: String| PublishError::Outcome {
        name: outcome.name.to_string(),
        url: url.to_owned(),
        why,
    };
    let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(wrong(format!("{} is no text in UTF-8", outcome.file))),
    };
    let (there, before) = (there.map(text).transpose()?, before.map(text).transpose()?);
    let wanted = Wanted {
        file: &outcome.file,
        name: &edit.marker,
        how: outcome.how(),
        text: &edit.text,
        keys: &outcome.keys,
        footnotes: outcome.footnotes,
    };
    let written = crate::outcome::write(there.as_deref(), before.as_deref(), &wanted)
        .map_err(|fault| wrong(fault.to_string()))?;
    let left = (!written.left_alone.is_empty()).then(|| LeftAlone {
        path: outcome.file.clone(),
        places: written.left_alone.clone(),
    });
    Ok((written, left))
}

/// Whether a file may be written there, with so many bytes.
fn fits(path: &str, is: usize) -> Result<(), PublishError> {
    let path = path.to_owned();
    if let Some(why) = unwritable(&path) {
        return Err(PublishError::Astray { path, why });
    }
    let most = LARGEST_WRITTEN;
    if is > most {
        return Err(PublishError::Large { path, is, most });
    }
    Ok(())
}

fn send(
    clone: &Clone,
    through: &str,
    remote: &Remote,
    push: &Push,
    commit: Oid,
) -> Result<(), PublishError> {
    let failed = |error: git2::Error| git_error("push to", &remote.url, &error);
    let name = format!("refs/heads/{}", push.branch);
    clone
        .repository
        .reference("refs/ours/new", commit, true, "report")
        .map_err(failed)?;
    let mut origin = clone.way(through).map_err(failed)?;
    let refusal = RefCell::new(None);
    {
        let mut callbacks = clone::callbacks(through, remote);
        callbacks.push_update_reference(|_, status| {
            if let Some(why) = status {
                *refusal.borrow_mut() = Some(why.to_owned());
            }
            Ok(())
        });
        let mut options = clone::pushing(callbacks);
        // Without `+`: the remote refuses it where somebody was faster.
        let result = origin.push(&[format!("refs/ours/new:{name}")], Some(&mut options));
        if let Err(error) = result {
            if error.code() == ErrorCode::NotFastForward {
                *refusal.borrow_mut() = Some(error.message().to_owned());
            } else {
                return Err(failed(error));
            }
        }
    }
    match refusal.into_inner() {
        Some(why) => Err(PublishError::Rejected {
            url: remote.url.clone(),
            branch: push.branch.clone(),
            cure: if why.contains("protected") || why.contains("rule") {
                "Let the token's account push to `folkmoot/*`: Settings → Rules, or Settings → Branches"
            } else {
                "Run again: the branch is fetched anew, nothing is overwritten"
            },
            why,
        }),
        None => Ok(()),
    }
}

/// The message of the commit that holds the files as folkmoot alone would have them.
fn own_message(key: &PullKey) -> String {
    format!(
        "Keep what folkmoot wrote, without people’s changes\n\n{}",
        key.trailers()
    )
}

#[cfg(test)]
mod tests;
