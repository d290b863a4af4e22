//! Errors that the model does not know.

use std::fmt;

use aws_smithy_types::error::ErrorMetadata;
use aws_types::request_id::RequestId;

/// Any error that can be sent between threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The content of the `Unhandled` variant of error enums. What it knows is told by the enum's
/// `code()`, `message()` and `request_id()`.
#[derive(Debug)]
pub struct Unhandled {
    source: Option<BoxError>,
    meta: ErrorMetadata,
}

/// For the macros of this crate and of `smithy-client`. User code makes unhandled errors with the enums' `unhandled` and
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
#[doc(hidden)]
pub fn write_metadata(f: &mut fmt::Formatter<'_>, meta: &ErrorMetadata) -> fmt::Result {
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
