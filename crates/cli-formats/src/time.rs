//! Dates and times of day, and what texts of either kind say.

mod dateutil;

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

pub use dateutil::parse;

/// A date and a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub clock: Clock,
    /// Millionths of a second beyond that.
    pub micros: u32,
    /// Minutes east of UTC, if there is a zone.
    pub offset: Option<i32>,
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
}

/// A time of day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clock {
    /// The hour, to 23.
    pub hour: u32,
    /// The minute, to 59.
    pub minute: u32,
    /// The second, to 59.
    pub second: u32,
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self.date;
        let Clock {
            hour,
            minute,
            second,
        } = self.clock;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        if self.micros != 0 {
            write!(f, ".{:06}", self.micros)?;
        }
        if let Some(offset) = self.offset {
            let sign = if offset < 0 { '-' } else { '+' };
            let offset = offset.abs();
            write!(f, "{sign}{:02}:{:02}", offset / 60, offset % 60)?;
        }
        Ok(())
    }
}

impl DateTime {
    /// Seconds since 1970 began in UTC, which is where a time without a zone is taken to be.
    pub fn seconds(&self) -> i64 {
        let Clock {
            hour,
            minute,
            second,
        } = self.clock;
        let of_day = i64::from(hour * 3600 + minute * 60 + second);
        let offset = i64::from(self.offset.unwrap_or_default()) * 60;
        self.date.days() * SECONDS_PER_DAY + of_day - offset
    }
}

const SECONDS_PER_DAY: i64 = 86_400;

/// Today in UTC.
pub fn today() -> Date {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Date::from_days(i64::try_from(seconds).unwrap_or_default() / SECONDS_PER_DAY)
}

impl Date {
    /// The day of that year, month and day of the month, if there is one.
    pub fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        let real = year > 0 && (1..=days).contains(&day);
        real.then_some(Self {
            year: i64::from(year),
            month,
            day,
        })
    }

    /// Days since 1 January 1970.
    pub fn days(self) -> i64 {
        let from_march = i64::from((self.month + 9) % 12);
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        era * 146_097 + days - 719_468
    }

    /// The next date that is this day of the week, counted from Monday; it may be the same.
    fn next(self, weekday: usize) -> Self {
        // 1 January 1970 was a Thursday.
        let today = (self.days() + 3).rem_euclid(7);
        let ahead = (weekday as i64 - today).rem_euclid(7);
        Self::from_days(self.days() + ahead)
    }

    /// The date some days after 1 January 1970 in the Gregorian calendar. Years are taken to
    /// start in March, so that a leap day is the last of its year, and come in eras of 400.
    pub fn from_days(days: i64) -> Self {
        const DAYS_PER_ERA: i64 = 146_097;
        const DAYS_FROM_YEAR_ZERO: i64 = 719_468;
        let days = days + DAYS_FROM_YEAR_ZERO;
        let era = days.div_euclid(DAYS_PER_ERA);
        let of_era = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: month as u32,
            day: (of_year - (153 * from_march + 2) / 5 + 1) as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: u32, month: u32, day: u32) -> Date {
        Date::new(year, month, day).expect("a day of the calendar")
    }

    #[test]
    fn every_day_of_four_centuries_is_counted_and_found_again() {
        let mut last = Date::from_days(-73_501);
        for days in -73_500..73_500 {
            let day = Date::from_days(days);
            assert_eq!(day.days(), days);
            let first = |it: Date| it.day == 1;
            let follows = match (last.month, day.month) {
                (12, 1) => first(day) && day.year == last.year + 1,
                (before, after) if before == after => day.day == last.day + 1,
                (before, after) => first(day) && after == before + 1 && day.year == last.year,
            };
            assert!(follows, "{last:?}, {day:?}");
            let [year, last_year] =
                [day.year, last.year].map(|it| u32::try_from(it).expect("no year before 0"));
            assert_eq!(Date::new(year, day.month, day.day), Some(day));
            let behind = Date::new(last_year, last.month, last.day + 1);
            assert_eq!(behind.is_some(), !first(day), "behind {last:?}");
            last = day;
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (day, days) in [
            (date(1970, 1, 1), 0),
            (date(1969, 12, 31), -1),
            (date(2000, 2, 29), 11_016),
            (date(1, 1, 1), -719_162),
            (date(9999, 12, 31), 2_932_896),
        ] {
            assert_eq!((day.days(), Date::from_days(days)), (days, day));
        }
        let before = Date {
            year: -1,
            month: 12,
            day: 31,
        };
        assert_eq!(
            (before.days(), Date::from_days(-719_529)),
            (-719_529, before)
        );
    }

    #[test]
    fn there_are_no_other_days() {
        for (year, month, day) in [
            (0, 1, 1),
            (2020, 0, 1),
            (2020, 13, 1),
            (2020, 1, 0),
            (1900, 2, 29),
            (2100, 2, 29),
        ] {
            assert_eq!(Date::new(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn a_time_is_shown_with_its_zone_and_counted_without() {
        let clock = Clock {
            hour: 3,
            minute: 4,
            second: 5,
        };
        for (micros, offset, text, seconds) in [
            (0, None, "1970-01-02T03:04:05", 97_445),
            (60, Some(0), "1970-01-02T03:04:05.000060+00:00", 97_445),
            (0, Some(90), "1970-01-02T03:04:05+01:30", 92_045),
            (0, Some(-90), "1970-01-02T03:04:05-01:30", 102_845),
        ] {
            let date = date(1970, 1, 2);
            let time = DateTime {
                date,
                clock,
                micros,
                offset,
            };
            assert_eq!((time.to_string().as_str(), time.seconds()), (text, seconds));
        }
    }

    #[test]
    fn today_is_no_day_of_the_past() {
        assert!(today().days() > date(2025, 1, 1).days());
    }
}
