//! The second id of a request, which some services answer with: whoever asks for support is asked for
//! both.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::{Headers, Response};
use aws_smithy_types::error::metadata::{Builder, ErrorMetadata};

/// Where [`ErrorMetadata`] keeps the id, as the official SDK names it.
const EXTENDED_REQUEST_ID: &str = "s3_extended_request_id";

/// The extended request id of an answer.
pub trait RequestIdExt {
    /// The header `x-amz-id-2`.
    fn extended_request_id(&self) -> Option<&str>;
}

impl RequestIdExt for Headers {
    fn extended_request_id(&self) -> Option<&str> {
        self.get("x-amz-id-2")
    }
}

impl<B> RequestIdExt for Response<B> {
    fn extended_request_id(&self) -> Option<&str> {
        self.headers().extended_request_id()
    }
}

impl RequestIdExt for ErrorMetadata {
    fn extended_request_id(&self) -> Option<&str> {
        self.extra(EXTENDED_REQUEST_ID)
    }
}

impl<E> RequestIdExt for SdkError<E, Response> {
    fn extended_request_id(&self) -> Option<&str> {
        match self {
            Self::ResponseError(error) => error.raw().extended_request_id(),
            Self::ServiceError(error) => error.raw().extended_request_id(),
            _ => None,
        }
    }
}

impl<T: RequestIdExt, E: RequestIdExt> RequestIdExt for Result<T, E> {
    fn extended_request_id(&self) -> Option<&str> {
        match self {
            Ok(output) => output.extended_request_id(),
            Err(error) => error.extended_request_id(),
        }
    }
}

/// Notes the ids of a request that failed.
pub(crate) fn apply(builder: Builder, headers: &Headers) -> Builder {
    let builder = aws_types::request_id::apply_request_id(builder, headers);
    match headers.extended_request_id() {
        Some(id) => builder.custom(EXTENDED_REQUEST_ID, id),
        None => builder,
    }
}
