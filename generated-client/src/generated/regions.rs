// A stand-in, written by hand, for what `cargo xtask generate` writes here.

//! Where the service is hosted.

use std::fmt;
use std::str::FromStr;

/// A region of the vendor's hosting. Accounts and credentials belong to one region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Region {
    /// SNYK-US-01: the United States, the default.
    #[default]
    Us01,
    /// SNYK-US-02: the United States.
    Us02,
    /// SNYK-EU-01: Frankfurt.
    Eu01,
    /// SNYK-AU-01: Australia.
    Au01,
    /// SNYK-GOV-01: for the government of the United States.
    Gov01,
}

impl Region {
    /// All regions.
    pub const ALL: &'static [Self] = &[Self::Us01, Self::Us02, Self::Eu01, Self::Au01, Self::Gov01];

    /// The vendor's name for it, `SNYK-US-01`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Us01 => "SNYK-US-01",
            Self::Us02 => "SNYK-US-02",
            Self::Eu01 => "SNYK-EU-01",
            Self::Au01 => "SNYK-AU-01",
            Self::Gov01 => "SNYK-GOV-01",
        }
    }

    /// Origin of the API, `https://api.snyk.io`.
    pub fn api(self) -> &'static str {
        match self {
            Self::Us01 => "https://api.snyk.io",
            Self::Us02 => "https://api.us.snyk.io",
            Self::Eu01 => "https://api.eu.snyk.io",
            Self::Au01 => "https://api.au.snyk.io",
            Self::Gov01 => "https://api.snykgov.io",
        }
    }

    /// Origin of the web application, `https://app.snyk.io`.
    pub fn app(self) -> &'static str {
        match self {
            Self::Us01 => "https://app.snyk.io",
            Self::Us02 => "https://app.us.snyk.io",
            Self::Eu01 => "https://app.eu.snyk.io",
            Self::Au01 => "https://app.au.snyk.io",
            Self::Gov01 => "https://app.snykgov.io",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads `eu-01` and `SNYK-EU-01`, in capitals or not.
impl FromStr for Region {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().trim_start_matches("snyk-") {
            "us-01" => Ok(Self::Us01),
            "us-02" => Ok(Self::Us02),
            "eu-01" => Ok(Self::Eu01),
            "au-01" => Ok(Self::Au01),
            "gov-01" => Ok(Self::Gov01),
            _ => Err(crate::runtime::unknown_region(Self::ALL.iter().map(|region| region.as_str()))),
        }
    }
}
