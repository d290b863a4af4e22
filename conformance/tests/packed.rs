//! A packed catalog says what the statics say that the same model gives.

use std::collections::BTreeSet;
use std::path::Path;

use omics_model::SERVICE;
use smithy_catalog::packed::Packed;
use smithy_catalog::{AuthScheme, Kind, Operations, Shape};
use smithy_codegen::{ast, emit, model};

fn packed(model: &str) -> Operations {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(model);
    let text = std::fs::read_to_string(path).expect("a model");
    let options = model::Options {
        skip_unsupported: true,
        ..model::Options::default()
    };
    let model = model::resolve(ast::Model::parse(&text).expect("an AST"), &options);
    let text = emit::packed_catalog(&model.expect("a sound model"));
    // Which scheme stands at which place plays no part here: the first is that of most operations.
    const SCHEMES: [AuthScheme; 16] = [AuthScheme::SigV4; 16];
    let catalog = Packed::new(text.leak(), &SCHEMES, &[]);
    Operations::packed(Box::leak(Box::new(catalog)))
}

/// Everything that is said of a shape and of those it reaches, a text each.
fn describe(shape: &'static Shape, seen: &mut BTreeSet<&'static str>, out: &mut Vec<String>) {
    if !seen.insert(shape.id) {
        return;
    }
    out.push(format!("{shape:?}"));
    let members = match shape.kind {
        Kind::List { member, .. } => vec![member],
        Kind::Map { key, value, .. } => vec![key, value],
        _ => shape.members().iter().collect(),
    };
    for member in members {
        out.push(format!("{member:?}"));
        describe(member.target, seen, out);
    }
}

fn describe_all(operations: Operations) -> Vec<String> {
    let (mut seen, mut out) = (BTreeSet::new(), Vec::new());
    for operation in operations {
        out.push(format!("{operation:?}"));
        let errors = operation.errors.iter().map(|error| error.shape);
        for shape in [operation.input, operation.output]
            .into_iter()
            .chain(errors)
        {
            describe(shape, &mut seen, &mut out);
        }
    }
    out
}

#[test]
fn what_is_lowered_from_text_is_what_the_statics_are() {
    let (lowered, statics) = (
        describe_all(packed("model/omics.json")),
        describe_all(SERVICE.operations),
    );
    assert_eq!(lowered.len(), statics.len());
    for (lowered, statics) in lowered.iter().zip(&statics) {
        assert_eq!(lowered, statics);
    }
}

#[test]
fn shapes_that_contain_themselves_can_be_lowered() {
    let all = describe_all(packed("conformance/models/protocol.json"));
    assert!(all.len() > 100, "{} descriptions", all.len());
}

#[test]
fn an_operation_is_found_by_name_and_by_command_and_is_lowered_once() {
    let operations = packed("model/omics.json");
    assert_eq!(operations.len(), SERVICE.operations.len());
    let first = operations.get("ListRunCaches").expect("by name");
    let again = operations
        .find_command("list-run-caches")
        .expect("by command");
    assert!(std::ptr::eq(first, again));
    assert!(operations.get("ListRun").is_none());
    assert!(operations.find_command("ListRunCaches").is_none());
    assert_eq!(operations.commands(), SERVICE.operations.commands());
}
