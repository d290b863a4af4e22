//! Hours, minutes and seconds by name: `10h36m28.5s`.

const UNITS: [[&str; 3]; 3] = [
    ["h", "hour", "hours"],
    ["m", "minute", "minutes"],
    ["s", "second", "seconds"],
];

/// The unit of that name: 0 for hours.
pub(super) fn unit(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    UNITS.iter().position(|names| names.contains(&&*name))
}

/// The unit of the number at `at`, and the last token that belongs to it. A number without a name has the unit
/// that is smaller than the one before it, as in `12h04`.
pub(super) fn beside(tokens: &[String], at: usize) -> Option<(usize, usize)> {
    let named = |place: Option<usize>| unit(tokens.get(place?)?);
    let is_blank = |place: usize| tokens.get(place).is_some_and(|token| token == " ");
    if let Some(unit) = named(Some(at + 1)) {
        return Some((at + 1, unit));
    }
    if is_blank(at + 1)
        && let Some(unit) = named(Some(at + 2))
    {
        return Some((at + 2, unit));
    }
    if let Some(before) = named(at.checked_sub(1)) {
        return Some((at, before + 1));
    }
    let is_last = at + 1 == tokens.len();
    let before = named(at.checked_sub(2)).filter(|_| is_last && is_blank(at - 1))?;
    Some((at, before + 1))
}
