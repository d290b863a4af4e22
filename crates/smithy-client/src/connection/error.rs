//! What can go wrong before an answer has come, told apart as users need it.

use std::error::Error;
use std::fmt;
use std::io;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::retry::ErrorKind;

/// Why there is no answer. Whatever else happens on the way, such as a connection that is closed,
/// is the error of the library that saw it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The request's address is none. User information is masked.
    Uri(String),
    /// The endpoint has a scheme that is neither `http` nor `https`.
    Scheme(String),
    /// The proxy's URL is none; user information is masked.
    Proxy(String),
    /// The proxy did not open the way to the endpoint.
    Tunnel(String),
    /// The CA bundle cannot be used.
    Bundle {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The host was not found, or nothing accepts connections there.
    Connect(BoxError),
    /// There was no connection within the connect timeout.
    ConnectTimeout,
    /// Nothing came or went for as long as the read timeout, or a handshake took longer than the
    /// connect timeout.
    ReadTimeout,
    /// The TLS handshake failed.
    Tls(io::Error),
}

impl ConnectionError {
    /// The error of this kind in a chain of causes.
    pub fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        std::iter::successors(Some(error), |error| cause(*error))
            .find_map(|cause| cause.downcast_ref::<Self>())
    }

    /// Whether it is pointless to try again, because a setting is wrong.
    fn is_setting(&self) -> bool {
        matches!(self, Self::Uri(_) | Self::Scheme(_) | Self::Proxy(_))
    }

    fn is_timeout(&self) -> bool {
        matches!(self, Self::ConnectTimeout | Self::ReadTimeout)
    }
}

/// What caused the error. An `io::Error` that wraps another hides it: its `source` is the wrapped
/// one's.
pub fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// The error as the orchestrator wants it. Whatever is no mistake in the settings may pass, and is
/// worth another attempt.
pub(super) fn classify(error: BoxError) -> ConnectorError {
    match ConnectionError::find(error.as_ref()) {
        Some(known) if known.is_setting() => ConnectorError::user(error),
        Some(known) if known.is_timeout() => ConnectorError::timeout(error),
        Some(_) => ConnectorError::io(error),
        None if is_io(error.as_ref()) => ConnectorError::io(error),
        None => ConnectorError::other(error, Some(ErrorKind::TransientError)),
    }
}

fn is_io(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| cause(*error)).any(|cause| cause.is::<io::Error>())
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uri(uri) => write!(f, "Invalid endpoint: {uri}"),
            Self::Scheme(scheme) => write!(f, "Not supported URL scheme {scheme}"),
            Self::Proxy(url) => write!(f, "Failed to connect to proxy URL: \"{url}\""),
            Self::Tunnel(reason) => write!(f, "the proxy opened no tunnel: {reason}"),
            Self::Bundle { path, reason } => write!(f, "{reason} (the CA bundle {path})"),
            Self::Connect(_) => f.write_str("no connection"),
            Self::ConnectTimeout => f.write_str("no connection within the connect timeout"),
            Self::ReadTimeout => f.write_str("nothing came within the read timeout"),
            Self::Tls(_) => f.write_str("the TLS handshake failed"),
        }
    }
}

impl Error for ConnectionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Connect(source) => Some(source.as_ref()),
            Self::Tls(source) => Some(source),
            _ => None,
        }
    }
}
