//! Exit codes. They are contract: scripts written for AWS CLI branch on them.

/// Success, help, version, skeletons, dry runs.
pub const SUCCESS: u8 = 0;
/// Interrupted by Ctrl-C.
pub const INTERRUPTED: u8 = 130;
/// A bad command line, parameter or query: nothing was sent.
pub const USAGE: u8 = 252;
/// The environment is not set up: no region, no credentials, no pager.
pub const CONFIGURATION: u8 = 253;
/// The service answered with an error.
pub const SERVICE: u8 = 254;
/// Everything else: network, files, profiles, malformed answers.
pub const GENERAL: u8 = 255;
