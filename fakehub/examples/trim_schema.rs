//! Cuts GitHub's published GraphQL schema down to what fakehub serves.
//!
//! Usage: `cargo run -p fakehub --example trim_schema -- PATH/TO/schema.graphql > fakehub/schema/github.graphql`
//!
//! The full schema is `schema.graphql` of the npm package `@octokit/graphql-schema`. [`KEEP`] is the whole decision: which
//! types, and which fields of them. Arguments and input fields stay when their type stays; enums keep all of their values.

use apollo_compiler::Node;
use apollo_compiler::ast::{
    Definition, DirectiveList, Document, FieldDefinition, InputValueDefinition, Type,
};
use std::collections::{BTreeMap, BTreeSet};

const HEADER: &str = "\
# A subset of GitHub's published GraphQL schema, cut by `fakehub/examples/trim_schema.rs`: change that and run it again.
# Source: npm package @octokit/graphql-schema 15.26.1, `schema.graphql`. Copyright (c) GitHub 2025, licensed as MIT.
";

/// Type name, then the kept fields; `*` keeps everything whose type is kept.
const KEEP: &[(&str, &str)] = &[
    (
        "Query",
        "id node nodes organization rateLimit repository user viewer",
    ),
    (
        "Mutation",
        "addComment addLabelsToLabelable addReaction addSubIssue closeIssue closePullRequest createIssue createLabel \
         createPullRequest deleteLabel lockLockable mergePullRequest removeLabelsFromLabelable removeReaction reopenIssue unlockLockable \
         updateIssue updateIssueComment updateLabel updatePullRequest",
    ),
    // Interfaces and unions
    ("IssueOrPullRequest", ""),
    ("Actor", "login url"),
    ("Closable", "closed closedAt"),
    (
        "Comment",
        "author authorAssociation body bodyText createdAt id updatedAt viewerDidAuthor",
    ),
    ("GitObject", "id oid"),
    ("Labelable", "labels"),
    ("Lockable", "activeLockReason locked"),
    ("Minimizable", "isMinimized"),
    ("Node", "id"),
    ("Reactable", "databaseId id reactionGroups reactions"),
    ("RepositoryNode", "repository"),
    ("RepositoryOwner", "id login url"),
    ("UniformResourceLocatable", "url"),
    // Objects
    ("Bot", "createdAt databaseId id login url"),
    ("Commit", "id oid url"),
    (
        "Issue",
        "activeLockReason author authorAssociation body bodyText closed closedAt comments createdAt databaseId \
         fullDatabaseId id labels locked number parent reactionGroups reactions repository state stateReason subIssues \
         subIssuesSummary title updatedAt url viewerDidAuthor",
    ),
    (
        "IssueComment",
        "author authorAssociation body bodyText createdAt databaseId editor fullDatabaseId id includesCreatedEdit isMinimized issue \
         lastEditedAt minimizedReason reactionGroups reactions repository updatedAt url viewerDidAuthor",
    ),
    (
        "Label",
        "color createdAt description id isDefault name repository updatedAt url",
    ),
    ("Mannequin", "createdAt databaseId id login url"),
    (
        "Milestone",
        "closed closedAt createdAt id issues number progressPercentage repository state title updatedAt url",
    ),
    (
        "Organization",
        "createdAt databaseId id login membersWithRole name team url viewerIsAMember",
    ),
    (
        "PullRequest",
        "activeLockReason author authorAssociation baseRefName baseRefOid body bodyText closed closedAt comments createdAt \
         commits databaseId fullDatabaseId headRefName headRefOid headRepository headRepositoryOwner id isCrossRepository \
         isDraft labels locked mergeCommit mergeStateStatus mergeable merged mergedAt mergedBy number reactionGroups \
         reactions repository state title updatedAt url viewerDidAuthor",
    ),
    ("PullRequestCommit", "commit id pullRequest url"),
    ("RateLimit", "*"),
    ("Reaction", "content createdAt databaseId id reactable user"),
    ("ReactionGroup", "content createdAt users viewerHasReacted"),
    (
        "Ref",
        "associatedPullRequests id name prefix repository target",
    ),
    (
        "Repository",
        "collaborators createdAt databaseId defaultBranchRef description hasIssuesEnabled hasWikiEnabled id isArchived isFork isPrivate issue \
         issueOrPullRequest issues label labels mergeCommitAllowed milestone name nameWithOwner owner parent pullRequest pullRequests \
         rebaseMergeAllowed ref refs squashMergeAllowed url viewerPermission",
    ),
    ("SubIssuesSummary", "*"),
    (
        "Team",
        "databaseId id members name organization privacy slug",
    ),
    ("User", "createdAt databaseId email id login name url"),
    // Connections
    ("PageInfo", "*"),
    ("IssueConnection", "*"),
    ("IssueEdge", "*"),
    ("IssueCommentConnection", "*"),
    ("IssueCommentEdge", "*"),
    ("LabelConnection", "*"),
    ("LabelEdge", "*"),
    ("OrganizationMemberConnection", "*"),
    ("OrganizationMemberEdge", "cursor node"),
    ("PullRequestConnection", "*"),
    ("PullRequestEdge", "*"),
    ("PullRequestCommitConnection", "*"),
    ("PullRequestCommitEdge", "*"),
    ("ReactingUserConnection", "edges nodes pageInfo totalCount"),
    ("ReactingUserEdge", "cursor node reactedAt"),
    ("ReactionConnection", "*"),
    ("ReactionEdge", "*"),
    ("RefConnection", "*"),
    ("RefEdge", "*"),
    ("RepositoryCollaboratorConnection", "*"),
    ("RepositoryCollaboratorEdge", "cursor node permission"),
    ("TeamMemberConnection", "*"),
    ("TeamMemberEdge", "cursor node"),
    // Payloads and their inputs
    ("AddCommentInput", "*"),
    ("AddCommentPayload", "clientMutationId commentEdge subject"),
    ("AddLabelsToLabelableInput", "*"),
    ("AddLabelsToLabelablePayload", "*"),
    ("AddReactionInput", "*"),
    ("AddReactionPayload", "*"),
    ("AddSubIssueInput", "*"),
    ("AddSubIssuePayload", "*"),
    ("CloseIssueInput", "*"),
    ("CloseIssuePayload", "*"),
    ("ClosePullRequestInput", "*"),
    ("ClosePullRequestPayload", "*"),
    ("CreateIssueInput", "*"),
    ("CreateIssuePayload", "*"),
    ("CreateLabelInput", "*"),
    ("CreateLabelPayload", "*"),
    ("CreatePullRequestInput", "*"),
    ("CreatePullRequestPayload", "*"),
    ("DeleteLabelInput", "*"),
    ("DeleteLabelPayload", "*"),
    ("LockLockableInput", "*"),
    ("LockLockablePayload", "*"),
    ("MergePullRequestInput", "*"),
    ("MergePullRequestPayload", "*"),
    ("RemoveLabelsFromLabelableInput", "*"),
    ("RemoveLabelsFromLabelablePayload", "*"),
    ("RemoveReactionInput", "*"),
    ("RemoveReactionPayload", "*"),
    ("ReopenIssueInput", "*"),
    ("ReopenIssuePayload", "*"),
    ("UnlockLockableInput", "*"),
    ("UnlockLockablePayload", "*"),
    ("UpdateIssueCommentInput", "*"),
    ("UpdateIssueCommentPayload", "*"),
    ("UpdateIssueInput", "*"),
    ("UpdateIssuePayload", "*"),
    ("UpdateLabelInput", "*"),
    ("UpdateLabelPayload", "*"),
    ("UpdatePullRequestInput", "*"),
    ("UpdatePullRequestPayload", "*"),
    // Other inputs, enums and scalars
    ("IssueCommentOrder", "*"),
    ("IssueFilters", "*"),
    ("IssueOrder", "*"),
    ("LabelOrder", "*"),
    ("ReactionOrder", "*"),
    ("RefOrder", "*"),
    ("CollaboratorAffiliation", "*"),
    ("CommentAuthorAssociation", "*"),
    ("IssueClosedStateReason", "*"),
    ("IssueCommentOrderField", "*"),
    ("IssueOrderField", "*"),
    ("IssueState", "*"),
    ("MilestoneState", "*"),
    ("IssueStateReason", "*"),
    ("LabelOrderField", "*"),
    ("LockReason", "*"),
    ("MergeStateStatus", "*"),
    ("MergeableState", "*"),
    ("OrderDirection", "*"),
    ("PullRequestMergeMethod", "*"),
    ("PullRequestState", "*"),
    ("PullRequestUpdateState", "*"),
    ("ReactionContent", "*"),
    ("ReactionOrderField", "*"),
    ("RefOrderField", "*"),
    ("RepositoryPermission", "*"),
    ("TeamMembershipType", "*"),
    ("TeamPrivacy", "*"),
    ("BigInt", "*"),
    ("DateTime", "*"),
    ("GitObjectID", "*"),
    ("URI", "*"),
];

const BUILT_IN: &[&str] = &["Int", "Float", "String", "Boolean", "ID"];

struct Trimmer {
    keep: BTreeMap<&'static str, BTreeSet<&'static str>>,
}

impl Trimmer {
    fn kept_type(&self, ty: &Type) -> bool {
        let name = ty.inner_named_type().as_str();
        BUILT_IN.contains(&name) || self.keep.contains_key(name)
    }

    fn kept_field(&self, owner: &str, field: &FieldDefinition) -> bool {
        let Some(fields) = self.keep.get(owner) else {
            return false;
        };
        let named = fields.contains(field.name.as_str());
        if named && !self.kept_type(&field.ty) {
            eprintln!(
                "{owner}.{} is listed, but its type {} is not",
                field.name, field.ty
            );
        }
        (named || fields.contains("*")) && self.kept_type(&field.ty)
    }

    fn fields(&self, owner: &str, fields: &mut Vec<Node<FieldDefinition>>) {
        let mut seen = BTreeSet::new();
        // GitHub's file repeats two fields: the first one stays.
        fields.retain(|field| {
            self.kept_field(owner, field) && seen.insert(field.name.as_str().to_owned())
        });
        for field in fields {
            let field = field.make_mut();
            field.description = None;
            field.directives = DirectiveList::default();
            self.inputs(&mut field.arguments);
        }
        for wanted in self.keep.get(owner).into_iter().flatten() {
            if *wanted != "*" && !seen.contains(*wanted) {
                eprintln!("{owner}.{wanted} is listed, but does not exist");
            }
        }
    }

    fn inputs(&self, inputs: &mut Vec<Node<InputValueDefinition>>) {
        inputs.retain(|input| self.kept_type(&input.ty));
        for input in inputs {
            let input = input.make_mut();
            input.description = None;
            input.directives = DirectiveList::default();
        }
    }

    fn kept_name(&self, name: &str) -> bool {
        self.keep.contains_key(name)
    }

    /// The trimmed definition, or nothing when it does not stay.
    fn definition(&self, mut definition: Definition) -> Option<Definition> {
        match &mut definition {
            Definition::ScalarTypeDefinition(def) if self.kept_name(&def.name) => {
                let def = def.make_mut();
                def.description = None;
                def.directives = DirectiveList::default();
            }
            Definition::ObjectTypeDefinition(def) if self.kept_name(&def.name) => {
                let def = def.make_mut();
                def.description = None;
                def.directives = DirectiveList::default();
                def.implements_interfaces
                    .retain(|name| self.kept_name(name));
                self.fields(&def.name, &mut def.fields);
            }
            Definition::InterfaceTypeDefinition(def) if self.kept_name(&def.name) => {
                let def = def.make_mut();
                def.description = None;
                def.directives = DirectiveList::default();
                def.implements_interfaces
                    .retain(|name| self.kept_name(name));
                self.fields(&def.name, &mut def.fields);
            }
            // The members that are kept; those are checked like any type.
            Definition::UnionTypeDefinition(def) if self.kept_name(&def.name) => {
                let def = def.make_mut();
                def.description = None;
                def.directives = DirectiveList::default();
                def.members.retain(|name| self.kept_name(name));
            }
            Definition::EnumTypeDefinition(def) if self.kept_name(&def.name) => {
                let def = def.make_mut();
                def.description = None;
                def.directives = DirectiveList::default();
                for value in &mut def.values {
                    let value = value.make_mut();
                    value.description = None;
                    value.directives = DirectiveList::default();
                }
            }
            Definition::InputObjectTypeDefinition(def) if self.kept_name(&def.name) => {
                let def = def.make_mut();
                def.description = None;
                def.directives = DirectiveList::default();
                self.inputs(&mut def.fields);
            }
            _ => return None,
        }
        Some(definition)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: trim_schema PATH/TO/schema.graphql")?;
    let source = std::fs::read_to_string(&path)?;
    let document =
        Document::parse(source, "schema.graphql").map_err(|error| error.errors.to_string())?;
    let keep = KEEP
        .iter()
        .map(|(name, fields)| (*name, fields.split_whitespace().collect()))
        .collect();
    let trimmer = Trimmer { keep };
    let mut trimmed = Document::new();
    trimmed.definitions = document
        .definitions
        .iter()
        .cloned()
        .filter_map(|definition| trimmer.definition(definition))
        .collect();
    print!("{HEADER}\n{trimmed}");
    Ok(())
}
