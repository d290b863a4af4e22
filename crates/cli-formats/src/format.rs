//! An answer, or an error, as text in the format the user chose.
//!
//! Each format is a pure function of a [`Value`]. All agree that `{}` prints nothing and that
//! whatever else is printed ends with a newline.

use std::fmt;

use crate::{TableStyle, Value, json, table, text, yaml};

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Indented JSON.
    Json,
    /// Lines of values with tabs between them.
    Text,
    /// A box drawn around the values.
    Table,
    /// One YAML document.
    Yaml,
    /// A YAML list with one item per page.
    YamlStream,
    /// Nothing.
    Off,
}

impl Format {
    /// All formats, in the order in which the AWS CLI lists them.
    pub const ALL: [Self; 6] = [
        Self::Json,
        Self::Text,
        Self::Table,
        Self::Yaml,
        Self::YamlStream,
        Self::Off,
    ];

    /// The names of all formats, in the same order.
    pub const NAMES: [&'static str; Self::ALL.len()] = {
        let mut names = [""; Self::ALL.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].name();
            at += 1;
        }
        names
    };

    /// The format of that name; case counts.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name of the format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Table => "table",
            Self::Yaml => "yaml",
            Self::YamlStream => "yaml-stream",
            Self::Off => "off",
        }
    }

    /// Writes a complete answer. `title` heads a table: the operation's name, or `error`.
    ///
    /// # Errors
    /// If the format cannot show the value.
    pub fn write(
        self,
        title: &str,
        value: &Value,
        style: &TableStyle,
    ) -> Result<String, WriteError> {
        if value.is_empty_map() {
            return Ok(String::new());
        }
        match self {
            Self::Json => json::write(value),
            Self::Text => text::write(value),
            Self::Table => table::write(title, value, style),
            Self::Yaml => yaml::write(value),
            Self::YamlStream => yaml::write_page(value),
            Self::Off => Ok(String::new()),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A value that a format cannot show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteError {
    /// A list of maps, in text or a table, holds something that is no map: its Python type.
    MixedList(&'static str),
    /// Rows of one table differ in length.
    UnevenRows {
        /// Cells of the rows before.
        expected: usize,
        /// Cells of the row at hand.
        found: usize,
    },
    /// Columns of a record do not fit the rows above it in the same table.
    UnevenHeaders,
    /// JSON and YAML output have no bytes.
    Bytes,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MixedList(class) => write!(f, "'{class}' object has no attribute 'items'"),
            Self::UnevenRows { expected, found } => {
                write!(
                    f,
                    "Row should have {expected} elements, instead it has {found}"
                )
            }
            Self::UnevenHeaders => f.write_str("list index out of range"),
            Self::Bytes => f.write_str("Encountered unrecognized type in JSON encoder."),
        }
    }
}

impl std::error::Error for WriteError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    fn in_every_format(value: &Value) -> [String; 6] {
        Format::ALL.map(|format| {
            format
                .write("GetRunCache", value, &TableStyle::PLAIN)
                .expect("a value every format shows")
        })
    }

    #[test]
    fn a_format_is_found_by_its_name_and_shown_with_it() {
        for (name, format) in Format::NAMES.into_iter().zip(Format::ALL) {
            assert_eq!(Format::from_name(name), Some(format));
            assert_eq!(format.to_string(), name);
        }
        assert_eq!(Format::from_name("JSON"), None);
    }

    #[test]
    fn what_a_format_cannot_show_is_said_as_the_aws_cli_says_it() {
        for (error, text) in [
            (
                WriteError::MixedList("int"),
                "'int' object has no attribute 'items'",
            ),
            (WriteError::UnevenHeaders, "list index out of range"),
            (
                WriteError::Bytes,
                "Encountered unrecognized type in JSON encoder.",
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn small_values_print_as_the_formats_have_it() {
        let title = "-------------\n|GetRunCache|\n+-----------+\n";
        let list = Value::List(Vec::new());
        for (value, expected) in [
            (Value::Map(Map::new()), ["", "", "", "", "", ""]),
            (
                Value::Null,
                ["null\n", "None\n", "", "null\n", "- null\n", ""],
            ),
            (list, ["[]\n", "", "", "[]\n", "- []\n", ""]),
            (
                "x".into(),
                ["\"x\"\n", "x\n", title, "\"x\"\n", "- x\n", ""],
            ),
            ("".into(), ["\"\"\n", "\n", "", "\"\"\n", "- ''\n", ""]),
            (
                true.into(),
                ["true\n", "True\n", title, "true\n", "- true\n", ""],
            ),
            (3.into(), ["3\n", "3\n", title, "3\n", "- 3\n", ""]),
            (
                false.into(),
                ["false\n", "False\n", "", "false\n", "- false\n", ""],
            ),
            (0.into(), ["0\n", "0\n", "", "0\n", "- 0\n", ""]),
        ] {
            assert_eq!(in_every_format(&value), expected, "{value:?}");
        }
    }
}
