//! What people do on GitHub, and what they see there.

use super::{Bench, GOVERNANCE, REPOSITORY};
use fakehub::User;
use serde_json::{Value, json};

impl Bench {
    /// A person's request.
    pub fn rest(&self, user: &User, method: &str, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.server.url());
        let (token, method, body) = (user.token.clone(), method.to_owned(), body.to_string());
        // A thread of its own: the client blocks, and the server runs on this runtime.
        std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
                .block_on(async move {
                    use http_body_util::{BodyExt, Full};
                    use hyper_util::{client::legacy::Client, rt::TokioExecutor};
                    let client: Client<_, Full<bytes::Bytes>> =
                        Client::builder(TokioExecutor::new()).build_http();
                    let request = http::Request::builder()
                        .method(method.as_str())
                        .uri(&url)
                        .header("authorization", format!("Bearer {token}"))
                        .body(Full::from(body))
                        .unwrap();
                    let response = client.request(request).await.unwrap();
                    let status = response.status();
                    let bytes = response.into_body().collect().await.unwrap().to_bytes();
                    assert!(
                        status.is_success(),
                        "{method} {url}: {status} {}",
                        String::from_utf8_lossy(&bytes)
                    );
                    serde_json::from_slice(&bytes).unwrap_or(Value::Null)
                })
        })
        .join()
        .unwrap()
    }

    /// The issues of a label: number and title.
    pub fn issues(&self, label: &str) -> Vec<(u64, String)> {
        let path = format!(
            "/repos/{REPOSITORY}/issues?state=all&per_page=100&labels={}",
            label.replace(':', "%3A")
        );
        let mut list: Vec<(u64, String)> = self
            .rest(&self.facilitator, "GET", &path, &Value::Null)
            .as_array()
            .unwrap()
            .iter()
            .map(|issue| {
                (
                    issue["number"].as_u64().unwrap(),
                    issue["title"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        list.sort();
        list
    }

    pub fn issue(&self, number: u64) -> Value {
        let path = format!("/repos/{REPOSITORY}/issues/{number}");
        self.rest(&self.facilitator, "GET", &path, &Value::Null)
    }

    /// The body of an issue.
    pub fn body(&self, number: u64) -> String {
        self.issue(number)["body"].as_str().unwrap().to_owned()
    }

    /// The facilitator changes an issue: its title, its text, whether it is open.
    pub fn patch(&self, issue: u64, change: &Value) {
        let path = format!("/repos/{REPOSITORY}/issues/{issue}");
        self.rest(&self.facilitator, "PATCH", &path, change);
    }

    /// Somebody gives a 👍.
    pub fn vote(&self, login: &str, issue: u64) {
        self.react(login, issue, "+1");
    }

    /// Somebody reacts; the id of the reaction.
    pub fn react(&self, login: &str, issue: u64, content: &str) -> u64 {
        let user = self.hub.add_user(login);
        let reaction = self.rest(
            &user,
            "POST",
            &format!("/repos/{REPOSITORY}/issues/{issue}/reactions"),
            &json!({ "content": content }),
        );
        reaction["id"].as_u64().unwrap()
    }

    /// Somebody takes a reaction back.
    pub fn take_back(&self, login: &str, issue: u64, reaction: u64) {
        let user = self.hub.add_user(login);
        let path = format!("/repos/{REPOSITORY}/issues/{issue}/reactions/{reaction}");
        self.rest(&user, "DELETE", &path, &Value::Null);
    }

    /// Somebody comments; the id of the comment.
    pub fn comment(&self, login: &str, issue: u64, body: &str) -> u64 {
        let user = self.hub.add_user(login);
        let path = format!("/repos/{REPOSITORY}/issues/{issue}/comments");
        let comment = self.rest(&user, "POST", &path, &json!({ "body": body }));
        comment["id"].as_u64().unwrap()
    }

    /// Somebody says something else in a comment of theirs.
    pub fn say_otherwise(&self, login: &str, comment: u64, body: &str) {
        let user = self.hub.add_user(login);
        let path = format!("/repos/{REPOSITORY}/issues/comments/{comment}");
        self.rest(&user, "PATCH", &path, &json!({ "body": body }));
    }

    /// Somebody fills the form for a note of the example's session; its issue.
    pub fn form(&self, login: &str, text: &str) -> u64 {
        let body = format!("### Session\n\nkubecon-india-2024\n\n### Note\n\n{text}");
        self.form_of(login, &body)
    }

    /// The same with whatever is in the form.
    pub fn form_of(&self, login: &str, body: &str) -> u64 {
        self.hub.add_user(login);
        let labels = ["folkmoot:note"];
        let filed = self.hub.file_form(login, REPOSITORY, "Note", body, &labels);
        filed.unwrap()
    }

    /// The number of the cluster whose name begins so.
    pub fn cluster(&self, name: &str) -> u64 {
        let all = self.issues("folkmoot:cluster");
        let found = all.iter().find(|(_, title)| title.starts_with(name));
        found.unwrap().0
    }

    /// The number of the note with this in its title.
    pub fn note(&self, piece: &str) -> u64 {
        let all = self.issues("folkmoot:note");
        let found = all.iter().find(|(_, title)| title.contains(piece));
        found.unwrap().0
    }

    /// The bodies of an issue's comments.
    pub fn comments(&self, issue: u64) -> Vec<String> {
        let path = format!("/repos/{REPOSITORY}/issues/{issue}/comments?per_page=100");
        let list = self.rest(&self.facilitator, "GET", &path, &Value::Null);
        let bodies = list.as_array().unwrap().iter();
        bodies
            .map(|comment| comment["body"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The facilitator sets labels, as with a click.
    pub fn label(&self, issue: u64, label: &str) {
        self.rest(
            &self.facilitator,
            "POST",
            &format!("/repos/{REPOSITORY}/issues/{issue}/labels"),
            &json!({ "labels": [label] }),
        );
    }
    /// The facilitator takes a label away.
    pub fn unlabel(&self, issue: u64, label: &str) {
        let label = label.replace(':', "%3A").replace(' ', "%20");
        let path = format!("/repos/{REPOSITORY}/issues/{issue}/labels/{label}");
        self.rest(&self.facilitator, "DELETE", &path, &Value::Null);
    }

    /// The facilitator proposes a branch with something on it; the pull request's number.
    pub fn propose(&self, branch: &str) -> u64 {
        let made = self.hub.commit_on_branch(REPOSITORY, branch, "x.txt");
        made.unwrap();
        let path = format!("/repos/{REPOSITORY}/pulls");
        let pull = json!({ "title": "A session", "head": branch, "base": "main" });
        let pull = self.rest(&self.facilitator, "POST", &path, &pull);
        pull["number"].as_u64().unwrap()
    }

    /// A maintainer merges a pull request of the governance repository.
    pub fn merge(&self, pull: u64) {
        let path = format!("/repos/{GOVERNANCE}/pulls/{pull}/merge");
        self.rest(&self.facilitator, "PUT", &path, &json!({}));
    }
}
