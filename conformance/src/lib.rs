//! Conformance: recorded cases and exchanges as data, and the runners that hold a command, a client or a server
//! against them.
//!
//! A [case](case::Case) says what to run, how a scripted server answers, and what the reference
//! command did: exit code, output, requests. [`run::Runner`] runs one case against any command in a
//! clean home behind a [scripted HTTP proxy](server), [`compare`] says what differs, and [`suite`]
//! runs them all and weighs the result against the list of expected failures. An
//! [exchange](exchange::Exchange) is a call of the service by any client; [`sdk`] records and replays them. What a
//! run came to is a [`report`].
//!
//! A [checklist] says how the service behaves, for any server that claims to be one; a [report] is
//! what a run of checks came to.
//!
//! The tests of this package hold the generated client to the same recordings, to the official SDK
//! and to the constraints of the model; `README.md` lists them.

pub mod binary;
pub mod case;
pub mod checklist;
pub mod compare;
pub mod credentials;
pub mod exchange;
#[cfg(doctest)]
pub mod guides;
mod http;
pub mod local;
mod pki;
pub mod report;
pub mod run;
pub mod sdk;
pub mod server;
pub mod signer;
pub mod sigv4;
pub mod suite;
mod tap;

/// The schemas of the formats, by the files of this package that hold them.
#[must_use]
pub fn schemas() -> [(&'static str, String); 2] {
    [
        ("case.schema.json", case::schema()),
        ("exchange.schema.json", exchange::schema()),
    ]
}
