//! The files that a session leaves to its series: the ledger with it, and its topics over time for its report.

use super::{Held, Ledger, add, markdown, read, sentence, svg, topics, write};
use crate::fault::{Fault, Place, Source};
use crate::inert;
use crate::report::chart::Scheme;
use crate::session::SessionId;
use std::collections::BTreeMap;
use std::sync::Arc;

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

    /// The files, by their paths in the repository. `known` is the ledger as it is there, if it is.
    ///
    /// # Errors
    /// The ledger there is damaged, of a later version, or another series'.
    pub fn files(&self, known: Option<&Arc<Source>>) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
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
        Ok([
            (self.path(), write(&ledger).into_bytes()),
            (at("topics.md"), page(&ledger, &title).into_bytes()),
            (at("topics.svg"), picture(Scheme::Light)),
            (at("topics-dark.svg"), picture(Scheme::Dark)),
        ]
        .into())
    }
}

/// The page with a series' topics.
fn page(ledger: &Ledger, title: &str) -> String {
    let mut out = format!(
        "# {}\n\n<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"topics-dark.svg\">\n  <img alt=\"A table of the topics by sessions; the same stands below\" src=\"topics.svg\">\n</picture>\n\n{}\n",
        inert::markdown(title),
        markdown(ledger).trim_end()
    );
    let topics = topics(ledger);
    let recurring = topics.iter().filter(|topic| topic.recurs());
    let lines: String = recurring
        .map(|topic| {
            let name = inert::markdown(&inert::line(&topic.name));
            format!("- **{name}**: {}\n", sentence(topic, ledger))
        })
        .collect();
    if !lines.is_empty() {
        out.push_str("\n## What comes back\n\n");
        out.push_str(&lines);
    }
    out
}
