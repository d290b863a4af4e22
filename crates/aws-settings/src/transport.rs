//! The HTTP client that connects as the settings say.

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use smithy_client::connection::{self, Options, Trust};

use crate::Connection;

/// An HTTP client for these settings.
pub fn client(connection: &Connection) -> SharedHttpClient {
    connection::client(options(connection))
}

fn options(connection: &Connection) -> Options {
    let mut options = Options::default();
    options.proxies = connection.proxies.clone();
    options.strict = connection.strict_tls;
    options.trust = match &connection.ca_bundle {
        _ if !connection.verify_tls => Trust::Anyone,
        Some(bundle) => Trust::Bundle(bundle.value.clone()),
        None => Trust::System,
    };
    options
}
