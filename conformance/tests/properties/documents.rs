//! Generators of JSON documents, from the shapes of the catalog and their constraints.

use std::ops::RangeInclusive;

use aws_smithy_types::base64;
use aws_smithy_types::date_time::{DateTime, Format};
use proptest::collection::{btree_map, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;
use serde_json::{Map, Value, json};
use smithy_catalog::{Kind, Length, Member, Shape};

/// Levels of structures and collections below the top of a document.
const DEPTH: usize = 3;

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

/// A valid document of a structure. What streams is no part of documents.
pub(crate) fn document(shape: &'static Shape) -> BoxedStrategy<Value> {
    structure(shape, DEPTH)
}

fn structure(shape: &'static Shape, depth: usize) -> BoxedStrategy<Value> {
    let members = shape.members();
    // Few of many, so that documents stay readable.
    let share = if members.len() > 12 { 0.25 } else { 0.5 };
    let empty = Just(Map::new()).boxed();
    let members = members.iter().filter(|member| !member.schema.streaming());
    let members = members.fold(empty, |fields, member| {
        let value = if member.required {
            value(member, depth).prop_map(Some).boxed()
        } else if depth == 0 && member.target.kind.is_aggregate() {
            return fields;
        } else {
            weighted(share, value(member, depth)).boxed()
        };
        let joined = (fields, value).prop_map(|(mut fields, value)| {
            fields.extend(value.map(|value| (member.name.to_owned(), value)));
            fields
        });
        joined.boxed()
    });
    members.prop_map(Value::from).boxed()
}

/// Exactly one of the members.
fn union(shape: &'static Shape, depth: usize) -> BoxedStrategy<Value> {
    let members = shape.members().iter();
    let choices: Vec<_> = members
        .filter(|member| depth > 0 || !member.target.kind.is_aggregate())
        .map(|member| value(member, depth).prop_map(|value| json!({member.name: value})))
        .collect();
    proptest::strategy::Union::new(choices).boxed()
}

/// A valid value of a member.
fn value(member: &'static Member, depth: usize) -> BoxedStrategy<Value> {
    let below = depth.saturating_sub(1);
    // An empty collection leaves no trace there.
    let least = usize::from(!in_body(member));
    match member.target.kind {
        Kind::Structure(_) => structure(member.target, below),
        Kind::Union(_) => union(member.target, below),
        Kind::String => text(member).prop_map(Value::from).boxed(),
        Kind::Enum(values) => select(values)
            .prop_map(|value| Value::from(value.value))
            .boxed(),
        Kind::IntEnum(values) => select(values).prop_map(Value::from).boxed(),
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Byte => any::<i8>().prop_map(Value::from).boxed(),
        Kind::Short => any::<i16>().prop_map(Value::from).boxed(),
        Kind::Integer if member.schema.http_response_code().is_some() => {
            select(vec![200, 201, 202]).prop_map(Value::from).boxed()
        }
        Kind::Integer => integers(member).prop_map(Value::from).boxed(),
        Kind::Long | Kind::BigInteger => any::<i64>().prop_map(Value::from).boxed(),
        Kind::Float => floats(any::<f32>().prop_map(f64::from)),
        // As many digits as JSON of any make keeps.
        Kind::Double => floats(sixty_fourths()),
        Kind::BigDecimal => sixty_fourths().prop_map(Value::from).boxed(),
        Kind::Blob => vec(any::<u8>(), 0..9)
            .prop_map(|bytes| base64::encode(bytes).into())
            .boxed(),
        Kind::Timestamp => (0..4_000_000_000_i64).prop_map(Value::from).boxed(),
        Kind::Document => any_document(),
        Kind::List {
            member: item,
            sparse,
        } => {
            let item = element(place(member, item), item, sparse, below);
            vec(item, least..4).prop_map(Value::from).boxed()
        }
        Kind::Map {
            key,
            value: entry,
            sparse,
        } => {
            let keys = if member.schema.http_prefix_headers().is_some() {
                "[a-z][a-z0-9-]{0,6}".boxed()
            } else {
                keys_of(key)
            };
            let entries = btree_map(
                keys,
                element(place(member, entry), entry, sparse, below),
                least..4,
            );
            entries
                .prop_map(|entries| entries.into_iter().collect::<Value>())
                .boxed()
        }
        other => panic!("{}: no generator of {other:?}: write one", member.name),
    }
}

/// The member that decides where an element goes: that of the collection if it is outside of the body.
fn place(collection: &'static Member, element: &'static Member) -> &'static Member {
    if in_body(collection) {
        element
    } else {
        collection
    }
}

fn element(
    place: &'static Member,
    member: &'static Member,
    sparse: bool,
    depth: usize,
) -> BoxedStrategy<Value> {
    let element = match member.target.kind {
        Kind::String if in_header(place) => header().prop_map(Value::from).boxed(),
        _ => value(member, depth),
    };
    match sparse {
        true => prop_oneof![1 => Just(Value::Null), 4 => element].boxed(),
        false => element,
    }
}

fn in_header(member: &Member) -> bool {
    member.schema.http_header().is_some() || member.schema.http_prefix_headers().is_some()
}

fn in_body(member: &Member) -> bool {
    let schema = member.schema;
    let in_address = schema.http_label().is_some()
        || schema.http_query().is_some()
        || schema.http_query_params().is_some();
    !in_address && !in_header(member)
}

fn sixty_fourths() -> impl Strategy<Value = f64> {
    (-1_000_000..1_000_000_i32).prop_map(|number| f64::from(number) / 64.0)
}

/// Keys of a map, which may be values of an enum.
fn keys_of(key: &'static Member) -> BoxedStrategy<String> {
    match key.target.kind {
        Kind::Enum(values) => select(values)
            .prop_map(|value| value.value.to_owned())
            .boxed(),
        _ => text(key),
    }
}

fn floats(finite: impl Strategy<Value = f64> + 'static) -> BoxedStrategy<Value> {
    let finite = finite.prop_filter("JSON has a number for it", |number| number.is_finite());
    let others = select(vec!["NaN", "Infinity", "-Infinity"]).prop_map(Value::from);
    prop_oneof![8 => finite.prop_map(Value::from), 1 => others].boxed()
}

/// What the document type holds: JSON, with objects of few entries.
fn any_document() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-zé😀 \"\\\\]{0,5}".prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|entries| entries.into_iter().collect::<Value>()),
        ]
    });
    tree.boxed()
}

/// Text that a header can carry and gives back as it was.
fn header() -> BoxedStrategy<String> {
    "[!-~]([ -~]{0,8}[!-~])?".boxed()
}

fn text(member: &'static Member) -> BoxedStrategy<String> {
    let schema = member.schema;
    if schema
        .media_type()
        .or(member.target.schema.media_type())
        .is_some()
    {
        return any_document()
            .prop_map(|document| document.to_string())
            .boxed();
    }
    if in_header(member) {
        return header();
    }
    let (min, max) = match member.length() {
        Some(Length { min, max }) => (min.unwrap_or(0), max.unwrap_or(2_000)),
        None => (u64::from(schema.http_label().is_some()), 2_000),
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

/// What differs between two documents of a shape, if they mean different things: the path, and both values.
///
/// A time is the same in every format, a number whatever its spelling, and an absent member the same as null.
pub(crate) fn difference(shape: &Shape, left: &Value, right: &Value) -> Option<String> {
    let same = match (shape.kind, left, right) {
        (_, Value::Null, Value::Null) => true,
        (Kind::Structure(_) | Kind::Union(_), Value::Object(_), Value::Object(_)) => {
            // Every answer has a status, whether the document says one or not.
            let mut members = shape
                .members()
                .iter()
                .filter(|it| it.schema.http_response_code().is_none() || !left[it.name].is_null());
            return members.find_map(|member| {
                let [left, right] = [left, right].map(|it| match &it[member.name] {
                    // An empty collection leaves no trace there.
                    Value::Object(entries) if entries.is_empty() && !in_body(member) => {
                        &Value::Null
                    }
                    // Nor does an empty body.
                    Value::String(text)
                        if text.is_empty() && member.schema.http_payload().is_some() =>
                    {
                        &Value::Null
                    }
                    other => other,
                });
                let below = difference(member.target, left, right);
                below.map(|below| format!("{}.{below}", member.name))
            });
        }
        (Kind::List { member, .. }, Value::Array(ours), Value::Array(theirs))
            if ours.len() == theirs.len() =>
        {
            let mut pairs = ours.iter().zip(theirs).enumerate();
            return pairs.find_map(|(at, (ours, theirs))| {
                difference(member.target, ours, theirs).map(|below| format!("{at}.{below}"))
            });
        }
        (Kind::Map { value, .. }, Value::Object(ours), Value::Object(theirs))
            if ours.len() == theirs.len() =>
        {
            return ours.iter().find_map(|(key, entry)| {
                let Some(other) = theirs.get(key) else {
                    return Some(format!("{key}: lost"));
                };
                difference(value.target, entry, other).map(|below| format!("{key}.{below}"))
            });
        }
        (Kind::Timestamp, ours, theirs) => moment(ours) == moment(theirs),
        (Kind::Float, ours, theirs) => {
            number(ours).map(|it| it as f32) == number(theirs).map(|it| it as f32)
        }
        (_, Value::Number(_), Value::Number(_)) => number(left) == number(right),
        (Kind::Document, Value::Array(ours), Value::Array(theirs))
            if ours.len() == theirs.len() =>
        {
            return ours
                .iter()
                .zip(theirs)
                .find_map(|(ours, theirs)| difference(shape, ours, theirs));
        }
        (Kind::Document, Value::Object(ours), Value::Object(theirs))
            if ours.len() == theirs.len() =>
        {
            return ours.iter().find_map(|(key, entry)| {
                difference(shape, entry, theirs.get(key).unwrap_or(&Value::Null))
            });
        }
        (_, ours, theirs) => ours == theirs,
    };
    (!same).then(|| format!("{left} and {right}"))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) if text == "NaN" => Some(f64::MAX),
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    }
}

/// Seconds; none where there is no time.
fn moment(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => [Format::DateTimeWithOffset, Format::HttpDate]
            .into_iter()
            .find_map(|format| DateTime::from_str(text, format).ok())
            .map(|time| time.as_secs_f64())
            .or_else(|| text.parse().ok()),
        other => other.as_f64(),
    }
}
