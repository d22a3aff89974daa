//! Mutations: each root field on its own, so one may fail while the others take effect.

use super::Context;
use super::objects::{Kind, Maybe};
use super::payload::Payload;
use super::things::refuse;
use crate::error::Refusal;
use crate::hub::Kind as AccountKind;
use crate::state::{
    IssueChange, LabelChange, Merging, NOT_ACCESSIBLE, NewIssue, NewPull, NodeRef, PullChange,
    State, Subject, not_found,
};
use apollo_compiler::resolvers::ResolveInfo;
use apollo_compiler::response::JsonValue;

type Fields = Result<Vec<(&'static str, Kind)>, Refusal>;

pub(super) fn resolve<'c>(context: &'c Context<'_>, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let Some(input) = info.arguments().get("input") else {
        return Ok(None);
    };
    let name = info.field_name();
    context.before_mutation(name, input)?;
    let fields = {
        let mut state = context.state.borrow_mut();
        let mut mutation = Mutation {
            state: &mut state,
            viewer: context.viewer,
            input,
        };
        mutation
            .run(name)
            .map_err(|refusal| mutation.worded(name, refusal))
    };
    let Some(fields) = fields.map_err(refuse)? else {
        return Ok(None);
    };
    let client_mutation_id = input.get("clientMutationId").and_then(JsonValue::as_str);
    Ok(Some(context.value(Kind::Payload(Payload {
        type_name: info.field_definition().ty.inner_named_type().to_string(),
        client_mutation_id: client_mutation_id.map(str::to_owned),
        actor: context.viewer,
        fields,
    }))))
}

struct Mutation<'a> {
    state: &'a mut State,
    viewer: Option<u64>,
    input: &'a JsonValue,
}

impl Mutation<'_> {
    fn run(&mut self, name: &str) -> Result<Option<Vec<(&'static str, Kind)>>, Refusal> {
        Ok(Some(match name {
            "createLabel" => self.create_label()?,
            "updateLabel" => self.update_label()?,
            "deleteLabel" => {
                let label = self.label("id")?;
                self.state.delete_label(self.viewer, label)?;
                Vec::new()
            }
            "createIssue" => self.create_issue()?,
            "updateIssue" => self.update_issue()?,
            "closeIssue" => self.close_issue(false)?,
            "reopenIssue" => self.close_issue(true)?,
            "addLabelsToLabelable" | "removeLabelsFromLabelable" => self.labels(name)?,
            "lockLockable" | "unlockLockable" => self.lock(name)?,
            "addComment" => self.add_comment()?,
            "updateIssueComment" => self.update_comment()?,
            "addReaction" | "removeReaction" => self.react(name)?,
            "addSubIssue" => self.add_sub_issue()?,
            "createPullRequest" => self.create_pull()?,
            "mergePullRequest" => self.merge_pull()?,
            "updatePullRequest" | "closePullRequest" => self.update_pull(name)?,
            _ => return Ok(None),
        }))
    }

    /// GitHub's sentence for people who lack a permission; bots get the other one.
    fn worded(&self, name: &str, refusal: Refusal) -> Refusal {
        let Refusal::Forbidden(message) = &refusal else {
            return refusal;
        };
        let viewer = self.viewer.and_then(|id| self.state.account(id));
        match viewer {
            Some(viewer) if message == NOT_ACCESSIBLE && viewer.kind == AccountKind::User => {
                let mut letters = name.chars();
                let first = letters.next().map(|letter| letter.to_ascii_uppercase());
                let operation: String = first.into_iter().chain(letters).collect();
                Refusal::Forbidden(format!(
                    "{} does not have the correct permissions to execute `{operation}`",
                    viewer.login
                ))
            }
            _ => refusal,
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.input.get(name)?.as_str().map(str::to_owned)
    }

    fn needed(&self, name: &str) -> String {
        self.text(name).unwrap_or_default()
    }

    fn node(&self, id: &str) -> Result<NodeRef, Refusal> {
        self.state.node(self.viewer, id)
    }

    fn missing(&self, id: &str) -> Refusal {
        Refusal::NotFound(format!(
            "Could not resolve to a node with the global id of '{id}'."
        ))
    }

    fn label(&self, name: &str) -> Result<u64, Refusal> {
        let id = self.needed(name);
        match self.node(&id)? {
            NodeRef::Label(label) => Ok(label),
            _ => Err(self.missing(&id)),
        }
    }

    fn repo(&self) -> Result<u64, Refusal> {
        let id = self.needed("repositoryId");
        match self.node(&id)? {
            NodeRef::Repo(repo) => Ok(repo),
            _ => Err(self.missing(&id)),
        }
    }

    /// An issue or a pull request.
    fn issue(&self, name: &str) -> Result<u64, Refusal> {
        let id = self.needed(name);
        match self.node(&id)? {
            NodeRef::Issue(issue) => Ok(issue),
            _ => Err(self.missing(&id)),
        }
    }

    /// Only an issue, or only a pull request.
    fn only(&self, name: &str, pull: bool) -> Result<u64, Refusal> {
        let id = self.issue(name)?;
        if self.state.issue(id)?.pull.is_some() == pull {
            Ok(id)
        } else {
            Err(self.missing(&self.needed(name)))
        }
    }

    fn label_ids(&self) -> Result<Option<Vec<u64>>, Refusal> {
        let Some(ids) = self.input.get("labelIds").and_then(JsonValue::as_array) else {
            return Ok(None);
        };
        let ids = ids.iter().map(|id| {
            let id = id.as_str().unwrap_or_default();
            match self.node(id)? {
                NodeRef::Label(label) => Ok(label),
                _ => Err(self.missing(id)),
            }
        });
        ids.collect::<Result<_, _>>().map(Some)
    }

    fn create_label(&mut self) -> Fields {
        let repo = self.repo()?;
        let (name, color) = (self.needed("name"), self.needed("color"));
        let description = self.text("description");
        let id = self
            .state
            .create_label(self.viewer, repo, &name, &color, description)?;
        Ok(vec![("label", Kind::Label(id))])
    }

    fn update_label(&mut self) -> Fields {
        let id = self.label("id")?;
        let change = LabelChange {
            name: self.text("name"),
            color: self.text("color"),
            description: self.text("description").map(Some),
        };
        self.state.update_label(self.viewer, id, change)?;
        Ok(vec![("label", Kind::Label(id))])
    }

    fn create_issue(&mut self) -> Fields {
        let repo = self.repo()?;
        let parent = match self.text("parentIssueId") {
            Some(_) => Some(self.only("parentIssueId", false)?),
            None => None,
        };
        let new = NewIssue {
            title: self.needed("title"),
            body: self.needed("body"),
            labels: self.label_ids()?.unwrap_or_default(),
            parent,
            form: false,
        };
        let id = self.state.create_issue(self.viewer, repo, new)?;
        Ok(vec![("issue", Kind::Issue(id))])
    }

    fn update_issue(&mut self) -> Fields {
        let id = self.only("id", false)?;
        let change = IssueChange {
            title: self.text("title"),
            body: self.text("body"),
            open: self.text("state").map(|state| state == "OPEN"),
            reason: None,
            labels: self.label_ids()?,
        };
        self.state.update_issue(self.viewer, id, change)?;
        Ok(vec![("issue", Kind::Issue(id))])
    }

    fn close_issue(&mut self, open: bool) -> Fields {
        let id = self.only("issueId", false)?;
        let reason = match self.text("stateReason").as_deref() {
            Some("NOT_PLANNED") => Some("NOT_PLANNED"),
            Some("DUPLICATE") => Some("DUPLICATE"),
            Some(_) => Some("COMPLETED"),
            None => None,
        };
        let change = IssueChange {
            open: Some(open),
            reason,
            ..IssueChange::default()
        };
        self.state.update_issue(self.viewer, id, change)?;
        Ok(vec![("issue", Kind::Issue(id))])
    }

    fn labels(&mut self, name: &str) -> Fields {
        let id = self.issue("labelableId")?;
        let labels = self.label_ids()?.unwrap_or_default();
        if name == "addLabelsToLabelable" {
            self.state.add_labels(self.viewer, id, &labels)?;
        } else {
            self.state.remove_labels(self.viewer, id, &labels)?;
        }
        Ok(vec![("labelable", Kind::Issue(id))])
    }

    fn lock(&mut self, name: &str) -> Fields {
        let id = self.issue("lockableId")?;
        let locks = name == "lockLockable";
        let reason = self.text("lockReason");
        self.state.lock(self.viewer, id, locks, reason)?;
        let field = if locks {
            "lockedRecord"
        } else {
            "unlockedRecord"
        };
        Ok(vec![(field, Kind::Issue(id))])
    }

    fn add_comment(&mut self) -> Fields {
        let id = self.issue("subjectId")?;
        let body = self.needed("body");
        let comment = self.state.add_comment(self.viewer, id, &body)?;
        Ok(vec![
            ("commentEdge", Kind::Comment(comment)),
            ("subject", Kind::Issue(id)),
        ])
    }

    fn update_comment(&mut self) -> Fields {
        let id = self.needed("id");
        let NodeRef::Comment(comment) = self.node(&id)? else {
            return Err(self.missing(&id));
        };
        let body = self.needed("body");
        self.state.update_comment(self.viewer, comment, &body)?;
        Ok(vec![("issueComment", Kind::Comment(comment))])
    }

    fn react(&mut self, name: &str) -> Fields {
        let id = self.needed("subjectId");
        let (subject, kind) = match self.node(&id)? {
            NodeRef::Issue(id) => (Subject::Issue(id), Kind::Issue(id)),
            NodeRef::Comment(id) => (Subject::Comment(id), Kind::Comment(id)),
            _ => return Err(self.missing(&id)),
        };
        let content = self.needed("content");
        let reaction = if name == "addReaction" {
            let (id, _) = self.state.add_reaction(self.viewer, subject, &content)?;
            let reaction = self.state.reactions.get(&id).cloned();
            reaction.ok_or_else(not_found)?
        } else {
            self.state.remove_reaction(self.viewer, subject, &content)?
        };
        Ok(vec![
            ("reaction", Kind::Reaction(reaction)),
            ("subject", kind),
        ])
    }

    fn add_sub_issue(&mut self) -> Fields {
        let parent = self.only("issueId", false)?;
        let child = match self.text("subIssueUrl") {
            Some(url) if self.text("subIssueId").is_none() => self.issue_at(&url)?,
            _ => self.only("subIssueId", false)?,
        };
        let replace = self.input.get("replaceParent").and_then(JsonValue::as_bool);
        let replace = replace == Some(true);
        self.state
            .add_sub_issue(self.viewer, parent, child, replace)?;
        Ok(vec![
            ("issue", Kind::Issue(parent)),
            ("subIssue", Kind::Issue(child)),
        ])
    }

    /// The issue of which this is the address.
    fn issue_at(&self, url: &str) -> Result<u64, Refusal> {
        let mut parts = url.rsplit('/');
        let mut next = || parts.next().ok_or_else(not_found);
        let (number, _, name, owner) = (next()?, next()?, next()?, next()?);
        let full_name = format!("{owner}/{name}");
        let repo = self.state.readable_repo(self.viewer, &full_name)?;
        let number = number.parse().map_err(|_| not_found())?;
        Ok(self.state.issue_numbered(repo.id, number)?.id)
    }

    fn create_pull(&mut self) -> Fields {
        let repo = self.repo()?;
        let new = NewPull {
            title: self.needed("title"),
            body: self.needed("body"),
            head: self.needed("headRefName"),
            base: self.needed("baseRefName"),
            draft: self.input.get("draft").and_then(JsonValue::as_bool) == Some(true),
        };
        let id = self.state.create_pull(self.viewer, repo, new)?;
        Ok(vec![("pullRequest", Kind::Issue(id))])
    }

    fn merge_pull(&mut self) -> Fields {
        let id = self.only("pullRequestId", true)?;
        let text = |name: &str| self.input.get(name)?.as_str();
        let merging = Merging {
            expected_head: text("expectedHeadOid"),
            title: text("commitHeadline"),
            message: text("commitBody"),
            squash: Merging::squashes(text("mergeMethod"))?,
        };
        self.state.merge_pull(self.viewer, id, &merging)?;
        Ok(vec![("pullRequest", Kind::Issue(id))])
    }

    fn update_pull(&mut self, name: &str) -> Fields {
        let id = self.only("pullRequestId", true)?;
        let change = if name == "closePullRequest" {
            PullChange {
                open: Some(false),
                ..PullChange::default()
            }
        } else {
            PullChange {
                title: self.text("title"),
                body: self.text("body"),
                open: self.text("state").map(|state| state == "OPEN"),
                base: self.text("baseRefName"),
                labels: self.label_ids()?,
            }
        };
        self.state.update_pull(self.viewer, id, change)?;
        Ok(vec![("pullRequest", Kind::Issue(id))])
    }
}
