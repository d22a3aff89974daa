//! The files that a session leaves to its series: the ledger with it, and its topics over time for its report.

use super::{Held, Ledger, add, html, markdown, read, sentence, svg, topics, write};
use crate::draw::Scheme;
use crate::fault::{Fault, Place, Source};
use crate::inert;
use crate::session::SessionId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a report of a session shows the topics of its series: they are known when it is pushed.
pub const HERE: &str = "<!-- topics of the series -->";

/// A session for the ledger of its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The series.
    pub series: SessionId,
    /// The folder of the session's report.
    pub folder: String,
    /// What is told of the session.
    pub held: Held,
}

impl Entry {
    /// Where the ledger of the series is in its repository.
    pub fn path(&self) -> String {
        format!("series/{}/ledger.json", self.series)
    }

    /// The files, by their paths in the repository. `known` is the ledger as it is there, if it is, and `report` the session's report, which
    /// gets the table of topics where it says so, and so does its page.
    ///
    /// # Errors
    /// The ledger there is damaged, of a later version, or another series'.
    pub fn files(
        &self,
        known: Option<&Arc<Source>>,
        report: &BTreeMap<String, Vec<u8>>,
    ) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
        let ledger = match known {
            Some(source) => {
                let known = read(source)?;
                if known.series != self.series {
                    return Err(Fault::new(
                        Place::start(source),
                        format!("this is the ledger of the series {}", known.series),
                        format!(
                            "give the series {} another name, or move the file",
                            self.series
                        ),
                    ));
                }
                known
            }
            None => Ledger::new(self.series.clone()),
        };
        let ledger = add(&ledger, &self.held);
        let title = format!("Topics of {}", self.series);
        let picture = |scheme| svg(&ledger, &title, scheme).into_bytes();
        let at = |name: &str| format!("{}/{name}", self.folder);
        let mut files: BTreeMap<String, Vec<u8>> = [
            (self.path(), write(&ledger).into_bytes()),
            (at("topics.md"), page(&ledger, &title).into_bytes()),
            (at("topics.svg"), picture(Scheme::Light)),
            (at("topics-dark.svg"), picture(Scheme::Dark)),
        ]
        .into();
        let readme = at("README.md");
        let text = report
            .get(&readme)
            .map(|bytes| String::from_utf8_lossy(bytes));
        if let Some((before, after)) = text.as_deref().and_then(|text| text.split_once(HERE)) {
            let table = match topics(&ledger).as_slice() {
                [] => "No topic has come up yet.".to_owned(),
                _ => format!("{}{}", markdown(&ledger), recurring(&ledger)),
            };
            let text = format!("{before}{}{after}", table.trim_end());
            files.insert(readme, text.into_bytes());
        }
        let page = at("report.html");
        let text = report
            .get(&page)
            .map(|bytes| String::from_utf8_lossy(bytes));
        if let Some((before, after)) = text.as_deref().and_then(|text| text.split_once(HERE)) {
            let text = format!("{before}{}{}", html::section(&ledger), after.trim_start());
            files.insert(page, text.into_bytes());
        }
        Ok(files)
    }
}

/// What came up more than once, in a line each after an empty one; nothing where nothing did.
fn recurring(ledger: &Ledger) -> String {
    let topics = topics(ledger);
    let recurring = topics.iter().filter(|topic| topic.recurs());
    let lines: String = recurring
        .map(|topic| {
            let name = inert::markdown(&inert::line(&topic.name));
            format!("- **{name}**: {}\n", sentence(topic, ledger))
        })
        .collect();
    if lines.is_empty() {
        return lines;
    }
    format!("\n{lines}")
}

/// The page with a series' topics.
fn page(ledger: &Ledger, title: &str) -> String {
    let mut out = format!(
        "# {}\n\n<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"topics-dark.svg\">\n  <img alt=\"A table of the topics by sessions; the same stands below\" src=\"topics.svg\">\n</picture>\n\n{}\n",
        inert::markdown(title),
        markdown(ledger).trim_end()
    );
    let lines = recurring(ledger);
    if !lines.is_empty() {
        out.push_str("\n## What comes back\n");
        out.push_str(&lines);
    }
    out
}
