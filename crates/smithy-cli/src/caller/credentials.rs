//! Calls for credentials that failed, told as those of any service are.

use aws_settings::CredentialCall;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use cli_formats::Map;
use smithy_catalog::{Operation, Protocol};
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
        Protocol::AwsQuery => query_error(call.operation, answered.err(), answered.raw()),
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

/// An error of a service whose answers are XML.
///
/// # Errors
/// If it is none that says what is wrong.
fn query_error(
    operation: &Operation,
    error: &DynamicError,
    raw: &HttpResponse,
) -> Result<ServiceError, CliError> {
    let answer = answer(raw);
    let (code, message) = match (response::generic_error(&answer), error.code()) {
        (Some((code, message)), _) => (code, message),
        (None, Some(code)) => (code.to_owned(), error.message().unwrap_or_default()),
        (None, None) => {
            return Err(response::unreadable(operation, &answer, "no error in XML"));
        }
    };
    Ok(ServiceError {
        code,
        message: message.to_owned(),
        members: Map::new(),
        status: answer.status,
        request_id: error.request_id().map(str::to_owned),
    })
}
