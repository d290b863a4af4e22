//! The dialect of INI that the AWS configuration files are written in.
//!
//! It is what Python's `configparser` reads with the settings botocore gives it: comments only on
//! lines of their own, `=` or `:` after a key, indented lines that continue a value, keys without
//! regard to case, and a `[DEFAULT]` section that lends its keys to all others. A value that
//! begins on the line below its key is a block of its own, one level deep.

use std::fmt;

use indexmap::IndexMap;

use cli_formats::pytext::is_space;

/// The sections of a file, in the order they were written.
pub(super) type Sections = IndexMap<String, Section>;

/// The keys of one section, in lower case.
pub(super) type Section = IndexMap<String, Entry>;

/// What a key stands for, and the line of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Counted from one.
    pub(super) line: usize,
    content: Content,
}

#[derive(Clone, PartialEq, Eq)]
enum Content {
    /// The text after the key, as it was written.
    Text(String),
    /// The block of `key = value` lines below the key, each with its line. Their keys keep their
    /// case.
    Block(IndexMap<String, (usize, String)>),
}

/// Values may be secrets, so only the kind is shown.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "text",
            Self::Block(_) => "block",
        })
    }
}

impl Entry {
    /// The text, unless this is a block.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Block(_) => None,
        }
    }

    /// A value of a block with its line, unless this is text.
    pub(super) fn in_block(&self, key: &str) -> Option<(usize, &str)> {
        match &self.content {
            Content::Text(_) => None,
            Content::Block(block) => block.get(key).map(|(line, value)| (*line, value.as_str())),
        }
    }
}

/// Where a file is wrong, and how. Values are never shown: they may be secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IniError {
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong with it.
    pub problem: IniProblem,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IniProblem {
    /// It stands before the first section.
    OutsideSection,
    /// It begins a section, and the bracket at the end of its name is missing.
    OpenBracket,
    /// It begins with the mark that some editors put before a text in UTF-8.
    ByteOrderMark,
    /// It opens a section that exists already.
    RepeatedSection(String),
    /// It sets a key that its section has already.
    RepeatedKey(String),
    /// It is neither a section nor a key with a value.
    NotAnAssignment,
    /// The block below this key has a line without `=`.
    BadBlock(String),
}

impl fmt::Display for IniError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.problem {
            IniProblem::OutsideSection => f.write_str("text before the first [section]"),
            IniProblem::OpenBracket => f.write_str("the ] behind the name of a section is missing"),
            IniProblem::ByteOrderMark => {
                f.write_str("a byte order mark before the text: save the file as UTF-8 without one")
            }
            IniProblem::RepeatedSection(name) => write!(f, "a second section [{name}]"),
            IniProblem::RepeatedKey(key) => write!(f, "a second \"{key}\" in the same section"),
            IniProblem::NotAnAssignment => {
                f.write_str("neither a [section] nor a \"key = value\" pair")
            }
            IniProblem::BadBlock(key) => {
                write!(f, "the block below \"{key}\" has a line without \"=\"")
            }
        }
    }
}

/// The section whose keys all others inherit.
const INHERITED: &str = "DEFAULT";

/// Reads a whole file.
///
/// # Errors
/// If a line is not of the dialect.
pub(super) fn parse(text: &str) -> Result<Sections, IniError> {
    let mut reader = Reader::default();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (index, line) in text.split('\n').enumerate() {
        let problem = reader.line(line, index + 1);
        problem.map_err(|problem| IniError {
            line: index + 1,
            problem,
        })?;
    }
    reader.finish()
}

/// A value as it is collected, line by line.
struct Collected {
    line: usize,
    lines: Vec<(usize, String)>,
}

#[derive(Default)]
struct Reader {
    sections: IndexMap<String, IndexMap<String, Collected>>,
    /// The section that is open.
    section: Option<String>,
    /// The key that an indented line would continue.
    key: Option<String>,
    /// How far the last line that was no continuation is indented.
    indent: usize,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) -> Result<(), IniProblem> {
        let content = line.trim_matches(is_space);
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        if content.is_empty() {
            if let Some(open) = self.open_value() {
                open.lines.push((number, String::new()));
            }
            return Ok(());
        }
        let indent = line.chars().take_while(|&c| is_space(c)).count();
        if indent > self.indent
            && let Some(open) = self.open_value()
        {
            open.lines.push((number, content.to_owned()));
            return Ok(());
        }
        self.indent = indent;
        match section_name(content) {
            Some(name) => self.open_section(name),
            None => self.assign(content, number),
        }
    }

    fn open_value(&mut self) -> Option<&mut Collected> {
        let section = self.sections.get_mut(self.section.as_ref()?)?;
        section.get_mut(self.key.as_ref()?)
    }

    fn open_section(&mut self, name: &str) -> Result<(), IniProblem> {
        if self.sections.contains_key(name) && name != INHERITED {
            return Err(IniProblem::RepeatedSection(name.to_owned()));
        }
        self.sections.entry(name.to_owned()).or_default();
        self.section = Some(name.to_owned());
        self.key = None;
        Ok(())
    }

    fn assign(&mut self, content: &str, line: usize) -> Result<(), IniProblem> {
        let section = self
            .section
            .as_ref()
            .and_then(|name| self.sections.get_mut(name));
        let nearer = |problem| match content.starts_with('[') {
            true => IniProblem::OpenBracket,
            false if content.starts_with('\u{feff}') => IniProblem::ByteOrderMark,
            false => problem,
        };
        let section = section.ok_or_else(|| nearer(IniProblem::OutsideSection))?;
        let (key, value) = content
            .split_once(['=', ':'])
            .ok_or_else(|| nearer(IniProblem::NotAnAssignment))?;
        let key = key.trim_end_matches(is_space).to_lowercase();
        if key.is_empty() {
            return Err(IniProblem::NotAnAssignment);
        }
        let lines = vec![(line, value.trim_matches(is_space).to_owned())];
        if section
            .insert(key.clone(), Collected { line, lines })
            .is_some()
        {
            return Err(IniProblem::RepeatedKey(key));
        }
        self.key = Some(key);
        Ok(())
    }

    fn finish(mut self) -> Result<Sections, IniError> {
        let inherited = self.sections.shift_remove(INHERITED).unwrap_or_default();
        let inherited = finish_section(inherited)?;
        let mut sections = Sections::new();
        for (name, collected) in self.sections {
            let mut section = finish_section(collected)?;
            for (key, entry) in &inherited {
                section.entry(key.clone()).or_insert_with(|| entry.clone());
            }
            sections.insert(name, section);
        }
        Ok(sections)
    }
}

/// The name in a `[section]` line. It reaches to the last bracket; what follows that is ignored.
fn section_name(content: &str) -> Option<&str> {
    let (name, _) = content.strip_prefix('[')?.rsplit_once(']')?;
    (!name.is_empty()).then_some(name)
}

fn finish_section(collected: IndexMap<String, Collected>) -> Result<Section, IniError> {
    let finish_value = |(key, Collected { line, lines }): (String, Collected)| {
        let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        let text = texts.join("\n").trim_end_matches(is_space).to_owned();
        let content = match text.starts_with('\n') {
            false => Some(Content::Text(text)),
            true => block(&lines).map(Content::Block),
        };
        match content {
            Some(content) => Ok((key, Entry { line, content })),
            None => Err(IniError {
                line,
                problem: IniProblem::BadBlock(key),
            }),
        }
    };
    collected.into_iter().map(finish_value).collect()
}

/// What ends a line for Python besides the ends of lines in a file.
const ENDS_LINE: [char; 8] = [
    '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}',
];

/// The pairs of a block, or none where a line has no `=`.
fn block(lines: &[(usize, String)]) -> Option<IndexMap<String, (usize, String)>> {
    let lines = lines.iter().flat_map(|(line, text)| {
        let parts = text
            .split(ENDS_LINE)
            .map(|part| part.trim_matches(is_space));
        parts.map(move |part| (line, part))
    });
    let pairs = lines
        .filter(|(_, text)| !text.is_empty())
        .map(|(line, text)| {
            let (key, value) = text.split_once('=')?;
            let value = value.trim_matches(is_space).to_owned();
            Some((key.trim_matches(is_space).to_owned(), (*line, value)))
        });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'a>(sections: &'a Sections, section: &str, key: &str) -> Option<&'a str> {
        sections.get(section)?.get(key)?.text()
    }

    fn problem(source: &str) -> (usize, IniProblem) {
        let error = parse(source).expect_err("the source is wrong");
        (error.line, error.problem)
    }

    #[test]
    fn values_are_taken_as_written() {
        let source =
            "# note\n[default]\r\nRegion = us-west-2 # c\nname: \"q\" \nurl=a=b:c\nempty =\n";
        let sections = parse(source).expect("well-formed");
        let get = |key| text(&sections, "default", key);
        assert_eq!(get("region"), Some("us-west-2 # c"));
        assert_eq!(get("name"), Some("\"q\""));
        assert_eq!(get("url"), Some("a=b:c"));
        assert_eq!(get("empty"), Some(""));
    }

    #[test]
    fn indented_lines_continue_a_value() {
        let sections =
            parse("[a]\nk = one\n  two\n\n  # no\n  three\n\n[b]\n").expect("well-formed");
        assert_eq!(text(&sections, "a", "k"), Some("one\ntwo\n\nthree"));
        assert!(sections["b"].is_empty());
    }

    #[test]
    fn a_value_below_its_key_is_a_block() {
        let sections = parse("[a]\ns3 =\n  Size = 1\n  url = a=b\nk = v\n").expect("well-formed");
        let entry = &sections["a"]["s3"];
        assert_eq!(entry.in_block("Size"), Some((3, "1")));
        assert_eq!(entry.in_block("url"), Some((4, "a=b")));
        assert_eq!((entry.text(), entry.line), (None, 2));
        assert_eq!(text(&sections, "a", "k"), Some("v"));
        assert_eq!(
            problem("[a]\ns3 =\n  nonsense\n"),
            (2, IniProblem::BadBlock("s3".into()))
        );
    }

    #[test]
    fn default_in_capitals_is_inherited() {
        let sections =
            parse("[DEFAULT]\na = 1\nb = 1\n[x]\nb = 2\n[DEFAULT]\nc = 3\n").expect("ok");
        assert_eq!(sections.len(), 1);
        let get = |key| text(&sections, "x", key);
        assert_eq!(
            (get("a"), get("b"), get("c")),
            (Some("1"), Some("2"), Some("3"))
        );
    }

    #[test]
    fn section_names_reach_to_the_last_bracket() {
        let sections = parse("[ a ] b] # c\n[]]\nk=v").expect("well-formed");
        assert_eq!(sections.keys().collect::<Vec<_>>(), [" a ] b", "]"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert_eq!(problem("k = v\n"), (1, IniProblem::OutsideSection));
        assert_eq!(problem("\u{feff}[a]\n"), (1, IniProblem::ByteOrderMark));
        assert_eq!(
            problem("[default\nregion = x\n"),
            (1, IniProblem::OpenBracket)
        );
        assert_eq!(problem("[a]\n[b\n"), (2, IniProblem::OpenBracket));
        assert_eq!(
            problem("[a]\n[b]\n[a]\n"),
            (3, IniProblem::RepeatedSection("a".into()))
        );
        assert_eq!(
            problem("[a]\nK=1\nk=2\n"),
            (3, IniProblem::RepeatedKey("k".into()))
        );
        assert_eq!(problem("[a]\n\nsecret\n"), (3, IniProblem::NotAnAssignment));
        assert_eq!(problem("[a]\n= v\n"), (2, IniProblem::NotAnAssignment));
        let error = parse("[a]\n\nsecret\n")
            .expect_err("no assignment")
            .to_string();
        assert_eq!(
            error,
            "line 3: neither a [section] nor a \"key = value\" pair"
        );
    }
}
