//! What a program was told directly, and not by the configuration.

use std::fmt;

use cli_formats::Format;
use smithy_client::connection::masked;

use super::choice::{BinaryFormat, Color, ErrorFormat, Validation};

/// The global options of the AWS CLI, as far as they were given: they come before everything the
/// environment and the profile say. What was not given is `None` or `false`, so a program without
/// such options has `GlobalFlags::default()`.
#[derive(Clone, Default)]
pub struct GlobalFlags {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// `--output`.
    pub output: Option<Format>,
    /// `--cli-error-format`.
    pub error_format: Option<ErrorFormat>,
    /// `--cli-binary-format`.
    pub binary_format: Option<BinaryFormat>,
    /// How much to validate before sending.
    pub validation: Option<Validation>,
    /// `--color`.
    pub color: Option<Color>,
    /// `--ca-bundle`.
    pub ca_bundle: Option<String>,
    /// `--cli-read-timeout`, in seconds.
    pub read_timeout: Option<i64>,
    /// `--cli-connect-timeout`, in seconds.
    pub connect_timeout: Option<i64>,
    /// `--no-sign-request`.
    pub no_sign_request: bool,
    /// `--no-verify-ssl`.
    pub no_verify_ssl: bool,
    /// `--no-paginate`.
    pub no_paginate: bool,
    /// `--no-cli-pager`.
    pub no_cli_pager: bool,
    /// `--debug`.
    pub debug: bool,
}

/// User information in the URL is a secret.
impl fmt::Debug for GlobalFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GlobalFlags")
            .field("profile", &self.profile)
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url.as_deref().map(masked))
            .field("output", &self.output)
            .field("error_format", &self.error_format)
            .field("binary_format", &self.binary_format)
            .field("validation", &self.validation)
            .field("color", &self.color)
            .field("ca_bundle", &self.ca_bundle)
            .field("read_timeout", &self.read_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("no_sign_request", &self.no_sign_request)
            .field("no_verify_ssl", &self.no_verify_ssl)
            .field("no_paginate", &self.no_paginate)
            .field("no_cli_pager", &self.no_cli_pager)
            .field("debug", &self.debug)
            .finish()
    }
}
