//! AST version 1: made to say what version 2 says.

use serde_json::{Value, json};

use super::closure;
use crate::ast::{Model, Shape, SimpleType};

const BOX: &str = "smithy.api#box";
const DEFAULT: &str = "smithy.api#default";

/// Gives structure members the defaults that version 1 leaves unsaid: zero and false where neither
/// the member nor its target is boxed.
pub(super) fn upgrade(model: &mut Model) {
    if !model.version_1 {
        return;
    }
    let zero = |target: &str| -> Option<Value> {
        if let Some(name) = target.strip_prefix("smithy.api#") {
            let simple = closure::prelude(target).filter(|_| name.starts_with("Primitive"));
            return simple.and_then(zero);
        }
        match model.shapes.get(target) {
            Some(Shape::Simple(simple, shape)) if !shape.traits.contains_key(BOX) => zero(*simple),
            _ => None,
        }
    };
    let mut defaults = Vec::new();
    for (id, shape) in &model.shapes {
        let Shape::Structure(structure) = shape else {
            continue;
        };
        for (name, member) in &structure.members {
            let told = member.traits.contains_key(BOX) || member.traits.contains_key(DEFAULT);
            if let Some(zero) = zero(&member.target).filter(|_| !told) {
                defaults.push((id.clone(), name.clone(), zero));
            }
        }
    }
    for (id, name, zero) in defaults {
        let member = model.shapes.get_mut(&id).and_then(|s| s.member_mut(&name));
        if let Some(member) = member {
            member.traits.insert(DEFAULT.to_owned(), zero);
        }
    }
}

fn zero(simple: SimpleType) -> Option<Value> {
    use SimpleType as T;
    match simple {
        T::Boolean => Some(json!(false)),
        T::Byte | T::Short | T::Integer | T::Long | T::Float | T::Double => Some(json!(0)),
        _ => None,
    }
}
