//! Documents to the model: follows references, parses texts, chooses Rust names, and reports all that does not hold.
//!
//! A fault is reported and stepped over, so that one run finds every other one as well. A model that had a fault is thrown
//! away at the end, so what stands in for the faulty part does not matter.

mod answers;
pub(crate) mod deviations;
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

pub(crate) use self::operations::OWN_HEADERS;
pub(crate) use self::types::is_scalar;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use self::place::{Part, Place, Report};
use crate::diagnostic::{Rule, is_hidden};
use crate::document::Documents;
use crate::model::{Api, Facts, Family, Id, Parameter, Permission, Region, Type, TypeDef, TypeId};

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
    /// Operations with a fault in their path, parameters, body or answers, by full name.
    pub(crate) faulty: HashSet<String>,
    /// Types that a name which is unknown most likely meant, so that they are not called unused as well.
    pub(crate) meant: HashSet<TypeId>,
}

/// Resolves what was read.
pub(crate) fn lower(documents: &Documents, report: &Report<'_>) -> Lowered {
    let mut lower = Lower::new(documents, report);
    lower.frame();
    lower.declare_types();
    lower.declare_resources();
    lower.define_types();
    lower.define_resources();
    lower.define_paths();
    let areas = lower.areas();
    lower.check_defaults();
    let mut api = Api {
        docs: documents.api.as_ref().map(|(_, api)| api.docs.clone()).unwrap_or_default(),
        regions: lower.regions,
        families: lower.families,
        ids: lower.ids,
        types: lower.types,
        areas,
        deviations: Vec::new(),
    };
    lower.origins.meant = lower.meant.into_inner();
    travel::mark(&mut api);
    examples::attach(&mut api, documents, &lower.origins, report);
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
    meant: RefCell<HashSet<TypeId>>,
    /// Defaults of members, which are held against their types once all types are known.
    defaults: Vec<Default>,
    /// Types of path parameters for a whole family or file, by its key, then by name.
    paths: HashMap<String, HashMap<String, Parameter>>,
    /// The query parameters that a paging style brings in a family.
    pages: HashMap<(&'a str, &'a str), Vec<Parameter>>,
}

/// A default that is still to be held against its type.
struct Default {
    place: Place,
    ty: Type,
    facts: Facts,
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
            meant: RefCell::default(),
            defaults: Vec::new(),
            paths: HashMap::new(),
            pages: HashMap::new(),
        }
    }

    /// Docs as they are shown; reports those that say nothing or can't be shown.
    fn docs(&self, text: &str, place: &Place) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.report.add(Rule::MissingDocs, place, Part::Value, "the docs are empty", "say what it is");
        } else if let Some(gap) = gap(text) {
            self.gap(gap, place);
        } else if !text.matches('`').count().is_multiple_of(2) || text.contains("```") {
            let message = "the backticks of this text are not in pairs";
            let help = "write code between single backticks, `like this`; blocks of code have no place here";
            self.report.add(Rule::BadDocs, place, Part::Value, message, help);
        } else if let Some(c) = text.chars().find(|c| is_hidden(*c) && *c != '\n') {
            let message = format!("this text holds a character that does not show, U+{:04X}", u32::from(c));
            self.report.add(Rule::BadDocs, place, Part::Value, message, "remove it");
        }
        text.to_owned()
    }

    /// Reports a gap that a draft left open.
    fn gap(&self, gap: &str, place: &Place) {
        let help = "say in our own words what it is; the vendor's document says what there is to know";
        self.report.add(Rule::DocsGap, place, Part::Value, format!("`{gap}` still waits for its text"), help);
    }

    /// A media type.
    fn media(&self, text: &str, place: &Place) {
        if !is_media_type(text) {
            let help = "write type and subtype, `application/json`";
            self.report.add(Rule::BadMedia, place, Part::Value, format!("`{text}` is no media type"), help);
        }
    }

    /// The media type of a body, which the client writes as JSON.
    fn body_media(&self, text: &str, place: &Place) {
        self.media(text, place);
        if is_media_type(text) && !is_json(text) {
            let help = "use `application/json`, or a type that ends in `+json`";
            let message = format!("a body is sent as JSON, which is not `{text}`");
            self.report.add(Rule::BadMedia, place, Part::Value, message, help);
        }
    }

    /// A name that travels: anything that can be read.
    fn wire_name(&self, name: &str, place: &Place, part: Part) {
        if name.is_empty() {
            let help = "write the name that travels, with a question mark behind it if it may be absent";
            self.report.add(Rule::BadName, place, part, "this has no name", help);
        } else if name.trim() != name || name.chars().any(is_hidden) {
            let help = "write the name as it travels, without blanks around it";
            self.report.add(Rule::BadName, place, part, format!("`{name}` is no name that travels"), help);
        }
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

/// The gap in a text that a draft left open.
fn gap(text: &str) -> Option<&str> {
    let gap = &text[text.find(crate::draft::GAP)?..];
    Some(gap.split_once(')').map_or(gap, |(inner, _)| &gap[..=inner.len()]))
}

/// Whether a text is a token of HTTP: the name of a header, a half of a media type.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// Whether a text is a media type, with or without parameters.
pub(crate) fn is_media_type(text: &str) -> bool {
    let (essence, parameters) = text.split_once(';').map_or((text, None), |(essence, rest)| (essence, Some(rest)));
    let parameter =
        |text: &str| text.split_once('=').is_some_and(|(name, value)| is_token(name.trim()) && is_token(value.trim()));
    let fine = |text: &str| text.split(';').all(parameter);
    essence.split_once('/').is_some_and(|(ty, subtype)| is_token(ty) && is_token(subtype.trim_end()))
        && parameters.is_none_or(fine)
}

/// Whether what is sent as this media type is JSON.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Whether a text can stand in a URL as it is.
fn is_url_text(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_graphic() && !r#""<>\^`{|}"#.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_have_two_halves_and_perhaps_parameters() {
        for good in
            ["application/json", "application/vnd.api+json", "text/csv; charset=utf-8", "application/json;v=1; q=x"]
        {
            assert!(is_media_type(good), "{good}");
        }
        for bad in [
            "",
            "json",
            "application/",
            "/json",
            "application/json, text/csv",
            "a/b/c",
            "text/csv;",
            "text/csv; charset",
            "téxt/csv",
        ] {
            assert!(!is_media_type(bad), "{bad}");
        }
        assert!(is_json("application/vnd.api+json; ext=x") && is_json("Application/JSON"));
        assert!(!is_json("application/jsonl") && !is_json("text/json"));
    }
}
