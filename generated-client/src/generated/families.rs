// A stand-in, written by hand, for what `cargo xtask generate` writes here.

use crate::operation::{Family, Limit, LimitScope, Period};
use crate::runtime::operation::FamilyInfo;

/// The older API, plain JSON.
pub(crate) static V1: FamilyInfo = FamilyInfo {
    family: Family::V1,
    base: "/v1",
    media: "application/json",
    limits: &[Limit { count: 2000, per: Period::Minute, scope: LimitScope::Unstated }],
    version_parameter: None,
};

/// The newer API, JSON:API.
pub(crate) static REST: FamilyInfo = FamilyInfo {
    family: Family::Rest,
    base: "/rest",
    media: "application/vnd.api+json",
    limits: &[Limit { count: 1620, per: Period::Minute, scope: LimitScope::Key }],
    version_parameter: Some("version"),
};

/// What all operations of a family share.
pub(crate) fn family(family: Family) -> &'static FamilyInfo {
    match family {
        Family::V1 => &V1,
        Family::Rest => &REST,
    }
}
