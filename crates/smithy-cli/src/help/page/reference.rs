//! A page in Markdown.

use super::{BODY, Block};

pub(super) fn write(blocks: &[Block]) -> String {
    let mut text = Text::default();
    for block in blocks {
        text.block(block);
    }
    text.end_code();
    text.text.trim_end().to_owned() + "\n"
}

#[derive(Default)]
struct Text {
    text: String,
    section: String,
    in_code: bool,
    /// How deep the last term stands in lists, if one was the last but for what is said of it.
    item: Option<usize>,
}

impl Text {
    fn block(&mut self, block: &Block) {
        let is_code = matches!(block, Block::Line(..))
            || (self.section == "SYNOPSIS" && matches!(block, Block::Words(..)));
        if !is_code {
            self.end_code();
        }
        match block {
            Block::Heading(title) => {
                self.section.clone_from(title);
                self.item = None;
                // The page is called what it is about already.
                if title != "NAME" {
                    self.paragraph(0, &format!("## {}", sentence_case(title)));
                }
            }
            Block::Gap => {}
            Block::Line(_, line) => self.code(line),
            Block::Words(_, _, words) if is_code => self.code(&words.join(" ")),
            Block::Term(indent, term) => {
                let depth = indent.saturating_sub(BODY) / 4;
                self.item = Some(depth);
                let mark = "  ".repeat(depth);
                self.paragraph(0, &format!("{mark}- {}", quoted(term)));
            }
            Block::Words(first, rest, words) => self.words(*first, *rest, &words.join(" ")),
            Block::Rows(_, rows) => {
                let table = rows.iter().map(|(term, meaning)| {
                    let cell = |text: String| text.replace('|', "\\|");
                    format!("| {} | {} |\n", cell(quoted(term)), cell(plain(meaning)))
                });
                let table: String = table.collect();
                self.paragraph(0, &format!("| | |\n| --- | --- |\n{}", table.trim_end()));
            }
        }
    }

    fn words(&mut self, first: usize, rest: usize, text: &str) {
        let names_option = first == BODY && rest > first && text.starts_with("--");
        match (text.strip_prefix("- "), self.item) {
            _ if text.is_empty() => {}
            _ if names_option => self.paragraph(0, &format!("### {}", quoted(text))),
            (Some(item), _) if first > BODY => self.paragraph(0, &format!("- {}", plain(item))),
            (_, Some(depth)) if first > BODY => self.paragraph(2 * depth + 2, &plain(text)),
            _ => self.paragraph(0, &plain(text)),
        }
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.extend([&" ".repeat(indent), text, "\n"]);
    }

    fn code(&mut self, line: &str) {
        if !self.in_code {
            self.paragraph(0, "```text");
            self.in_code = true;
        }
        self.text.extend([line, "\n"]);
    }

    fn end_code(&mut self) {
        if std::mem::take(&mut self.in_code) {
            self.text.push_str("```\n");
        }
    }
}

/// `OPTIONS ABOUT INPUT` as `Options about input`.
fn sentence_case(title: &str) -> String {
    let lower = title.to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// As code.
fn quoted(text: &str) -> String {
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}

/// Text without a character that Markdown or HTML reads.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => plain.push_str("&lt;"),
            '&' => plain.push_str("&amp;"),
            '*' | '_' | '[' | ']' | '`' | '\\' => plain.extend(['\\', c]),
            c => plain.push(c),
        }
    }
    plain
}
