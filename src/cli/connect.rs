//! The options that every command with GitHub shares.

use super::checkout::{self, Checkout};
use super::{Failure, load};
use crate::fault::{Fault, nearest};
use crate::github::{self, Ref};
use crate::github::{Client, Clock, Depth, Stop, SystemClock, Token};
use crate::plan::next::things::things;
use crate::plan::turn::LEASE;
use crate::plan::view::{Homes, View};
use crate::plan::{World, heard};
use crate::progress::Progress;
use crate::session::{RepositoryName, Session};
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What options for GitHub stand under in help.
const GROUP: &str = "GitHub";

/// Where the sessions are, and how to reach GitHub.
#[derive(Debug, Args)]
pub(super) struct Connection {
    /// The folder that the sessions' folders are in
    #[arg(long, value_name = "DIR", default_value = "sessions")]
    sessions: PathBuf,

    /// Act as if it were this time, such as 2026-03-31T14:30:00Z
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    at: Option<Timestamp>,

    /// The repository whose issues are the sessions', as owner/name [default: where git's remote `origin` is]
    #[arg(
        long,
        help_heading = GROUP,
        value_name = "OWNER/NAME",
        env = "GITHUB_REPOSITORY",
        hide_env_values = true
    )]
    repo: Option<String>,

    #[command(flatten)]
    access: AccessArgs,

    /// The address that repositories are below; of an Enterprise Server: https://HOST
    #[arg(
        long,
        help_heading = GROUP,
        value_name = "URL",
        env = "GITHUB_SERVER_URL",
        hide_env_values = true,
        default_value = "https://github.com"
    )]
    server_url: String,
}

/// Milliseconds between writes, as GitHub asks for.
const WRITE_PAUSE: u64 = 1000;

/// GitHub's API for everybody.
const GITHUB: &str = "https://api.github.com";

/// How to reach GitHub's API.
#[derive(Debug, Args)]
pub(super) struct AccessArgs {
    /// The address of GitHub's API; of an Enterprise Server: https://HOST/api/v3
    #[arg(
        long,
        help_heading = GROUP,
        value_name = "URL",
        env = "GITHUB_API_URL",
        hide_env_values = true,
        default_value = GITHUB
    )]
    api_url: String,
}

impl AccessArgs {
    /// A client that only reads, and the time.
    pub(super) fn client(&self) -> Result<(Client, Timestamp), Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let now = clock.now();
        let token = token()?;
        let client = self.of(&token, clock, Duration::ZERO)?;
        Ok((client, now))
    }

    /// A client with that token.
    fn of(&self, token: &Token, clock: Arc<dyn Clock>, pause: Duration) -> Result<Client, Failure> {
        let url = self.api_url.trim();
        let url = if url.is_empty() { GITHUB } else { url };
        no_password(url, "--api-url")?;
        if !["https://", "http://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            return Err(Failure::Usage(format!(
                "`{url}` is no address of GitHub's API: give --api-url {GITHUB}, or https://HOST/api/v3 of an Enterprise Server"
            )));
        }
        // Nothing is sent yet: the address or the token cannot be used as they are.
        Client::new(url, Some(token), clock, pause).map_err(|_| {
            Failure::Usage(format!(
                "`{url}` is no address, or the token has a sign in it that no token has: look at --api-url, GITHUB_TOKEN and FOLKMOOT_REPORT_TOKEN"
            ))
        })
    }
}

/// Whether there is a token at all.
pub(super) fn has_token() -> bool {
    token().is_ok()
}

/// The token for the repository of the sessions.
fn token() -> Result<Token, Failure> {
    token_in("GITHUB_TOKEN").or_else(|| token_in("GH_TOKEN")).ok_or_else(|| {
        Failure::Usage(
            "no token: set GITHUB_TOKEN (in a workflow: `env: GITHUB_TOKEN: ${{ github.token }}`)".to_owned(),
        )
    })
}

impl Connection {
    /// The sessions, the ways to GitHub, the time.
    pub(super) fn open(&self) -> Result<(Vec<Session>, github::Access, Timestamp), Failure> {
        let sessions = self.sessions().map_err(Failure::Faults)?;
        let (access, now) = self.reach()?;
        Ok((sessions, access, now))
    }

    /// The same, where a signal asks `stop` and ends no request: what is begun is for whoever asked to end.
    pub(super) fn open_with(
        &self,
        stop: &Stop,
    ) -> Result<(Vec<Session>, github::Access, Timestamp), Failure> {
        let sessions = self.sessions().map_err(Failure::Faults)?;
        let (access, now) = self.reach_until(&Stop::default())?;
        listen(stop)?;
        Ok((sessions, access, now))
    }

    /// The sessions.
    pub(super) fn sessions(&self) -> Result<Vec<Session>, Vec<Fault>> {
        load::all(&self.sessions)
    }

    /// The repository of the sessions.
    pub(super) fn repository(&self) -> Result<RepositoryName, Failure> {
        match &self.repo {
            Some(name) => RepositoryName::new(name).ok_or_else(|| {
                Failure::Usage(format!("`{name}` is no repository; write owner/name"))
            }),
            // Whoever works in a clone means the repository that it is of.
            None => checkout::origin(&self.server_url).ok_or_else(|| {
                Failure::Usage(
                    "which repository? Give --repo owner/name, or set GITHUB_REPOSITORY".to_owned(),
                )
            }),
        }
    }

    /// What stands before owner/name.git for git.
    fn git_base(&self) -> Result<String, Failure> {
        no_password(&self.server_url, "--server-url")?;
        Ok(self.server_url.clone())
    }

    /// The ways to GitHub, and the time.
    pub(super) fn reach(&self) -> Result<(github::Access, Timestamp), Failure> {
        let stop = Stop::default();
        let reached = self.reach_until(&stop)?;
        listen(&stop)?;
        Ok(reached)
    }

    fn reach_until(&self, stop: &Stop) -> Result<(github::Access, Timestamp), Failure> {
        let repository = self.repository()?;
        let token = token()?;
        let report_token = token_in("FOLKMOOT_REPORT_TOKEN");
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let pause = Duration::from_millis(tuned("FOLKMOOT_WRITE_PAUSE_MS")?.unwrap_or(WRITE_PAUSE));
        let lease =
            tuned::<i64>("FOLKMOOT_LEASE_SECONDS")?.map_or(LEASE, SignedDuration::from_secs);
        let client = |token: &Token| {
            self.access
                .of(token, Arc::clone(&clock), pause)
                .map(|client| client.stopped_by(stop.clone()).leased(lease))
        };
        let report_client = report_token.as_ref().map(client).transpose()?;
        let client = client(&token)?;
        let now = self.at.unwrap_or_else(|| clock.now());
        let access = github::Access {
            client,
            report_client,
            git_base: self.git_base()?,
            git_token: Some(token),
            branch: of_workflow().or_else(|| self.of_checkout(&repository)),
            repository,
            report_token,
            progress: Progress::default(),
            only: None,
        };
        Ok((access, now))
    }

    /// The branch of the checkout that the sessions lie in, if it is one of their repository. Of files that are elsewhere, and where no
    /// branch is checked out, whoever runs it has to know what they are.
    fn of_checkout(&self, repository: &RepositoryName) -> Option<Ref> {
        let checkout = Checkout::around(&self.sessions)?;
        let origin = checkout.origin(&self.server_url)?;
        let same = origin
            .to_string()
            .eq_ignore_ascii_case(&repository.to_string());
        same.then(|| checkout.head()).flatten().map(Ref::Branch)
    }

    /// The folder of sessions.
    pub(super) fn folder(&self) -> &std::path::Path {
        &self.sessions
    }

    /// What stands before owner/name in addresses.
    ///
    /// # Errors
    /// Where a secret is in it.
    pub(super) fn server(&self) -> Result<&str, Failure> {
        no_password(&self.server_url, "--server-url")?;
        Ok(&self.server_url)
    }

    /// The time that it is to be.
    pub(super) fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(|| SystemClock.now())
    }

    /// Clients that only read, as far as there are tokens: for the sessions' repository, and for reports.
    pub(super) fn readers(&self) -> Result<Option<(Client, Option<Client>)>, Failure> {
        let Ok(token) = token() else {
            return Ok(None);
        };
        let client = |token: &Token| self.access.of(token, Arc::new(SystemClock), Duration::ZERO);
        let report = token_in("FOLKMOOT_REPORT_TOKEN");
        let report = report.as_ref().map(client).transpose()?;
        Ok(Some((client(&token)?, report)))
    }

    /// One session by its id, and the world it is in.
    pub(super) async fn read_one(&self, id: &str) -> Result<(Session, World), Failure> {
        let (session, world, _) = self.read(id).await?;
        Ok((session, world))
    }

    /// The same, with what became of the issues that its report names, and what people said of the last session of its series.
    pub(super) async fn read_to_report(&self, id: &str) -> Result<(Session, World), Failure> {
        let (session, mut world, access) = self.read(id).await?;
        let things = things(&View::of(&session, &world, &Homes::new()));
        if !things.is_empty() {
            let found = access.client.find_things(&access.repository, &things).await;
            world.things = found?;
        }
        if let Some(last) = session.last.as_ref().filter(|last| !last.asks.is_empty()) {
            let client = &access.client;
            let told = client
                .find_feedback(&access.repository, &last.id, &last.asks)
                .await?;
            world.feedback.insert(last.id.clone(), told);
        }
        Ok((session, world))
    }

    /// One session by its id, the ways to GitHub, and the world without any session.
    pub(super) async fn alone(
        &self,
        id: &str,
    ) -> Result<(Session, github::Access, World), Failure> {
        let (sessions, access, now) = self.open()?;
        let session = find(&sessions, id)?.clone();
        let world = access.read(&[], now, Depth::Due).await?;
        Ok((session, access, world))
    }

    async fn read(&self, id: &str) -> Result<(Session, World, github::Access), Failure> {
        let (sessions, access, now) = self.open()?;
        let session = find(&sessions, id)?.clone();
        let only = std::slice::from_ref(&session);
        let world = access.read(only, now, Depth::Whole).await?;
        let session = heard::shifted(&session, &world).into_owned();
        Ok((session, world, access))
    }
}

/// The same, for all sessions or for one of them.
#[derive(Debug, Args)]
pub(super) struct Chosen {
    #[command(flatten)]
    connection: Connection,

    /// Only the session with this id; a note that names no session is taken where it alone was collecting
    #[arg(long, value_name = "SESSION")]
    session: Option<String>,
}

impl Chosen {
    /// The repository of the sessions.
    pub(super) fn repository(&self) -> Result<RepositoryName, Failure> {
        self.connection.repository()
    }

    /// The sessions, the ways to GitHub, the time.
    pub(super) fn open(&self) -> Result<(Vec<Session>, github::Access, Timestamp), Failure> {
        let (sessions, mut access, now) = self.connection.open()?;
        if let Some(id) = self.session.as_deref() {
            access.only = Some(find(&sessions, id)?.id.clone());
        }
        Ok((sessions, access, now))
    }
}

/// Addresses are said in messages and handed on: no place for a secret.
pub(super) fn no_password(url: &str, option: &str) -> Result<(), Failure> {
    let host = url.split_once("://").map(|(_, rest)| rest);
    let host = host.and_then(|rest| rest.split(['/', '?', '#']).next());
    if host.is_some_and(|host| host.contains('@')) {
        return Err(Failure::Usage(format!(
            "the address of {option} has a name or a password in it: give the address alone, and the token in GITHUB_TOKEN"
        )));
    }
    Ok(())
}

/// Takes the process's signals to `stop`.
fn listen(stop: &Stop) -> Result<(), Failure> {
    stop.listen()
        .map_err(|error| Failure::Failed(format!("cannot listen to signals: {error}")))
}

/// The session of that id.
pub(super) fn find<'s>(sessions: &'s [Session], id: &str) -> Result<&'s Session, Failure> {
    sessions
        .iter()
        .find(|session| session.id.as_str() == id)
        .ok_or_else(|| {
            let ids: Vec<&str> = sessions.iter().map(|session| session.id.as_str()).collect();
            // Whoever gave the folder, as other commands take it, means the session in it.
            let name = id.trim_end_matches('/').rsplit('/').next().unwrap_or(id);
            let there_are = match nearest(name, ids.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are: {}", ids.join(", ")),
            };
            Failure::Usage(format!("there is no session `{id}`: {there_are}"))
        })
}

/// What a workflow runs on, where this is one.
fn of_workflow() -> Option<Ref> {
    let of = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let name = || of("GITHUB_REF_NAME").unwrap_or_default();
    match of("GITHUB_REF_TYPE")?.as_str() {
        "tag" => Some(Ref::Tag(name())),
        // What GitHub may add one day is not the default branch by that.
        _ => Some(Ref::Branch(name())),
    }
}

/// A measure of time that tests, and servers with limits of their own, set by the environment: no option, since nobody else needs it.
pub(super) fn tuned<T: std::str::FromStr>(variable: &str) -> Result<Option<T>, Failure> {
    let set = std::env::var(variable).ok().filter(|text| !text.is_empty());
    let read = set.map(|text| text.parse().ok());
    match read {
        None => Ok(None),
        Some(Some(number)) => Ok(Some(number)),
        Some(None) => Err(Failure::Usage(format!(
            "{variable} is no whole number: set one, or leave it out"
        ))),
    }
}

fn token_in(variable: &str) -> Option<Token> {
    std::env::var(variable)
        .ok()
        .and_then(|text| Token::new(&text))
}
