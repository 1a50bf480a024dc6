//! Which schemas say the same, whatever they are called and described as.

use std::collections::HashMap;

use crate::contract::{Contract, Kind, Schema, SchemaId};

/// The schemas of a contract, sorted into classes that say the same.
#[derive(Debug)]
pub(super) struct Classes {
    bare: Vec<usize>,
    full: Vec<usize>,
}

impl Classes {
    /// Sorts them. All are the same at first; then those are parted that differ by what is known so far, until no class is
    /// parted any more. So schemas that hold themselves need no care.
    pub(super) fn new(contract: &Contract) -> Self {
        let mut classes = Self { bare: vec![0; contract.schemas.len()], full: vec![0; contract.schemas.len()] };
        let mut count = 1;
        loop {
            let (mut bare, mut full) = (HashMap::new(), HashMap::new());
            let next: Vec<(usize, usize)> = contract
                .schemas
                .iter()
                .map(|schema| {
                    let fresh = bare.len();
                    let kind = *bare.entry(classes.kind(&schema.kind)).or_insert(fresh);
                    let fresh = full.len();
                    (kind, *full.entry(use_of(kind, schema)).or_insert(fresh))
                })
                .collect();
            (classes.bare, classes.full) = next.into_iter().unzip();
            if full.len() <= count {
                return classes;
            }
            count = full.len();
        }
    }

    /// The class of what a schema takes, apart from null and facts: those belong to the place where it is used.
    pub(super) fn bare(&self, id: SchemaId) -> usize {
        self.bare[id.0]
    }

    /// The class of all that a schema says.
    pub(super) fn full(&self, id: SchemaId) -> usize {
        self.full[id.0]
    }

    fn kind(&self, kind: &Kind) -> String {
        match kind {
            Kind::List(item) => format!("list {}", self.full(*item)),
            Kind::Object(object) => {
                let member = |member: &crate::contract::Member| {
                    format!("{:?} {} {}", member.name, member.required, self.full(member.schema))
                };
                let mut members: Vec<String> = object.members.iter().map(member).collect();
                members.sort();
                let rest = object.rest.map(|rest| self.full(rest));
                format!("object {} {rest:?} {:?}", members.join(", "), object.undescribed)
            }
            Kind::Union(union) => {
                let variants: Vec<_> =
                    union.variants.iter().map(|variant| (&variant.tag, self.full(variant.schema))).collect();
                format!("union {:?} {variants:?}", union.by)
            }
            other => format!("{other:?}"),
        }
    }
}

fn use_of(kind: usize, schema: &Schema) -> String {
    format!("{kind} {} {:?} {:?}", schema.nullable, schema.format, schema.facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Member, Object};

    fn object(contract: &mut Contract, docs: &str, members: &[(&str, SchemaId)]) -> SchemaId {
        let member = |(name, schema): &(&str, SchemaId)| Member {
            name: (*name).to_owned(),
            at: String::new(),
            docs: docs.to_owned(),
            required: true,
            schema: *schema,
        };
        let members = members.iter().map(member).collect();
        contract.add(Schema { kind: Kind::Object(Object { members, ..Object::default() }), ..Schema::default() })
    }

    #[test]
    fn docs_and_order_make_no_difference_and_the_rest_does() {
        let mut contract = Contract::default();
        let text = contract.add(Schema { kind: Kind::String, ..Schema::default() });
        let null = contract.add(Schema { kind: Kind::String, nullable: true, ..Schema::default() });
        let one = object(&mut contract, "One.", &[("a", text), ("b", null)]);
        let other = object(&mut contract, "Other.", &[("b", null), ("a", text)]);
        let third = object(&mut contract, "Third.", &[("b", text), ("a", text)]);
        let classes = Classes::new(&contract);
        assert_eq!(classes.bare(text), classes.bare(null));
        assert_ne!(classes.full(text), classes.full(null));
        assert_eq!(classes.bare(one), classes.bare(other));
        assert_ne!(classes.bare(one), classes.bare(third));
    }

    #[test]
    fn what_holds_itself_is_sorted_too() {
        let mut contract = Contract::default();
        let (a, b) = (contract.add(Schema::default()), contract.add(Schema::default()));
        for (own, other) in [(a, b), (b, a)] {
            contract.schemas[own.0].kind = Kind::List(other);
        }
        let classes = Classes::new(&contract);
        assert_eq!(classes.bare(a), classes.bare(b));
    }
}
