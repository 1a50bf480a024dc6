//! What is settled once all types of a draft are known: circles, what nobody uses, what stands within a resource, names.

use std::collections::BTreeSet;

use super::ir::{Body, Def, Drafted, Part, Scope, Ty};
use super::known::Known;
use super::words::free;
use crate::model::Ident;

/// Cuts types that hold themselves with no list or map between, which would have no end.
pub(super) fn cut_circles(defs: &mut [Def]) {
    let mut state = vec![State::New; defs.len()];
    for start in 0..defs.len() {
        let mut open = vec![(start, 0)];
        while let Some((def, slot)) = open.pop() {
            if slot == 0 {
                if state[def] != State::New {
                    continue;
                }
                state[def] = State::Open;
            }
            let mut slots = slots(&mut defs[def].body);
            let Some(ty) = slots.get_mut(slot) else {
                state[def] = State::Done;
                continue;
            };
            let next = direct(ty);
            let circle = next.is_some_and(|next| state[next] == State::Open);
            if circle {
                **ty = Ty::name("json");
                defs[def].remarks.push("the document: it holds itself, and so has no end".to_owned());
            }
            open.push((def, slot + 1));
            open.extend(next.filter(|next| state[*next] == State::New).map(|next| (next, 0)));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// The types that a type is made of.
fn slots(body: &mut Body) -> Vec<&mut Ty> {
    match body {
        Body::Open | Body::Enum(_) => Vec::new(),
        Body::Members(fields) => fields.iter_mut().map(|field| &mut field.ty).collect(),
        Body::Union { variants, .. } => variants.iter_mut().map(|(_, ty, _)| ty).collect(),
        Body::Resource(resource) => {
            let parts = resource.parts.iter_mut().flat_map(|(_, _, part)| match part {
                Part::Type(ty, _) => vec![ty],
                Part::Members(fields) => fields.iter_mut().map(|field| &mut field.ty).collect(),
            });
            let id = resource.id.iter_mut().map(|(_, ty)| ty);
            id.chain(parts).chain(resource.members.iter_mut().map(|field| &mut field.ty)).collect()
        }
    }
}

/// The type that a value of this type always holds within itself.
fn direct(ty: &Ty) -> Option<usize> {
    match ty {
        Ty::Def(def) => Some(*def),
        Ty::Null(inner) => direct(inner),
        Ty::Relation { with: Some(with), .. } => direct(with),
        _ => None,
    }
}

/// Every type of the draft that a type names, as often as it does.
fn named(ty: &Ty, out: &mut Vec<usize>) {
    match ty {
        Ty::Def(def) => out.push(*def),
        Ty::List(inner) | Ty::Csv(inner) | Ty::Map(inner) | Ty::Null(inner) | Ty::Page(inner) | Ty::Data(inner) => {
            named(inner, out);
        }
        Ty::Relation { id, with, .. } => {
            named(id, out);
            with.iter().for_each(|with| named(with, out));
        }
        Ty::Name(_) | Ty::Const(_) => {}
    }
}

/// How often each type is named by what some operation uses; what is never named belongs nowhere.
pub(super) fn uses(defs: &mut [Def], operations: &[Vec<Drafted>]) -> Vec<usize> {
    let mut open = Vec::new();
    for operation in operations.iter().flatten() {
        let fields = operation.path.iter().chain(&operation.query).chain(&operation.headers).map(|field| &field.ty);
        let answers = operation.returns.iter().flat_map(|returned| [&returned.ty, &returned.meta, &returned.included]);
        let bodies = operation.body.iter().map(|body| &body.ty);
        fields.chain(answers.flatten()).chain(bodies).for_each(|ty| named(ty, &mut open));
    }
    let mut uses = vec![0; defs.len()];
    while let Some(def) = open.pop() {
        uses[def] += 1;
        if uses[def] == 1 {
            slots(&mut defs[def].body).into_iter().for_each(|ty| named(ty, &mut open));
        }
    }
    uses
}

/// Puts the parts of a resource into it, where nothing else uses them.
pub(super) fn fold_parts(defs: &mut [Def], uses: &mut [usize]) {
    for index in 0..defs.len() {
        let Body::Resource(mut resource) = defs[index].body.clone() else { continue };
        for (_, _, part) in &mut resource.parts {
            let Part::Type(Ty::Def(def), remarks) = part else { continue };
            let (def, own) = (*def, remarks.is_empty());
            let Body::Members(fields) = &defs[def].body else { continue };
            if uses[def] == 1 && own && defs[def].remarks.is_empty() && defs[def].scope == defs[index].scope {
                *part = Part::Members(fields.clone());
                uses[def] = 0;
            }
        }
        defs[index].body = Body::Resource(resource);
    }
}

/// A name for each type that is used.
pub(super) fn names(
    defs: &[Def],
    uses: &[usize],
    known: &Known,
    areas: &[String],
    new_ids: &BTreeSet<String>,
) -> Vec<String> {
    let mut names = vec![String::new(); defs.len()];
    let everywhere: BTreeSet<String> =
        known.ids.iter().chain(new_ids).chain(known.types.keys()).chain(&known.resources).cloned().collect();
    let mut taken: BTreeSet<Ident> = everywhere.iter().map(|name| Ident::ty(name)).collect();
    // The shared ones first: no area may have a type of such a name.
    let mut shared = taken.clone();
    shared.extend(known.elsewhere.iter().map(|name| Ident::ty(name)));
    name_scope(defs, uses, Scope::Shared, &mut shared, &mut names);
    taken.extend(names.iter().filter(|name| !name.is_empty()).map(|name| Ident::ty(name)));
    for (index, area) in areas.iter().enumerate() {
        let mut taken = taken.clone();
        taken.insert(Ident::ty(area));
        name_scope(defs, uses, Scope::Area(index), &mut taken, &mut names);
    }
    names
}

fn name_scope(defs: &[Def], uses: &[usize], scope: Scope, taken: &mut BTreeSet<Ident>, names: &mut [String]) {
    let own = |index: &usize| defs[*index].scope == scope && uses[*index] > 0;
    let is_resource = |index: &usize| matches!(defs[*index].body, Body::Resource(_));
    let all = || (0..defs.len()).filter(own);
    for index in all().filter(is_resource).chain(all().filter(|index| !is_resource(index))) {
        let reserved = |name: &str| -> Vec<Ident> {
            let parts = match &defs[index].body {
                Body::Resource(resource) => resource.parts.as_slice(),
                _ => &[],
            };
            let inner = parts.iter().filter(|(_, _, part)| matches!(part, Part::Members(_)));
            let inner = inner.map(|(part, ..)| Ident::ty(&format!("{}{}", Ident::ty(name), Ident::ty(part))));
            std::iter::once(Ident::ty(name)).chain(inner).collect()
        };
        let scalar = |name: &str| crate::lower::is_scalar(name);
        let name = free(&defs[index].wanted, |name| {
            !scalar(name) && reserved(name).iter().all(|ident| !taken.contains(ident))
        });
        taken.extend(reserved(&name));
        names[index] = name;
    }
}
