//! Which of the numbers of a date is the year, which the month and which the day.

/// Numbers that are year, month or day, and what is known of which is which.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) numbers: Vec<i64>,
    year: Option<usize>,
    month: Option<usize>,
    /// The year has its century.
    pub(super) century: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Label {
    None,
    Year,
    Month,
}

impl Fields {
    /// Takes digits. More than two are a year.
    pub(super) fn push(&mut self, digits: &str, label: Label) -> Option<()> {
        let number = digits.parse().ok()?;
        self.take(number, digits.len() > 2, label)
    }

    /// Takes a number that stands alone, of which the fraction does not count.
    pub(super) fn push_number(&mut self, number: &str) -> Option<()> {
        let number = number.split('.').next()?.parse().ok()?;
        self.take(number, number > 100, Label::None)
    }

    fn take(&mut self, number: i64, is_year: bool, mut label: Label) -> Option<()> {
        if is_year {
            if label == Label::Month {
                return None;
            }
            self.century = true;
            label = Label::Year;
        }
        let place = Some(self.numbers.len());
        match label {
            Label::Year if self.year.is_none() => self.year = place,
            Label::Month if self.month.is_none() => self.month = place,
            Label::None => {}
            Label::Year | Label::Month => return None,
        }
        self.numbers.push(number);
        Some(())
    }

    pub(super) fn push_month(&mut self, month: usize) -> Option<()> {
        self.push(&(month + 1).to_string(), Label::Month)
    }

    /// Year, month and day, as far as they are there.
    pub(super) fn resolve(&self) -> Option<[Option<i64>; 3]> {
        let all = |order: [usize; 3]| {
            let [year, month, day] = order.map(|at| Some(self.numbers[at]));
            [year, month, day]
        };
        match (self.numbers.as_slice(), self.year, self.month) {
            ([], ..) => Some([None; 3]),
            ([_, _, _], Some(year), Some(month)) => Some(all([year, month, 3 - year - month])),
            ([year], Some(_), _) => Some([Some(*year), None, None]),
            ([month], _, Some(_)) => Some([None, Some(*month), None]),
            ([other], ..) if *other > 31 => Some([Some(*other), None, None]),
            ([other], ..) => Some([None, None, Some(*other)]),
            ([_, _], year, Some(month)) => {
                let other = self.numbers[1 - month];
                let month = Some(self.numbers[month]);
                match year.is_some() || other > 31 {
                    true => Some([Some(other), month, None]),
                    false => Some([None, month, Some(other)]),
                }
            }
            ([first, second], ..) if *first > 31 => Some([Some(*first), Some(*second), None]),
            ([first, second], ..) if *second > 31 => Some([Some(*second), Some(*first), None]),
            ([first, second], ..) => Some([None, Some(*first), Some(*second)]),
            ([_, second, _], _, Some(0)) if *second > 31 => Some(all([1, 0, 2])),
            ([_, _, _], _, Some(0)) => Some(all([2, 0, 1])),
            ([first, _, _], _, Some(1)) if *first > 31 => Some(all([0, 1, 2])),
            ([_, _, _], _, Some(1)) => Some(all([2, 1, 0])),
            ([_, second, _], _, Some(2)) if *second > 31 => Some(all([1, 2, 0])),
            ([_, _, _], _, Some(2)) => Some(all([0, 2, 1])),
            ([first, _, _], year, None) if *first > 31 || year == Some(0) => Some(all([0, 1, 2])),
            ([first, _, _], ..) if *first > 12 => Some(all([2, 1, 0])),
            ([_, _, _], ..) => Some(all([2, 0, 1])),
            _ => None,
        }
    }
}
