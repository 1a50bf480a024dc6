//! What a program can name of the client, read from the generated code itself.

#![allow(unreachable_pub, reason = "each test is a crate of its own")]

use std::collections::BTreeSet;

use quote::ToTokens;
use snyk_api_codegen::File;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, ReturnType, Signature, Visibility};

/// Every public item as a line: its file, its name, its type, and the features that it takes. What is said of it is left out, and
/// so are the names of arguments.
pub fn surface(files: &[File]) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for file in files {
        let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        for item in &parsed.items {
            lines.extend(of_item(item).into_iter().map(|line| format!("{} {line}", file.path)));
        }
    }
    lines
}

fn of_item(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) if is_public(&item.vis) => {
            let mut lines = vec![format!("{} struct {}", conditions(&item.attrs), item.ident)];
            lines.extend(item.fields.iter().filter(|field| is_public(&field.vis)).map(|field| {
                let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("{}.{name}: {}", item.ident, text(&field.ty))
            }));
            lines
        }
        Item::Enum(item) => {
            let held = |fields: &Fields| fields.iter().map(|field| text(&field.ty)).collect::<Vec<_>>().join(", ");
            let variants = item.variants.iter();
            let variants =
                variants.map(|variant| format!("{}::{}({})", item.ident, variant.ident, held(&variant.fields)));
            [format!("{} enum {}", conditions(&item.attrs), item.ident)].into_iter().chain(variants).collect()
        }
        Item::Impl(item) => of_impl(item),
        Item::Static(item) => vec![format!("{} static {}", conditions(&item.attrs), item.ident)],
        Item::Mod(item) if is_public(&item.vis) => vec![format!("{} mod {}", conditions(&item.attrs), item.ident)],
        _ => Vec::new(),
    }
}

fn of_impl(item: &ItemImpl) -> Vec<String> {
    let ty = text(&item.self_ty);
    if let Some((name, _)) = &item.trait_ {
        return vec![format!("impl {} for {ty}", text(name))];
    }
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    });
    functions.map(|function| format!("{} {ty}::{}", conditions(&function.attrs), signature(&function.sig))).collect()
}

fn signature(signature: &Signature) -> String {
    let inputs = signature.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(receiver) => text(receiver).replace("mut self", "self"),
        syn::FnArg::Typed(argument) => text(&argument.ty),
    });
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => text(ty),
    };
    format!("{}({}) -> {output}", signature.ident, inputs.collect::<Vec<_>>().join(", "))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The features that an item takes, and what it derives.
fn conditions(attributes: &[Attribute]) -> String {
    let kept =
        attributes.iter().filter(|attribute| attribute.path().is_ident("cfg") || attribute.path().is_ident("derive"));
    kept.map(text).collect()
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
