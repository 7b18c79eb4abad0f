//! Compiled modules, and the caches that keep them.

use super::InvalidModule;
use super::instrument::instrument;
use super::sections::Sections;
use crate::engine::Metadata;
use crate::engine::limits::{MODULE_BYTES, WASM_STACK_BYTES};
use crate::engine::system_api::{self, Host};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use wasmtime::{Cache, CacheConfig, Engine, InstancePre, Linker, OptLevel};

/// How many compiled modules a process keeps at hand.
const KEPT_MODULES: usize = 16;

/// How a method may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodKind {
    Update,
    Query,
    CompositeQuery,
}

/// A module that is ready to be instantiated.
pub struct CompiledModule {
    /// SHA-256 of the bytes as installed, compressed or not.
    pub hash: [u8; 32],
    /// The bytes as installed.
    pub installed: Arc<[u8]>,
    /// Public methods.
    pub methods: BTreeMap<String, MethodKind>,
    /// Exported functions that the network calls itself (`canister_init`, …).
    pub system_methods: Vec<String>,
    /// `icp:` custom sections.
    pub metadata: BTreeMap<String, Metadata>,
    pub(super) pre: InstancePre<Host>,
    pub(super) mutable_globals: usize,
}

impl std::fmt::Debug for CompiledModule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("CompiledModule")
            .field("methods", &self.methods)
            .finish_non_exhaustive()
    }
}

impl CompiledModule {
    /// Compiles a module, or finds it compiled. Gzip is undone.
    ///
    /// # Errors
    /// The module is not valid, or uses what canisters or localnet do not have.
    pub fn new(installed: &[u8]) -> Result<Arc<Self>, InvalidModule> {
        let hash: [u8; 32] = Sha256::digest(installed).into();
        if let Some(found) = kept(&hash) {
            return Ok(found);
        }
        let module = Arc::new(Self::compile(hash, installed)?);
        keep(module.clone());
        Ok(module)
    }

    fn compile(hash: [u8; 32], installed: &[u8]) -> Result<Self, InvalidModule> {
        let wasm = decompress(installed)?;
        let sections = Sections::parse(&wasm)?;
        let (methods, system_methods) = methods(&sections)?;
        let metadata = metadata(&sections)?;
        let instrumented = instrument(&sections)?;
        let runtime = runtime()?;
        let module = wasmtime::Module::new(&runtime.engine, &instrumented.wasm)
            .map_err(|error| InvalidModule(format!("Failed to compile: {error:#}")))?;
        let pre = runtime.linker.instantiate_pre(&module).map_err(|error| {
            InvalidModule(format!(
                "Wasm module has an invalid import section: {error:#}"
            ))
        })?;
        Ok(Self {
            hash,
            installed: installed.into(),
            methods,
            system_methods,
            metadata,
            pre,
            mutable_globals: instrumented.mutable_globals,
        })
    }

    /// Whether the module exports a function that the network calls itself.
    pub fn has(&self, system_method: &str) -> bool {
        self.system_methods.iter().any(|name| name == system_method)
    }
}

/// Undoes gzip; anything else is returned as it is.
fn decompress(installed: &[u8]) -> Result<Vec<u8>, InvalidModule> {
    if !installed.starts_with(&[0x1f, 0x8b]) {
        return Ok(installed.to_vec());
    }
    let mut wasm = Vec::new();
    flate2::read::GzDecoder::new(installed)
        .take(MODULE_BYTES + 1)
        .read_to_end(&mut wasm)
        .map_err(|error| InvalidModule(format!("Failed to decode wasm module: {error}")))?;
    if wasm.len() as u64 > MODULE_BYTES {
        return Err(InvalidModule(format!(
            "Decompressed module exceeds {MODULE_BYTES} bytes"
        )));
    }
    Ok(wasm)
}

type Methods = (BTreeMap<String, MethodKind>, Vec<String>);

/// The functions that a module exports for the network's use.
fn methods(sections: &Sections<'_>) -> Result<Methods, InvalidModule> {
    let mut methods = BTreeMap::new();
    let mut system = Vec::new();
    for export in sections.exports.clone().into_iter().flatten() {
        let export = export?;
        if export.kind != wasmparser::ExternalKind::Func {
            continue;
        }
        let (kind, name) = match export.name.split_once(' ') {
            Some(("canister_update", name)) => (MethodKind::Update, name),
            Some(("canister_query", name)) => (MethodKind::Query, name),
            Some(("canister_composite_query", name)) => (MethodKind::CompositeQuery, name),
            _ => {
                system.push(export.name.to_owned());
                continue;
            }
        };
        if methods.insert(name.to_owned(), kind).is_some() {
            return Err(InvalidModule(format!(
                "Duplicate function '{name}' exported by the Wasm module"
            )));
        }
    }
    Ok((methods, system))
}

/// The custom sections that are part of a canister's public or private metadata.
fn metadata(sections: &Sections<'_>) -> Result<BTreeMap<String, Metadata>, InvalidModule> {
    let mut metadata = BTreeMap::new();
    for (section, content) in &sections.custom {
        let (public, name) = match section.split_once(' ') {
            Some(("icp:public", name)) => (true, name),
            Some(("icp:private", name)) => (false, name),
            _ => continue,
        };
        let entry = Metadata {
            public,
            content: content.to_vec(),
        };
        if metadata.insert(name.to_owned(), entry).is_some() {
            return Err(InvalidModule(format!(
                "Wasm module has duplicate custom section {name}"
            )));
        }
    }
    Ok(metadata)
}

/// What all modules of the process share.
struct Runtime {
    engine: Engine,
    linker: Linker<Host>,
}

fn runtime() -> Result<&'static Runtime, InvalidModule> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| new_runtime().map_err(|error| format!("wasmtime: {error:#}")))
        .as_ref()
        .map_err(|error| InvalidModule(error.clone()))
}

fn new_runtime() -> wasmtime::Result<Runtime> {
    let mut config = wasmtime::Config::new();
    config
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        .wasm_multi_memory(true)
        .wasm_tail_call(true)
        .wasm_backtrace_max_frames(None)
        .async_stack_size(WASM_STACK_BYTES)
        .max_wasm_stack(WASM_STACK_BYTES)
        .cache(disk_cache());
    let engine = Engine::new(&config)?;
    let linker = system_api::linker(&engine)?;
    Ok(Runtime { engine, linker })
}

/// Compiled code is kept between processes, as far as the disk allows.
fn disk_cache() -> Option<Cache> {
    let mut config = CacheConfig::new();
    config.with_directory(cache_dir());
    Cache::new(config).ok()
}

fn cache_dir() -> PathBuf {
    let home = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .filter(|dir| dir.is_absolute())
        .unwrap_or_else(std::env::temp_dir);
    home.join("localnet-modules")
}

type Kept = VecDeque<Arc<CompiledModule>>;

fn kept_modules() -> &'static Mutex<Kept> {
    static KEPT: OnceLock<Mutex<Kept>> = OnceLock::new();
    KEPT.get_or_init(Mutex::default)
}

fn kept(hash: &[u8; 32]) -> Option<Arc<CompiledModule>> {
    let kept = kept_modules().lock().ok()?;
    kept.iter().find(|module| module.hash == *hash).cloned()
}

fn keep(module: Arc<CompiledModule>) {
    if let Ok(mut kept) = kept_modules().lock() {
        kept.truncate(KEPT_MODULES - 1);
        kept.push_front(module);
    }
}
