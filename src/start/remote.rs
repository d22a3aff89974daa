//! The name of a repository in the address of a remote.

use crate::session::RepositoryName;

/// The repository that `url` is the address of, on the server whose repositories stand below `server` (`https://github.com`). Anywhere else
/// the name would mean another repository.
pub fn name(url: &str, server: &str) -> Option<RepositoryName> {
    let url = url.trim();
    let server = server.trim_end_matches('/');
    let rest = match url.strip_prefix(server) {
        Some(rest) => rest.strip_prefix('/')?,
        None => {
            let host = server.split_once("://")?.1;
            over_ssh(url, host).or_else(|| with_name(url, host))?
        }
    };
    let rest = rest.trim_end_matches('/');
    RepositoryName::new(rest.strip_suffix(".git").unwrap_or(rest))
}

/// `git@github.com:owner/name`, `ssh://git@github.com/owner/name`.
fn over_ssh<'u>(url: &'u str, host: &str) -> Option<&'u str> {
    // Whatever listens there, git does not come in by the port of the web.
    let host = host.split(':').next()?;
    if let Some(rest) = url.strip_prefix("ssh://") {
        let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
        let (at, path) = rest.split_once('/')?;
        return (at.split(':').next()? == host).then_some(path);
    }
    let (at, path) = url.split_once(':')?;
    let at = at.split_once('@').map_or(at, |(_, host)| host);
    (at == host).then_some(path.trim_start_matches('/'))
}

/// `https://somebody@github.com/owner/name`
fn with_name<'u>(url: &'u str, host: &str) -> Option<&'u str> {
    let (_, rest) = url.split_once("://")?;
    let (at, path) = rest.split_once('/')?;
    (at.rsplit_once('@')?.1 == host).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_remote_says_which_repository() {
        let github = "https://github.com";
        for (url, server, expected) in [
            (
                "https://github.com/acme/talks.git",
                github,
                Some("acme/talks"),
            ),
            (
                "https://github.com/acme/talks/\n",
                github,
                Some("acme/talks"),
            ),
            (
                "https://token@github.com/acme/talks",
                github,
                Some("acme/talks"),
            ),
            ("git@github.com:acme/talks.git", github, Some("acme/talks")),
            (
                "ssh://git@github.com/acme/talks.git",
                github,
                Some("acme/talks"),
            ),
            (
                "ssh://git@github.com:22/acme/talks",
                github,
                Some("acme/talks"),
            ),
            ("github.com:acme/my.git.git", github, Some("acme/my.git")),
            (
                "http://127.0.0.1:80/a/b.git",
                "http://127.0.0.1:80/",
                Some("a/b"),
            ),
            ("/tmp/git/a/b.git", "/tmp/git", Some("a/b")),
            ("https://github.com.evil.example/acme/talks", github, None),
            ("https://gitlab.com/acme/talks", github, None),
            ("git@gitlab.com:acme/talks.git", github, None),
            ("https://github.com/acme", github, None),
            ("https://github.com/acme/talks/issues", github, None),
            ("/home/me/talks", github, None),
            ("", github, None),
        ] {
            assert_eq!(
                name(url, server).map(|name| name.to_string()).as_deref(),
                expected,
                "{url}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_address_breaks_it(url in "(https://|git@|ssh://)?[a-z@:/.]{0,30}", server in "(https?://)?[a-z:/.]{0,12}") {
            name(&url, &server);
        }
    }
}
