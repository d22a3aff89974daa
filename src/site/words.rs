//! The fixed strings of a site, all of them here so that they can be said in another language.

pub(super) const LANGUAGE: &str = "en";
pub(super) const ABOUT: &str = "Reports of sessions, and what they were about";
pub(super) const SKIP: &str = "Skip to the reports";
pub(super) const SKIP_TO_REPORT: &str = "Skip to the report";
pub(super) const REPORTS: &str = "All sessions, the newest first";
pub(super) const NONE: &str = "There is no report yet.";
pub(super) const SEARCH: &str = "Search the reports";
pub(super) const COUNT: &str = "{shown} of {all} reports";
pub(super) const TOPICS: &str = "Topics over time";
pub(super) const TOPICS_ABOUT: &str = "What each series was about, session by session. The stronger the colour, the more; each cell has its number.";
pub(super) const CHOSEN: &str = "★";
pub(super) const NOTHING_CHOSEN: &str = "Nothing was chosen.";
pub(super) const CANCELLED: &str = "The vote was cancelled.";
pub(super) const OPEN: &str = "A draft: the vote was still open.";
pub(super) const ALL: &str = "All reports";
pub(super) const FROM_MARKDOWN: &str = "Made from the report’s Markdown";
pub(super) const DATA: &str = "The data:";
pub(super) const COMPILED: &str = "Compiled by folkmoot from a repository’s files. Every vote on these pages can be recounted from the tally.json beside its report.";
