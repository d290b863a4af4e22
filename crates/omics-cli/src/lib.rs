//! The behaviour of the omics command line.

pub mod args;
pub mod error;
pub mod exit;
pub mod json;
pub mod output;
pub mod paramfile;
pub mod pytext;
pub mod python;
pub mod query;
pub mod response;
pub mod settings;
pub mod shorthand;
pub mod timestamp;
pub mod value;
pub mod yaml_input;
