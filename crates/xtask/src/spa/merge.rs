//! Merges the modules of a file into one module. The splitter makes hundreds of modules, and each reaches the functions of
//! the others by bridges: small functions that call through the shared table. One module needs a bridge once, or not at
//! all if it has the called function.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, anyhow, bail, ensure};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType};
use wasm_encoder::{FunctionSection, ImportSection, Module, TypeSection};
use wasmparser::{DataKind, Element, ElementItems, ElementKind, FuncType, FunctionBody, Import, Operator};
use wasmparser::{Parser, Payload, TypeRef};

/// A function: the number of its module, and its number in that module.
type Function = (usize, u32);

/// Content of the splitter's modules.
#[derive(Default)]
struct Input<'a> {
    types: Vec<FuncType>,
    imports: Vec<Import<'a>>,
    /// Number of the type of each function.
    functions: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    /// Function in each slot of the table that the module fills.
    slots: BTreeMap<u32, u32>,
    data: Vec<(i32, &'a [u8])>,
}

/// Returns one module that does what the modules do together.
pub(super) fn merge(modules: &[&[u8]]) -> anyhow::Result<Vec<u8>> {
    let inputs = modules.iter().map(|module| Input::read(module)).collect::<anyhow::Result<Vec<_>>>()?;
    let targets = targets(&inputs)?;
    let mut numbers: HashMap<Function, u32> = HashMap::new();
    let mut kept = Vec::new();
    for function in inputs.iter().enumerate().flat_map(|(of, input)| input.numbers(of)) {
        if targets.get(&function).is_none_or(|target| *target == function) {
            numbers.insert(function, u32::try_from(kept.len())?);
            kept.push(function);
        }
    }
    for (function, target) in &targets {
        let number = *numbers.get(target).context("a bridge leads to a bridge")?;
        numbers.insert(*function, number);
    }
    Output::default().write(&inputs, &kept, &numbers)
}

/// Returns where the calls of each bridge go: to the function itself, or to the first bridge that has its slot and type.
fn targets(inputs: &[Input<'_>]) -> anyhow::Result<HashMap<Function, Function>> {
    let all = || inputs.iter().enumerate();
    let slots: HashMap<u32, Function> = all()
        .flat_map(|(of, input)| input.slots.iter().map(move |(slot, function)| (*slot, (of, *function))))
        .collect();
    let mut bridges: HashMap<(u32, &FuncType), Function> = HashMap::new();
    let mut targets = HashMap::new();
    for (of, input) in all() {
        for function in input.numbers(of) {
            let Some(slot) = input.bridge(function.1)? else { continue };
            let own = input.type_of(function.1)?;
            let filled = slots.get(&slot).copied();
            let target = match filled {
                Some((of, number))
                    if inputs[of].bridge(number)?.is_none() && inputs[of].type_of(number)? == own =>
                {
                    (of, number)
                }
                _ => *bridges.entry((slot, own)).or_insert(function),
            };
            targets.insert(function, target);
        }
    }
    Ok(targets)
}

impl<'a> Input<'a> {
    fn read(module: &'a [u8]) -> anyhow::Result<Self> {
        let mut input = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    input.types = types.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(imports) => {
                    input.imports = imports.into_imports().collect::<Result<_, _>>()?;
                }
                Payload::FunctionSection(functions) => {
                    input.functions = functions.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        input.fill(element?)?;
                    }
                }
                Payload::CodeSectionEntry(body) => input.bodies.push(body),
                Payload::DataSection(data) => {
                    for segment in data {
                        let segment = segment?;
                        let DataKind::Active { memory_index: 0, offset_expr } = segment.kind else {
                            bail!("a part has data without an address");
                        };
                        input.data.push((constant(&offset_expr)?, segment.data));
                    }
                }
                // The splitter exports nothing from a part.
                Payload::ExportSection(exports) if exports.count() == 0 => {}
                Payload::Version { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::DataCountSection { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                other => bail!("a part has an unexpected section: {other:?}"),
            }
        }
        Ok(input)
    }

    /// Takes the functions of an element segment.
    fn fill(&mut self, element: Element<'_>) -> anyhow::Result<()> {
        let ElementKind::Active { table_index: None | Some(0), offset_expr } = element.kind else {
            bail!("a part fills another table");
        };
        let ElementItems::Functions(functions) = element.items else {
            bail!("a part fills the table with expressions");
        };
        let first = u32::try_from(constant(&offset_expr)?)?;
        for (slot, function) in (first..).zip(functions) {
            self.slots.insert(slot, function?);
        }
        Ok(())
    }

    fn numbers(&self, of: usize) -> impl Iterator<Item = Function> + use<> {
        (0..u32::try_from(self.bodies.len()).unwrap_or(u32::MAX)).map(move |number| (of, number))
    }

    fn type_of(&self, function: u32) -> anyhow::Result<&FuncType> {
        let number = self.functions.get(function as usize).context("a function without a type")?;
        self.types.get(*number as usize).context("a type is missing")
    }

    /// Returns the slot of the table that a function only calls, with its own arguments; `None` for any other function.
    fn bridge(&self, function: u32) -> anyhow::Result<Option<u32>> {
        let (body, own) = (&self.bodies[function as usize], self.type_of(function)?);
        if body.get_locals_reader()?.get_count() != 0 {
            return Ok(None);
        }
        let mut operators = body.get_operators_reader()?.into_iter();
        for number in 0..own.params().len() {
            match operators.next().transpose()? {
                Some(Operator::LocalGet { local_index }) if local_index as usize == number => {}
                _ => return Ok(None),
            }
        }
        let Some(Operator::I32Const { value }) = operators.next().transpose()? else { return Ok(None) };
        let Some(Operator::CallIndirect { type_index, table_index: 0 }) = operators.next().transpose()?
        else {
            return Ok(None);
        };
        let ends = matches!(operators.next().transpose()?, Some(Operator::End));
        let is_bridge = ends && self.types.get(type_index as usize) == Some(own);
        Ok(if is_bridge { Some(u32::try_from(value)?) } else { None })
    }
}

fn constant(expression: &wasmparser::ConstExpr<'_>) -> anyhow::Result<i32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value),
        other => bail!("a part is placed by {other:?}"),
    }
}

/// The merged module, without functions.
#[derive(Default)]
struct Output {
    types: TypeSection,
    known: HashMap<FuncType, u32>,
    imports: ImportSection,
    /// Kind and number of each imported name.
    imported: HashMap<String, (EntityType, u32)>,
    globals: u32,
}

impl Output {
    fn write(
        mut self,
        inputs: &[Input<'_>],
        kept: &[Function],
        numbers: &HashMap<Function, u32>,
    ) -> anyhow::Result<Vec<u8>> {
        let mut renumbers = Vec::new();
        for (of, input) in inputs.iter().enumerate() {
            let types = input.types.iter().map(|one| self.add_type(one)).collect::<anyhow::Result<_>>()?;
            renumbers.push(Renumber { types, globals: self.add_imports(input)?, of, numbers });
        }
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for &(of, number) in kept {
            let own = inputs[of].type_of(number)?;
            functions.function(*self.known.get(own).context("a type is missing")?);
            let body = inputs[of].bodies[number as usize].clone();
            renumbers[of].parse_function_body(&mut code, body).map_err(|error| anyhow!("{error}"))?;
        }
        let mut data = DataSection::new();
        for (address, bytes) in
            inputs.iter().flat_map(|input| &input.data).filter(|(_, bytes)| !bytes.is_empty())
        {
            data.active(0, &ConstExpr::i32_const(*address), bytes.iter().copied());
        }
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&functions);
        module.section(&elements(inputs, numbers)?).section(&code).section(&data);
        Ok(module.finish())
    }

    fn add_type(&mut self, one: &FuncType) -> anyhow::Result<u32> {
        if let Some(number) = self.known.get(one) {
            return Ok(*number);
        }
        let number = self.types.len();
        let encoded =
            reencode::RoundtripReencoder.func_type(one.clone()).map_err(|error| anyhow!("{error}"))?;
        self.types.ty().func_type(&encoded);
        self.known.insert(one.clone(), number);
        Ok(number)
    }

    /// Adds the imports of a module that are not there yet; returns the new numbers of its globals.
    fn add_imports(&mut self, input: &Input<'_>) -> anyhow::Result<Vec<u32>> {
        let mut globals = Vec::new();
        for Import { module, name, ty } in &input.imports {
            let kind = reencode::RoundtripReencoder.entity_type(*ty).map_err(|error| anyhow!("{error}"))?;
            let number = match self.imported.get(*name) {
                Some((known, number)) => {
                    ensure!(*known == kind, "the parts import {name} with two types");
                    *number
                }
                None => {
                    let number = self.globals;
                    self.imports.import(module, name, kind);
                    self.imported.insert((*name).to_owned(), (kind, number));
                    number
                }
            };
            match ty {
                TypeRef::Global(_) => {
                    self.globals = self.globals.max(number + 1);
                    globals.push(number);
                }
                TypeRef::Table(_) | TypeRef::Memory(_) => {}
                _ => bail!("a part imports the function {name}"),
            }
        }
        Ok(globals)
    }
}

/// Returns the slots of the table that the modules fill, each run of slots as one segment.
fn elements(inputs: &[Input<'_>], numbers: &HashMap<Function, u32>) -> anyhow::Result<ElementSection> {
    let mut slots = BTreeMap::new();
    for (of, input) in inputs.iter().enumerate() {
        for (slot, function) in &input.slots {
            slots.insert(*slot, *numbers.get(&(of, *function)).context("a slot without a function")?);
        }
    }
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    for (slot, function) in slots {
        match runs.last_mut() {
            Some((first, run)) if *first + u32::try_from(run.len())? == slot => run.push(function),
            _ => runs.push((slot, vec![function])),
        }
    }
    let mut elements = ElementSection::new();
    for (first, run) in runs {
        elements.active(None, &ConstExpr::i32_const(i32::try_from(first)?), Elements::Functions(run.into()));
    }
    Ok(elements)
}

/// Gives the numbers in the code of a module those of the merged module.
struct Renumber<'n> {
    types: Vec<u32>,
    globals: Vec<u32>,
    of: usize,
    numbers: &'n HashMap<Function, u32>,
}

impl Renumber<'_> {
    fn found(number: Option<&u32>, what: &str) -> Result<u32, reencode::Error<anyhow::Error>> {
        number.copied().ok_or_else(|| reencode::Error::UserError(anyhow!("a part uses an unknown {what}")))
    }
}

impl Reencode for Renumber<'_> {
    type Error = anyhow::Error;

    fn type_index(&mut self, number: u32) -> Result<u32, reencode::Error<Self::Error>> {
        Self::found(self.types.get(number as usize), "type")
    }

    fn global_index(&mut self, number: u32) -> Result<u32, reencode::Error<Self::Error>> {
        Self::found(self.globals.get(number as usize), "global")
    }

    fn function_index(&mut self, number: u32) -> Result<u32, reencode::Error<Self::Error>> {
        Self::found(self.numbers.get(&(self.of, number)), "function")
    }

    fn data_index(&mut self, _number: u32) -> Result<u32, reencode::Error<Self::Error>> {
        Self::found(None, "data segment")
    }
}

#[cfg(test)]
mod tests;
