//! Rewrites a function's body so that it counts its instructions and marks the pages of
//! memory that it writes.
//!
//! Counting: each straight run of operators is paid for where it begins; at the beginning
//! of functions and loops the counter is compared with zero. Bulk operations pay a unit for
//! each byte just before they run. That is how the network counts, so the figures agree.

use super::InvalidModule;
use super::weights::{FUNCTION_ENTRY, operator_weight};
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, Function, Instruction, MemArg, ValType};
use wasmparser::{FunctionBody, Operator};

/// Memory is tracked in pages of this many bytes (as a shift).
pub const PAGE_SHIFT: i32 = 12;

/// The injected items that function bodies refer to.
#[derive(Clone, Copy, Debug)]
pub struct Injected {
    /// The instruction counter: what is left.
    pub counter: u32,
    /// `() -> ()`, ends the execution.
    pub out_of_instructions: u32,
    /// `(i64) -> ()`, pays.
    pub pay: u32,
    /// `(i32 address, i32 length) -> ()`, marks a range of memory as written.
    pub mark: u32,
    /// The memory with one byte for each page of the main memory; not 0 when written.
    pub dirty: u32,
}

/// A place where a run of operators begins.
struct Run {
    position: usize,
    reentrant: bool,
    cost: u64,
}

/// Splits a body into runs of operators, each with its cost.
fn runs(operators: &[Operator<'_>]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut current = Run {
        position: 0,
        reentrant: true,
        cost: FUNCTION_ENTRY,
    };
    for (at, operator) in operators.iter().enumerate() {
        current.cost += operator_weight(operator);
        let ends_run = matches!(
            operator,
            Operator::Loop { .. }
                | Operator::If { .. }
                | Operator::Else
                | Operator::End
                | Operator::Br { .. }
                | Operator::BrIf { .. }
                | Operator::BrTable { .. }
                | Operator::Return
                | Operator::Unreachable
                | Operator::ReturnCall { .. }
                | Operator::ReturnCallIndirect { .. }
        );
        if ends_run {
            let next = Run {
                position: at + 1,
                reentrant: matches!(operator, Operator::Loop { .. }),
                cost: 0,
            };
            runs.push(std::mem::replace(&mut current, next));
        }
    }
    runs.retain(|run| run.reentrant || run.cost > 0);
    runs
}

/// The type of the value that an operator stores, and the offset of its address.
fn stored(operator: &Operator<'_>) -> Option<(ValType, u64)> {
    use Operator::*;
    Some(match operator {
        I32Store { memarg } | I32Store8 { memarg } | I32Store16 { memarg } => {
            (ValType::I32, memarg.offset)
        }
        I64Store { memarg }
        | I64Store8 { memarg }
        | I64Store16 { memarg }
        | I64Store32 { memarg } => (ValType::I64, memarg.offset),
        F32Store { memarg } => (ValType::F32, memarg.offset),
        F64Store { memarg } => (ValType::F64, memarg.offset),
        V128Store { memarg }
        | V128Store8Lane { memarg, .. }
        | V128Store16Lane { memarg, .. }
        | V128Store32Lane { memarg, .. }
        | V128Store64Lane { memarg, .. } => (ValType::V128, memarg.offset),
        _ => return None,
    })
}

fn is_bulk_write(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::MemoryFill { .. } | Operator::MemoryCopy { .. } | Operator::MemoryInit { .. }
    )
}

/// Locals that the injected code keeps operands in.
struct Scratch {
    first: u32,
    locals: Vec<ValType>,
}

impl Scratch {
    /// The locals that a body needs, from the first free index on.
    fn new(first: u32, operators: &[Operator<'_>]) -> Self {
        let mut locals = Vec::new();
        if operators.iter().any(is_bulk_write) {
            locals.extend([ValType::I32; 3]);
        }
        for (ty, _) in operators.iter().filter_map(stored) {
            if !locals.contains(&ValType::I32) {
                locals.push(ValType::I32);
            }
            let needed = if ty == ValType::I32 { 2 } else { 1 };
            if locals.iter().filter(|local| **local == ty).count() < needed {
                locals.push(ty);
            }
        }
        Self { first, locals }
    }

    /// The index of the n-th local of a type.
    fn index(&self, ty: ValType, n: usize) -> u32 {
        let of_type = self
            .locals
            .iter()
            .enumerate()
            .filter(|(_, local)| **local == ty);
        let at = of_type.map(|(at, _)| at).nth(n).unwrap_or_default();
        self.first + at as u32
    }
}

/// Rewrites a function's body.
///
/// # Errors
/// Operators that canisters may not use.
pub fn meter<R: Reencode>(
    reencoder: &mut R,
    injected: &Injected,
    parameters: u32,
    body: &FunctionBody<'_>,
) -> Result<Function, InvalidModule>
where
    InvalidModule: From<wasm_encoder::reencode::Error<R::Error>>,
{
    let operators: Vec<Operator<'_>> = body
        .get_operators_reader()?
        .into_iter()
        .collect::<Result<_, _>>()?;
    let mut locals = Vec::new();
    for local in body.get_locals_reader()? {
        let (count, ty) = local?;
        locals.push((count, reencoder.val_type(ty)?));
    }
    let declared: u32 = locals.iter().map(|(count, _)| count).sum();
    let scratch = Scratch::new(parameters + declared, &operators);
    locals.extend(scratch.locals.iter().map(|ty| (1, *ty)));

    let mut function = Function::new(locals);
    let mut runs = runs(&operators).into_iter().peekable();
    for (at, operator) in operators.into_iter().enumerate() {
        if let Some(run) = runs.next_if(|run| run.position == at) {
            pay_for_run(&mut function, injected, &run);
        }
        if is_bulk_write(&operator) {
            before_bulk_write(&mut function, injected, &scratch);
        } else if let Some((ty, offset)) = stored(&operator) {
            before_store(&mut function, injected, &scratch, ty, offset);
        }
        function.instruction(&reencoder.instruction(operator)?);
    }
    Ok(function)
}

fn pay_for_run(function: &mut Function, injected: &Injected, run: &Run) {
    function
        .instruction(&Instruction::GlobalGet(injected.counter))
        .instruction(&Instruction::I64Const(run.cost as i64))
        .instruction(&Instruction::I64Sub)
        .instruction(&Instruction::GlobalSet(injected.counter));
    if run.reentrant {
        stop_below_zero(function, injected);
    }
}

/// Ends the execution when the counter is below zero.
pub fn stop_below_zero(function: &mut Function, injected: &Injected) {
    function
        .instruction(&Instruction::GlobalGet(injected.counter))
        .instruction(&Instruction::I64Const(0))
        .instruction(&Instruction::I64LtS)
        .instruction(&Instruction::If(BlockType::Empty))
        .instruction(&Instruction::Call(injected.out_of_instructions))
        .instruction(&Instruction::End);
}

/// Pays for and marks a bulk write. Stack: address, value or source, length.
fn before_bulk_write(function: &mut Function, injected: &Injected, scratch: &Scratch) {
    let [address, source, length] = [0, 1, 2].map(|n| scratch.index(ValType::I32, n));
    function
        .instruction(&Instruction::LocalTee(length))
        .instruction(&Instruction::I64ExtendI32U)
        .instruction(&Instruction::Call(injected.pay))
        .instruction(&Instruction::LocalSet(source))
        .instruction(&Instruction::LocalTee(address))
        .instruction(&Instruction::LocalGet(length))
        .instruction(&Instruction::Call(injected.mark))
        .instruction(&Instruction::LocalGet(address))
        .instruction(&Instruction::LocalGet(source))
        .instruction(&Instruction::LocalGet(length));
}

/// Marks the page that a store writes to. Stack: address, value. A store that crosses a
/// page's end marks the first of the two pages; whoever reads the marks allows for that.
fn before_store(
    function: &mut Function,
    injected: &Injected,
    scratch: &Scratch,
    ty: ValType,
    offset: u64,
) {
    let address = scratch.index(ValType::I32, 0);
    let value = scratch.index(ty, usize::from(ty == ValType::I32));
    function
        .instruction(&Instruction::LocalSet(value))
        .instruction(&Instruction::LocalTee(address));
    if offset != 0 {
        function
            .instruction(&Instruction::I32Const(offset as u32 as i32))
            .instruction(&Instruction::I32Add);
    }
    function
        .instruction(&Instruction::I32Const(PAGE_SHIFT))
        .instruction(&Instruction::I32ShrU)
        .instruction(&Instruction::I32Const(1))
        .instruction(&Instruction::I32Store8(MemArg {
            offset: 0,
            align: 0,
            memory_index: injected.dirty,
        }))
        .instruction(&Instruction::LocalGet(address))
        .instruction(&Instruction::LocalGet(value));
}

/// The body of [`Injected::pay`].
pub fn pay_function(injected: &Injected) -> Function {
    let mut function = Function::new([]);
    function
        .instruction(&Instruction::GlobalGet(injected.counter))
        .instruction(&Instruction::LocalGet(0))
        .instruction(&Instruction::I64Sub)
        .instruction(&Instruction::GlobalSet(injected.counter));
    stop_below_zero(&mut function, injected);
    function.instruction(&Instruction::End);
    function
}

/// The body of [`Injected::mark`]. A range that leaves the address space is not marked: the
/// write that follows traps.
pub fn mark_function(injected: &Injected) -> Function {
    const ADDRESS: u32 = 0;
    const LENGTH: u32 = 1;
    const LAST: u32 = 2;
    let mut function = Function::new([(1, ValType::I32)]);
    function
        // last = address + length - 1; return if length == 0 or last < address
        .instruction(&Instruction::LocalGet(ADDRESS))
        .instruction(&Instruction::LocalGet(LENGTH))
        .instruction(&Instruction::I32Add)
        .instruction(&Instruction::I32Const(1))
        .instruction(&Instruction::I32Sub)
        .instruction(&Instruction::LocalTee(LAST))
        .instruction(&Instruction::LocalGet(ADDRESS))
        .instruction(&Instruction::I32LtU)
        .instruction(&Instruction::LocalGet(LENGTH))
        .instruction(&Instruction::I32Eqz)
        .instruction(&Instruction::I32Or)
        .instruction(&Instruction::If(BlockType::Empty))
        .instruction(&Instruction::Return)
        .instruction(&Instruction::End)
        // fill the pages' marks from the first to the last
        .instruction(&Instruction::LocalGet(ADDRESS))
        .instruction(&Instruction::I32Const(PAGE_SHIFT))
        .instruction(&Instruction::I32ShrU)
        .instruction(&Instruction::I32Const(1))
        .instruction(&Instruction::LocalGet(LAST))
        .instruction(&Instruction::I32Const(PAGE_SHIFT))
        .instruction(&Instruction::I32ShrU)
        .instruction(&Instruction::LocalGet(ADDRESS))
        .instruction(&Instruction::I32Const(PAGE_SHIFT))
        .instruction(&Instruction::I32ShrU)
        .instruction(&Instruction::I32Sub)
        .instruction(&Instruction::I32Const(1))
        .instruction(&Instruction::I32Add)
        .instruction(&Instruction::MemoryFill(injected.dirty))
        .instruction(&Instruction::End);
    function
}
