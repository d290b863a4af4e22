//! How a string is quoted, and the writing of it in lines of some eighty columns.

use std::borrow::Cow;

use super::resolve;

/// Past this column a space may become a line break.
const BEST_WIDTH: usize = 80;

/// How a string is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
}

impl Style {
    /// The lightest style that keeps the text a string, and the same string.
    pub(super) fn of(text: &str) -> Self {
        if needs_escapes(text) {
            Style::Double
        } else if has_break(text) || is_indicator(text) || resolve::is_ambiguous(text) {
            Style::Single
        } else {
            Style::Plain
        }
    }
}

/// Whether the text has one of YAML's line breaks.
pub(super) fn has_break(text: &str) -> bool {
    text.contains(is_break)
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Printable by YAML 1.1 and within the basic plane, the only one libyaml writes as it is.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && c != '\u{feff}'
}

/// Characters that cannot be shown, and spaces next to a break, survive in double quotes only.
fn needs_escapes(text: &str) -> bool {
    let spaced_break = |(a, b): (char, char)| a == ' ' && is_break(b) || is_break(a) && b == ' ';
    !text.chars().all(is_printable) || text.chars().zip(text.chars().skip(1)).any(spaced_break)
}

/// Whether plain text would be taken for YAML syntax, or lose a space at its ends.
fn is_indicator(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    let opens = match first {
        '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
        | '@' | '`' => true,
        '?' | ':' | '-' => matches!(characters.next(), None | Some(' ')),
        _ => false,
    };
    opens
        || text.starts_with([' '])
        || text.ends_with([' ', ':'])
        || text.contains(": ")
        || text.contains(" #")
        || text.starts_with("---")
        || text.starts_with("...")
}

/// Text and the column it has reached.
#[derive(Default)]
pub(super) struct Writer {
    out: String,
    column: usize,
}

impl Writer {
    pub(super) fn into_text(self) -> String {
        self.out
    }

    pub(super) fn text(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    /// Starts a line with some spaces.
    pub(super) fn line(&mut self, indent: usize) {
        self.push_break('\n');
        self.indent(indent);
    }

    /// Writes a string on one line.
    pub(super) fn simple_key(&mut self, text: &str, style: Style) {
        self.scalar_within(usize::MAX, text, style, 0);
    }

    /// Writes a string, folding it if it is long. Its further lines are indented as given.
    pub(super) fn scalar(&mut self, text: &str, style: Style, indent: usize) {
        self.scalar_within(BEST_WIDTH, text, style, indent);
    }

    fn scalar_within(&mut self, width: usize, text: &str, style: Style, indent: usize) {
        let text: Vec<char> = text.chars().collect();
        match style {
            Style::Plain => self.plain(&text, indent, width),
            Style::Single => self.single(&text, indent, width),
            Style::Double => self.double(&text, indent, width),
        }
    }

    fn plain(&mut self, text: &[char], indent: usize, width: usize) {
        for (at, &c) in text.iter().enumerate() {
            if self.column > width && is_single_space(text, at) {
                self.line(indent);
            } else {
                self.push(c);
            }
        }
    }

    fn single(&mut self, text: &[char], indent: usize, width: usize) {
        self.push('\'');
        let mut after_break = false;
        for (at, &c) in text.iter().enumerate() {
            if is_break(c) {
                // One line feed alone would be read as a space.
                if c == '\n' && !after_break {
                    self.push_break('\n');
                }
                self.push_break(c);
            } else {
                if after_break {
                    self.indent(indent);
                }
                match c {
                    ' ' if self.column > width
                        && is_inner(text, at)
                        && is_single_space(text, at) =>
                    {
                        self.line(indent);
                    }
                    '\'' => self.text("''"),
                    _ => self.push(c),
                }
            }
            after_break = is_break(c);
        }
        if after_break {
            self.indent(indent);
        }
        self.push('\'');
    }

    fn double(&mut self, text: &[char], indent: usize, width: usize) {
        self.push('"');
        for (at, &c) in text.iter().enumerate() {
            if c == ' ' && self.column > width && is_inner(text, at) && text[at - 1] != ' ' {
                self.line(indent);
                if text[at + 1] == ' ' {
                    self.push('\\');
                }
            } else if matches!(c, '"' | '\\') || is_break(c) || !is_printable(c) {
                self.text(&escape(c));
            } else {
                self.push(c);
            }
        }
        self.push('"');
    }

    fn push(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn push_break(&mut self, c: char) {
        self.out.push(c);
        self.column = 0;
    }

    fn indent(&mut self, indent: usize) {
        while self.column < indent {
            self.push(' ');
        }
    }
}

fn is_inner(text: &[char], at: usize) -> bool {
    at > 0 && at + 1 < text.len()
}

fn is_single_space(text: &[char], at: usize) -> bool {
    let is_space = |at: usize| text.get(at) == Some(&' ');
    is_space(at) && !is_space(at + 1) && !(at > 0 && is_space(at - 1))
}

fn escape(c: char) -> Cow<'static, str> {
    let named = match c {
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{85}' => "\\N",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        _ => {
            return Cow::Owned(match u32::from(c) {
                code @ ..=0xff => format!("\\x{code:02X}"),
                code @ ..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            });
        }
    };
    Cow::Borrowed(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_its_lightest_style() {
        let plain = [
            "a",
            "yes",
            "12:30",
            "a:b",
            "a#b",
            "-a",
            "?a",
            ":a",
            "it's \"q\"",
            "é缓\u{a0}",
        ];
        let single = [
            "", " a", "a ", "a: b", "a:", "a #b", "# a", "-", "- a", "? a", "---a", "...", "'a",
            "\"a", "[a", "{a", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a", ",a", "true", "7",
            "a\nb", "\n",
        ];
        let double = [
            "🧬", "\t", "a\u{7f}", "a\rb", "a\u{85}b", "\u{feff}", "a \nb", "a\n b", "\u{fffe}",
        ];
        for (style, texts) in [
            (Style::Plain, &plain[..]),
            (Style::Single, &single),
            (Style::Double, &double),
        ] {
            for text in texts {
                assert_eq!(Style::of(text), style, "{text:?}");
            }
        }
    }

    #[test]
    fn escapes_are_named_or_numbered() {
        let mut writer = Writer::default();
        let text = "\0\u{7}\u{8}\t\n\u{b}\u{c}\r\u{1b}\"\\\u{85}\u{2028}\u{2029}\u{7f}\u{feff}🧬é";
        writer.scalar(text, Style::Double, 0);
        let expected = r#""\0\a\b\t\n\v\f\r\e\"\\\N\L\P\x7F\uFEFF\U0001F9ECé""#;
        assert_eq!(writer.into_text(), expected);
    }
}
