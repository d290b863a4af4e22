//! How to reach an endpoint: trust, timeouts, proxies.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use smithy_client::connection::Proxies;

use super::error::SettingsError;
use super::origin::Sourced;
use super::{GlobalFlags, Settings};

/// What the HTTP client needs to know.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Whether the server must prove who it is.
    pub verify_tls: bool,
    /// The certificates to trust in place of the usual ones.
    pub ca_bundle: Option<Sourced<PathBuf>>,
    /// Whether certificates are judged by RFC 5280 alone, and not as OpenSSL does.
    pub strict_tls: bool,
    /// How long to wait for a connection; `None` waits for ever.
    pub connect_timeout: Option<Duration>,
    /// How long to wait for a response; `None` waits for ever.
    pub read_timeout: Option<Duration>,
    /// The proxies.
    pub proxies: Proxies,
}

impl Connection {
    /// # Errors
    /// If the path of the CA bundle is blank or a timeout is negative.
    pub(super) fn resolve(settings: &Settings, flags: &GlobalFlags) -> Result<Self, SettingsError> {
        let verify_tls = !flags.no_verify_ssl;
        Ok(Self {
            verify_tls,
            ca_bundle: if verify_tls {
                ca_bundle(settings, flags)?
            } else {
                None
            },
            strict_tls: settings.switch("AWS_TLS_STRICT", "tls_strict").value,
            connect_timeout: timeout("connect", flags.connect_timeout)?,
            read_timeout: timeout("read", flags.read_timeout)?,
            proxies: Proxies::from_variables(|name| settings.env().get(name).map(Cow::Borrowed)),
        })
    }
}

fn ca_bundle(
    settings: &Settings,
    flags: &GlobalFlags,
) -> Result<Option<Sourced<PathBuf>>, SettingsError> {
    let flag = flags
        .ca_bundle
        .clone()
        .map(|path| Sourced::flag("--ca-bundle", path));
    let found = flag
        .or_else(|| settings.lookup(&["AWS_CA_BUNDLE"], Some("ca_bundle")))
        .or_else(|| settings.lookup(&["REQUESTS_CA_BUNDLE"], None));
    let to_path = |path: String| match path.trim() {
        "" => Err(SettingsError::BlankCaBundle),
        _ => Ok(PathBuf::from(path)),
    };
    found.map(|path| path.try_map(to_path)).transpose()
}

/// A timeout in seconds: a minute by default, none for zero.
fn timeout(kind: &'static str, seconds: Option<i64>) -> Result<Option<Duration>, SettingsError> {
    let seconds = seconds.unwrap_or(60);
    match u64::try_from(seconds) {
        Ok(0) => Ok(None),
        // Clocks count nanoseconds in 64 bits.
        Ok(9_223_372_037..) => Err(SettingsError::TimeoutTooLong),
        Ok(seconds) => Ok(Some(Duration::from_secs(seconds))),
        Err(_) => Err(SettingsError::Timeout { kind, seconds }),
    }
}
