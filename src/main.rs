//! The command `folkmoot`: parse arguments, call a command, render what it returns.
#![forbid(unsafe_code)]

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    folkmoot::cli::main(folkmoot::cli::Arguments::parse())
}
