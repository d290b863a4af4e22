//! Generated sources as modules of another crate: catalogs without a client of their own, and several
//! clients in one crate.

use std::fs;
use std::path::Path;

use crate::ast;
use crate::emit::{self, CrateNames, Files, MARK};
use crate::error::Error;
use crate::generate::{self, Stale};
use crate::model::{self, Model, Options};
use crate::names;

/// Sources, a module a model.
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
            files.extend(nested(emit::model_crate(&read(path)?)?, parent, module));
        }
        Ok(Self { files })
    }

    /// The sources of a crate with a client for each of these models, in the module of its name; what a
    /// model crate would hold is the module `model` below that.
    pub fn clients(models: &[(&str, &Path)]) -> Result<Self, Error> {
        let mut files = Files::new();
        let mut root = format!("// {MARK}\n\n//! Clients, a module a service.\n");
        for (module, path) in models {
            let resolved = read(path)?;
            let names = CrateNames::from_base(module);
            let parent = format!("crate::{module}");
            files.extend(
                nested(emit::model_crate(&resolved)?, &parent, "model")
                    .map(|(name, text)| (format!("{module}/{name}"), text)),
            );
            let library = format!("::{}::", names::library(&names.model));
            let client = nested(emit::client_crate(&resolved, &names)?, "crate", module);
            files.extend(
                client.map(|(name, text)| {
                    (name, text.replace(&library, &format!("{parent}::model::")))
                }),
            );
            let client = files.entry(format!("{module}.rs")).or_default();
            client.push_str(
                "\n/// The model: shapes, schemas, constraints, errors and the catalog.\n",
            );
            client.push_str("#[rustfmt::skip]\npub mod model;\n");
            root.push_str(&format!("\n#[rustfmt::skip]\npub mod {module};\n"));
        }
        files.insert("lib.rs".to_owned(), root);
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

fn read(path: &Path) -> Result<Model, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Io {
        path: path.to_path_buf(),
        source,
    })?;
    model::resolve(ast::Model::parse(&text)?, &Options::default())
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
