//! The time of a signature, as it is written.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A time in UTC, to the second, as `20150830T123600Z`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    text: [u8; 16],
    seconds: u64,
}

impl Stamp {
    /// The stamp of a time between 1970 and 9999; times outside count as the nearest of these.
    pub fn new(time: SystemTime) -> Self {
        const LAST: u64 = 253_402_300_799;
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = since.as_secs().min(LAST);
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil(days);
        let mut text = *b"00000000T000000Z";
        let parts = [
            (0, 4, year),
            (4, 2, month),
            (6, 2, day),
            (9, 2, rest / 3_600),
            (11, 2, rest / 60 % 60),
            (13, 2, rest % 60),
        ];
        for (start, length, mut value) in parts {
            for digit in text[start..start + length].iter_mut().rev() {
                *digit += (value % 10) as u8;
                value /= 10;
            }
        }
        Self { text, seconds }
    }

    /// The whole stamp.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).expect("digits are UTF-8")
    }

    /// Its day, as `20150830`.
    pub fn day(&self) -> &str {
        &self.as_str()[..8]
    }

    /// The time, without fractions of a second.
    pub fn time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.seconds)
    }
}

impl std::fmt::Debug for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Year, month and day of a day since 1970-01-01, in the Gregorian calendar.
///
/// The arithmetic counts from 0000-03-01, so that leap days end years, in eras of 400 years.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        for (seconds, text) in [
            (0, "19700101T000000Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (1_440_938_160, "20150830T123600Z"),
            (4_107_542_400, "21000301T000000Z"),
            (u64::MAX / 4, "99991231T235959Z"),
        ] {
            let stamp = Stamp::new(UNIX_EPOCH + Duration::from_secs(seconds));
            assert_eq!(stamp.as_str(), text);
            assert_eq!(stamp.day(), &text[..8]);
            assert_eq!(format!("{stamp:?}"), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_last() {
        let mut last = civil(0);
        for day in 1..=146_097 {
            let next = civil(day);
            assert!(next > last, "{last:?} then {next:?}");
            last = next;
        }
        assert_eq!(last, (2370, 1, 1));
    }

    #[test]
    fn a_time_before_1970_counts_as_1970() {
        let stamp = Stamp::new(UNIX_EPOCH - Duration::from_secs(1));
        assert_eq!(stamp.as_str(), "19700101T000000Z");
    }
}
