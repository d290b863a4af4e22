//! The behaviour of the omics command line.

pub mod args;
pub mod caller;
pub mod dry_run;
pub mod error;
pub mod errors;
pub mod exit;
pub mod help;
pub mod json;
pub mod options;
pub mod output;
pub mod paginate;
pub mod paramfile;
pub mod params;
pub mod present;
mod prompt;
pub mod pytext;
pub mod python;
pub mod query;
pub mod record;
pub mod response;
pub mod run;
pub mod settings;
pub mod shorthand;
pub mod skeleton;
pub mod timestamp;
pub mod token;
pub mod transport;
pub mod validate;
pub mod value;
pub mod wire;
pub mod yaml_input;

pub use run::run;
