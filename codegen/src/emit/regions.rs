//! The regions of the vendor's hosting.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Region};

use super::docs;

/// `regions.rs`.
pub(super) fn emit(api: &Api) -> TokenStream {
    let attributes = docs::module("The regions that the API runs in.");
    let item = item(&api.regions);
    let methods = methods(&api.regions);
    let (display, from_str) = (display(), from_str());
    quote! {
        #attributes
        use std::fmt;
        use std::str::FromStr;
        #item
        #methods
        #display
        #from_str
    }
}

fn item(regions: &[Region]) -> TokenStream {
    let variants = regions.iter().enumerate().map(|(index, region)| {
        let attributes = docs::outer(&format!("{}\n\n`{}`, <{}>.", region.docs, region.name, region.api));
        let (default, ident) = ((index == 0).then(|| quote!(#[default])), &region.ident);
        quote!(#attributes #default #ident)
    });
    quote! {
        #[doc = " A region: a place where the vendor hosts the API, with data of its own."]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Region { #(#variants,)* }
    }
}

fn methods(regions: &[Region]) -> TokenStream {
    let idents = regions.iter().map(|region| &region.ident);
    let names =
        lookup(regions, "The name that the vendor's docs use, such as `SNYK-US-01`.", "as_str", |region| &region.name);
    let apis = lookup(regions, "The origin of the API: scheme and host, without a path.", "api", |region| &region.api);
    let (all, keys): (Vec<_>, Vec<_>) = regions.iter().map(|region| (&region.ident, &region.key)).unzip();
    let apps = lookup(regions, "The origin of the web application.", "app", |region| &region.app);
    quote! {
        impl Region {
            #[doc = " All of them; the default comes first."]
            pub const ALL: &'static [Self] = &[#(Self::#idents),*];
            #names
            #apis
            #apps
            fn key(self) -> &'static str {
                match self { #(Self::#all => #keys,)* }
            }
        }
    }
}

fn lookup(regions: &[Region], text: &str, name: &str, value: impl Fn(&Region) -> &String) -> TokenStream {
    let attributes = docs::outer(text);
    let name = quote::format_ident!("{name}");
    let (idents, values): (Vec<_>, Vec<_>) = regions.iter().map(|region| (&region.ident, value(region))).unzip();
    quote! {
        #attributes
        pub fn #name(self) -> &'static str {
            match self { #(Self::#idents => #values,)* }
        }
    }
}

fn display() -> TokenStream {
    quote! {
        impl fmt::Display for Region {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    }
}

fn from_str() -> TokenStream {
    quote! {
        #[doc = " Takes `us-01` and `SNYK-US-01`, in any case."]
        impl FromStr for Region {
            type Err = crate::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let is_it = |region: &&Self| {
                    text.eq_ignore_ascii_case(region.as_str()) || text.eq_ignore_ascii_case(region.key())
                };
                let unknown = || crate::runtime::unknown_region(Self::ALL.iter().map(|region| region.key()));
                Self::ALL.iter().find(is_it).copied().ok_or_else(unknown)
            }
        }
    }
}
