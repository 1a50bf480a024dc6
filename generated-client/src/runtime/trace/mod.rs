//! What is told of calls to whoever collects traces: the feature `tracing`.
//!
//! A span for each call and an event for each attempt, by the names of OpenTelemetry's conventions for HTTP clients. What may
//! be in them is chosen by name, one by one: no address, header, body or argument is ever passed on as a whole. Without the
//! feature nothing of it is compiled, and the calls of these functions come to nothing.

#[cfg(not(feature = "tracing"))]
mod off;
#[cfg(feature = "tracing")]
mod on;
#[cfg(all(test, feature = "tracing"))]
mod tests;

#[cfg(not(feature = "tracing"))]
pub(super) use self::off::Span;
#[cfg(feature = "tracing")]
pub(super) use self::on::Span;
