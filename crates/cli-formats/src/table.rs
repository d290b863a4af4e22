//! Tables drawn in ASCII, for people.
//!
//! A value becomes a list of sections, each with a title, headers and rows; what is nested in a
//! value is a section one level deeper, drawn inside one more pair of bars. All sections share one
//! width: that of the widest.

mod canvas;
mod section;

use std::{borrow::Cow, collections::BTreeSet};

use crate::{
    WriteError,
    text::{records, string},
    value::{Map, Value},
};
use canvas::Canvas;
use section::Section;

/// How to draw a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableStyle {
    /// Columns of the terminal. A wider table has its one-row sections turned on their side;
    /// nothing is cut off.
    pub width: usize,
    /// Colours cells and nested bars.
    pub color: bool,
    /// With colour, ends every piece of a line with a reset, as AWS CLI does when it writes to
    /// standard output itself and not to a pager.
    pub resets: bool,
}

impl TableStyle {
    /// Eighty columns without colour.
    pub const PLAIN: Self = Self {
        width: 80,
        color: false,
        resets: false,
    };
}

/// Renders a value under a title. A scalar is shown as its title only.
pub fn write(title: &str, value: &Value, style: &TableStyle) -> Result<String, WriteError> {
    let mut sections = Sections::default();
    sections.add(Some(title), value, 0)?;
    let mut sections = sections.0;
    if sections.is_empty() {
        return Ok(String::new());
    }
    let mut width = widest(&sections);
    if width > style.width {
        for section in &mut sections {
            section.turn();
        }
        width = widest(&sections);
    }
    let mut canvas = Canvas::new(style);
    canvas.top_border(width);
    for section in &sections {
        canvas.draw(section, width - 2 * section.level);
    }
    Ok(canvas.into_text())
}

fn widest(sections: &[Section<'_>]) -> usize {
    sections
        .iter()
        .map(Section::width)
        .max()
        .unwrap_or_default()
}

#[derive(Default)]
struct Sections<'a>(Vec<Section<'a>>);

impl<'a> Sections<'a> {
    fn open(&mut self, title: &'a str, level: usize) {
        self.0.push(Section::new(title, level));
    }

    fn current(&mut self) -> &mut Section<'a> {
        self.0
            .last_mut()
            .expect("the outermost value always opens a section")
    }

    /// Adds a value to the current section, or to one of its own if it has a title.
    fn add(
        &mut self,
        title: Option<&'a str>,
        value: &'a Value,
        level: usize,
    ) -> Result<(), WriteError> {
        if !value.is_truthy() {
            return Ok(());
        }
        if let Some(title) = title {
            self.open(title, level);
        }
        match value {
            Value::List(items) if matches!(items[0], Value::Map(_)) => {
                self.add_records(title.unwrap_or_default(), &records(items)?, level)
            }
            Value::List(items) => items.iter().try_for_each(|item| self.add_item(item)),
            Value::Map(entries) => self.add_map(entries, level),
            _ => Ok(()),
        }
    }

    fn add_records(
        &mut self,
        title: &'a str,
        records: &[&'a Map],
        level: usize,
    ) -> Result<(), WriteError> {
        let (headers, nested) = keys(records.iter().copied());
        for (at, record) in records.iter().enumerate() {
            if at > 0 && !nested.is_empty() {
                self.open(title, level);
            }
            if at == 0 || !nested.is_empty() {
                self.current().set_headers(&headers)?;
            }
            let cell = |header: &&str| record.get(*header).map_or(Cow::Borrowed(""), string);
            self.current().add_row(headers.iter().map(cell).collect())?;
            for key in &nested {
                if let Some(value) = record.get(*key) {
                    self.add(Some(key), value, level + 1)?;
                }
            }
        }
        Ok(())
    }

    /// A list that does not start with a map is rows; a map further on shows its keys only.
    fn add_item(&mut self, item: &'a Value) -> Result<(), WriteError> {
        match item {
            Value::List(cells) if cells.iter().all(Value::is_scalar) => {
                self.current().add_row(cells.iter().map(string).collect())
            }
            Value::List(_) => self.add(None, item, 0),
            Value::Map(entries) => {
                let keys = entries.keys().map(|key| Cow::Borrowed(key.as_str()));
                self.current().add_row(keys.collect())
            }
            scalar => self.current().add_row(vec![string(scalar)]),
        }
    }

    fn add_map(&mut self, entries: &'a Map, level: usize) -> Result<(), WriteError> {
        let (headers, nested) = keys([entries]);
        let cell = |header: &&str| string(&entries[*header]);
        if let [only] = headers[..] {
            self.current()
                .add_row(vec![Cow::Borrowed(only), cell(&only)])?;
        } else if !headers.is_empty() {
            self.current().set_headers(&headers)?;
            self.current().add_row(headers.iter().map(cell).collect())?;
        }
        nested
            .iter()
            .try_for_each(|key| self.add(Some(key), &entries[*key], level + 1))
    }
}

/// The keys, sorted, under which any of the maps has a scalar, and those where one has a list or
/// a map.
fn keys<'a>(maps: impl IntoIterator<Item = &'a Map>) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut scalar = BTreeSet::new();
    let mut nested = BTreeSet::new();
    for (key, value) in maps.into_iter().flatten() {
        let keys = if value.is_scalar() {
            &mut scalar
        } else {
            &mut nested
        };
        keys.insert(key.as_str());
    }
    (scalar.into_iter().collect(), nested.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(title: &str, value: &Value, style: TableStyle) -> String {
        write(title, value, &style).expect("a value a table can show")
    }

    fn strings<const N: usize>(entries: [(&str, &str); N]) -> Value {
        Value::map(entries.map(|(key, text)| (key, Value::from(text))))
    }

    fn created() -> Value {
        strings([
            (
                "arn",
                "arn:aws:omics:us-west-2:123456789012:runCache/1234567",
            ),
            ("status", "ACTIVE"),
            ("id", "1234567"),
        ])
    }

    #[test]
    fn a_map_is_a_row_under_its_keys() {
        let expected = "\
--------------------------------------------------------------------------------
|                                CreateRunCache                                |
+--------------------------------------------------------+----------+----------+
|                           arn                          |   id     | status   |
+--------------------------------------------------------+----------+----------+
|  arn:aws:omics:us-west-2:123456789012:runCache/1234567 |  1234567 |  ACTIVE  |
+--------------------------------------------------------+----------+----------+
";
        assert_eq!(
            drawn("CreateRunCache", &created(), TableStyle::PLAIN),
            expected
        );
    }

    #[test]
    fn a_row_too_wide_for_the_terminal_is_turned() {
        let expected = "\
---------------------------------------------------------------------
|                          CreateRunCache                           |
+--------+----------------------------------------------------------+
|  arn   |  arn:aws:omics:us-west-2:123456789012:runCache/1234567   |
|  id    |  1234567                                                 |
|  status|  ACTIVE                                                  |
+--------+----------------------------------------------------------+
";
        let narrow = TableStyle {
            width: 60,
            ..TableStyle::PLAIN
        };
        assert_eq!(drawn("CreateRunCache", &created(), narrow), expected);
    }

    #[test]
    fn what_is_nested_is_drawn_one_level_deeper() {
        let arn = "arn:aws:omics:us-west-2:123456789012:runCache/12";
        let value = Value::map([
            ("arn", arn.into()),
            ("tags", strings([("b", "2"), ("a", "1")])),
        ]);
        let expected = "\
-------------------------------------------------------------
|                        GetRunCache                        |
+-----+-----------------------------------------------------+
|  arn|  arn:aws:omics:us-west-2:123456789012:runCache/12   |
+-----+-----------------------------------------------------+
||                          tags                           ||
|+---------------------------+-----------------------------+|
||             a             |              b              ||
|+---------------------------+-----------------------------+|
||  1                        |  2                          ||
|+---------------------------+-----------------------------+|
";
        assert_eq!(drawn("GetRunCache", &value, TableStyle::PLAIN), expected);
    }

    #[test]
    fn lists_of_lists_are_rows() {
        let row = |id: &str, name: &str, status: &str| {
            Value::list([Value::from(id), name.into(), status.into()])
        };
        let rows = [
            row("0000001", "cache-1", "ACTIVE"),
            row("0000004", "cache-4", "DELETED"),
        ];
        let expected = "\
-----------------------------------
|          ListRunCaches          |
+---------+-----------+-----------+
|  0000001|  cache-1  |  ACTIVE   |
|  0000004|  cache-4  |  DELETED  |
+---------+-----------+-----------+
";
        assert_eq!(
            drawn("ListRunCaches", &Value::list(rows), TableStyle::PLAIN),
            expected
        );
    }

    #[test]
    fn maps_without_lists_are_rows_under_one_header() {
        let record = |id: &str, name: &str| strings([("id", id), ("name", name)]);
        let header = "\
----------------
| ListRunCaches|
+-----+--------+
| id  | name   |
+-----+--------+
|  7  |  x     |
";
        let end = "+-----+--------+\n";
        let one = Value::list([record("7", "x")]);
        let table = drawn("ListRunCaches", &one, TableStyle::PLAIN);
        assert_eq!(table, format!("{header}{end}"));
        let two = Value::list([record("7", "x"), record("8", "y")]);
        let table = drawn("ListRunCaches", &two, TableStyle::PLAIN);
        assert_eq!(table, format!("{header}|  8  |  y     |\n{end}"));
    }

    #[test]
    fn maps_in_a_list_share_headers_and_repeat_them_after_what_they_nest() {
        let tagged = |id: &str| Value::map([("id", id.into()), ("tags", strings([("a", "1")]))]);
        let value = Value::list([tagged("7"), strings([("name", "x")])]);
        let expected = "\
----------------
| ListRunCaches|
+-----+--------+
| id  | name   |
+-----+--------+
|  7  |        |
+-----+--------+
||    tags    ||
|+-----+------+|
||  a  |  1   ||
|+-----+------+|
| ListRunCaches|
+-----+--------+
| id  | name   |
+-----+--------+
|     |  x     |
+-----+--------+
";
        assert_eq!(drawn("ListRunCaches", &value, TableStyle::PLAIN), expected);
    }

    #[test]
    fn wide_and_ambiguous_characters_count_as_two_columns() {
        let value = strings([("é缓", "naïve 🧬")]);
        let expected = "\
----------------------
|        error       |
+-------+------------+
|  é缓 |  naïve 🧬  |
+-------+------------+
";
        assert_eq!(drawn("error", &value, TableStyle::PLAIN), expected);
    }

    #[test]
    fn colour_paints_cells_and_nested_bars() {
        let value = Value::map([("x", Value::map([("k", 1.into())]))]);
        let style = TableStyle {
            color: true,
            ..TableStyle::PLAIN
        };
        let bar = "\x1b[2m\x1b[33m|\x1b[0m";
        let (key, cell) = ("\x1b[1m\x1b[34mk\x1b[0m", "\x1b[1m\x1b[34m1\x1b[0m");
        let expected = format!(
            "--------------\n|     Get    |\n+------------+\n{bar}|     x    |{bar}\n\
             {bar}+----+-----+{bar}\n{bar}|  {key} |  {cell}  |{bar}\n{bar}+----+-----+{bar}\n"
        );
        assert_eq!(drawn("Get", &value, style), expected);
    }

    #[test]
    fn every_write_is_reset_on_a_terminal() {
        let value = strings([("k", "v")]);
        let style = TableStyle {
            color: true,
            resets: true,
            ..TableStyle::PLAIN
        };
        let start =
            "--------------\n\x1b[0m\x1b[0m|GetRunCache |\x1b[0m\x1b[0m\n\x1b[0m\x1b[0m+-----";
        let table = drawn("GetRunCache ", &value, style);
        assert!(table.starts_with(start), "{table:?}");
    }

    #[test]
    fn a_cell_may_be_longer_than_a_format_string_pads() {
        let value = Value::list([Value::from("x".repeat(70_000).as_str()), "y".into()]);
        let table = drawn("ListRunCaches", &value, TableStyle::PLAIN);
        assert!(table.lines().all(|line| line.len() == 70_006));
    }

    #[test]
    fn uneven_rows_are_refused() {
        let uneven = Value::list(["a".into(), Value::list([1.into(), 2.into()])]);
        let error = write("T", &uneven, &TableStyle::PLAIN).expect_err("rows of one and two cells");
        assert_eq!(
            error.to_string(),
            "Row should have 1 elements, instead it has 2"
        );
    }

    #[test]
    fn headers_that_do_not_fit_the_rows_above_are_refused() {
        let record = |keys: &[&str]| Value::map(keys.iter().map(|key| (*key, 1.into())));
        for (row, keys, error) in [
            (1, &["a", "b"][..], "list index out of range"),
            (2, &["a"], "Row should have 2 elements, instead it has 1"),
        ] {
            let row = Value::list((0..row).map(Value::Int));
            let value = Value::list([row, Value::list([record(keys)])]);
            let refused = write("T", &value, &TableStyle::PLAIN).expect_err("uneven");
            assert_eq!(refused.to_string(), error);
        }
    }
}
