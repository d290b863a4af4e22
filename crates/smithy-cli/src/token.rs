//! Idempotency tokens: random ones, and such as the same input always gets.

use cli_formats::Map;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use smithy_catalog::{Operation, Service};
use smithy_client::idempotency::IdempotencyTokenProvider;

use crate::params;

/// A token that is never given out again.
pub(crate) fn random() -> String {
    IdempotencyTokenProvider::random().make_idempotency_token()
}

/// The token of an input: the same for every call of the operation in the region with the same
/// document, whatever the order of its members and whoever calls. It is a UUID of version 8, the
/// version for values that programs derive in a way of their own.
pub(crate) fn of_content(
    service: &Service,
    operation: &Operation,
    region: &str,
    document: &Map,
) -> String {
    let mut content = json!([
        service.id,
        operation.name,
        region,
        Value::Object(params::to_json(document))
    ]);
    content.sort_all_objects();
    let hash = Sha256::digest(content.to_string());
    let mut bytes: [u8; 16] = std::array::from_fn(|at| hash[at]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use cli_formats::Value;
    use omics_model::SERVICE;

    use super::*;

    fn token(operation: &str, region: &str, entries: &[(&str, Value)]) -> String {
        let operation = SERVICE
            .operation(operation)
            .expect("an operation of the service");
        let document = entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        of_content(&SERVICE, operation, region, &document)
    }

    #[test]
    fn only_what_is_asked_for_decides() {
        let tags = |pairs: [(&'static str, Value); 2]| Value::map(pairs);
        let (a, b) = (("a", "1".into()), ("b", "2".into()));
        let location = ("cacheS3Location", Value::from("s3://b"));
        let first = token(
            "CreateRunCache",
            "us-west-2",
            &[location.clone(), ("tags", tags([a.clone(), b.clone()]))],
        );
        let reordered = token(
            "CreateRunCache",
            "us-west-2",
            &[("tags", tags([b, a])), location.clone()],
        );
        assert_eq!(first, reordered);
        let others = [
            token(
                "CreateRunCache",
                "us-west-2",
                std::slice::from_ref(&location),
            ),
            token(
                "CreateRunCache",
                "us-east-1",
                std::slice::from_ref(&location),
            ),
            token("UpdateRunCache", "us-west-2", &[location]),
        ];
        assert!(
            !others.contains(&first) && others[0] != others[1] && others[0] != others[2],
            "{others:?}"
        );
    }

    #[test]
    fn a_token_is_a_uuid_and_does_not_change_with_versions_of_the_program() {
        let token = token(
            "CreateRunCache",
            "us-west-2",
            &[("cacheS3Location", "s3://b".into())],
        );
        assert_eq!((token.len(), &token[14..15]), (36, "8"), "{token}");
        assert!(["8", "9", "a", "b"].contains(&&token[19..20]), "{token}");
        assert_eq!(token, "7fd5c9f6-8333-8a8b-a005-0f6a4446111c");
    }
}
