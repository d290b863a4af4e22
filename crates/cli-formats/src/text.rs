//! Values separated by tabs, without headers: made for `cut` and `awk`.
//!
//! Scalars of a map come first, on a line of their own, in the order of their keys; the lists and
//! maps in it follow, and each of their lines starts with the key in upper case.

use std::{borrow::Cow, collections::BTreeSet};

use crate::{
    WriteError,
    python::{self, MapType},
    value::{Map, Value},
};

/// Renders a value; an empty list or map is no text at all.
pub fn write(value: &Value) -> Result<String, WriteError> {
    let mut out = String::new();
    write_value(value, None, &mut out)?;
    Ok(out)
}

fn write_value(value: &Value, key: Option<&str>, out: &mut String) -> Result<(), WriteError> {
    match value {
        Value::Map(entries) => write_map(entries, key, out),
        Value::List(items) => write_list(items, key, out),
        scalar => {
            write_line(None, [string(scalar)], out);
            Ok(())
        }
    }
}

fn write_map(entries: &Map, key: Option<&str>, out: &mut String) -> Result<(), WriteError> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    let (scalars, nested): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|(_, value)| value.is_scalar());
    if !scalars.is_empty() {
        write_line(
            key,
            scalars.into_iter().map(|(_, value)| string(value)),
            out,
        );
    }
    nested
        .into_iter()
        .try_for_each(|(key, value)| write_value(value, Some(key), out))
}

fn write_list(items: &[Value], key: Option<&str>, out: &mut String) -> Result<(), WriteError> {
    if items.iter().any(|item| matches!(item, Value::Map(_))) {
        return write_records(items, key, out);
    }
    let (scalars, nested): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.is_scalar());
    if key.is_some() {
        for scalar in scalars {
            write_line(key, [string(scalar)], out);
        }
    } else if !scalars.is_empty() {
        write_line(None, scalars.into_iter().map(string), out);
    }
    nested
        .into_iter()
        .try_for_each(|item| write_value(item, key, out))
}

/// Maps in a list share their columns: every key that is a scalar in any of them.
fn write_records(items: &[Value], key: Option<&str>, out: &mut String) -> Result<(), WriteError> {
    let records = records(items)?;
    let columns: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| record.iter())
        .filter(|(_, value)| value.is_scalar())
        .map(|(key, _)| key.as_str())
        .collect();
    for record in records {
        if !columns.is_empty() {
            let cell = |column: &&str| record.get(*column).map_or(Cow::Borrowed(""), string);
            write_line(key, columns.iter().map(cell), out);
        }
        let mut nested: Vec<_> = record
            .iter()
            .filter(|(key, _)| !columns.contains(key.as_str()))
            .collect();
        nested.sort_unstable_by_key(|(key, _)| *key);
        for (key, value) in nested {
            write_value(value, Some(key), out)?;
        }
    }
    Ok(())
}

/// The items of a list as maps, which they must all be if one of them is.
pub(super) fn records(items: &[Value]) -> Result<Vec<&Map>, WriteError> {
    items.iter().map(record).collect()
}

fn record(item: &Value) -> Result<&Map, WriteError> {
    match item {
        Value::Map(entries) => Ok(entries),
        other => Err(WriteError::MixedList(python::class_name(
            other,
            MapType::Dict,
        ))),
    }
}

/// A cell: the value as Python's `str()` writes it.
pub(super) fn string(value: &Value) -> Cow<'_, str> {
    python::text(value, MapType::Dict)
}

fn write_line<'a>(
    key: Option<&str>,
    cells: impl IntoIterator<Item = Cow<'a, str>>,
    out: &mut String,
) {
    let key = key.map(|key| Cow::Owned(key.to_uppercase()));
    for (at, cell) in key.into_iter().chain(cells).enumerate() {
        if at > 0 {
            out.push('\t');
        }
        out.push_str(&cell);
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(value: Value) -> String {
        write(&value).expect("a value text can show")
    }

    fn tags() -> Value {
        Value::map([("z", Value::from("1")), ("a", Value::from("2"))])
    }

    #[test]
    fn a_map_is_a_line_of_its_scalars_and_lines_of_what_it_nests() {
        let answer = Value::map([
            ("status", Value::from("ACTIVE")),
            ("tags", tags()),
            ("id", Value::from("1234567")),
            ("Upper", Value::from("sorts first")),
        ]);
        assert_eq!(
            rendered(answer),
            "sorts first\t1234567\tACTIVE\nTAGS\t2\t1\n"
        );

        let untagged = [("id", Value::from("1")), ("tags", Value::Map(Map::new()))];
        assert_eq!(rendered(Value::map(untagged)), "1\n");
    }

    #[test]
    fn maps_in_a_list_share_their_columns() {
        let items = Value::list([
            Value::map([("id", Value::from("1")), ("name", "first".into())]),
            Value::map([("id", Value::from("2")), ("tags", tags())]),
            Value::map([("tags", "now a scalar".into())]),
            Value::map([("more", Value::list([1.into(), 2.into()]))]),
        ]);
        let page = Value::map([("items", items)]);
        let expected = "ITEMS\t1\tfirst\t\nITEMS\t2\t\t{'z': '1', 'a': '2'}\n\
                        ITEMS\t\t\tnow a scalar\nITEMS\t\t\t\nMORE\t1\nMORE\t2\n";
        assert_eq!(rendered(page), expected);
    }

    #[test]
    fn maps_without_a_scalar_have_no_line_of_their_own() {
        let item = || Value::map([("tags", tags())]);
        assert_eq!(
            rendered(Value::list([item(), item()])),
            "TAGS\t2\t1\nTAGS\t2\t1\n"
        );
    }

    #[test]
    fn lists_put_scalars_before_lists() {
        let list = || {
            let inner = Value::list([Value::Null, true.into()]);
            Value::list([inner, 1.5.into(), "a\tb".into(), Value::List(Vec::new())])
        };
        assert_eq!(rendered(list()), "1.5\ta\tb\nNone\tTrue\n");
        let keyed = Value::map([("key", list())]);
        assert_eq!(
            rendered(keyed),
            "KEY\t1.5\nKEY\ta\tb\nKEY\tNone\nKEY\tTrue\n"
        );
    }

    #[test]
    fn a_page_without_items_is_none() {
        assert_eq!(rendered(Value::map([("items", Value::Null)])), "None\n");
    }

    #[test]
    fn a_list_that_mixes_maps_and_others_is_refused() {
        let list = Value::list([tags(), "x".into()]);
        let error = write(&list).expect_err("a string among maps");
        assert_eq!(error.to_string(), "'str' object has no attribute 'items'");
    }
}
