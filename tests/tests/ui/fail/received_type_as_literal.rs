//! A type that is received can't be built as a literal, so that a new member breaks no program.

use snyk_api::v1::projects::IssueCounts;

fn main() {
    let _ = IssueCounts { low: None, medium: None, high: None, critical: None };
}
