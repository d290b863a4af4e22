//! What a model may not do, though each of its nodes is well-formed.

use std::collections::{BTreeMap, BTreeSet};

use aws_smithy_types::date_time::Format;
use aws_smithy_types::{BigDecimal, BigInteger, DateTime};
use serde_json::Value;

use super::{Binding, Kind, Member, Operation, Shape, Shapes};
use crate::error::{Problem, Problems};
use crate::names;

/// Checks shapes: keys of maps, defaults, and collections that contain themselves.
pub(super) fn shapes(shapes: &Shapes, problems: &mut Problems) {
    for (key, shape) in shapes {
        let mut problem = |path: String, reason: &str| {
            problems.0.push(Problem {
                shape: key.clone(),
                path,
                reason: reason.to_owned(),
            });
        };
        match &shape.kind {
            Kind::Map { key, .. } if !is_text(shapes, &key.target) => {
                problem(
                    "key".to_owned(),
                    "the key of a map must target a string or an enum",
                );
            }
            Kind::Structure(members) => {
                for member in members
                    .iter()
                    .filter(|member| !default_fits(shapes, member))
                {
                    let path = format!("members.{}.traits.smithy.api#default", member.name);
                    problem(path, "the default is no value of the member's target");
                }
            }
            _ => {}
        }
        if contains_itself(shapes, key) {
            problem(
                String::new(),
                "contains itself without a structure or union between, which no value can",
            );
        }
    }
}

fn is_text(shapes: &Shapes, key: &str) -> bool {
    shapes
        .get(key)
        .is_some_and(|shape| matches!(shape.kind, Kind::String | Kind::Enum(_)))
}

fn default_fits(shapes: &Shapes, member: &Member) -> bool {
    let (Some(default), Some(target)) = (&member.default, shapes.get(&member.target)) else {
        return true;
    };
    match &target.kind {
        _ if default.is_null() => true,
        Kind::Boolean => default.is_boolean(),
        Kind::String | Kind::Enum(_) => default.is_string(),
        Kind::Blob { .. } => default
            .as_str()
            .is_some_and(|text| aws_smithy_types::base64::decode(text).is_ok()),
        Kind::Byte => in_range(default, i8::MIN.into(), i8::MAX.into()),
        Kind::Short => in_range(default, i16::MIN.into(), i16::MAX.into()),
        Kind::Integer | Kind::IntEnum(_) => in_range(default, i32::MIN.into(), i32::MAX.into()),
        Kind::Long => default.is_i64(),
        Kind::Float => float(default, f32::MAX.into()),
        Kind::Double => float(default, f64::MAX),
        Kind::BigInteger => digits(default).parse::<BigInteger>().is_ok(),
        Kind::BigDecimal => digits(default).parse::<BigDecimal>().is_ok(),
        Kind::Timestamp => timestamp(default),
        Kind::Document => true,
        Kind::List { .. } => default.as_array().is_some_and(Vec::is_empty),
        Kind::Map { .. } => default.as_object().is_some_and(serde_json::Map::is_empty),
        Kind::Structure(_) | Kind::Union(_) => false,
    }
}

/// A number that is not beyond `max`, or one of the three that JSON has no number for.
fn float(value: &Value, max: f64) -> bool {
    match value {
        Value::String(text) => matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity"),
        _ => value.as_f64().is_some_and(|number| number.abs() <= max),
    }
}

/// A big number as text, be it a JSON number or a string.
fn digits(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Seconds since 1970, or a date and time of RFC 3339, in the years that can be written.
fn timestamp(value: &Value) -> bool {
    const YEARS: std::ops::RangeInclusive<f64> = -62_167_219_200.0..=253_402_300_799.0;
    match value {
        Value::String(text) => DateTime::from_str(text, Format::DateTime).is_ok(),
        _ => value
            .as_f64()
            .is_some_and(|seconds| YEARS.contains(&seconds)),
    }
}

fn in_range(value: &Value, min: i64, max: i64) -> bool {
    value
        .as_i64()
        .is_some_and(|value| (min..=max).contains(&value))
}

/// A list or map reaches itself through lists and maps alone.
fn contains_itself(shapes: &Shapes, start: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = Some(start);
    while let Some(key) = next {
        if !seen.insert(key) {
            return key == start;
        }
        next = shapes.get(key).and_then(|shape| match &shape.kind {
            Kind::List { member, .. } => Some(member.target.as_str()),
            Kind::Map { value, .. } => Some(value.target.as_str()),
            _ => None,
        });
    }
    false
}

/// Every label of a URI pattern is bound by a required member, and the other way round.
pub(super) fn bindings(operations: &[Operation], shapes: &Shapes, problems: &mut Problems) {
    for operation in operations {
        let Some(Shape {
            kind: Kind::Structure(members),
            ..
        }) = shapes.get(&operation.input)
        else {
            continue;
        };
        let labels: BTreeSet<&str> = operation
            .uri
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .map(|label| label.trim_end_matches('+'))
            .collect();
        let bound: BTreeSet<&str> = members
            .iter()
            .filter(|member| member.binding == Binding::Label)
            .map(|member| member.name.as_str())
            .collect();
        for label in labels.symmetric_difference(&bound) {
            problems.0.push(Problem {
                shape: operation.id.clone(),
                path: "traits.smithy.api#http".to_owned(),
                reason: format!(
                    "the label `{label}` is in the uri `{}` or on an input member, but not both",
                    operation.uri
                ),
            });
        }
    }
}

/// Operations have names, and different ones.
pub(super) fn names(operations: &[Operation], problems: &mut Problems) {
    let mut modules: BTreeMap<&str, &str> = BTreeMap::new();
    for operation in operations {
        let reason = if !names::is_identifier(&operation.model_name) {
            Some(format!(
                "`{}` is no Smithy identifier",
                operation.model_name
            ))
        } else {
            modules
                .insert(&operation.module, &operation.id)
                .map(|other| {
                    format!(
                        "has the Rust name `{}`, and so does {other}",
                        operation.module
                    )
                })
        };
        problems.0.extend(reason.map(|reason| Problem {
            shape: operation.id.clone(),
            path: String::new(),
            reason,
        }));
    }
}
