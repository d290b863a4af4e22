//! `snippets.toml`: how blocks of code are held to work, and whether every block is.

use std::fs;

use serde::Deserialize;
use serde_json::Value;

use super::documents::{Block, Document};
use super::root;

const PLACE: &str = "conformance/snippets.toml";
/// The Rust that documentation tests compile.
const GUIDES: &str = "conformance/src/guides.rs";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    #[serde(default)]
    generated: Vec<Generated>,
    #[serde(default)]
    given: Vec<Given>,
    #[serde(default)]
    line: Vec<Line>,
    #[serde(default)]
    block: Vec<Rule>,
}

/// Documents that a program writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Generated {
    folder: String,
    #[serde(rename = "why")]
    _why: String,
}

/// What a document takes for granted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    document: String,
    run: String,
}

/// A line that is not run as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    is: String,
    /// What is run in its place.
    #[serde(default)]
    run: String,
    #[serde(rename = "why")]
    _why: String,
}

/// What a block that is neither Rust nor a shell's is held by.
#[derive(Debug, Deserialize)]
#[serde(tag = "how", rename_all = "lowercase", deny_unknown_fields)]
enum Rule {
    /// It is saved to a file that later lines need, or these.
    Saved {
        document: String,
        has: String,
        file: String,
        #[serde(default)]
        run: String,
    },
    /// It is JSON, and all of it stands in a file of the repository.
    Part {
        document: String,
        has: String,
        of: String,
    },
    /// A test of `readme.rs` is about it.
    Tested {
        document: String,
        has: String,
        by: String,
    },
    /// It is for people.
    Shown {
        document: String,
        has: String,
        #[serde(rename = "why")]
        _why: String,
    },
}

impl Rule {
    fn is_of(&self, document: &Document, block: &Block) -> bool {
        let (path, words) = match self {
            Self::Saved { document, has, .. }
            | Self::Part { document, has, .. }
            | Self::Tested { document, has, .. }
            | Self::Shown { document, has, .. } => (document, has),
        };
        document.path == *path && block.text.contains(words.as_str())
    }

    /// What is wrong with the block.
    fn problem(&self, block: &Block) -> Option<String> {
        match self {
            Self::Part { of, .. } => {
                let read = |text: &str| serde_json::from_str::<Value>(text);
                let whole = fs::read_to_string(root().join(of)).ok();
                let whole = whole.and_then(|text| read(&text).ok()).unwrap_or_default();
                match read(&block.text) {
                    Err(error) => Some(format!("it is no JSON: {error}")),
                    Ok(part) if !is_part(&part, &whole) => Some(format!("{of} has it otherwise")),
                    Ok(_) => None,
                }
            }
            Self::Tested { by, .. } => {
                let tests = include_str!("../readme.rs");
                (!tests.contains(&format!("fn {by}("))).then(|| format!("there is no test `{by}`"))
            }
            Self::Saved { .. } | Self::Shown { .. } => None,
        }
    }
}

/// Whether `whole` has all members of `part`.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(name, value)| whole.get(name).is_some_and(|of| is_part(value, of))),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, of)| is_part(part, of))
        }
        _ => part == whole,
    }
}

impl Table {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(root().join(PLACE)).expect("the table is read");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{PLACE}: {error}"))
    }

    fn is_generated(&self, document: &Document) -> bool {
        let mut folders = self.generated.iter();
        folders.any(|generated| document.path.starts_with(&generated.folder))
    }

    /// All that nothing holds, and what is to hold nothing.
    pub(crate) fn problems(&self, documents: &[Document]) -> Vec<String> {
        let compiled = fs::read_to_string(root().join(GUIDES)).expect("guides are read");
        let mut problems = Vec::new();
        let mut blocks = Vec::new();
        for document in documents.iter().filter(|found| !self.is_generated(found)) {
            for block in &document.blocks {
                if let Some(problem) = self.problem(document, block, &compiled) {
                    problems.push(format!("{}:{}: {problem}", document.path, block.line));
                }
                blocks.push((document, block));
            }
        }
        let mut idle = |what: &str| problems.push(format!("{PLACE}: no document has {what}"));
        for rule in &self.block {
            if !blocks
                .iter()
                .any(|(document, block)| rule.is_of(document, block))
            {
                idle(&format!("the block of {rule:?}"));
            }
        }
        for Line { is, .. } in &self.line {
            let mut shells = blocks.iter().filter(|(_, block)| block.language == "sh");
            if !shells.any(|(_, block)| block.text.lines().any(|line| line == is)) {
                idle(&format!("the line `{is}`"));
            }
        }
        for Given { document, .. } in &self.given {
            if !blocks.iter().any(|(of, _)| of.path == *document) {
                idle(&format!("the place {document}"));
            }
        }
        for Generated { folder, .. } in &self.generated {
            if !documents.iter().any(|of| of.path.starts_with(folder)) {
                idle(&format!("the place {folder}"));
            }
        }
        problems
    }

    fn problem(&self, document: &Document, block: &Block, compiled: &str) -> Option<String> {
        let mut rules = self.block.iter().filter(|rule| rule.is_of(document, block));
        match (block.language.as_str(), rules.next(), rules.next()) {
            ("sh", None, _) => None,
            ("rust", None, _) => is_compiled(document, block, compiled),
            (_, Some(rule), None) => rule.problem(block),
            (_, Some(_), Some(_)) => Some(format!("{PLACE} has several entries for it")),
            (language, None, _) => Some(format!(
                "nothing holds this block of \"{language}\": make it `sh` or `rust` if it is to be run or compiled, or \
                 write an entry into {PLACE}"
            )),
        }
    }

    /// What a shell is to run for a document; none where it has nothing to run.
    pub(crate) fn script(&self, document: &Document) -> Option<String> {
        if self.is_generated(document) {
            return None;
        }
        let given = self.given.iter().filter(|of| of.document == document.path);
        let given: Vec<_> = given.map(|of| of.run.trim().to_owned()).collect();
        let blocks: Vec<_> = document
            .blocks
            .iter()
            .filter_map(|block| self.lines(document, block))
            .collect();
        (!blocks.is_empty()).then(|| [given, blocks].concat().join("\ncd \"$WORK\"\n"))
    }

    fn lines(&self, document: &Document, block: &Block) -> Option<String> {
        if block.language == "sh" {
            let lines = block.text.lines().map(|line| {
                let instead = self.line.iter().find(|of| of.is == line);
                instead.map_or(line, |of| of.run.trim())
            });
            return Some(lines.collect::<Vec<_>>().join("\n"));
        }
        self.block.iter().find_map(|rule| match rule {
            Rule::Saved { file, run, .. } if rule.is_of(document, block) => Some(format!(
                "mkdir -p \"$(dirname {file})\"\ncat >{file} <<'END'\n{}END\n{}",
                block.text,
                run.trim()
            )),
            _ => None,
        })
    }
}

/// Rust is compiled where its document is part of the guides, or line by line of what stands in for it there.
/// That of README.md is an example, which a test compares.
fn is_compiled(document: &Document, block: &Block, compiled: &str) -> Option<String> {
    if compiled.contains(&format!("include_str!(\"../../{}\")", document.path))
        || block.text.contains("fn main") && document.path == "README.md"
    {
        return None;
    }
    let lines: Vec<_> = compiled
        .lines()
        .filter_map(|line| line.strip_prefix("/// "))
        .collect();
    let missing = block.text.lines().find(|line| !lines.contains(line))?;
    Some(format!("{GUIDES} lacks `{missing}`"))
}
