//! What happens to the module after the compiler: custom sections go, the interface comes in.

use anyhow::{Context, Result, bail};
use wasm_encoder::{CustomSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The network shows a section of this name to everybody; agents and command-line clients read
/// the canister's interface from it.
const INTERFACE_SECTION: &str = "icp:public candid:service";

/// Drops every custom section (function names, producers: a third of the size, of no use on the
/// network) and adds the interface as public metadata.
///
/// # Errors
/// When the bytes are not one Wasm module, or it holds metadata already.
pub fn finish(module: &[u8], did: &str) -> Result<Vec<u8>> {
    let mut finished = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the compiled module is not valid Wasm")?;
        if let Payload::CustomSection(section) = &payload {
            if section.name().starts_with("icp:") {
                bail!(
                    "the compiled module holds a section `{}` already",
                    section.name()
                );
            }
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            finished.section(&RawSection {
                id,
                data: &module[range],
            });
        }
    }
    finished.section(&CustomSection {
        name: INTERFACE_SECTION.into(),
        data: did.as_bytes().into(),
    });
    Ok(finished.finish())
}

#[cfg(test)]
mod tests {
    use wasm_encoder::SectionId;

    use super::*;

    fn module_with_custom(name: &str) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&RawSection {
            id: SectionId::Memory.into(),
            data: &[1, 0, 1],
        });
        module.section(&CustomSection {
            name: name.into(),
            data: (&[1, 2, 3]).into(),
        });
        module.finish()
    }

    fn sections(module: &[u8]) -> Vec<String> {
        Parser::new(0)
            .parse_all(module)
            .map(Result::unwrap)
            .filter_map(|payload| match payload {
                Payload::CustomSection(section) => Some(format!(
                    "{}: {}",
                    section.name(),
                    String::from_utf8_lossy(section.data())
                )),
                Payload::MemorySection(_) => Some("memory".to_owned()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn the_interface_replaces_the_custom_sections_and_the_rest_stays() {
        let finished = finish(&module_with_custom("name"), "service : {}").unwrap();
        assert_eq!(
            sections(&finished),
            ["memory", "icp:public candid:service: service : {}"]
        );
    }

    #[test]
    fn a_module_with_metadata_of_its_own_is_refused() {
        assert!(finish(&module_with_custom("icp:private notes"), "").is_err());
    }

    #[test]
    fn bytes_that_are_no_module_are_refused() {
        assert!(finish(b"no module", "").is_err());
    }
}
