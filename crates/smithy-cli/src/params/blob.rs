//! Bytes, which are given as base64 unless the line says that text stands for itself.

use aws_settings::BinaryFormat;
use cli_formats::{Map, Value};
use smithy_catalog::{Kind, Member, Shape};

use crate::error::CliError;

/// Makes bytes of all texts that stand for bytes, anywhere in the input.
///
/// # Errors
/// If one is not base64 and should be. The first counts.
pub(crate) fn decode(
    shape: &'static Shape,
    document: &mut Map,
    format: BinaryFormat,
) -> Result<(), CliError> {
    for (name, value) in document {
        if let Some(member) = shape.member(name) {
            member_value(member, value, format)?;
        }
    }
    Ok(())
}

fn member_value(
    member: &'static Member,
    value: &mut Value,
    format: BinaryFormat,
) -> Result<(), CliError> {
    match (member.target.kind, value) {
        (Kind::Structure(_) | Kind::Union(_), Value::Map(fields)) => {
            decode(member.target, fields, format)
        }
        (Kind::List { member, .. }, Value::List(items)) => items
            .iter_mut()
            .try_for_each(|item| member_value(member, item, format)),
        (Kind::Map { value: member, .. }, Value::Map(entries)) => entries
            .values_mut()
            .try_for_each(|entry| member_value(member, entry, format)),
        (Kind::Blob, value) => {
            if let Value::String(text) = value {
                *value = Value::Bytes(match format {
                    BinaryFormat::Base64 => base64(text).map_err(CliError::general)?,
                    BinaryFormat::RawInBase64Out => std::mem::take(text).into_bytes(),
                });
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Base64 as Python reads it: what is not of its alphabet is skipped, and padding that completes a group
/// ends the text.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, String> {
    if !text.is_ascii() {
        return Err("string argument should contain only ASCII characters".to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut digits, mut padding) = (0u32, 0, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += usize::from(digits >= 2);
                if digits >= 2 && digits + padding >= 4 {
                    return Ok(bytes);
                }
                continue;
            }
            _ => continue,
        };
        padding = 0;
        group = group << 6 | u32::from(digit);
        digits += 1;
        // Every digit but the first completes a byte.
        if digits > 1 {
            bytes.push((group >> (8 - 2 * digits)) as u8);
        }
        if digits == 4 {
            (group, digits) = (0, 0);
        }
    }
    match digits {
        0 => Ok(bytes),
        _ => Err(format!("Invalid base64: \"{text}\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_read_as_python_reads_it() {
        for (text, bytes) in [
            ("aGVsbG8=", &b"hello"[..]),
            ("aGVs bG8=\n", b"hello"),
            ("aGVsbG8=x", b"hello"),
            ("=aGVsbG8=", b"hello"),
            ("aGVsbA==", b"hell"),
            ("____", b""),
            ("!", b""),
            ("", b""),
            ("=", b""),
            ("AAEC/w==", b"\x00\x01\x02\xff"),
        ] {
            assert_eq!(base64(text).as_deref(), Ok(bytes), "{text}");
        }
        assert_eq!(
            base64("aGVsbG8"),
            Err("Invalid base64: \"aGVsbG8\"".to_owned())
        );
        assert!(base64("é").is_err());
    }
}
