//! How people reach the hub: by HTTP, each with a token of their own. Part of the driver.

use super::driver::{GOVERNANCE, Place, SESSIONS, said};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

impl Place {
    /// Numbers and titles of the issues with these labels, the oldest first.
    pub async fn list(&self, labels: &str) -> Result<Vec<(u64, String)>, String> {
        let mut list = Vec::new();
        for page in 1.. {
            let path = format!(
                "issues?state=all&per_page=100&page={page}&labels={}",
                encoded(labels)
            );
            let found = self.facilitate("GET", &path, &Value::Null).await?;
            let found = found.as_array().cloned().unwrap_or_default();
            list.extend(found.iter().filter_map(|issue| {
                Some((
                    issue["number"].as_u64()?,
                    issue["title"].as_str()?.to_owned(),
                ))
            }));
            if found.len() < 100 {
                break;
            }
        }
        list.sort();
        Ok(list)
    }

    pub async fn put_label(&self, number: u64, label: &str) -> Result<(), String> {
        let body = json!({ "labels": [label] });
        self.facilitate("POST", &format!("issues/{number}/labels"), &body)
            .await
            .map(drop)
    }

    pub async fn patch(&self, number: u64, body: &Value) -> Result<(), String> {
        self.facilitate("PATCH", &format!("issues/{number}"), body)
            .await
            .map(drop)
    }

    pub async fn take(&self, path: &str) -> Result<(), String> {
        self.facilitate("DELETE", path, &Value::Null)
            .await
            .map(drop)
    }

    /// A maintainer merges the report, if there is one.
    pub async fn merge(&self, id: &str) -> Result<(), String> {
        let token = &self.facilitator.token;
        let open = format!("/repos/{GOVERNANCE}/pulls?state=open");
        let pulls = self.send(token, "GET", &open, &Value::Null).await?;
        let branch = format!("folkmoot/{id}");
        let mut pulls = pulls.as_array().into_iter().flatten();
        let Some(pull) = pulls.find(|pull| pull["head"]["ref"] == branch.as_str()) else {
            return Ok(());
        };
        let path = format!("/repos/{GOVERNANCE}/pulls/{}/merge", pull["number"]);
        self.send(token, "PUT", &path, &json!({})).await.map(drop)
    }

    pub async fn facilitate(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.rest(&self.facilitator.token, method, path, body).await
    }

    pub async fn rest(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.send(token, method, &format!("/repos/{SESSIONS}/{path}"), body)
            .await
    }

    pub async fn send(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server.url()))
            .header("authorization", format!("Bearer {token}"))
            .body(Full::from(body.to_string()))
            .map_err(said)?;
        let response = self.browser.request(request).await.map_err(said)?;
        let status = response.status();
        let bytes = response
            .into_body()
            .collect()
            .await
            .map_err(said)?
            .to_bytes();
        if !status.is_success() {
            let text = String::from_utf8_lossy(&bytes);
            return Err(format!("{method} {path}: {status} {text}"));
        }
        Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

pub fn encoded(text: &str) -> String {
    text.replace(' ', "%20")
        .replace(':', "%3A")
        .replace(',', "%2C")
}
