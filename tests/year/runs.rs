//! folkmoot's runs: in this process or as a process of its own, struck and killed as the events say. Part of the driver.

use super::driver::{Place, SESSIONS, said};
use super::world::{Community, Flavour, HOURLY, KILL, Storm, after};
use crate::alone::Alone;
use fakehub::{Fault, FaultKind, When};
use folkmoot::cli::load;
use folkmoot::drive::drive;
use folkmoot::github::Access;
use folkmoot::github::{Client, Clock, Token};
use folkmoot::progress::Progress;
use folkmoot::session::RepositoryName;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// What a year took.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    pub runs: usize,
    /// Of those, by the real binary.
    pub processes: usize,
    pub failed: usize,
    pub paused: usize,
    pub kills: usize,
    pub requests: u64,
    /// Requests that something struck, by what it was.
    pub struck: BTreeMap<&'static str, usize>,
}

/// A fault as the hub writes it down.
fn words(kind: &FaultKind) -> String {
    serde_json::to_value(kind).unwrap().to_string()
}

/// How a run ended.
enum End {
    Done,
    Paused(Option<Timestamp>),
    Failed(String),
    Killed,
}

/// The hub's clock, which keeps nobody waiting.
struct HubClock(fakehub::Clock);

impl Clock for HubClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(std::future::ready(()))
    }
}

/// Where a run has to end well, all storms are over so many seconds after the first one began: faults wait for requests that come seldom (git's do),
/// a whole hour's requests can be one reading, and soon people go on.
const STORMY: i64 = 2 * 3_600;

/// Without storms one of so many runs ends well, or something is wrong: the turn of one that was killed may have to end first.
const MOST: usize = 3;

/// No run may want to wait longer, in seconds: GitHub's limits are by the hour, and a clock may jump.
const LONGEST: i64 = 3 * 3_600;

impl Place {
    /// folkmoot runs; where `calm`, until a run ends well that nothing struck.
    pub async fn runs(
        &mut self,
        community: &Community,
        storms: &[Storm],
        calm: bool,
    ) -> Result<(), String> {
        if !self.path("sessions").is_dir() {
            return Ok(());
        }
        for storm in storms {
            self.storms.push((words(&storm.kind), storm.name));
            self.hub.fault(Fault {
                at: When::EveryBy {
                    by: self.bot.login.clone(),
                    from: storm.from,
                    count: storm.count,
                    of: storm.of,
                },
                kind: storm.kind.clone(),
            });
        }
        let start = self.hub.clock().now();
        // Runs since all storms are over.
        let mut over = None;
        loop {
            let now = self.hub.clock().now();
            self.hub.clear_requests();
            let end = match community.flavour {
                Flavour::Binary => self.process(now).await?,
                _ => self.library(community.flavour, now).await?,
            };
            let before = self.counts.requests;
            let struck = self.account();
            let asked = self.counts.requests - before;
            self.counts.runs += 1;
            let said = match &end {
                End::Done => "done".to_owned(),
                End::Paused(until) => format!("paused until {until:?}"),
                End::Failed(why) => format!("failed: {why}"),
                End::Killed => "killed".to_owned(),
            };
            if !(struck.is_empty() && matches!(end, End::Done)) || calm {
                self.log.push(format!(
                    "{now} run: {said}; {asked} requests; struck: {struck:?}"
                ));
            }
            match end {
                End::Done if struck.is_empty() => return Ok(()),
                End::Done => {}
                End::Paused(_) => self.counts.paused += 1,
                End::Failed(why) if struck.is_empty() => {
                    return Err(format!(
                        "{now}: nothing struck the run, and it failed: {why}"
                    ));
                }
                End::Failed(_) => self.counts.failed += 1,
                End::Killed => self.counts.kills += 1,
            }
            if !calm {
                return Ok(());
            }
            let later = after(self.hub.clock().now(), 600);
            let mut next = match end {
                End::Paused(Some(until)) => later.max(after(until, 1)),
                _ => later,
            };
            if let End::Paused(Some(until)) = end
                && until > after(now, LONGEST)
            {
                return Err(format!("{now}: it waits for ever: {said}"));
            }
            if over.is_some_and(|runs| runs > MOST) {
                return Err(format!(
                    "no run ended well from {start} until {next}: {said}"
                ));
            }
            if over.is_some() || next > after(start, STORMY) {
                self.hub.clear_faults();
                self.hub.set_hourly_limit(&self.bot.login, HOURLY);
                (over, next) = (Some(over.unwrap_or(0) + 1), later);
            }
            self.hub.clock().set(next);
        }
    }

    /// Counts the requests of the last run; what struck them.
    fn account(&mut self) -> Vec<String> {
        let mut struck = Vec::new();
        for request in self.hub.requests() {
            if request.login.as_deref() != Some(self.bot.login.as_str()) {
                continue;
            }
            self.counts.requests += 1;
            if let Some(fault) = request.fault {
                let known = self.storms.iter().find(|(words, _)| *words == fault);
                let kind = known.map_or("another", |(_, name)| name);
                *self.counts.struck.entry(kind).or_default() += 1;
                let what = request.operation.unwrap_or(request.path);
                struck.push(format!("{what}: {fault}"));
            }
        }
        struck
    }

    /// A run by the library's own entry, on the virtual clock.
    async fn library(&mut self, flavour: Flavour, now: Timestamp) -> Result<End, String> {
        // Each is read when it was written: in between its files are the same, and a year of a weekly call is a lot to read each time.
        let mut sessions = std::mem::take(&mut self.sessions);
        for folder in std::mem::take(&mut self.written) {
            sessions.push(load::one(&folder).map_err(|faults| format!("{faults:?}"))?);
            folkmoot::session::follow(&mut sessions);
        }
        let token = Token::new(&self.bot.token);
        let clock: Arc<dyn Clock> = Arc::new(HubClock(self.hub.clock()));
        let pause = Duration::from_secs(1);
        let client = Client::new(&self.server.url(), token.as_ref(), clock, pause).map_err(said)?;
        let access = Access {
            repository: RepositoryName::new(SESSIONS).unwrap(),
            client,
            report_client: None,
            git_base: match flavour {
                Flavour::LibraryGit => self.server.url(),
                _ => self.path("git").display().to_string(),
            },
            git_token: token,
            branch: None,
            report_token: None,
            progress: Progress::default(),
            only: None,
        };
        let ended = tokio::select! {
            done = drive(&sessions, &access, now) => Some(done),
            () = self.held() => None,
        };
        self.sessions = sessions;
        let Some((outcome, error)) = ended else {
            return Ok(End::Killed);
        };
        Ok(match (error, outcome.paused) {
            (Some(error), _) => End::Failed(error.to_string()),
            (None, Some(paused)) => End::Paused(paused.until),
            (None, None) => End::Done,
        })
    }

    /// A run by the real binary, on its own clock.
    async fn process(&mut self, now: Timestamp) -> Result<End, String> {
        self.counts.processes += 1;
        let mut child = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .current_dir(self.folder.path())
            .args(["run", "--json", "--at", &now.to_string()])
            .alone()
            .env("GITHUB_TOKEN", &self.bot.token)
            .env("GITHUB_REPOSITORY", SESSIONS)
            .env("GITHUB_API_URL", self.server.url())
            .env("GITHUB_SERVER_URL", self.path("git"))
            .env("FOLKMOOT_WRITE_PAUSE_MS", "0")
            .env("FOLKMOOT_LEASE_SECONDS", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(said)?;
        while child.try_wait().map_err(said)?.is_none() {
            if self.is_held() {
                child.kill().map_err(said)?;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let output = child.wait_with_output().map_err(said)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        Ok(match output.status.code() {
            None => End::Killed,
            // That a vote has no result is for the comparison to judge.
            Some(0 | 3) if json["paused"].is_object() => End::Paused(None),
            Some(0 | 3) => End::Done,
            Some(code) => End::Failed(format!("exit code {code}: {errors}")),
        })
    }

    /// Comes back once an answer is held that never comes to its end.
    async fn held(&self) {
        let kill = words(&KILL);
        if !self.storms.iter().any(|(words, _)| *words == kill) {
            std::future::pending::<()>().await;
        }
        while !self.is_held() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn is_held(&self) -> bool {
        let kill = words(&KILL);
        let requests = self.hub.requests();
        requests
            .iter()
            .any(|request| request.fault.as_deref() == Some(kill.as_str()))
    }
}

impl Counts {
    pub fn add(&mut self, other: &Counts) {
        self.runs += other.runs;
        self.processes += other.processes;
        self.failed += other.failed;
        self.paused += other.paused;
        self.kills += other.kills;
        self.requests += other.requests;
        for (what, count) in &other.struck {
            *self.struck.entry(what).or_default() += count;
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let struck: Vec<String> = self
            .struck
            .iter()
            .map(|(what, count)| format!("{what} {count}"))
            .collect();
        let faults: usize = self.struck.values().sum();
        write!(
            f,
            "  runs {} ({} of them processes), failed {}, paused {}, killed {}; requests {}\n  faults struck {faults}: {}",
            self.runs,
            self.processes,
            self.failed,
            self.paused,
            self.kills,
            self.requests,
            struck.join(", ")
        )
    }
}
