//! Runs `smithy.test` protocol tests against generated clients.
//!
//! `cargo xtask protocol-tests` generates a test function for every test case of a model; each calls
//! [`request`], [`response`] or [`error`] with the case as JSON. The call goes all the way through the
//! client, to a connection that records the request and answers as the case says. A case that does not
//! hold panics with what differs, as tests do.

mod case;
mod cbor;
mod connection;
mod difference;
mod events;
mod params;
mod request;
mod response;

pub use events::{Receive, Received, events, receive, sender};
pub use request::request;
pub use response::{error, response};

use smithy_client::config::{Builder, Config};
use smithy_client::{Handle, ServiceSpec};

use connection::Connection;

/// A client of the service whose requests end in `connection`.
fn handle<S: ServiceSpec>(connection: &Connection, host: Option<&str>) -> Handle<S> {
    let builder: Builder<S> = Config::builder()
        .with_test_defaults_v2()
        .endpoint_url(format!("https://{}", host.unwrap_or("example.com")))
        .http_client(connection.clone());
    Handle::new(builder.build()).expect("the test configuration is complete")
}

/// Fails the test with everything that differs.
#[track_caller]
fn report(id: &str, differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{id}:\n  {}",
        differences.join("\n  ")
    );
}
