//! What Snyk sends to webhooks: whether it is Snyk that sends it, and what it says.
//!
//! The v1 operations of webhooks create them, each with a secret. What arrives is checked with that secret, byte for byte as it
//! came, before anything of it is read:
//!
//! ```
//! use http::HeaderMap;
//! use snyk_api::webhook::{Event, Verifier, WebhookError};
//!
//! fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
//!     let delivery = verifier.verify(headers, body)?;
//!     match &delivery.event {
//!         Event::Ping(_) => println!("the webhook works"),
//!         Event::ProjectSnapshot(snapshot) => {
//!             for issue in &snapshot.new_issues {
//!                 println!("{:?} has {}", snapshot.project.name, issue.id);
//!             }
//!         }
//!         Event::Unknown(json) => println!("{} says {json}", delivery.name),
//!         _ => {}
//!     }
//!     Ok(())
//! }
//!
//! let verifier = Verifier::new("a long and random text");
//! # let body = br#"{"webhookId": "d3cf26b3-2d77-497b-bce2-23b33cc15362"}"#;
//! # let mut headers = HeaderMap::new();
//! # headers.insert("x-snyk-event", "ping/v0".parse().unwrap());
//! # headers.insert("x-hub-signature", verifier.sign(body).parse().unwrap());
//! # receive(&verifier, &headers, body).unwrap();
//! ```
//!
//! Webhooks are in beta, and what is sent may change at any time. So the types are lenient: most of their members may be
//! missing, members that are not known are skipped, and an event that is of no known kind, or not of the shape that its kind
//! had, is kept whole as [`Event::Unknown`].

mod error;
mod event;
mod time;
mod verifier;

#[cfg(test)]
mod tests;

pub use self::error::WebhookError;
pub use self::event::{
    Event, FixInfo, Group, Issue, IssueData, Org, Ping, Priority, PriorityFactor, Project, ProjectSnapshot,
};
pub use self::verifier::{Delivery, Verifier};
