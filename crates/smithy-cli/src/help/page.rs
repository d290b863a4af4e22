//! Text laid out for a screen: headings, wrapped paragraphs, and rows of two columns.

/// How a page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// The most columns of a line.
    pub(super) width: usize,
    /// Whether headings are bold.
    pub(super) bold: bool,
}

impl Style {
    /// For output that is not read on a terminal.
    pub(super) const PLAIN: Self = Self {
        width: 80,
        bold: false,
    };
}

/// The indentation of what stands under a heading.
pub(super) const BODY: usize = 2;

/// A page in the making.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    style: Style,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self {
            text: String::new(),
            style,
        }
    }

    /// The finished text.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Starts a section.
    pub(super) fn heading(&mut self, title: &str) {
        self.gap();
        match self.style.bold {
            true => self.line(0, &format!("\x1b[1m{title}\x1b[0m")),
            false => self.line(0, title),
        }
    }

    /// Leaves a line empty, unless the page is empty or already ends in such a line.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line as it is, however long: something to copy.
    pub(super) fn line(&mut self, indent: usize, line: &str) {
        self.text.extend([&" ".repeat(indent), line, "\n"]);
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, indent: usize, text: &str) {
        self.fill(indent, indent, text.split_whitespace());
    }

    /// Words, of which none is broken. Lines after the first have an indentation of their own.
    pub(super) fn fill<'w>(
        &mut self,
        first: usize,
        rest: usize,
        words: impl IntoIterator<Item = &'w str>,
    ) {
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

    /// Terms with what they mean beside them. A long term has its meaning on the next line.
    pub(super) fn rows(&mut self, indent: usize, rows: &[(String, String)]) {
        const BETWEEN: usize = 2;
        let most = self.style.width * 3 / 8;
        let widths = rows.iter().map(|(term, _)| term.chars().count());
        let column = widths.filter(|&width| width <= most).max().unwrap_or(0);
        let meaning_at = indent + column + BETWEEN;
        for (term, meaning) in rows {
            let width = term.chars().count();
            if width > column || meaning.is_empty() {
                self.line(indent, term);
                self.paragraph(meaning_at, meaning);
                continue;
            }
            let gap = " ".repeat(column - width);
            let term = format!("{term}{gap} ");
            let words = std::iter::once(term.as_str()).chain(meaning.split_whitespace());
            self.fill(indent, meaning_at, words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize, write: impl FnOnce(&mut Page)) -> String {
        let mut page = Page::new(Style { width, bold: false });
        write(&mut page);
        page.finish()
    }

    #[test]
    fn paragraphs_are_filled_to_the_width() {
        let text = page(11, |page| page.paragraph(2, "one two three\nfour"));
        assert_eq!(text, "  one two\n  three\n  four\n");
        let long = page(5, |page| page.paragraph(2, "unbreakable a"));
        assert_eq!(long, "  unbreakable\n  a\n");
        assert_eq!(page(9, |page| page.paragraph(2, "")), "");
    }

    #[test]
    fn rows_stand_in_two_columns() {
        let rows = [("-a", "first of all"), ("--long-option", "second")];
        let rows = rows.map(|(term, text)| (term.to_owned(), text.to_owned()));
        let text = page(20, |page| page.rows(1, &rows));
        assert_eq!(text, " -a  first of all\n --long-option\n     second\n");
    }

    #[test]
    fn sections_are_apart_and_headings_may_be_bold() {
        let mut page = Page::new(Style {
            width: 80,
            bold: true,
        });
        page.heading("A");
        page.line(BODY, "b");
        page.gap();
        page.heading("C");
        assert_eq!(page.finish(), "\x1b[1mA\x1b[0m\n  b\n\n\x1b[1mC\x1b[0m\n");
    }
}
