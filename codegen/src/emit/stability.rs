//! Operations that are not generally available have a cargo feature.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Operation, Stability};

/// The features in the order of their stability, and what they switch on.
pub(super) const FEATURES: &[(&str, &str)] = &[
    ("beta", "Operations of the areas whose version is beta: they may change within months."),
    ("experimental", "Operations of the areas whose version is experimental: they may change at any time."),
];

/// How stable an operation is; families without versions are.
pub(super) fn of(operation: &Operation) -> Stability {
    operation.version.as_ref().map_or(Stability::Ga, |version| version.stability)
}

/// The feature that an operation takes, apart from its area's.
pub(super) fn feature(operation: &Operation) -> Option<&'static str> {
    match of(operation) {
        Stability::Ga => None,
        Stability::Beta => Some("beta"),
        Stability::Experimental => Some("experimental"),
    }
}

/// The condition of that feature.
pub(super) fn gate(operation: &Operation) -> Option<TokenStream> {
    let feature = feature(operation)?;
    Some(quote!(#[cfg(feature = #feature)]))
}

/// The condition of that feature, shown in the documentation.
pub(super) fn shown_gate(operation: &Operation) -> Option<TokenStream> {
    let (gate, feature) = (gate(operation)?, feature(operation)?);
    Some(quote!(#gate #[cfg_attr(docsrs, doc(cfg(feature = #feature)))]))
}
