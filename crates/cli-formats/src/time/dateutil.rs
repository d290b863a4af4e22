//! Dates and times as people and services write them, read as python-dateutil reads them, which the AWS
//! CLI leaves all text to: ISO 8601 and HTTP dates, `Jan 5 2020`, `10/11/12`, `3:04 PM`, `Monday`.
//!
//! What a text leaves out is that of `today`. Unknown words are no times.

mod fields;
mod units;

use super::{Clock, Date, DateTime};
use crate::pytext::is_space;
use fields::{Fields, Label};

/// Words between the parts of a date.
const JUMPS: [&str; 18] = [
    " ", ".", ",", ";", "-", "/", "'", "at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd",
    "th",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date and time of that text; none if it is none.
pub fn parse(text: &str, today: Date) -> Option<DateTime> {
    let mut parser = Parser {
        tokens: split(text),
        fields: Fields::default(),
        found: Found::default(),
    };
    let mut at = 0;
    while at < parser.tokens.len() {
        at = parser.token(at)? + 1;
    }
    parser.finish(today)
}

/// Words, numbers with a fraction, and all other characters one by one. White space is one blank.
fn split(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let mut token = String::from(if is_space(c) { ' ' } else { c });
        if c.is_ascii_digit() {
            // A comma or point belongs to a number where digits follow.
            while let Some(&next) = characters.peek() {
                let fraction = matches!(next, '.' | ',') && {
                    let mut ahead = characters.clone();
                    ahead.next();
                    ahead.next().is_some_and(|c| c.is_ascii_digit())
                };
                // Only the last two digits before a comma can be seconds.
                if !next.is_ascii_digit() && !(fraction && (next == '.' || token.len() >= 2)) {
                    break;
                }
                token.push(if next == ',' { '.' } else { next });
                characters.next();
            }
            // Several points part numbers, as in 1.2.2020.
            if token.matches('.').count() > 1 {
                let parts: Vec<_> = token.split('.').collect();
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        tokens.push(".".to_owned());
                    }
                    tokens.push((*part).to_owned());
                }
                continue;
            }
        } else if c.is_alphabetic() {
            while let Some(&next) = characters.peek()
                && next.is_alphabetic()
            {
                token.push(next);
                characters.next();
            }
        }
        tokens.push(token);
    }
    tokens
}

/// What was found besides the date.
#[derive(Default)]
struct Found {
    weekday: Option<usize>,
    hour: Option<u32>,
    minute: Option<u32>,
    second: Option<u32>,
    micros: Option<u32>,
    afternoon: Option<bool>,
    zone: Option<String>,
    /// Seconds east of UTC.
    offset: Option<i32>,
}

struct Parser {
    tokens: Vec<String>,
    fields: Fields,
    found: Found,
}

impl Parser {
    fn get(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).map(String::as_str)
    }

    fn is(&self, at: usize, token: &str) -> bool {
        self.get(at) == Some(token)
    }

    /// Takes the token at `at`, and those behind that belong to it. Returns the last of them.
    fn token(&mut self, at: usize) -> Option<usize> {
        let token = self.tokens[at].clone();
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            return self.number(at, &token);
        }
        if let Some(weekday) = weekday(&token) {
            self.found.weekday = Some(weekday);
            return Some(at);
        }
        if let Some(month) = month(&token) {
            self.fields.push_month(month)?;
            return self.behind_month(at);
        }
        if let Some(afternoon) = half_of_day(&token) {
            let hour = self.found.hour.filter(|hour| *hour <= 12)?;
            self.found.hour = Some(adjusted(hour, afternoon));
            self.found.afternoon = Some(afternoon);
            return Some(at);
        }
        if self.could_be_zone(&token) {
            return Some(self.zone(at, token));
        }
        if self.found.hour.is_some() && (token == "+" || token == "-") {
            return self.offset(at, if token == "+" { 1 } else { -1 });
        }
        is_jump(&token).then_some(at)
    }

    fn behind_month(&mut self, at: usize) -> Option<usize> {
        if !(self.is(at + 1, "-") || self.is(at + 1, "/")) {
            return Some(at);
        }
        let separator = self.tokens[at + 1].clone();
        let second = self.get(at + 2)?.to_owned();
        self.fields.push(&second, Label::None)?;
        if !self.is(at + 3, &separator) {
            return Some(at + 2);
        }
        let third = self.get(at + 4)?.to_owned();
        self.fields.push(&third, Label::None)?;
        Some(at + 4)
    }

    fn could_be_zone(&self, token: &str) -> bool {
        let found = &self.found;
        found.hour.is_some()
            && found.zone.is_none()
            && found.offset.is_none()
            && token.len() <= 5
            && (token.bytes().all(|byte| byte.is_ascii_uppercase()) || token == "z")
    }

    /// `UTC`, or `UTC+3`, which is meant the other way round than an offset alone.
    fn zone(&mut self, at: usize, token: String) -> usize {
        let is_utc = is_utc(&token);
        self.found.offset = is_utc.then_some(0);
        self.found.zone = Some(token);
        let reversed = match self.get(at + 1) {
            Some("+") => "-",
            Some("-") => "+",
            _ => return at,
        };
        self.tokens[at + 1] = reversed.to_owned();
        self.found.offset = None;
        if is_utc {
            self.found.zone = None;
        }
        at
    }

    /// `-0300`, `-03:00` or `-3`.
    fn offset(&mut self, at: usize, sign: i32) -> Option<usize> {
        let digits = self.get(at + 1)?.to_owned();
        let number = |digits: &str| digits.parse::<i32>().ok();
        let (hours, minutes, last) = match digits.len() {
            4 => (number(&digits[..2])?, number(&digits[2..])?, at + 1),
            _ if self.is(at + 2, ":") => (number(&digits)?, number(self.get(at + 3)?)?, at + 3),
            1 | 2 => (number(&digits)?, 0, at + 1),
            _ => return None,
        };
        self.found.offset = Some(sign * (hours * 3600 + minutes * 60));
        Some(last)
    }

    /// Takes a number by its length and by what is beside it.
    fn number(&mut self, at: usize, token: &str) -> Option<usize> {
        let part = |from: usize, to: usize| token.get(from..to)?.parse::<u32>().ok();
        let length = token.len();
        let whole = !token.contains('.');
        let behind = self.get(at + 1).map(str::to_owned);
        if self.fields.numbers.len() == 3
            && matches!(length, 2 | 4)
            && self.found.hour.is_none()
            && behind.as_deref() != Some(":")
            && behind.as_deref().and_then(units::unit).is_none()
        {
            self.found.hour = Some(part(0, 2)?);
            if length == 4 {
                self.found.minute = Some(part(2, 4)?);
            }
            return Some(at);
        }
        if length == 6 || (length > 6 && token.find('.') == Some(6)) {
            if self.fields.numbers.is_empty() && whole {
                for from in [0, 2, 4] {
                    self.fields.push(token.get(from..from + 2)?, Label::None)?;
                }
            } else {
                (self.found.hour, self.found.minute) = (Some(part(0, 2)?), Some(part(2, 4)?));
                self.seconds(token.get(4..)?)?;
            }
            return Some(at);
        }
        if matches!(length, 8 | 12 | 14) && whole {
            self.fields.push(token.get(..4)?, Label::Year)?;
            self.fields.push(token.get(4..6)?, Label::None)?;
            self.fields.push(token.get(6..8)?, Label::None)?;
            if length > 8 {
                (self.found.hour, self.found.minute) = (Some(part(8, 10)?), Some(part(10, 12)?));
            }
            if length > 12 {
                self.found.second = Some(part(12, 14)?);
            }
            return Some(at);
        }
        if let Some((last, unit)) = units::beside(&self.tokens, at) {
            self.amount(token, unit)?;
            return Some(last);
        }
        match behind.as_deref() {
            Some(":") if self.get(at + 2).is_some() => self.time(at, token),
            Some(separator @ ("-" | "/" | ".")) => self.date(at, token, separator),
            None => self.lone(at, token),
            Some(jump) if is_jump(jump) => self.lone(at, token),
            Some(word) => match half_of_day(word) {
                Some(afternoon) => self.hour(at + 1, token, afternoon),
                None => {
                    let day: u32 = token.parse().ok()?;
                    if !(1..=31).contains(&day) {
                        return None;
                    }
                    self.fields.push_number(token)?;
                    Some(at)
                }
            },
        }
    }

    fn hour(&mut self, last: usize, token: &str, afternoon: bool) -> Option<usize> {
        let hour: u32 = token.split('.').next()?.parse().ok()?;
        if hour >= 24 {
            return None;
        }
        self.found.hour = Some(adjusted(hour, afternoon));
        Some(last)
    }

    /// A number with nothing beside it that says what it is.
    fn lone(&mut self, at: usize, token: &str) -> Option<usize> {
        if let Some(afternoon) = self.get(at + 2).and_then(half_of_day) {
            return self.hour(at + 2, token, afternoon);
        }
        self.fields.push_number(token)?;
        Some(at + 1)
    }

    /// `12h`, `30 minutes` or `5.5s`.
    fn amount(&mut self, token: &str, unit: usize) -> Option<()> {
        match unit {
            0 => {
                self.found.hour = Some(token.split('.').next()?.parse().ok()?);
                self.found.minute = sixtieths(token)?.or(self.found.minute);
                Some(())
            }
            1 => self.minutes(token),
            2 => self.seconds(token),
            // What comes after seconds has no name.
            _ => Some(()),
        }
    }

    /// Minutes, and what a fraction of them has of seconds.
    fn minutes(&mut self, text: &str) -> Option<()> {
        self.found.minute = Some(text.split('.').next()?.parse().ok()?);
        self.found.second = sixtieths(text)?;
        Some(())
    }

    /// `12:34`, `12:34:56` or `12:34:56.789`.
    fn time(&mut self, at: usize, token: &str) -> Option<usize> {
        self.found.hour = Some(token.split('.').next()?.parse().ok()?);
        let minute = self.get(at + 2)?.to_owned();
        self.minutes(&minute)?;
        if !self.is(at + 3, ":") || self.get(at + 4).is_none() {
            return Some(at + 2);
        }
        let second = self.get(at + 4)?.to_owned();
        self.seconds(&second)?;
        Some(at + 4)
    }

    /// Seconds and their fraction, of which six digits count.
    fn seconds(&mut self, text: &str) -> Option<()> {
        let (second, fraction) = text.split_once('.').unwrap_or((text, ""));
        self.found.second = Some(second.parse().ok()?);
        let fraction = format!("{:0<6}", fraction.get(..6).unwrap_or(fraction));
        self.found.micros = Some(fraction.parse().ok()?);
        Some(())
    }

    /// `01-01`, `01-Jan` or either with a year.
    fn date(&mut self, at: usize, token: &str, separator: &str) -> Option<usize> {
        self.fields.push(token, Label::None)?;
        let Some(second) = self.get(at + 2).filter(|word| !is_jump(word)) else {
            return Some(at + 1);
        };
        let second = second.to_owned();
        self.number_or_month(&second)?;
        if !self.is(at + 3, separator) {
            return Some(at + 2);
        }
        let third = self.get(at + 4)?.to_owned();
        self.number_or_month(&third)?;
        Some(at + 4)
    }

    fn number_or_month(&mut self, token: &str) -> Option<()> {
        match month(token) {
            Some(month) => self.fields.push_month(month),
            None => self.fields.push(token, Label::None),
        }
    }

    fn finish(self, today: Date) -> Option<DateTime> {
        let [year, month, day] = self.fields.resolve()?;
        let found = self.found;
        let nothing = year.or(month).or(day).is_none()
            && found.weekday.is_none()
            && found.hour.or(found.minute).or(found.second).is_none();
        if nothing {
            return None;
        }
        let whole_year = |year: i64| match self.fields.century || year >= 100 {
            true => year,
            false => nearest_century(year, today.year),
        };
        let year = year.map_or(today.year, whole_year);
        let month = month.map_or(today.month, |month| u32::try_from(month).unwrap_or(0));
        let year = u32::try_from(year).ok().filter(|year| *year <= 9999)?;
        let date = match day {
            Some(day) => Date::new(year, month, u32::try_from(day).ok()?)?,
            // The last day of a shorter month.
            None => (1..=today.day)
                .rev()
                .find_map(|day| Date::new(year, month, day))?,
        };
        let date = match found.weekday.filter(|_| day.is_none()) {
            Some(weekday) => date.next(weekday),
            None => date,
        };
        let clock = Clock {
            hour: found.hour.unwrap_or_default(),
            minute: found.minute.unwrap_or_default(),
            second: found.second.unwrap_or_default(),
        };
        if clock.hour > 23 || clock.minute > 59 || clock.second > 59 {
            return None;
        }
        // No zone is a day away.
        if found
            .offset
            .is_some_and(|seconds| seconds.abs() >= 24 * 60 * 60)
        {
            return None;
        }
        Some(DateTime {
            date,
            clock,
            micros: found.micros.unwrap_or_default(),
            offset: found.offset.map(|seconds| seconds / 60),
        })
    }
}

/// What the fraction of a number is in sixtieths; none where there is no fraction.
fn sixtieths(number: &str) -> Option<Option<u32>> {
    let Some((_, fraction)) = number.split_once('.') else {
        return Some(None);
    };
    let part: f64 = format!("0.{fraction}").parse().ok()?;
    Some((part > 0.0).then_some((part * 60.0) as u32))
}

/// A year of two digits is within fifty years of this one.
fn nearest_century(year: i64, this_year: i64) -> i64 {
    let year = this_year / 100 * 100 + year;
    if year >= this_year + 50 {
        year - 100
    } else if year < this_year - 50 {
        year + 100
    } else {
        year
    }
}

fn is_jump(token: &str) -> bool {
    JUMPS.contains(&token.to_lowercase().as_str())
}

fn is_utc(token: &str) -> bool {
    matches!(token.to_lowercase().as_str(), "utc" | "gmt" | "z")
}

fn weekday(token: &str) -> Option<usize> {
    named(token, &WEEKDAYS)
}

fn month(token: &str) -> Option<usize> {
    match token.to_lowercase().as_str() {
        "sept" => Some(8),
        _ => named(token, &MONTHS),
    }
}

/// The place of a name, whole or its first three letters.
fn named(token: &str, names: &[&str]) -> Option<usize> {
    let token = token.to_lowercase();
    names
        .iter()
        .position(|name| token == *name || token == name[..3])
}

/// Whether it is after noon.
fn half_of_day(token: &str) -> Option<bool> {
    match token.to_lowercase().as_str() {
        "am" | "a" => Some(false),
        "pm" | "p" => Some(true),
        _ => None,
    }
}

fn adjusted(hour: u32, afternoon: bool) -> u32 {
    match (hour, afternoon) {
        (12, false) => 0,
        (0..12, true) => hour + 12,
        _ => hour,
    }
}

#[cfg(test)]
mod tests;
