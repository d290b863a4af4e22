//! The behaviour of the omics command line.
