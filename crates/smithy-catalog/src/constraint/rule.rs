//! The rules, and those of them that a single value breaks by itself.

use aws_smithy_types::base64;
use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::{Number, Value};

use super::{pattern, wording};
use crate::{Constraints, Kind, Length};

/// What a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values of a string.
    Characters,
    /// Bytes of a blob.
    Bytes,
    /// Elements of a list.
    Items,
    /// Entries of a map.
    Entries,
}

/// A rule that a document can break.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// The value cannot be written as a document at all, as the unknown variant of a union.
    Unserializable(String),
    /// The member is required, or `null` stands in a collection that takes none.
    Required,
    /// The structure or union has no such member.
    UnknownMember {
        /// The members it has.
        known: Vec<&'static str>,
    },
    /// The value is of another type.
    WrongType {
        /// What the shape takes, as `a string`.
        expected: &'static str,
        /// What the document holds, as `a number`.
        found: &'static str,
    },
    /// Shorter than allowed.
    LengthMin {
        /// Least length.
        min: u64,
        /// Length found.
        actual: u64,
        /// What is counted.
        unit: Unit,
    },
    /// Longer than allowed.
    LengthMax {
        /// Greatest length.
        max: u64,
        /// Length found.
        actual: u64,
        /// What is counted.
        unit: Unit,
    },
    /// Less than allowed.
    RangeMin {
        /// Least value.
        min: f64,
    },
    /// More than allowed.
    RangeMax {
        /// Greatest value.
        max: f64,
    },
    /// The text does not match.
    Pattern {
        /// The ECMA-262 expression.
        pattern: &'static str,
    },
    /// Not one of the enum's values.
    Enum {
        /// The known values.
        values: Vec<&'static str>,
    },
    /// Not one of the integer enum's values.
    IntEnum {
        /// The known values.
        values: &'static [i32],
    },
    /// An element stands in the list twice.
    UniqueItems {
        /// Position of the first of the two.
        first: usize,
        /// Position of the second.
        second: usize,
    },
    /// A union takes exactly one member.
    UnionArity {
        /// The members to choose from.
        known: Vec<&'static str>,
        /// How many are set.
        set: usize,
    },
    /// Nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    Depth,
}

/// Characters of a text longer than allowed that is still held against its pattern.
const MATCHED: usize = 4096;

/// The rules that the value breaks, whatever it holds.
pub(super) fn broken(kind: Kind, rules: Constraints, value: &Value) -> Vec<Rule> {
    let length = |actual: usize, unit| broken_length(rules.length, actual, unit);
    match (kind, value) {
        (Kind::Structure(_) | Kind::Union(_), Value::Object(_))
        | (Kind::Document, _)
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Timestamp, Value::Number(_)) => Vec::new(),
        (Kind::Timestamp, Value::String(text)) if is_timestamp(text) => Vec::new(),
        (Kind::Float | Kind::Double, Value::String(text)) if is_non_finite(text) => Vec::new(),
        (Kind::List { .. }, Value::Array(items)) => length(items.len(), Unit::Items),
        (Kind::Map { .. }, Value::Object(entries)) => length(entries.len(), Unit::Entries),
        (Kind::String | Kind::Enum(_), Value::String(text)) => broken_text(kind, rules, text),
        (Kind::Blob, Value::String(text)) => match base64::decode(text) {
            Ok(bytes) => length(bytes.len(), Unit::Bytes),
            Err(_) => wrong_type(kind, value),
        },
        (_, Value::Number(number)) if fits(kind, number) => broken_number(kind, rules, number),
        _ => wrong_type(kind, value),
    }
}

fn wrong_type(kind: Kind, value: &Value) -> Vec<Rule> {
    vec![Rule::WrongType {
        expected: wording::expected(kind),
        found: wording::found(value),
    }]
}

fn broken_text(kind: Kind, rules: Constraints, text: &str) -> Vec<Rule> {
    let length = text.chars().count();
    let mut broken = broken_length(rules.length, length, Unit::Characters);
    // Matching backtracks: text far too long already is not worth the time it may take.
    let too_long = matches!(broken[..], [.., Rule::LengthMax { .. }]) && length > MATCHED;
    if let Some(pattern) = rules.pattern.filter(|_| !too_long)
        && !pattern::matches(pattern, text)
    {
        broken.push(Rule::Pattern { pattern });
    }
    if let Kind::Enum(known) = kind
        && !known.iter().any(|known| known.value == text)
    {
        let values = known.iter().map(|known| known.value).collect();
        broken.push(Rule::Enum { values });
    }
    broken
}

fn broken_length(length: Option<Length>, actual: usize, unit: Unit) -> Vec<Rule> {
    let Some(Length { min, max }) = length else {
        return Vec::new();
    };
    let actual = actual as u64;
    let too_short = min.filter(|min| actual < *min);
    let too_long = max.filter(|max| actual > *max);
    let too_short = too_short.map(|min| Rule::LengthMin { min, actual, unit });
    let too_long = too_long.map(|max| Rule::LengthMax { max, actual, unit });
    too_short.into_iter().chain(too_long).collect()
}

fn broken_number(kind: Kind, rules: Constraints, number: &Number) -> Vec<Rule> {
    let mut broken = Vec::new();
    if let Kind::IntEnum(values) = kind {
        let is_known = |known: &i32| number.as_i64() == Some(i64::from(*known));
        if !values.iter().any(is_known) {
            broken.push(Rule::IntEnum { values });
        }
    }
    if let (Some(range), Some(actual)) = (rules.range, number.as_f64()) {
        let too_small = range.min.filter(|min| actual < *min);
        let too_large = range.max.filter(|max| actual > *max);
        broken.extend(too_small.map(|min| Rule::RangeMin { min }));
        broken.extend(too_large.map(|max| Rule::RangeMax { max }));
    }
    broken
}

fn is_timestamp(text: &str) -> bool {
    [Format::DateTimeWithOffset, Format::HttpDate]
        .into_iter()
        .any(|format| DateTime::from_str(text, format).is_ok())
}

/// What JSON has no number for.
fn is_non_finite(text: &str) -> bool {
    matches!(text, "NaN" | "Infinity" | "-Infinity")
}

/// Whether the number is one of this kind's: whole where it must be, and not too large.
fn fits(kind: Kind, number: &Number) -> bool {
    let within = |min: i64, max: i64| number.as_i64().is_some_and(|n| (min..=max).contains(&n));
    match kind {
        Kind::Byte => within(i8::MIN.into(), i8::MAX.into()),
        Kind::Short => within(i16::MIN.into(), i16::MAX.into()),
        Kind::Integer | Kind::IntEnum(_) => within(i32::MIN.into(), i32::MAX.into()),
        Kind::Long => number.is_i64(),
        // Digits beyond 64 bits reach us as a float: whether they are whole can still be seen.
        Kind::BigInteger => number.as_f64().is_some_and(|n| n.fract() == 0.0),
        Kind::Float | Kind::Double | Kind::BigDecimal => true,
        _ => false,
    }
}
