//! A local service for any Smithy catalog.
//!
//! [`LocalService`] answers HTTP requests as an AWS service does: it checks the signature, finds the
//! operation by the model's URI patterns, reads the request into a document by the model's bindings,
//! checks the document against the model's constraints, has a [`Backend`] act on it in a
//! transaction, and writes the answer by the model's bindings again. All a service needs is a
//! catalog, which `smithy-codegen` makes of its model, and a backend:
//!
//! ```
//! # mod notes_model { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixture/notes.rs")); }
//! use notes_model::SERVICE; // generated
//! use serde_json::json;
//! use smithy_local::{Answer, Backend, Call, Failure, LocalService, Records};
//!
//! /// Keeps notes by their id.
//! #[derive(Debug)]
//! struct Notebook;
//!
//! impl Backend for Notebook {
//!     fn answer(&self, call: &Call<'_>, records: &mut Records<'_>) -> Result<Answer, Failure> {
//!         let id = call.text("id");
//!         match call.operation.name {
//!             "PutNote" => {
//!                 if !records.replace("note", id, call.input) {
//!                     records.add("note", id, call.input);
//!                 }
//!                 Ok(json!({}).into())
//!             }
//!             "GetNote" => match records.get("note", id)? {
//!                 Some(note) => Ok(note.into()),
//!                 None => Err(Failure::new("NotFound", format!("There is no note {id}."))),
//!             },
//!             other => Err(Failure::internal(format!("{other} is not supported"))),
//!         }
//!     }
//! }
//!
//! let service = LocalService::in_memory(&SERVICE, Notebook).allow_unsigned();
//! let request = |method: &str, body: &'static str| {
//!     http::Request::builder().method(method).uri("/notes/a").body(body.into())
//! };
//! let put = service.handle(&request("PUT", r#"{"text": "hello"}"#)?);
//! assert_eq!(put.status(), 200);
//! let got = service.handle(&request("GET", "")?);
//! assert_eq!(got.body(), r#"{"text":"hello"}"#);
//! # Ok::<(), http::Error>(())
//! ```
//!
//! The service has no transport of its own. The feature `connector` makes it the HTTP client of a
//! smithy runtime, so that requests never meet a socket; `server` puts it on loopback, `tls` with a
//! certificate. [`LocalService::handle`] is all that another transport needs, or
//! [`fate`](LocalService::fate) and [`fulfil`](LocalService::fulfil) where faults are to play a part.

mod access;
mod answers;
mod backend;
mod binding;
mod caller;
mod failure;
mod faults;
mod page_token;
mod private_file;
mod records;
mod route;
mod seed;
mod service;
mod snapshot;
mod source;
mod store;
mod trace;
mod wire;

#[cfg(feature = "command")]
pub mod command;
#[cfg(feature = "connector")]
mod connector;
#[cfg(feature = "server")]
mod control;
#[cfg(feature = "server")]
mod journal;
#[cfg(feature = "server")]
pub mod process;
#[cfg(feature = "server")]
mod server;

pub use backend::{Answer, Backend, Call};
pub use caller::{ACCOUNT, Caller, TEST_KEY, is_account};
#[cfg(feature = "connector")]
pub use connector::InProcess;
pub use failure::Failure;
pub use faults::{Fate, Faults, Travel};
pub use records::{Page, Record, Records};
pub use seed::Seed;
#[cfg(feature = "server")]
pub use server::Server;
#[cfg(feature = "tls")]
pub use server::Tls;
pub use service::{Exchange, LocalService};
pub use source::{Source, SystemSource};
pub use store::StoreError;
pub use trace::Trace;
