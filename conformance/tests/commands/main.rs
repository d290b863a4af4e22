//! What generated commands send to a scripted server, and what they print of its answers.

mod protocols;
mod run;
mod scripts;
mod server;
mod streams;
