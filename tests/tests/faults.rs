//! What a client that runs unattended meets: every fault, at every kind of call, over HTTP on this machine.
//!
//! Whether all is well is checked by the record of the service, not by what the client says. `table.txt` is what comes of it;
//! `UPDATE_GOLDEN=1` writes it anew.

#[path = "faults/cell.rs"]
mod cell;
#[path = "faults/column.rs"]
mod column;
#[path = "faults/fault.rs"]
mod fault;
#[path = "faults/rows/mod.rs"]
mod rows;
#[path = "faults/table.rs"]
mod table;
#[path = "common/tls.rs"]
#[allow(dead_code, reason = "others use the rest")]
mod tls;
#[path = "faults/world.rs"]
mod world;

use std::sync::Arc;

use snyk_api_tests::service::{Reply, foreign};
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinSet;

use crate::cell::Cell;
use crate::column::Column;
use crate::fault::Fault;

/// So many cells at a time, of those that no clock is to hurry.
const AT_ONCE: usize = 32;

/// One fault at all kinds of call.
type Row = Vec<Cell>;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_kind_of_call() {
    let elsewhere = foreign(Reply::status(204)).await;
    let faults = rows::all();
    // Those that are to be late wait most of the time, so they are made all at once, from when all of them are ready; and before
    // the others, which would make those late that should not be.
    let mut table = run(&faults, &elsewhere.url(), true).await;
    let others = run(&faults, &elsewhere.url(), false).await;
    for (row, other) in table.iter_mut().zip(others) {
        row.extend(other);
    }
    let text = table::layout(&faults, &table);
    table::print(&text);
    let wrong: Vec<_> = faults.iter().zip(&table).flat_map(|(fault, row)| wrong(fault, row)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(elsewhere.connections(), 0, "nobody else is asked for anything");
    table::compare(&text);
}

/// The rows of faults that are a matter of time, or of those that are not; the others stay empty.
async fn run(faults: &[Fault], elsewhere: &str, timed: bool) -> Vec<Row> {
    let chosen: Vec<_> = faults.iter().enumerate().filter(|(_, fault)| fault.is_timed == timed).collect();
    let (at_once, together) = if timed { (Semaphore::MAX_PERMITS, cells(&chosen)) } else { (AT_ONCE, 1) };
    let (turns, ready) = (Arc::new(Semaphore::new(at_once)), Arc::new(Barrier::new(together)));
    let mut under_way = JoinSet::new();
    for (place, fault) in chosen {
        for column in Column::ALL {
            let (fault, url, turns, ready) = (fault.clone(), elsewhere.to_owned(), turns.clone(), ready.clone());
            under_way.spawn(async move {
                let _turn = turns.acquire_owned().await.expect("nobody closes it");
                (place, cell::run(fault, column, &url, &ready).await)
            });
        }
    }
    let mut rows: Vec<_> = faults.iter().map(|_| Row::new()).collect();
    for (place, cell) in under_way.join_all().await {
        rows[place].push(cell);
    }
    for row in &mut rows {
        row.sort_by_key(|cell| cell.column);
    }
    rows
}

/// How many of the cells there are in fact.
fn cells(faults: &[(usize, &Fault)]) -> usize {
    let meets = |fault: &Fault| Column::ALL.into_iter().filter(|column| (fault.skips)(*column).is_none()).count();
    faults.iter().map(|(_, fault)| meets(fault)).sum()
}

fn wrong(fault: &Fault, row: &Row) -> Vec<String> {
    let named = |cell: &Cell, wrong: &String| format!("{} | {}: {wrong}", fault.name, cell.column.title());
    row.iter().flat_map(|cell| cell.wrong.iter().map(move |wrong| named(cell, wrong))).collect()
}
