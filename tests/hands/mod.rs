//! Many hands: whole plays, side by side. One test function by itself would keep one core busy.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::{Builder, Runtime};

/// Does each job once; what came of them, in the order of the jobs.
pub fn for_all<J: Sync, R: Send>(jobs: &[J], work: impl Fn(&Runtime, &J) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<R>>> = Mutex::new(jobs.iter().map(|_| None).collect());
    // Some plays wait: for git, or for an answer that never comes.
    let hands = std::thread::available_parallelism().map_or(2, usize::from) * 3 / 2;
    std::thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|| {
                // Two workers: the stand-in runs git under one of them.
                let runtime = Builder::new_multi_thread()
                    .worker_threads(2)
                    .enable_all()
                    .build()
                    .unwrap();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { break };
                    let result = work(&runtime, job);
                    if let Some(place) = done.lock().unwrap().get_mut(index) {
                        *place = Some(result);
                    }
                }
            });
        }
    });
    done.into_inner().unwrap().into_iter().flatten().collect()
}
