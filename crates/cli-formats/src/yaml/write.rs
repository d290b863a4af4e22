//! YAML in block style, byte for byte as libyaml's emitter lays it out: keys sorted, lists inside
//! maps not indented, long text folded.

mod resolve;
mod scalar;

use crate::{
    WriteError, json, python,
    value::{Map, Value},
};
use scalar::{Style, Writer};

/// A longer key, in bytes, gets a line of its own, as does one with a line break.
const LONGEST_SIMPLE_KEY: usize = 128;

/// Renders a value as a document. A bare scalar is written as JSON, which needs no end marker.
pub fn write(value: &Value) -> Result<String, WriteError> {
    match value {
        Value::Date(_) => Ok(format!("{}...\n", document(value)?)),
        scalar if scalar.is_scalar() => json::write(scalar),
        _ => document(value),
    }
}

/// Renders a page of an answer as a list of one, so that the pages written one after the other
/// are one list. `{}` is an element as any other.
pub fn write_page(page: &Value) -> Result<String, WriteError> {
    let mut emitter = Emitter::default();
    emitter.list(std::slice::from_ref(page), 0)?;
    Ok(emitter.finish())
}

fn document(value: &Value) -> Result<String, WriteError> {
    let mut emitter = Emitter::default();
    match value {
        Value::List(items) if !items.is_empty() => emitter.list(items, 0)?,
        Value::Map(entries) if !entries.is_empty() => emitter.map(entries, 0)?,
        _ => emitter.flow(value, 0)?,
    }
    Ok(emitter.finish())
}

#[derive(Default)]
struct Emitter(Writer);

impl Emitter {
    fn finish(mut self) -> String {
        self.0.line(0);
        self.0.into_text()
    }

    /// Writes the items, the first of them right here, the others on lines of their own.
    fn list(&mut self, items: &[Value], indent: usize) -> Result<(), WriteError> {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.0.line(indent);
            }
            self.0.text("-");
            self.after_indicator(item, indent)?;
        }
        Ok(())
    }

    fn map(&mut self, entries: &Map, indent: usize) -> Result<(), WriteError> {
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        for (at, (key, value)) in entries.into_iter().enumerate() {
            if at > 0 {
                self.0.line(indent);
            }
            let style = Style::of(key);
            if key.len() <= LONGEST_SIMPLE_KEY && !scalar::has_break(key) {
                self.0.simple_key(key, style);
                self.0.text(":");
                self.after_key(value, indent)?;
            } else {
                self.0.text("? ");
                self.0.scalar(key, style, indent + 2);
                self.0.line(indent);
                self.0.text(":");
                self.after_indicator(value, indent)?;
            }
        }
        Ok(())
    }

    /// A value after `-`, or after the `:` of a key on a line of its own, starts on that line.
    fn after_indicator(&mut self, value: &Value, indent: usize) -> Result<(), WriteError> {
        self.0.text(" ");
        match value {
            Value::List(items) if !items.is_empty() => self.list(items, indent + 2),
            Value::Map(entries) if !entries.is_empty() => self.map(entries, indent + 2),
            _ => self.flow(value, indent),
        }
    }

    /// A collection after a key starts on the next line.
    fn after_key(&mut self, value: &Value, indent: usize) -> Result<(), WriteError> {
        match value {
            Value::List(items) if !items.is_empty() => {
                self.0.line(indent);
                self.list(items, indent)
            }
            Value::Map(entries) if !entries.is_empty() => {
                self.0.line(indent + 2);
                self.map(entries, indent + 2)
            }
            _ => {
                self.0.text(" ");
                self.flow(value, indent)
            }
        }
    }

    /// A scalar or an empty collection. `indent` is that of the collection around it.
    fn flow(&mut self, value: &Value, indent: usize) -> Result<(), WriteError> {
        match value {
            Value::Null => self.0.text("null"),
            Value::Bool(value) => self.0.text(if *value { "true" } else { "false" }),
            Value::Int(value) => self.0.text(&value.to_string()),
            Value::BigInt(digits) => self.0.text(digits),
            Value::Float(value) => self.0.text(&float(*value)),
            Value::String(text) => self.0.scalar(text, Style::of(text), indent + 2),
            Value::Date(iso) => self
                .0
                .scalar(&iso.replace('T', " "), Style::Plain, indent + 2),
            Value::Bytes(_) => return Err(WriteError::Bytes),
            Value::Foreign(foreign) => {
                let text = foreign.repr();
                self.0.scalar(text, Style::of(text), indent + 2);
            }
            Value::List(_) => self.0.text("[]"),
            Value::Map(_) => self.0.text("{}"),
        }
        Ok(())
    }
}

fn float(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value.is_sign_positive() {
            ".inf"
        } else {
            "-.inf"
        }
        .to_owned();
    }
    python::float(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(value: Value) -> String {
        write(&value).expect("a value YAML can show")
    }

    fn strings<const N: usize>(entries: [(&str, &str); N]) -> Value {
        Value::map(entries.map(|(key, text)| (key, Value::from(text))))
    }

    fn created(tags: Value) -> Value {
        Value::map([
            ("status", Value::from("ACTIVE")),
            (
                "arn",
                "arn:aws:omics:us-west-2:123456789012:runCache/1234567".into(),
            ),
            ("tags", tags),
            ("id", "1234567".into()),
        ])
    }

    const TAGGED: &str = r#"arn: arn:aws:omics:us-west-2:123456789012:runCache/1234567
id: '1234567'
status: ACTIVE
tags:
  alpha: two words
  colon: 'a: b'
  empty: ''
  hash: '# c'
  nl: 'a

    b'
  no: no
  num: '007'
  quote: it's "q"
  unicode: "naïve 缓存 \U0001F9EC"
  yes: yes
"#;

    fn tagged() -> Value {
        created(strings([
            ("yes", "yes"),
            ("alpha", "two words"),
            ("unicode", "naïve 缓存 🧬"),
            ("empty", ""),
            ("no", "no"),
            ("num", "007"),
            ("quote", "it's \"q\""),
            ("colon", "a: b"),
            ("hash", "# c"),
            ("nl", "a\nb"),
        ]))
    }

    #[test]
    fn keys_are_sorted_and_strings_quoted_as_little_as_can_be() {
        assert_eq!(rendered(tagged()), TAGGED);
        let untagged = rendered(created(Value::Map(Map::new())));
        assert!(
            untagged.ends_with("status: ACTIVE\ntags: {}\n"),
            "{untagged}"
        );
    }

    #[test]
    fn a_page_is_an_element_of_a_list() {
        let page = write_page(&tagged()).expect("a value YAML can show");
        let indented = format!("- {}", TAGGED.replace('\n', "\n  "));
        assert_eq!(
            page,
            indented.replace("\n  \n", "\n\n").trim_end_matches(' ')
        );
        assert_eq!(write_page(&Value::Map(Map::new())), Ok("- {}\n".to_owned()));
        assert_eq!(write_page(&"1".into()), Ok("- '1'\n".to_owned()));
    }

    #[test]
    fn lists_stand_under_their_key_and_nest_on_one_line() {
        let pair = || Value::list(["x".into(), Value::list([1.into()])]);
        let value = Value::map([
            (
                "rows",
                Value::list([pair(), strings([("b", "1"), ("a", "2")])]),
            ),
            ("none", Value::List(Vec::new())),
        ]);
        let expected = "none: []\nrows:\n- - x\n  - - 1\n- a: '2'\n  b: '1'\n";
        assert_eq!(rendered(value), expected);
    }

    #[test]
    fn bare_scalars_are_json() {
        assert_eq!(rendered("a b".into()), "\"a b\"\n");
        assert_eq!(rendered(Value::Null), "null\n");
        assert_eq!(rendered(f64::NAN.into()), "NaN\n");
    }

    #[test]
    fn scalars_inside_are_yaml() {
        let list = [
            Value::Null,
            true.into(),
            Value::BigInt("99999999999999999999".into()),
            1e20.into(),
            f64::NAN.into(),
            f64::NEG_INFINITY.into(),
            Value::Date("1970-01-01T00:00:00".into()),
        ];
        let expected = "- null\n- true\n- 99999999999999999999\n- 1e+20\n- .nan\n- -.inf\n\
                        - 1970-01-01 00:00:00\n";
        assert_eq!(rendered(Value::list(list)), expected);
        let bytes = Value::list([Value::Bytes(vec![1])]);
        assert_eq!(write(&bytes), Err(WriteError::Bytes));
    }

    #[test]
    fn a_message_of_two_lines_is_indented_in_its_quotes() {
        let error = strings([
            ("Message", "failed:\nInvalid length: 1"),
            ("Code", "ParamValidation"),
        ]);
        let expected = "Code: ParamValidation\nMessage: 'failed:\n\n  Invalid length: 1'\n";
        assert_eq!(rendered(error), expected);
    }

    #[test]
    fn long_text_is_folded_past_column_eighty() {
        let words = "word ".repeat(20);
        let plain = Value::map([("key", Value::from(words.trim_end()))]);
        let (first, second) = ("word ".repeat(16), "word ".repeat(4));
        let folded = format!("key: {}\n  {}\n", first.trim_end(), second.trim_end());
        assert_eq!(rendered(plain), folded);

        let single = Value::map([("key", Value::from(words.as_str()))]);
        let folded = format!("key: '{}\n  {second}'\n", first.trim_end());
        assert_eq!(rendered(single), folded);

        let double = format!("\t{}  end x", "x".repeat(80));
        let folded = format!("- \"\\t{}\n  \\ end x\"\n", "x".repeat(80));
        assert_eq!(write_page(&double.as_str().into()), Ok(folded));
    }

    #[test]
    fn long_and_broken_keys_have_a_line_of_their_own() {
        let (simple, long) = ("k".repeat(128), "k".repeat(129));
        let list = || Value::list([1.into(), 2.into()]);
        let value = Value::map([
            (long.as_str(), list()),
            (simple.as_str(), list()),
            ("a\nb", Value::from("x")),
        ]);
        let expected = format!("? 'a\n\n  b'\n: x\n{simple}:\n- 1\n- 2\n? {long}\n: - 1\n  - 2\n");
        assert_eq!(rendered(value), expected);
    }

    #[test]
    fn a_line_breaks_behind_column_eighty_and_only_between_words() {
        // Where the text begins in `k: `, and what opens and closes it.
        for (start, quote, sign) in [(3, "", ""), (4, "'", "# "), (4, "\"", "\t")] {
            let shown = sign.replace('\t', "\\t");
            for (letters, breaks) in [(80, false), (81, true)] {
                let letters = "x".repeat(letters - start - shown.len());
                let text = Value::from(format!("{sign}{letters} y").as_str());
                let between = if breaks { "\n  " } else { " " };
                let expected = format!("k: {quote}{shown}{letters}{between}y{quote}\n");
                assert_eq!(rendered(Value::map([("k", text)])), expected);
            }
        }
        let long = "x".repeat(90);
        for (text, expected) in [
            (format!(" {long} "), format!("k: ' {long} '\n")),
            (format!("{long}  y"), format!("k: {long}  y\n")),
            (format!("\t{long} "), format!("k: \"\\t{long} \"\n")),
        ] {
            assert_eq!(
                rendered(Value::map([("k", Value::from(text.as_str()))])),
                expected
            );
        }
    }

    #[test]
    fn line_breaks_keep_their_number_and_their_place() {
        for (text, expected) in [
            ("a\nb", "k: 'a\n\n  b'\n"),
            ("a\n\nb", "k: 'a\n\n\n  b'\n"),
            ("\na", "k: '\n\n  a'\n"),
            ("a\n", "k: 'a\n\n  '\n"),
            ("a\n\n", "k: 'a\n\n\n  '\n"),
            ("a'\nb", "k: 'a''\n\n  b'\n"),
        ] {
            assert_eq!(
                rendered(Value::map([("k", Value::from(text))])),
                expected,
                "{text:?}"
            );
        }
    }
}
