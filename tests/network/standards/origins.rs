//! Trusted origins (ICRC-28).

use candid::Principal;
use workgroups::domain::SetOrigins;
use workgroups::standards::types::TrustedOrigins;

use crate::standards::Host;

fn origins(trusted: &[&str]) -> SetOrigins {
    SetOrigins {
        expected_revision: 1,
        trusted_origins: trusted.iter().map(|o| (*o).to_owned()).collect(),
        alternative_origins: vec!["https://other.example.org".into()],
        custom_domains: Vec::new(),
    }
}

#[test]
fn admins_set_the_origins_that_wallets_trust() {
    let host = Host::new();
    let trusted: TrustedOrigins = host.ask("icrc28_trusted_origins", ());
    assert!(trusted.trusted_origins.is_empty());
    let two = ["https://app.example.org", "http://localhost:5173"];
    host.admin("set_origins", origins(&two));
    let trusted: TrustedOrigins = host.ask("icrc28_trusted_origins", ());
    assert_eq!(trusted.trusted_origins, two);
}

#[test]
fn nobody_without_an_identity_writes() {
    let host = Host::new();
    let anonymous = Principal::anonymous();
    let before = host.about().events;
    let set = host.send(anonymous, "set_origins", (origins(&[]),));
    let joined = host.send(anonymous, "join_group", (1u64,));
    assert!(set.is_err() && joined.is_err());
    assert_eq!(host.about().events, before);
}
