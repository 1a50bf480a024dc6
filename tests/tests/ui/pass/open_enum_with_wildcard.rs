//! An open enum is matched with a wildcard, and a value that is not known keeps its text.

use snyk_api::v1::projects::Severity;

fn rank(severity: &Severity) -> u8 {
    match severity {
        Severity::Critical => 3,
        Severity::High => 2,
        Severity::Medium => 1,
        Severity::Low => 0,
        _ => 0,
    }
}

fn main() {
    assert_eq!(rank(&Severity::from("critical")), 3);
    assert_eq!(rank(&Severity::from("apocalyptic")), 0);
    assert_eq!(Severity::from("apocalyptic").as_str(), "apocalyptic");
}
