//! A small service, written as the generator writes one, and what its client does.

mod auth;
mod calls;
mod checksums;
mod config;
#[cfg(feature = "default-https-client")]
mod default_http_client;
mod dynamic;
mod logs;
mod orchestrate;
mod paginator;
mod presigning;
mod retry;
#[cfg(feature = "default-https-client")]
mod stalls;
mod streaming;
mod support;
mod things;
