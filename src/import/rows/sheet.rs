//! The cells of a table, all in one place: a table of a hundred thousand rows is not a million small texts.

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct Sheet {
    /// The cells' texts, one behind the other.
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    rows: Vec<Span>,
}

/// Which cells a row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    line: usize,
    first: usize,
    count: usize,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct Row<'a> {
    sheet: &'a Sheet,
    span: Span,
}

impl Sheet {
    /// Adds a row.
    pub(in crate::import) fn push<T: AsRef<str>>(
        &mut self,
        line: usize,
        cells: impl IntoIterator<Item = T>,
    ) {
        let span = self.span(line, cells);
        self.rows.push(span);
    }

    fn span<T: AsRef<str>>(&mut self, line: usize, cells: impl IntoIterator<Item = T>) -> Span {
        let first = self.ends.len();
        for cell in cells {
            self.text.push_str(cell.as_ref());
            self.ends.push(self.text.len());
        }
        Span {
            line,
            first,
            count: self.ends.len() - first,
        }
    }

    /// Gives a row other cells.
    pub(in crate::import) fn replace(&mut self, index: usize, cells: &[String]) {
        let line = self.row(index).map_or(0, |row| row.line());
        let span = self.span(line, cells);
        if let Some(row) = self.rows.get_mut(index) {
            *row = span;
        }
    }

    /// Leaves out the rows that are not wanted.
    pub(in crate::import) fn retain(&mut self, mut wanted: impl FnMut(Row<'_>) -> bool) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|span| {
            wanted(Row {
                sheet: self,
                span: *span,
            })
        });
        self.rows = rows;
    }

    pub(in crate::import) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(in crate::import) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(in crate::import) fn row(&self, index: usize) -> Option<Row<'_>> {
        let span = *self.rows.get(index)?;
        Some(Row { sheet: self, span })
    }

    pub(in crate::import) fn first(&self) -> Option<Row<'_>> {
        self.row(0)
    }

    pub(in crate::import) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|span| Row {
            sheet: self,
            span: *span,
        })
    }

    fn cell(&self, index: usize) -> &str {
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or_default()
    }
}

impl<'a> Row<'a> {
    /// Its first line, from 1.
    pub(in crate::import) fn line(self) -> usize {
        self.span.line
    }

    /// How many cells it has.
    pub(in crate::import) fn len(self) -> usize {
        self.span.count
    }

    /// A cell; a row that is too short has empty ones.
    pub(in crate::import) fn cell(self, index: usize) -> &'a str {
        if index < self.span.count {
            self.sheet.cell(self.span.first + index)
        } else {
            ""
        }
    }

    /// Its cells.
    pub(in crate::import) fn cells(self) -> impl Iterator<Item = &'a str> + Clone {
        (0..self.span.count).map(move |index| self.cell(index))
    }

    /// The whole row, to be shown.
    pub(in crate::import) fn shown(self) -> String {
        let filled: Vec<&str> = self
            .cells()
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        filled.join(", ")
    }
}
