//! The cargo features of the areas.

use std::fmt::Write as _;

use crate::model::{Api, Area, Operation, Stability};

use super::{docs, structs};

/// Where a line of the manifest ends.
const WIDTH: usize = 118;

/// The lines between the markers.
pub(super) fn features(api: &Api) -> String {
    let stable: Vec<_> = api.areas.iter().filter(|area| is_stable(area)).map(|area| area.feature.as_str()).collect();
    let mut text = String::from("# Every generally available area.\n");
    text.push_str(&array("areas", &stable));
    for area in &api.areas {
        let family = &api.family(area).key;
        let summary = docs::one_line(&structs::summary(&area.docs));
        let _ = writeln!(text, "# {family}: {summary}\n{} = []", area.feature);
    }
    text
}

/// Whether it has an operation that is generally available, or nothing to call at all.
fn is_stable(area: &Area) -> bool {
    let stability =
        |operation: &Operation| operation.version.as_ref().map_or(Stability::Ga, |version| version.stability);
    let mut callable = area.operations.iter().filter(|operation| operation.is_callable()).peekable();
    callable.peek().is_none() || callable.any(|operation| stability(operation) == Stability::Ga)
}

fn array(key: &str, items: &[&str]) -> String {
    let quoted: Vec<_> = items.iter().map(|item| format!("\"{item}\"")).collect();
    let line = format!("{key} = [{}]\n", quoted.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let items: String = quoted.iter().map(|item| format!("    {item},\n")).collect();
    format!("{key} = [\n{items}]\n")
}
