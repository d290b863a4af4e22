//! Pages: headings, paragraphs, and rows of two columns, written for a screen, a site of documentation
//! or the manual.

mod manual;
mod plain;
mod reference;

/// How a page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// The most columns of a line.
    pub(super) width: usize,
    /// Whether headings are bold.
    pub(super) bold: bool,
    /// What it is written for.
    pub(super) form: Form,
}

/// What a page is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A screen.
    Screen,
    /// A site of documentation.
    Markdown,
    /// The manual of a system.
    Manual,
}

impl Style {
    /// For output that is not read on a terminal.
    pub(super) const PLAIN: Self = Self {
        width: 80,
        bold: false,
        form: Form::Screen,
    };
}

/// The indentation of what stands under a heading.
pub(super) const BODY: usize = 2;

/// A page in the making.
#[derive(Debug)]
pub(super) struct Page {
    blocks: Vec<Block>,
    style: Style,
}

/// A part of a page. Every part but a heading has an indentation.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Heading(String),
    Gap,
    /// Something to copy.
    Line(usize, String),
    /// What the parts below it, which stand further in, are about.
    Term(usize, String),
    /// Words that may stand on several lines; the second indentation is that of the others.
    Words(usize, usize, Vec<String>),
    Rows(usize, Vec<(String, String)>),
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self {
            blocks: Vec::new(),
            style,
        }
    }

    /// The finished text.
    pub(super) fn finish(self) -> String {
        match self.style.form {
            Form::Screen => plain::write(&self.blocks, self.style),
            Form::Markdown => reference::write(&self.blocks),
            Form::Manual => manual::write(&self.blocks),
        }
    }

    /// Starts a section.
    pub(super) fn heading(&mut self, title: &str) {
        self.blocks.push(Block::Heading(title.to_owned()));
    }

    /// Leaves a line empty, unless the page is empty or already ends in such a line.
    pub(super) fn gap(&mut self) {
        self.blocks.push(Block::Gap);
    }

    /// A line as it is, however long: something to copy.
    pub(super) fn line(&mut self, indent: usize, line: &str) {
        self.blocks.push(Block::Line(indent, line.to_owned()));
    }

    /// A line that names what the text below it, which stands further in, is about.
    pub(super) fn term(&mut self, indent: usize, line: &str) {
        self.blocks.push(Block::Term(indent, line.to_owned()));
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
        let words = words.into_iter().map(str::to_owned).collect();
        self.blocks.push(Block::Words(first, rest, words));
    }

    /// Terms with what they mean beside them. A long term has its meaning on the next line.
    pub(super) fn rows(&mut self, indent: usize, rows: &[(String, String)]) {
        self.blocks.push(Block::Rows(indent, rows.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize, write: impl FnOnce(&mut Page)) -> String {
        let mut page = Page::new(Style {
            width,
            ..Style::PLAIN
        });
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
            bold: true,
            ..Style::PLAIN
        });
        page.heading("A");
        page.line(BODY, "b");
        page.gap();
        page.heading("C");
        assert_eq!(page.finish(), "\x1b[1mA\x1b[0m\n  b\n\n\x1b[1mC\x1b[0m\n");
    }
}
