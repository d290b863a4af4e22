//! The service.

use crate::{Customization, Operation, Operations, cli};

/// A service: the root of the catalog.
#[derive(Debug)]
pub struct Service {
    /// Absolute shape id, as `com.amazonaws.lambda#AWSGirApiService`.
    pub id: &'static str,
    /// `aws.api#service` `sdkId`, as `Lambda`.
    pub sdk_id: &'static str,
    /// Name in ARNs and, for most services, on the command line: `lambda`.
    pub arn_namespace: &'static str,
    /// Host label of the service's endpoints where it differs from the ARN namespace; the same where
    /// it does not.
    pub endpoint_prefix: &'static str,
    /// SigV4 signing name (`aws.auth#sigv4`), if the service signs with SigV4.
    pub signing_name: Option<&'static str>,
    /// API version, as `2022-11-28`.
    pub version: &'static str,
    /// The protocol its clients speak: the best of those it offers, or the one chosen at generation.
    pub protocol: Protocol,
    /// `aws.protocols#awsQueryCompatible`: error codes are those of its older awsQuery protocol.
    pub query_compatible: bool,
    /// `smithy.api#xmlNamespace` of the service.
    pub xml_namespace: Option<XmlNamespace>,
    /// What its clients do beyond the model.
    pub customizations: &'static [Customization],
    /// `smithy.api#title`, empty where the model has none.
    pub title: &'static str,
    /// Documentation in Markdown.
    pub documentation: &'static str,
    /// Every operation of the generated closure, sorted by name.
    pub operations: Operations,
    /// What a command line knows of the service beside its model.
    pub cli: cli::ServiceFacts,
}

impl Service {
    /// Name without namespace, as `DynamoDB_20120810`: part of addresses and headers of the protocols that
    /// call operations by name.
    pub fn name(&self) -> &'static str {
        self.id.rsplit('#').next().unwrap_or(self.id)
    }

    /// The operation with this exact name, as `CreateFunction`.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations.get(name)
    }
}

/// A protocol of `aws.protocols` or `smithy.protocols`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// `aws.protocols#awsJson1_0`
    AwsJson1_0,
    /// `aws.protocols#awsJson1_1`
    AwsJson1_1,
    /// `aws.protocols#awsQuery`
    AwsQuery,
    /// `aws.protocols#ec2Query`
    Ec2Query,
    /// `aws.protocols#restJson1`
    RestJson1,
    /// `aws.protocols#restXml`
    RestXml {
        /// Errors are the root element of their document, without `ErrorResponse` around them.
        no_error_wrapping: bool,
    },
    /// `smithy.protocols#rpcv2Cbor`
    RpcV2Cbor,
    /// `smithy.protocols#rpcv2Json`
    RpcV2Json,
}

impl Protocol {
    /// Members go to headers, addresses and the status as the model binds them; other protocols have all of
    /// them in the body.
    pub const fn binds_http(self) -> bool {
        matches!(self, Self::RestJson1 | Self::RestXml { .. })
    }
}

/// `smithy.api#xmlNamespace`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The namespace, as `http://s3.amazonaws.com/doc/2006-03-01/`.
    pub uri: &'static str,
    /// Its prefix; the default namespace without one.
    pub prefix: Option<&'static str>,
}
