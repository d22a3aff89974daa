//! The client: one GraphQL request at a time, within the budget, and sent again only where that does no harm.

use super::answer::{Answer, Failure, backoff, chain, header, is_limit, json, refused};
use super::budget::{Budget, Cost, Verdict};
use super::clock::Clock;
use super::error::GithubError;
use super::permission::{Need, forbidden};
use super::stop::Stop;
use super::token::{Kind, Token};
use super::transport;
use crate::plan::turn::LEASE;
use http::header::IF_NONE_MATCH;
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt, Limited};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use octocrab::Octocrab;
use serde_json::Value;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The largest answer that is read, in bytes: far above a page of 100 issues with full bodies.
const LARGEST_ANSWER: usize = 64 << 20;
/// How long an answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(60);
/// How often a request is tried.
const TRIES: u32 = 4;
/// The longest wait that a run takes upon itself; a longer one is the next run's.
const LONGEST_WAIT: Duration = Duration::from_secs(90);
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
    fn cost(self) -> Cost {
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

/// One thing to send.
#[derive(Debug)]
enum Ask {
    /// A document.
    Graphql(Value),
    /// A path of REST, to read or to delete.
    Rest(String),
    /// A path of REST, to read only if it is no longer what this `ETag` stands for.
    Changed(String, Option<String>),
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

/// An answer of REST; what is deleted has none.
fn plain(what: &str, bytes: &[u8]) -> Result<Answer, GithubError> {
    let data = if bytes.is_empty() {
        None
    } else {
        Some(json(what, bytes)?)
    };
    Ok(Answer {
        data,
        ..Answer::default()
    })
}

/// A client for one token.
pub struct Client {
    octocrab: Octocrab,
    url: String,
    /// What stands before the paths of REST: `/v3` on an Enterprise Server.
    prefix: &'static str,
    kind: Option<Kind>,
    clock: Arc<dyn Clock>,
    stop: Stop,
    /// How long an answer may take.
    patience: Duration,
    /// How long a turn lasts without a word.
    lease: SignedDuration,
    budget: Mutex<Budget>,
    /// How often a page was halved, because GitHub found it too large.
    halved: AtomicU32,
    /// How often a request is tried.
    tries: u32,
    requests: AtomicU64,
    /// What counts against GitHub's primary limits.
    points: AtomicU64,
    /// Bytes of the bodies of answers.
    received: AtomicU64,
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
        let pause = SignedDuration::try_from(pause).unwrap_or(SignedDuration::from_secs(1));
        Ok(Client {
            octocrab,
            url: base,
            prefix,
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
        })
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

    fn budget(&self) -> MutexGuard<'_, Budget> {
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

    async fn attempts(
        &self,
        what: &str,
        intent: Intent,
        body: impl Fn(u32) -> Ask,
    ) -> Result<Answer, GithubError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.ready(intent.cost()).await?;
            self.budget().spend(intent.cost(), self.clock.now());
            let halved = self.halved.load(Ordering::Relaxed);
            let failure = match self.once(what, intent, &body(halved)).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if failure.too_much {
                self.halved.fetch_add(1, Ordering::Relaxed);
            }
            let transient = matches!(
                failure.error,
                GithubError::Unreachable { .. }
                    | GithubError::Server { .. }
                    | GithubError::Unusable { .. }
            );
            // What would be there twice is for whoever holds the turn to send again: a wait may outlast it.
            let wait = match failure.wait {
                _ if matches!(intent, Intent::Write { .. }) => return Err(failure.error),
                Some(wait) => wait,
                None if transient => backoff(attempt),
                None => return Err(failure.error),
            };
            if attempt >= self.tries || wait > LONGEST_WAIT {
                return Err(failure.error);
            }
            self.sleep(wait).await?;
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

    /// One request.
    async fn once(&self, what: &str, intent: Intent, ask: &Ask) -> Result<Answer, Failure> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let unreachable = |why: String| GithubError::Unreachable {
            url: self.url.clone(),
            why,
            unsent: false,
        };
        let exchange = async {
            let response = match ask {
                Ask::Graphql(body) => self.octocrab._post("/graphql", Some(body)).await,
                Ask::Rest(path) if intent == Intent::Read => self.octocrab._get(path).await,
                Ask::Changed(path, etag) => {
                    let headers = etag.as_ref().and_then(|etag| {
                        let value = HeaderValue::from_str(etag).ok()?;
                        Some(HeaderMap::from_iter([(IF_NONE_MATCH, value)]))
                    });
                    self.octocrab._get_with_headers(path, headers).await
                }
                Ask::Rest(path) => self.octocrab._delete(path, None::<&()>).await,
            };
            let response = response.map_err(|error| GithubError::Unreachable {
                url: self.url.clone(),
                why: chain(&error),
                unsent: refused(&error),
            })?;
            let (parts, stream) = response.into_parts();
            let bytes = Limited::new(stream, LARGEST_ANSWER)
                .collect()
                .await
                .map_err(|error| unreachable(error.to_string()))?
                .to_bytes();
            Ok::<_, Failure>((parts, bytes))
        };
        // Real time, also where the clock is a rehearsal's: it is the connection that hangs.
        let (parts, bytes) = tokio::time::timeout(self.patience, exchange)
            .await
            .unwrap_or_else(|_| {
                Err(Failure::from(unreachable(format!(
                    "no answer within {} seconds",
                    self.patience.as_secs()
                ))))
            })?;
        self.received
            .fetch_add(u64::try_from(bytes.len()).unwrap_or(0), Ordering::Relaxed);
        let status = parts.status.as_u16();
        // Of documents the answer tells; one that has not changed is free.
        if !matches!((ask, status), (Ask::Changed(..), 304)) {
            self.points.fetch_add(1, Ordering::Relaxed);
        }
        let number = |name: &str| header(&parts.headers, name)?.parse::<i64>().ok();
        // REST has an allowance of its own.
        if matches!(ask, Ask::Graphql(_)) {
            self.budget().hear(
                number("x-ratelimit-remaining").and_then(|left| u64::try_from(left).ok()),
                number("x-ratelimit-reset"),
            );
        }
        if let (Ask::Changed(..), true) = (ask, parts.status.is_success() || status == 304) {
            // An empty body of 304 is no data.
            let answer = plain(what, &bytes)?;
            let date = header(&parts.headers, "date");
            return Ok(Answer {
                etag: header(&parts.headers, "etag").map(str::to_owned),
                date: date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok()),
                ..answer
            });
        }
        if parts.status.is_success() && matches!(ask, Ask::Rest(_)) {
            return plain(what, &bytes).map_err(Failure::from);
        }
        if parts.status.is_success() {
            return self.judged(what, intent, &parts.headers, &bytes);
        }
        let why = json::<Value>(what, &bytes)
            .ok()
            .and_then(|body| Some(body.get("message")?.as_str()?.to_owned()))
            .unwrap_or_else(|| format!("status {status}"));
        Err(match status {
            401 => GithubError::Unauthorized {
                status,
                url: self.url.clone(),
                why,
            }
            .into(),
            403 | 429 => {
                let limit = header(&parts.headers, "retry-after").is_some()
                    || header(&parts.headers, "x-ratelimit-remaining") == Some("0")
                    || is_limit(&why)
                    || status == 429;
                if limit {
                    self.limited(why, &parts.headers)
                } else {
                    forbidden(why, Need::Issues, self.kind).into()
                }
            }
            500..=599 => Failure {
                too_much: matches!(status, 502 | 504),
                ..Failure::from(GithubError::Server {
                    status,
                    what: what.to_owned(),
                })
            },
            _ => GithubError::Refused {
                what: what.to_owned(),
                why,
            }
            .into(),
        })
    }

    /// An answer with status 200, which may be a refusal all the same.
    fn judged(
        &self,
        what: &str,
        intent: Intent,
        headers: &HeaderMap,
        bytes: &[u8],
    ) -> Result<Answer, Failure> {
        let answer: Answer = json(what, bytes)?;
        let cost = answer.data.as_ref().and_then(|data| {
            let cost = data.get("rateLimit")?.get("cost")?.as_u64()?;
            cost.checked_sub(1)
        });
        self.points
            .fetch_add(cost.unwrap_or_default(), Ordering::Relaxed);
        // Where some of a write was done, it is no request that was turned away: what was done must not be sent again. Half a reading
        // is none.
        let reads = intent == Intent::Read;
        let nothing = answer
            .data
            .as_ref()
            .and_then(Value::as_object)
            .is_none_or(|data| data.values().all(Value::is_null));
        if !nothing && !reads {
            return Ok(answer);
        }
        // Governance repositories may be refused without harm to the rest.
        for error in answer.errors.iter().filter(|error| !error.at('p')) {
            let unusable = || GithubError::Unusable {
                what: what.to_owned(),
                why: error.message.clone(),
            };
            match error.kind.as_deref() {
                Some("RATE_LIMITED" | "RATE_LIMIT") => {
                    return Err(self.limited(error.message.clone(), headers));
                }
                Some("RESOURCE_LIMITS_EXCEEDED" | "MAX_NODE_LIMIT_EXCEEDED") => {
                    return Err(Failure {
                        too_much: true,
                        ..Failure::from(unusable())
                    });
                }
                _ if is_limit(&error.message) => {
                    return Err(self.limited(error.message.clone(), headers));
                }
                // GitHub's "something went wrong": a reading may fare better next time, and the caller judges the rest.
                None | Some("INTERNAL") if reads => return Err(unusable().into()),
                _ => {}
            }
        }
        Ok(answer)
    }

    /// A limit, with the wait that GitHub asks for: its header, or the time of the reset, or a minute.
    pub(super) fn limited(&self, why: String, headers: &HeaderMap) -> Failure {
        let now = self.clock.now().as_second();
        let number = |name: &str| header(headers, name)?.parse::<i64>().ok();
        let used_up = header(headers, "x-ratelimit-remaining") == Some("0");
        let seconds = number("retry-after")
            .or_else(|| {
                Some(
                    number("x-ratelimit-reset")
                        .filter(|_| used_up)?
                        .saturating_sub(now)
                        .saturating_add(1),
                )
            })
            .unwrap_or(60)
            .clamp(1, 7200);
        let wait = Duration::from_secs(u64::try_from(seconds).unwrap_or(60));
        let minutes = u64::try_from((seconds + 59) / 60).unwrap_or(1);
        let when = format!("in {}", crate::ballot::many(minutes, "minute", "minutes"));
        let why = why.trim_end_matches('.').to_owned();
        Failure {
            wait: Some(wait),
            ..Failure::from(GithubError::RateLimited {
                why,
                when,
                at: self
                    .clock
                    .now()
                    .saturating_add(SignedDuration::from_secs(seconds))
                    .unwrap_or(self.clock.now()),
            })
        }
    }
}
