//! What generated code would otherwise spell out for every structure, member and enum: a generated
//! file holds the facts, and these macros make Rust of them.

mod builder;
mod error;
mod error_enum;
mod event_stream_error;
mod operation;
mod serde;
mod shape;
mod string_enum;
mod structure;
mod union;
