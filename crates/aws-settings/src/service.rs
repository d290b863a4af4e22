//! What settings need to know of a service.

use smithy_catalog::Service;

/// A service, as far as settings are concerned: what its own variable and key are called, and where
/// it is unless told otherwise. Both facts stand in its Smithy model, in the trait
/// `aws.api#service`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceIdentity<'a> {
    /// The `sdkId`, as `DynamoDB Streams`.
    pub sdk_id: &'a str,
    /// The `endpointPrefix`, as `streams.dynamodb`. It is the start of the host name that a region
    /// is checked to go with.
    pub endpoint_prefix: &'a str,
}

impl ServiceIdentity<'_> {
    /// The variable that names an endpoint for this service alone, as
    /// `AWS_ENDPOINT_URL_DYNAMODB_STREAMS`.
    pub fn endpoint_variable(&self) -> String {
        format!("AWS_ENDPOINT_URL_{}", self.joined().to_uppercase())
    }

    /// The key of this service in a `[services …]` section, as `dynamodb_streams`.
    pub fn services_key(&self) -> String {
        self.joined().to_lowercase()
    }

    fn joined(&self) -> String {
        self.sdk_id.replace([' ', '-'], "_")
    }
}

impl<'a> From<&'a Service> for ServiceIdentity<'a> {
    fn from(service: &'a Service) -> Self {
        Self {
            sdk_id: service.sdk_id,
            endpoint_prefix: service.endpoint_prefix,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_id() {
        let streams = ServiceIdentity {
            sdk_id: "DynamoDB Streams",
            endpoint_prefix: "streams.dynamodb",
        };
        assert_eq!(
            streams.endpoint_variable(),
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS"
        );
        assert_eq!(streams.services_key(), "dynamodb_streams");
    }
}
