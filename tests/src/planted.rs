//! Secrets planted in the examples of the description, wherever it says that a member is one.

use std::collections::BTreeSet;

use serde_json::Value;
use snyk_api_codegen::Api;
use snyk_api_codegen::model::{Answer, Type, TypeKind, Union};

/// What every secret becomes.
pub const SECRET: &str = "s3cr3t-of-an-answer";

/// A value of which some parts are secrets.
#[derive(Clone, Debug)]
pub struct Planted {
    /// The value with [`SECRET`] in their place.
    pub value: Value,
    /// Where they stand, as JSON pointers.
    pub places: BTreeSet<String>,
    /// What stood there.
    pub texts: BTreeSet<String>,
}

/// Plants secrets in the body of an answer.
pub fn in_answer(api: &Api, answer: &Answer, body: &Value) -> Planted {
    let mut planted = plant(
        body,
        |finder, body| {
            let Some(ty) = &answer.ty else { return };
            let Some(envelope) = &answer.envelope else { return finder.look(ty, body, "") };
            for (name, ty) in [("data", Some(ty)), ("meta", envelope.meta.as_ref())] {
                if let (Some(ty), Some(inner)) = (ty, body.get(name)) {
                    finder.look(ty, inner, &format!("/{name}"));
                }
            }
            if let (Some(ty), Some(included)) = (&envelope.included, body.get("included")) {
                finder.look(&Type::List(Box::new(ty.clone())), included, "/included");
            }
        },
        api,
    );
    for place in &planted.places {
        *planted.value.pointer_mut(place).expect("it was found there") = SECRET.into();
    }
    planted
}

/// Finds the secrets in a value of a type, and leaves them there.
pub fn in_value(api: &Api, ty: &Type, value: &Value) -> Planted {
    plant(value, |finder, value| finder.look(ty, value, ""), api)
}

fn plant(value: &Value, look: impl FnOnce(&mut Finder<'_>, &Value), api: &Api) -> Planted {
    let mut finder = Finder { api, places: BTreeSet::new() };
    look(&mut finder, value);
    let text = |place: &String| value.pointer(place).and_then(Value::as_str).map(str::to_owned);
    let texts = finder.places.iter().filter_map(text).collect();
    Planted { value: value.clone(), places: finder.places, texts }
}

struct Finder<'a> {
    api: &'a Api,
    places: BTreeSet<String>,
}

impl Finder<'_> {
    fn look(&mut self, ty: &Type, value: &Value, at: &str) {
        match (ty, value) {
            (Type::Secret, Value::String(_)) => _ = self.places.insert(at.to_owned()),
            (Type::Loose(inner) | Type::Nullable(inner), _) => self.look(inner, value, at),
            (Type::List(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.look(inner, item, &format!("{at}/{index}"));
                }
            }
            (Type::Map(inner), Value::Object(members)) => {
                for (name, member) in members {
                    self.look(inner, member, &format!("{at}/{}", escaped(name)));
                }
            }
            (Type::Relation(relation), _) => {
                if let (Some(ty), Some(attributes)) = (&relation.attributes, value.pointer("/data/attributes")) {
                    self.look(ty, attributes, &format!("{at}/data/attributes"));
                }
            }
            (Type::Named(id), _) => self.look_at_parts(&self.api.ty(*id).kind, value, at),
            _ => {}
        }
    }

    fn look_at_parts(&mut self, kind: &TypeKind, value: &Value, at: &str) {
        match kind {
            TypeKind::Struct(members) => {
                for member in members {
                    if let Some(inner) = value.get(&member.name) {
                        self.look(&member.ty, inner, &format!("{at}/{}", escaped(&member.name)));
                    }
                }
            }
            TypeKind::Union(Union { by, variants }) => {
                let tag = by.as_ref().and_then(|by| value.get(by)).and_then(Value::as_str);
                for variant in variants.iter().filter(|variant| tag.is_none_or(|tag| variant.tag == tag)) {
                    self.look(&variant.ty, value, at);
                }
            }
            TypeKind::Enum(_) => {}
        }
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
