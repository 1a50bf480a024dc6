//! Structs: fields, and for those that are sent, how they are built.

use crate::emit::surface;
use crate::model::{Api, Ident, Member, Type, TypeDef, TypeId};

use super::Class;
use super::facts::{self, Checked};
use super::inputs::{by_id, has_kind};
use super::log::{Log, quoted};
use super::pairs::Pairs;

/// A struct of a model.
#[derive(Clone, Copy)]
pub(super) struct Struct<'a> {
    pub(super) api: &'a Api,
    pub(super) id: TypeId,
    pub(super) members: &'a [Member],
}

impl<'a> Struct<'a> {
    fn def(&self) -> &'a TypeDef {
        self.api.ty(self.id)
    }

    fn arguments(&self) -> Vec<&'a Member> {
        self.members.iter().filter(|member| surface::is_argument(member)).collect()
    }

    fn setters(&self, member: &Member) -> Vec<Ident> {
        if self.def().sent { surface::setters(self.def(), self.members, member) } else { Vec::new() }
    }

    fn shown(&self, member: &Member) -> String {
        surface::field(self.api, self.id, member).shown(self.api)
    }
}

/// Compares two structs.
pub(super) fn compare(pairs: &Pairs<'_>, old: Struct<'_>, new: Struct<'_>, log: &mut Log<'_>) {
    match (old.def().sent, new.def().sent) {
        (true, false) => log.add(Class::Compilation, "is not sent any more: `new` and its setters are gone"),
        (false, true) => log.add(Class::Additive, "is sent now: it has `new` and setters"),
        (true, true) => arguments(pairs, old, new, log),
        (false, false) => {}
    }
    for before in old.members {
        match counterpart(before, old.members, new.members) {
            Some(after) => member(pairs, (old, before), (new, after), log),
            None => log.add(Class::Compilation, format!("the member {} is gone", quoted(&before.name))),
        }
    }
    for after in new.members.iter().filter(|after| counterpart(after, new.members, old.members).is_none()) {
        added(new, after, log);
    }
}

/// A new member. That a sent struct is built with it is told of its `new`.
fn added(new: Struct<'_>, member: &Member, log: &mut Log<'_>) {
    let (name, field, ty) = (quoted(&member.name), &member.ident, new.shown(member));
    let (class, more) = if is_strict(member) && new.def().received {
        (Class::Decoding, ", and an answer without it is not read any more")
    } else {
        (Class::Additive, "")
    };
    log.add(class, format!("the member {name} is new, `{field}: {ty}`{more}"));
}

/// The member of the same name in Rust, or else of the same name that travels, unless that has another counterpart.
fn counterpart<'a>(member: &Member, here: &[Member], there: &'a [Member]) -> Option<&'a Member> {
    let same = there.iter().find(|other| other.ident == member.ident);
    same.or_else(|| {
        let renamed = there.iter().find(|other| other.name == member.name)?;
        here.iter().all(|other| other.ident != renamed.ident).then_some(renamed)
    })
}

/// Whether an answer without the member is refused.
fn is_strict(member: &Member) -> bool {
    surface::is_argument(member) && !matches!(member.ty, Type::Nullable(_))
}

/// What `new` takes: types in their order.
fn arguments(pairs: &Pairs<'_>, old: Struct<'_>, new: Struct<'_>, log: &mut Log<'_>) {
    let (before, after) = (old.arguments(), new.arguments());
    let is_taken_as =
        |(old, new): (&&Member, &&Member)| pairs.same(&old.ty, &new.ty) && by_id(&old.ty) == by_id(&new.ty);
    let signature = |this: Struct<'_>, members: &[&Member]| {
        let shown: Vec<_> = members.iter().map(|it| format!("{}: {}", it.ident, this.shown(it))).collect();
        format!("new({})", shown.join(", "))
    };
    let (was, is) = (signature(old, &before), signature(new, &after));
    if before.len() != after.len() || !before.iter().zip(&after).all(is_taken_as) {
        return log.add(Class::Compilation, format!("is built by `{is}`, not `{was}`"));
    }
    let moved = before
        .iter()
        .zip(&after)
        .any(|(old, new)| old.ident != new.ident && after.iter().any(|other| other.ident == old.ident));
    if moved {
        log.add(Class::Request, format!("the arguments of `new` stand in another order: `{is}`, not `{was}`"));
    }
}

type Placed<'a> = (Struct<'a>, &'a Member);

fn member(pairs: &Pairs<'_>, (old, before): Placed<'_>, (new, after): Placed<'_>, log: &mut Log<'_>) {
    let Member { name, ident, docs, ty: _, required, facts, constant } = after;
    let (shown, sent) = (format!("the member {}", quoted(name)), new.def().sent);
    if before.ident != *ident {
        log.add(Class::Compilation, format!("{shown} is the field `{ident}`, not `{}`", before.ident));
    }
    if before.name != *name {
        let class = if sent { Class::Request } else { Class::Decoding };
        log.add(class, format!("the field `{ident}` travels as {}, not as {}", quoted(name), quoted(&before.name)));
    }
    if before.constant != *constant {
        let class = if sent { Class::Request } else { Class::Docs };
        let always = constant.as_ref().map_or_else(|| "any text".to_owned(), |text| quoted(text));
        log.add(class, format!("{shown} is always {always}"));
    }
    if same_field(pairs, (old, before), (new, after)) {
        let setters = (old.setters(before), new.setters(after));
        same(pairs, (before, after), setters, sent, log);
        log.words(&shown, &before.required, required);
    } else {
        let (was, is) = (old.shown(before), new.shown(after));
        log.add(Class::Compilation, format!("{shown} is of type `{is}`, not `{was}`"));
    }
    facts::compare(log, &shown, &before.facts, facts, Checked::No);
    log.words(&shown, &before.docs, docs);
}

fn same_field(pairs: &Pairs<'_>, (old, before): Placed<'_>, (new, after): Placed<'_>) -> bool {
    let (before, after) = (surface::field(old.api, old.id, before), surface::field(new.api, new.id, after));
    before.wrapper == after.wrapper && before.boxed == after.boxed && pairs.same(before.ty, after.ty)
}

/// What may be another thing where the field itself is the same in Rust.
fn same(
    pairs: &Pairs<'_>,
    (old, new): (&Member, &Member),
    (was, is): (Vec<Ident>, Vec<Ident>),
    sent: bool,
    log: &mut Log<'_>,
) {
    let shown = format!("the member {}", quoted(&new.name));
    if is_strict(new) && !is_strict(old) {
        log.add(Class::Decoding, format!("{shown} has to be there: an answer without it is not read any more"));
    }
    if !pairs.identical(&old.ty, &new.ty) {
        let travels = sent && (has_kind(&old.ty) || has_kind(&new.ty));
        let class = if travels { Class::Request } else { Class::Docs };
        log.add(class, format!("{shown} is described as another kind of the same type"));
    }
    // Where either has none, the struct was not sent or is not any more, which is told as a whole.
    if was.is_empty() || is.is_empty() {
        return;
    }
    if by_id(&old.ty) != by_id(&new.ty) {
        let what = if by_id(&new.ty) { "ids" } else { "a relationship" };
        log.add(Class::Compilation, format!("{shown} is set by {what}"));
    }
    for gone in was.iter().filter(|ident| !is.contains(ident)) {
        log.add(Class::Compilation, format!("{shown} has no setter `{gone}`"));
    }
    for added in is.iter().filter(|ident| !was.contains(ident)) {
        log.add(Class::Additive, format!("{shown} has the setter `{added}`"));
    }
}
