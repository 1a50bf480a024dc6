//! Short forms for what the descriptions of operations hold again and again. Without them a parameter would take a dozen lines.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::Ident;

use super::docs;

/// `describe.rs`.
pub(super) fn emit() -> TokenStream {
    let attributes = docs::module("Short forms for what the descriptions of operations hold again and again.");
    let [path, query, header] = ["path", "query", "header"].map(parameter);
    let (permission, role) = (permission("permission", false), permission("role", true));
    let rest = answer_and_limit();
    quote! {
        #attributes
        #![allow(dead_code, reason = "the program may have switched off the areas that use them")]
        use crate::runtime::operation::{Answer, Limit, LimitScope, Parameter, Period, Permission};
        #path
        #query
        #header
        #permission
        #role
        #rest
    }
}

fn parameter(name: &str) -> TokenStream {
    let attributes = docs::outer(&format!("A parameter in the {name} of which nothing is known."));
    let (name, blank) = (format_ident!("{name}"), Ident::constant(name));
    quote! {
        #attributes
        pub(super) const fn #name(name: &'static str) -> Parameter {
            Parameter { name, ..Parameter::#blank }
        }
    }
}

fn permission(name: &str, role: bool) -> TokenStream {
    let attributes = docs::outer(&format!("A {name}."));
    let name = format_ident!("{name}");
    quote! {
        #attributes
        pub(super) const fn #name(key: &'static str, name: &'static str) -> Permission {
            Permission { key, name, role: #role }
        }
    }
}

fn answer_and_limit() -> TokenStream {
    quote! {
        #[doc = " An answer."]
        pub(super) const fn answer(status: u16, media: &'static [&'static str]) -> Answer {
            Answer { status, media }
        }
        #[doc = " A limit."]
        pub(super) const fn limit(count: u32, per: Period, scope: LimitScope) -> Limit {
            Limit { count, per, scope }
        }
    }
}
