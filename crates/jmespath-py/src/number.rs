//! Numbers the way Python has them: integers of any size, floats, and exact comparison of the two.

use std::cmp::Ordering;

use cli_formats::{Value, pytext};

use super::error::SearchError;

/// Text as a number, if Python's `int()` or `float()` takes it for one: both allow white space
/// around it and underscores between digits.
pub(super) fn parse(text: &str) -> Option<Value> {
    pytext::parse_int(text).or_else(|| parse_float(text).map(Value::Float))
}

fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(pytext::is_space);
    let groups: Vec<&str> = text.split('_').collect();
    let joins_digits = groups.windows(2).all(|pair| {
        pair[0].ends_with(|c: char| c.is_ascii_digit())
            && pair[1].starts_with(|c: char| c.is_ascii_digit())
    });
    joins_digits.then(|| groups.concat().parse().ok())?
}

/// How two numbers compare; nothing if one is NaN or no number at all.
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Float(left), Value::Float(right)) => left.partial_cmp(right),
        (Value::Float(left), _) => compare_to_float(&digits(right)?, *left).map(Ordering::reverse),
        (_, Value::Float(right)) => compare_to_float(&digits(left)?, *right),
        _ => Some(compare_digits(&digits(left)?, &digits(right)?)),
    }
}

fn digits(integer: &Value) -> Option<String> {
    match integer {
        Value::Int(value) => Some(value.to_string()),
        Value::BigInt(digits) => Some(digits.clone()),
        _ => None,
    }
}

fn compare_to_float(integer: &str, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return 0.0.partial_cmp(&float);
    }
    let floor = float.floor();
    let fraction = if float > floor {
        Ordering::Less
    } else {
        Ordering::Equal
    };
    Some(compare_digits(integer, &float_digits(floor)).then(fraction))
}

/// The digits of a float that is an integer; adding zero turns `-0.0` into `0.0`.
fn float_digits(float: f64) -> String {
    format!("{:.0}", float + 0.0)
}

fn compare_digits(left: &str, right: &str) -> Ordering {
    let by_size = |a: &str, b: &str| (a.len(), a).cmp(&(b.len(), b));
    match (left.strip_prefix('-'), right.strip_prefix('-')) {
        (None, None) => by_size(left, right),
        (Some(left), Some(right)) => by_size(right, left),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
    }
}

/// The sum of some numbers. It stays an integer until it meets a float.
pub(super) fn sum(numbers: &[Value]) -> Result<Value, SearchError> {
    let mut total = Value::Int(0);
    for number in numbers {
        total = match (&total, number) {
            (Value::Float(_), _) | (_, Value::Float(_)) => {
                Value::Float(to_float(&total) + to_float(number))
            }
            _ => to_i128(&total)?
                .checked_add(to_i128(number)?)
                .map(from_i128)
                .ok_or_else(|| too_large(number))?,
        };
    }
    Ok(total)
}

/// A number as the nearest float.
pub(super) fn to_float(number: &Value) -> f64 {
    match number {
        Value::Int(value) => *value as f64,
        Value::Float(value) => *value,
        _ => digits(number)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(f64::NAN),
    }
}

fn to_i128(integer: &Value) -> Result<i128, SearchError> {
    digits(integer)
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| too_large(integer))
}

fn too_large(integer: &Value) -> SearchError {
    SearchError::IntegerTooLarge(digits(integer).unwrap_or_default())
}

fn from_i128(integer: i128) -> Value {
    i64::try_from(integer).map_or_else(|_| Value::BigInt(integer.to_string()), Value::Int)
}

/// The absolute value of a number.
pub(super) fn abs(number: &Value) -> Value {
    match number {
        Value::Int(value) => from_i128(i128::from(*value).abs()),
        Value::BigInt(digits) => Value::BigInt(digits.trim_start_matches('-').to_owned()),
        Value::Float(value) => Value::Float(value.abs()),
        other => other.clone(),
    }
}

/// A number made an integer by `rounding`.
pub(super) fn round(number: &Value, rounding: fn(f64) -> f64) -> Result<Value, SearchError> {
    match number {
        Value::Float(value) if value.is_nan() => Err(SearchError::NotAnInteger("NaN")),
        Value::Float(value) if value.is_infinite() => Err(SearchError::NotAnInteger("infinity")),
        Value::Float(value) => Ok(pytext::parse_int(&float_digits(rounding(*value)))
            .expect("a finite float rounds to an integer")),
        integer => Ok(integer.clone()),
    }
}
