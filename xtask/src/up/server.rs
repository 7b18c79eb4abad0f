//! The server process, and the wish to stop it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use pocket_ic::{PocketIcBuilder, StartServerParams, start_server};
use tokio::runtime::Runtime;

/// A server that nobody asks for so long ends by itself, should this task be killed.
const IDLE_LIMIT: Duration = Duration::from_secs(60);

/// A running server; it ends with this value.
#[derive(Debug)]
pub struct Server {
    process: Child,
    url: String,
}

impl Server {
    pub fn start(runtime: &Runtime, program: PathBuf) -> Self {
        let (process, url) = runtime.block_on(start_server(StartServerParams {
            server_binary: Some(program),
            reuse: false,
            ttl: Some(IDLE_LIMIT),
            hard_ttl: None,
        }));
        Self {
            process,
            url: url.to_string(),
        }
    }

    /// A builder of networks on this server.
    pub fn network(&self) -> Result<PocketIcBuilder> {
        Ok(PocketIcBuilder::new().with_server_url(self.url.parse()?))
    }

    /// Fails when the server has ended.
    pub fn check(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the network's server ended by itself ({status})"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only if the server has ended already, which is what is wanted.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Whether the user has asked this task to stop.
#[derive(Clone, Debug)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on Ctrl-C, or a request of the system to end, is noted and does not kill the task.
    pub fn listen(runtime: &Runtime) -> Self {
        let interrupt = Self(Arc::default());
        let noted = interrupt.clone();
        runtime.spawn(async move {
            until_asked_to_stop().await;
            noted.0.store(true, Ordering::Relaxed);
        });
        interrupt
    }

    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
async fn until_asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn until_asked_to_stop() {
    tokio::signal::ctrl_c().await.ok();
}

/// The first free port of this machine from the wanted one on.
pub fn free_port(wanted: u16) -> Result<u16> {
    let last = wanted.saturating_add(100);
    for port in wanted..=last {
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            if port != wanted {
                println!("Port {wanted} is taken; using {port}.");
            }
            return Ok(port);
        }
    }
    bail!("the ports {wanted} to {last} are all taken; give another with --port")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_gives_way_to_a_later_one() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(free_port(port).unwrap() > port);
    }
}
