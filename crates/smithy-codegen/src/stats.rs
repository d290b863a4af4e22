//! How much Rust an operation costs.

use std::fmt;

use crate::crate_set::CrateSet;
use crate::emit::Files;

/// Generated lines, by operation.
#[derive(Debug)]
pub struct Stats {
    /// Names of the crates.
    pub crates: Vec<String>,
    /// Operations in order of their names.
    pub operations: Vec<OperationLines>,
    /// Lines that all operations share: types, errors, shapes, endpoint rules and their tests.
    pub shared: usize,
}

/// Generated lines of one operation.
#[derive(Debug)]
pub struct OperationLines {
    /// Name of the operation.
    pub name: String,
    /// Lines in each crate.
    pub crates: Vec<usize>,
}

impl Stats {
    /// Counts the lines of the crates.
    pub fn of(set: &CrateSet) -> Self {
        let operations: Vec<OperationLines> = set
            .resolved
            .operations
            .iter()
            .map(|operation| {
                let module = operation.module.trim_start_matches("r#");
                OperationLines {
                    name: operation.name.clone(),
                    crates: set
                        .crates
                        .iter()
                        .map(|each| operation_lines(&each.sources, module))
                        .collect(),
                }
            })
            .collect();
        let own: usize = operations.iter().map(OperationLines::total).sum();
        let all: usize = set
            .crates
            .iter()
            .flat_map(|each| each.sources.values())
            .map(|text| text.lines().count())
            .sum();
        Self {
            crates: set.crates.iter().map(|each| each.name.clone()).collect(),
            operations,
            shared: all - own,
        }
    }
}

impl OperationLines {
    /// Lines in all crates.
    pub fn total(&self) -> usize {
        self.crates.iter().sum()
    }
}

fn operation_lines(files: &Files, module: &str) -> usize {
    let (file, folder) = (
        format!("operation/{module}.rs"),
        format!("operation/{module}/"),
    );
    files
        .iter()
        .filter(|(path, _)| **path == file || path.starts_with(&folder))
        .map(|(_, text)| text.lines().count())
        .sum()
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .operations
            .iter()
            .map(|operation| operation.name.len())
            .max()
            .unwrap_or_default()
            .max(9);
        write!(f, "{:width$}", "operation")?;
        for name in &self.crates {
            write!(f, "  {name}")?;
        }
        writeln!(f, "  total")?;
        for operation in &self.operations {
            write!(f, "{:width$}", operation.name)?;
            for (name, lines) in self.crates.iter().zip(&operation.crates) {
                write!(f, "  {lines:0$}", name.len())?;
            }
            writeln!(f, "  {:5}", operation.total())?;
        }
        let count = self.operations.len().max(1);
        let own: usize = self.operations.iter().map(OperationLines::total).sum();
        write!(
            f,
            "{} lines an operation; {} lines that all share",
            own / count,
            self.shared
        )
    }
}
