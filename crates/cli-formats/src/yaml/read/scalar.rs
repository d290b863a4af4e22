//! What a scalar's text means.

use base64_simd::STANDARD as BASE64;
use saphyr_parser::ScalarStyle;

use crate::pytext::integer;
use crate::value::Value;

/// What the names of the core schema's tags begin with.
pub(super) const CORE: &str = "tag:yaml.org,2002:";

/// The value of a scalar, by its tag if it has one, and by its form if it is plain. The error is
/// a reason.
pub(super) fn resolve(
    text: &str,
    style: ScalarStyle,
    tag: Option<String>,
) -> Result<Value, String> {
    match tag.as_deref() {
        None | Some("!") if style == ScalarStyle::Plain => plain(text),
        None | Some("!") => Ok(Value::String(text.to_owned())),
        Some(tag) => match tag.strip_prefix(CORE) {
            Some(name) => tagged(text, name),
            None => Err(format!("the tag {tag} is not known")),
        },
    }
}

fn plain(text: &str) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Ok(Value::Null),
        "true" | "True" | "TRUE" => Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => Ok(Value::Bool(false)),
        "=" | "<<" => Err(format!("{text} is not a value; quote it")),
        _ if is_float(text) => float(text),
        _ if is_int(text) => int(text),
        _ => Ok(date(text).map_or_else(|| Value::String(text.to_owned()), Value::Date)),
    }
}

fn tagged(text: &str, name: &str) -> Result<Value, String> {
    match name {
        "str" => Ok(Value::String(text.to_owned())),
        "null" => Ok(Value::Null),
        "int" => int(text),
        "float" => float(text),
        "timestamp" => date(text)
            .map(Value::Date)
            .ok_or_else(|| format!("{text} is not a date")),
        "bool" => match text.to_lowercase().as_str() {
            "true" | "yes" | "y" | "on" => Ok(Value::Bool(true)),
            "false" | "no" | "n" | "off" => Ok(Value::Bool(false)),
            _ => Err(format!("{text} is not a boolean")),
        },
        "binary" => {
            let data: String = text.split_whitespace().collect();
            let bytes = BASE64
                .decode_to_vec(&data)
                .map_err(|_| "not base64".to_owned())?;
            Ok(Value::Bytes(bytes))
        }
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

fn int(text: &str) -> Result<Value, String> {
    let (digits, radix) = split_radix(unsigned(text));
    let number = integer(text.starts_with('-'), &digits.replace('_', ""), radix);
    number.ok_or_else(|| format!("{text} is not an integer"))
}

/// The ISO 8601 text of `2020-01-31`, or of `2020-1-31` followed by a time of day and perhaps a
/// zone.
fn date(text: &str) -> Option<String> {
    let (year, rest) = digits(text, 4, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    if rest.is_empty() {
        return (text.len() == "YYYY-MM-DD".len()).then(|| text.to_owned());
    }
    Some(format!("{year}-{month:0>2}-{day:0>2}T{}", time(rest)?))
}

fn time(text: &str) -> Option<String> {
    let blanks = text.trim_start_matches([' ', '\t']);
    let time = match text.strip_prefix(['T', 't']) {
        Some(time) => time,
        None if blanks.len() < text.len() => blanks,
        None => return None,
    };
    let (hour, rest) = digits(time, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest, 0, rest.len())?,
        None => ("", rest),
    };
    let mut text = format!("{hour:0>2}:{minute}:{second}");
    if fraction.bytes().take(6).any(|digit| digit != b'0') {
        text += &format!(".{fraction:0<6.6}");
    }
    Some(text + &zone(rest)?)
}

fn zone(text: &str) -> Option<String> {
    let zone = text.trim_start_matches([' ', '\t']);
    if text.is_empty() || zone == "Z" {
        return Some(String::new());
    }
    let (hours, rest) = digits(zone.strip_prefix(['+', '-'])?, 1, 2)?;
    let minutes = match rest.strip_prefix(':') {
        Some(minutes) => digits(minutes, 2, 2).filter(|(_, rest)| rest.is_empty())?.0,
        None if rest.is_empty() => "00",
        None => return None,
    };
    Some(format!("{}{hours:0>2}:{minutes}", &zone[..1]))
}

/// Parts the text behind as many digits as are there, at least `least` and at most `most`.
fn digits(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let count = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    (count >= least).then(|| text.split_at(count))
}
