//! What the fuzz targets do with an input, and the limits that hold for every input.
//!
//! In: bytes. Out: nothing, or a panic: where folkmoot panics, breaks a promise that can be checked cheaply, takes more than a second of
//! the processor's time, or holds more than 256 MB at once. `README.md` says how to run it.
//!
//! The first byte of an input says which of a target's readers gets the rest; what has several parts is cut at [`input::CUT`].

pub mod ballot;
pub mod format;
pub mod input;
pub mod limits;
pub mod note;
pub mod outcome;
pub mod plan;
pub mod session;
pub mod shown;
pub mod snapshot;
pub mod stage;
pub mod tally;

/// A target: its name is a word of `DESIGN.md`.
pub struct Target {
    /// Its name, also that of its binary, its corpus and its dictionary.
    pub name: &'static str,
    /// What it does with an input.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 8] = [
    Target {
        name: "session",
        run: session::run,
    },
    Target {
        name: "format",
        run: format::run,
    },
    Target {
        name: "note",
        run: note::run,
    },
    Target {
        name: "ballot",
        run: ballot::run,
    },
    Target {
        name: "tally",
        run: tally::run,
    },
    Target {
        name: "snapshot",
        run: snapshot::run,
    },
    Target {
        name: "plan",
        run: plan::run,
    },
    Target {
        name: "outcome",
        run: outcome::run,
    },
];

/// The binary of a target.
#[macro_export]
macro_rules! target {
    ($module:ident) => {
        libfuzzer_sys::fuzz_target!(
            init: $crate::limits::warm($crate::$module::run),
            |input: &[u8]| $crate::limits::within($crate::$module::run, input)
        );
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Without the fuzzer: everything that was ever found stays mended.
    #[test]
    fn the_corpus_runs_through() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        for target in TARGETS {
            let mut count = 0;
            for entry in fs::read_dir(root.join(target.name)).unwrap() {
                let path = entry.unwrap().path();
                let input = fs::read(&path).unwrap();
                assert!(
                    input.len() <= 4096,
                    "{} is too long to be kept",
                    path.display()
                );
                println!("{}", path.display());
                limits::within(target.run, &input);
                count += 1;
            }
            assert!(count > 10, "the corpus of {} is missing", target.name);
        }
    }
}
