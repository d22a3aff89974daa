//! The command `folkmoot`: parse arguments, call a command, render what it returns.
#![forbid(unsafe_code)]

use clap::Parser;
use folkmoot::cli::{Arguments, main as command, unusable};
use std::process::ExitCode;

/// In static binaries, instead of musl's own.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Arguments::try_parse() {
        Ok(arguments) => command(arguments),
        Err(error) => unusable(&error),
    }
}
