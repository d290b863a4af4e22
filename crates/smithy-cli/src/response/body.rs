//! Bodies of answers, whatever the protocol, as the values that JSON would have of them: members by name,
//! numbers and times perhaps still as text, blobs as base64.

#[cfg(feature = "cbor")]
mod cbor;
mod json;
#[cfg(feature = "xml")]
mod xml;

use cli_formats::{Map, Value};
use smithy_catalog::{Protocol, Shape};

use super::shape::Misfit;

/// How deep a body may nest; the reader of JSON has a limit of its own.
#[cfg(any(feature = "cbor", feature = "xml"))]
const MAX_DEPTH: usize = 512;

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Json,
    Xml,
    Cbor,
}

impl Language {
    pub(super) fn of(protocol: Protocol) -> Self {
        match protocol {
            Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml { .. } => Self::Xml,
            Protocol::RpcV2Cbor => Self::Cbor,
            _ => Self::Json,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
            Self::Cbor => "CBOR",
        }
    }
}

/// The body as the value of a shape: that of the output, of the error, or of the member that is the whole
/// body. No body is an empty one.
pub(super) fn read(
    protocol: Protocol,
    shape: &'static Shape,
    body: &[u8],
) -> Result<Value, Misfit> {
    let language = Language::of(protocol);
    let read = match language {
        Language::Json => json::read(body),
        _ if body.trim_ascii().is_empty() => Ok(Value::Map(Map::new())),
        Language::Xml => read_xml(protocol, shape, body),
        Language::Cbor => read_cbor(body),
    };
    read.map_err(|reason| Misfit::Unreadable(language.name(), reason))
}

/// The error in a body, as a value of its shape; without a shape, whatever is there by its name.
pub(super) fn read_error(
    protocol: Protocol,
    shape: Option<&'static Shape>,
    body: &[u8],
) -> Result<Value, String> {
    match Language::of(protocol) {
        // Python takes such a text for no JSON, and so for the message.
        Language::Json if body.starts_with("\u{feff}".as_bytes()) => Err("a mark".to_owned()),
        Language::Json => json::read(body),
        _ if body.trim_ascii().is_empty() => Ok(Value::Map(Map::new())),
        Language::Xml => read_xml_error(shape, body),
        Language::Cbor => read_cbor(body),
    }
}

#[cfg(feature = "cbor")]
use cbor::read as read_cbor;
#[cfg(feature = "xml")]
use xml::{error as read_xml_error, read as read_xml};

#[cfg(not(feature = "xml"))]
fn read_xml(_: Protocol, _: &'static Shape, _: &[u8]) -> Result<Value, String> {
    Err(without("xml"))
}

#[cfg(not(feature = "xml"))]
fn read_xml_error(_: Option<&'static Shape>, _: &[u8]) -> Result<Value, String> {
    Err(without("xml"))
}

#[cfg(not(feature = "cbor"))]
fn read_cbor(_: &[u8]) -> Result<Value, String> {
    Err(without("cbor"))
}

#[cfg(not(all(feature = "xml", feature = "cbor")))]
fn without(feature: &str) -> String {
    format!("this program was built without the feature `{feature}` of smithy-cli")
}
