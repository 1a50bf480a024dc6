//! Security schemes that nobody defined.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::Mend;
use crate::openapi::tree::{self, Place, at_mut, members, pointer, step};

/// Drops requirements that name an unknown scheme.
pub(super) fn mend(document: &mut Value) -> Vec<Mend> {
    let schemes = members(document, &["components", "securitySchemes"].map(str::to_owned));
    let known: BTreeSet<String> = schemes.filter_map(|(place, _)| place.last().cloned()).collect();
    // The document itself is a place with a requirement, too; it comes first, since operations fall back to it.
    let places = [Place::new()].into_iter().chain(tree::operations(document));
    let places: Vec<Place> = places.collect();
    places.iter().filter_map(|place| mend_requirement(document, place, &known)).collect()
}

/// Drops what cannot be met from the requirement of an operation, or of the document.
fn mend_requirement(document: &mut Value, place: &[String], known: &BTreeSet<String>) -> Option<Mend> {
    let owner = at_mut(document, place)?.as_mapping_mut()?;
    let alternatives = owner.get_mut("security")?.as_sequence_mut()?;
    let before = alternatives.len();
    let mut unknown = BTreeSet::new();
    alternatives.retain(|alternative| {
        let names = alternative.as_mapping().into_iter().flatten().filter_map(|(name, _)| name.as_str());
        let missing: Vec<String> = names.filter(|name| !known.contains(*name)).map(str::to_owned).collect();
        let keep = missing.is_empty();
        unknown.extend(missing);
        keep
    });
    let left = alternatives.len();
    if left == before {
        return None;
    }
    let rest = match (left, place.is_empty()) {
        (0, true) => "nothing is required",
        (0, false) => "the document's own requirement applies",
        _ => "the others stay",
    };
    if left == 0 {
        // An empty list would say that nothing is required.
        owner.shift_remove("security");
    }
    let names: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
    Some(Mend {
        pointer: pointer(&step(place, "security")),
        what: format!("dropped {}, {rest}", names.join(", ")),
        why: "the document defines no such security scheme".to_owned(),
    })
}
