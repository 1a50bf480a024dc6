//! The table, and that it is what it was.

use std::fs;
use std::path::Path;

use crate::column::Column;

const LEGEND: &str = "\
A cell says what the call came to, how often the client says that it was tried (- where no answer tells), and after the slash how
often the service was asked for the place of the fault. +1: it was created or started once. 4of10: so many items came. t2: so many
times the token endpoint was asked. ! trying later does not help, or may do it twice; unsent: the client is sure that nothing was
sent.
";

/// One line for each fault.
pub(crate) fn layout(names: &[String], cells: &[Vec<String>]) -> String {
    let titles: Vec<_> = Column::ALL.into_iter().map(|column| column.title().to_owned()).collect();
    let mut lines = vec![row("fault", &titles)];
    lines.extend(names.iter().zip(cells).map(|(name, cells)| row(name, cells)));
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

fn row(name: &str, cells: &[String]) -> Vec<String> {
    [name.to_owned()].into_iter().chain(cells.iter().cloned()).collect()
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
