//! A text below the line that can be moved and searched.

use crate::prompt::keys::Scroll;

/// A panel.
#[derive(Debug, Default)]
pub(in crate::prompt) struct Panel {
    pub(in crate::prompt) title: &'static str,
    pub(in crate::prompt) is_shown: bool,
    /// What the user wants, once a key has said it.
    pub(super) is_wanted: Option<bool>,
    text: String,
    /// The first line that is shown.
    top: usize,
    /// The text that is looked for, while it is typed and after that.
    search: Option<String>,
    sought: String,
}

impl Panel {
    pub(super) fn shown() -> Self {
        Self {
            is_shown: true,
            ..Self::default()
        }
    }

    pub(super) fn hidden() -> Self {
        Self::default()
    }

    /// The lines from the first one that is shown.
    pub(in crate::prompt) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().skip(self.top)
    }

    /// The search that is being typed.
    pub(in crate::prompt) fn search(&self) -> Option<&str> {
        self.search.as_deref()
    }

    /// Shows another text from its beginning; the same stays where it is.
    pub(super) fn set(&mut self, text: String) {
        if self.text != text {
            self.text = text;
            self.top = 0;
        }
    }

    /// Moves the text on a page of so many lines, of which the last stays in sight.
    pub(super) fn scroll(&mut self, by: Scroll, page: usize) {
        let last = self.text.lines().count().saturating_sub(page);
        let by_lines = |lines: isize| self.top.saturating_add_signed(lines);
        let top = match by {
            Scroll::Lines(lines) => by_lines(lines),
            Scroll::Pages(pages) => by_lines(pages.saturating_mul(page.try_into().unwrap_or(1))),
            Scroll::Top => 0,
            Scroll::Bottom => last,
        };
        self.top = top.min(last);
    }

    pub(super) fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    pub(super) fn begin_search(&mut self) {
        self.search = Some(String::new());
    }

    pub(super) fn type_search(&mut self, c: char) {
        self.search.get_or_insert_default().push(c);
    }

    pub(super) fn erase(&mut self) {
        if let Some(search) = &mut self.search {
            search.pop();
        }
    }

    /// Ends typing what is looked for, and goes there if that is wanted.
    pub(super) fn end_search(&mut self, go: bool) {
        let typed = self.search.take().unwrap_or_default();
        if go {
            self.sought = typed.to_lowercase();
            self.find(1);
        }
    }

    /// To the next line, or the one before, that has what is looked for; round the end.
    pub(super) fn find(&mut self, direction: isize) {
        if self.sought.is_empty() {
            return;
        }
        let lines = self.text.lines().enumerate();
        let found = lines.filter(|(_, line)| line.to_lowercase().contains(&self.sought));
        let found: Vec<_> = found.map(|(at, _)| at).collect();
        let next = match direction {
            1 => found.iter().find(|&&at| at > self.top).or(found.first()),
            _ => found
                .iter()
                .rev()
                .find(|&&at| at < self.top)
                .or(found.last()),
        };
        self.top = next.copied().unwrap_or(self.top);
    }
}
