//! Requests that end badly.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;
use smithy_catalog::Operation;

use crate::store::StoreError;

/// An error answer: its code and what to tell the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Failure {
    code: Cow<'static, str>,
    message: String,
}

impl Failure {
    /// A failure with the code of one of the operation's errors, or of one any service may answer.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
        }
    }

    /// The input is not what the service takes.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    /// The request cannot be read.
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// Something is wrong on this side.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalServerException", message)
    }

    /// The code, as `ValidationException`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What the caller is told.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The answer, with the status the model gives the error where it is modelled.
    pub(crate) fn response(&self, operation: Option<&Operation>) -> Response<Bytes> {
        let modelled = operation.and_then(|operation| {
            let mut errors = operation.errors.iter();
            errors.find(|error| error.code == self.code)
        });
        let status = modelled
            .and_then(|error| StatusCode::from_u16(error.status).ok())
            .unwrap_or_else(|| common_status(&self.code));
        let body = json!({"message": self.message}).to_string();
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(code) = HeaderValue::try_from(&*self.code) {
            headers.insert("x-amzn-errortype", code);
        }
        response
    }
}

/// Status of the errors that any service may answer and models do not list.
fn common_status(code: &str) -> StatusCode {
    match code {
        "SerializationException" | "ValidationException" => StatusCode::BAD_REQUEST,
        "AccessDeniedException"
        | "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "UnrecognizedClientException" => StatusCode::FORBIDDEN,
        "ResourceNotFoundException" | "UnknownOperationException" => StatusCode::NOT_FOUND,
        "RequestTimeoutException" => StatusCode::REQUEST_TIMEOUT,
        "ConflictException" => StatusCode::CONFLICT,
        "RequestEntityTooLargeException" => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::internal(error.to_string())
    }
}
