//! Which variant of one union is which of another.

use super::{Contract, Kind, SchemaId, Union};

/// A variant that both sides have, or one alone; by their places in the unions.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Pairs the variants of two unions: by the value of the member that tells them apart, then by what they hold.
pub(super) fn pairs(spec: &Contract, one: &Union, document: &Contract, other: &Union) -> Vec<Pair> {
    let mut left: Vec<usize> = (0..one.variants.len()).collect();
    let mut right: Vec<usize> = (0..other.variants.len()).collect();
    let mut pairs = Vec::new();
    if let Some(by) = one.by.as_deref().or(other.by.as_deref()) {
        left.retain(|&index| {
            let tag = tag(spec, one.variants[index].schema, by).or(one.variants[index].tag.clone());
            let found = right.iter().position(|&other_index| {
                let variant = &other.variants[other_index];
                tag.is_some()
                    && crate::contract::unions::tag(document, variant.schema, by).or(variant.tag.clone()) == tag
            });
            if let Some(found) = found {
                pairs.push((Some(index), Some(right.remove(found))));
            }
            found.is_none()
        });
    }
    let mut candidates: Vec<(usize, usize, usize)> = left
        .iter()
        .flat_map(|&index| right.iter().map(move |&other_index| (index, other_index)))
        .map(|(index, other_index)| {
            let distance = distance(spec, one.variants[index].schema, document, other.variants[other_index].schema, 0);
            (distance, index, other_index)
        })
        .collect();
    // The nearest first; of equally near ones those in the same order.
    candidates.sort_by_key(|&(distance, index, other)| (distance, index.abs_diff(other), index));
    for (distance, index, other_index) in candidates {
        if distance < FAR && left.contains(&index) && right.contains(&other_index) {
            left.retain(|&other| other != index);
            right.retain(|&other| other != other_index);
            pairs.push((Some(index), Some(other_index)));
        }
    }
    pairs.extend(left.into_iter().map(|index| (Some(index), None)));
    pairs.extend(right.into_iter().map(|index| (None, Some(index))));
    pairs.sort();
    pairs
}

/// From here on two variants are not the same.
const FAR: usize = 1000;

/// How deep variants are looked into.
const DEPTH: usize = 6;

/// The one value of a member of an object.
fn tag(contract: &Contract, id: SchemaId, by: &str) -> Option<String> {
    let Kind::Object(object) = &contract.schema(id).kind else { return None };
    let member = object.members.iter().find(|member| member.name == by)?;
    match &contract.schema(member.schema).kind {
        Kind::Enum(values) => match values.as_slice() {
            [value] => value.as_str().map(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}

/// How much two schemas differ.
fn distance(spec: &Contract, one: SchemaId, document: &Contract, other: SchemaId, depth: usize) -> usize {
    let (left, right) = (spec.schema(one), document.schema(other));
    if depth > DEPTH {
        return 0;
    }
    match (&left.kind, &right.kind) {
        (Kind::Object(left), Kind::Object(right)) => {
            let common = left.members.iter().filter_map(|member| {
                right.members.iter().find(|other| other.name == member.name).map(|other| (member, other))
            });
            let mut shared = 0;
            let mut sum = 0;
            for (member, other) in common {
                shared += 1;
                sum += usize::from(member.required != other.required);
                sum += distance(spec, member.schema, document, other.schema, depth + 1).min(FAR);
            }
            let alone = left.members.len() + right.members.len() - 2 * shared;
            let nothing = shared == 0 && !(left.members.is_empty() && right.members.is_empty());
            sum.min(FAR / 4) + alone * 10 + if nothing { FAR } else { 0 }
        }
        (Kind::List(left), Kind::List(right)) => distance(spec, *left, document, *right, depth + 1),
        (Kind::Enum(left), Kind::Enum(right)) => {
            let shared = left.iter().filter(|value| right.contains(value)).count();
            if shared == 0 { 50 } else { left.len() + right.len() - 2 * shared }
        }
        (left, right) if std::mem::discriminant(left) == std::mem::discriminant(right) => 0,
        _ if depth == 0 => FAR,
        _ => 20,
    }
}
