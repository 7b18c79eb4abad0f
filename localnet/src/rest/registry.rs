//! What the server holds: instances, gateways, blobs; and how busy it is.

use super::answer::ApiError;
use super::gateway::Gateway;
use crate::instance::Instance;
use axum::http::StatusCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The state of the server.
#[derive(Debug, Default)]
pub struct Server {
    instances: Mutex<Vec<Option<Arc<Instance>>>>,
    gateways: Mutex<Vec<Option<Gateway>>>,
    blobs: Mutex<HashMap<[u8; 32], Vec<u8>>>,
    activity: Activity,
}

impl Server {
    /// How busy the server is.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Takes up an instance and gives it its number.
    pub fn add_instance(&self, instance: Arc<Instance>) -> usize {
        add(&self.instances, instance)
    }

    /// The instance with this number.
    ///
    /// # Errors
    /// There is none, or not any more.
    pub fn instance(&self, id: usize) -> Result<Arc<Instance>, ApiError> {
        lock(&self.instances)
            .get(id)
            .and_then(Clone::clone)
            .ok_or_else(|| no_such("instance", id))
    }

    /// Takes an instance away.
    ///
    /// # Errors
    /// There is none, or not any more.
    pub fn remove_instance(&self, id: usize) -> Result<Arc<Instance>, ApiError> {
        remove(&self.instances, id).ok_or_else(|| no_such("instance", id))
    }

    /// For each number, whether its instance is there.
    pub fn instances(&self) -> Vec<Option<Arc<Instance>>> {
        lock(&self.instances).clone()
    }

    /// Takes up a gateway and gives it its number.
    pub fn add_gateway(&self, gateway: Gateway) -> usize {
        add(&self.gateways, gateway)
    }

    /// Takes a gateway away.
    ///
    /// # Errors
    /// There is none, or not any more.
    pub fn remove_gateway(&self, id: usize) -> Result<Gateway, ApiError> {
        remove(&self.gateways, id).ok_or_else(|| no_such("HTTP gateway", id))
    }

    /// Does something with each gateway and its number.
    pub fn for_gateways<T>(&self, mut look: impl FnMut(usize, &Gateway) -> T) -> Vec<T> {
        lock(&self.gateways)
            .iter()
            .enumerate()
            .filter_map(|(id, gateway)| gateway.as_ref().map(|gateway| look(id, gateway)))
            .collect()
    }

    /// Keeps a blob under its SHA-256.
    pub fn keep_blob(&self, hash: [u8; 32], blob: Vec<u8>) {
        lock(&self.blobs).insert(hash, blob);
    }

    /// The blob with this SHA-256.
    ///
    /// # Errors
    /// There is none.
    pub fn blob(&self, hash: &[u8]) -> Result<Vec<u8>, ApiError> {
        lock(&self.blobs).get(hash).cloned().ok_or_else(|| {
            ApiError::new(
                StatusCode::NOT_FOUND,
                format!("there is no blob {}", hex::encode(hash)),
            )
        })
    }
}

/// Every change under these locks is a single step, so that a panic elsewhere leaves nothing
/// half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn add<T>(list: &Mutex<Vec<Option<T>>>, item: T) -> usize {
    let mut list = lock(list);
    list.push(Some(item));
    list.len() - 1
}

fn remove<T>(list: &Mutex<Vec<Option<T>>>, id: usize) -> Option<T> {
    lock(list).get_mut(id).and_then(Option::take)
}

fn no_such(what: &str, id: usize) -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        format!("there is no {what} with the number {id}"),
    )
}

/// Counts the requests under way, and when the last one ended.
#[derive(Debug)]
pub struct Activity(Mutex<Busy>);

#[derive(Debug)]
struct Busy {
    under_way: usize,
    last_end: Instant,
}

impl Default for Activity {
    fn default() -> Self {
        Self(Mutex::new(Busy {
            under_way: 0,
            last_end: Instant::now(),
        }))
    }
}

impl Activity {
    /// A request begins; it ends when the answer is dropped.
    pub fn begin(&self) -> Request<'_> {
        lock(&self.0).under_way += 1;
        Request(self)
    }

    /// For how long no request has been under way.
    pub fn idle_for(&self) -> Duration {
        let busy = lock(&self.0);
        if busy.under_way > 0 {
            Duration::ZERO
        } else {
            busy.last_end.elapsed()
        }
    }
}

/// A request under way.
#[derive(Debug)]
pub struct Request<'a>(&'a Activity);

impl Drop for Request<'_> {
    fn drop(&mut self) {
        let mut busy = lock(&self.0.0);
        busy.under_way -= 1;
        busy.last_end = Instant::now();
    }
}
