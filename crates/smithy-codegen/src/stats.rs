//! How much Rust an operation costs.

use std::fmt;

use crate::emit::Files;
use crate::pair::Pair;

/// Generated lines, by operation.
#[derive(Debug)]
pub struct Stats {
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
    /// Lines in the model crate.
    pub model: usize,
    /// Lines in the client crate.
    pub client: usize,
}

impl Stats {
    /// Counts the lines of a pair.
    pub fn of(pair: &Pair) -> Self {
        let operations: Vec<OperationLines> = pair
            .resolved
            .operations
            .iter()
            .map(|operation| {
                let module = operation.module.trim_start_matches("r#");
                OperationLines {
                    name: operation.name.clone(),
                    model: operation_lines(&pair.model, module),
                    client: operation_lines(&pair.client, module),
                }
            })
            .collect();
        let own: usize = operations.iter().map(OperationLines::total).sum();
        let all: usize = pair
            .model
            .values()
            .chain(pair.client.values())
            .map(|text| text.lines().count())
            .sum();
        Self {
            operations,
            shared: all - own,
        }
    }
}

impl OperationLines {
    /// Lines in both crates.
    pub fn total(&self) -> usize {
        self.model + self.client
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
        writeln!(f, "{:width$}  model  client  total", "operation")?;
        for operation in &self.operations {
            let OperationLines {
                name,
                model,
                client,
            } = operation;
            writeln!(
                f,
                "{name:width$}  {model:5}  {client:6}  {:5}",
                operation.total()
            )?;
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
