//! The table, and that it is what it was.

use std::fs;
use std::path::Path;

use crate::Row;
use crate::column::Column;
use crate::fault::Fault;

const LEGEND: &str = "\
A cell says what the call came to, how often the client says that it was tried (- where no answer tells), and after the slash how
often the service was asked for the place of the fault. +1: it was created or started once. 4of10: so many items came. t2: so many
times the token endpoint was asked. !: to try it again is of no use, or may do it twice. unsent: the client is sure that nothing
was sent. Attempts at a job's question are those of the last time that it was put.
";

/// One line for each fault.
pub(crate) fn layout(faults: &[Fault], rows: &[Row]) -> String {
    let titles: Vec<_> = Column::ALL.into_iter().map(Column::title).collect();
    let mut lines = vec![line("fault", &titles)];
    for (fault, row) in faults.iter().zip(rows) {
        let cells: Vec<_> = row.iter().map(|cell| cell.text.as_str()).collect();
        lines.push(line(&fault.name, &cells));
    }
    let widths: Vec<_> =
        (0..lines[0].len()).map(|place| lines.iter().map(|line| line[place].len()).max().unwrap_or_default()).collect();
    let mut text = format!("{LEGEND}\n");
    for line in lines {
        let parts: Vec<_> = line.iter().zip(&widths).map(|(part, width)| format!("{part:width$}")).collect();
        text.push_str(parts.join(" | ").trim_end());
        text.push('\n');
    }
    text
}

fn line<'a>(name: &'a str, cells: &[&'a str]) -> Vec<&'a str> {
    [&[name], cells].concat()
}

#[expect(clippy::print_stdout, reason = "it is what the test is to show")]
pub(crate) fn print(table: &str) {
    println!("{table}");
}

/// Compares with what is committed, or commits it.
pub(crate) fn compare(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/table.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, table).expect("the table can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<_> = table.lines().filter(|line| !committed.lines().any(|other| other == *line)).collect();
    assert_eq!(
        committed,
        table,
        "with UPDATE_GOLDEN=1 it is written anew; these lines differ:\n{}",
        changed.join("\n")
    );
}
