//! Discriminators: the member that tells variants apart, and which of its values means which variant.

use serde_yaml::Value;

use super::{Import, is_extension};
use crate::contract::{Kind, Schema, SchemaId};
use crate::openapi::tree::{Place, at, target};

/// A discriminator.
#[derive(Default)]
pub(super) struct Discriminator {
    /// The member that tells the variants apart.
    pub(super) by: Option<String>,
    /// What its values mean: each value, and where what it means is described.
    mapping: Vec<(String, Place)>,
}

/// A variant.
struct Meaning {
    place: Place,
    /// The values that mean it, if it tells them.
    values: Option<Vec<String>>,
}

impl Meaning {
    fn has(&self, value: &str) -> Option<bool> {
        Some(self.values.as_ref()?.iter().any(|own| own == value))
    }
}

fn name(place: &Place) -> &str {
    place.last().map(String::as_str).unwrap_or_default()
}

impl<'a> Import<'a> {
    /// The discriminator that stands at a place.
    pub(super) fn discriminator(&mut self, place: &[String], value: &'a Value) -> Discriminator {
        let mut discriminator = Discriminator::default();
        for (key, place, value) in self.map(place, value) {
            match key.as_str() {
                "propertyName" => discriminator.by = self.text(&place, value).map(str::to_owned),
                "mapping" => discriminator.mapping = self.mapping(&place, value),
                key if is_extension(key) => {}
                key => self.puzzle(&place, format!("the keyword `{key}` is not understood")),
            }
        }
        discriminator
    }

    fn mapping(&mut self, place: &[String], value: &'a Value) -> Vec<(String, Place)> {
        let entries = self.map(place, value);
        let mut mapping = Vec::new();
        for (key, place, value) in entries {
            let Some(name) = self.text(&place, value) else { continue };
            let by_name = || vec!["components".to_owned(), "schemas".to_owned(), name.to_owned()];
            match target(name).or_else(|| (!name.contains(['#', '/'])).then(by_name)) {
                Some(meant) => mapping.push((key, meant)),
                None => self.puzzle(&place, "this reference does not lead into the document itself"),
            }
        }
        mapping
    }

    /// A variant with the values that mean it, where it says nothing of them itself.
    pub(super) fn told(&mut self, discriminator: &Discriminator, place: &[String], id: SchemaId) -> SchemaId {
        let Some(by) = &discriminator.by else { return id };
        let Some((place, _)) = self.resolve(place) else { return id };
        let own = discriminator.mapping.iter().filter(|(_, meant)| *meant == place);
        let values: Vec<serde_json::Value> = own.map(|(value, _)| value.as_str().into()).collect();
        let mut variant = self.contract.schema(id).clone();
        let Kind::Object(object) = &mut variant.kind else { return id };
        let Some(member) = object.members.iter_mut().find(|member| member.name == *by) else { return id };
        let declared = self.contract.schema(member.schema);
        if values.is_empty() || declared.kind != Kind::String {
            return id;
        }
        let constant = Schema { kind: Kind::Enum(values), ..declared.clone() };
        member.schema = self.contract.add(constant);
        self.contract.add(variant)
    }

    /// Where a discriminator's mapping and the variants disagree: the variants have what tells them apart, too, and what is sent
    /// goes by that.
    pub(super) fn disagreements(
        &mut self,
        discriminator: &Discriminator,
        variants: &[(Place, SchemaId)],
    ) -> Vec<String> {
        let Discriminator { by: Some(by), mapping } = discriminator else { return Vec::new() };
        if mapping.is_empty() {
            return Vec::new();
        }
        let variants: Vec<Meaning> = (variants.iter())
            .filter_map(|(place, id)| Some(Meaning { place: self.resolve(place)?.0, values: self.values_of(*id, by) }))
            .collect();
        let wrong = mapping.iter().filter_map(|(value, meant)| self.disagreement(by, value, meant, &variants));
        let mut found: Vec<String> = wrong.collect();
        let unmeant = variants.iter().filter(|variant| {
            let is_meant =
                |(value, meant): &(String, Place)| *meant == variant.place || variant.has(value) == Some(true);
            !mapping.iter().any(is_meant)
        });
        found.extend(unmeant.map(|variant| format!("no value means {}", name(&variant.place))));
        found
    }

    fn disagreement(&self, by: &str, value: &str, meant: &Place, variants: &[Meaning]) -> Option<String> {
        let variant = match variants.iter().find(|variant| variant.place == *meant) {
            Some(variant) => variant,
            // A variant that has been written out where it is used goes by a name that nothing has any more.
            None if at(self.document, meant).is_none()
                && variants.iter().any(|variant| variant.has(value) != Some(false)) =>
            {
                return None;
            }
            None => return Some(format!("`{value}` means {}, which is no variant", name(meant))),
        };
        let own = variant.values.as_ref().filter(|own| !own.iter().any(|own| own == value))?;
        Some(format!("`{value}` means {}, whose `{by}` is `{}`", name(meant), own.join("` or `")))
    }

    /// The values that a member of an object has, as far as they are told.
    fn values_of(&self, id: SchemaId, member: &str) -> Option<Vec<String>> {
        let Kind::Object(object) = &self.contract.schema(id).kind else { return None };
        let member = object.members.iter().find(|other| other.name == member)?;
        let Kind::Enum(values) = &self.contract.schema(member.schema).kind else { return None };
        values.iter().map(|value| value.as_str().map(str::to_owned)).collect()
    }
}
