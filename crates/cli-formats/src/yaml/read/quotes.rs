//! Quoted values that go on in lines which are not indented.

/// How far continued lines are indented; further than what they belong to.
const INDENT: &str = "                                        ";

/// The text with every line indented that continues a quoted value, which does not change the value.
/// None if there is no such line, or if the text has block scalars, where a quote is just a quote.
pub(super) fn indented(text: &str) -> Option<String> {
    let has_blocks = text.lines().any(|line| {
        let line = line.trim_end();
        let end = line.trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
        end.ends_with(['|', '>'])
    });
    if has_blocks {
        return None;
    }
    let mut indented = String::with_capacity(text.len());
    let mut quote = None;
    let mut may_open = true;
    let mut changed = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        indented.push(c);
        match (quote, c) {
            (Some('"'), '\\') => {
                if let Some(escaped) = chars.next_if(|&next| next != '\n') {
                    indented.push(escaped);
                }
            }
            (Some('\''), '\'') if chars.peek() == Some(&'\'') => indented.extend(chars.next()),
            (Some(open), _) if c == open => quote = None,
            (Some(_), '\n') if chars.peek().is_some_and(|&next| next != '\n') => {
                indented.push_str(INDENT);
                changed = true;
            }
            (Some(_), _) => {}
            (None, '"' | '\'') if may_open => quote = Some(c),
            (None, '#') if may_open => {
                while let Some(comment) = chars.next_if(|&next| next != '\n') {
                    indented.push(comment);
                }
            }
            (None, _) => may_open = c.is_whitespace() || "[{,".contains(c),
        }
    }
    changed.then_some(indented)
}

#[cfg(test)]
mod tests {
    use crate::Value;
    use crate::yaml::read;

    fn member(text: &str) -> Option<Value> {
        match read(text).ok()? {
            Value::Map(members) => members.get("a").cloned(),
            _ => None,
        }
    }

    #[test]
    fn quoted_values_may_go_on_anywhere() {
        for (text, value) in [
            ("a: \"first line\nsecond line\"\n", "first line second line"),
            ("a: 'a\n\nb'\n", "a\nb"),
            ("a: 'it''s\nso'\nb: don't\n", "it's so"),
            ("a: \"one\\\ntwo\"\n", "onetwo"),
            ("b: [x, \"y\nz\"] # it's\na: \"v\"\n", "v"),
            ("{\"a\": \"ok \\ud83d\\udc4d\"}", "ok \u{1f44d}"),
        ] {
            assert_eq!(
                member(text),
                Some(Value::String(value.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_wrong_stays_wrong() {
        for text in [
            "a: \"open\nnext: 1\n",
            "a: |\n  \"x\nb\n",
            "a: [1\nb",
            "a: 'x'\n y: \"z\nw\"\n",
        ] {
            assert_eq!(member(text), None, "{text}");
        }
    }
}
