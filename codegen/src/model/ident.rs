//! The one door to Rust names.

use std::fmt;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// A name that is valid in Rust, and no keyword.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(proc_macro2::Ident::new(&self.0, Span::call_site()));
    }
}

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

impl Ident {
    /// Temporary.
    pub fn field(t: &str) -> Self {
        Self(t.to_snake_case())
    }
    /// Temporary.
    pub fn module(t: &str) -> Self {
        Self(t.to_snake_case())
    }
    /// Temporary.
    pub fn ty(t: &str) -> Self {
        Self(t.to_upper_camel_case())
    }
    /// Temporary.
    pub fn variant(t: &str) -> Self {
        Self(t.to_upper_camel_case())
    }
    /// Temporary.
    pub fn constant(t: &str) -> Self {
        Self(t.to_shouty_snake_case())
    }
}
