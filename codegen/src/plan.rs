//! What to write, what to delete.
