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
#[path = "faults/http2.rs"]
mod http2;
#[path = "faults/rows/mod.rs"]
mod rows;
#[path = "faults/table.rs"]
mod table;
#[path = "faults/tls.rs"]
mod tls;
#[path = "faults/world.rs"]
mod world;

use std::sync::Arc;

use snyk_api_tests::service::Routes;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::column::Column;

/// So many cells at a time: most of them wait for time to pass, and the others are not to make them late.
const AT_ONCE: usize = 32;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_kind_of_call() {
    let elsewhere = Routes::new().start().await;
    let (rows, turns) = (rows::all(), Arc::new(Semaphore::new(AT_ONCE)));
    let mut under_way = JoinSet::new();
    for (row, fault) in rows.iter().enumerate() {
        for (place, column) in Column::ALL.into_iter().enumerate() {
            let (fault, url, turns) = (fault.clone(), elsewhere.url(), turns.clone());
            under_way.spawn(async move {
                let _turn = turns.acquire_owned().await.expect("nobody closes it");
                (row, place, cell::run(fault, column, &url).await)
            });
        }
    }
    let mut cells = vec![vec![String::new(); Column::ALL.len()]; rows.len()];
    let mut wrong = Vec::new();
    for (row, place, cell) in under_way.join_all().await {
        wrong.extend(
            cell.wrong.iter().map(|wrong| format!("{} | {}: {wrong}", rows[row].name, Column::ALL[place].title())),
        );
        cells[row][place] = cell.text;
    }
    let names: Vec<_> = rows.into_iter().map(|fault| fault.name).collect();
    let table = table::layout(&names, &cells);
    table::print(&table);
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(elsewhere.connections(), 0, "nobody else is asked for anything");
    table::compare(&table);
}
