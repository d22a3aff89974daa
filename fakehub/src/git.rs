//! git over smart HTTP, by the machine's own `git` on the bare repository on disk.
//!
//! In: a request below `/{owner}/{repo}.git/`. Out: what GitHub's git server answers. Who may do what is decided here and not by
//! git: neither the machine's configuration nor hooks have a say.

use crate::answer::Answer;
use crate::hub::Permission;
use crate::packet;
use crate::state::{Repo, State};
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, header};
use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

const PLAIN: &str = "text/plain; charset=utf-8";

const BAD_TOKEN: &str =
    "Invalid username or token. Password authentication is not supported for Git operations.";

/// What a git request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Upload,
    Receive,
}

/// A git request.
#[derive(Debug)]
pub(crate) struct GitAsked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) bytes: &'a Bytes,
    /// Who asks, or that the token is a bad one.
    pub(crate) viewer: Result<Option<u64>, ()>,
}

/// The repository that a git request is about and what is asked of it; nothing where it is no git request.
pub(crate) fn target(path: &str) -> Option<(String, &str)> {
    let mut parts = path.strip_prefix('/')?.splitn(3, '/');
    let (owner, name, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let known = matches!(rest, "info/refs" | "git-upload-pack" | "git-receive-pack");
    let name = name.strip_suffix(".git").unwrap_or(name);
    known.then(|| (format!("{owner}/{name}"), rest))
}

impl GitAsked<'_> {
    /// Answers a git request.
    pub(crate) fn answer(&self, state: &State) -> Answer {
        let Some((full_name, rest)) = target(self.path) else {
            return refused(404, "Not Found");
        };
        let (advertises, service) = match (self.method.as_str(), rest, self.service()) {
            ("GET", "info/refs", Some(service)) => (true, service),
            // Nobody has spoken the dumb protocol with GitHub for years.
            ("GET", "info/refs", None) => return refused(403, "Please upgrade your git client."),
            ("POST", "git-upload-pack", _) => (false, Service::Upload),
            ("POST", "git-receive-pack", _) => (false, Service::Receive),
            _ => return refused(405, "Method Not Allowed"),
        };
        let repo = match self.allowed(state, &full_name, service) {
            Ok(repo) => repo,
            Err(answer) => return *answer,
        };
        let Some(dir) = repo.git_dir.as_deref() else {
            return refused(404, "Repository not found.");
        };
        if service == Service::Receive && !advertises {
            let push = packet::Push::read(self.bytes);
            if push.touches(&repo.protected) {
                return self.result(service, push.declined(&repo.protected));
            }
        }
        let login = state.login(self.viewer.ok().flatten());
        let answered = match self.run(dir, rest, &login) {
            Ok(answered) => answered,
            Err(message) => return refused(501, &message),
        };
        match answered {
            (200, body) if advertises => raw(service.advertisement(), body),
            (200, body) => self.result(service, body),
            (status, body) => Answer::raw(status, PLAIN, body),
        }
    }

    fn service(&self) -> Option<Service> {
        self.query.split('&').find_map(|pair| match pair {
            "service=git-upload-pack" => Some(Service::Upload),
            "service=git-receive-pack" => Some(Service::Receive),
            _ => None,
        })
    }

    fn result(&self, service: Service, body: Vec<u8>) -> Answer {
        raw(service.result(), body)
    }

    /// The repository, if the viewer may do this with it.
    fn allowed<'s>(
        &self,
        state: &'s State,
        full_name: &str,
        service: Service,
    ) -> Result<&'s Repo, Box<Answer>> {
        let refusal = match self.viewer {
            Err(()) => unauthorized(BAD_TOKEN),
            Ok(viewer) => match state.readable_repo(viewer, full_name) {
                Ok(repo) if service == Service::Upload => return Ok(repo),
                Ok(repo) if state.permission(viewer, repo) >= Some(Permission::Write) => {
                    return Ok(repo);
                }
                Ok(_) if viewer.is_none() => unauthorized("No anonymous write access."),
                Ok(repo) => {
                    let (name, login) = (&repo.full_name, state.login(viewer));
                    let message = format!("Permission to {name}.git denied to {login}.");
                    refused(403, &message)
                }
                // Whoever has no token may have to show one to see it.
                Err(_) if viewer.is_none() => unauthorized("Repository not found."),
                Err(_) => refused(404, "Repository not found."),
            },
        };
        Err(Box::new(refusal))
    }

    /// Runs git; returns the status and the body of its answer.
    fn run(&self, dir: &Path, rest: &str, login: &str) -> Result<(u16, Vec<u8>), String> {
        let dir = std::path::absolute(dir).map_err(|error| error.to_string())?;
        let text = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        let mut hooks = OsString::from("core.hooksPath=");
        hooks.push(dir.join("no-hooks"));
        command
            .args(["-c", "safe.directory=*", "-c", "gc.auto=0", "-c"])
            .args(["maintenance.auto=false", "-c"])
            .arg(hooks)
            .arg("http-backend")
            .current_dir(&dir)
            // Where nobody keeps a configuration.
            .env("HOME", &dir)
            .env("XDG_CONFIG_HOME", &dir)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_HTTP_EXPORT_ALL", "1")
            .env("PATH_TRANSLATED", dir.join(rest))
            .env("REQUEST_METHOD", self.method.as_str())
            .env("QUERY_STRING", self.query)
            .env("CONTENT_TYPE", text("content-type").unwrap_or_default())
            .env("CONTENT_LENGTH", self.bytes.len().to_string())
            .env("REMOTE_ADDR", "127.0.0.1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if !login.is_empty() {
            // Without a name, git takes no push.
            command.env("REMOTE_USER", login);
        }
        if let Some(encoding) = text(header::CONTENT_ENCODING.as_str()) {
            command.env("HTTP_CONTENT_ENCODING", encoding);
        }
        if let Some(protocol) = text("git-protocol") {
            command.env("GIT_PROTOCOL", protocol);
        }
        let mut child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                "git is not installed here, so fakehub cannot serve git over HTTP.".to_owned()
            }
            _ => format!("git does not start: {error}"),
        })?;
        let writer = child.stdin.take().map(|mut stdin| {
            let bytes = self.bytes.clone();
            // git may answer before it has read everything: reading and writing must not wait for each other.
            std::thread::spawn(move || stdin.write_all(&bytes))
        });
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        if let Some(writer) = writer {
            // A git that did not want all of it has said so in its answer.
            let _ = writer.join();
        }
        parse_cgi(&output.stdout).ok_or_else(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            format!("git does not serve HTTP here: {}", said.trim())
        })
    }
}

impl Service {
    fn advertisement(self) -> &'static str {
        match self {
            Service::Upload => "application/x-git-upload-pack-advertisement",
            Service::Receive => "application/x-git-receive-pack-advertisement",
        }
    }

    fn result(self) -> &'static str {
        match self {
            Service::Upload => "application/x-git-upload-pack-result",
            Service::Receive => "application/x-git-receive-pack-result",
        }
    }
}

fn raw(content_type: &'static str, body: Vec<u8>) -> Answer {
    Answer::raw(200, content_type, body).header("cache-control", "no-cache")
}

/// An answer whose text git shows to a person.
fn refused(status: u16, message: &str) -> Answer {
    Answer::raw(status, PLAIN, format!("{message}\n"))
}

fn unauthorized(message: &str) -> Answer {
    refused(401, message).header("www-authenticate", "Basic realm=\"GitHub\"")
}

/// The status and the body of an answer in CGI's form.
fn parse_cgi(output: &[u8]) -> Option<(u16, Vec<u8>)> {
    let end = output.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, rest) = output.split_at_checked(end)?;
    let head = String::from_utf8_lossy(head);
    let status = head.lines().find_map(|line| {
        let status = line.strip_prefix("Status: ")?;
        status.split(' ').next()?.parse().ok()
    });
    Some((status.unwrap_or(200), rest.get(4..)?.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_git_request_is_about() {
        let found = target("/ada/garden.git/info/refs");
        assert_eq!(found, Some(("ada/garden".to_owned(), "info/refs")));
        let found = target("/ada/garden/git-receive-pack");
        assert_eq!(found, Some(("ada/garden".to_owned(), "git-receive-pack")));
        assert_eq!(target("/repos/ada/garden"), None);
        assert_eq!(target("/repos/ada/garden/git/ref/heads/main"), None);
    }

    #[test]
    fn reads_what_git_says_as_cgi() {
        let output = b"Status: 403 Forbidden\r\nCache-Control: no-cache\r\n\r\nno\r\n\r\nno";
        assert_eq!(parse_cgi(output), Some((403, b"no\r\n\r\nno".to_vec())));
        let output = b"Content-Type: text/plain\r\n\r\n";
        assert_eq!(parse_cgi(output), Some((200, Vec::new())));
        assert_eq!(parse_cgi(b"fatal: no"), None);
    }
}
