//! `folkmoot schema`.

use super::{Failure, Said, load};
use crate::output;
use crate::session::schema::{Of, schema};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::Path;

/// Which schema to print.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// The file that it is of: session.yml, .folkmoot/config.yml or format.yml
    #[arg(value_name = "FILE", value_parser = PossibleValuesParser::new(Of::ALL.map(Of::word)))]
    of: String,
}

impl Schema {
    pub(super) fn run(self) -> Said {
        match load::formats(Path::new(".")) {
            Ok(formats) => {
                let of = Of::ALL.into_iter().find(|of| of.word() == self.of);
                Said::well(output::json(&schema(of.unwrap_or(Of::Session), &formats)))
            }
            Err(faults) => Said {
                text: String::new(),
                failure: Some(Failure::Faults(faults)),
            },
        }
    }
}
