//! Drafts YAML of the description from an OpenAPI document, for a person to finish.
//!
//! A draft says everything that a document says and the language can express. What the language has no words for stands
//! beside it as a remark, and descriptions are left open as gaps ([`GAP`]), which the compiler refuses, so that no draft
//! becomes a part of the client unread.
//!
//! ```text
//! document -- import --> contract -- types, resources, operations --> draft -- tidy --> names -- render, yaml --> files
//! files -- complete --> description -- compile, compare with the contract, kinds --> deviations
//! ```

mod classes;
mod complete;
mod deviations;
mod examples;
mod facts;
mod ids;
mod ir;
mod kinds;
mod known;
mod names;
mod operations;
mod permissions;
mod render;
mod resources;
mod same;
mod tidy;
mod types;
mod unions;
mod words;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use self::classes::Classes;
pub use self::complete::complete;
pub(crate) use self::complete::target;
pub use self::deviations::Recount;
pub use self::examples::examples;
use self::ids::Ids;
use self::ir::{Drafted, Key};
use self::known::Known;
use self::render::{Area, Render};
use self::types::{Materials, Types};
use self::yaml::{Entry, Yaml};
use crate::contract::{Contract, In, Operation};
use crate::diagnostic::nearest;
use crate::{File, Source, openapi};

/// What every gap begins with: `TODO(target_id)`. A closing parenthesis ends it.
pub const GAP: &str = "TODO(";

/// What to draft.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The family that the document describes.
    pub family: String,
    /// Operations, each by its `operationId` or by method and path; without any, all that the description lacks.
    pub operations: Vec<String>,
    /// All operations of the document, whatever the description has.
    pub all: bool,
}

/// A draft.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Areas, and what is to be added to the files that all areas share; paths are those under `spec/`.
    pub files: Vec<File>,
    /// How many operations there are in it.
    pub operations: usize,
    /// What the document says and the language can't express, with the place in the draft where it is remarked.
    pub remarks: Vec<String>,
    /// Entries of `deviations.yaml` that have to say another number of places, once the draft is a part of the description.
    pub recounts: Vec<Recount>,
    /// Why the draft has no deviations, where they could not be worked out.
    pub unrecorded: Option<String>,
}

/// The family whose base path the document's servers have.
#[must_use]
pub fn family_of(document: &Value) -> Option<String> {
    let servers = document.get("servers")?.as_sequence()?;
    servers.iter().find_map(|server| {
        let url = server.get("url")?.as_str()?.trim_end_matches('/');
        ["v1", "rest"].into_iter().find(|family| url.ends_with(&format!("/{family}"))).map(str::to_owned)
    })
}

/// Drafts operations of a document, to go with a description.
///
/// # Errors
///
/// If the document is not understood in full, or does not have what is asked for.
pub fn draft(sources: &[Source], document: &Value, options: &Options) -> Result<Draft, String> {
    // What an earlier draft has left beside the description is a part of it for this one.
    let merged = complete::merge(sources, &[]).unwrap_or_else(|_| sources.to_vec());
    let known = Known::new(&merged, &options.family)?;
    let contract = openapi::import(document, &options.family).map_err(|puzzles| {
        let lines: Vec<String> = puzzles.iter().map(|puzzle| format!("#{}: {}", puzzle.pointer, puzzle.what)).collect();
        format!("this document is not understood in full:\n{}", lines.join("\n"))
    })?;
    let (chosen, left_out) = choose(&contract, &known, options)?;
    let areas = by_area(&chosen, &known);
    let classes = Classes::new(&contract);
    let from = Materials { document, contract: &contract, classes: &classes, known: &known };
    let mut draft = write(from, &areas);
    draft.remarks.extend(left_out);
    if draft.operations > 0 {
        match deviations::record(sources, from, &draft.files) {
            Ok(recorded) => {
                draft.files.extend(recorded.file);
                draft.recounts = recorded.recounts;
            }
            Err(why) => draft.unrecorded = Some(why),
        }
    }
    Ok(draft)
}

/// A gap for a person to fill, with a name as a hint.
fn gap(hint: &str) -> String {
    let clean = |c: char| if c.is_ascii_alphanumeric() || "_-. ".contains(c) { c } else { '_' };
    let hint: String = hint.chars().take(60).map(clean).collect();
    let hint = hint.trim();
    format!("{GAP}{})", if hint.is_empty() { "it" } else { hint })
}

/// The operations that are asked for, and what is to be said of those that cannot be written.
fn choose<'a>(
    contract: &'a Contract,
    known: &Known,
    options: &Options,
) -> Result<(Vec<&'a Operation>, Vec<String>), String> {
    let mut chosen: Vec<&Operation> = Vec::new();
    if options.operations.is_empty() {
        chosen.extend(contract.operations.iter().filter(|operation| options.all || known.lacks(operation)));
    }
    for name in &options.operations {
        let is_meant = |operation: &&Operation| operation.name == *name || is_http(operation, name);
        let found = contract.operations.iter().find(is_meant).ok_or_else(|| unknown(contract, name))?;
        if chosen.iter().all(|other| other.at != found.at) {
            chosen.push(found);
        }
    }
    let mut left_out = Vec::new();
    chosen.retain(|operation| {
        let oddity = oddity(operation);
        left_out.extend(oddity.iter().map(|why| format!("{} is left out: {why}", operation.http())));
        oddity.is_none()
    });
    Ok((chosen, left_out))
}

/// Why an operation cannot be written, if it cannot.
fn oddity(operation: &Operation) -> Option<String> {
    if !is_writable(&operation.path) {
        return Some("its path cannot be written".to_owned());
    }
    let described: Vec<&str> = (operation.parameters.iter())
        .filter(|parameter| parameter.place == In::Path)
        .map(|parameter| parameter.name.as_str())
        .collect();
    let holes: Vec<&str> = ids::holes(&operation.path).map(|(_, hole)| hole).collect();
    if let Some(hole) = holes.iter().find(|hole| !described.contains(hole)) {
        return Some(format!("the path parameter `{hole}` is not described"));
    }
    let stray = described.iter().find(|name| !holes.contains(name))?;
    Some(format!("the path has no parameter `{stray}`, and it is described"))
}

fn is_http(operation: &Operation, text: &str) -> bool {
    let template = crate::contract::template;
    text.split_once(' ').is_some_and(|(method, path)| {
        method.eq_ignore_ascii_case(operation.method.as_str()) && template(path.trim()) == template(&operation.path)
    })
}

fn unknown(contract: &Contract, name: &str) -> String {
    let https: Vec<String> = contract.operations.iter().map(Operation::http).collect();
    let names = contract.operations.iter().map(|operation| operation.name.as_str());
    match nearest(name, names.chain(https.iter().map(String::as_str))) {
        Some(near) => format!("the document has no operation `{name}`; did you mean `{near}`?"),
        None => format!("the document has no operation `{name}`; name it by its operationId, or as in \"GET /orgs\""),
    }
}

/// Whether a path is one that the description can hold.
fn is_writable(path: &str) -> bool {
    let text = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
    let mut holes = BTreeSet::new();
    path.strip_prefix('/').is_some_and(|path| {
        path.split('/').all(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(hole) => text(hole) && !hole.contains('~') && holes.insert(hole.to_owned()),
            None => text(segment) && segment != "." && segment != "..",
        })
    })
}

/// An area of a draft.
struct DraftArea<'a> {
    /// What its tag calls it.
    slug: String,
    /// The name of its file, which is another one where the description has such an area.
    key: String,
    operations: Vec<&'a Operation>,
}

/// Names that an area can't have, since cargo features of the client have them.
const TAKEN: &[&str] = &["default", "areas", "beta", "experimental", "rustls", "native_tls", "rustls_no_provider"];

fn by_area<'a>(chosen: &[&'a Operation], known: &Known) -> Vec<DraftArea<'a>> {
    let mut areas: Vec<DraftArea<'a>> = Vec::new();
    for operation in chosen {
        let first = operation.path.split('/').find(|segment| !segment.is_empty() && !segment.starts_with('{'));
        let tag = operation.tags.first().map(String::as_str).or(first).unwrap_or("other");
        let slug = words::snake(&words::words(tag));
        match areas.iter_mut().find(|area| area.slug == slug) {
            Some(area) => area.operations.push(operation),
            None => areas.push(DraftArea { key: slug.clone(), slug, operations: vec![operation] }),
        }
    }
    for index in 0..areas.len() {
        let slug = areas[index].slug.clone();
        let is_free = |key: &str| {
            !known.areas.contains_key(key)
                && !TAKEN.contains(&key)
                && areas.iter().enumerate().all(|(other, area)| other == index || area.key != key)
        };
        areas[index].key = words::free(&[slug.clone(), format!("{slug}_draft")], is_free);
    }
    areas
}

/// Writes the areas twice: the first time shows which types more than one of them uses.
fn write(from: Materials<'_>, areas: &[DraftArea<'_>]) -> Draft {
    let nothing = BTreeSet::new();
    let mut first = Types::new(from, &nothing);
    operations(&mut first, areas);
    let used = std::mem::take(&mut first.used).into_iter().filter(|(_, areas)| areas.len() > 1);
    let shared: BTreeSet<Key> = used.map(|(key, _)| key).collect();
    let mut types = Types::new(from, &shared);
    let Written { operations, ids, permissions } = operations(&mut types, areas);
    let mut defs = types.defs;
    tidy::cut_circles(&mut defs);
    let mut uses = tidy::uses(&mut defs, &operations);
    tidy::fold_parts(&mut defs, &mut uses);
    let keys: Vec<String> = areas.iter().map(|area| area.key.clone()).collect();
    let names = tidy::names(&defs, &uses, from.known, &keys, &ids.new);
    let mut render = Render { defs: &defs, names: &names, uses: &uses, told: Vec::new(), file: String::new() };
    let mut draft = Draft { operations: operations.iter().map(Vec::len).sum(), ..Draft::default() };
    for (index, (area, operations)) in areas.iter().zip(&operations).enumerate() {
        draft.files.push(area_file(&mut render, from.known, index, area, operations));
    }
    draft.files.extend(additions(&mut render, from.known, &ids, &permissions));
    draft.remarks = render.told;
    draft
}

struct Written<'a> {
    operations: Vec<Vec<Drafted>>,
    ids: Ids<'a>,
    /// New keys of permissions, each with its name where the document gives one.
    permissions: BTreeMap<String, Option<String>>,
}

fn operations<'a>(types: &mut Types<'a>, areas: &[DraftArea<'a>]) -> Written<'a> {
    let Materials { document, contract, known, .. } = types.from;
    let mut ids = Ids::new(known, contract);
    // First, so that what an operation sends can name an id that the path of a later one brings.
    for operation in areas.iter().flat_map(|area| &area.operations) {
        let path = operation.parameters.iter().filter(|parameter| parameter.place == In::Path);
        path.for_each(|parameter| drop(ids.path(operation, parameter, contract.schema(parameter.schema))));
    }
    (types.ids, types.paths) = (ids.new.clone(), ids.paths.clone());
    let mut new = BTreeMap::new();
    let mut drafted = Vec::new();
    for (index, area) in areas.iter().enumerate() {
        types.area = index;
        let names = names::operation_names(contract, &area.slug, &area.operations);
        let write = |(operation, name): (&&'a Operation, &String)| {
            let mut needed = permissions::needed(known, document, operation);
            new.extend(std::mem::take(&mut needed.new));
            types.operation(operation, name, &mut ids, needed)
        };
        drafted.push(area.operations.iter().zip(&names).map(write).collect());
    }
    Written { operations: drafted, ids, permissions: new }
}

fn area_file(
    render: &mut Render<'_>,
    known: &Known,
    index: usize,
    area: &DraftArea<'_>,
    operations: &[Drafted],
) -> File {
    let path = format!("{}/{}.yaml", known.family, area.key);
    render.file.clone_from(&path);
    let mut remarks = vec!["yaml-language-server: $schema=../schema.json".to_owned()];
    if area.key != area.slug && known.areas.contains_key(&area.slug) {
        remarks.push(format!("To be merged into spec/{}/{}.yaml.", known.family, area.slug));
    }
    let page = known.page(&area.slug);
    let versions = known.text.version_parameter.is_some();
    let guess = (!known.areas.contains_key(&area.slug)).then(|| "a guess".to_owned());
    let errors = &known.text.error_statuses;
    let area = Area { name: &area.slug, page: &page, guess, errors, remarks, versions };
    let entries = render.area(index, &area, operations);
    File { path, text: yaml::write(&entries) }
}

/// What is to be added to the files that all areas share.
fn additions(
    render: &mut Render<'_>,
    known: &Known,
    ids: &Ids<'_>,
    permissions: &BTreeMap<String, Option<String>>,
) -> Vec<File> {
    let mut files = Vec::new();
    let mut add = |name: &str, mut entries: Vec<Entry>| {
        if let Some(first) = entries.first_mut() {
            first.comments.insert(0, format!("To be added to spec/{name}.yaml."));
            let path = format!("{name}.{}.additions.yaml", known.family);
            files.push(File { path, text: yaml::write(&entries) });
        }
    };
    render.file = format!("shared.{}.additions.yaml", known.family);
    let new: Vec<Entry> = ids.new.iter().map(|id| Entry::text(id, gap(id))).collect();
    let new = (!new.is_empty()).then(|| Entry::new("ids", Yaml::Map(new)));
    add("shared", new.into_iter().chain(render.shared()).collect());
    let paths: Vec<Entry> =
        ids.paths.iter().map(|(name, id)| Entry::text(name, format!("{id} -- {}", gap(name)))).collect();
    if !paths.is_empty() {
        let nested = |key: &str, entries| vec![Entry::new(key, Yaml::Map(entries))];
        add("api", nested("families", nested(&known.family, nested("path", paths))));
    }
    let permission = |(key, name): (&String, &Option<String>)| {
        Entry::text(key, name.clone().unwrap_or_else(|| gap(&format!("name of {key}"))))
    };
    add("permissions", permissions.iter().map(permission).collect());
    files
}
