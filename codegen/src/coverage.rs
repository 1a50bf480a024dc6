//! What of the vendor's documentation the description covers.
//!
//! Two sources list operations: the docs' index of endpoints, and the OpenAPI documents of the families. Each becomes a table.

mod deviations;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::Serialize;
use serde_yaml::Value;

use self::deviations::Deviating;
use crate::index::{self, Entry, Family, Known, Link, template};
use crate::model::{Api, Area, Operation};
use crate::openapi::tree;

/// What is written where a document gives an operation no tag.
const NO_TAG: &str = "(no tag)";

/// How much of the documentation is covered, and what is not.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// Nothing is missing.
    pub complete: bool,
    /// The index, and the documents of both families.
    pub tables: Vec<Table>,
    /// What is documented and not described.
    pub missing: Vec<Listed>,
    /// What is described, and documented nowhere.
    pub undocumented: Vec<Listed>,
}

/// What one source documents, and how much of it is described.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// The source, `index` or `documents`.
    pub name: String,
    /// What its rows are, `category` or `tag`.
    pub by: String,
    /// In the order of the source.
    pub rows: Vec<Row>,
    /// The sum of the rows.
    pub total: Row,
}

/// How many operations of a category or tag there are of each sort.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// The category or tag.
    pub name: String,
    /// The source lists them.
    pub documented: usize,
    /// The description has them, too.
    pub described: usize,
    /// They name permissions.
    pub permissions: usize,
    /// They have an example of all that they send and answer.
    pub examples: usize,
    /// They differ from the vendor's document on purpose.
    pub deviating: usize,
}

/// An operation of one side only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// `rest` or `v1`.
    pub family: String,
    /// `GET /orgs/{org_id}/projects`, or how the index calls it if nobody knows its method and path.
    pub operation: String,
    /// Where it stands: sources with the line of the index, or the operation's full name.
    pub at: Vec<String>,
}

/// Family, method and template of the path, by which operations are the same.
pub(crate) type Key = (Family, String, String);

/// An operation of a vendor's document.
struct Documented {
    key: Key,
    path: String,
    tag: String,
    title: String,
}

/// Holds the description against the vendor's documents, as [`openapi::read`](crate::openapi::read()) reads them, and the docs'
/// index of endpoints.
#[must_use]
pub fn coverage(api: &Api, rest: &Value, v1: &Value, index: &[Entry]) -> Coverage {
    let described: HashMap<Key, (&Area, &Operation)> = api
        .operations()
        .filter_map(|(area, operation)| Some((key(api, area, operation)?, (area, operation))))
        .collect();
    let documented = [documented(Family::Rest, rest), documented(Family::V1, v1)];
    let resolved = resolve(index, documented.iter().flatten(), api);
    let mut counter =
        Counter { described: &described, deviating: Deviating::new(api), missing: Vec::new(), seen: BTreeSet::new() };
    let tables = vec![counter.index(index, &resolved), counter.documents(documented.iter().flatten())];
    let Counter { missing, seen, .. } = counter;
    let undocumented = api.operations().filter_map(|(area, operation)| {
        let key = key(api, area, operation)?;
        (!seen.contains(&key)).then(|| Listed {
            family: key.0.to_string(),
            operation: format!("{} {}", key.1, operation.path.text),
            at: vec![operation.name.clone()],
        })
    });
    let undocumented = undocumented.collect();
    Coverage { complete: missing.is_empty(), tables, missing, undocumented }
}

/// The operation that each entry of the index means; nothing where it cannot be told.
pub(crate) fn meant(api: &Api, rest: &Value, v1: &Value, index: &[Entry]) -> Vec<Option<Key>> {
    let documented = [documented(Family::Rest, rest), documented(Family::V1, v1)];
    resolve(index, documented.iter().flatten(), api).into_iter().map(|found| found.map(|(key, _)| key)).collect()
}

/// The key of an operation of the description; nothing for a family that has no documents.
pub(crate) fn key(api: &Api, area: &Area, operation: &Operation) -> Option<Key> {
    let family = [Family::Rest, Family::V1].into_iter().find(|family| family.as_str() == api.family(area).key)?;
    Some((family, operation.method.as_str().to_owned(), template(&operation.path.text)))
}

/// Every operation of a vendor's document.
fn documented(family: Family, document: &Value) -> Vec<Documented> {
    let operation = |place: tree::Place| {
        let [_, path, method] = &place[..] else { return None };
        let operation = tree::at(document, &place)?;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        Some(Documented {
            key: (family, method.to_ascii_uppercase(), template(path)),
            path: path.clone(),
            tag: text(operation.get("tags").and_then(|tags| tags.get(0))).unwrap_or_else(|| NO_TAG.to_owned()),
            title: text(operation.get("summary")).unwrap_or_default(),
        })
    };
    tree::operations(document).into_iter().filter_map(operation).collect()
}

/// What each entry of the index means: key and path, of a document or else of the description, which knows what is retired.
fn resolve<'a>(
    index: &[Entry],
    documented: impl Iterator<Item = &'a Documented>,
    api: &Api,
) -> Vec<Option<(Key, String)>> {
    let mut keys: Vec<Key> = Vec::new();
    let mut known: Vec<Known> = Vec::new();
    for operation in documented {
        let (family, method, _) = operation.key.clone();
        let (path, title, page) = (operation.path.clone(), operation.title.clone(), operation.tag.clone());
        known.push(Known { family, method, path, title, page, replaced_by: None });
        keys.push(operation.key.clone());
    }
    let described = api.operations().filter_map(|(area, operation)| Some((key(api, area, operation)?, operation)));
    let beyond: Vec<(Key, &Operation)> = described.filter(|(key, _)| !keys.contains(key)).collect();
    keys.extend(beyond.iter().map(|(key, _)| key.clone()));
    for ((family, method, _), operation) in beyond {
        let replaced_by = successor(api, operation).and_then(|key| keys.iter().position(|other| *other == key));
        let (path, title, page) = (operation.path.text.clone(), String::new(), String::new());
        known.push(Known { family, method, path, title, page, replaced_by });
    }
    let found = index::resolve(index, &known);
    found.into_iter().map(|place| place.map(|place| (keys[place].clone(), known[place].path.clone()))).collect()
}

/// What is to be used in place of an operation that is gone.
fn successor(api: &Api, operation: &Operation) -> Option<Key> {
    let (area, operation) = api.operation(operation.retired.as_ref()?.replacement.as_deref()?)?;
    key(api, area, operation)
}

/// Counts, and remembers what is missing.
struct Counter<'a> {
    described: &'a HashMap<Key, (&'a Area, &'a Operation)>,
    deviating: Deviating,
    missing: Vec<Listed>,
    /// Everything that some source lists.
    seen: BTreeSet<Key>,
}

impl Counter<'_> {
    fn index(&mut self, entries: &[Entry], resolved: &[Option<(Key, String)>]) -> Table {
        let mut rows = Rows::default();
        for (entry, resolved) in entries.iter().zip(resolved) {
            let row = rows.row(&entry.category);
            let line = format!("index, line {}", entry.line);
            match (resolved, &entry.link) {
                (Some((key, path)), _) => self.count(row, key, path, line),
                (None, Link::Operation { method, path }) => {
                    self.count(row, &(entry.family, method.clone(), template(path)), path, line);
                }
                (None, _) => {
                    row.documented += 1;
                    let operation = format!("\"{}\" of {}, {}", entry.title, entry.category, unknown(entry));
                    self.missing.push(Listed { family: entry.family.to_string(), operation, at: vec![line] });
                }
            }
        }
        rows.table("index", "category")
    }

    fn documents<'d>(&mut self, operations: impl Iterator<Item = &'d Documented>) -> Table {
        let mut rows = Rows::default();
        for Documented { key, path, tag, .. } in operations {
            let family = key.0;
            self.count(rows.row(&format!("{family} {tag}")), key, path, format!("{family} document, {tag}"));
        }
        rows.table("documents", "tag")
    }

    fn count(&mut self, row: &mut Row, key: &Key, path: &str, at: String) {
        row.documented += 1;
        self.seen.insert(key.clone());
        let Some((_, operation)) = self.described.get(key) else {
            let (family, operation) = (key.0.to_string(), format!("{} {path}", key.1));
            match self.missing.iter_mut().find(|listed| (&listed.family, &listed.operation) == (&family, &operation)) {
                Some(listed) => listed.at.push(at),
                None => self.missing.push(Listed { family, operation, at: vec![at] }),
            }
            return;
        };
        row.described += 1;
        row.permissions += usize::from(!operation.permissions.is_empty());
        row.examples += usize::from(has_examples(operation));
        row.deviating += usize::from(self.deviating.concerns(operation));
    }
}

/// Why nobody can tell the method and path of an entry.
fn unknown(entry: &Entry) -> &'static str {
    match entry.link {
        Link::Nowhere => "which is gone; describe it as `retired`, with `use` for what the page says to use instead",
        _ => "which fits no operation of the documents, or more than one",
    }
}

/// Whether there is an example of all that travels.
fn has_examples(operation: &Operation) -> bool {
    let sent = operation.body.is_none() || operation.examples.requests.iter().any(|request| request.body.is_some());
    let mut bodies = operation.answers.iter().filter(|answer| answer.ty.is_some());
    let answered = bodies.all(|body| operation.examples.answers.iter().any(|answer| answer.status == body.status));
    operation.is_callable() && sent && answered
}

/// Rows in the order in which their names were first seen.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    places: BTreeMap<String, usize>,
}

impl Rows {
    fn row(&mut self, name: &str) -> &mut Row {
        let place = *self.places.entry(name.to_owned()).or_insert_with(|| {
            self.rows.push(Row { name: name.to_owned(), ..Row::default() });
            self.rows.len() - 1
        });
        &mut self.rows[place]
    }

    fn table(self, name: &str, by: &str) -> Table {
        let mut total = Row { name: "total".to_owned(), ..Row::default() };
        for row in &self.rows {
            total.documented += row.documented;
            total.described += row.described;
            total.permissions += row.permissions;
            total.examples += row.examples;
            total.deviating += row.deviating;
        }
        Table { name: name.to_owned(), by: by.to_owned(), rows: self.rows, total }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, table) in self.tables.iter().enumerate() {
            write!(f, "{}{table}", if place == 0 { "" } else { "\n" })?;
        }
        list(f, "missing", "no operation is missing", &self.missing)?;
        list(
            f,
            "described, but documented nowhere",
            "no operation is described that is documented nowhere",
            &self.undocumented,
        )
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heading = format!("{} by {}", self.name, self.by);
        let names = self.rows.iter().map(|row| &*row.name).chain([&*heading]);
        let width = names.map(|name| name.chars().count()).max().unwrap_or_default();
        let titles = ["documented", "in the spec", "permissions", "examples", "deviating"];
        writeln!(f, "{heading:width$}  {}", titles.join("  "))?;
        for row in &self.rows {
            let counts = [row.documented, row.described, row.permissions, row.examples, row.deviating];
            write!(f, "{:width$}", row.name)?;
            for (title, count) in titles.iter().zip(counts) {
                write!(f, "  {count:>0$}", title.len())?;
            }
            writeln!(f)?;
        }
        let Row { documented, described, permissions, examples, deviating, .. } = &self.total;
        let rest = format!("{permissions} with permissions, {examples} with examples, {deviating} deviating");
        writeln!(f, "{:width$}  {described} of {documented}; {rest}", "total")
    }
}

/// A list with its heading, or that there is nothing to list.
fn list(f: &mut fmt::Formatter<'_>, heading: &str, nothing: &str, listed: &[Listed]) -> fmt::Result {
    if listed.is_empty() {
        return write!(f, "\n{nothing}");
    }
    write!(f, "\n{heading}: {}", listed.len())?;
    for Listed { family, operation, at } in listed {
        write!(f, "\n  {family:4} {operation} ({})", at.join("; "))?;
    }
    writeln!(f)
}
