//! What every generated AWS client shares, written by hand on the smithy-rs runtime.
//!
//! A generated client is thin: it implements [`ServiceSpec`] once and [`OperationSpec`] per
//! operation, and expands a handful of macros. Everything that happens at run time is here:
//!
//! * [`config`]: configuration of a client, generic over the service;
//! * [`Handle`]: what the calls of one client share;
//! * the one operation plugin behind every call: serialization, signing, endpoint, retries;
//! * [`fluent`], [`customize`] and [`paginator`]: the surface of a call;
//! * [`dynamic`]: calls from a catalog entry and a document, without generated types;
//! * [`protocol`]: how services are spoken to;
//! * [`error`]: error types and the macros that make them;
//! * [`endpoint`]: endpoint resolution and the library compiled endpoint rules call;
//! * [`signing`]: Signature Version 4.
//!
//! Retries, identities, clocks and connections are smithy-rs's.

pub mod attempts;
pub mod auth;
mod call;
#[cfg(feature = "checksums")]
mod checksum;
mod clock_skew;
#[cfg(feature = "request-compression")]
mod compression;
pub mod config;
#[cfg(feature = "http-client")]
pub mod connection;
#[cfg(feature = "content-md5")]
mod content_md5;
mod customization;
pub mod customize;
pub mod dynamic;
pub mod endpoint;
pub mod error;
#[cfg(feature = "event-stream")]
pub mod event_stream;
mod feature;
pub mod fluent;
mod handle;
mod host_prefix;
pub mod idempotency;
mod member;
mod operation;
mod orchestrate;
pub mod paginator;
mod payload;
mod plugin;
pub mod presigning;
pub mod primitives;
pub mod protocol;
mod request_id;
pub mod retry;
mod setters;
pub mod signing;
mod spec;
mod stalls;
pub mod tree_hash;
mod typed;
mod user_agent;
mod visitor;
#[cfg(feature = "waiters")]
pub mod waiters;

pub use aws_types::request_id::RequestId;
pub use handle::Handle;
pub use request_id::RequestIdExt;
pub use spec::{OperationError, OperationSpec, ServiceSpec};
pub use typed::invoke;

/// Paths the macros of this crate expand to.
#[doc(hidden)]
pub mod private {
    pub use aws_smithy_runtime_api;
    pub use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};
    pub use aws_smithy_types;
    pub use aws_types;
    pub use smithy_catalog::document::DeserializableStruct;
    pub use smithy_catalog::{Operation, SendWith, builder, error_enum};
}
