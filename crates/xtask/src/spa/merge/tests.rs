//! Tests of merged modules, on small ones.

use wasm_encoder::{
    ExportSection, Function as Body, GlobalType, Instruction, MemoryType, RefType, TableType, ValType,
};

use super::*;

/// Instructions of a test module's function, after it has read its argument.
type Act<'a> = &'a [Instruction<'a>];

/// Makes a module of functions from i32 to i32, the first of which is in a slot of the table.
fn module(slot: i32, functions: &[Act<'_>]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut imports = ImportSection::new();
    let stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    imports.import("__wasm_split", "stack", EntityType::Global(stack));
    let table = TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 9,
        maximum: None,
        shared: false,
    };
    imports.import("__wasm_split", "table", EntityType::Table(table));
    let memory =
        MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
    imports.import("__wasm_split", "memory", EntityType::Memory(memory));
    let (mut numbers, mut code, mut elements) =
        (FunctionSection::new(), CodeSection::new(), ElementSection::new());
    for act in functions {
        numbers.function(0);
        let mut body = Body::new([]);
        body.instruction(&Instruction::LocalGet(0));
        act.iter().for_each(|one| {
            body.instruction(one);
        });
        body.instruction(&Instruction::End);
        code.function(&body);
    }
    elements.active(None, &ConstExpr::i32_const(slot), Elements::Functions(vec![0].into()));
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(slot), []);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&numbers).section(&ExportSection::new());
    module.section(&elements).section(&code);
    module.section(&data);
    module.finish()
}

fn bridge(slot: i32) -> [Instruction<'static>; 2] {
    [Instruction::I32Const(slot), Instruction::CallIndirect { type_index: 0, table_index: 0 }]
}

fn read(module: &[u8]) -> Input<'_> {
    wasmparser::validate(module).unwrap();
    Input::read(module).unwrap()
}

/// Returns the functions that a function calls directly.
fn calls(input: &Input<'_>, function: u32) -> Vec<u32> {
    let operators = input.bodies[function as usize].get_operators_reader().unwrap().into_iter();
    let called = operators.filter_map(|one| match one.unwrap() {
        Operator::Call { function_index } => Some(function_index),
        _ => None,
    });
    called.collect()
}

#[test]
fn a_call_of_a_function_in_the_module_needs_no_bridge() {
    let one = module(3, &[&[Instruction::Call(1)], &bridge(4)]);
    let other = module(4, &[&[Instruction::I32Eqz]]);
    let merged = merge(&[&one, &other]).unwrap();
    let merged = read(&merged);
    assert_eq!(merged.bodies.len(), 2);
    assert_eq!(calls(&merged, 0), [1]);
    assert_eq!(merged.slots, BTreeMap::from([(3, 0), (4, 1)]));
    assert_eq!((merged.types.len(), merged.imports.len(), merged.data.len()), (1, 3, 0));
}

#[test]
fn calls_of_a_function_elsewhere_share_a_bridge() {
    let one = module(3, &[&[Instruction::Call(1)], &bridge(7)]);
    let other = module(5, &[&[Instruction::Call(2)], &bridge(8), &bridge(7)]);
    let merged = merge(&[&one, &other]).unwrap();
    let merged = read(&merged);
    let bridges: Vec<_> = (0..4).map(|number| merged.bridge(number).unwrap()).collect();
    assert_eq!(bridges, [None, Some(7), None, Some(8)]);
    assert_eq!((calls(&merged, 0), calls(&merged, 2)), (vec![1], vec![1]));
}

#[test]
fn a_function_that_does_more_than_a_bridge_stays() {
    let more = [bridge(7).as_slice(), &[Instruction::I32Eqz]].concat();
    let one = module(3, &[&more]);
    let merged = merge(&[&one, &module(4, &[&more])]).unwrap();
    assert_eq!(read(&merged).bodies.len(), 2);
}

#[test]
fn parts_that_import_other_functions_are_refused() {
    let mut imports = ImportSection::new();
    imports.import("__wasm_split", "print", EntityType::Function(0));
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut module = Module::new();
    module.section(&types).section(&imports);
    assert!(merge(&[&module.finish()]).is_err());
}
