//! What YAML 1.1 means otherwise: more words for booleans, octal numbers that begin with a zero, and
//! numbers to the base of 60.

use super::{float, is_digits, is_group, is_grouped, unsigned};
use crate::pytext::integer;
use crate::value::Value;

/// The value of a plain scalar; none where 1.2 means the same.
pub(super) fn plain(text: &str) -> Option<Result<Value, String>> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            return Some(Ok(Value::Bool(true)));
        }
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            return Some(Ok(Value::Bool(false)));
        }
        _ => {}
    }
    let body = unsigned(text);
    if let Some((whole, fraction)) = body.split_once('.')
        && is_group(fraction)
        && is_sexagesimal(whole, is_grouped)
    {
        return Some(sexagesimal_float(text));
    }
    // Without digits before the point there is no sign.
    if body.len() < text.len() && body.starts_with('.') && !body[1..].starts_with(['i', 'I']) {
        return Some(Ok(Value::String(text.to_owned())));
    }
    let is_octal = body.starts_with('0') && is_group(body);
    let is_sixty = !body.starts_with('0') && is_sexagesimal(body, is_grouped);
    if is_octal && body.contains(['8', '9']) {
        return Some(Ok(Value::String(text.to_owned())));
    }
    // `0o17` is a word here.
    if body.starts_with("0o") {
        return Some(Ok(Value::String(text.to_owned())));
    }
    (is_octal || is_sixty).then(|| int(text)).flatten()
}

/// The value of an integer; none where 1.2 means the same.
pub(super) fn int(text: &str) -> Option<Result<Value, String>> {
    let digits = unsigned(text).replace('_', "");
    let is_negative = text.starts_with('-');
    let wrong = || format!("{text} is not an integer");
    if digits.len() > 1 && digits.starts_with('0') && is_digits(&digits) {
        return Some(integer(is_negative, &digits, 8).ok_or_else(wrong));
    }
    if !digits.contains(':') {
        return None;
    }
    let number = digits.split(':').try_fold(0_i64, |number, part| {
        number.checked_mul(60)?.checked_add(part.parse().ok()?)
    });
    let signed = number.map(|number| Value::Int(if is_negative { -number } else { number }));
    Some(signed.ok_or_else(wrong))
}

/// `190:20:30`: groups of up to 59 behind the first.
fn is_sexagesimal(text: &str, is_first: impl Fn(&str) -> bool) -> bool {
    let mut groups = text.split(':');
    let is_group = |group: &str| match group.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [tens, ones] => (b'0'..b'6').contains(tens) && ones.is_ascii_digit(),
        _ => false,
    };
    groups.next().is_some_and(is_first) && text.contains(':') && groups.all(is_group)
}

/// `1:30.5`, by its tag or by its form.
pub(super) fn sexagesimal_float(text: &str) -> Result<Value, String> {
    let digits = unsigned(text).replace('_', "");
    let mut number = 0.0;
    for part in digits.split(':') {
        let Value::Float(part) = float(part)? else {
            return Err(format!("{text} is not a number"));
        };
        number = number * 60.0 + part;
    }
    Ok(Value::Float(if text.starts_with('-') {
        -number
    } else {
        number
    }))
}
