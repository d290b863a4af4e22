//! Programs as users write them, one a service, against a server on loopback: what they see, and what
//! they send.
//!
//! `programs/*.rs` name the client crate `sdk`. Those of services whose official crate is among the
//! dependencies are compiled twice; what they see and send must then be the same with both.

#[path = "programs/compared.rs"]
mod compared;
#[path = "programs/ours.rs"]
mod ours;
#[path = "programs/s3.rs"]
mod s3;
#[path = "programs/server.rs"]
mod server;

/// What a program saw, in order.
type Account = Vec<String>;

/// The configuration that programs have in common, whichever crate it is of.
macro_rules! config {
    ($url:expr) => {{
        use sdk::config::{BehaviorVersion, Config, Credentials, Region};
        let (key, secret) = crate::server::KEYS;
        Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new(key, secret, None, None, "test"))
            .endpoint_url($url)
            .http_client(smithy_client::connection::default_client())
    }};
}
pub(crate) use config;
