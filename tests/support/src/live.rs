//! A network that clients reach over HTTP, as they reach the Internet Computer.

use std::fmt;

use candid::Principal;
use pocket_ic::PocketIc;

/// A running network with a gateway on a free port of this machine. It ends with this value.
pub struct Live {
    pub network: PocketIc,
    url: String,
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Live {
    pub fn start() -> Self {
        let mut network = crate::builder()
            .with_nns_subnet()
            .with_application_subnet()
            .build();
        let url = network.make_live(None);
        let port = url.port().expect("the gateway's address has a port");
        Self {
            network,
            url: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Where clients send their requests.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A new canister with code, controlled by these.
    pub fn install(&self, controllers: &[Principal]) -> Principal {
        crate::install(&self.network, controllers)
    }

    /// A new canister without code.
    pub fn create(&self, controllers: &[Principal]) -> Principal {
        crate::create(&self.network, controllers)
    }
}
