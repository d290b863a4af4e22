//! The protocols a service offers: `aws.protocols#*` and `smithy.protocols#*` on the service.

use std::str::FromStr;

use serde_json::Value;

use crate::ast::Traits;

/// A protocol of Smithy's or AWS's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// `aws.protocols#restJson1`
    RestJson1,
    /// `smithy.protocols#rpcv2Cbor`
    RpcV2Cbor,
    /// `smithy.protocols#rpcv2Json`
    RpcV2Json,
    /// `aws.protocols#awsJson1_0`
    AwsJson1_0,
    /// `aws.protocols#awsJson1_1`
    AwsJson1_1,
    /// `aws.protocols#restXml`
    RestXml {
        /// Errors stand at the root of the answer, without `ErrorResponse` around them.
        no_error_wrapping: bool,
    },
    /// `aws.protocols#awsQuery`
    AwsQuery,
    /// `aws.protocols#ec2Query`
    Ec2Query,
}

impl Protocol {
    /// Every protocol, the best first: binary before JSON before XML, as the AWS SDKs prefer them.
    pub const ALL: [Self; 8] = [
        Self::RpcV2Cbor,
        Self::RpcV2Json,
        Self::AwsJson1_0,
        Self::AwsJson1_1,
        Self::RestJson1,
        Self::RestXml {
            no_error_wrapping: false,
        },
        Self::AwsQuery,
        Self::Ec2Query,
    ];

    /// Id of the protocol's trait.
    pub fn id(self) -> &'static str {
        match self {
            Self::RestJson1 => "aws.protocols#restJson1",
            Self::RpcV2Cbor => "smithy.protocols#rpcv2Cbor",
            Self::RpcV2Json => "smithy.protocols#rpcv2Json",
            Self::AwsJson1_0 => "aws.protocols#awsJson1_0",
            Self::AwsJson1_1 => "aws.protocols#awsJson1_1",
            Self::RestXml { .. } => "aws.protocols#restXml",
            Self::AwsQuery => "aws.protocols#awsQuery",
            Self::Ec2Query => "aws.protocols#ec2Query",
        }
    }

    /// `smithy.api#http` and the binding traits say where members go; otherwise all go in the body.
    pub fn binds_http(self) -> bool {
        matches!(self, Self::RestJson1 | Self::RestXml { .. })
    }

    /// Answers are XML, and so are requests where they are no forms.
    pub fn reads_xml(self) -> bool {
        matches!(self, Self::RestXml { .. } | Self::AwsQuery | Self::Ec2Query)
    }

    /// The protocols among a service's traits, the best first.
    pub(super) fn offered(traits: &Traits) -> Vec<Self> {
        Self::ALL
            .into_iter()
            .filter_map(|protocol| {
                let value = traits.get(protocol.id())?;
                Some(match protocol {
                    Self::RestXml { .. } => Self::RestXml {
                        no_error_wrapping: value
                            .get("noErrorWrapping")
                            .and_then(Value::as_bool)
                            .unwrap_or_default(),
                    },
                    other => other,
                })
            })
            .collect()
    }
}

impl FromStr for Protocol {
    type Err = String;

    /// By trait id, or by its name alone, as `awsJson1_0`.
    fn from_str(id: &str) -> Result<Self, String> {
        let name = |protocol: &Self| protocol.id().rsplit('#').next() == Some(id);
        Self::ALL
            .into_iter()
            .find(|protocol| protocol.id() == id || name(protocol))
            .ok_or_else(|| {
                format!(
                    "is no protocol this generator knows; choose one of {}",
                    Self::ALL.map(Self::id).join(", ")
                )
            })
    }
}
