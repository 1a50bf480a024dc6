//! What must not be shown is not shown: the client's own secrets, and those that travel in requests and answers.

mod http2;
mod members;
mod token;
