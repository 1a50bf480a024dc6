//! A document as a contract.

mod discriminator;
mod operation;
mod permissions;
mod schema;

use std::collections::{HashMap, HashSet};

use serde_yaml::Value;

use super::tree::{self, Place, at, pointer, step};
use crate::contract::{Contract, SchemaId};

/// What of a document cannot be understood, and so cannot be held against anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Puzzle {
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
    /// What is not understood.
    pub what: String,
}

/// Reads what a document promises. Its operations are taken for those of a family.
///
/// # Errors
///
/// Everything in it that is not understood: it might hide a difference.
pub fn import(document: &Value, family: &str) -> Result<Contract, Vec<Puzzle>> {
    import_below(document, family, "")
}

/// The same for a document of several families, whose paths begin with the base paths.
///
/// # Errors
///
/// As of [`import`].
pub fn import_below(document: &Value, family: &str, base: &str) -> Result<Contract, Vec<Puzzle>> {
    let mut import = Import {
        document,
        family,
        base,
        contract: Contract::default(),
        schemas: HashMap::new(),
        open: HashSet::new(),
        puzzles: Vec::new(),
    };
    import.contract.base = Some(import.server()).filter(|_| base.is_empty());
    import.paths();
    let Import { contract, mut puzzles, .. } = import;
    puzzles.sort();
    puzzles.dedup();
    if puzzles.is_empty() { Ok(contract) } else { Err(puzzles) }
}

struct Import<'a> {
    document: &'a Value,
    family: &'a str,
    base: &'a str,
    contract: Contract,
    /// The schemas that were read, by their places.
    schemas: HashMap<Place, SchemaId>,
    /// The schemas that are being read.
    open: HashSet<Place>,
    puzzles: Vec<Puzzle>,
}

impl<'a> Import<'a> {
    fn puzzle(&mut self, place: &[String], what: impl Into<String>) {
        self.puzzles.push(Puzzle { pointer: pointer(place), what: what.into() });
    }

    /// The path of the first server.
    fn server(&mut self) -> String {
        let server = self.document.get("servers").and_then(|servers| servers.get(0));
        let url = server.and_then(|server| server.get("url")).and_then(Value::as_str).unwrap_or_default();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.find('/').map_or("", |start| &rest[start..]);
        path.trim_end_matches('/').to_owned()
    }

    /// The place that a reference leads to, in the end.
    fn resolve(&mut self, place: &[String]) -> Option<(Place, &'a Value)> {
        let mut place = place.to_vec();
        for _ in 0..32 {
            let Some(value) = at(self.document, &place) else {
                self.puzzle(&place, "nothing is there, and it is referred to");
                return None;
            };
            let Some(reference) = value.get("$ref") else { return Some((place, value)) };
            let beside = value.as_mapping().into_iter().flat_map(serde_yaml::Mapping::keys).filter_map(Value::as_str);
            let telling = |key: &&str| {
                !matches!(*key, "$ref" | "description" | "summary" | "title" | "example") && !is_extension(key)
            };
            if let Some(key) = beside.into_iter().find(telling) {
                self.puzzle(
                    &place,
                    format!("`{key}` stands beside a reference, where OpenAPI 3.0 leaves it out of account"),
                );
            }
            let Some(next) = reference.as_str().and_then(tree::target) else {
                self.puzzle(&place, "this reference does not lead into the document itself");
                return None;
            };
            place = next;
        }
        self.puzzle(&place, "these references lead in a circle");
        None
    }

    /// The members of a map, by name; a puzzle where it is none.
    fn map(&mut self, place: &[String], value: &'a Value) -> Vec<(String, Place, &'a Value)> {
        match value.as_mapping() {
            Some(members) => members
                .iter()
                .map(|(key, value)| {
                    let name = tree::name(key);
                    let place = step(place, &name);
                    (name, place, value)
                })
                .collect(),
            None => {
                self.puzzle(place, "this is no object");
                Vec::new()
            }
        }
    }

    /// The items of a list; a puzzle where it is none.
    fn list(&mut self, place: &[String], value: &'a Value) -> Vec<(Place, &'a Value)> {
        match value.as_sequence() {
            Some(items) => {
                items.iter().enumerate().map(|(index, item)| (step(place, &index.to_string()), item)).collect()
            }
            None => {
                self.puzzle(place, "this is no list");
                Vec::new()
            }
        }
    }

    /// A text; a puzzle where it is none.
    fn text(&mut self, place: &[String], value: &'a Value) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.puzzle(place, "this is no text");
        }
        text
    }

    /// True or false; a puzzle where it is neither.
    fn flag(&mut self, place: &[String], value: &'a Value) -> bool {
        let flag = value.as_bool();
        if flag.is_none() {
            self.puzzle(place, "this is neither true nor false");
        }
        flag.unwrap_or_default()
    }
}

/// In exported documents: the place of the description that a schema, a parameter, a body, an answer or an operation is.
pub(super) const PLACE: &str = "x-place";

/// In exported documents: the place of a member or a variant, which may be another than that of its schema.
pub(super) const MEMBER: &str = "x-member-place";

impl<'a> Import<'a> {
    /// A place of the description that the document was exported from; none in documents that were not.
    fn exported(&mut self, place: &[String], value: &'a Value, key: &str) -> Option<String> {
        let text = value.get(key)?;
        self.text(&step(place, key), text).map(str::to_owned)
    }
}

/// Whether a key is an extension, which the format leaves to the vendor.
fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}
