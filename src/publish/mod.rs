//! The report into the governance repository, with git.
//!
//! In: a remote, a base and a branch, files, a message. Out: the commit on the branch. It never pushes with force: a commit that a
//! person made on the branch stays, and what a person wrote in a file there stays too: texts are merged with what folkmoot wrote the last
//! time as their base, data is left as it is. It writes below the report's folder only, and touches no work tree: the commit is made in
//! a bare clone in a temporary folder.

mod settle;
mod written;

use crate::fault::{Fault, Source};
use crate::github::Token;
use crate::github::relay::Relay;
use crate::inert;
use crate::outcome::Wanted;
use crate::plan::change::{AUTHOR, EMAIL};
use crate::plan::{Edit, Push};
use crate::session::outcomes::How;
use git2::{
    Commit, Cred, ErrorCode, FetchOptions, Oid, PushOptions, RemoteCallbacks, Repository,
    Signature, Time, Tree, build::TreeUpdateBuilder,
};
use settle::{Settled, settle};
use std::cell::RefCell;
use std::fmt;
use std::path::Path;
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

/// Why a report could not be pushed.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The repository cannot be fetched or pushed to.
    #[error("git cannot {what} {url}: {why}. {cure}")]
    Git {
        /// fetch, push, …
        what: &'static str,
        /// The remote, without secrets.
        url: String,
        /// What libgit2 said.
        why: String,
        /// What to do.
        cure: String,
    },
    /// The branch to start from is not there.
    #[error("{url} has no branch `{base}` to start from")]
    NoBase {
        /// The remote.
        url: String,
        /// The branch.
        base: String,
    },
    /// The remote refused the branch.
    #[error("{url} did not accept the branch `{branch}`: {why}. {cure}")]
    Rejected {
        /// The remote.
        url: String,
        /// The branch.
        branch: String,
        /// The remote's words.
        why: String,
        /// What to do.
        cure: &'static str,
    },
    /// A document cannot take an outcome.
    #[error("the outcome {name} cannot go into {url}: {why}")]
    Outcome {
        /// The outcome.
        name: String,
        /// The remote.
        url: String,
        /// Why, with the place and the cure.
        why: String,
    },
    /// The ledger of the series cannot be gone on with.
    #[error("the ledger of the series in {url} cannot be used: {why}")]
    Ledger {
        /// The remote.
        url: String,
        /// Why, with the place and the cure.
        why: String,
    },
    /// A path that must not be written.
    #[error(
        "`{path}` in the repository is a {kind}, not a file: the report is not written through it"
    )]
    Path {
        /// The path.
        path: String,
        /// What it is.
        kind: &'static str,
    },
}

/// The most places that a line of output names.
const MOST_NAMED: usize = 10;
/// Marks folkmoot's own commits.
const TRAILER: &str = "Folkmoot-Session:";

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
    let relay = Relay::to(&url).await.map_err(|why| unreached(&why))?;
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
    let folder = tempfile::tempdir().map_err(|error| PublishError::Git {
        what: "clone",
        url: remote.url.clone(),
        why: error.to_string(),
        cure: "Free some room in the temporary folder".to_owned(),
    })?;
    let repository = Repository::init_bare(folder.path()).map_err(failed("clone"))?;
    let mut origin = repository
        .remote_anonymous(through)
        .map_err(failed("reach"))?;
    let mut options = FetchOptions::new();
    options.remote_callbacks(callbacks(remote));
    options.download_tags(git2::AutotagOption::None);
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
    let written = Written::read(&repository, &parent)?;
    let bytes = |id: Oid| {
        repository
            .find_blob(id)
            .map(|blob| blob.content().to_vec())
            .map_err(failed("read"))
    };
    // What the branch gets, and the same files as folkmoot alone would have them.
    let (mut update, mut alone) = (TreeUpdateBuilder::new(), TreeUpdateBuilder::new());
    let mut left_alone = Vec::new();
    let (mut changed, mut mixed) = (false, false);
    let mut files = push.files.clone();
    if let Some(entry) = &push.ledger {
        let path = entry.path();
        let known = file_at(&parent_tree, &path)?.map(bytes).transpose()?;
        let unusable = |fault: Fault| PublishError::Ledger {
            url: remote.url.clone(),
            why: fault.to_string(),
        };
        let known = known
            .map(|known| Source::read(Path::new(&path), &known))
            .transpose()
            .map_err(unusable)?;
        let told = entry.files(known.as_ref(), &files).map_err(unusable)?;
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
    for (path, content) in &files {
        let there = file_at(&parent_tree, path)?;
        let wanted = Oid::hash_object(git2::ObjectType::Blob, content).map_err(failed("write"))?;
        let base = written.blob(path)?;
        let settled = match there {
            Some(there) if there == wanted => None,
            Some(there) => {
                let base = base.map(bytes).transpose()?;
                let (settled, left) = settle(path, base.as_deref(), &bytes(there)?, content);
                left_alone.extend(left);
                Some(settled)
            }
            None => Some(Settled::Ours),
        };
        // Of a file that folkmoot never wrote there is no version of its own.
        if base.is_some() || settled == Some(Settled::Ours) {
            let blob = repository.blob(content).map_err(failed("write"))?;
            alone.upsert(path, blob, git2::FileMode::Blob);
        }
        let new = match &settled {
            Some(Settled::Ours) => content,
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
        let there = file_at(&parent_tree, path)?.map(bytes).transpose()?;
        // A new file is this session's; a document is everybody's.
        let before = match edit.outcome.how {
            How::NewFile => written.of(&push.key.session).blob(path)?,
            _ => written.blob(path)?,
        };
        let before = before.map(bytes).transpose()?;
        let (text, left) = edited(edit, there.as_deref(), before.as_deref(), &remote.url)?;
        left_alone.extend(left);
        if there.as_deref() != Some(text.as_bytes()) {
            let blob = repository.blob(text.as_bytes()).map_err(failed("write"))?;
            update.upsert(path, blob, git2::FileMode::Blob);
            alone.upsert(path, blob, git2::FileMode::Blob);
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
        .create_updated(&repository, &parent_tree)
        .map_err(failed("write"))?;
    let tree = repository.find_tree(tree).map_err(failed("write"))?;
    let signature = Signature::new(AUTHOR, EMAIL, &Time::new(push.at.as_second(), 0))
        .map_err(failed("write"))?;
    let commit = |message: &str, tree: &Tree<'_>, parents: &[&Commit<'_>]| {
        let id = repository.commit(None, &signature, &signature, message, tree, parents)?;
        repository.find_commit(id)
    };
    // Only a text with a person's words in it needs folkmoot's own beside it.
    let own = match written.last().filter(|_| mixed) {
        Some(last) => {
            let tree = last
                .tree()
                .and_then(|tree| alone.create_updated(&repository, &tree))
                .and_then(|tree| repository.find_tree(tree))
                .map_err(failed("write"))?;
            Some(commit(&own_message(&push.message), &tree, &[last]).map_err(failed("write"))?)
        }
        None => None,
    };
    let parents: Vec<&Commit<'_>> = Some(&parent).into_iter().chain(&own).collect();
    let commit = commit(&push.message, &tree, &parents)
        .map_err(failed("write"))?
        .id();
    send(&repository, through, remote, push, commit)?;
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
) -> Result<(String, Option<LeftAlone>), PublishError> {
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
        places: written.left_alone,
    });
    Ok((written.text, left))
}

fn send(
    repository: &Repository,
    through: &str,
    remote: &Remote,
    push: &Push,
    commit: Oid,
) -> Result<(), PublishError> {
    let failed = |error: git2::Error| git_error("push to", &remote.url, &error);
    let name = format!("refs/heads/{}", push.branch);
    repository
        .reference("refs/ours/new", commit, true, "report")
        .map_err(failed)?;
    let mut origin = repository.remote_anonymous(through).map_err(failed)?;
    let refusal = RefCell::new(None);
    {
        let mut callbacks = callbacks(remote);
        callbacks.push_update_reference(|_, status| {
            if let Some(why) = status {
                *refusal.borrow_mut() = Some(why.to_owned());
            }
            Ok(())
        });
        let mut options = PushOptions::new();
        options.remote_callbacks(callbacks);
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

fn callbacks(remote: &Remote) -> RemoteCallbacks<'_> {
    let mut callbacks = RemoteCallbacks::new();
    let mut asked = 0;
    callbacks.credentials(move |_, _, _| {
        asked += 1;
        match &remote.token {
            // Asked again means that it was not accepted.
            Some(token) if asked <= 2 => Cred::userpass_plaintext("x-access-token", token.reveal()),
            _ => Err(git2::Error::from_str("the token was not accepted")),
        }
    });
    callbacks
}

/// The message of the commit that holds the files as folkmoot alone would have them.
fn own_message(message: &str) -> String {
    let trailers: Vec<&str> = message
        .lines()
        .filter(|line| line.starts_with(TRAILER))
        .collect();
    format!(
        "Keep what folkmoot wrote, without people’s changes\n\n{}\n",
        trailers.join("\n")
    )
}

/// The blob at a path; an error where the path, or a folder on the way, is a link or a submodule.
fn file_at(tree: &Tree<'_>, path: &str) -> Result<Option<Oid>, PublishError> {
    let mut so_far = String::new();
    for part in path.split('/') {
        if !so_far.is_empty() {
            so_far.push('/');
        }
        so_far.push_str(part);
        let Ok(entry) = tree.get_path(Path::new(&so_far)) else {
            return Ok(None);
        };
        let last = so_far == path;
        let bad = match (entry.filemode(), entry.kind()) {
            (0o120_000, _) => Some("symbolic link"),
            (_, Some(git2::ObjectType::Commit)) => Some("submodule"),
            (_, Some(git2::ObjectType::Tree)) if last => Some("folder"),
            (_, Some(git2::ObjectType::Blob)) if !last => {
                Some("file, where the report needs a folder")
            }
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

fn git_error(what: &'static str, url: &str, error: &git2::Error) -> PublishError {
    let message = error.message();
    let refused = matches!(error.code(), ErrorCode::Auth)
        || message.contains("authentication")
        || message.contains("401")
        || message.contains("403")
        || message.contains("not accepted");
    PublishError::Git {
        what,
        url: url.to_owned(),
        why: message.to_owned(),
        cure: if refused {
            "Give a token with `contents: write` there in FOLKMOOT_REPORT_TOKEN (GITHUB_TOKEN reaches its own repository only)".to_owned()
        } else {
            "Check the address and the network, and run again".to_owned()
        },
    }
}

#[cfg(test)]
mod tests;
