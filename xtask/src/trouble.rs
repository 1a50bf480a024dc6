use std::fmt;
use std::path::Path;

/// Why a command could not do what it was asked to: a file that cannot be read, a program that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(pub String);

impl Trouble {
    /// That something could not be done with a file.
    pub fn with(what: &str, path: &Path, error: impl fmt::Display) -> Self {
        Self(format!("cannot {what} {}: {error}", path.display()))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Trouble {}
