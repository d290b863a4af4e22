//! Generators of JSON documents, valid and not, from the shapes of the catalog.

use std::ops::RangeInclusive;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;
use serde_json::{Map, Value, json};
use smithy_catalog::{Kind, Length, Member, Shape};

/// Any JSON.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    // Names of members, so that the documents get past the first level.
    let name = prop_oneof![
        select(vec!["id", "name", "tags", "items"]).prop_map(str::to_owned),
        ".*"
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        let fields = vec((name.clone(), inner.clone()), 0..8);
        prop_oneof![
            vec(inner, 0..8).prop_map(Value::from),
            fields.prop_map(|fields| fields.into_iter().collect::<Value>()),
        ]
    })
}

/// A valid document of a structure.
pub(crate) fn document(shape: &'static Shape) -> BoxedStrategy<Value> {
    let empty = Just(Map::new()).boxed();
    let members = shape.members().iter().fold(empty, |fields, member| {
        let value = if member.required {
            value(member).prop_map(Some).boxed()
        } else {
            option::of(value(member)).boxed()
        };
        let joined = (fields, value).prop_map(|(mut fields, value)| {
            fields.extend(value.map(|value| (member.name.to_owned(), value)));
            fields
        });
        joined.boxed()
    });
    members.prop_map(Value::from).boxed()
}

/// A valid value of a member.
fn value(member: &'static Member) -> BoxedStrategy<Value> {
    match member.target.kind {
        Kind::Structure(_) => document(member.target),
        Kind::String => text(member).prop_map(Value::from).boxed(),
        Kind::Enum(values) => select(values)
            .prop_map(|value| Value::from(value.value))
            .boxed(),
        Kind::Integer => integers(member).prop_map(Value::from).boxed(),
        Kind::Timestamp => (0..4_000_000_000_i64).prop_map(Value::from).boxed(),
        Kind::List { member, .. } => vec(value(member), 0..4).prop_map(Value::from).boxed(),
        Kind::Map {
            key, value: entry, ..
        } => btree_map(text(key), value(entry), 0..4)
            .prop_map(|entries| entries.into_iter().collect::<Value>())
            .boxed(),
        other => panic!("{}: no generator of {other:?}: write one", member.name),
    }
}

fn text(member: &'static Member) -> BoxedStrategy<String> {
    let (min, max) = match member.length() {
        Some(Length { min, max }) => (min.unwrap_or(0), max.unwrap_or(2_000)),
        None => (0, 2_000),
    };
    let lengths = min..=max;
    let Some(pattern) = member.pattern() else {
        return any_text(lengths);
    };
    // A pattern that repeats one class to its end takes its length from the length trait.
    let expression = pattern.trim_start_matches('^').trim_end_matches('$');
    let expression = match expression.strip_suffix("]+") {
        Some(class) => format!("{class}]{{{min},{}}}", max.min(40)),
        None => expression.to_owned(),
    };
    let text = string_regex(&expression).expect("the pattern is a regular expression here too");
    // Line ends, which `.` matches here but not in the model.
    let text = text.prop_map(|text| text.replace(['\r', '\u{2028}', '\u{2029}'], "_"));
    text.prop_filter("as long as allowed", move |text| {
        lengths.contains(&(text.chars().count() as u64))
    })
    .boxed()
}

fn any_text(lengths: RangeInclusive<u64>) -> BoxedStrategy<String> {
    let [least, most] = [*lengths.start(), *lengths.end()].map(|length| length as usize);
    vec(any::<char>(), least..=most.min(least + 40))
        .prop_map(String::from_iter)
        .boxed()
}

fn integers(member: &'static Member) -> RangeInclusive<i32> {
    let range = member.range();
    let least = range
        .and_then(|range| range.min)
        .map_or(i32::MIN, |least| least as i32);
    let most = range
        .and_then(|range| range.max)
        .map_or(i32::MAX, |most| most as i32);
    least..=most
}

/// Members of a structure with values that break a constraint of theirs, one of each kind.
pub(crate) fn broken(shape: &'static Shape) -> Vec<(&'static Member, Value)> {
    let members = shape.members().iter();
    members
        .flat_map(|member| breaks(member).into_iter().map(move |value| (member, value)))
        .collect()
}

fn breaks(member: &'static Member) -> Vec<Value> {
    // No input has a boolean member.
    let mut values = vec![json!(true)];
    if let Kind::Enum(_) = member.target.kind {
        values.push(json!("NO_SUCH_VALUE"));
    }
    if let Kind::Map { key, value, .. } = member.target.kind {
        let entries = |key: String, value: Value| Value::from(Map::from_iter([(key, value)]));
        values.extend(lengths(key).into_iter().map(|key| entries(key, json!(""))));
        values.extend(
            breaks(value)
                .into_iter()
                .map(|value| entries("key".to_owned(), value)),
        );
    }
    if member.pattern().is_some() {
        values.push(json!("\u{1}"));
    }
    values.extend(lengths(member).into_iter().map(Value::from));
    if let Some(range) = member.range() {
        values.extend(range.min.map(|least| json!(least as i64 - 1)));
        values.extend(range.max.map(|most| json!(most as i64 + 1)));
    }
    values
}

/// Texts of a length that is not allowed.
fn lengths(member: &'static Member) -> Vec<String> {
    let Some(Length { min, max }) = member.length() else {
        return Vec::new();
    };
    let below = min.filter(|least| *least > 0).map(|least| least - 1);
    let above = max.map(|most| most + 1);
    below
        .into_iter()
        .chain(above)
        .map(|length| "7".repeat(length as usize))
        .collect()
}
