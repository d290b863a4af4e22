//! Requests that end badly.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;
use smithy_catalog::Operation;

use crate::store::StoreError;

/// An error answer: its code and what to tell the caller.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct Failure {
    code: &'static str,
    message: String,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    pub(crate) fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// Something is wrong on this side.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalServerException", message)
    }

    /// The answer, with the status the model gives the error where it is modelled.
    pub(crate) fn response(&self, operation: Option<&Operation>) -> Response<Bytes> {
        let modelled = operation.and_then(|operation| {
            let mut errors = operation.errors.iter();
            errors.find(|error| error.code == self.code)
        });
        let status = modelled
            .and_then(|error| StatusCode::from_u16(error.status).ok())
            .unwrap_or_else(|| common_status(self.code));
        let body = json!({"message": self.message}).to_string();
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("x-amzn-errortype", HeaderValue::from_static(self.code));
        response
    }
}

/// Status of the errors that any service may answer and models do not list.
fn common_status(code: &str) -> StatusCode {
    match code {
        "SerializationException" | "ValidationException" => StatusCode::BAD_REQUEST,
        "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "UnrecognizedClientException" => StatusCode::FORBIDDEN,
        "ResourceNotFoundException" | "UnknownOperationException" => StatusCode::NOT_FOUND,
        "RequestEntityTooLargeException" => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::internal(error.to_string())
    }
}
