//! The file by which the server tells its port.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a server that holds a port file may take to answer a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// A port file that this process holds; it is removed in the end.
#[derive(Debug)]
pub struct PortFile(PathBuf);

impl PortFile {
    /// Makes the file, still empty. `None` when another server holds it.
    ///
    /// # Errors
    /// The file system's.
    pub fn claim(path: &Path) -> io::Result<Option<Self>> {
        if let Some(file) = Self::create(path)? {
            return Ok(Some(file));
        }
        if held(path) {
            return Ok(None);
        }
        // Its server was killed before it could remove the file.
        match fs::remove_file(path) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
            _ => Self::create(path),
        }
    }

    fn create(path: &Path) -> io::Result<Option<Self>> {
        match OpenOptions::new().write(true).create_new(true).open(path) {
            Ok(_) => Ok(Some(Self(path.to_owned()))),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Tells the port. The line's end says that it is whole.
    ///
    /// # Errors
    /// The file system's.
    pub fn write(&self, port: u16) -> io::Result<()> {
        fs::write(&self.0, format!("{port}\n"))
    }
}

impl Drop for PortFile {
    fn drop(&mut self) {
        if let Err(e) = fs::remove_file(&self.0) {
            eprintln!("localnet: cannot remove {}: {e}", self.0.display());
        }
    }
}

/// Whether a server answers at the port in the file, or is about to write it.
fn held(path: &Path) -> bool {
    match fs::read_to_string(path) {
        Ok(line) => match line.trim_end().parse() {
            Ok(port) => {
                let address = (Ipv4Addr::LOCALHOST, port).into();
                TcpStream::connect_timeout(&address, CONNECT_TIMEOUT).is_ok()
            }
            Err(_) => true,
        },
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn path(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("localnet-{}-{name}", std::process::id()))
    }

    #[test]
    fn one_server_holds_the_file_until_it_ends() {
        let path = path("held");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let file = PortFile::claim(&path).unwrap().unwrap();
        assert!(PortFile::claim(&path).unwrap().is_none());
        file.write(listener.local_addr().unwrap().port()).unwrap();
        assert!(PortFile::claim(&path).unwrap().is_none());
        drop(file);
        assert!(!path.exists());
    }

    #[test]
    fn the_file_of_a_server_that_is_gone_is_taken_over() {
        let path = path("stale");
        let port = {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            listener.local_addr().unwrap().port()
        };
        fs::write(&path, format!("{port}\n")).unwrap();
        assert!(PortFile::claim(&path).unwrap().is_some());
    }
}
