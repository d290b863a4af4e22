//! The drawing of sections, line by line.

use std::borrow::Cow;

use super::{TableStyle, section::Section};
use crate::east_asian_width::text_width;

const RESET: &str = "\x1b[0m";

pub(super) struct Canvas<'s> {
    out: String,
    style: &'s TableStyle,
    level: usize,
}

impl<'s> Canvas<'s> {
    pub(super) fn new(style: &'s TableStyle) -> Self {
        Self {
            out: String::new(),
            style,
            level: 0,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    pub(super) fn top_border(&mut self, width: usize) {
        self.write(&format!("{}\n", "-".repeat(width)));
    }

    pub(super) fn draw(&mut self, section: &Section<'_>, width: usize) {
        self.level = section.level;
        if !section.title.is_empty() {
            self.line(&centred(section.title, width, "|"));
            if section.headers.is_empty() && section.rows.is_empty() {
                self.line(&rule(&[width]));
            }
        }
        let columns = section.spread(width);
        if columns.is_empty() {
            return;
        }
        let rule = rule(&columns);
        if !section.headers.is_empty() {
            let cells = section.headers.iter().zip(&columns).zip(edges());
            let cells = cells.map(|((header, &column), edge)| centred(header, column, edge));
            self.line(&rule);
            self.line(&cells.collect::<String>());
        }
        if !section.rows.is_empty() {
            self.line(&rule);
            for row in &section.rows {
                let cells = row.iter().zip(&columns).zip(edges());
                let cells =
                    cells.map(|((cell, &column), edge)| self.left_aligned(cell, column, edge));
                let line = cells.collect::<String>();
                self.line(&line);
            }
            self.line(&rule);
        }
    }

    fn left_aligned(&self, text: &str, width: usize, edge: &str) -> String {
        let free = width.saturating_sub(text_width(text) + edge.len() + 1);
        let left = if free >= 2 { 2 } else { 0 };
        let text = self.painted("\x1b[1m\x1b[34m", text);
        padded(edge, left, &text, free - left)
    }

    fn painted<'t>(&self, paint: &str, text: &'t str) -> Cow<'t, str> {
        if self.style.color {
            Cow::Owned(format!("{paint}{text}{RESET}"))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// A line between the bars of the current level.
    fn line(&mut self, text: &str) {
        let bars = self.painted("\x1b[2m\x1b[33m", "|").repeat(self.level);
        for piece in [&bars, text, &bars, "\n"] {
            self.write(piece);
        }
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        if self.style.color && self.style.resets {
            self.out.push_str(RESET);
        }
    }
}

/// The left edge of each cell in a line: only the first has one.
fn edges() -> impl Iterator<Item = &'static str> {
    std::iter::once("|").chain(std::iter::repeat(""))
}

/// A line between rows, crossed at the end of each column.
fn rule(columns: &[usize]) -> String {
    let mut line = String::from("+");
    for (at, column) in columns.iter().enumerate() {
        let crosses = if at == 0 { 2 } else { 1 };
        line.push_str(&"-".repeat(column - crosses));
        line.push('+');
    }
    line
}

/// Format strings would pad too, but no further than 65,535 columns.
fn padded(edge: &str, left: usize, text: &str, right: usize) -> String {
    [edge, &" ".repeat(left), text, &" ".repeat(right), "|"].concat()
}

/// The left margin is computed for text with an edge on both sides, whether it has one or not. It
/// can come out negative: then it is no margin, yet the right one makes up for it.
fn centred(text: &str, width: usize, edge: &str) -> String {
    let length = text_width(text);
    let left = (width / 2) as isize - (length / 2) as isize - 1;
    let right = (width - edge.len() - 1) as isize - left - length as isize;
    let [left, right] = [left, right].map(|spaces| usize::try_from(spaces).unwrap_or(0));
    padded(edge, left, text, right)
}
