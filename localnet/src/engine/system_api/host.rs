//! The store's data, and the tools that System API functions are made of.

use super::run::{Kind, Run};
use crate::engine::limits::WASM_PAGE_BYTES;
use crate::engine::wasm::StableMemory;
use std::fmt;
use wasmtime::{Caller, Global, Memory, ResourceLimiter, Result, Val};

/// Why an execution ended without success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The instruction limit is reached.
    OutOfInstructions,
    /// Wasm trapped: its reason.
    Trapped(String),
    /// `ic0.trap` with its message.
    CalledTrap(String),
    /// A System API function was used against its contract.
    Contract(String),
    /// A callback names a function that is not in the table.
    NoSuchFunction(u32),
    /// More cycles were attached than there are.
    OutOfCycles(String),
    /// The heap would exceed the limit of the canister's settings: peak and limit.
    HeapLimit(u64, u64),
    /// The canister's cycles do not last for the freezing threshold with so many bytes of memory.
    Growth(u64),
    /// The engine failed.
    Engine(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self:?}")
    }
}

impl std::error::Error for Failure {}

/// What the store of an instance holds.
#[derive(Debug, Default)]
pub struct Host {
    pub stable: StableMemory,
    pub handles: Option<Handles>,
    /// The execution that is under way; an empty one between executions.
    pub run: Run,
}

/// The instance's items that the System API uses.
#[derive(Clone, Copy, Debug)]
pub struct Handles {
    pub memory: Option<Memory>,
    pub dirty: Memory,
    pub counter: Global,
}

impl Host {
    fn stable_bytes(&self) -> u64 {
        self.stable.size() * WASM_PAGE_BYTES
    }

    /// Whether the canister's cycles last for so many bytes of memory.
    fn may_hold(&self, bytes: u64) -> Result<()> {
        match self.run.kind == Kind::Query || bytes <= self.run.memory_limit {
            true => Ok(()),
            false => Err(Failure::Growth(bytes).into()),
        }
    }
}

impl ResourceLimiter for Host {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        let limit = self.run.heap_limit;
        if self.run.kind != Kind::Query && current > 0 && desired as u64 > limit {
            return Err(Failure::HeapLimit(desired as u64, limit).into());
        }
        if current > 0 {
            self.may_hold(desired as u64 + self.stable_bytes())?;
        }
        Ok(maximum.is_none_or(|maximum| desired <= maximum))
    }

    fn table_growing(&mut self, _: usize, desired: usize, max: Option<usize>) -> Result<bool> {
        Ok(max.is_none_or(|max| desired <= max))
    }
}

/// A System API function's view of the instance that calls it.
pub struct Api<'a> {
    caller: Caller<'a, Host>,
    name: &'static str,
}

impl<'a> Api<'a> {
    /// Begins a function: charges it, and checks that it may be used here.
    pub fn begin(
        caller: Caller<'a, Host>,
        name: &'static str,
        cost: u64,
        allowed: u16,
    ) -> Result<Self> {
        let mut api = Self { caller, name };
        api.charge(cost)?;
        let kind = api.run().kind;
        if kind as u16 & allowed == 0 {
            return Err(not_allowed(name, kind).into());
        }
        Ok(api)
    }

    /// The error of a function that is used against its contract.
    pub fn violation(&self, why: &str) -> wasmtime::Error {
        Failure::Contract(format!("ic0.{}: {why}", self.name)).into()
    }

    fn handles(&self) -> Result<&Handles> {
        match &self.caller.data().handles {
            Some(handles) => Ok(handles),
            None => Err(Failure::Engine("instance is not linked".into()).into()),
        }
    }

    /// The execution.
    pub fn run(&mut self) -> &mut Run {
        &mut self.caller.data_mut().run
    }

    /// The stable memory.
    pub fn stable(&mut self) -> &mut StableMemory {
        &mut self.caller.data_mut().stable
    }

    /// Grows stable memory by pages of 64 KiB, and tells how many there were; none where it cannot.
    ///
    /// # Errors
    /// When the canister's cycles do not last for so much memory.
    pub fn grow_stable(&mut self, pages: u64) -> Result<Option<u64>> {
        let heap = self.handles()?.memory;
        let heap = heap.map_or(0, |heap| heap.data_size(&self.caller) as u64);
        let host = self.caller.data_mut();
        let grown = pages.saturating_mul(WASM_PAGE_BYTES);
        host.may_hold((heap + host.stable_bytes()).saturating_add(grown))?;
        Ok(host.stable.grow(pages))
    }

    /// Instructions left.
    pub fn counter(&mut self) -> Result<i64> {
        let counter = self.handles()?.counter;
        match counter.get(&mut self.caller) {
            Val::I64(left) => Ok(left),
            _ => Err(Failure::Engine("the counter is no i64".into()).into()),
        }
    }

    /// Takes instructions.
    pub fn charge(&mut self, cost: u64) -> Result<()> {
        let cost = i64::try_from(cost).unwrap_or(i64::MAX);
        let left = self.counter()?.saturating_sub(cost);
        let counter = self.handles()?.counter;
        counter.set(&mut self.caller, Val::I64(left))?;
        if left < 0 {
            return Err(Failure::OutOfInstructions.into());
        }
        Ok(())
    }

    fn memory(&self) -> Result<Memory> {
        match self.handles()?.memory {
            Some(memory) => Ok(memory),
            None => Err(Failure::Contract("WebAssembly module must define memory".into()).into()),
        }
    }

    /// Checks a range of the heap.
    fn range(&self, address: u64, len: u64) -> Result<std::ops::Range<usize>> {
        let size = self.memory()?.data_size(&self.caller) as u64;
        match address.checked_add(len) {
            Some(end) if end <= size => Ok(address as usize..end as usize),
            _ => Err(self.violation(&format!(
                "heap: address {address} + length {len} exceeds the memory size of {size} bytes"
            ))),
        }
    }

    /// Copies from the heap.
    pub fn read(&self, address: u32, len: u32) -> Result<Vec<u8>> {
        let range = self.range(address.into(), len.into())?;
        Ok(self.memory()?.data(&self.caller)[range].to_vec())
    }

    /// Copies text from the heap.
    pub fn read_text(&self, address: u32, len: u32) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.read(address, len)?).into_owned())
    }

    /// Copies to the heap.
    pub fn write(&mut self, address: u32, bytes: &[u8]) -> Result<()> {
        let range = self.range(address.into(), bytes.len() as u64)?;
        self.mark(&range)?;
        self.memory()?.data_mut(&mut self.caller)[range].copy_from_slice(bytes);
        Ok(())
    }

    /// Notes that a range of the heap is written.
    fn mark(&mut self, range: &std::ops::Range<usize>) -> Result<()> {
        if !range.is_empty() {
            let pages = range.start >> 12..=(range.end - 1) >> 12;
            let dirty = self.handles()?.dirty;
            dirty.data_mut(&mut self.caller)[pages].fill(1);
        }
        Ok(())
    }

    /// Writes an amount of cycles, 16 bytes.
    pub fn write_cycles(&mut self, address: u32, amount: u128) -> Result<()> {
        self.write(address, &amount.to_le_bytes())
    }

    /// Copies a part of something to the heap; charges the length.
    pub fn copy_out(&mut self, from: &[u8], to: u32, offset: u32, len: u32) -> Result<()> {
        self.charge(len.into())?;
        let start = offset as usize;
        match start
            .checked_add(len as usize)
            .and_then(|end| from.get(start..end))
        {
            Some(part) => self.write(to, part),
            None => Err(self.violation(&format!(
                "payload: offset {offset} + size {len} exceeds the slice size {}",
                from.len()
            ))),
        }
    }

    /// Copies from stable memory to the heap.
    pub fn stable_to_heap(&mut self, to: u64, from: u64, len: u64) -> Result<()> {
        let range = self.range(to, len)?;
        self.mark(&range)?;
        let (heap, host) = self.memory()?.data_and_store_mut(&mut self.caller);
        host.stable
            .read(from, &mut heap[range])
            .map_err(|_| stable_out_of_bounds())
    }

    /// Copies from the heap to stable memory.
    pub fn heap_to_stable(&mut self, to: u64, from: u64, len: u64) -> Result<()> {
        let range = self.range(from, len)?;
        let (heap, host) = self.memory()?.data_and_store_mut(&mut self.caller);
        host.stable
            .write(to, &heap[range])
            .map_err(|_| stable_out_of_bounds())
    }
}

/// The failure of a function that a kind of entry point may not use.
fn not_allowed(name: &str, kind: Kind) -> Failure {
    let why = match kind {
        Kind::Query if name.starts_with("call_") => {
            "cannot be executed in a query; localnet makes no calls for composite queries".into()
        }
        Kind::Start => "cannot be executed in start mode".into(),
        Kind::Init => "cannot be executed in init mode".into(),
        Kind::PreUpgrade => "cannot be executed in pre-upgrade mode".into(),
        Kind::Query => "cannot be executed in non replicated query mode".into(),
        Kind::ReplicatedQuery => "cannot be executed in replicated query mode".into(),
        Kind::Inspect => "cannot be executed in inspect message mode".into(),
        other => format!("cannot be executed in {other:?} mode"),
    };
    Failure::Contract(format!("\"ic0_{name}\" {why}"))
}

/// The trap of an access beyond the end of stable memory.
pub fn stable_out_of_bounds() -> wasmtime::Error {
    Failure::Trapped("stable memory out of bounds".into()).into()
}
