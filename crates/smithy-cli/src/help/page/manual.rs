//! A page in the language of manual pages, but for its first line.

use super::{BODY, Block};

pub(super) fn write(blocks: &[Block]) -> String {
    let mut text = String::new();
    let mut section = "";
    for block in blocks {
        match block {
            Block::Heading(title) => {
                section = title;
                text.push_str(&format!(".SH {}\n", escaped(title)));
            }
            Block::Gap => {}
            // What `whatis` reads must be a line by itself.
            Block::Words(_, _, words) if section == "NAME" => {
                let line = words.join(" ");
                let (name, summary) = line.split_once(" - ").unwrap_or((&line, ""));
                text.push_str(&format!("{} \\- {}\n", escaped(name), escaped(summary)));
            }
            Block::Line(indent, line) => {
                let line = format!(".nf\n{}\n.fi\n", escaped(line));
                inside(&mut text, *indent, &line);
            }
            Block::Term(indent, term) => {
                let term = format!(".PP\n\\fB{}\\fR\n", escaped(term));
                inside(&mut text, *indent, &term);
            }
            Block::Words(first, rest, words) => {
                let words = words.join(" ");
                let shown = match *first == BODY && rest > first {
                    true => format!("\\fB{}\\fR", escaped(&words)),
                    false => escaped(&words),
                };
                if !words.is_empty() {
                    inside(&mut text, *first, &format!(".PP\n{shown}\n"));
                }
            }
            Block::Rows(indent, rows) => {
                let rows = rows.iter().map(|(term, meaning)| {
                    format!(".TP\n\\fB{}\\fR\n{}\n", escaped(term), escaped(meaning))
                });
                inside(&mut text, *indent, &rows.collect::<String>());
            }
        }
    }
    text
}

/// Puts text as far in as it stands on a page beyond the indentation that sections have.
fn inside(text: &mut String, indent: usize, inner: &str) {
    match indent.saturating_sub(BODY) {
        0 => text.push_str(inner),
        deeper => text.push_str(&format!(".RS {deeper}n\n{inner}.RE\n")),
    }
}

/// Text in which no character is a command.
fn escaped(text: &str) -> String {
    let text = text
        .replace('\\', "\\e")
        .replace('-', "\\-")
        .replace('…', "...");
    match text.starts_with(['.', '\'']) {
        true => format!("\\&{text}"),
        false => text,
    }
}
