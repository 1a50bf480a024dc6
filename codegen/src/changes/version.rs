//! Which version comes next.

use std::fmt;
use std::str::FromStr;

use super::{Change, Class};

/// A version of the client, `MAJOR.MINOR.PATCH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// What a breaking change raises, from the first stable version on.
    pub major: u64,
    /// What an addition raises; before the first stable version, what a breaking change raises.
    pub minor: u64,
    /// What everything else raises.
    pub patch: u64,
}

/// The version that has to follow, by SemVer as cargo reads it; the same one if nothing changed.
#[must_use]
pub fn next(current: Version, changes: &[Change]) -> Version {
    let Version { major, minor, patch } = current;
    let Some(class) = changes.iter().map(|change| change.class).min() else { return current };
    match (class.is_breaking(), class) {
        (true, _) if major == 0 => Version { minor: minor.saturating_add(1), patch: 0, ..current },
        (true, _) => Version { major: major.saturating_add(1), minor: 0, patch: 0 },
        (false, Class::Additive | Class::Lifecycle) if major > 0 => {
            Version { minor: minor.saturating_add(1), patch: 0, ..current }
        }
        (false, _) => Version { patch: patch.saturating_add(1), ..current },
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no version of the form MAJOR.MINOR.PATCH");
        // What `u64` takes and SemVer does not: a sign.
        let number = |part: &str| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
        let parts: Option<Vec<u64>> = text.split('.').map(number).collect();
        match parts.as_deref() {
            Some([major, minor, patch]) => Ok(Self { major: *major, minor: *minor, patch: *patch }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Subject};
    use super::*;

    fn after(current: &str, classes: &[Class]) -> String {
        let subject = Subject { kind: Kind::Api, rust: String::new(), wire: String::new() };
        let change = |class: &Class| Change { class: *class, subject: subject.clone(), what: String::new() };
        let changes: Vec<_> = classes.iter().map(change).collect();
        next(current.parse().expect("a version"), &changes).to_string()
    }

    #[test]
    fn follows_semver() {
        let cases: &[(&[Class], [&str; 3])] = &[
            (&[], ["0.1.4", "1.2.3", "0.0.1"]),
            (&[Class::Docs], ["0.1.5", "1.2.4", "0.0.2"]),
            (&[Class::Lifecycle], ["0.1.5", "1.3.0", "0.0.2"]),
            (&[Class::Docs, Class::Additive], ["0.1.5", "1.3.0", "0.0.2"]),
            (&[Class::Decoding, Class::Docs], ["0.2.0", "2.0.0", "0.1.0"]),
            (&[Class::Request], ["0.2.0", "2.0.0", "0.1.0"]),
            (&[Class::Additive, Class::Compilation], ["0.2.0", "2.0.0", "0.1.0"]),
        ];
        for (classes, expected) in cases {
            assert_eq!(["0.1.4", "1.2.3", "0.0.1"].map(|current| after(current, classes)), *expected, "{classes:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_version() {
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.-3", "+1.2.3", "1.2.3-rc.1", "99999999999999999999.0.0"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
