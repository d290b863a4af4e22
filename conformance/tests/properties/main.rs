//! What must hold of any value: constraints, enums and `serde`, what goes over the wire and back, and whatever
//! bytes come in.
//!
//! The generators know nothing of the operations: they read the catalog, so that a new operation is
//! tested without a new line here.

mod agreement;
mod boto3;
mod constraints;
mod documents;
mod ecma;
mod flaws;
mod fuzz;
mod oracle;
mod protocols;
mod round_trip;

use std::fmt;
use std::ops::Deref;

use proptest::sample::{Select, select};
use proptest::test_runner::{Config, FileFailurePersistence};
use smithy_catalog::{Operation, Service, Shape};

/// A part of a catalog that shows itself by its name: failures are to be read.
struct Named<T: 'static>(&'static T);

impl<T> Clone for Named<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Named<T> {}

impl<T> Deref for Named<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}

impl fmt::Debug for Named<Operation> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Named<Shape> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Any operation of a service.
fn operation(service: &Service) -> Select<Named<Operation>> {
    select(service.operations.iter().map(Named).collect::<Vec<_>>())
}

/// `cases` of each property, after the inputs on which it failed before.
fn config(cases: u32) -> Config {
    let regressions = concat!(env!("CARGO_MANIFEST_DIR"), "/regressions/properties.txt");
    Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..Config::default()
    }
}
