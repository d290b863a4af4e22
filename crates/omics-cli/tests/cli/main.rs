//! The program as its users meet it: a real process, a real socket, a home folder of its own.

mod comfort;
mod configuration;
mod errors;
mod extensions;
mod globals;
#[cfg(feature = "local")]
mod local;
mod mistakes;
mod output;
mod parameters;
mod parsing;
mod support;
mod tls;
