//! The run-cache service on your machine.
//!
//! `smithy_local` does what the model says; [`RunCaches`] is what the model cannot say of run caches,
//! and [`service`] and [`in_memory`] put the two together.
//!
//! Where the documentation of the service is silent, one sensible behaviour was chosen:
//!
//! - the same request token with the same input gets the first answer again, with other input a
//!   `ConflictException`, as long as the run cache exists that the token made;
//! - a deleted run cache is gone: get, update and delete answer `ResourceNotFoundException`;
//! - lists are in order of creation, 100 to a page unless the request asks for fewer.

mod run_cache;

use std::path::PathBuf;

pub use run_cache::RunCaches;
#[cfg(feature = "connector")]
pub use smithy_local::InProcess;
#[cfg(feature = "server")]
pub use smithy_local::Server;
pub use smithy_local::{ACCOUNT, Caller, LocalService, Source, SystemSource, TEST_KEY};

/// The service with its state in this file, which is made when something is first kept.
pub fn service(state: impl Into<PathBuf>) -> LocalService {
    LocalService::new(&omics_model::SERVICE, RunCaches, state)
}

/// The service with its state in memory, gone when the value goes.
pub fn in_memory() -> LocalService {
    LocalService::in_memory(&omics_model::SERVICE, RunCaches)
}
