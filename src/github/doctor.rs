//! Reading a repository as `doctor` wants to know it: one document for all that GraphQL tells, and a request for each setting that REST alone does.

use super::answer::Answer;
use super::client::{Client, Intent};
use super::error::GithubError;
use super::read::{endless, onward, owner, parse};
use super::token::Kind;
use super::wire::{BranchNode, PageInfo};
use crate::ballot::RollSource;
use crate::doctor::seen::{Actions, Asked, Github, Home, Label, Left, Looked, Place, Workflow};
use crate::session::RepositoryName;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::fmt::Write;

const WHAT: &str = "looking at the repository";
/// What a repository is asked, wherever it is.
const PLACE: &str = "isArchived viewerPermission defaultBranchRef { name }";
/// The most labels that are read.
const MOST_LABELS: usize = 100_000;
const LABELS: &str = "query DoctorLabels($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    labels(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { name description } }
  }
}
";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlaceNode {
    is_archived: bool,
    viewer_permission: Option<String>,
    default_branch_ref: Option<BranchNode>,
}

impl From<PlaceNode> for Place {
    fn from(node: PlaceNode) -> Place {
        Place {
            archived: node.is_archived,
            empty: node.default_branch_ref.is_none(),
            permission: node.viewer_permission,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RepositoryNode {
    has_issues_enabled: bool,
    labels: Option<LabelPage>,
    #[serde(flatten)]
    place: PlaceNode,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LabelPage {
    page_info: PageInfo,
    #[serde(default)]
    nodes: Vec<Option<LabelNode>>,
}

#[derive(Debug, Deserialize)]
struct LabelNode {
    name: String,
    description: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Permissions {
    enabled: bool,
    #[serde(default)]
    allowed_actions: String,
    /// Older Enterprise Servers know no such setting.
    #[serde(default)]
    sha_pinning_required: bool,
}

#[derive(Debug, Deserialize)]
struct OfWorkflows {
    can_approve_pull_request_reviews: bool,
}

#[derive(Debug, Deserialize)]
struct Workflows {
    workflows: Vec<WorkflowNode>,
}

#[derive(Debug, Deserialize)]
struct WorkflowNode {
    name: String,
    path: String,
    state: String,
}

#[derive(Debug, Deserialize)]
struct RuleNode {
    #[serde(rename = "type")]
    kind: String,
}

/// A document that is being put together.
#[derive(Default)]
struct Document {
    head: Vec<String>,
    fields: String,
    variables: Map<String, Value>,
}

impl Document {
    /// A variable, whose name is returned.
    fn text(&mut self, name: String, value: &str) -> String {
        self.head.push(format!("${name}: String!"));
        self.variables.insert(name.clone(), json!(value));
        format!("${name}")
    }

    fn field(&mut self, field: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.fields, "  {field}");
    }

    fn repository(&mut self, alias: &str, name: &RepositoryName, more: &str) {
        let owner = self.text(format!("{alias}o"), &name.owner);
        let short = self.text(format!("{alias}n"), &name.name);
        self.field(format_args!(
            "{alias}: repository(owner: {owner}, name: {short}) {{ {PLACE} {more} }}"
        ));
    }

    async fn ask(self, client: &Client) -> Result<Answer, GithubError> {
        let (head, fields) = (self.head.join(", "), self.fields);
        let document = format!("query Doctor({head}) {{\n{fields}}}\n");
        client
            .graphql(WHAT, &document, self.variables.into(), Intent::Read)
            .await
    }
}

/// What GitHub said of a field of the root, or of something below it.
fn error<'a>(answer: &'a Answer, alias: &str) -> Option<&'a str> {
    let about = answer.errors.iter().find(|error| {
        let first = error.path.as_ref().and_then(|path| path.first());
        first.and_then(Value::as_str) == Some(alias)
    });
    about.map(|error| error.message.as_str())
}

fn value<'a>(answer: &'a Answer, path: &[&str]) -> Option<&'a Value> {
    let mut value = answer.data.as_ref()?;
    for name in path {
        value = value.get(name)?;
    }
    (!value.is_null()).then_some(value)
}

impl Client {
    /// What GitHub tells of a repository, of those that its sessions write to (`homes`), and of rolls. What the token may not see is told as
    /// that; no answer is taken for a good one.
    ///
    /// # Errors
    /// Where the network or GitHub itself failed.
    pub async fn examine(
        &self,
        report: Option<&Client>,
        repository: &RepositoryName,
        homes: &[RepositoryName],
        rolls: &[RollSource],
    ) -> Result<Asked, GithubError> {
        match self.look_at(report, repository, homes, rolls).await {
            Err(GithubError::Unauthorized { why, .. }) => Ok(Asked::Refused(why)),
            Err(GithubError::RateLimited { why, when, .. }) => Ok(Asked::Limited(format!(
                "{why}, for now; it does again {when}"
            ))),
            Err(GithubError::Budget { spent, .. }) => Ok(Asked::Limited(spent)),
            told => told,
        }
    }

    async fn look_at(
        &self,
        report: Option<&Client>,
        repository: &RepositoryName,
        homes: &[RepositoryName],
        rolls: &[RollSource],
    ) -> Result<Asked, GithubError> {
        let mut own = Document::default();
        let collaborators = match rolls.contains(&RollSource::Collaborators) {
            true => "collaborators(first: 1) { totalCount }",
            false => "",
        };
        let more = format!(
            "hasIssuesEnabled labels(first: 100) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ name description }} }} {collaborators}"
        );
        own.repository("own", repository, &more);
        own.field(format_args!(
            "input: __type(name: \"CreateIssueInput\") {{ inputFields {{ name }} }}"
        ));
        own.field(format_args!("rateLimit {{ limit remaining resetAt }}"));
        for (index, roll) in rolls.iter().enumerate() {
            ask_roll(&mut own, index, roll);
        }
        let elsewhere: Vec<&RepositoryName> =
            homes.iter().filter(|home| *home != repository).collect();
        let mut others = Document::default();
        let into = if report.is_some() {
            &mut others
        } else {
            &mut own
        };
        for (index, home) in elsewhere.iter().enumerate() {
            into.repository(&format!("r{index}"), home, "");
        }
        let answer = own.ask(self).await?;
        let Some(found) = value(&answer, &["own"]) else {
            return Ok(Asked::NoRepository);
        };
        let found: RepositoryNode = parse(WHAT, found.clone())?;
        let place = Place::from(found.place);
        let of_homes = match report {
            Some(report) if !elsewhere.is_empty() => Some(others.ask(report).await?),
            _ => None,
        };
        let of_homes = of_homes.as_ref().unwrap_or(&answer);
        let mut all = Vec::new();
        for home in homes {
            let seen = match elsewhere.iter().position(|other| *other == home) {
                None => Some(place.clone()),
                Some(index) => match value(of_homes, &[&format!("r{index}")]) {
                    Some(node) => Some(parse::<PlaceNode>(WHAT, node.clone())?.into()),
                    None => None,
                },
            };
            let client = report.filter(|_| home != repository).unwrap_or(self);
            let home_seen = match seen {
                Some(place) => Some(Home {
                    rules: client.rules(home).await?,
                    place,
                }),
                None => None,
            };
            all.push((home.clone(), home_seen));
        }
        let fields = value(&answer, &["input", "inputFields"]).and_then(Value::as_array);
        let sub_issues = fields.is_none_or(|fields| {
            let name =
                |field: &Value| field.get("name").and_then(Value::as_str) == Some("parentIssueId");
            fields.iter().any(name)
        });
        Ok(Asked::Told(Box::new(Github {
            of_app: self.kind() == Some(Kind::Installation),
            report_token: report.is_some(),
            own: place,
            issues: found.has_issues_enabled,
            labels: self.all_labels(repository, found.labels).await?,
            sub_issues,
            left: left(&answer)?,
            actions: self.actions(repository).await?,
            may_open: self.may_open(repository).await?,
            workflows: self.workflows(repository).await?,
            homes: all,
            rolls: rolls
                .iter()
                .enumerate()
                .map(|(index, roll)| (roll.clone(), size(&answer, index, roll)))
                .collect(),
        })))
    }

    /// The labels, of which the first page is there already.
    async fn all_labels(
        &self,
        repository: &RepositoryName,
        first: Option<LabelPage>,
    ) -> Result<Vec<Label>, GithubError> {
        let mut labels = Vec::new();
        let mut page = first;
        let mut asked: Option<String> = None;
        while let Some(LabelPage { page_info, nodes }) = page {
            // GitHub has no repository with so many.
            if labels.len() > MOST_LABELS {
                return Err(endless(WHAT));
            }
            labels.extend(nodes.into_iter().flatten().map(|node| Label {
                name: node.name,
                description: node.description.unwrap_or_default(),
            }));
            let Some(after) = onward(WHAT, &page_info, asked.as_deref())? else {
                break;
            };
            asked = Some(after.clone());
            let mut variables = owner(repository);
            variables.insert("after".to_owned(), json!(after));
            let answer = self
                .graphql(WHAT, LABELS, variables.into(), Intent::Read)
                .await?;
            page = value(&answer, &["repository", "labels"])
                .map(|page| parse(WHAT, page.clone()))
                .transpose()?;
        }
        Ok(labels)
    }

    /// A setting that REST tells, to whom it tells it.
    async fn setting<T: DeserializeOwned>(&self, path: &str) -> Result<Looked<T>, GithubError> {
        match self.get(WHAT, path).await {
            Ok(value) => Ok(Looked::Is(parse(WHAT, value)?)),
            Err(GithubError::Forbidden { why, .. } | GithubError::Refused { why, .. }) => {
                Ok(Looked::Hidden(why))
            }
            Err(error) => Err(error),
        }
    }

    async fn actions(&self, repository: &RepositoryName) -> Result<Looked<Actions>, GithubError> {
        let path = format!("/repos/{repository}/actions/permissions");
        let found = self.setting::<Permissions>(&path).await?;
        Ok(found.map(|found| Actions {
            enabled: found.enabled,
            allowed: found.allowed_actions,
            pinned: found.sha_pinning_required,
        }))
    }

    async fn may_open(&self, repository: &RepositoryName) -> Result<Looked<bool>, GithubError> {
        let path = format!("/repos/{repository}/actions/permissions/workflow");
        let found = self.setting::<OfWorkflows>(&path).await?;
        Ok(found.map(|found| found.can_approve_pull_request_reviews))
    }

    async fn workflows(
        &self,
        repository: &RepositoryName,
    ) -> Result<Looked<Vec<Workflow>>, GithubError> {
        let path = format!("/repos/{repository}/actions/workflows?per_page=100");
        let found = self.setting::<Workflows>(&path).await?;
        Ok(found.map(|found| {
            let there = found
                .workflows
                .into_iter()
                .filter(|it| it.state != "deleted");
            there
                .map(|it| Workflow {
                    name: it.name,
                    path: it.path,
                    state: it.state,
                })
                .collect()
        }))
    }

    /// The rules for a branch as folkmoot makes them; it need not be there.
    async fn rules(&self, repository: &RepositoryName) -> Result<Looked<Vec<String>>, GithubError> {
        let path = format!("/repos/{repository}/rules/branches/folkmoot%2Fsession?per_page=100");
        let found = self.setting::<Vec<RuleNode>>(&path).await?;
        Ok(found.map(|rules| rules.into_iter().map(|rule| rule.kind).collect()))
    }
}

impl<T> Looked<T> {
    fn map<U>(self, with: impl FnOnce(T) -> U) -> Looked<U> {
        match self {
            Looked::Is(value) => Looked::Is(with(value)),
            Looked::Hidden(why) => Looked::Hidden(why),
        }
    }
}

fn left(answer: &Answer) -> Result<Left, GithubError> {
    let number = |name| value(answer, &["rateLimit", name]).and_then(Value::as_u64);
    let reset = value(answer, &["rateLimit", "resetAt"]).cloned();
    // An Enterprise Server may have no limit, and says nothing then.
    Ok(Left {
        remaining: number("remaining").unwrap_or(u64::MAX),
        limit: number("limit").unwrap_or(u64::MAX),
        reset: reset.map(|reset| parse(WHAT, reset)).transpose()?,
    })
}

fn ask_roll(document: &mut Document, index: usize, roll: &RollSource) {
    match roll {
        RollSource::Organization { organization } => {
            let login = document.text(format!("o{index}o"), organization);
            document.field(format_args!(
                "o{index}: organization(login: {login}) {{ viewerIsAMember membersWithRole(first: 1) {{ totalCount }} }}"
            ));
        }
        RollSource::Team { organization, team } => {
            let login = document.text(format!("o{index}o"), organization);
            let slug = document.text(format!("o{index}t"), team);
            document.field(format_args!(
                "o{index}: organization(login: {login}) {{ team(slug: {slug}) {{ members(first: 1) {{ totalCount }} }} }}"
            ));
        }
        _ => {}
    }
}

/// How many are on a roll, or why it cannot be read.
fn size(answer: &Answer, index: usize, roll: &RollSource) -> Result<u64, String> {
    let alias = format!("o{index}");
    let (alias, path): (&str, &[&str]) = match roll {
        RollSource::Collaborators => ("own", &["own", "collaborators"]),
        RollSource::Team { .. } => (&alias, &[&alias, "team", "members"]),
        _ => (&alias, &[&alias, "membersWithRole"]),
    };
    let outside = value(answer, &[alias, "viewerIsAMember"]) == Some(&Value::Bool(false));
    if outside {
        return Err("the token's account is no member itself, and GitHub shows others only the public members".to_owned());
    }
    let count = value(answer, path).and_then(|page| page.get("totalCount")?.as_u64());
    count.ok_or_else(|| {
        error(answer, alias)
            .unwrap_or("it does not exist, or the token may not see it")
            .to_owned()
    })
}
