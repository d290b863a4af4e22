//! Lists in headers: values behind commas, where quotes or dates keep a comma inside a value.

use std::borrow::Cow;

/// The values of one header, each as it was before it was written. Nothing stands for none.
pub(super) fn split(text: &str, is_date: bool) -> Vec<Cow<'_, str>> {
    let mut values = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (value, next) = match quoted(rest) {
            Some((value, next)) => (Cow::Owned(value), next),
            None => {
                let mut commas = rest.match_indices(',').map(|(at, _)| at);
                // `Mon, 16 Dec 2019 23:48:18 GMT` has one of its own.
                let end = commas.nth(usize::from(is_date));
                let (value, next) = rest.split_at(end.unwrap_or(rest.len()));
                (Cow::Borrowed(value.trim()), next)
            }
        };
        values.push(value);
        rest = next.strip_prefix(',').unwrap_or(next).trim_start();
    }
    values
}

/// A value in quotes, and what follows it. Quotes that are not closed, or closed within a value, are a part of
/// it as any other character.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => value.push(chars.next()?),
            other => value.push(other),
        }
    }
    let next = chars.as_str().trim_start();
    (next.is_empty() || next.starts_with(',')).then_some((value, next))
}

/// A value as it stands in a list.
pub(super) fn quote(value: &str) -> Cow<'_, str> {
    let is_plain = !value.contains([',', '"']) && !value.is_empty() && value.trim() == value;
    match is_plain {
        true => value.into(),
        false => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{quote, split};

    #[test]
    fn quotes_keep_commas_and_quotes() {
        for (text, values) in [
            ("", &[][..]),
            ("a, b,c", &["a", "b", "c"]),
            (r#""b,c", "\"def\"", a"#, &["b,c", r#""def""#, "a"]),
            (r#""a\\", b"#, &[r"a\", "b"]),
            (r#""" , x"#, &["", "x"]),
            (r#"a"b, c"#, &[r#"a"b"#, "c"]),
            // What is no list of Smithy's loses nothing.
            (r#""a, b"#, &[r#""a"#, "b"]),
            (r#""a"b, c"#, &[r#""a"b"#, "c"]),
        ] {
            assert_eq!(split(text, false), values, "{text}");
        }
    }

    #[test]
    fn dates_keep_their_comma() {
        let text = "Mon, 16 Dec 2019 23:48:18 GMT, Tue, 17 Dec 2019 23:48:18 GMT";
        let dates = [
            "Mon, 16 Dec 2019 23:48:18 GMT",
            "Tue, 17 Dec 2019 23:48:18 GMT",
        ];
        assert_eq!(split(text, true), dates);
        assert_eq!(split("Mon", true), ["Mon"]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        for value in [
            "",
            "a",
            " a ",
            "a,b",
            "\"",
            "\\",
            "a\\\"",
            ",",
            "a b",
            "ä, \u{1f9ec}",
        ] {
            let text = [quote(value), quote("next")].join(", ");
            assert_eq!(split(&text, false), [value, "next"], "{text}");
        }
    }
}
