//! The end of the log, as the network has signed it.

use anyhow::{Context, Result, anyhow, bail};
use ic_cbor::{CertificateToCbor, HashTreeToCbor};
use ic_certificate_verification::VerifyCertificate;
use ic_certification::{Certificate, HashTree, LookupResult};
use workgroups::base::bytes::Hash;
use workgroups::standards::icrc3::DataCertificate;

use crate::verify::Subject;

/// How old a certificate may be, in nanoseconds: five minutes, as for answers to queries.
const FRESH: u128 = 300_000_000_000;

/// The end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The position of the last block.
    pub index: u64,
    pub hash: Hash,
}

/// Checks the certificate on the end of the log: the signature, the time, the canister, the tree.
///
/// # Errors
/// The first of these that does not hold.
pub fn check(data: &DataCertificate, subject: &Subject) -> Result<Tip> {
    let certificate = Certificate::from_cbor(&data.certificate)
        .map_err(|error| anyhow!("the certificate cannot be read: {error}"))?;
    let id = subject.canister.as_slice();
    certificate
        .verify(id, &subject.root_key, &subject.now, &FRESH)
        .map_err(|error| anyhow!("the certificate does not hold: {error}"))?;
    let tree = HashTree::from_cbor(&data.hash_tree)
        .map_err(|error| anyhow!("the hash tree cannot be read: {error}"))?;
    let path: [&[u8]; 3] = [b"canister", id, b"certified_data"];
    let LookupResult::Found(certified) = certificate.tree.lookup_path(path) else {
        bail!("the certificate is not about this canister");
    };
    if certified != tree.digest() {
        bail!("the hash tree is not the one that is certified");
    }
    let index = leaf(&tree, "last_block_index")?;
    let hash = leaf(&tree, "last_block_hash")?;
    Ok(Tip {
        index: read_leb128(index).context("last_block_index is not a number")?,
        hash: hash
            .try_into()
            .context("last_block_hash is not a hash of 32 bytes")?,
    })
}

/// When the network signed the end of the log, in nanoseconds since 1970-01-01 UTC, as the
/// certificate says.
///
/// # Errors
/// When the certificate does not say it.
pub fn signed_at(data: &DataCertificate) -> Result<u128> {
    let certificate = Certificate::from_cbor(&data.certificate)
        .map_err(|error| anyhow!("the certificate cannot be read: {error}"))?;
    let path: [&[u8]; 1] = [b"time"];
    let LookupResult::Found(time) = certificate.tree.lookup_path(path) else {
        bail!("the certificate has no time");
    };
    let time = read_leb128(time).context("the time of the certificate is not a number")?;
    Ok(time.into())
}

fn leaf<'a>(tree: &'a HashTree, label: &str) -> Result<&'a [u8]> {
    match tree.lookup_path([label.as_bytes()]) {
        LookupResult::Found(value) => Ok(value),
        _ => bail!("the hash tree has no {label}"),
    }
}

/// A number of at most 64 bits in LEB128.
fn read_leb128(bytes: &[u8]) -> Option<u64> {
    let (last, before) = bytes.split_last()?;
    if *last >= 0x80 || before.iter().any(|byte| *byte < 0x80) || bytes.len() > 10 {
        return None;
    }
    let number = bytes
        .iter()
        .rev()
        .fold(0u128, |number, byte| number << 7 | u128::from(byte & 0x7F));
    u64::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::read_leb128;

    #[test]
    fn numbers_are_read_as_the_canister_writes_them() {
        assert_eq!(read_leb128(&[0]), Some(0));
        assert_eq!(read_leb128(&[0x7F]), Some(127));
        assert_eq!(read_leb128(&[0xE5, 0x8E, 0x26]), Some(624_485));
        for broken in [&[][..], &[0x80], &[0x01, 0x01], &[0xFF; 11]] {
            assert_eq!(read_leb128(broken), None, "{broken:?}");
        }
    }
}
