//! A live instance: its clock follows the machine's, and rounds run by themselves.

use super::{Failed, Instance};
use crate::engine::{MessageId, MessageStatus};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

/// How long a live instance without work waits until the next round.
const IDLE: Duration = Duration::from_millis(50);

/// What drives an instance.
#[derive(Debug)]
pub struct Progress {
    /// The task that runs rounds, while the instance is live.
    task: Mutex<Option<AbortHandle>>,
    /// Ends the wait for the next round.
    wake: Notify,
    /// Counts rounds, for those who wait for an answer.
    rounds: watch::Sender<u64>,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            task: Mutex::default(),
            wake: Notify::new(),
            rounds: watch::Sender::new(0),
        }
    }
}

/// The machine's clock, nanoseconds since 1970.
pub fn wall_clock_nanos() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
        })
}

impl Instance {
    /// Whether rounds run by themselves.
    pub fn is_live(&self) -> bool {
        self.progress.lock_task().is_some()
    }

    /// Lets rounds run by themselves. Returns when the first one has run.
    ///
    /// # Errors
    /// The instance is live already, or broken.
    pub async fn start_progress(self: &Arc<Self>) -> Result<(), String> {
        if self.is_live() {
            return Err("Auto progress mode has already been enabled.".to_owned());
        }
        self.live_round().await?;
        let instance = Arc::clone(self);
        let task = tokio::spawn(async move {
            // A broken instance has nothing more to run; every request tells so.
            while let Ok(has_work) = instance.live_round().await {
                if !has_work {
                    tokio::select! {
                        () = instance.progress.wake.notified() => {}
                        () = tokio::time::sleep(IDLE) => {}
                    }
                }
            }
        });
        if let Some(other) = self.progress.lock_task().replace(task.abort_handle()) {
            other.abort();
        }
        Ok(())
    }

    /// Leaves rounds and clock to the client again.
    pub fn stop_progress(&self) {
        if let Some(task) = self.progress.lock_task().take() {
            task.abort();
        }
    }

    /// Has a live instance run its next round now.
    pub fn wake(&self) {
        self.progress.wake.notify_one();
    }

    /// Tells those who wait for an answer that a round has run.
    pub fn round_has_run(&self) {
        self.progress.rounds.send_modify(|rounds| *rounds += 1);
    }

    /// Waits for a message's answer; the status as it is when the time is over.
    ///
    /// # Errors
    /// The instance is broken.
    pub async fn wait_for_answer(
        self: &Arc<Self>,
        id: MessageId,
        at_most: Duration,
    ) -> Result<Option<MessageStatus>, Failed> {
        let deadline = tokio::time::Instant::now() + at_most;
        let mut rounds = self.progress.rounds.subscribe();
        loop {
            let status = self.run(move |_, network| network.status(&id)).await?;
            if matches!(
                status,
                Some(MessageStatus::Replied(_) | MessageStatus::Rejected(_))
            ) {
                return Ok(status);
            }
            tokio::select! {
                // The sender lives as long as the instance, so that this is a round's end.
                _ = rounds.changed() => {}
                () = tokio::time::sleep_until(deadline) => return Ok(status),
            }
        }
    }

    /// One round at the machine's time, unless a client has set the clock ahead of it; whether
    /// there is work left.
    async fn live_round(self: &Arc<Self>) -> Result<bool, String> {
        let has_work = self
            .run(|_, network| {
                let now_nanos = wall_clock_nanos().max(network.now_nanos());
                network.set_clock(now_nanos).map_err(|e| e.to_string())?;
                network.round()?;
                Ok(network.has_work())
            })
            .await
            .map_err(|e| e.to_string())?;
        self.round_has_run();
        has_work
    }
}

impl Progress {
    fn lock_task(&self) -> std::sync::MutexGuard<'_, Option<AbortHandle>> {
        self.task.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
