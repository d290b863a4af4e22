//! Bytes, which are given as base64 unless the line says that text stands for itself.

use aws_settings::BinaryFormat;
use cli_formats::{Map, Value, pytext};
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
                    BinaryFormat::Base64 => pytext::base64(text).map_err(CliError::general)?,
                    BinaryFormat::RawInBase64Out => std::mem::take(text).into_bytes(),
                });
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
