//! Fluent builders.
