//! (room laid out, content follows)
