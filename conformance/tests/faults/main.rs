//! What goes wrong between a client and a service, and where: what the caller sees, how often it is tried, and
//! that nothing is created twice.

mod killed;
mod peer;
mod situation;
mod table;
mod tokens;
