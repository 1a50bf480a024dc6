//! Model to tokens.
