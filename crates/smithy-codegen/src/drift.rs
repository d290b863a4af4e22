//! What a model says otherwise than an upstream one: a Smithy JSON AST or a botocore `service-2.json`.
//!
//! Both are brought down to `Facts`, named alike, and the facts are compared. Documentation, and what
//! only one of the formats can say, plays no part.

mod botocore;
mod facts;

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::ast::{self, Shape};
use crate::error::Error;
use crate::model::{self, Model, Options};

use facts::Facts;

/// Two models differ here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs: an operation, a shape, or a member as `Shape$member`.
    pub subject: String,
    /// Which of its properties.
    pub aspect: &'static str,
    /// What our model says, if anything.
    pub ours: Option<String>,
    /// What the upstream model says, if anything.
    pub theirs: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        write!(
            f,
            "{}: {}: ours {}, upstream {}",
            self.subject,
            self.aspect,
            show(&self.ours),
            show(&self.theirs)
        )
    }
}

/// Compares our model file with an upstream one, for the operations ours has.
pub fn compare(ours: &Path, upstream: &Path) -> Result<Vec<Difference>, Error> {
    let model = model::resolve(ast::Model::parse(&read(ours)?)?, &Options::default())?;
    let text = read(upstream)?;
    let mut facts = Facts::of(&model);
    let theirs = match serde_json::from_str::<Value>(&text) {
        Ok(node)
            if node.get("metadata").is_some_and(Value::is_object)
                && node.get("smithy").is_none() =>
        {
            facts.unanchor_patterns();
            botocore::facts(&node, &model)
        }
        _ => smithy_facts(&text, &model)?,
    };
    Ok(facts.differences(&theirs))
}

/// The upstream operations of the same name as ours; those that are gone have no facts.
fn smithy_facts(text: &str, ours: &Model) -> Result<Facts, Error> {
    let upstream = ast::Model::parse(text)?;
    let names: BTreeSet<&str> = upstream
        .shapes
        .iter()
        .filter(|(_, shape)| matches!(shape, Shape::Operation(_)))
        .filter_map(|(id, _)| id.rsplit('#').next())
        .collect();
    let operations = ours
        .operations
        .iter()
        .map(|operation| operation.model_name.clone());
    let operations: Vec<String> = operations
        .filter(|name| names.contains(name.as_str()))
        .collect();
    let options = Options {
        endpoints_only: operations.is_empty(),
        operations,
        ..Options::default()
    };
    Ok(Facts::of(&model::resolve(upstream, &options)?))
}

/// Reads a file, unpacking gzip.
fn read(path: &Path) -> Result<String, Error> {
    let failed = |source| Error::Io {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(file)
            .read_to_string(&mut text)
            .map_err(failed)?;
    } else {
        file.read_to_string(&mut text).map_err(failed)?;
    }
    Ok(text)
}
