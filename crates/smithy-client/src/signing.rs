//! Signature Version 4: requests, presigned URLs and the frames of streams.
//!
//! [`Sigv4`] is the authentication scheme of the runtime. It signs what will be sent, byte for
//! byte: paths, queries and header values of any content, as botocore signs them where the
//! published algorithm leaves a choice. Keys are derived once per day, region, service and
//! identity.
//!
//! Sources of fact: "AWS Signature Version 4 signing process", "Signature Version 4a", "Sigv4
//! streaming" and "Transcribing streaming audio" in the AWS documentation, compared with botocore.

mod canonical;
mod hash;
mod key;
mod scheme;
mod stamp;
mod stream;
mod v4;
#[cfg(feature = "sigv4a")]
mod v4a;

pub use canonical::PathStyle;
pub(crate) use canonical::write_query_value;
pub use key::{Scope, SigningKeys};
pub use scheme::Sigv4;
pub use stamp::Stamp;
pub use stream::{StreamSigner, StreamSignerSlot};
pub use v4::{Payload, SignError, Signature, SigningRequest, SigningSettings, sign};
#[cfg(feature = "sigv4a")]
pub use v4a::Sigv4a;
