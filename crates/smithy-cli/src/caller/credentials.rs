//! Calls for credentials that failed, told as those of any service are.

use aws_settings::CredentialCall;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use cli_formats::Map;
use smithy_catalog::Protocol;
use smithy_client::dynamic::DynamicError;

use super::{answer, failure};
use crate::error::{CliError, ServiceError, ServiceFailure};
use crate::response;

/// The failure as the command ends with it.
pub(crate) fn failure(call: &CredentialCall) -> CliError {
    let SdkError::ServiceError(answered) = &call.failure else {
        return failure::describe(&call.failure, &call.uri, &call.proxies);
    };
    let error = match call.service.protocol {
        Protocol::AwsQuery => Ok(query_error(answered.err(), answered.raw())),
        _ => response::service_error(call.service, call.operation, &answer(answered.raw())),
    };
    match error {
        Ok(error) => CliError::service(ServiceFailure {
            operation: call.operation.name,
            error,
            retries_exhausted: call.retries_exhausted,
        }),
        Err(error) => error,
    }
}

/// An error of a service whose answers are XML. An answer that is none has its status for a code.
fn query_error(error: &DynamicError, raw: &HttpResponse) -> ServiceError {
    let status = raw.status().as_u16();
    let message = error.message().unwrap_or_default();
    ServiceError {
        code: error
            .code()
            .map_or_else(|| status.to_string(), str::to_owned),
        message: message.to_owned(),
        members: Map::new(),
        status,
        request_id: error.request_id().map(str::to_owned),
    }
}
