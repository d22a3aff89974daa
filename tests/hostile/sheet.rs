//! Rows as a spreadsheet reads them.

use csv::ReaderBuilder;

/// The cells of a file, without the sign that keeps them from being run; or the one that would be. Each row has as many as its head.
pub fn read(bytes: &[u8], rows: usize) -> Result<Vec<String>, String> {
    let mut reader = ReaderBuilder::new().flexible(false).from_reader(bytes);
    let mut cells = Vec::new();
    let mut found = 0;
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        found += 1;
        for cell in &record {
            // Full-width signs count as well where a spreadsheet speaks Japanese or Chinese.
            if cell
                .trim_start()
                .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
            {
                return Err(format!("a formula: {cell:?}"));
            }
            let text = cell.strip_prefix('\'').unwrap_or(cell);
            cells.push(text.to_owned());
            if text != cell {
                cells.push(cell.to_owned());
            }
        }
    }
    if found == rows {
        Ok(cells)
    } else {
        Err(format!("{found} rows, not {rows}"))
    }
}
