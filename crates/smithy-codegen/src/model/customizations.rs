//! What official SDKs do for some services beyond their models, by SDK id.

use smithy_catalog::Customization;

use super::{AuthScheme, Operation, Service};

/// Customizations of the service with this SDK id.
pub(super) fn of(sdk_id: &str) -> Vec<Customization> {
    match sdk_id {
        "API Gateway" => vec![Customization::Header {
            name: "accept",
            value: "application/json",
        }],
        "Glacier" => vec![
            Customization::Header {
                name: "x-amz-glacier-version",
                value: "2012-06-01",
            },
            Customization::MemberDefault {
                member: "accountId",
                value: "-",
            },
            Customization::TreeHash,
        ],
        "Machine Learning" => vec![Customization::MemberEndpoint {
            member: "PredictEndpoint",
        }],
        "Route 53" => vec![Customization::TrimmedLabels {
            prefixes: &["/hostedzone/", "/change/", "/delegationset/"],
        }],
        "S3" => vec![
            Customization::PlainPaths,
            Customization::ErrorsInSuccess,
            Customization::TransientErrors {
                codes: &["InternalError"],
            },
            Customization::ExpiresAsText,
            Customization::Sessions {
                scheme: "sigv4-s3express",
                operation: "CreateSession",
                member: "Bucket",
                token_header: "x-amz-s3session-token",
            },
        ],
        "STS" => vec![Customization::TransientErrors {
            codes: &["IDPCommunicationError"],
        }],
        _ => Vec::new(),
    }
}

/// The output member that says whether there are more pages, of operations whose token does not.
pub(super) fn more_pages(operation: &str) -> Option<&'static str> {
    (operation == "com.amazonaws.s3#ListParts").then_some("IsTruncated")
}

/// Operations that anybody may call where the owner of what they read or write allows it: without
/// credentials their requests are not signed.
pub(super) fn allow_unsigned(service: &Service, operations: &mut [Operation]) {
    if service.sdk_id != "S3" {
        return;
    }
    for schemes in operations
        .iter_mut()
        .map(|operation| &mut operation.auth_schemes)
    {
        if !schemes.is_empty() && !schemes.contains(&AuthScheme::NoAuth) {
            schemes.push(AuthScheme::NoAuth);
        }
    }
}

/// Where requests about S3 buckets go: the endpoint rules put the bucket into host or path, so that paths
/// of the model lose it. Without rules it is in the host.
pub(super) fn place_buckets(service: &Service, rules: bool, operations: &mut [Operation]) {
    const BUCKET: &str = "/{Bucket}";
    if service.sdk_id != "S3" {
        return;
    }
    for operation in operations {
        let Some(rest) = operation.uri.strip_prefix(BUCKET) else {
            continue;
        };
        operation.uri = match rest.starts_with('/') {
            true => rest.to_owned(),
            false => format!("/{rest}"),
        };
        if !rules {
            operation.host_prefix = Some("{Bucket}.".to_owned());
        }
    }
}
