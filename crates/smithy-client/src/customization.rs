//! What clients of some services do beyond the model, as the catalog says.

use aws_runtime::auth::{PayloadSigningOverride, SigningOptions};
use aws_runtime::retries::classifiers::{AwsErrorCodeClassifier, TRANSIENT_ERRORS};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::date_time::Format;
use smithy_catalog::{Customization, Operation, Protocol, Service};

use crate::error::BoxError;
use crate::member;
use crate::protocol::elements::Replaced;
use crate::tree_hash::TreeHash;

/// The endpoint that an input names.
#[derive(Debug)]
pub(crate) struct MemberEndpoint(pub(crate) String);

impl Storable for MemberEndpoint {
    type Storer = StoreReplace<Self>;
}

/// The endpoint that the input names, for operations that have a member for it.
pub(crate) fn endpoint(
    service: &Service,
    operation: &Operation,
    input: &dyn SerializableStruct,
) -> Result<Option<MemberEndpoint>, SerdeError> {
    for customization in service.customizations {
        if let Customization::MemberEndpoint { member } = *customization
            && operation.input.member(member).is_some()
        {
            return Ok(member::string(input, member)?.map(MemberEndpoint));
        }
    }
    Ok(None)
}

/// Sets how requests are signed.
pub(crate) fn signing(service: &Service, options: &mut SigningOptions) {
    if service.customizations.contains(&Customization::PlainPaths) {
        options.double_uri_encode = false;
        options.normalize_uri_path = false;
        options.content_sha256_header = true;
    }
}

/// The input with the values that customizations give its members.
pub(crate) fn replaced<'a>(
    service: &Service,
    operation: &'static Operation,
    input: &'a dyn SerializableStruct,
) -> Result<Option<Replaced<'a>>, SerdeError> {
    let mut replacements = Vec::new();
    for customization in service.customizations {
        match *customization {
            Customization::MemberDefault { member, value } => {
                let Some(member) = operation.input.member(member) else {
                    continue;
                };
                if member::string(input, member.name)?.is_none_or(|value| value.is_empty()) {
                    replacements.push((member.schema, value.to_owned()));
                }
            }
            Customization::TrimmedLabels { prefixes } => {
                let members = operation.input.members().iter();
                for label in members.filter(|member| member.schema.http_label().is_some()) {
                    let value = member::string(input, label.name)?.unwrap_or_default();
                    let trimmed = trimmed(&value, prefixes);
                    replacements.extend(trimmed.map(|value| (label.schema, value.to_owned())));
                }
            }
            _ => {}
        }
    }
    Ok((!replacements.is_empty()).then_some(Replaced {
        inner: input,
        replacements,
    }))
}

/// The id without its prefix, with or without the leading slash.
fn trimmed<'a>(value: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().find_map(|prefix| {
        value
            .strip_prefix(prefix)
            .or_else(|| value.strip_prefix(prefix.trim_start_matches('/')))
    })
}

/// Completes a serialized request.
pub(crate) fn complete(
    service: &Service,
    operation: &Operation,
    request: &mut HttpRequest,
    cfg: &ConfigBag,
) -> Result<(), BoxError> {
    // Who has hashed the body adds the other hash as well: it may be a stream.
    let is_hashed = cfg.load::<PayloadSigningOverride>().is_some();
    for customization in service.customizations {
        match *customization {
            // A member of the input may be the same header.
            Customization::Header { name, value } if !request.headers().contains_key(name) => {
                request.headers_mut().insert(name, value);
            }
            Customization::TreeHash if streams(operation) && !is_hashed => add_hashes(request)?,
            _ => {}
        }
    }
    Ok(())
}

fn streams(operation: &Operation) -> bool {
    let mut members = operation.input.members().iter();
    members.any(|member| member.schema.streaming())
}

fn add_hashes(request: &mut HttpRequest) -> Result<(), BoxError> {
    const TREE_HASH: &str = "x-amz-sha256-tree-hash";
    let body = request.body().bytes().ok_or(
        "the operation requires a hash of its body, which is a stream: read it into memory",
    )?;
    let mut hash = TreeHash::default();
    hash.update(body);
    let hashes = hash.finish();
    let headers = request.headers_mut();
    headers.insert("x-amz-content-sha256", hashes.linear);
    if !headers.contains_key(TREE_HASH) {
        headers.insert(TREE_HASH, hashes.tree);
    }
    Ok(())
}

/// Which codes are worth another attempt, whatever the status of the answer says.
pub(crate) fn error_codes<E>(service: &Service) -> AwsErrorCodeClassifier<E> {
    let codes = service.customizations.iter().find_map(|customization| {
        let Customization::TransientErrors { codes } = *customization else {
            return None;
        };
        Some([TRANSIENT_ERRORS, codes].concat())
    });
    let builder = AwsErrorCodeClassifier::builder();
    match codes {
        Some(codes) => builder.transient_errors(codes).build(),
        None => builder.build(),
    }
}

/// Puts an answer right before it is read.
pub(crate) fn mend(service: &Service, response: &mut HttpResponse) {
    const EXPIRES: &str = "expires";
    if !service
        .customizations
        .contains(&Customization::ExpiresAsText)
    {
        return;
    }
    let headers = response.headers_mut();
    if let Some(text) = headers.get(EXPIRES).map(str::to_owned) {
        if DateTime::from_str(&text, Format::HttpDate).is_err() {
            headers.remove(EXPIRES);
        }
        headers.insert("ExpiresString", text);
    }
}

/// The answer of success has an error as its body.
pub(crate) fn is_error(service: &Service, response: &HttpResponse) -> bool {
    matches!(service.protocol, Protocol::RestXml { .. })
        && service
            .customizations
            .contains(&Customization::ErrorsInSuccess)
        && response.body().bytes().is_some_and(is_error_document)
}

/// The root element is `Error`, after what may stand before it.
fn is_error_document(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    let root = match body.strip_prefix(b"<?xml") {
        Some(rest) => match rest.windows(2).position(|end| end == b"?>") {
            Some(end) => rest[end + 2..].trim_ascii_start(),
            None => return false,
        },
        None => body,
    };
    root.strip_prefix(b"<Error")
        .and_then(|rest| rest.first())
        .is_some_and(|next| matches!(next, b'>' | b'/') || next.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_document_of_an_error_is_one() {
        for error in [
            "<Error><Code>x</Code></Error>",
            "<?xml version=\"1.0\"?>\n<Error/>",
            "  <Error xmlns=\"x\">",
        ] {
            assert!(is_error_document(error.as_bytes()), "{error}");
        }
        for other in ["", "<Errors/>", "<CopyObjectResult/>", "<?xml"] {
            assert!(!is_error_document(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn ids_are_what_follows_their_prefix() {
        let prefixes = ["/hostedzone/", "/change/"];
        assert_eq!(trimmed("/hostedzone/Z1", &prefixes), Some("Z1"));
        assert_eq!(trimmed("change/C1", &prefixes), Some("C1"));
        assert_eq!(trimmed("Z1", &prefixes), None);
    }
}
