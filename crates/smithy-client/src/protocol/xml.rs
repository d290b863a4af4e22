//! XML answers: where the parts of an error and of an output stand.

use std::sync::Arc;

use aws_smithy_schema::serde::SerdeError;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::{Builder, ErrorMetadata};
use aws_smithy_xml::codec::{XmlCodec, XmlCodecSettings, find_depth2_element_slice_by};
use aws_smithy_xml::decode::{Document, ScopedDecoder, XmlDecodeError, try_data};

/// What an answer without a body is read as.
const NOTHING: &[u8] = b"<nothing/>";

/// The codec of answers: timestamps are dates with time unless the model says otherwise.
pub(super) fn codec() -> XmlCodec {
    let settings = XmlCodecSettings::builder().default_timestamp_format(Format::DateTime);
    XmlCodec::from_shared_settings(Arc::new(settings.build()))
}

/// The body, or an empty element.
pub(super) fn body(bytes: Option<&[u8]>) -> &[u8] {
    match bytes {
        Some(bytes) if !bytes.trim_ascii().is_empty() => bytes,
        _ => NOTHING,
    }
}

/// The child of the root that holds the output of awsQuery, the root where there is none.
pub(super) fn result(body: &[u8]) -> &[u8] {
    find_depth2_element_slice_by(body, |name| name.ends_with("Result")).unwrap_or(body)
}

/// The element with the members of an error, wherever a protocol puts it: the root, `Error` below it or
/// `Error` in `Errors` below it.
pub(super) fn error(body: &[u8]) -> &[u8] {
    let outer = find_depth2_element_slice_by(body, |name| name == "Error" || name == "Errors");
    let outer = outer.unwrap_or(body);
    find_depth2_element_slice_by(outer, |name| name == "Error").unwrap_or(outer)
}

/// Code, message and request id of an error document.
pub(super) fn error_metadata(body: &[u8]) -> Result<Builder, SerdeError> {
    let mut found = Found::default();
    if !body.trim_ascii().is_empty() {
        let read = |error: XmlDecodeError| SerdeError::invalid_input(error.to_string());
        let mut document = Document::try_from(body).map_err(read)?;
        let mut root = document.root_element().map_err(read)?;
        found.read(&mut root).map_err(read)?;
    }
    let mut builder = ErrorMetadata::builder();
    if let Some(code) = found.code {
        builder = builder.code(code);
    }
    if let Some(message) = found.message {
        builder = builder.message(message);
    }
    if let Some(id) = found.request_id {
        builder = builder.custom("aws_request_id", id);
    }
    Ok(builder)
}

#[derive(Default)]
struct Found {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl Found {
    fn read(&mut self, element: &mut ScopedDecoder<'_, '_>) -> Result<(), XmlDecodeError> {
        let text = |tag: &mut ScopedDecoder<'_, '_>| try_data(tag).map(|text| text.into_owned());
        while let Some(mut tag) = element.next_tag() {
            match tag.start_el().local() {
                "Error" | "Errors" => self.read(&mut tag)?,
                "Code" => self.code = Some(text(&mut tag)?),
                "Message" | "message" => self.message = Some(text(&mut tag)?),
                "RequestId" | "RequestID" => self.request_id = Some(text(&mut tag)?),
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::error::metadata::ErrorMetadata;
    use aws_types::request_id::RequestId;

    use super::*;

    fn read(body: &str) -> ErrorMetadata {
        error_metadata(body.as_bytes()).expect("XML").build()
    }

    #[test]
    fn every_envelope_gives_code_message_and_request_id() {
        for body in [
            "<ErrorResponse><Error><Type>Sender</Type><Code>C</Code><Message>M</Message></Error>\
             <RequestId>R</RequestId></ErrorResponse>",
            "<Response><Errors><Error><Code>C</Code><Message>M</Message></Error></Errors>\
             <RequestID>R</RequestID></Response>",
            "<Error><Code>C</Code><Message>M</Message><RequestId>R</RequestId></Error>",
        ] {
            let found = read(body);
            assert_eq!(
                (found.code(), found.message(), found.request_id()),
                (Some("C"), Some("M"), Some("R")),
                "{body}"
            );
            assert!(error(body.as_bytes()).starts_with(b"<Error>"), "{body}");
        }
    }

    #[test]
    fn what_is_no_xml_is_an_error_and_an_empty_body_is_none() {
        assert!(error_metadata(b"504 gateway timeout").is_err());
        assert_eq!(read(" \n").code(), None);
    }
}
