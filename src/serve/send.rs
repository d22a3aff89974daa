//! Sending edits to GitHub, several at once where several wait.

use super::stage::Wall;
use crate::drive;
use crate::github::Access;
use std::sync::Arc;
use std::time::Duration;

/// So long an edit waits for the next one: a hand that moves five notes makes one request of them.
const GATHER: Duration = Duration::from_millis(300);
/// After edits that did not get through.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long sending may take once the wall ends.
const LAST: Duration = Duration::from_secs(20);

/// Sends until the wall ends, and then once more.
pub(super) async fn send(wall: Arc<Wall>, access: Arc<Access>) {
    let mut pause = FIRST_PAUSE;
    loop {
        tokio::select! {
            () = wall.bell.notified() => {}
            () = wall.closed() => break,
        }
        tokio::select! {
            () = tokio::time::sleep(GATHER) => {}
            () = wall.closed() => break,
        }
        if batch(&wall, &access).await {
            // The same again after a while, and what came in the meantime with it.
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = wall.closed() => break,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            wall.bell.notify_one();
        } else {
            pause = FIRST_PAUSE;
        }
    }
    let _ = tokio::time::timeout(LAST, batch(&wall, &access)).await;
}

/// Sends what waits; whether something did not get through.
async fn batch(wall: &Wall, access: &Access) -> bool {
    let batch = wall.batch();
    if batch.is_empty() {
        return false;
    }
    let numbers: Vec<u64> = batch.iter().map(|(number, _)| *number).collect();
    let id = &wall.session().id;
    let _turn = wall.turn().lock().await;
    let results = drive::edit(wall.sessions(), access, id, &batch, wall.now()).await;
    let again = wall.sent(&numbers, results);
    wall.glance.notify_one();
    again
}
