//! Rewrites a module so that the engine can count its instructions, and save and restore
//! its state. Exports are added under names that begin with `localnet `.

use super::InvalidModule;
use super::meter::{Injected, mark_function, meter, pay_function};
use super::sections::Sections;
use std::convert::Infallible;
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, EntityType, ExportKind,
    ExportSection, FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection,
    MemoryType, Module, TableSection, TypeSection, ValType,
};

/// Exports of the instrumented module.
pub mod exports {
    pub const MEMORY: &str = "localnet memory";
    pub const DIRTY: &str = "localnet dirty";
    pub const COUNTER: &str = "localnet counter";
    pub const TABLE: &str = "localnet table";
    pub const START: &str = "localnet start";

    /// The n-th mutable global.
    pub fn global(n: usize) -> String {
        format!("localnet global {n}")
    }
}

/// Where the injected import lives.
pub const IMPORT_MODULE: &str = "localnet";
/// The injected import.
pub const OUT_OF_INSTRUCTIONS: &str = "out_of_instructions";

/// 4 GiB have 2^20 pages of 4 KiB: one byte for each.
const DIRTY_WASM_PAGES: u64 = 16;

/// An instrumented module.
#[derive(Debug)]
pub struct Instrumented {
    /// The module's binary.
    pub wasm: Vec<u8>,
    /// The number of globals that were exported under [`exports::global`].
    pub mutable_globals: usize,
}

/// Moves the functions that the module defines behind the injected import.
struct Shift {
    imported_functions: u32,
}

impl Reencode for Shift {
    type Error = Infallible;

    fn function_index(
        &mut self,
        index: u32,
    ) -> Result<u32, wasm_encoder::reencode::Error<Infallible>> {
        Ok(if index < self.imported_functions {
            index
        } else {
            index + 1
        })
    }
}

/// Rewrites a module.
///
/// # Errors
/// The module is not valid, or uses what canisters may not.
pub fn instrument(sections: &Sections<'_>) -> Result<Instrumented, InvalidModule> {
    let imported = sections.imported_functions;
    let defined = sections.function_types.len() as u32;
    let types = sections.parameters.len() as u32;
    let injected = Injected {
        counter: sections.global_types.len() as u32,
        out_of_instructions: imported,
        pay: imported + 1 + defined,
        mark: imported + 2 + defined,
        dirty: u32::from(sections.has_memory()),
    };
    let mut shift = Shift {
        imported_functions: imported,
    };
    let mut module = Module::new();
    module.section(&types_section(&mut shift, sections)?);
    module.section(&import_section(&mut shift, sections, types)?);
    module.section(&function_section(&mut shift, sections, types)?);
    if let Some(tables) = sections.tables.clone() {
        let mut section = TableSection::new();
        utils::parse_table_section(&mut shift, &mut section, tables)?;
        module.section(&section);
    }
    module.section(&memory_section(&mut shift, sections)?);
    module.section(&global_section(&mut shift, sections)?);
    let (section, mutable_globals) = export_section(&mut shift, sections, &injected)?;
    module.section(&section);
    elements_code_and_data(&mut module, &mut shift, sections, &injected)?;
    Ok(Instrumented {
        wasm: module.finish(),
        mutable_globals,
    })
}

/// The module's types, and after them those of the injected functions.
fn types_section(shift: &mut Shift, sections: &Sections<'_>) -> Result<TypeSection, InvalidModule> {
    let mut section = TypeSection::new();
    if let Some(types) = sections.types.clone() {
        utils::parse_type_section(shift, &mut section, types)?;
    }
    section.ty().function([], []);
    section.ty().function([ValType::I64], []);
    section.ty().function([ValType::I32, ValType::I32], []);
    Ok(section)
}

fn import_section(
    shift: &mut Shift,
    sections: &Sections<'_>,
    types: u32,
) -> Result<ImportSection, InvalidModule> {
    let mut section = ImportSection::new();
    if let Some(imports) = sections.imports.clone() {
        utils::parse_import_section(shift, &mut section, imports)?;
    }
    section.import(
        IMPORT_MODULE,
        OUT_OF_INSTRUCTIONS,
        EntityType::Function(types),
    );
    Ok(section)
}

fn function_section(
    shift: &mut Shift,
    sections: &Sections<'_>,
    types: u32,
) -> Result<FunctionSection, InvalidModule> {
    let mut section = FunctionSection::new();
    if let Some(functions) = sections.functions.clone() {
        utils::parse_function_section(shift, &mut section, functions)?;
    }
    section.function(types + 1);
    section.function(types + 2);
    Ok(section)
}

fn memory_section(
    shift: &mut Shift,
    sections: &Sections<'_>,
) -> Result<MemorySection, InvalidModule> {
    let mut section = MemorySection::new();
    if let Some(memories) = sections.memories.clone() {
        utils::parse_memory_section(shift, &mut section, memories)?;
    }
    section.memory(MemoryType {
        minimum: DIRTY_WASM_PAGES,
        maximum: Some(DIRTY_WASM_PAGES),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    Ok(section)
}

fn global_section(
    shift: &mut Shift,
    sections: &Sections<'_>,
) -> Result<GlobalSection, InvalidModule> {
    let mut section = GlobalSection::new();
    if let Some(globals) = sections.globals.clone() {
        utils::parse_global_section(shift, &mut section, globals)?;
    }
    section.global(
        GlobalType {
            val_type: ValType::I64,
            mutable: true,
            shared: false,
        },
        &ConstExpr::i64_const(0),
    );
    Ok(section)
}

/// The module's exports and the engine's; tells how many globals are among the latter.
fn export_section(
    shift: &mut Shift,
    sections: &Sections<'_>,
    injected: &Injected,
) -> Result<(ExportSection, usize), InvalidModule> {
    let mut section = ExportSection::new();
    if let Some(exports) = sections.exports.clone() {
        utils::parse_export_section(shift, &mut section, exports)?;
    }
    if sections.has_memory() {
        section.export(exports::MEMORY, ExportKind::Memory, 0);
    }
    section.export(exports::DIRTY, ExportKind::Memory, injected.dirty);
    section.export(exports::COUNTER, ExportKind::Global, injected.counter);
    if sections.has_table() {
        section.export(exports::TABLE, ExportKind::Table, 0);
    }
    if let Some(start) = sections.start {
        section.export(
            exports::START,
            ExportKind::Func,
            shift.function_index(start)?,
        );
    }
    let mut mutable = 0;
    for (index, (_, is_mutable)) in sections.global_types.iter().enumerate() {
        if *is_mutable {
            section.export(&exports::global(mutable), ExportKind::Global, index as u32);
            mutable += 1;
        }
    }
    Ok((section, mutable))
}

/// Everything after the exports. The start function is left out: it runs as a message.
fn elements_code_and_data(
    module: &mut Module,
    shift: &mut Shift,
    sections: &Sections<'_>,
    injected: &Injected,
) -> Result<(), InvalidModule> {
    if let Some(elements) = sections.elements.clone() {
        let mut section = ElementSection::new();
        utils::parse_element_section(shift, &mut section, elements)?;
        module.section(&section);
    }
    if let Some(count) = sections.data_count {
        module.section(&DataCountSection { count });
    }
    let mut code = CodeSection::new();
    for (number, body) in sections.code.iter().enumerate() {
        let parameters = sections
            .parameter_count(number)
            .ok_or_else(|| InvalidModule("a function has no type".into()))?;
        code.function(&meter(shift, injected, parameters, body)?);
    }
    code.function(&pay_function(injected));
    code.function(&mark_function(injected));
    module.section(&code);
    if let Some(data) = sections.data.clone() {
        let mut section = DataSection::new();
        utils::parse_data_section(shift, &mut section, data)?;
        module.section(&section);
    }
    Ok(())
}
