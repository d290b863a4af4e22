//! What clients of some services do beyond the model, as the catalog says.

use aws_runtime::auth::{PayloadSigningOverride, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use sha2::{Digest, Sha256};
use smithy_catalog::{Customization, Operation, Protocol, Service};

use crate::error::BoxError;
use crate::member;
use crate::protocol::elements::Replaced;

/// Bytes a leaf of a tree hash stands for.
const MEBIBYTE: usize = 1 << 20;

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

/// A map of headers without a prefix gives way to the headers that members have of their own: these
/// are written last, as replacements are.
fn own_headers(
    operation: &'static Operation,
    input: &dyn SerializableStruct,
) -> Result<Vec<(&'static Schema<'static>, String)>, SerdeError> {
    let members = operation.input.members();
    let has_all_headers = members.iter().any(|member| {
        let prefix = member.schema.http_prefix_headers();
        prefix.is_some_and(|prefix| prefix.value().is_empty())
    });
    let mut headers = Vec::new();
    if has_all_headers {
        let own = members.iter();
        for member in own.filter(|member| member.schema.http_header().is_some()) {
            let value = member::string(input, member.name)?;
            headers.extend(value.map(|value| (member.schema, value)));
        }
    }
    Ok(headers)
}

/// The input with the values that customizations give its members.
pub(crate) fn replaced<'a>(
    service: &Service,
    operation: &'static Operation,
    input: &'a dyn SerializableStruct,
) -> Result<Option<Replaced<'a>>, SerdeError> {
    let mut replacements = own_headers(operation, input)?;
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
    let (content, tree) = (hex(&Sha256::digest(body)), hex(&tree_hash(body)));
    let headers = request.headers_mut();
    headers.insert("x-amz-content-sha256", content);
    if !headers.contains_key(TREE_HASH) {
        headers.insert(TREE_HASH, tree);
    }
    Ok(())
}

/// The hash of the pairs of hashes of the pairs … of the mebibytes.
fn tree_hash(body: &[u8]) -> [u8; 32] {
    let mut level: Vec<[u8; 32]> = match body.is_empty() {
        true => vec![Sha256::digest(body).into()],
        false => body
            .chunks(MEBIBYTE)
            .map(|chunk| Sha256::digest(chunk).into())
            .collect(),
    };
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Sha256::digest([*left, *right].concat()).into(),
                _ => pair[0],
            })
            .collect();
    }
    level[0]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Which codes are worth another attempt: an answer of success has no status that says so of its error.
pub(crate) fn error_codes<E>(service: &Service) -> AwsErrorCodeClassifier<E> {
    const WITH_INTERNAL: &[&str] = &["InternalError", "RequestTimeout", "RequestTimeoutException"];
    let builder = AwsErrorCodeClassifier::builder();
    match service
        .customizations
        .contains(&Customization::ErrorsInSuccess)
    {
        true => builder.transient_errors(WITH_INTERNAL).build(),
        false => builder.build(),
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
    fn tree_hashes_pair_up_to_one() {
        let one = Sha256::digest(b"hello world");
        assert_eq!(tree_hash(b"hello world"), <[u8; 32]>::from(one));
        let body = vec![7; 2 * MEBIBYTE + 1];
        let leaf: [u8; 32] = Sha256::digest(vec![7; MEBIBYTE]).into();
        let pair: [u8; 32] = Sha256::digest([leaf, leaf].concat()).into();
        let rest: [u8; 32] = Sha256::digest([7]).into();
        let root: [u8; 32] = Sha256::digest([pair, rest].concat()).into();
        assert_eq!(tree_hash(&body), root);
    }

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
