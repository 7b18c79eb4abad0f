//! Takes a module apart into its sections, and refuses what canisters may not be.

use super::InvalidModule;
use wasmparser::{
    DataSectionReader, ElementSectionReader, ExportSectionReader, FunctionBody,
    FunctionSectionReader, GlobalSectionReader, ImportSectionReader, MemorySectionReader, Operator,
    Parser, Payload, TableSectionReader, TypeRef, TypeSectionReader, ValType, Validator,
    WasmFeatures,
};

/// The sections of a validated module, as the parser reads them.
#[derive(Default)]
pub struct Sections<'a> {
    pub types: Option<TypeSectionReader<'a>>,
    pub imports: Option<ImportSectionReader<'a>>,
    pub functions: Option<FunctionSectionReader<'a>>,
    pub tables: Option<TableSectionReader<'a>>,
    pub memories: Option<MemorySectionReader<'a>>,
    pub globals: Option<GlobalSectionReader<'a>>,
    pub exports: Option<ExportSectionReader<'a>>,
    pub start: Option<u32>,
    pub elements: Option<ElementSectionReader<'a>>,
    pub data_count: Option<u32>,
    pub code: Vec<FunctionBody<'a>>,
    pub data: Option<DataSectionReader<'a>>,
    /// Custom sections: name and content.
    pub custom: Vec<(&'a str, &'a [u8])>,
    /// The parameters of every function type, in the order of the types.
    pub parameters: Vec<u32>,
    /// The type of each function that the module defines.
    pub function_types: Vec<u32>,
    /// Number of functions that the module imports.
    pub imported_functions: u32,
    /// The type and mutability of each global.
    pub global_types: Vec<(ValType, bool)>,
}

impl<'a> Sections<'a> {
    /// Validates a module and takes it apart.
    pub fn parse(wasm: &'a [u8]) -> Result<Self, InvalidModule> {
        let features = WasmFeatures::WASM2
            | WasmFeatures::TAIL_CALL
            | WasmFeatures::EXTENDED_CONST
            | WasmFeatures::RELAXED_SIMD;
        Validator::new_with_features(features)
            .validate_all(wasm)
            .map_err(|error| {
                InvalidModule(format!("Wasmtime failed to validate wasm module {error}"))
            })?;
        let mut sections = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            sections.take(payload?)?;
        }
        sections.read_types()?;
        sections.check_imports()?;
        sections.check_tables_stay()?;
        Ok(sections)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), InvalidModule> {
        match payload {
            Payload::TypeSection(reader) => self.types = Some(reader),
            Payload::ImportSection(reader) => self.imports = Some(reader),
            Payload::FunctionSection(reader) => self.functions = Some(reader),
            Payload::TableSection(reader) => self.tables = Some(reader),
            Payload::MemorySection(reader) => self.memories = Some(reader),
            Payload::GlobalSection(reader) => self.globals = Some(reader),
            Payload::ExportSection(reader) => self.exports = Some(reader),
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(reader) => self.elements = Some(reader),
            Payload::DataCountSection { count, .. } => self.data_count = Some(count),
            Payload::CodeSectionEntry(body) => self.code.push(body),
            Payload::DataSection(reader) => self.data = Some(reader),
            Payload::CustomSection(section) => self.custom.push((section.name(), section.data())),
            _ => {}
        }
        Ok(())
    }

    /// Reads what the instrumentation must know of types, functions and globals.
    fn read_types(&mut self) -> Result<(), InvalidModule> {
        if let Some(types) = self.types.clone() {
            for group in types.into_iter_err_on_gc_types() {
                self.parameters.push(group?.params().len() as u32);
            }
        }
        if let Some(functions) = self.functions.clone() {
            for function in functions {
                self.function_types.push(function?);
            }
        }
        if let Some(globals) = self.globals.clone() {
            for global in globals {
                let ty = global?.ty;
                if ty.mutable && matches!(ty.content_type, ValType::Ref(_)) {
                    return Err(InvalidModule(
                        "Module has a mutable global that holds a reference, which localnet \
                         does not support"
                            .into(),
                    ));
                }
                self.global_types.push((ty.content_type, ty.mutable));
            }
        }
        Ok(())
    }

    fn check_imports(&mut self) -> Result<(), InvalidModule> {
        let Some(imports) = self.imports.clone() else {
            return Ok(());
        };
        for import in imports.into_imports() {
            let import = import?;
            match import.ty {
                TypeRef::Func(_) => self.imported_functions += 1,
                other => {
                    return Err(InvalidModule(format!(
                        "Module imports {} of kind {other:?}; canisters import functions only",
                        import.name
                    )));
                }
            }
        }
        Ok(())
    }

    /// The state between messages is memory and globals; tables are taken to stay as the
    /// module makes them.
    fn check_tables_stay(&self) -> Result<(), InvalidModule> {
        for body in &self.code {
            for operator in body.get_operators_reader()? {
                if let Operator::TableSet { .. }
                | Operator::TableGrow { .. }
                | Operator::TableFill { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. } = operator?
                {
                    return Err(InvalidModule(
                        "Module changes its tables, which localnet does not support".into(),
                    ));
                }
            }
        }
        Ok(())
    }

    /// The index type of a function that the module defines.
    pub fn parameter_count(&self, defined_function: usize) -> Option<u32> {
        let ty = *self.function_types.get(defined_function)?;
        self.parameters.get(ty as usize).copied()
    }

    /// Whether the module has a memory.
    pub fn has_memory(&self) -> bool {
        self.memories.as_ref().is_some_and(|m| m.count() > 0)
    }

    /// Whether the module has a table.
    pub fn has_table(&self) -> bool {
        self.tables.as_ref().is_some_and(|t| t.count() > 0)
    }
}
