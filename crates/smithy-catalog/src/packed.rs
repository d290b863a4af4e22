//! A catalog packed in a text, and lowered when asked.
//!
//! A command for many services holds thousands of shapes and meets a few of them in a run. As statics
//! they would cost minutes of compilation, and relocations at every start. A packed catalog is a text of
//! JSON lines, embedded as it stands: compiled and loaded for nothing, and what a call meets becomes the
//! same [`Operation`], [`Shape`] and [`Schema`] values as statics are, once,
//! for the life of the process.
//!
//! The text comes from the generator that comes with this crate; one that cannot be read is a broken build, and
//! panics with the line.

mod lower;
pub mod row;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use aws_smithy_schema::Schema;

use crate::cli::{OperationFacts, kebab};
use crate::operations::Later;
use crate::{AuthScheme, Member, Operation, Shape, UNIT, members};
use row::{OperationRow, ShapeRow};

/// How the row of an operation begins; the name follows.
const OPERATION: &str = "{\"operation\":\"";
/// How the row of a shape begins; the key follows.
const SHAPE: &str = "{\"shape\":\"";

/// The operations and shapes of a service, as text.
///
/// Rows of operations come first, sorted by name; then those of shapes. `auth_schemes` are those of all
/// operations together, the first of them what an operation has that names none.
pub struct Packed {
    text: &'static str,
    auth_schemes: &'static [AuthScheme],
    facts: &'static [(&'static str, OperationFacts)],
    index: OnceLock<Index>,
    lowered: Mutex<Lowered>,
}

/// Where the rows are.
struct Index {
    operations: Vec<(&'static str, &'static str)>,
    shapes: Vec<(&'static str, &'static str)>,
}

/// What has been asked for so far.
#[derive(Default)]
struct Lowered {
    operations: BTreeMap<&'static str, &'static Operation>,
    rows: BTreeMap<&'static str, &'static ShapeRow>,
    shapes: BTreeMap<&'static str, &'static Shape>,
}

impl Packed {
    /// A catalog of this text. `facts` has what a command line knows of operations, by name.
    pub const fn new(
        text: &'static str,
        auth_schemes: &'static [AuthScheme],
        facts: &'static [(&'static str, OperationFacts)],
    ) -> Self {
        Self {
            text,
            auth_schemes,
            facts,
            index: OnceLock::new(),
            lowered: Mutex::new(Lowered {
                operations: BTreeMap::new(),
                rows: BTreeMap::new(),
                shapes: BTreeMap::new(),
            }),
        }
    }

    /// Names of operations and their commands.
    fn named_commands(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.index().operations.iter().map(|(name, _)| {
            let command = self.facts(name).command;
            (*name, command.map_or_else(|| kebab(name), str::to_owned))
        })
    }

    fn lowered(&'static self, name: &'static str, row: &'static str) -> &'static Operation {
        if let Some(operation) = self.known().operations.get(name) {
            return operation;
        }
        let row: OperationRow = parse(row);
        let operation = lower::operation(self, Box::leak(Box::new(row)));
        self.known().operations.entry(name).or_insert(operation)
    }

    fn shape(&'static self, key: &'static str) -> &'static Shape {
        if key == UNIT.id {
            return &UNIT;
        }
        if let Some(shape) = self.known().shapes.get(key) {
            return shape;
        }
        let shape = lower::shape(self, self.row(key));
        self.known().shapes.entry(key).or_insert(shape)
    }

    fn row(&self, key: &'static str) -> &'static ShapeRow {
        if let Some(row) = self.known().rows.get(key) {
            return row;
        }
        let Some((_, row)) = find(&self.index().shapes, key) else {
            panic!("the packed catalog has no shape `{key}`");
        };
        let row: &'static ShapeRow = Box::leak(Box::new(parse(row)));
        self.known().rows.entry(key).or_insert(row)
    }

    fn facts(&self, operation: &str) -> OperationFacts {
        let mut facts = self.facts.iter();
        facts
            .find_map(|(name, facts)| (*name == operation).then_some(*facts))
            .unwrap_or(OperationFacts::NONE)
    }

    /// Held for a look or an insertion, never while something is lowered.
    fn known(&self) -> std::sync::MutexGuard<'_, Lowered> {
        self.lowered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self.text))
    }
}

impl Later for Packed {
    fn len(&self) -> usize {
        self.index().operations.len()
    }

    fn nth(&'static self, index: usize) -> &'static Operation {
        let (name, row) = self.index().operations[index];
        self.lowered(name, row)
    }

    fn operation(&'static self, name: &str) -> Option<&'static Operation> {
        let (name, row) = find(&self.index().operations, name)?;
        Some(self.lowered(name, row))
    }

    fn name_of_command(&self, command: &str) -> Option<&'static str> {
        let mut commands = self.named_commands();
        commands.find_map(|(name, known)| (known == command).then_some(name))
    }

    fn commands(&self) -> Vec<String> {
        self.named_commands().map(|(_, command)| command).collect()
    }

    fn auth_schemes(&self) -> &'static [AuthScheme] {
        self.auth_schemes
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.index().operations.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

impl Index {
    fn of(text: &'static str) -> Self {
        let mut index = Self {
            operations: Vec::new(),
            shapes: Vec::new(),
        };
        for row in text.lines() {
            if let Some(rest) = row.strip_prefix(OPERATION) {
                index.operations.push((name(rest), row));
            } else if let Some(rest) = row.strip_prefix(SHAPE) {
                index.shapes.push((name(rest), row));
            }
        }
        index
    }
}

/// A name up to its closing quotation mark; names have no escapes.
fn name(rest: &'static str) -> &'static str {
    rest.split('"').next().unwrap_or(rest)
}

fn find(rows: &[(&'static str, &'static str)], name: &str) -> Option<(&'static str, &'static str)> {
    let at = rows
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()?;
    Some(rows[at])
}

fn parse<R: serde::Deserialize<'static>>(row: &'static str) -> R {
    match serde_json::from_str(row) {
        Ok(parsed) => parsed,
        Err(error) => panic!("the packed catalog has a row that cannot be read: {error}: {row}"),
    }
}

/// Members of a structure or union that are lowered when they are first read.
pub(crate) struct LaterMembers {
    catalog: &'static Packed,
    row: &'static ShapeRow,
    schema: &'static Schema<'static>,
    members: OnceLock<Vec<Member>>,
}

impl members::Later for LaterMembers {
    fn get(&'static self) -> &'static [Member] {
        self.members
            .get_or_init(|| lower::members(self.catalog, self.row, self.schema))
    }
}
