//! Model sources as modules of another crate: catalogs without a client of their own.

use std::fs;
use std::path::Path;

use crate::ast;
use crate::emit::{self, Files};
use crate::error::Error;
use crate::generate::{self, Stale};
use crate::model::{self, Options};

/// Model sources, a module a model.
#[derive(Debug)]
pub struct Embedded {
    files: Files,
}

impl Embedded {
    /// The sources of these models. Each stands in the module of its name below `parent`, a path that
    /// begins with `crate`.
    pub fn from_files(parent: &str, models: &[(&str, &Path)]) -> Result<Self, Error> {
        let mut files = Files::new();
        for (module, path) in models {
            let text = fs::read_to_string(path).map_err(|source| Error::Io {
                path: path.to_path_buf(),
                source,
            })?;
            let resolved = model::resolve(ast::Model::parse(&text)?, &Options::default())?;
            files.extend(nested(emit::model_crate(&resolved)?, parent, module));
        }
        Ok(Self { files })
    }

    /// Brings the folder of the parent module in line; returns what it changed.
    pub fn write(&self, folder: &Path) -> Result<Vec<Stale>, Error> {
        generate::write(folder, &self.files)
    }

    /// What differs between the folder of the parent module and the models.
    pub fn compare(&self, folder: &Path) -> Result<Vec<Stale>, Error> {
        generate::compare(folder, &self.files)
    }
}

/// The sources of a crate as those of a module: the root is `NAME.rs`, and paths that begin at the
/// root begin at the module.
pub(crate) fn nested(
    files: Files,
    parent: &str,
    module: &str,
) -> impl Iterator<Item = (String, String)> {
    files.into_iter().map(move |(name, text)| {
        let name = match name.as_str() {
            "lib.rs" => format!("{module}.rs"),
            _ => format!("{module}/{name}"),
        };
        (name, rooted(&text, &format!("{parent}::{module}")))
    })
}

/// The text with `crate::` as `ROOT::`.
fn rooted(text: &str, root: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut pieces = text.split("crate::");
    let mut rooted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        if rooted.ends_with(is_word) {
            rooted += "crate::";
        } else {
            rooted += root;
            rooted += "::";
        }
        rooted += piece;
    }
    rooted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_module_and_words_stay() {
        assert_eq!(
            rooted(
                "crate::a [crate::b] my_crate::c $crate::d pub(crate) e",
                "crate::m"
            ),
            "crate::m::a [crate::m::b] my_crate::c $crate::d pub(crate) e"
        );
    }
}
