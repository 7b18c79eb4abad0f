//! Who calls in these tests.

use candid::Principal;
use workgroups::registry::access::Caller;

/// Principals that are not controllers.
const OTHERS: u8 = 10;

/// Addresses that a registry may vouch for.
pub const GOOD_ORIGINS: &[&str] = &[
    "https://example.org",
    "https://groups.example.org:8443",
    "http://localhost:4943",
];
pub const GOOD_DOMAINS: &[&str] = &["example.org", "groups.example.org"];

/// A principal of a test.
pub fn principal(number: u8) -> Principal {
    Principal::self_authenticating([b'm', number])
}

/// Installs the canister: a controller, and the first admin.
pub fn founder() -> Caller {
    controller(100)
}

/// A controller who is no admin.
pub fn controller_only() -> Caller {
    controller(101)
}

fn controller(number: u8) -> Caller {
    Caller {
        principal: principal(number),
        is_controller: true,
    }
}

/// Somebody with an identity and nothing else.
pub fn other(number: u8) -> Caller {
    Caller {
        principal: principal(number),
        is_controller: false,
    }
}

/// All who have an identity.
pub fn everybody() -> Vec<Caller> {
    let mut all: Vec<Caller> = (0..OTHERS).map(other).collect();
    all.extend([founder(), controller_only()]);
    all
}

/// A caller without identity.
pub fn nobody() -> Caller {
    Caller {
        principal: Principal::anonymous(),
        is_controller: false,
    }
}
