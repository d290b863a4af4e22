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
pub use smithy_catalog::unhandled::Unhandled;
pub(crate) use smithy_catalog::unhandled::write_metadata;
pub use smithy_catalog::unknown::UnknownVariantError;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

/// Any failure of a call: before sending, on the way, or as the service answered.
pub type SdkError<E, R = HttpResponse> = aws_smithy_runtime_api::client::result::SdkError<E, R>;
