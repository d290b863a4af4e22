//! Which words a mistyped one may have meant: Ratcliff and Obershelp's similarity, computed with
//! the tie-breaks of Python's `difflib`, so that the same suggestions come in the same order.

use std::ops::Range;

/// How alike two words must be for one to be suggested.
const CUTOFF: f64 = 0.8;

/// How many words are suggested at most.
const LIMIT: usize = 3;

/// The choices spelled nearly like `word`, best first.
pub(super) fn close_matches<'a>(
    word: &str,
    choices: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let word: Vec<char> = word.chars().collect();
    let scored = choices.into_iter().map(|choice| {
        let letters: Vec<char> = choice.chars().collect();
        (ratio(&letters, &word), choice)
    });
    let mut close: Vec<_> = scored.filter(|(score, _)| *score >= CUTOFF).collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.cmp(a.1)));
    close.truncate(LIMIT);
    close
        .into_iter()
        .map(|(_, choice)| choice.to_owned())
        .collect()
}

/// The choices that `word` may stand for in a looser sense, best first: spelled alike by half and a
/// bit, or with all parts of the word among their own. The dashes of options say nothing.
pub(crate) fn nearest<'a>(word: &str, choices: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    /// How alike is alike enough.
    const LOOSE: f64 = 0.6;
    let plain = |word: &str| word.trim_start_matches('-').to_lowercase();
    let lower = plain(word);
    let letters: Vec<char> = lower.chars().take(LONGEST).collect();
    let parts: Vec<&str> = lower
        .split(['-', '_'])
        .filter(|part| part.len() > 2)
        .collect();
    let scored = choices.into_iter().filter_map(|choice| {
        let choice_lower = plain(choice);
        let score = ratio(&choice_lower.chars().collect::<Vec<_>>(), &letters);
        let has_parts = !parts.is_empty() && parts.iter().all(|part| choice_lower.contains(part));
        (score >= LOOSE || has_parts).then_some((score, choice))
    });
    let mut near: Vec<_> = scored.collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    near.truncate(LIMIT);
    near.into_iter()
        .map(|(_, choice)| choice.to_owned())
        .collect()
}

/// How many characters of a word are looked at: nothing is called more.
const LONGEST: usize = 100;

/// Twice the matching characters over all characters.
fn ratio(a: &[char], b: &[char]) -> f64 {
    let total = a.len() + b.len();
    if total == 0 {
        return 1.0;
    }
    2.0 * matching(a, b) as f64 / total as f64
}

/// How many characters the longest common block has, and those on both its sides, and so on.
fn matching(a: &[char], b: &[char]) -> usize {
    let (in_a, in_b) = longest_block(a, b);
    if in_a.is_empty() {
        return 0;
    }
    in_a.len()
        + matching(&a[..in_a.start], &b[..in_b.start])
        + matching(&a[in_a.end..], &b[in_b.end..])
}

/// The longest block both have: of several the first in `a`, then the first in `b`.
fn longest_block(a: &[char], b: &[char]) -> (Range<usize>, Range<usize>) {
    let mut best = (0..0, 0..0);
    // lengths[j + 1] is the length of the block that ends at the row's character and b[j].
    let mut lengths = vec![0; b.len() + 1];
    for (i, letter) in a.iter().enumerate() {
        for j in (0..b.len()).rev() {
            lengths[j + 1] = if *letter == b[j] { lengths[j] + 1 } else { 0 };
        }
        for (j, &length) in lengths[1..].iter().enumerate() {
            if length > best.0.len() {
                best = (i + 1 - length..i + 1, j + 1 - length..j + 1);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_difflibs() {
        let ratio = |a: &str, b: &str| {
            let letters = |s: &str| s.chars().collect::<Vec<_>>();
            super::ratio(&letters(a), &letters(b))
        };
        assert_eq!(ratio("abcd", "bcde"), 0.75);
        assert_eq!(ratio("", ""), 1.0);
        assert_eq!(ratio("tide", "diet"), 0.25);
        assert_eq!(ratio("diet", "tide"), 0.5);
    }

    #[test]
    fn dashes_make_no_words_alike() {
        let options = ["--store", "--version", "--name"];
        assert!(nearest("--json", options).is_empty());
        assert_eq!(nearest("--nmae", options), ["--name"]);
    }

    #[test]
    fn equal_scores_put_the_larger_word_first_and_three_are_enough() {
        let choices = ["abcde1", "abcde2", "abcde3", "abcde4", "zzzz"];
        assert_eq!(
            close_matches("abcde", choices),
            ["abcde4", "abcde3", "abcde2"]
        );
    }
}
