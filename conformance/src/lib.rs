//! Conformance: recorded exchanges as data, and the runner that holds a command against them.
//!
//! A [case](case::Case) says what to run, how a scripted server answers, and what the reference
//! command did: exit code, output, requests. [`run::Runner`] runs one case against any command in a
//! clean home behind a [scripted HTTP proxy](server), [`compare`] says what differs, and [`suite`]
//! runs them all and weighs the result against the list of expected failures.
//!
//! The tests of this package hold the generated client to the same recordings, to the official SDK
//! and to the constraints of the model; `README.md` lists them.

pub mod binary;
pub mod case;
pub mod compare;
pub mod credentials;
#[cfg(doctest)]
pub mod guides;
mod http;
pub mod local;
mod pki;
pub mod run;
pub mod server;
pub mod signer;
pub mod sigv4;
pub mod suite;
