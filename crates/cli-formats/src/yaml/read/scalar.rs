//! What a scalar's text means.

mod date;
mod old;

use crate::pytext::{base64, integer};
use crate::value::Value;

/// What the names of the core schema's tags begin with.
pub(super) const CORE: &str = "tag:yaml.org,2002:";

/// A version of YAML.
type Version = (u32, u32);

const OLD: Version = (1, 1);

/// The value of a scalar, by its tag if it has one, and by its form if it is plain. The error is
/// a reason.
pub(super) fn resolve(
    text: &str,
    is_plain: bool,
    tag: Option<&str>,
    version: Version,
) -> Result<Value, String> {
    match tag {
        None if is_plain => plain(text, version),
        // The AWS CLI's parser takes what is quoted for plain, too, behind this tag.
        Some("!") => plain(text, version),
        None => Ok(Value::String(text.to_owned())),
        Some(tag) => match tag.strip_prefix(CORE) {
            Some(name) => tagged(text, name, version),
            None => Err(format!("the tag {tag} is not known")),
        },
    }
}

fn plain(text: &str, version: Version) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        "=" | "<<" => return Err(format!("{text} is not a value; quote it")),
        _ => {}
    }
    if version == OLD
        && let Some(value) = old::plain(text)
    {
        return value;
    }
    if is_float(text) {
        return float(text);
    }
    if is_int(text) {
        return int(text, version);
    }
    match date::is_date(text) {
        true => date::iso(text).map(Value::Date),
        false => Ok(Value::String(text.to_owned())),
    }
}

fn tagged(text: &str, name: &str, version: Version) -> Result<Value, String> {
    match name {
        "str" => Ok(Value::String(text.to_owned())),
        "null" => Ok(Value::Null),
        "int" => int(text, version),
        "float" if version == OLD && text.contains(':') => old::sexagesimal_float(text),
        "float" => float(text),
        "timestamp" => date::iso(text).map(Value::Date),
        "bool" => match text.to_lowercase().as_str() {
            "true" | "yes" | "y" | "on" => Ok(Value::Bool(true)),
            "false" | "no" | "n" | "off" => Ok(Value::Bool(false)),
            _ => Err(format!("{text} is not a boolean")),
        },
        "binary" => base64(text).map(Value::Bytes),
        _ => Err(format!("{text} cannot have the tag !!{name}")),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits and underscores, of which the first is a digit.
fn is_grouped(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && is_group(text)
}

fn is_group(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

/// `1.5`, `1.`, `.5`, `1e3`, `.inf` and the like. An exponent behind `.5` needs a sign.
fn is_float(text: &str) -> bool {
    let body = unsigned(text);
    if matches!(body, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    let exponent_fits = |exponent: &str| is_digits(unsigned(exponent));
    match mantissa.split_once('.') {
        Some(("", fraction)) => {
            let signed = |exponent: &str| exponent.starts_with(['+', '-']);
            !fraction.is_empty()
                && is_group(fraction)
                && exponent.is_none_or(|exponent| signed(exponent) && exponent_fits(exponent))
        }
        Some((whole, fraction)) => {
            is_grouped(whole) && is_group(fraction) && exponent.is_none_or(exponent_fits)
        }
        None => is_grouped(mantissa) && exponent.is_some_and(exponent_fits),
    }
}

fn float(text: &str) -> Result<Value, String> {
    let number = text.replace('_', "").to_lowercase();
    let word = match number.strip_prefix(['+', '-']).unwrap_or(&number) {
        ".inf" => Some(f64::INFINITY),
        ".nan" => Some(f64::NAN),
        _ => None,
    };
    if let Some(magnitude) = word {
        let negative = number.starts_with('-');
        return Ok(Value::Float(if negative { -magnitude } else { magnitude }));
    }
    let number = number
        .parse()
        .map_err(|_| format!("{text} is not a number"))?;
    Ok(Value::Float(number))
}

/// Decimal digits with underscores, or `0b`, `0o` and `0x` and theirs.
fn is_int(text: &str) -> bool {
    if text.starts_with('_') {
        return false;
    }
    let body = unsigned(text);
    let (digits, radix) = split_radix(body);
    !digits.is_empty() && digits.chars().all(|c| c == '_' || c.is_digit(radix))
}

fn split_radix(body: &str) -> (&str, u32) {
    for (prefix, radix) in [("0b", 2), ("0o", 8), ("0x", 16)] {
        if let Some(digits) = body.strip_prefix(prefix) {
            return (digits, radix);
        }
    }
    (body, 10)
}

fn int(text: &str, version: Version) -> Result<Value, String> {
    if version == OLD
        && let Some(value) = old::int(text)
    {
        return value;
    }
    let (digits, radix) = split_radix(unsigned(text));
    let number = integer(text.starts_with('-'), &digits.replace('_', ""), radix);
    number.ok_or_else(|| format!("{text} is not an integer"))
}
