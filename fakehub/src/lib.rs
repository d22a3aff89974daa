//! A stateful in-process GitHub on loopback that real clients can talk to.
//!
//! What goes in: users, repositories and permissions set up through [`Hub`], then HTTP requests of any GitHub client to the
//! address of [`Server::url`]: REST under `/` or `/api/v3/`, GraphQL at `/graphql` or `/api/graphql`, git at
//! `/{owner}/{repo}.git`.
//!
//! What comes out: answers shaped as GitHub's, the end state ([`Hub::dump`]) and a recording of every request
//! ([`Hub::requests`]).
//!
//! What it must never do: reach beyond loopback, read the machine's clock (time is [`Clock`], which stands still until it is
//! moved), or invent an answer to a query that GitHub would refuse.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

mod answer;
mod clock;
mod delivery;
mod dump;
mod encoding;
mod error;
mod fault;
mod faulty;
mod git;
mod graphql;
mod hub;
mod limits;
mod listener;
mod meddle;
mod packet;
mod record;
mod rest;
mod server;
mod settings;
mod state;
mod strike;

pub use clock::Clock;
pub use error::HubError;
pub use fault::{Fault, FaultKind, Meddling, Raw, Traffic, When};
pub use hub::{Hub, Kind, Permission, User};
pub use limits::Spent;
pub use record::Recorded;
pub use rest::{Operation, operation_at, operations};
pub use server::Server;
pub use settings::{Rule, Settings, Workflow};
