//! Who may command: whoever may write to the repository, or triage its issues.

use super::client::Client;
use super::error::GithubError;
use crate::session::RepositoryName;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Granted {
    /// `admin`, `write`, `read` or `none`; it knows no triage.
    permission: Option<String>,
    /// The role, as the organization calls it.
    role_name: Option<String>,
    user: Option<Person>,
}

#[derive(Debug, Deserialize)]
struct Person {
    permissions: Option<Permissions>,
}

#[derive(Debug, Deserialize)]
struct Permissions {
    #[serde(default)]
    triage: bool,
    #[serde(default)]
    push: bool,
}

impl Granted {
    fn may_command(&self) -> bool {
        let is = |text: &Option<String>, words: &[&str]| {
            text.as_deref().is_some_and(|text| words.contains(&text))
        };
        let listed = self.user.as_ref().and_then(|it| it.permissions.as_ref());
        is(&self.permission, &["admin", "maintain", "write"])
            || is(&self.role_name, &["admin", "maintain", "write", "triage"])
            // Roles that an organization made itself.
            || listed.is_some_and(|listed| listed.push || listed.triage)
    }
}

impl Client {
    /// Whether these accounts may command, or in one sentence why that cannot be read: then nobody takes it that they may.
    ///
    /// # Errors
    /// Where the network or GitHub itself failed, so that another try may do better.
    pub async fn find_rights(
        &self,
        repository: &RepositoryName,
        logins: &[String],
    ) -> Result<Vec<(String, Result<bool, String>)>, GithubError> {
        let mut rights = Vec::new();
        for login in logins {
            rights.push((login.clone(), self.find_right(repository, login).await?));
        }
        Ok(rights)
    }

    async fn find_right(
        &self,
        repository: &RepositoryName,
        login: &str,
    ) -> Result<Result<bool, String>, GithubError> {
        // It becomes part of a path.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if login.is_empty() || !login.bytes().all(plain) {
            return Ok(Err("GitHub has no such login".to_owned()));
        }
        let path = format!("/repos/{repository}/collaborators/{login}/permission");
        match self.get("looking up what an account may do", &path).await {
            Ok(value) => Ok(serde_json::from_value(value)
                .map(|granted: Granted| granted.may_command())
                .map_err(|error| format!("GitHub’s answer cannot be used: {error}"))),
            Err(GithubError::Forbidden { why, .. } | GithubError::Refused { why, .. }) => {
                Ok(Err(format!("GitHub refuses: {why}")))
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_command() {
        for (json, may) in [
            (r#"{"permission":"admin","role_name":"admin"}"#, true),
            (r#"{"permission":"write","role_name":"maintain"}"#, true),
            (r#"{"permission":"read","role_name":"triage"}"#, true),
            (
                r#"{"permission":"read","role_name":"Facilitators","user":{"permissions":{"triage":true}}}"#,
                true,
            ),
            (
                r#"{"permission":"read","role_name":"read","user":{"permissions":{"pull":true}}}"#,
                false,
            ),
            (r#"{"permission":"none","role_name":""}"#, false),
            (r#"{"permission":null,"role_name":null,"user":null}"#, false),
            ("{}", false),
        ] {
            let granted: Granted = serde_json::from_str(json).unwrap();
            assert_eq!(granted.may_command(), may, "{json}");
        }
    }
}
