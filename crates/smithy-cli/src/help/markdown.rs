//! The Markdown of documentation as plain text.

/// A piece of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// Text to be filled.
    Paragraph(String),
    /// An item of a list.
    Item(String),
}

/// The blocks of documentation. `rename` gives what stands between backticks another name.
pub(super) fn blocks(markdown: &str, rename: impl Fn(&str) -> Option<String>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for part in markdown.split("\n\n") {
        let mut open = false;
        for line in part.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let item = ["- ", "* "].iter().find_map(|mark| line.strip_prefix(mark));
            match (item, blocks.last_mut()) {
                (Some(item), _) => blocks.push(Block::Item(item.to_owned())),
                (None, Some(Block::Paragraph(text) | Block::Item(text))) if open => {
                    text.extend([" ", line]);
                }
                _ => blocks.push(Block::Paragraph(line.to_owned())),
            }
            open = true;
        }
    }
    for Block::Paragraph(text) | Block::Item(text) in &mut blocks {
        *text = inline(text, &rename);
    }
    blocks
}

/// The first paragraph, which sums the documentation up.
pub(super) fn lead(markdown: &str, rename: impl Fn(&str) -> Option<String>) -> String {
    let first = markdown.split("\n\n").next().unwrap_or_default();
    inline(first, &rename)
}

/// Text without marks: every second piece between backticks is code.
fn inline(text: &str, rename: &impl Fn(&str) -> Option<String>) -> String {
    let pieces = text.split('`').enumerate();
    let plain = pieces.map(|(at, piece)| match at % 2 {
        0 => piece.replace("**", ""),
        _ => rename(piece).unwrap_or_else(|| piece.to_owned()),
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_items_are_told_apart() {
        let markdown = "One `id`\nand **more**.\n\n- first `x`\n  goes on\n- second\n\nEnd.";
        let rename = |code: &str| (code == "id").then(|| "--id".to_owned());
        let expected = [
            Block::Paragraph("One --id and more.".to_owned()),
            Block::Item("first x goes on".to_owned()),
            Block::Item("second".to_owned()),
            Block::Paragraph("End.".to_owned()),
        ];
        assert_eq!(blocks(markdown, rename), expected);
        assert_eq!(lead("Sums `id` up.\n\nRest.", rename), "Sums --id up.");
        assert!(blocks("", rename).is_empty() && lead("", rename).is_empty());
    }
}
