//! The closure: which operations a service has and which shapes they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{self, Reference, Shape};
use crate::error::{Problem, Problems};

/// Targets of the Smithy prelude, resolved without being in the file.
pub(super) fn prelude(id: &str) -> Option<ast::SimpleType> {
    use ast::SimpleType as T;
    Some(match id.strip_prefix("smithy.api#")? {
        "Blob" => T::Blob,
        "Boolean" | "PrimitiveBoolean" => T::Boolean,
        "String" => T::String,
        "Byte" | "PrimitiveByte" => T::Byte,
        "Short" | "PrimitiveShort" => T::Short,
        "Integer" | "PrimitiveInteger" => T::Integer,
        "Long" | "PrimitiveLong" => T::Long,
        "Float" | "PrimitiveFloat" => T::Float,
        "Double" | "PrimitiveDouble" => T::Double,
        "BigInteger" => T::BigInteger,
        "BigDecimal" => T::BigDecimal,
        "Timestamp" => T::Timestamp,
        "Document" => T::Document,
        _ => return None,
    })
}

/// Every operation of a service, its resources' included, by id.
pub(super) fn operations<'a>(
    model: &'a ast::Model,
    service_id: &str,
    service: &'a ast::Service,
    problems: &mut Problems,
) -> BTreeMap<&'a str, &'a ast::Operation> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut add = |owner: &str, reference: &'a Reference, problems: &mut Problems| match model
        .shapes
        .get(&reference.target)
    {
        Some(Shape::Operation(operation)) => {
            found.insert(reference.target.as_str(), operation);
        }
        other => wrong_target(
            owner,
            "operations",
            &reference.target,
            "an operation",
            other,
            problems,
        ),
    };
    for reference in &service.operations {
        add(service_id, reference, problems);
    }
    let mut resources: Vec<(&str, &Reference)> =
        service.resources.iter().map(|r| (service_id, r)).collect();
    while let Some((owner, reference)) = resources.pop() {
        if !seen.insert(reference.target.as_str()) {
            continue;
        }
        match model.shapes.get(&reference.target) {
            Some(Shape::Resource(resource)) => {
                for operation in resource.bound_operations() {
                    add(&reference.target, operation, problems);
                }
                resources.extend(
                    resource
                        .resources
                        .iter()
                        .map(|r| (reference.target.as_str(), r)),
                );
            }
            other => wrong_target(
                owner,
                "resources",
                &reference.target,
                "a resource",
                other,
                problems,
            ),
        }
    }
    found
}

/// Records that a reference points at nothing, or at the wrong kind of shape.
pub(super) fn wrong_target(
    owner: &str,
    path: &str,
    target: &str,
    wanted: &str,
    found: Option<&Shape>,
    problems: &mut Problems,
) {
    let reason = match found {
        None => format!("targets `{target}`, which is not in the model"),
        Some(shape) => format!(
            "targets `{target}`, {}; it must be {wanted}",
            shape.type_name()
        ),
    };
    problems.0.push(Problem {
        shape: owner.to_owned(),
        path: path.to_owned(),
        reason,
    });
}
