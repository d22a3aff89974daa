//! Something to look at while folkmoot is at work: a bar on a terminal, a line now and then in a log.

use crate::inert;
use crate::progress::{Progress, Step};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a log gets a line.
const LINE: Duration = Duration::from_secs(30);

/// Shows steps on standard error.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    bar: ProgressBar,
    terminal: bool,
    /// When the last line was written to a log.
    line: Arc<Mutex<Instant>>,
}

impl Waiting {
    pub(super) fn new() -> Waiting {
        let bar = ProgressBar::new(0);
        if let Ok(style) =
            ProgressStyle::with_template("{msg:<40!} {wide_bar} {pos}/{len} {elapsed}")
        {
            bar.set_style(style);
        }
        Waiting {
            bar,
            terminal: std::io::stderr().is_terminal(),
            line: Arc::new(Mutex::new(Instant::now())),
        }
    }

    /// What is to be told.
    pub(super) fn progress(&self) -> Progress {
        let waiting = self.clone();
        Progress::to(move |step| waiting.show(step))
    }

    fn show(&self, step: Step<'_>) {
        let what = inert::cut(&inert::terminal(step.what), 40);
        if self.terminal {
            // One part ends before the next begins: no count of the one beside the name of the other.
            if self.bar.message() != what {
                self.bar.set_position(0);
                self.bar.set_message(what);
            }
            self.bar
                .set_length(u64::try_from(step.of).unwrap_or(u64::MAX));
            self.bar
                .set_position(u64::try_from(step.done).unwrap_or(u64::MAX));
            return;
        }
        if step.of == 0 {
            let _ = writeln!(std::io::stderr(), "… {}", inert::terminal(step.what));
            return;
        }
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.elapsed() >= LINE {
            *line = Instant::now();
            let _ = writeln!(std::io::stderr(), "… {} of {}: {what}", step.done, step.of);
        }
    }

    /// Nobody waits any more.
    pub(super) fn over(&self) {
        self.bar.finish_and_clear();
    }
}
