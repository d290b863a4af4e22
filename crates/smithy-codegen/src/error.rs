//! What can be wrong with a model, said with the shape id and the path to it.

use std::fmt;
use std::path::PathBuf;

/// Why code could not be generated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not a Smithy JSON AST.
    #[error("the model is not a Smithy JSON AST: at `{path}`: {reason}")]
    File {
        /// Path inside the file.
        path: String,
        /// What the JSON reader says.
        reason: String,
    },
    /// The file is an AST of another major version.
    #[error("the model says `smithy: {0}`; this generator reads versions 1.0 and 2.0")]
    Version(String),
    /// One or more shapes cannot be used.
    #[error("{0}")]
    Model(Problems),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A configuration or a file of facts is not as it should be.
    #[error("{path}: {reason}", path = path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Files stand where generated ones would go, and were not generated.
    #[error(
        "not generated, and generated files would take their place:\n{}\nmove them, or choose an empty folder with --out",
        list(.0)
    )]
    Foreign(Vec<PathBuf>),
    /// The crates cannot be named so.
    #[error(
        "`{0}` is no name for a crate: it must begin with a letter and hold letters, digits, `-` and `_`; choose one with --name"
    )]
    Name(String),
    /// Tests of a model could not be run.
    #[error("{0}")]
    Tests(String),
    /// The generated text is not Rust: a bug in this generator.
    #[error(
        "generated code for `{file}` does not parse: {reason}; please report this with the model"
    )]
    Emit {
        /// The generated file.
        file: String,
        /// What the parser says.
        reason: String,
    },
}

fn list(paths: &[PathBuf]) -> String {
    let lines: Vec<String> = paths
        .iter()
        .map(|path| format!("  {}", path.display()))
        .collect();
    lines.join("\n")
}

/// What is wrong at one place of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Absolute shape id.
    pub shape: String,
    /// Path inside the shape, empty for the shape itself.
    pub path: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// Every problem found in one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() > 1 {
            writeln!(f, "{} problems in the model:", self.0.len())?;
        }
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shape)?;
        if !self.path.is_empty() {
            write!(f, " at `{}`", self.path)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl Error {
    pub(crate) fn file(path: String, reason: &serde_json::Error) -> Self {
        Self::File {
            path,
            reason: reason.to_string(),
        }
    }

    pub(crate) fn version(version: &str) -> Self {
        Self::Version(version.to_owned())
    }

    /// A single problem of one shape.
    pub fn shape(shape: &str, path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Model(Problems(vec![Problem {
            shape: shape.to_owned(),
            path: path.into(),
            reason: reason.into(),
        }]))
    }
}
