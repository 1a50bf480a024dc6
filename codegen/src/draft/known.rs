//! What the description has already: a draft folds away what is said there once, and takes names from it.

use std::collections::{BTreeMap, BTreeSet};

use super::words;
use crate::Source;
use crate::contract::{Operation, template};
use crate::document::short::ShortOr;
use crate::document::{self, EnvelopeText, FamilyText, Map, MemberText, TypeText};
use crate::lower::grammar::{Expr, parse_type, split_docs};

/// What a family's new areas are written against.
pub(super) struct Known {
    pub(super) family: String,
    /// What `api.yaml` says of the family.
    pub(super) text: FamilyText,
    /// The ids of `shared.yaml`.
    pub(super) ids: BTreeSet<String>,
    /// The types of `shared.yaml`.
    pub(super) types: Map<TypeText>,
    /// The names of the resources of `shared.yaml`.
    pub(super) resources: BTreeSet<String>,
    /// The names of all areas' types and resources, of any family: what is shared cannot have one of these.
    pub(super) elsewhere: BTreeSet<String>,
    /// What areas of the family say of path parameters themselves.
    paths: BTreeMap<String, String>,
    /// Keys of permissions, with the names that the product shows.
    pub(super) permissions: Vec<(String, String)>,
    /// Methods and paths of the family's operations, without the names of parameters.
    operations: BTreeSet<(String, String)>,
    /// The family's areas, each with its docs page.
    pub(super) areas: BTreeMap<String, String>,
}

impl Known {
    /// Reads it. Faults of a description are not looked for here, but what is faulty is not known either.
    pub(super) fn new(sources: &[Source], family: &str) -> Result<Self, String> {
        let documents = document::load(sources);
        let Some((_, api)) = documents.api else {
            return Err("spec/api.yaml cannot be read; `cargo xtask generate` says why".to_owned());
        };
        let Some(text) = api.families.get(family) else {
            return Err(format!(
                "spec/api.yaml has no family `{family}`; a family is described there before its areas"
            ));
        };
        let shared = documents.shared.map(|(_, shared)| shared).unwrap_or_default();
        let mut known = Self {
            family: family.to_owned(),
            text: text.clone(),
            ids: shared.ids.keys().cloned().collect(),
            types: shared.types,
            resources: shared.resources.keys().cloned().collect(),
            elsewhere: BTreeSet::new(),
            paths: BTreeMap::new(),
            permissions: Vec::new(),
            operations: BTreeSet::new(),
            areas: BTreeMap::new(),
        };
        for (key, text) in documents.permissions.map(|(_, permissions)| permissions).unwrap_or_default() {
            let name = match text {
                ShortOr::Short(name) => name,
                ShortOr::Long(long) => long.name,
            };
            known.permissions.push((key, name));
        }
        for area in documents.areas {
            known.elsewhere.extend(area.content.types.keys().chain(area.content.resources.keys()).cloned());
            if area.family != family {
                continue;
            }
            let https = area.content.operations.values().filter_map(|operation| operation.http.split_once(' '));
            known.operations.extend(https.map(|(method, path)| (method.to_owned(), template(path))));
            let own = area.content.operations.values().flat_map(|operation| &operation.path);
            let typed =
                area.content.path.iter().chain(own).map(|(name, text)| (name.clone(), type_text(text).to_owned()));
            known.paths.extend(typed);
            known.areas.insert(area.key, area.content.page);
        }
        Ok(known)
    }

    /// Whether the description has an operation.
    pub(super) fn has(&self, operation: &Operation) -> bool {
        let (method, path) = operation.key();
        self.operations.contains(&(method.as_str().to_owned(), path))
    }

    /// Whether resources travel in JSON:API's envelope.
    pub(super) fn is_enveloped(&self) -> bool {
        matches!(self.text.envelope, Some(EnvelopeText::Jsonapi))
    }

    /// The type of a path parameter that the family knows.
    pub(super) fn path_type(&self, name: &str) -> Option<&str> {
        self.text.path.get(name).map(type_text)
    }

    /// The id by which areas of the family type a path parameter that the family as a whole does not know.
    pub(super) fn path_id(&self, name: &str) -> Option<&str> {
        self.paths.get(name).map(String::as_str).filter(|ty| self.ids.contains(*ty))
    }

    /// The id that a name stands for wherever it stands: `org_id`, or `org_ids` for a list of them.
    pub(super) fn id_named(&self, name: &str) -> Option<&str> {
        let one = words::snake(&words::singular_of(name));
        let found = self.path_type(name).or_else(|| self.path_type(&one));
        found.filter(|ty| self.ids.contains(*ty))
    }

    /// The id of something, by what it is called: `OrgId` for `org`.
    pub(super) fn id_of(&self, thing: &str) -> Option<String> {
        let id = format!("{}Id", words::camel(&words::singular_of(thing)));
        self.ids.contains(&id).then_some(id)
    }

    /// A docs page for an area, made after those that there are. It is a guess.
    pub(super) fn page(&self, area: &str) -> String {
        if let Some(page) = self.areas.get(area) {
            return page.clone();
        }
        let slug = area.replace('_', "-");
        let of_own_name = |(key, page): (&String, &String)| {
            let (folder, last) = page.rsplit_once('/')?;
            let rest = last.strip_prefix(key.replace('_', "-").as_str())?;
            (rest.is_empty() || rest == format!("-{}", self.family)).then(|| format!("{folder}/{slug}{rest}"))
        };
        self.areas.iter().find_map(of_own_name).unwrap_or_else(|| self.text.page.clone())
    }
}

/// The type of a member, without its docs.
pub(super) fn type_text(text: &ShortOr<MemberText>) -> &str {
    match text {
        ShortOr::Short(line) => split_docs(line).0,
        ShortOr::Long(long) => long.ty.trim_end(),
    }
}

/// The type of a member, read.
pub(super) fn type_of(text: &ShortOr<MemberText>) -> Option<Expr> {
    parse_type(type_text(text)).ok()
}
