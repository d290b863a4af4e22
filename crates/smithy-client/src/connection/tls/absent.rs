//! No TLS, in a build that did not ask for it.

use std::time::Duration;

use http::Uri;

use super::Trust;
use super::error::ConnectionError;
use super::stream::Io;

/// Refuses.
#[derive(Debug)]
pub(super) struct Tls;

impl Tls {
    pub(super) fn new(_: Trust, _: bool, _: bool) -> Self {
        Self
    }

    pub(super) async fn prepare(&self) -> Result<(), ConnectionError> {
        Err(ConnectionError::Scheme("https".to_owned()))
    }

    pub(super) async fn handshake(
        &self,
        _: Box<dyn Io>,
        _: &Uri,
        _: bool,
        _: Option<Duration>,
    ) -> Result<(Box<dyn Io>, bool), ConnectionError> {
        Err(ConnectionError::Scheme("https".to_owned()))
    }
}
