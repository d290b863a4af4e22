//! CBOR bodies: times become numbers, bytes base64.

use aws_smithy_cbor::Decoder;
use aws_smithy_cbor::data::Type;
use aws_smithy_cbor::decode::DeserializeError;
use cli_formats::{Map, Value, pytext};

use super::MAX_DEPTH;

/// The body as a value, or why it is not CBOR.
pub(super) fn read(body: &[u8]) -> Result<Value, String> {
    let mut decoder = Decoder::new(body);
    let value = value(&mut decoder, 0)?;
    match decoder.position() == body.len() {
        true => Ok(value),
        false => Err(format!("more data behind byte {}", decoder.position())),
    }
}

fn value(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err(format!("more than {MAX_DEPTH} levels"));
    }
    let kind = decoder.datatype().map_err(text)?;
    match kind {
        Type::Null | Type::Undefined => decoder.skip().map(|()| Value::Null),
        Type::Bool => decoder.boolean().map(Value::Bool),
        Type::F16 | Type::F32 | Type::F64 => decoder.double().map(Value::Float),
        Type::String | Type::StringIndef => decoder.string().map(Value::String),
        Type::Bytes | Type::BytesIndef => decoder
            .blob()
            .map(|bytes| Value::String(aws_smithy_types::base64::encode(bytes))),
        Type::Array | Type::ArrayIndef => return list(decoder, depth),
        Type::Map | Type::MapIndef => return map(decoder, depth),
        Type::Tag => return tagged(decoder),
        _ => return integer(decoder),
    }
    .map_err(text)
}

fn integer(decoder: &mut Decoder<'_>) -> Result<Value, String> {
    let number = decoder.big_integer().map_err(text)?;
    let digits = number.as_ref();
    pytext::parse_int(digits).ok_or_else(|| format!("the number {digits}"))
}

/// A time, or a number too large for others.
fn tagged(decoder: &mut Decoder<'_>) -> Result<Value, String> {
    let start = decoder.position();
    if let Ok(time) = decoder.timestamp() {
        return Ok(Value::Float(time.as_secs_f64()));
    }
    decoder.set_position(start);
    if let Ok(number) = integer(decoder) {
        return Ok(number);
    }
    decoder.set_position(start);
    let number = decoder.big_decimal().map_err(text)?;
    Ok(Value::String(number.as_ref().to_owned()))
}

fn list(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, String> {
    let count = decoder.list().map_err(text)?;
    let mut items = Vec::new();
    while has_more(decoder, count, items.len())? {
        items.push(value(decoder, depth + 1)?);
    }
    Ok(Value::List(items))
}

fn map(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, String> {
    let count = decoder.map().map_err(text)?;
    let (mut entries, mut seen) = (Map::new(), 0);
    while has_more(decoder, count, seen)? {
        let key = decoder.string().map_err(text)?;
        entries.insert(key, value(decoder, depth + 1)?);
        seen += 1;
    }
    Ok(Value::Map(entries))
}

/// Whether there is another item; reads the end of those without a count.
fn has_more(decoder: &mut Decoder<'_>, count: Option<u64>, seen: usize) -> Result<bool, String> {
    match count {
        Some(count) => Ok((seen as u64) < count),
        None => match decoder.datatype().map_err(text)? {
            Type::Break => decoder.skip().map(|()| false).map_err(text),
            _ => Ok(true),
        },
    }
}

fn text(error: DeserializeError) -> String {
    error.to_string()
}
