//! What official SDKs do for some services beyond their models, by SDK id.

use smithy_catalog::Customization;

use super::{Operation, Service};

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
        "S3" => vec![Customization::PlainPaths, Customization::ErrorsInSuccess],
        _ => Vec::new(),
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
