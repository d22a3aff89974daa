//! Serving the wall: HTTP on this machine, with GitHub on the other side.
//!
//! In: sessions, the ways to GitHub, an address. Out: pages, the board and what changes of it, edits that are sent to GitHub; an end in which
//! nothing is lost in silence. It holds no rule of its own: what is shown is `wall`'s, what an edit does is `plan`'s. The token never gets here but inside
//! the client; nobody edits without a facilitator's cookie, and no other site's page reaches it.

mod assets;
mod events;
mod guard;
mod keys;
mod look;
mod pages;
mod routes;
mod send;
mod stage;
mod told;
mod trouble;

pub use assets::languages;
pub use keys::{Keys, Role};
pub use look::Looks;
pub use stage::{Denied, Now, Wall};

use crate::github::Access;
use guard::Names;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long the last edits may take to be sent.
const LONGEST_SENDING: Duration = Duration::from_secs(30);
/// How long connections may take to end.
const LONGEST_END: Duration = Duration::from_secs(3);

/// Where a wall is served.
#[derive(Debug, Clone)]
pub struct Listen {
    /// What people call this machine, without a port.
    pub name: String,
    /// The port; 0 for any that is free.
    pub port: u16,
}

impl Default for Listen {
    fn default() -> Listen {
        Listen {
            name: "127.0.0.1".to_owned(),
            port: 0,
        }
    }
}

impl std::str::FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Listen, String> {
        let wrong = || "write NAME:PORT, such as 127.0.0.1:8080 or board.local:8080".to_owned();
        let (name, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let port = port.parse().map_err(|_| wrong())?;
        let fits = |sign: char| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign);
        if name.is_empty() || !name.chars().all(fits) {
            return Err(wrong());
        }
        // In an address a number of IPv6 stands in brackets.
        let name = match name.parse::<std::net::Ipv6Addr>() {
            Ok(number) => format!("[{number}]"),
            Err(_) => name.to_owned(),
        };
        Ok(Listen {
            name: name.to_ascii_lowercase(),
            port,
        })
    }
}

/// A wall that can be reached.
#[derive(Debug)]
pub struct Server {
    wall: Arc<Wall>,
    keys: Arc<Keys>,
    names: Arc<Names>,
    listener: TcpListener,
}

impl Server {
    /// Opens the port.
    ///
    /// # Errors
    /// Where the address is none of this machine's, or taken.
    pub async fn open(wall: Arc<Wall>, listen: &Listen) -> io::Result<Server> {
        let bare = listen.name.trim_matches(['[', ']']);
        let listener = TcpListener::bind((bare, listen.port)).await?;
        let names = Names::of(&listen.name, listener.local_addr()?);
        Ok(Server {
            wall,
            keys: Arc::new(Keys::default()),
            names: Arc::new(names),
            listener,
        })
    }

    /// The links for the projector and for the facilitator, in this order. On another address than loopback the first one has a key as well.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub fn links(&self) -> io::Result<(String, String)> {
        let own = self.names.url();
        let open = |role| self.keys.link(role).map(|key| format!("{own}/open/{key}"));
        let wall = if self.names.is_loopback() {
            format!("{own}/")
        } else {
            open(Role::Wall)?
        };
        Ok((wall, open(Role::Presenter)?))
    }

    /// Serves until the wall closes; edits are sent until then, and once more in the end. What could not be sent is named.
    ///
    /// # Errors
    /// Where the port fails.
    pub async fn run(self, access: Arc<Access>, looks: Looks) -> io::Result<Vec<String>> {
        let wall = self.wall;
        let looking = tokio::spawn(look::follow(Arc::clone(&wall), Arc::clone(&access), looks));
        let sending = tokio::spawn(send::send(Arc::clone(&wall), access));
        let ticking = tokio::spawn(stage::tick(Arc::clone(&wall)));
        let app = routes::router(Arc::clone(&wall), self.keys, self.names);
        let ended = {
            let wall = Arc::clone(&wall);
            async move { wall.ended().await }
        };
        let served = tokio::spawn(routes::serve(self.listener, app, ended));
        wall.closed().await;
        // The last edits first: the pages show what becomes of them.
        let last = sending.abort_handle();
        if tokio::time::timeout(LONGEST_SENDING, sending)
            .await
            .is_err()
        {
            last.abort();
        }
        wall.over();
        looking.abort();
        ticking.abort();
        let _ = tokio::time::timeout(LONGEST_END, served).await;
        Ok(wall.unsent())
    }
}
