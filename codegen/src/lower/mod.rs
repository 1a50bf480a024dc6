//! Documents to the model: follows references, parses texts, chooses Rust names, and reports all that does not hold.
//!
//! A fault is reported and stepped over, so that one run finds every other one as well. A model that had a fault is thrown
//! away at the end, so what stands in for the faulty part does not matter.

mod answers;
mod deviations;
mod examples;
mod fit;
mod frame;
pub(crate) mod grammar;
mod lifecycle;
mod members;
mod operations;
pub(crate) mod place;
mod resources;
mod travel;
mod types;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::place::{Part, Place, Report};
use crate::diagnostic::{Rule, nearest};
use crate::document::Documents;
use crate::model::{Api, Family, Id, Permission, Region, TypeDef, TypeId};

/// The model, and where its parts come from.
pub(crate) struct Lowered {
    pub(crate) api: Api,
    pub(crate) origins: Origins,
}

/// Where parts of the model stand in the description.
#[derive(Default)]
pub(crate) struct Origins {
    /// By [`TypeId`].
    pub(crate) types: Vec<Place>,
    /// By full name.
    pub(crate) operations: BTreeMap<String, Place>,
}

/// Resolves what was read.
pub(crate) fn lower(documents: &Documents, report: &Report<'_>) -> Lowered {
    let mut lower = Lower::new(documents, report);
    lower.frame();
    lower.declare_types();
    lower.declare_resources();
    lower.define_types();
    lower.define_resources();
    let areas = lower.areas();
    let mut api = Api {
        docs: documents.api.as_ref().map(|(_, api)| api.docs.clone()).unwrap_or_default(),
        regions: lower.regions,
        families: lower.families,
        ids: lower.ids,
        types: lower.types,
        areas,
        deviations: Vec::new(),
    };
    travel::mark(&mut api);
    examples::attach(&mut api, documents, report);
    api.deviations = deviations::lower(documents, report);
    Lowered { api, origins: lower.origins }
}

/// What a name in a type may mean: the shared types, and one area's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Shared,
    /// By its place in [`Documents::areas`].
    Area(usize),
}

pub(crate) struct Lower<'a> {
    documents: &'a Documents,
    report: &'a Report<'a>,
    regions: Vec<Region>,
    families: Vec<Family>,
    permissions: BTreeMap<String, Permission>,
    ids: Vec<Id>,
    id_names: HashMap<String, usize>,
    types: Vec<TypeDef>,
    shared_names: HashMap<String, TypeId>,
    area_names: Vec<HashMap<String, TypeId>>,
    resources: BTreeSet<TypeId>,
    origins: Origins,
}

impl<'a> Lower<'a> {
    fn new(documents: &'a Documents, report: &'a Report<'a>) -> Self {
        Self {
            documents,
            report,
            regions: Vec::new(),
            families: Vec::new(),
            permissions: BTreeMap::new(),
            ids: Vec::new(),
            id_names: HashMap::new(),
            types: Vec::new(),
            shared_names: HashMap::new(),
            area_names: documents.areas.iter().map(|_| HashMap::new()).collect(),
            resources: BTreeSet::new(),
            origins: Origins::default(),
        }
    }

    /// Docs as they are shown; reports those that say nothing or can't be shown.
    fn docs(&self, text: &str, place: &Place) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.report.add(Rule::MissingDocs, place, Part::Value, "the docs are empty", "say what it is");
        } else if !text.matches('`').count().is_multiple_of(2) || text.contains("```") {
            let message = "the backticks of this text are not in pairs";
            let help = "write code between single backticks, `like this`; blocks of code have no place here";
            self.report.add(Rule::BadDocs, place, Part::Value, message, help);
        } else if text.chars().any(|c| c.is_control() && c != '\n') {
            let help = "remove it, or save the file again from a plain editor";
            self.report.add(Rule::BadDocs, place, Part::Value, "this text holds a control character", help);
        }
        text.to_owned()
    }

    /// A docs page.
    fn page(&self, url: &str, place: &Place) -> String {
        let fine = url.strip_prefix("https://").is_some_and(|rest| rest.contains('.') && is_url_text(rest));
        if !fine {
            let help = "write the whole address of the docs page, `https://…`";
            self.report.add(Rule::BadUrl, place, Part::Value, format!("`{url}` is no https URL"), help);
        }
        url.to_owned()
    }
}

/// Whether a text can stand in a URL as it is.
fn is_url_text(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_graphic() && !r#""<>\^`{|}"#.contains(c))
}

/// A help line that begins with the nearest name, if there is one.
fn did_you_mean<'n>(name: &str, names: impl IntoIterator<Item = &'n str>, rest: &str) -> String {
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`? {rest}"),
        None => rest.to_owned(),
    }
}
