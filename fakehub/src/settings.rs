//! What administrators set in a repository, as the Rust API takes it.

/// Settings of a repository. The default is a repository as GitHub makes it, where workflows may open pull requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether it has issues.
    pub issues: bool,
    /// Whether it is archived: then everybody may only read.
    pub archived: bool,
    /// Whether workflows run.
    pub actions: bool,
    /// Which actions they may use: `all`, `local_only` or `selected`.
    pub allowed_actions: &'static str,
    /// Whether actions have to be named by their whole commit ids.
    pub sha_pinning: bool,
    /// Whether workflows may open and approve pull requests. Off at first on GitHub.
    pub pull_requests: bool,
    /// Its workflows, as they are on the default branch.
    pub workflows: Vec<Workflow>,
    /// Rules for branches.
    pub rules: Vec<Rule>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            issues: true,
            archived: false,
            actions: true,
            allowed_actions: "all",
            sha_pinning: false,
            pull_requests: true,
            workflows: Vec::new(),
            rules: Vec::new(),
        }
    }
}

/// A workflow of GitHub Actions; nothing runs it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    /// Its name.
    pub name: String,
    /// Its file, from `.github/workflows/` on.
    pub path: String,
    /// `active`, `disabled_manually`, `disabled_inactivity` …
    pub state: String,
}

impl Workflow {
    /// One that runs.
    pub fn active(name: &str, path: &str) -> Workflow {
        Workflow {
            name: name.to_owned(),
            path: path.to_owned(),
            state: "active".to_owned(),
        }
    }
}

/// A rule of a ruleset that is in force. Here it is told of, and kept by nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// GitHub's word for it, such as `creation`, `update` or `required_signatures`.
    pub kind: String,
    /// What the names of its branches begin with; empty for all.
    pub branches: String,
}
