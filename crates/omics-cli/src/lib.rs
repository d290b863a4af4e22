//! The behaviour of the omics command line.

pub mod value;
