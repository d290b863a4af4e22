//! A page laid out for a screen.

use super::{Block, Style};

pub(super) fn write(blocks: &[Block], style: Style) -> String {
    let mut text = Text {
        text: String::new(),
        style,
    };
    for block in blocks {
        match block {
            Block::Heading(title) => text.heading(title),
            Block::Gap => text.gap(),
            Block::Line(indent, line) | Block::Term(indent, line) => text.line(*indent, line),
            Block::Words(first, rest, words) => {
                text.fill(*first, *rest, words.iter().map(String::as_str));
            }
            Block::Rows(indent, rows) => text.rows(*indent, rows),
        }
    }
    text.text
}

struct Text {
    text: String,
    style: Style,
}

impl Text {
    fn heading(&mut self, title: &str) {
        self.gap();
        match self.style.bold {
            true => self.line(0, &format!("\x1b[1m{title}\x1b[0m")),
            false => self.line(0, title),
        }
    }

    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        self.text.extend([&" ".repeat(indent), line, "\n"]);
    }

    fn fill<'w>(&mut self, first: usize, rest: usize, words: impl IntoIterator<Item = &'w str>) {
        let mut line = " ".repeat(first);
        let mut is_empty = true;
        for word in words {
            let columns = line.chars().count() + usize::from(!is_empty) + word.chars().count();
            if !is_empty && columns > self.style.width {
                self.line(0, &line);
                line = " ".repeat(rest);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        if !is_empty {
            self.line(0, &line);
        }
    }

    fn rows(&mut self, indent: usize, rows: &[(String, String)]) {
        const BETWEEN: usize = 2;
        let most = self.style.width * 3 / 8;
        let widths = rows.iter().map(|(term, _)| term.chars().count());
        let column = widths.filter(|&width| width <= most).max().unwrap_or(0);
        let meaning_at = indent + column + BETWEEN;
        for (term, meaning) in rows {
            let width = term.chars().count();
            if width > column || meaning.is_empty() {
                self.line(indent, term);
                self.fill(meaning_at, meaning_at, meaning.split_whitespace());
                continue;
            }
            let gap = " ".repeat(column - width);
            let term = format!("{term}{gap} ");
            let words = std::iter::once(term.as_str()).chain(meaning.split_whitespace());
            self.fill(indent, meaning_at, words);
        }
    }
}
