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
//! - lists are in order of creation, 100 to a page unless the request asks for fewer;
//! - the ARN of anything but a run cache of the caller, in the region of the call, names nothing.
//!
//! A Rust program tests against it in process, with the client it has anyway:
//!
//! ```
//! use omics_client::config::{BehaviorVersion, Credentials, Region};
//! use omics_client::{Client, Config};
//! use omics_local::{InProcess, TEST_KEY};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::builder()
//!     .behavior_version(BehaviorVersion::latest())
//!     .region(Region::new("us-east-1"))
//!     .credentials_provider(Credentials::new(TEST_KEY, TEST_KEY, None, None, "test"))
//!     .endpoint_url("http://localhost")
//!     .http_client(InProcess::new(omics_local::in_memory()))
//!     .build();
//! let client = Client::from_conf(config);
//! let made = client.create_run_cache().cache_s3_location("s3://bucket/cache/").send().await?;
//! let got = client.get_run_cache().id(made.id().unwrap_or_default()).send().await?;
//! assert_eq!(got.arn(), made.arn());
//! # Ok(())
//! # }
//! ```

mod run_cache;
mod settings;

use std::path::PathBuf;

pub use run_cache::RunCaches;
#[cfg(feature = "connector")]
pub use smithy_local::InProcess;
#[cfg(feature = "command")]
pub use smithy_local::command;
pub use smithy_local::{
    ACCOUNT, Caller, Failure, Faults, LocalService, Seed, Source, SystemSource, TEST_KEY,
    is_account,
};
#[cfg(feature = "server")]
pub use smithy_local::{Server, process};

/// The service with its state in this file, which is made when something is first kept.
pub fn service(state: impl Into<PathBuf>) -> LocalService {
    LocalService::new(&omics_model::SERVICE, RunCaches::default(), state)
}

/// The service with its state in memory, gone when the value goes.
pub fn in_memory() -> LocalService {
    LocalService::in_memory(&omics_model::SERVICE, RunCaches::default())
}
