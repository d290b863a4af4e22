//! Values as Python writes and names them: AWS CLI shows them so in text and table output and in
//! validation messages.

use std::borrow::Cow;

use crate::{
    pytext,
    value::{Map, Value},
};

/// Which Python type the maps of a value have. AWS CLI reads JSON given to an option into ordered
/// dictionaries and everything else into plain ones, and its messages tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapType {
    /// `dict`, shown as `{'k': 'v'}`.
    Dict,
    /// `collections.OrderedDict`, shown as `OrderedDict([('k', 'v')])`.
    OrderedDict,
}

/// The value as `str()` writes it: strings bare, all else as [`repr`] does, dates readably.
pub fn text(value: &Value, maps: MapType) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Date(iso) => Cow::Owned(iso.replace('T', " ")),
        _ => Cow::Owned(repr(value, maps)),
    }
}

/// The value as `repr()` writes it.
pub fn repr(value: &Value, maps: MapType) -> String {
    let mut out = String::new();
    write_repr(value, maps, &mut out);
    out
}

/// The name of the value's type, with its module unless that is `builtins`: what stands between
/// the quotes of `<class '…'>`.
pub fn class_name(value: &Value, maps: MapType) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::BigInt(_) => "int",
        Value::Float(_) => "float",
        Value::String(_) => "str",
        Value::Bytes(_) => "bytes",
        Value::Date(iso) if iso.contains('T') => "datetime.datetime",
        Value::Date(_) => "datetime.date",
        Value::List(_) => "list",
        Value::Map(_) if maps == MapType::OrderedDict => "collections.OrderedDict",
        Value::Map(_) => "dict",
        Value::Foreign(foreign) => foreign.class(),
    }
}

/// A float as `repr()` writes it: the shortest digits that read back as the same number, with an
/// exponent of at least two digits below 0.0001 and from 10^16.
pub fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value.is_sign_positive() {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    // Where two shortest forms are equally near, Python takes the even digit: so does rounding to
    // a number of digits, but not the shortest form of the standard library. Rounding in turn can
    // leave the neighbourhood of a power of two, which is narrower on one side.
    let shortest = format!("{value:e}");
    let precision = exponent_of(&shortest)
        .0
        .bytes()
        .filter(u8::is_ascii_digit)
        .count()
        - 1;
    let even = format!("{value:.precision$e}");
    let scientific = if even.parse() == Ok(value) {
        even
    } else {
        shortest
    };
    let (digits, exponent) = exponent_of(&scientific);
    if value == 0.0 || (-4..16).contains(&exponent) {
        let decimals = (precision as i32 - exponent).max(1) as usize;
        return format!("{value:.decimals$}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

fn exponent_of(scientific: &str) -> (&str, i32) {
    let (digits, exponent) = scientific
        .split_once('e')
        .expect("`{:e}` writes an exponent");
    (
        digits,
        exponent.parse().expect("`{:e}` writes a decimal exponent"),
    )
}

fn write_repr(value: &Value, maps: MapType, out: &mut String) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::BigInt(digits) => out.push_str(digits),
        Value::Float(value) => out.push_str(&float(*value)),
        Value::String(text) => out.push_str(&pytext::repr(text)),
        Value::Bytes(bytes) => write_bytes(bytes, out),
        Value::Date(iso) => write_date(iso, out),
        Value::List(items) => {
            write_separated(items, ["[", "]"], out, |item, out| {
                write_repr(item, maps, out)
            });
        }
        Value::Map(entries) => write_map(entries, maps, out),
        Value::Foreign(foreign) => out.push_str(foreign.repr()),
    }
}

fn write_map(entries: &Map, maps: MapType, out: &mut String) {
    let ordered = maps == MapType::OrderedDict;
    if ordered && entries.is_empty() {
        return out.push_str("OrderedDict()");
    }
    let brackets = if ordered {
        ["OrderedDict([", "])"]
    } else {
        ["{", "}"]
    };
    let [open, between, close] = if ordered {
        ["(", ", ", ")"]
    } else {
        ["", ": ", ""]
    };
    write_separated(entries, brackets, out, |(key, value), out| {
        out.push_str(open);
        out.push_str(&pytext::repr(key));
        out.push_str(between);
        write_repr(value, maps, out);
        out.push_str(close);
    });
}

fn write_separated<T>(
    items: impl IntoIterator<Item = T>,
    [open, close]: [&str; 2],
    out: &mut String,
    mut write_item: impl FnMut(T, &mut String),
) {
    out.push_str(open);
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write_item(item, out);
    }
    out.push_str(close);
}

/// Quotes are chosen as for strings, and escaped only where they are the delimiter.
fn write_bytes(bytes: &[u8], out: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        b'"'
    } else {
        b'\''
    };
    out.extend(['b', char::from(quote)]);
    for &byte in bytes {
        match byte {
            b'"' | b'\'' if byte != quote => out.push(char::from(byte)),
            _ => out.extend(byte.escape_ascii().map(char::from)),
        }
    }
    out.push(char::from(quote));
}

/// `datetime.date(2020, 1, 2)` or `datetime.datetime(2020, 1, 2, 3, 4, 5)`, where seconds and
/// microseconds that are zero are left out from the right.
fn write_date(iso: &str, out: &mut String) {
    let mut fields: Vec<u32> = iso
        .split(['-', 'T', ':', '.'])
        .flat_map(str::parse)
        .collect();
    while fields.len() > 5 && fields.last() == Some(&0) {
        fields.pop();
    }
    let call = if iso.contains('T') {
        "datetime.datetime("
    } else {
        "datetime.date("
    };
    write_separated(fields, [call, ")"], out, |field, out| {
        out.push_str(&field.to_string())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: impl Into<Value>) -> String {
        text(&value.into(), MapType::Dict).into_owned()
    }

    #[test]
    fn scalars_are_written_as_str_writes_them() {
        assert_eq!(shown(Value::Null), "None");
        assert_eq!(shown(true), "True");
        assert_eq!(shown(-7), "-7");
        assert_eq!(
            shown(Value::BigInt("100000000000000000000".into())),
            "100000000000000000000"
        );
        assert_eq!(shown("it's\n"), "it's\n");
        assert_eq!(
            shown(Value::Bytes(b"it's \"\x00\xff\n\\".to_vec())),
            r#"b'it\'s "\x00\xff\n\\'"#
        );
        assert_eq!(shown(Value::Bytes(b"it's".to_vec())), r#"b"it's""#);
        assert_eq!(
            shown(Value::Date("1970-01-01T00:00:00".into())),
            "1970-01-01 00:00:00"
        );
    }

    #[test]
    fn floats_are_the_shortest_that_read_back() {
        for (value, expected) in [
            (1.5, "1.5"),
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1e20, "1e+20"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (74_597_026_610_296.5 / 8.0, "9324628326287.062"),
            (2f64.powi(-25), "2.9802322387695312e-08"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (5e-324, "5e-324"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(float(value), expected);
        }
        for power in (-1074..1024).map(|exponent| 2f64.powi(exponent)) {
            assert_eq!(float(power).parse(), Ok(power));
        }
    }

    #[test]
    fn containers_show_the_repr_of_what_they_hold() {
        let inner = Value::map([("b", Value::from("c"))]);
        let list = Value::list(["it's".into(), Value::Null, inner.clone()]);
        assert_eq!(shown(list), r#"["it's", None, {'b': 'c'}]"#);

        let nested = Value::map([("a", inner), ("e", Value::Map(Map::new()))]);
        assert_eq!(
            text(&nested, MapType::OrderedDict),
            "OrderedDict([('a', OrderedDict([('b', 'c')])), ('e', OrderedDict())])"
        );
    }

    #[test]
    fn dates_show_their_constructor_inside_containers() {
        let date = |iso: &str| repr(&Value::Date(iso.into()), MapType::Dict);
        assert_eq!(date("2020-01-02"), "datetime.date(2020, 1, 2)");
        assert_eq!(
            date("2020-01-02T00:00:00"),
            "datetime.datetime(2020, 1, 2, 0, 0)"
        );
        assert_eq!(
            date("2020-01-02T03:04:05.000600"),
            "datetime.datetime(2020, 1, 2, 3, 4, 5, 600)"
        );
    }

    #[test]
    fn classes_carry_their_module() {
        let map = Value::Map(Map::new());
        assert_eq!(class_name(&map, MapType::Dict), "dict");
        assert_eq!(
            class_name(&map, MapType::OrderedDict),
            "collections.OrderedDict"
        );
        let date = |iso: &str| Value::Date(iso.into());
        for (value, name) in [
            (Value::Null, "NoneType"),
            (true.into(), "bool"),
            (1.into(), "int"),
            (Value::BigInt("99999999999999999999".into()), "int"),
            (1.0.into(), "float"),
            ("".into(), "str"),
            (Value::Bytes(Vec::new()), "bytes"),
            (Value::List(Vec::new()), "list"),
            (date("2020-01-02"), "datetime.date"),
            (date("2020-01-02T00:00:00"), "datetime.datetime"),
        ] {
            assert_eq!(class_name(&value, MapType::Dict), name);
        }
    }
}
