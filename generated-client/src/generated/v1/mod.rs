// A stand-in, written by hand, for what `cargo xtask generate` writes here.

//! v1, the older API: plain JSON.

use crate::Client;

#[cfg(feature = "v1-projects")]
#[cfg_attr(docsrs, doc(cfg(feature = "v1-projects")))]
pub mod projects;

/// The areas of v1.
#[derive(Clone, Debug)]
pub struct V1 {
    client: Client,
}

impl Client {
    /// The areas of v1, the older API.
    pub fn v1(&self) -> V1 {
        V1 { client: self.clone() }
    }
}

impl V1 {
    /// The client that calls go through.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Projects are what Snyk watches.
    #[cfg(feature = "v1-projects")]
    #[cfg_attr(docsrs, doc(cfg(feature = "v1-projects")))]
    pub fn projects(&self) -> projects::Projects {
        projects::Projects { client: self.client.clone() }
    }
}
