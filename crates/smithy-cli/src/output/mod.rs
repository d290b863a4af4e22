//! An answer, or an error, as text in the format the user chose.
//!
//! Each format is a pure function of a [`Value`]. All agree that `{}` prints nothing and that
//! whatever else is printed ends with a newline.

mod east_asian_width;
pub mod json;
pub mod table;
pub mod text;
pub mod yaml;

use std::fmt;

use crate::value::Value;

pub use crate::settings::OutputFormat as Format;
pub use table::TableStyle;

/// A value that a format cannot show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputError {
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

impl fmt::Display for OutputError {
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

impl std::error::Error for OutputError {}

/// Renders a complete answer. `title` heads a table: the operation's name, or `error`.
pub fn render(
    format: Format,
    title: &str,
    value: &Value,
    style: &TableStyle,
) -> Result<String, OutputError> {
    if value.is_empty_map() {
        return Ok(String::new());
    }
    match format {
        Format::Json => json::render(value),
        Format::Text => text::render(value),
        Format::Table => table::render(title, value, style),
        Format::Yaml => yaml::render(value),
        Format::YamlStream => yaml::render_page(value),
        Format::Off => Ok(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    const FORMATS: [&str; 6] = ["json", "text", "table", "yaml", "yaml-stream", "off"];

    fn in_every_format(value: &Value) -> [String; 6] {
        let style = TableStyle {
            width: 80,
            color: false,
            resets: false,
        };
        FORMATS.map(|name| {
            let format = Format::from_name(name).expect("a format of the list");
            render(format, "GetRunCache", value, &style).expect("a value every format shows")
        })
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
