//! The client: one GraphQL request at a time, counted, paced, and retried only where it reads.

use super::clock::Clock;
use super::error::GithubError;
use super::token::Token;
use super::transport;
use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The largest answer that is read, in bytes: far above a page of 100 issues with full bodies.
const LARGEST_ANSWER: usize = 64 << 20;
/// How long an answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(60);
/// How often a read is tried.
const READS: u32 = 4;
/// The longest wait that a run takes upon itself; a longer one is the next run's.
const LONGEST_WAIT: Duration = Duration::from_secs(90);

/// Whether a request may be sent again when its answer does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// It changes nothing: try again.
    Read,
    /// It may have taken effect: never again in this run.
    Write {
        /// How many issues, comments and pull requests it creates.
        creations: usize,
    },
}

/// One of the errors in a GraphQL answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerError {
    /// For people.
    pub message: String,
    /// GitHub's code, such as `NOT_FOUND`.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// Where in the answer.
    #[serde(default)]
    pub path: Option<Vec<Value>>,
}

/// A GraphQL answer, whole: octocrab's own drops the data where there are errors.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Answer {
    /// What was asked for, possibly with gaps.
    #[serde(default)]
    pub data: Option<Value>,
    /// Why there are gaps.
    #[serde(default)]
    pub errors: Vec<AnswerError>,
}

/// A client for one token.
pub struct Client {
    octocrab: Octocrab,
    url: String,
    clock: Arc<dyn Clock>,
    /// Between writes; GitHub asks for a second.
    pause: Duration,
    /// Milliseconds to wait before the next write.
    owed: AtomicU64,
    requests: AtomicU64,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the API at `url` (`https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server).
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
        let base = url.trim_end_matches('/').trim_end_matches("/v3").to_owned();
        let unusable = |why: String| GithubError::Unreachable {
            url: base.clone(),
            why,
        };
        let octocrab = transport::octocrab(&base, token).map_err(unusable)?;
        Ok(Client {
            octocrab,
            url: base,
            clock,
            pause,
            owed: AtomicU64::new(0),
            requests: AtomicU64::new(0),
        })
    }

    /// Requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
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
        let body = json!({ "query": document, "variables": variables });
        let mut attempt = 0;
        loop {
            attempt += 1;
            if let Intent::Write { creations } = intent {
                let pause = pause_after(self.pause, creations);
                let pause = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
                let owed = self.owed.swap(pause, Ordering::Relaxed);
                if owed > 0 {
                    self.clock.sleep(Duration::from_millis(owed)).await;
                }
            }
            let (error, wait) = match self.once(what, &body).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let transient = wait.is_some()
                || matches!(
                    error,
                    GithubError::Unreachable { .. }
                        | GithubError::Server { .. }
                        | GithubError::Unusable { .. }
                );
            // A request that was turned away by a limit has had no effect, so waiting and sending it again is safe.
            let again = transient && attempt < READS && (intent == Intent::Read || wait.is_some());
            let wait = wait.unwrap_or_else(|| Duration::from_secs(1 << attempt.min(4)));
            if !again || wait > LONGEST_WAIT {
                return Err(error);
            }
            self.clock.sleep(wait).await;
        }
    }

    /// One request; a failure comes with the time to wait if a limit turned it away.
    async fn once(
        &self,
        what: &str,
        body: &Value,
    ) -> Result<Answer, (GithubError, Option<Duration>)> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let unreachable = |why: String| {
            (
                GithubError::Unreachable {
                    url: self.url.clone(),
                    why,
                },
                None,
            )
        };
        let exchange = async {
            let response = self
                .octocrab
                ._post("/graphql", Some(body))
                .await
                .map_err(|error| unreachable(chain(&error)))?;
            let (parts, stream) = response.into_parts();
            let bytes = Limited::new(stream, LARGEST_ANSWER)
                .collect()
                .await
                .map_err(|error| unreachable(error.to_string()))?
                .to_bytes();
            Ok((parts, bytes))
        };
        // Real time, also where the clock is a rehearsal's: it is the connection that hangs.
        let (parts, bytes) = tokio::time::timeout(LONGEST_ANSWER, exchange)
            .await
            .unwrap_or_else(|_| {
                Err(unreachable(format!(
                    "no answer within {} seconds",
                    LONGEST_ANSWER.as_secs()
                )))
            })?;
        let status = parts.status.as_u16();
        let message = || {
            serde_json::from_slice::<Value>(&bytes)
                .ok()
                .and_then(|body| Some(body.get("message")?.as_str()?.to_owned()))
                .unwrap_or_else(|| format!("status {status}"))
        };
        let header = |name: &str| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        match status {
            200..=299 => {
                let answer: Answer = serde_json::from_slice(&bytes).map_err(|error| {
                    let why = error.to_string();
                    (
                        GithubError::Unusable {
                            what: what.to_owned(),
                            why,
                        },
                        None,
                    )
                })?;
                // Where some of it was done, it is no request that was turned away: what was done must not be sent again.
                let nothing = answer
                    .data
                    .as_ref()
                    .and_then(Value::as_object)
                    .is_none_or(|data| data.values().all(Value::is_null));
                match answer
                    .errors
                    .iter()
                    .find(|error| nothing && error.kind.as_deref() == Some("RATE_LIMITED"))
                {
                    Some(error) => Err(self.limited(
                        error.message.clone(),
                        header("retry-after"),
                        header("x-ratelimit-reset"),
                    )),
                    None => Ok(answer),
                }
            }
            401 => Err((
                GithubError::Unauthorized {
                    status,
                    url: self.url.clone(),
                    why: message(),
                },
                None,
            )),
            403 | 429 => {
                let why = message();
                let limit = header("retry-after").is_some()
                    || header("x-ratelimit-remaining") == Some("0")
                    || why.to_lowercase().contains("rate limit")
                    || status == 429;
                if limit {
                    let reset = header("x-ratelimit-reset")
                        .filter(|_| header("x-ratelimit-remaining") == Some("0"));
                    Err(self.limited(why, header("retry-after"), reset))
                } else {
                    Err((forbidden(why), None))
                }
            }
            500..=599 => Err((
                GithubError::Server {
                    status,
                    what: what.to_owned(),
                },
                None,
            )),
            _ => Err((
                GithubError::Refused {
                    what: what.to_owned(),
                    why: message(),
                },
                None,
            )),
        }
    }

    /// A limit, with the wait that GitHub asks for: its header, or the time of the reset, or a minute.
    fn limited(
        &self,
        why: String,
        after: Option<&str>,
        reset: Option<&str>,
    ) -> (GithubError, Option<Duration>) {
        let now = self.clock.now().as_second();
        let seconds = after
            .and_then(|seconds| seconds.parse::<i64>().ok())
            .or_else(|| Some(reset?.parse::<i64>().ok()? - now + 1))
            .unwrap_or(60)
            .clamp(1, 7200);
        let wait = Duration::from_secs(u64::try_from(seconds).unwrap_or(60));
        let minutes = u64::try_from((seconds + 59) / 60).unwrap_or(1);
        let when = format!("in {}", crate::ballot::many(minutes, "minute", "minutes"));
        let why = why.trim_end_matches('.').to_owned();
        (GithubError::RateLimited { why, when }, Some(wait))
    }
}

/// The pause that a write asks for before the next one: one `pause`, and three quarters of it for each creation, which with a second comes to
/// 80 creations a minute.
fn pause_after(pause: Duration, creations: usize) -> Duration {
    let creations = u32::try_from(creations).unwrap_or(u32::MAX);
    pause.max(pause.saturating_mul(creations).saturating_mul(3) / 4)
}

/// What GitHub means by "not accessible", and the setting that helps.
pub fn forbidden(why: String) -> GithubError {
    let cure = if why.contains("not permitted to create or approve pull requests") {
        "Allow it under Settings → Actions → General → Workflow permissions"
    } else {
        "Grant the token `issues: write` on the session's repository, and `contents: write` and `pull-requests: write` on the report's"
    };
    GithubError::Forbidden {
        why,
        cure: cure.to_owned(),
    }
}

/// An error with its causes: octocrab's own text leaves them out.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let part = error.to_string();
        if !part.is_empty() && !text.contains(&part) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(part.lines().next().unwrap_or_default());
        }
        next = error.source();
    }
    text
}
