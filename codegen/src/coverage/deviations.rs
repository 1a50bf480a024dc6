//! Which operations an entry of `deviations.yaml` concerns.

use std::collections::HashSet;

use crate::lower::deviations;
use crate::model::{Api, Home, Operation, Type, TypeId};

/// The operations that an entry names, or that have to do with a type that an entry names.
pub(super) struct Deviating {
    operations: HashSet<String>,
    /// Those that the description leaves out: family, method, and path without the names of parameters.
    left_out: HashSet<(String, String, String)>,
}

impl Deviating {
    pub(super) fn new(api: &Api) -> Self {
        let (mut operations, mut types) = (HashSet::new(), HashSet::new());
        let mut left_out = HashSet::new();
        for deviation in &api.deviations {
            if let Some((family, method, path)) = deviations::operation(&deviation.at) {
                left_out.insert((family.to_owned(), method.to_owned(), path));
                continue;
            }
            let mut words = deviation.at.split_whitespace();
            let (Some(home), Some(subject)) = (words.next(), words.next()) else { continue };
            // It is the index that differs, and not the document.
            if words.next() == Some("index") {
                continue;
            }
            let name = format!("{home}.{subject}");
            // With a dot in it, it is a member; an operation and a resource may share a name, and then the operation is meant.
            if !subject.contains('.') && api.operation(&name).is_some() {
                operations.insert(name);
            } else {
                types.extend(types_named(api, home, subject.split('.').next().unwrap_or_default()));
            }
        }
        let reaching = api.operations().filter(|(_, operation)| !types.is_disjoint(&reached(api, operation)));
        operations.extend(reaching.map(|(_, operation)| operation.name.clone()));
        Self { operations, left_out }
    }

    /// Whether an operation that the description has not is left out on purpose.
    pub(super) fn leaves_out(&self, family: &str, method: &str, template: &str) -> bool {
        self.left_out.contains(&(family.to_owned(), method.to_owned(), template.to_owned()))
    }

    /// Whether the operation differs from the vendor's document on purpose.
    pub(super) fn concerns(&self, operation: &Operation) -> bool {
        self.operations.contains(&operation.name)
    }
}

/// The types of that name in `shared` or `FAMILY.AREA`.
fn types_named<'a>(api: &'a Api, home: &'a str, name: &'a str) -> impl Iterator<Item = TypeId> + 'a {
    let is_home = move |of: Home| match of {
        Home::Shared => home == "shared",
        Home::Area(id) => {
            let area = &api.areas[id.0];
            home.split_once('.') == Some((&*api.family(area).key, &*area.key))
        }
    };
    let found = api.types.iter().enumerate().filter(move |(_, ty)| ty.name == name && is_home(ty.home));
    found.map(|(place, _)| TypeId(place))
}

/// Every named type that an operation sends or receives.
fn reached(api: &Api, operation: &Operation) -> HashSet<TypeId> {
    let parameters = operation.path_parameters.iter().chain(&operation.query).chain(&operation.headers);
    let mut open: Vec<&Type> = parameters.map(|parameter| &parameter.ty).collect();
    open.extend(operation.body.iter().map(|body| &body.ty));
    for answer in &operation.answers {
        open.extend(answer.ty.iter().chain(&answer.location));
        open.extend(answer.envelope.iter().flat_map(|envelope| envelope.meta.iter().chain(&envelope.included)));
    }
    let mut reached = HashSet::new();
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(id) if reached.insert(*id) => open.extend(api.ty(*id).kind.parts()),
            Type::List(inner) | Type::Map(inner) | Type::Loose(inner) | Type::Nullable(inner) => open.push(inner),
            Type::Relation(relation) => open.extend([&relation.id].into_iter().chain(&relation.attributes)),
            _ => {}
        }
    }
    reached
}
