//! The documents of this repository and the blocks of code in them.

use std::fs;
use std::path::Path;

use super::root;

/// A file of Markdown.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// From the root, with `/`.
    pub(crate) path: String,
    pub(crate) blocks: Vec<Block>,
}

/// A fenced block of code.
#[derive(Debug, PartialEq)]
pub(crate) struct Block {
    /// The line of the file where it begins.
    pub(crate) line: usize,
    /// As the fence says, without what follows a comma.
    pub(crate) language: String,
    pub(crate) text: String,
}

/// All documents but those that a build leaves, in the order of their paths.
pub(crate) fn all() -> Vec<Document> {
    let mut documents = Vec::new();
    collect(&root(), "", &mut documents);
    documents.sort_by(|one, other| one.path.cmp(&other.path));
    documents
}

fn collect(folder: &Path, path: &str, documents: &mut Vec<Document>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{path}: {error}"));
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{path}{name}");
        if entry.path().is_dir() {
            if name != "target" && name != "node_modules" && !name.starts_with('.') {
                collect(&entry.path(), &format!("{path}/"), documents);
            }
        } else if name.ends_with(".md") {
            let text = fs::read_to_string(entry.path()).expect("a document is text");
            let blocks = blocks(&text);
            documents.push(Document { path, blocks });
        }
    }
}

/// The fenced blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((line, opening)) = lines.next() {
        let Some(language) = opening.trim_start().strip_prefix("```") else {
            continue;
        };
        let indent = opening.len() - opening.trim_start().len();
        let inside = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| !line.trim_start().starts_with("```"))
            .map(|line| line.get(indent..).unwrap_or_default());
        found.push(Block {
            line,
            language: language.split(',').next().unwrap_or_default().to_owned(),
            text: inside.map(|line| format!("{line}\n")).collect(),
        });
    }
    found
}
