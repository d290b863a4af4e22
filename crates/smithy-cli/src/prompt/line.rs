//! The line under edit: a text with a cursor, and how it stands on the screen.

use tui_input::{Input, InputRequest};
use unicode_width::UnicodeWidthChar;

/// The line and its cursor.
#[derive(Debug, Default)]
pub(super) struct Line(Input);

impl Line {
    /// A line with the cursor at its end.
    pub(super) fn new(text: &str) -> Self {
        Self(Input::new(text.to_owned()))
    }

    /// All of it.
    pub(super) fn text(&self) -> &str {
        self.0.value()
    }

    /// What stands before the cursor.
    pub(super) fn before(&self) -> &str {
        let text = self.text();
        let end = text.char_indices().nth(self.0.cursor());
        &text[..end.map_or(text.len(), |(at, _)| at)]
    }

    /// Moves the cursor or changes the text.
    pub(super) fn edit(&mut self, request: InputRequest) {
        self.0.handle(request);
    }

    /// Puts text in at the cursor.
    pub(super) fn insert(&mut self, text: &str) {
        let at = self.before().len();
        self.replace(at, text);
    }

    /// Puts text in the place of what stands between there, in bytes, and the cursor.
    pub(super) fn replace(&mut self, from: usize, text: &str) {
        let (head, tail) = (&self.text()[..from], &self.text()[self.before().len()..]);
        let cursor = head.chars().count() + text.chars().count();
        let whole = [head, text, tail].concat();
        self.0 = Input::new(whole).with_cursor(cursor);
    }
}

/// A text in rows that fit a width.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) rows: Vec<String>,
    /// The row and the column of the place that was asked for.
    pub(super) cursor: (usize, usize),
}

impl Rows {
    /// Breaks a text at newlines and where a row is full. Finds the place of a byte of it, too.
    pub(super) fn of(text: &str, byte: usize, width: usize) -> Self {
        let (mut rows, mut cursor, mut column) = (vec![String::new()], None, 0);
        for (at, c) in text.char_indices() {
            let columns = c.width().unwrap_or(0);
            if c != '\n' && column + columns > width {
                rows.push(String::new());
                column = 0;
            }
            if at >= byte {
                cursor.get_or_insert((rows.len() - 1, column));
            }
            match c {
                '\n' => {
                    rows.push(String::new());
                    column = 0;
                }
                c => {
                    rows.last_mut().expect("there is one at first").push(c);
                    column += columns;
                }
            }
        }
        // Behind the last character of a full row the cursor is on the next.
        if cursor.is_none() && column >= width {
            rows.push(String::new());
            column = 0;
        }
        let cursor = cursor.unwrap_or((rows.len() - 1, column));
        Self { rows, cursor }
    }
}

/// Pasted text as it may stand in a line: without what acts on a terminal, and with lines that a
/// backslash continues joined.
pub(super) fn pasted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.replace("\\\n", " ").replace('\t', " ");
    let stays = |c: &char| *c == '\n' || !c.is_control();
    text.trim_end_matches('\n').chars().filter(stays).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_put_in_before_the_cursor() {
        let mut line = Line::new("one two");
        for _ in 0..4 {
            line.edit(InputRequest::GoToPrevChar);
        }
        assert_eq!(line.before(), "one");
        line.replace(1, "ä");
        assert_eq!((line.text(), line.before()), ("oä two", "oä"));
        line.insert("!");
        assert_eq!((line.text(), line.before()), ("oä! two", "oä!"));
        line.edit(InputRequest::DeletePrevChar);
        assert_eq!(line.text(), "oä two");
    }

    #[test]
    fn rows_are_as_wide_as_the_screen() {
        let rows = |text: &str, byte, width| {
            let Rows { rows, cursor } = Rows::of(text, byte, width);
            (rows.join("|"), cursor)
        };
        assert_eq!(rows("abcdef", 6, 4), ("abcd|ef".to_owned(), (1, 2)));
        assert_eq!(rows("abcd", 4, 4), ("abcd|".to_owned(), (1, 0)));
        assert_eq!(rows("abcd", 3, 4), ("abcd".to_owned(), (0, 3)));
        assert_eq!(rows("a\nb", 2, 4), ("a|b".to_owned(), (1, 0)));
        assert_eq!(rows("a日本", 4, 4), ("a日|本".to_owned(), (1, 0)));
        assert_eq!(rows("", 0, 4), (String::new(), (0, 0)));
    }

    #[test]
    fn what_is_pasted_does_nothing_but_stand_there() {
        assert_eq!(pasted("a \\\r\n  --b\tc\u{1b}[2J\n"), "a    --b c[2J");
        assert_eq!(pasted("'x\ny'"), "'x\ny'");
    }
}
