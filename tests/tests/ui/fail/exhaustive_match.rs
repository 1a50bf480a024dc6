//! A match on an open enum needs a wildcard, so that a new value breaks no program.

use snyk_api::v1::projects::Severity;

fn rank(severity: &Severity) -> u8 {
    match severity {
        Severity::Critical => 3,
        Severity::High => 2,
        Severity::Medium => 1,
        Severity::Low => 0,
        Severity::UnknownValue(_) => 0,
    }
}

fn main() {
    let _ = rank;
}
