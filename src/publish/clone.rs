//! A repository of this run's own: bare, in a temporary folder, and without a word from anybody's configuration.
//!
//! The files of git on this machine may say that one address means another, bring hooks and objects of elsewhere with a template, or
//! name programs to run; those of the remote are data and nothing else. What of all that libgit2 heeds is switched off here, and nothing
//! else of this program makes or opens a repository to write into it.

use super::{PublishError, Remote, git_error};
use crate::github::relay::origin;
use git2::{
    AutotagOption, Config, Cred, FetchOptions, PushOptions, Remote as Way, RemoteCallbacks,
    RemoteRedirect, Repository, RepositoryInitOptions,
};
use tempfile::TempDir;

/// More objects than any repository of documents has; a clone of as many takes gigabytes.
const MOST_OBJECTS: usize = 5_000_000;

/// The clone; its folder goes with it.
pub(super) struct Clone {
    /// What is in it.
    pub(super) repository: Repository,
    _folder: TempDir,
}

impl Clone {
    /// An empty one.
    pub(super) fn empty(remote: &Remote) -> Result<Clone, PublishError> {
        let folder = tempfile::tempdir().map_err(|error| PublishError::Git {
            what: "clone",
            url: remote.url.clone(),
            why: error.to_string(),
            cure: "Free some room in the temporary folder".to_owned(),
        })?;
        let mut options = RepositoryInitOptions::new();
        options
            .bare(true)
            .external_template(false)
            .initial_head("none");
        let repository = Repository::init_opts(folder.path(), &options)
            .and_then(|repository| {
                repository.set_config(&Config::new()?)?;
                Ok(repository)
            })
            .map_err(|error| git_error("clone", &remote.url, &error))?;
        Ok(Clone {
            repository,
            _folder: folder,
        })
    }

    /// The way to the remote, which libgit2 finds at `through`.
    pub(super) fn way(&self, through: &str) -> Result<Way<'_>, git2::Error> {
        let way = self.repository.remote_anonymous(through)?;
        // Without a configuration nothing rewrites it. If something did, the token would go there.
        if way.url() == Ok(through) && way.pushurl() == Ok(None) {
            Ok(way)
        } else {
            Err(git2::Error::from_str(
                "the address was rewritten on the way",
            ))
        }
    }
}

/// How to fetch.
pub(super) fn fetching<'a>(through: &str, remote: &'a Remote) -> FetchOptions<'a> {
    let mut callbacks = callbacks(through, remote);
    callbacks.transfer_progress(|progress| progress.total_objects() <= MOST_OBJECTS);
    let mut options = FetchOptions::new();
    options
        .remote_callbacks(callbacks)
        .download_tags(AutotagOption::None)
        .follow_redirects(RemoteRedirect::None);
    options
}

/// How to push.
pub(super) fn pushing<'a>(callbacks: RemoteCallbacks<'a>) -> PushOptions<'a> {
    let mut options = PushOptions::new();
    options
        .remote_callbacks(callbacks)
        .follow_redirects(RemoteRedirect::None);
    options
}

/// Who we are, said to the remote and to nobody else.
pub(super) fn callbacks<'a>(through: &str, remote: &'a Remote) -> RemoteCallbacks<'a> {
    let mut callbacks = RemoteCallbacks::new();
    let (mut asked, home) = (0, origin(through));
    callbacks.credentials(move |url, _, _| {
        asked += 1;
        match &remote.token {
            _ if home.is_none() || origin(url) != home => {
                Err(git2::Error::from_str("another host asks for the token"))
            }
            // Asked again means that it was not accepted.
            Some(token) if asked <= 2 => Cred::userpass_plaintext("x-access-token", token.reveal()),
            _ => Err(git2::Error::from_str("the token was not accepted")),
        }
    });
    callbacks
}
