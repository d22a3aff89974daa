//! Sending one request: again where that does no harm, and what its answer means.

use super::answer::{Answer, Failure, backoff, chain, header, is_limit, json, refused};
use super::client::{Client, Intent, LONGEST_WAIT};
use super::error::GithubError;
use super::permission::{Need, forbidden};
use http::header::IF_NONE_MATCH;
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use jiff::SignedDuration;
use jiff::fmt::rfc2822::DateTimeParser;
use serde_json::Value;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The largest answer that is read, in bytes: far above a page of 100 issues with full bodies.
const LARGEST_ANSWER: usize = 64 << 20;
/// One that is larger than this and of no use may do better with fewer issues on a page.
const LARGE_ANSWER: usize = 8 << 20;

/// One thing to send.
#[derive(Debug)]
pub(super) enum Ask {
    /// A document.
    Graphql(Value),
    /// A path of REST, to read or to delete.
    Rest(String),
    /// A path of REST, to read only if it is no longer what this `ETag` stands for.
    Changed(String, Option<String>),
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

impl Client {
    /// Sends what `body` makes, again where that does no harm and may help.
    pub(super) async fn attempts(
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
            // What would be there twice is for whoever holds the turn to send again: a wait may outlast it.
            let wait = match failure.wait {
                _ if matches!(intent, Intent::Write { .. }) => return Err(failure.error),
                Some(wait) => wait,
                None if failure.error.in_doubt() => backoff(attempt),
                None => return Err(failure.error),
            };
            if attempt >= self.tries || wait > LONGEST_WAIT {
                return Err(failure.error);
            }
            self.sleep(wait).await?;
        }
    }

    /// One request.
    pub(super) async fn once(
        &self,
        what: &str,
        intent: Intent,
        ask: &Ask,
    ) -> Result<Answer, Failure> {
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
                .map_err(|error| Failure {
                    too_much: error.is::<LengthLimitError>(),
                    ..Failure::from(unreachable(error.to_string()))
                })?
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
        let answer: Answer = json(what, bytes).map_err(|error| Failure {
            too_much: bytes.len() > LARGE_ANSWER,
            ..Failure::from(error)
        })?;
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
        let when = format!("in {}", crate::text::many(minutes, "minute", "minutes"));
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
