//! The rows of the table.

mod bodies;
mod connections;
mod credentials;
mod directions;
mod limits;
mod statuses;

use super::fault::{Fault, Scene};

/// All faults, in the order of the table.
pub(crate) fn all() -> Vec<Fault> {
    let groups = [
        connections::rows(),
        bodies::rows(),
        statuses::rows(),
        limits::rows(),
        directions::rows(),
        credentials::rows(),
    ];
    groups.into_iter().flatten().collect()
}

/// The head of a good answer, with these lines in place of the length.
fn head(scene: &Scene<'_>, lines: &str) -> String {
    let (status, media, _) = scene.good.parts();
    format!("HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-type: {media}\r\n{lines}\r\n")
}

/// A good answer's head with these lines, and its body.
fn framed(scene: &Scene<'_>, lines: &str) -> Vec<u8> {
    [head(scene, lines).as_bytes(), scene.good.parts().2].concat()
}
