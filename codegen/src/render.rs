//! Tokens to text.
