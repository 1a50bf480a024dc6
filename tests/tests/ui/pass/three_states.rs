//! Absent, null and set are three things where the service tells them apart.

use snyk_api::Patch;
use snyk_api::v1::projects::{NewOwner, UpdateProject};

fn main() {
    assert_eq!(UpdateProject::new().owner, Patch::Absent);
    assert_eq!(UpdateProject::new().owner(NewOwner::new("user")).owner, Patch::Set(NewOwner::new("user")));
}
