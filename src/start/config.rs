//! `.folkmoot/config.yml` of a repository that begins.

use super::{SetUp, modeline};
use crate::privacy::Attribution;
use crate::yaml::scalar;

/// Its text.
pub fn text(set_up: &SetUp) -> String {
    let words: Vec<&str> = Attribution::WORDS.iter().map(|(word, _)| *word).collect();
    let report = match &set_up.report {
        Some(name) => format!("  repository: {name} # needs the secret FOLKMOOT_REPORT_TOKEN\n"),
        None => "  #repository: owner/name # another repository than this one\n".to_owned(),
    };
    format!(
        "{modeline}\
# What every session here has unless its own session.yml says otherwise. The default branch's counts.
# What begins with `#` and a key can be added: take the `#` away.
timezone: {timezone}
attribution: {attribution} # whose names may be shown: {words}
report:
{report}  folder: reports # each session's report has a folder in it
#license: CC BY 4.0 # of the reports
#credit: Who is to be credited in every report
#vote: # rules that go before those of the formats
  #quorum: 5
  #roll: collaborators # who may vote; not in a private session
",
        modeline = modeline("config"),
        timezone = scalar(&set_up.timezone),
        attribution = set_up.attribution.word(),
        words = words.join(", "),
    )
}
