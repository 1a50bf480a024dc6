//! The client as a program uses it, against a small server on this machine.

mod answers;
mod errors;
mod paging;
mod requests;
mod server;
