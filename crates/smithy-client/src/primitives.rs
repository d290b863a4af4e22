//! Primitive values of modelled types.

pub use aws_smithy_types::body::SdkBody;
pub use aws_smithy_types::byte_stream::error::Error as ByteStreamError;
pub use aws_smithy_types::byte_stream::{AggregatedBytes, ByteStream};
#[cfg(feature = "rt-tokio")]
pub use aws_smithy_types::byte_stream::{FsBuilder, Length};
pub use aws_smithy_types::date_time::Format as DateTimeFormat;
pub use aws_smithy_types::{Blob, DateTime, Document};

/// Streams of events.
#[cfg(feature = "event-stream")]
pub mod event_stream {
    pub use aws_smithy_types::event_stream::{Header, HeaderValue, Message, RawMessage};
    pub use smithy_catalog::event_stream::{EventReceiver, EventStreamSender};
}
