//! Errors of calls.

#[macro_use]
mod operation;
#[macro_use]
mod service;

pub use aws_smithy_runtime_api::box_error::BoxError;
pub use aws_smithy_runtime_api::client::result::ConnectorError;
pub use aws_smithy_types::error::display::DisplayErrorContext;
pub use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
pub use aws_smithy_types::error::operation::BuildError;
pub use smithy_catalog::unknown::UnknownVariantError;

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_types::request_id::RequestId;

/// Any failure of a call: before sending, on the way, or as the service answered.
pub type SdkError<E, R = HttpResponse> = aws_smithy_runtime_api::client::result::SdkError<E, R>;

/// The content of the `Unhandled` variant of error enums. What it knows is told by the enum's
/// `code()`, `message()` and `request_id()`.
#[derive(Debug)]
pub struct Unhandled {
    source: Option<BoxError>,
    meta: ErrorMetadata,
}

/// For the macros of this crate. User code makes unhandled errors with the enums' `unhandled` and
/// `generic`, and reads them with `ProvideErrorMetadata`.
#[doc(hidden)]
impl Unhandled {
    pub fn new(source: Option<BoxError>, meta: ErrorMetadata) -> Self {
        Self { source, meta }
    }

    pub fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }

    /// What the error came from. None where it is the service's own answer, of which everything
    /// known is in the metadata and so in the message.
    pub fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Display for Unhandled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unhandled error")?;
        write_metadata(f, &self.meta)
    }
}

/// Writes ` (CODE): MESSAGE (request id ID)`, as far as they are known.
pub(crate) fn write_metadata(f: &mut fmt::Formatter<'_>, meta: &ErrorMetadata) -> fmt::Result {
    if let Some(code) = meta.code() {
        write!(f, " ({code})")?;
    }
    if let Some(message) = meta.message() {
        write!(f, ": {message}")?;
    }
    match meta.request_id() {
        Some(request_id) => write!(f, " (request id {request_id})"),
        None => Ok(()),
    }
}
