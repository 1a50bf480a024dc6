//! The cargo features of the areas.

use std::fmt::Write as _;

use crate::model::Api;

use super::{docs, stability, structs};

/// Where a line of the manifest ends.
const WIDTH: usize = 118;

/// The lines between the markers.
pub(super) fn features(api: &Api) -> String {
    let areas: Vec<_> = api.areas.iter().map(|area| area.feature.as_str()).collect();
    let mut text = String::from("# Every area.\n");
    text.push_str(&array("areas", &areas));
    for (feature, docs) in stability::FEATURES {
        let _ = writeln!(text, "# {docs}\n{feature} = []");
    }
    for area in &api.areas {
        let family = &api.family(area).key;
        let summary = docs::one_line(&structs::summary(&area.docs));
        let _ = writeln!(text, "# {family}: {summary}\n{} = []", area.feature);
    }
    text
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
