//! A live instance of a canister's module. It stays between messages; what a message
//! changes is kept or undone, at a cost that depends on the pages it wrote.

use super::instrument::exports;
use super::meter::PAGE_SHIFT;
use super::module::CompiledModule;
use super::stable::StableMemory;
use crate::engine::system_api::{Failure, Host, Run};
use candid::CandidType;
use serde::Deserialize;
use std::ops::Range;
use std::sync::Arc;
use wasmtime::{Global, Memory, Ref, Store, Table, Trap, Val};

const PAGE: usize = 1 << PAGE_SHIFT;
/// A store reaches at most so many bytes into the page after the one that it marks.
const SPILL: usize = 16;
/// So many pages' marks are compared with clean ones in one step.
const MARKS_AT_ONCE: usize = 128;
const CLEAN: [u8; MARKS_AT_ONCE] = [0; MARKS_AT_ONCE];

/// A canister's state in Wasm, but for stable memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub heap: Vec<u8>,
    pub globals: Vec<SavedGlobal>,
}

/// A global's value, floats by their bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, CandidType, Deserialize)]
pub enum SavedGlobal {
    I32(i32),
    I64(i64),
    F32(u32),
    F64(u64),
    V128(u128),
}

/// What is called.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'a> {
    /// An exported function.
    Export(&'a str),
    /// The module's start function.
    Start,
    /// A callback: index into the table, and its argument.
    Callback(u32, u32),
}

/// A module's instance.
pub struct Instance {
    module: Arc<CompiledModule>,
    store: Store<Host>,
    instance: wasmtime::Instance,
    memory: Option<Memory>,
    dirty: Memory,
    counter: Global,
    table: Option<Table>,
    globals: Vec<Global>,
    committed: Saved,
}

impl std::fmt::Debug for Instance {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Instance")
            .field("module", &self.module)
            .finish_non_exhaustive()
    }
}

impl Instance {
    /// A fresh instance; the start function has not run.
    ///
    /// # Errors
    /// The module's data does not fit into its memory, or the machine has no memory left.
    pub fn new(module: Arc<CompiledModule>) -> Result<Self, Failure> {
        let mut this = Self::instantiate(module).map_err(failure)?;
        this.committed = this.snapshot();
        Ok(this)
    }

    /// An instance in a saved state.
    ///
    /// # Errors
    /// As [`Instance::new`], or the state is not one of this module.
    pub fn restore(module: Arc<CompiledModule>, saved: Saved) -> Result<Self, Failure> {
        let mut this = Self::instantiate(module).map_err(failure)?;
        if let Some(memory) = this.memory {
            let missing = saved
                .heap
                .len()
                .saturating_sub(memory.data_size(&this.store));
            memory
                .grow(&mut this.store, (missing as u64).div_ceil(64 << 10))
                .map_err(failure)?;
            let heap = memory.data_mut(&mut this.store);
            if heap.len() != saved.heap.len() {
                return Err(Failure::Engine("the heap has another size".into()));
            }
            heap.copy_from_slice(&saved.heap);
        }
        this.committed = saved;
        this.restore_globals()?;
        Ok(this)
    }

    fn instantiate(module: Arc<CompiledModule>) -> wasmtime::Result<Self> {
        let mut store = Store::new(module.pre.module().engine(), Host::default());
        store.limiter(|host| host);
        let instance = module.pre.instantiate(&mut store)?;
        let memory = instance.get_memory(&mut store, exports::MEMORY);
        let dirty = instance
            .get_memory(&mut store, exports::DIRTY)
            .ok_or_else(|| wasmtime::format_err!("the module is not instrumented"))?;
        let counter = instance
            .get_global(&mut store, exports::COUNTER)
            .ok_or_else(|| wasmtime::format_err!("the module is not instrumented"))?;
        let table = instance.get_table(&mut store, exports::TABLE);
        let globals = (0..module.mutable_globals)
            .filter_map(|n| instance.get_global(&mut store, &exports::global(n)))
            .collect();
        store.data_mut().handles = Some(crate::engine::system_api::Handles {
            memory,
            dirty,
            counter,
        });
        Ok(Self {
            module,
            store,
            instance,
            memory,
            dirty,
            counter,
            table,
            globals,
            committed: Saved::default(),
        })
    }

    /// The module.
    pub fn module(&self) -> &Arc<CompiledModule> {
        &self.module
    }

    /// Bytes of heap at the last commit.
    pub fn heap_bytes(&self) -> u64 {
        self.committed.heap.len() as u64
    }

    /// The state at the last commit.
    pub fn saved(&self) -> &Saved {
        &self.committed
    }

    /// Calls a function. Afterwards either [`commit`](Self::commit) or
    /// [`rollback`](Self::rollback) must follow before the next one; stable memory is left
    /// as the function made it.
    pub fn run(
        &mut self,
        entry: Entry<'_>,
        run: Run,
        stable: &mut StableMemory,
    ) -> (Run, Result<(), Failure>) {
        let limit = run.instruction_limit;
        let host = self.store.data_mut();
        host.run = run;
        std::mem::swap(&mut host.stable, stable);
        let result = self.call(entry, limit).map_err(failure);
        let left = match self.counter.get(&mut self.store) {
            Val::I64(left) => left.max(0) as u64,
            _ => 0,
        };
        let host = self.store.data_mut();
        std::mem::swap(&mut host.stable, stable);
        let mut run = std::mem::take(&mut host.run);
        run.instructions = limit.saturating_sub(left);
        (run, result)
    }

    fn call(&mut self, entry: Entry<'_>, limit: u64) -> wasmtime::Result<()> {
        let store = &mut self.store;
        self.counter.set(&mut *store, Val::I64(limit as i64))?;
        match entry {
            Entry::Export(name) => self
                .instance
                .get_typed_func::<(), ()>(&mut *store, name)?
                .call(&mut *store, ()),
            Entry::Start => match self.instance.get_func(&mut *store, exports::START) {
                Some(start) => start.typed::<(), ()>(&*store)?.call(&mut *store, ()),
                None => Ok(()),
            },
            Entry::Callback(function, argument) => {
                let found = self
                    .table
                    .and_then(|table| table.get(&mut *store, function.into()));
                let Some(Ref::Func(Some(callback))) = found else {
                    return Err(Failure::NoSuchFunction(function).into());
                };
                callback
                    .typed::<u32, ()>(&*store)
                    .map_err(|_| Failure::NoSuchFunction(function))?
                    .call(&mut *store, argument)
            }
        }
    }

    /// Keeps the heap and globals as they are.
    pub fn commit(&mut self) {
        let ranges = self.take_dirty();
        if let Some(memory) = self.memory {
            let heap = memory.data(&self.store);
            self.committed.heap.resize(heap.len(), 0);
            for range in ranges {
                self.committed.heap[range.clone()].copy_from_slice(&heap[range]);
            }
        }
        self.committed.globals = self.read_globals();
    }

    /// Restores heap and globals as they were at the last commit.
    ///
    /// # Errors
    /// The machine has no memory left.
    pub fn rollback(&mut self) -> Result<(), Failure> {
        let Some(memory) = self.memory else {
            return self.restore_globals();
        };
        if memory.data_size(&self.store) != self.committed.heap.len() {
            // A memory never shrinks: take a new one.
            let saved = std::mem::take(&mut self.committed);
            *self = Self::restore(self.module.clone(), saved)?;
            return Ok(());
        }
        let ranges = self.take_dirty();
        let heap = memory.data_mut(&mut self.store);
        for range in ranges {
            heap[range.clone()].copy_from_slice(&self.committed.heap[range]);
        }
        self.restore_globals()
    }

    /// The parts of the heap that may have been written since this was last called.
    fn take_dirty(&mut self) -> Vec<Range<usize>> {
        let Some(memory) = self.memory else {
            return Vec::new();
        };
        let size = memory.data_size(&self.store);
        let marks = &mut self.dirty.data_mut(&mut self.store)[..size.div_ceil(PAGE)];
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (number, block) in marks.chunks_mut(MARKS_AT_ONCE).enumerate() {
            // Most blocks are clean; comparing slices is much faster than a loop.
            if *block == CLEAN[..block.len()] {
                continue;
            }
            for (at, mark) in block.iter_mut().enumerate() {
                if std::mem::take(mark) != 0 {
                    let start = (number * MARKS_AT_ONCE + at) * PAGE;
                    let end = (start + PAGE + SPILL).min(size);
                    match ranges.last_mut() {
                        Some(last) if last.end >= start => last.end = end,
                        _ => ranges.push(start..end),
                    }
                }
            }
        }
        ranges
    }

    /// The heap as it is now, committed or not.
    pub fn current_heap(&self) -> Vec<u8> {
        self.memory
            .map(|memory| memory.data(&self.store).to_vec())
            .unwrap_or_default()
    }

    fn snapshot(&mut self) -> Saved {
        Saved {
            heap: self.current_heap(),
            globals: self.read_globals(),
        }
    }

    fn read_globals(&mut self) -> Vec<SavedGlobal> {
        self.globals
            .iter()
            .map(|global| match global.get(&mut self.store) {
                Val::I32(value) => SavedGlobal::I32(value),
                Val::F32(bits) => SavedGlobal::F32(bits),
                Val::F64(bits) => SavedGlobal::F64(bits),
                Val::V128(value) => SavedGlobal::V128(value.as_u128()),
                Val::I64(value) => SavedGlobal::I64(value),
                // Modules with mutable globals of other types are refused.
                _ => SavedGlobal::I64(0),
            })
            .collect()
    }

    fn restore_globals(&mut self) -> Result<(), Failure> {
        for (global, saved) in self.globals.iter().zip(&self.committed.globals) {
            let value = match saved {
                SavedGlobal::I32(value) => Val::I32(*value),
                SavedGlobal::I64(value) => Val::I64(*value),
                SavedGlobal::F32(bits) => Val::F32(*bits),
                SavedGlobal::F64(bits) => Val::F64(*bits),
                SavedGlobal::V128(value) => Val::V128((*value).into()),
            };
            global.set(&mut self.store, value).map_err(failure)?;
        }
        Ok(())
    }
}

/// What an error of wasmtime means here.
fn failure(error: wasmtime::Error) -> Failure {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return failure.clone();
    }
    match error.downcast_ref::<Trap>() {
        Some(trap) => Failure::Trapped(trap_text(*trap)),
        None => Failure::Engine(format!("{error:#}")),
    }
}

/// The network's word for a trap.
fn trap_text(trap: Trap) -> String {
    match trap {
        Trap::StackOverflow => "stack overflow".into(),
        Trap::MemoryOutOfBounds => "heap out of bounds".into(),
        Trap::TableOutOfBounds => "table out of bounds".into(),
        Trap::IntegerDivisionByZero => "integer division by 0".into(),
        Trap::UnreachableCodeReached => "unreachable".into(),
        other => other.to_string(),
    }
}
