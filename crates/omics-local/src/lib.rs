//! The run-cache service on your machine.
//!
//! [`LocalService`] answers HTTP requests as the service does: it checks the signature, finds the
//! operation by the model's URI patterns, reads the request into a document by the model's bindings,
//! checks the document against the model's constraints, acts, and writes the answer by the model's
//! bindings again. What it knows of run caches beyond the model stands in `run_cache` alone.
//!
//! It has no transport of its own. The feature `connector` makes it the HTTP client of a smithy
//! runtime, so that requests never meet a socket; `server` puts it on loopback.
//!
//! Where the documentation of the service is silent, one sensible behaviour was chosen:
//!
//! - the same request token with the same input gets the first answer again, with other input a
//!   `ConflictException`;
//! - a deleted run cache is gone: get, update and delete answer `ResourceNotFoundException`;
//! - lists are in order of creation, 100 to a page unless the request asks for fewer.
//!
//! The time of a signature is not compared with the clock.

mod access;
mod binding;
mod failure;
mod page_token;
mod route;
mod run_cache;
mod service;
mod source;
mod store;
mod wire;

#[cfg(feature = "connector")]
mod connector;
#[cfg(feature = "server")]
mod server;

#[cfg(feature = "connector")]
pub use connector::InProcess;
#[cfg(feature = "server")]
pub use server::Server;
pub use service::LocalService;
pub use source::{Source, SystemSource};

/// The account that every caller of the local service belongs to.
pub const ACCOUNT: &str = "123456789012";

/// The access key the local service knows unless told otherwise, and its secret.
pub const TEST_KEY: &str = "test";
