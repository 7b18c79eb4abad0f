//! What an operator costs, in instructions.
//!
//! The weights are the network's, for Wasm with 32-bit memory (the replica's
//! instrumentation defines them). Bulk operations cost their length on top.

use wasmparser::Operator;

/// Charged for entering a function.
pub const FUNCTION_ENTRY: u64 = 1;

/// The fixed cost of an operator.
pub fn operator_weight(operator: &Operator<'_>) -> u64 {
    use Operator::*;
    match operator {
        Block { .. } | Else | End | Loop { .. } => 0,
        If { .. } | Br { .. } | BrIf { .. } | BrTable { .. } => 2,
        GlobalGet { .. } | GlobalSet { .. } => 2,
        ReturnCall { .. } => 3,
        Call { .. } | TableGet { .. } | TableSet { .. } | RefIsNull => 5,
        CallIndirect { .. } => 10,
        MemorySize { .. } => 20,
        ReturnCallIndirect { .. } => 60,
        TableSize { .. } => 100,
        MemoryFill { .. }
        | MemoryCopy { .. }
        | MemoryInit { .. }
        | TableFill { .. }
        | TableCopy { .. }
        | TableInit { .. } => 100,
        RefFunc { .. } => 130,
        MemoryGrow { .. } | TableGrow { .. } | DataDrop { .. } | ElemDrop { .. } => 300,
        I32DivS | I32DivU | I32RemS | I32RemU | I64DivS | I64DivU | I64RemS | I64RemU => 10,
        other => float_weight(other)
            .or_else(|| vector_weight(other))
            .unwrap_or(1),
    }
}

/// Floating point operators that do not cost one instruction.
fn float_weight(operator: &Operator<'_>) -> Option<u64> {
    use Operator::*;
    let weight = match operator {
        F32Add | F32Sub | F32Mul | F32Ceil | F32Floor | F32Trunc | F32Nearest => 2,
        F64Add | F64Sub | F64Mul | F64Ceil | F64Floor | F64Trunc | F64Nearest => 2,
        F32Copysign => 2,
        F64Copysign | F32Div => 3,
        F32Eq | F32Ne | F32Lt | F32Gt | F32Le | F32Ge => 3,
        F64Eq | F64Ne | F64Lt | F64Gt | F64Le | F64Ge => 3,
        F32ConvertI32S | F32ConvertI64S | F64ConvertI32S | F64ConvertI64S => 3,
        F64Div | F32Sqrt => 5,
        F64Sqrt => 8,
        F32ConvertI32U | F32ConvertI64U | F64ConvertI32U | F64ConvertI64U => 16,
        F32Min | F32Max | F64Min | F64Max => 18,
        I32TruncF32S | I32TruncF32U | I32TruncF64S | I32TruncF64U => 20,
        I64TruncF32S | I64TruncF32U | I64TruncF64S | I64TruncF64U => 20,
        I32TruncSatF32S | I32TruncSatF32U | I32TruncSatF64S | I32TruncSatF64U => 20,
        I64TruncSatF32S | I64TruncSatF32U | I64TruncSatF64S | I64TruncSatF64U => 20,
        _ => return None,
    };
    Some(weight)
}

/// SIMD operators that do not cost one instruction.
fn vector_weight(operator: &Operator<'_>) -> Option<u64> {
    use Operator::*;
    let weight = match operator {
        I8x16LtU | I8x16GtU | I16x8LtU | I16x8GtU | I32x4LtU | I32x4GtU => 2,
        I8x16ShrU | I16x8Shl | I16x8ShrS | I16x8ShrU => 2,
        I32x4Shl | I32x4ShrS | I32x4ShrU | I64x2Shl | I64x2ShrU => 2,
        I16x8ExtAddPairwiseI8x16U | I16x8ExtMulHighI8x16S | I16x8ExtMulHighI8x16U => 2,
        I32x4Mul | I32x4ExtMulLowI16x8S | I32x4ExtMulHighI16x8S => 2,
        I32x4ExtMulLowI16x8U | I32x4ExtMulHighI16x8U => 2,
        F32x4Ceil | F32x4Floor | F32x4Trunc | F32x4Nearest | F32x4Abs | F32x4Neg => 2,
        F64x2Ceil | F64x2Floor | F64x2Trunc | F64x2Nearest | F64x2Abs | F64x2Neg => 2,
        F32x4Add | F32x4Sub | F32x4Mul | F64x2Add | F64x2Sub | F64x2Mul => 2,
        I32x4TruncSatF32x4S | I32x4TruncSatF64x2SZero => 2,
        I8x16Shuffle { .. } | I8x16Popcnt | I8x16Shl | I8x16ShrS | I64x2ShrS => 3,
        I32x4ExtAddPairwiseI16x8U | I32x4TruncSatF64x2UZero => 3,
        I64x2Mul | F32x4Min | F32x4Max | F64x2Min => 4,
        I32x4TruncSatF32x4U | F32x4ConvertI32x4U => 4,
        F32x4Sqrt | F64x2Max => 5,
        F32x4Div => 10,
        F64x2Div => 12,
        F64x2Sqrt => 14,
        _ => return None,
    };
    Some(weight)
}
