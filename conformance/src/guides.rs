//! The Rust in the guides of `docs/`: documentation tests compile it, and run what needs no service.

/// `docs/client.md`.
#[doc = include_str!("../../docs/client.md")]
pub struct ClientGuide;
