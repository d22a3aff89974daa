//! Being asked to stop: a signal cuts waits short, and nothing new is begun.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::sync::Notify;

/// Whether somebody asked to stop. Clones are handles on the same one.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    asked: Arc<AtomicU8>,
    bell: Arc<Notify>,
}

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Somebody at the keyboard, or a workflow that is cancelled.
    Interrupt,
    /// The system, or a workflow that is cancelled for good.
    Terminate,
}

impl std::fmt::Display for Signal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Signal::Interrupt => "SIGINT",
            Signal::Terminate => "SIGTERM",
        })
    }
}

impl Stop {
    /// Asks to stop.
    pub fn ask(&self, signal: Signal) {
        self.asked.store(
            match signal {
                Signal::Interrupt => 1,
                Signal::Terminate => 2,
            },
            Ordering::SeqCst,
        );
        self.bell.notify_waiters();
    }

    /// Who asked, if anybody did.
    pub fn asked(&self) -> Option<Signal> {
        match self.asked.load(Ordering::SeqCst) {
            1 => Some(Signal::Interrupt),
            2 => Some(Signal::Terminate),
            _ => None,
        }
    }

    /// Comes back once somebody asks.
    pub async fn wait(&self) {
        let bell = self.bell.notified();
        tokio::pin!(bell);
        // Registered before the look, so that no call is missed between the two.
        bell.as_mut().enable();
        if self.asked().is_none() {
            bell.await;
        }
    }

    /// Listens to the signals of the process from now on. The second one ends it at once, as ever.
    ///
    /// # Errors
    /// Where the system does not let it.
    pub fn listen(&self) -> std::io::Result<()> {
        let stop = self.clone();
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let mut interrupt = signal(SignalKind::interrupt())?;
            let mut terminate = signal(SignalKind::terminate())?;
            tokio::spawn(async move {
                loop {
                    let signal = tokio::select! {
                        _ = interrupt.recv() => Signal::Interrupt,
                        _ = terminate.recv() => Signal::Terminate,
                    };
                    if stop.asked() == Some(signal) {
                        std::process::exit(1);
                    }
                    stop.ask(signal);
                }
            });
        }
        #[cfg(not(unix))]
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if stop.asked().is_some() {
                    std::process::exit(1);
                }
                stop.ask(Signal::Interrupt);
            }
        });
        Ok(())
    }
}
