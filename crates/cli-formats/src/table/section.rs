//! One part of a table, and how wide its columns are.

use std::borrow::Cow;

use crate::{WriteError, east_asian_width::text_width};

/// What a cell needs beside its text: two spaces, the bar, and air.
const CELL_PADDING: usize = 4;
const BORDERS: usize = 2;

/// A title, headers and rows that share their columns.
#[derive(Default)]
pub(super) struct Section<'a> {
    pub(super) title: &'a str,
    pub(super) level: usize,
    pub(super) headers: Vec<&'a str>,
    pub(super) rows: Vec<Vec<Cow<'a, str>>>,
    /// Cells of a row, once a row or headers are known.
    cells: Option<usize>,
    column_widths: Vec<usize>,
}

impl<'a> Section<'a> {
    pub(super) fn new(title: &'a str, level: usize) -> Self {
        Self {
            title,
            level,
            ..Self::default()
        }
    }

    pub(super) fn set_headers(&mut self, headers: &[&'a str]) -> Result<(), WriteError> {
        self.widen(headers.iter().map(|header| text_width(header)).collect())?;
        self.cells.get_or_insert(headers.len());
        self.headers = headers.to_vec();
        Ok(())
    }

    pub(super) fn add_row(&mut self, row: Vec<Cow<'a, str>>) -> Result<(), WriteError> {
        let expected = *self.cells.get_or_insert(row.len());
        if row.len() != expected {
            return Err(WriteError::UnevenRows {
                expected,
                found: row.len(),
            });
        }
        self.widen(row.iter().map(|cell| text_width(cell)).collect())?;
        self.rows.push(row);
        Ok(())
    }

    fn widen(&mut self, widths: Vec<usize>) -> Result<(), WriteError> {
        if self.column_widths.is_empty() {
            self.column_widths = widths;
            return Ok(());
        }
        if widths.len() > self.column_widths.len() {
            return Err(WriteError::UnevenHeaders);
        }
        for (column, width) in self.column_widths.iter_mut().zip(widths) {
            *column = width.max(*column);
        }
        Ok(())
    }

    /// Columns the section needs, bars of its level included.
    pub(super) fn width(&self) -> usize {
        let columns: usize = self
            .column_widths
            .iter()
            .map(|width| width + CELL_PADDING)
            .sum();
        columns.max(text_width(self.title)) + BORDERS + 2 * self.level
    }

    /// Makes the headers of a single row its first column.
    pub(super) fn turn(&mut self) {
        if self.headers.is_empty() || self.rows.len() != 1 {
            return;
        }
        let mut turned = Section::new(self.title, self.level);
        for (header, cell) in self.headers.drain(..).zip(self.rows.remove(0)) {
            let row = turned.add_row(vec![Cow::Borrowed(header), cell]);
            row.expect("every row has a header and a cell");
        }
        *self = turned;
    }

    /// Shares the available width among the columns in proportion to what they hold.
    pub(super) fn spread(&self, available: usize) -> Vec<usize> {
        let natural = || self.column_widths.iter().map(|width| width + CELL_PADDING);
        let scale = available as f64 / natural().sum::<usize>() as f64;
        let mut columns: Vec<usize> = natural()
            .map(|width| (scale * width as f64).round_ties_even() as usize)
            .collect();
        let last = columns.len().saturating_sub(1);
        let mut total: usize = columns.iter().sum();
        for at in (0..columns.len()).cycle() {
            if total > available {
                columns[at] -= 1;
                total -= 1;
            } else if total < available {
                columns[last - at] += 1;
                total += 1;
            } else {
                break;
            }
        }
        columns
    }
}
