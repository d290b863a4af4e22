//! The choices below the line.

use aws_settings::quote_word;

use crate::complete::{Candidate, matching};
use crate::prompt::guide::Choices;

/// What may stand in the place of a word, or of the whole line, and which of that is considered.
#[derive(Debug, Default)]
pub(in crate::prompt) struct Menu {
    /// Where the word begins in the line, in bytes.
    pub(super) start: usize,
    pub(in crate::prompt) candidates: Vec<Candidate>,
    pub(in crate::prompt) chosen: Option<usize>,
    /// Whether the choices are earlier lines, each in the place of the whole line.
    pub(in crate::prompt) is_history: bool,
    /// What was typed, as it stood in the line.
    typed: String,
    /// The same without quotes.
    word: String,
}

impl Menu {
    /// The choices for a word.
    pub(super) fn of(choices: Choices, before: &str) -> Self {
        let Choices {
            start,
            word,
            mut candidates,
        } = choices;
        // What is there already is no choice.
        if matches!(&*candidates, [only] if only.text == word && only.goes_on) {
            candidates.clear();
        }
        Self {
            start,
            candidates,
            typed: before[start..].to_owned(),
            word,
            ..Self::default()
        }
    }

    /// The earlier lines that match, each once.
    pub(super) fn of_lines(typed: &str, earlier: impl Iterator<Item = String>) -> Self {
        let mut lines: Vec<Candidate> = Vec::new();
        for line in earlier {
            if !lines.iter().any(|known| known.text == line) {
                lines.push(Candidate {
                    title: line.replace('\n', " "),
                    ..Candidate::bare(line)
                });
            }
        }
        Self {
            candidates: matching(lines, typed.trim_end()),
            typed: typed.to_owned(),
            is_history: true,
            ..Self::default()
        }
    }

    pub(super) fn has_choice(&self) -> bool {
        self.chosen.is_some()
    }

    pub(super) fn chosen(&self) -> Option<&Candidate> {
        self.candidates.get(self.chosen?)
    }

    /// Goes on by so many; beyond either end to what was typed.
    pub(super) fn step(&mut self, by: isize) {
        let next = match self.chosen {
            Some(at) => at.checked_add_signed(by),
            None if by < 0 => self.candidates.len().checked_sub(1),
            None => Some(0),
        };
        self.chosen = next.filter(|&at| at < self.candidates.len());
    }

    /// What stands in the line: the choice, or what was typed.
    pub(super) fn text(&self) -> String {
        match self.chosen() {
            Some(chosen) if self.is_history => chosen.text.clone(),
            Some(chosen) => quote_word(&chosen.text),
            None => self.typed.clone(),
        }
    }

    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    /// What all choices begin with, if something was typed and that is more.
    pub(super) fn agreement(&self) -> Option<String> {
        let [first, rest @ ..] = &*self.candidates else {
            return None;
        };
        if self.word.is_empty() {
            return None;
        }
        let mut common = first.text.as_str();
        for other in rest {
            let same = common.chars().zip(other.text.chars());
            let length = same.take_while(|(one, other)| one == other);
            common = &common[..length.map(|(c, _)| c.len_utf8()).sum()];
        }
        let is_more = !rest.is_empty() && common.len() > self.word.len();
        is_more.then(|| quote_word(common))
    }

    /// Shows no choices until something is typed.
    pub(super) fn close(&mut self) {
        self.candidates.clear();
        self.chosen = None;
    }
}
