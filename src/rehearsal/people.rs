//! People with accounts of their own, who do by HTTP what they would do in a browser.

use super::RehearsalError;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// Everybody's browser.
pub(super) struct Browser {
    client: Client<HttpConnector, Full<bytes::Bytes>>,
    base: String,
}

impl Browser {
    pub(super) fn new(base: String) -> Browser {
        Browser {
            client: Client::builder(TokioExecutor::new()).build_http(),
            base,
        }
    }

    async fn send(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value, RehearsalError> {
        let wrong = |why: String| RehearsalError::Play(format!("{method} {path}: {why}"));
        let request = Request::builder()
            .method(method.clone())
            .uri(format!("{}{path}", self.base))
            .header("authorization", format!("Bearer {token}"))
            .header("user-agent", "people")
            .header("content-type", "application/json")
            .body(Full::from(body.to_string()))
            .map_err(|error| wrong(error.to_string()))?;
        let response = self
            .client
            .request(request)
            .await
            .map_err(|error| wrong(error.to_string()))?;
        let status = response.status();
        let bytes = response
            .into_body()
            .collect()
            .await
            .map_err(|error| wrong(error.to_string()))?
            .to_bytes();
        if !status.is_success() {
            return Err(wrong(format!(
                "{status} {}",
                String::from_utf8_lossy(&bytes)
            )));
        }
        Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub(super) async fn get(&self, token: &str, path: &str) -> Result<Value, RehearsalError> {
        self.send(token, Method::GET, path, &Value::Null).await
    }

    pub(super) async fn comment(
        &self,
        token: &str,
        repository: &str,
        issue: u64,
        body: &str,
    ) -> Result<(), RehearsalError> {
        let path = format!("/repos/{repository}/issues/{issue}/comments");
        self.send(token, Method::POST, &path, &json!({ "body": body }))
            .await?;
        Ok(())
    }

    pub(super) async fn react(
        &self,
        token: &str,
        repository: &str,
        issue: u64,
        content: &str,
    ) -> Result<(), RehearsalError> {
        let path = format!("/repos/{repository}/issues/{issue}/reactions");
        self.send(token, Method::POST, &path, &json!({ "content": content }))
            .await?;
        Ok(())
    }

    pub(super) async fn label(
        &self,
        token: &str,
        repository: &str,
        issue: u64,
        label: &str,
    ) -> Result<(), RehearsalError> {
        let path = format!("/repos/{repository}/issues/{issue}/labels");
        self.send(token, Method::POST, &path, &json!({ "labels": [label] }))
            .await?;
        Ok(())
    }

    pub(super) async fn merge(
        &self,
        token: &str,
        repository: &str,
        pull: u64,
    ) -> Result<(), RehearsalError> {
        let path = format!("/repos/{repository}/pulls/{pull}/merge");
        self.send(token, Method::PUT, &path, &json!({})).await?;
        Ok(())
    }
}

/// Dice that fall the same way for the same seed (SplitMix64, Steele, Lea and Flood 2014).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `below`, 0 where that is 0.
    pub(super) fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        let below = u64::try_from(below).unwrap_or(1).max(1);
        usize::try_from(z % below).unwrap_or(0)
    }
}
