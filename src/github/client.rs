//! The client: one GraphQL request at a time, within the budget, and sent again only where that does no harm.

use super::answer::{Answer, backoff};
use super::budget::{Budget, Cost, Verdict};
use super::clock::Clock;
use super::error::GithubError;
use super::send::Ask;
use super::stop::Stop;
use super::token::{Kind, Token};
use super::transport;
use crate::plan::turn::LEASE;
use jiff::{SignedDuration, Timestamp};
use octocrab::Octocrab;
use serde_json::Value;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long an answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(60);
/// How often a request is tried.
const TRIES: u32 = 4;
/// The longest wait that a run takes upon itself; a longer one is the next run's.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(90);
/// Issues on a page; half of it, and again half of it, where GitHub finds that too much.
const PAGE: u32 = 100;
const SMALLEST_PAGE: u32 = 10;

/// Whether a request may be sent again when its answer does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// It changes nothing: try again.
    Read,
    /// It may have taken effect, and a second time it would not have another: try again.
    Idempotent,
    /// It may have taken effect, and would have it twice: never again in this run.
    Write {
        /// How many issues, comments and pull requests it creates.
        creations: usize,
    },
}

impl Intent {
    pub(super) fn cost(self) -> Cost {
        match self {
            Intent::Read => Cost::default(),
            Intent::Idempotent => Cost {
                write: true,
                creations: 0,
            },
            Intent::Write { creations } => Cost {
                write: true,
                creations,
            },
        }
    }
}

/// What stands at a path of REST, if it is not what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// What stands there now; `None` where it has not changed.
    pub body: Option<Value>,
    /// What the same is known by the next time.
    pub etag: Option<String>,
    /// GitHub's clock.
    pub date: Option<Timestamp>,
}

/// A client for one token.
pub struct Client {
    pub(super) octocrab: Octocrab,
    pub(super) url: String,
    /// What stands before the paths of REST: `/v3` on an Enterprise Server.
    pub(super) prefix: &'static str,
    pub(super) kind: Option<Kind>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) stop: Stop,
    /// How long an answer may take.
    pub(super) patience: Duration,
    /// How long a turn lasts without a word.
    pub(super) lease: SignedDuration,
    pub(super) budget: Mutex<Budget>,
    /// How often a page was halved, because GitHub found it too large.
    pub(super) halved: AtomicU32,
    /// How often a request is tried.
    pub(super) tries: u32,
    pub(super) requests: AtomicU64,
    /// What counts against GitHub's primary limits.
    pub(super) points: AtomicU64,
    /// Bytes of the bodies of answers.
    pub(super) received: AtomicU64,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the API at `url` (`https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server). `pause` stands between
    /// writes; GitHub asks for a second.
    ///
    /// # Errors
    /// Where the address is none.
    pub fn new(
        url: &str,
        token: Option<&Token>,
        clock: Arc<dyn Clock>,
        pause: Duration,
    ) -> Result<Client, GithubError> {
        // GraphQL stands beside `v3`, not below it.
        let url = url.trim_end_matches('/');
        let base = url.trim_end_matches("/v3").to_owned();
        let prefix = if url.ends_with("/v3") { "/v3" } else { "" };
        let unusable = |why: String| GithubError::Unreachable {
            url: base.clone(),
            why,
            unsent: true,
        };
        let octocrab = transport::octocrab(&base, token).map_err(unusable)?;
        let client = Client::over(octocrab, base.clone(), token, clock, pause);
        Ok(Client { prefix, ..client })
    }

    /// A client over a transport that was built elsewhere, such as one that plays back answers. `url` is what errors call it.
    pub fn over(
        octocrab: Octocrab,
        url: String,
        token: Option<&Token>,
        clock: Arc<dyn Clock>,
        pause: Duration,
    ) -> Client {
        let pause = SignedDuration::try_from(pause).unwrap_or(SignedDuration::from_secs(1));
        Client {
            octocrab,
            url,
            prefix: "",
            kind: token.map(Token::kind),
            clock,
            stop: Stop::default(),
            patience: LONGEST_ANSWER,
            lease: LEASE,
            budget: Mutex::new(Budget::new(pause)),
            halved: AtomicU32::new(0),
            tries: TRIES,
            requests: AtomicU64::new(0),
            points: AtomicU64::new(0),
            received: AtomicU64::new(0),
        }
    }

    /// The same, but a request that fails is not tried again: for whoever asks again soon anyway, and has something to show meanwhile.
    #[must_use]
    pub fn hasty(self) -> Client {
        Client { tries: 1, ..self }
    }

    /// The same, but a request waits only so long for its answer.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Client {
        Client { patience, ..self }
    }

    /// The same, but a turn ends after so long without a word from its holder.
    #[must_use]
    pub fn leased(self, lease: SignedDuration) -> Client {
        Client { lease, ..self }
    }

    /// How long a turn lasts without a word.
    pub fn lease(&self) -> SignedDuration {
        self.lease
    }

    /// The same, stopped by `stop`.
    #[must_use]
    pub fn stopped_by(self, stop: Stop) -> Client {
        Client { stop, ..self }
    }

    /// What stops it.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Its clock.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// What kind of token it bears.
    pub(super) fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// Requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// What they cost of GitHub's primary limits: the points of documents, as far as these ask for them and else 1, and 1 for each answer of
    /// REST that is not “not modified”.
    pub fn points(&self) -> u64 {
        self.points.load(Ordering::Relaxed)
    }

    /// Bytes of answers so far, without their headers.
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    pub(super) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Books what earlier runs created, so long ago each.
    pub fn remember(&self, ages: &[SignedDuration]) {
        let now = self.clock.now();
        self.budget()
            .remember(ages.iter().filter_map(|age| now.checked_sub(*age).ok()));
    }

    /// Waits, unless somebody asks to stop.
    ///
    /// # Errors
    /// [`GithubError::Stopped`].
    pub async fn sleep(&self, time: Duration) -> Result<(), GithubError> {
        tokio::select! {
            () = self.clock.sleep(time) => Ok(()),
            () = self.stop.wait() => Err(self.stopped()),
        }
    }

    /// The error of a run that was asked to stop.
    pub fn stopped(&self) -> GithubError {
        GithubError::Stopped {
            signal: self
                .stop
                .asked()
                .map_or_else(|| "a signal".to_owned(), |signal| signal.to_string()),
        }
    }

    /// Sends one document. Errors inside the answer are the caller's to judge, except a rate limit.
    ///
    /// # Errors
    /// Where there is no answer to judge.
    pub async fn graphql(
        &self,
        what: &str,
        document: &str,
        variables: Value,
        intent: Intent,
    ) -> Result<Answer, GithubError> {
        let body = serde_json::json!({ "query": document, "variables": variables });
        self.attempts(what, intent, |_| Ask::Graphql(body.clone()))
            .await
    }

    /// Reads a path of REST, of what GraphQL does not tell.
    ///
    /// # Errors
    /// Where there is no answer to judge.
    pub async fn get(&self, what: &str, path: &str) -> Result<Value, GithubError> {
        let answer = self.rest(what, Intent::Read, path).await?;
        Ok(answer.data.unwrap_or_default())
    }

    /// Reads a path of REST only if it is not what it was when it had this `ETag`. Where it is, that costs nothing of the primary limit:
    /// “Making a conditional request does not count against your primary rate limit if a 304 response is returned and the request was made
    /// while correctly authorized with an Authorization header” (docs.github.com, “Best practices for using the REST API”). It counts among the
    /// 900 points a minute like any other request. The `ETag` is the token's: with another token everything has changed.
    ///
    /// # Errors
    /// Where there is no answer to judge.
    pub async fn probe(
        &self,
        what: &str,
        path: &str,
        etag: Option<&str>,
    ) -> Result<Probe, GithubError> {
        let path = format!("{}{path}", self.prefix);
        let ask = |_| Ask::Changed(path.clone(), etag.map(str::to_owned));
        let answer = self.attempts(what, Intent::Read, ask).await?;
        Ok(Probe {
            body: answer.data,
            etag: answer.etag.or_else(|| etag.map(str::to_owned)),
            date: answer.date,
        })
    }

    /// Deletes what stands at a path of REST.
    ///
    /// # Errors
    /// Where GitHub refuses.
    pub async fn delete(&self, what: &str, path: &str) -> Result<(), GithubError> {
        self.rest(what, Intent::Idempotent, path).await.map(|_| ())
    }

    async fn rest(&self, what: &str, intent: Intent, path: &str) -> Result<Answer, GithubError> {
        let path = format!("{}{path}", self.prefix);
        self.attempts(what, intent, |_| Ask::Rest(path.clone()))
            .await
    }

    /// Reads pages: `build` makes the document for so many issues a page, which are fewer where GitHub cannot give as many.
    ///
    /// # Errors
    /// Where there is no answer to judge.
    pub async fn pages(
        &self,
        what: &str,
        build: impl Fn(u32) -> (String, Value),
    ) -> Result<Answer, GithubError> {
        self.attempts(what, Intent::Read, |halved| {
            let page = PAGE.checked_shr(halved).unwrap_or(0).max(SMALLEST_PAGE);
            let (document, variables) = build(page);
            Ask::Graphql(serde_json::json!({ "query": document, "variables": variables }))
        })
        .await
    }

    /// Waits until the budget allows a request, without booking it.
    ///
    /// # Errors
    /// Where that is not in this run, or somebody asks to stop.
    pub async fn ready(&self, cost: Cost) -> Result<(), GithubError> {
        loop {
            if self.stop.asked().is_some() {
                return Err(self.stopped());
            }
            let now = self.clock.now();
            let verdict = self.budget().ask(cost, now);
            let wait = match verdict {
                Verdict::Go => return Ok(()),
                Verdict::Wait(wait) => wait,
                Verdict::Later(spent, at) => {
                    let wait = at.duration_since(now);
                    if wait > SignedDuration::try_from(LONGEST_WAIT).unwrap_or(SignedDuration::ZERO)
                    {
                        return Err(GithubError::Budget {
                            spent: spent.to_string(),
                            at,
                        });
                    }
                    wait
                }
            };
            self.sleep(Duration::try_from(wait).unwrap_or(LONGEST_WAIT))
                .await?;
        }
    }

    /// How long to wait before a write is sent again that has had no effect: turned away by a limit, or never sent. `None` where it may
    /// have had one, or it is too long for this run.
    pub fn again(&self, error: &GithubError, attempt: u32) -> Option<Duration> {
        let wait = match error {
            GithubError::RateLimited { at, .. } => {
                Duration::try_from(at.duration_since(self.clock.now())).unwrap_or_default()
            }
            GithubError::Unreachable { unsent: true, .. } => backoff(attempt),
            _ => return None,
        };
        (attempt < TRIES && wait <= LONGEST_WAIT).then_some(wait)
    }

    /// One last request, whose answer does not matter.
    pub(super) async fn farewell(&self, document: &str, variables: Value) {
        let body = Ask::Graphql(serde_json::json!({ "query": document, "variables": variables }));
        let intent = Intent::Write { creations: 0 };
        let _ = self.once("saying goodbye", intent, &body).await;
    }
}
