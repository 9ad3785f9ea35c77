//! Starting and stopping.

use std::env;
use std::fs::{self, File, Permissions};
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::account::Account;
use crate::programs::program;
use crate::watcher::watch;

/// More than all tests that run at once open: a store opens up to seven.
const CONNECTIONS_MAX: u32 = 200;

/// Seconds that PostgreSQL may take to start or stop, on a machine that is busy with other tests.
const PATIENCE_SECONDS: &str = "60";

/// A running PostgreSQL of our own.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    account: Option<Account>,
    is_private: bool,
    /// Where it listens beside its socket.
    listens: Vec<Ipv4Addr>,
}

impl Cluster {
    /// The cluster that all tests of this run share; the first one starts it.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| {
            // The runner's process is what the tests of a run have in common.
            let owner = parent_id();
            let folder = env::temp_dir().join(format!("wharfinger-postgres-{owner}"));
            let _lock = locked(&folder.with_extension("lock"));
            if let Some(running) = Self::running(&folder) {
                return running;
            }
            Self::create(folder, owner, false, Vec::new())
        })
    }

    /// A cluster for one test, which stops when it is dropped.
    #[must_use]
    pub fn private() -> Self {
        Self::create_private(|_| Vec::new())
    }

    /// The same, which listens on TCP too: PostgreSQL speaks TLS on no socket.
    #[must_use]
    pub fn private_on_tcp() -> Self {
        Self::create_private(|number| loopback(process::id(), number).into())
    }

    /// The addresses at which one of [`Self::private_on_tcp`] listens, on PostgreSQL's own port.
    #[must_use]
    pub fn listens(&self) -> &[Ipv4Addr] {
        &self.listens
    }

    /// Writes a file that PostgreSQL alone may read; `name` is relative to the folder that has the
    /// data in `data`.
    ///
    /// # Panics
    ///
    /// Where it cannot be written.
    pub fn put(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.join(name);
        fs::write(&file, text).expect("the cluster's folder can be written");
        let own = Permissions::from_mode(0o600);
        fs::set_permissions(&file, own).expect("the file was just written");
        if let Some(account) = self.account {
            account.take(&file);
        }
        file
    }

    /// Has PostgreSQL read its settings again, which it does in its own time.
    pub fn reload(&self) {
        run(self
            .command("pg_ctl")
            .args(["reload", "-D"])
            .arg(self.folder.join("data")));
    }

    /// Stops as if the machine had lost power, but for what the system still writes.
    pub fn crash(&self) {
        self.control(&["stop", "-m", "immediate"]);
    }

    /// Starts again what was stopped.
    pub fn start(&self) {
        let syncs = if self.is_private { "on" } else { "off" };
        let listens: Vec<_> = self.listens.iter().map(Ipv4Addr::to_string).collect();
        let options = format!(
            "-k {} -c listen_addresses={} -c fsync={syncs} -c max_connections={CONNECTIONS_MAX}",
            self.folder.display(),
            listens.join(",")
        );
        let log = self.folder.join("log").display().to_string();
        self.control(&["start", "-l", &log, "-o", &options]);
    }

    /// Runs SQL in a database, and gives the rows as lines, columns parted by `|`.
    ///
    /// # Panics
    ///
    /// Where PostgreSQL refuses it.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        run(Command::new(program("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
            ])
            .arg("-h")
            .arg(&self.folder)
            .args(["-d", database, "-c", sql])
            .env("PGCONNECT_TIMEOUT", PATIENCE_SECONDS))
    }

    /// Runs one of PostgreSQL's programs as whoever runs the tests.
    pub(crate) fn run(&self, name: &str, arguments: &[&str]) {
        run(Command::new(program(name))
            .args(arguments)
            .current_dir(&self.folder)
            .env("PGCONNECT_TIMEOUT", PATIENCE_SECONDS));
    }

    /// Where a database is reached.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}/{database}")
    }

    /// The socket it listens on, for a test that puts something in between.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        // The port is PostgreSQL's own where nothing else is said (its manual, 20.3.1).
        self.folder.join(".s.PGSQL.5432")
    }

    /// Keeps others from doing the same with this cluster until it is dropped.
    pub(crate) fn lock(&self, what: &str) -> File {
        locked(&self.folder.join(format!("{what}.lock")))
    }

    fn running(folder: &Path) -> Option<Self> {
        let data = folder.join("data");
        let account = Account::instead_of_owner(folder.parent()?);
        let this = Self {
            folder: folder.to_owned(),
            account,
            is_private: false,
            listens: Vec::new(),
        };
        let is_running = data.is_dir()
            && this
                .command("pg_ctl")
                .args(["status", "-D"])
                .arg(&data)
                .stdout(Stdio::null())
                .status()
                .is_ok_and(|status| status.success());
        is_running.then_some(this)
    }

    fn create_private(listens: impl FnOnce(u32) -> Vec<Ipv4Addr>) -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let owner = process::id();
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("wharfinger-postgres-{owner}-{number}");
        Self::create(env::temp_dir().join(name), owner, true, listens(number))
    }

    fn create(folder: PathBuf, owner: u32, is_private: bool, listens: Vec<Ipv4Addr>) -> Self {
        // What a run left behind that had the same number.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("the temporary folder can be written");
        let account = Account::instead_of_owner(&folder);
        if let Some(account) = account {
            account.take(&folder);
        }
        watch(&folder, owner);
        let this = Self {
            folder,
            account,
            is_private,
            listens,
        };
        run(this
            .command("initdb")
            .args([
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ])
            .arg("-D")
            .arg(this.folder.join("data")));
        this.start();
        this
    }

    fn control(&self, arguments: &[&str]) {
        run(self
            .command("pg_ctl")
            .args(arguments)
            .args(["-w", "-t", PATIENCE_SECONDS, "-D"])
            .arg(self.folder.join("data")));
    }

    /// A program of PostgreSQL, as the user that the cluster belongs to.
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(program(name));
        command.current_dir(&self.folder).env("LC_ALL", "C");
        if let Some(account) = self.account {
            account.run(&mut command);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.is_private {
            // It may be stopped; the watcher removes what is left otherwise.
            let _ = self
                .command("pg_ctl")
                .args(["stop", "-m", "immediate", "-D"])
                .arg(self.folder.join("data"))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Two addresses of this machine that nobody else listens at: the port is always the same, so no other
/// program can take it in between.
fn loopback(process: u32, number: u32) -> [Ipv4Addr; 2] {
    let first = Ipv4Addr::LOCALHOST.to_bits() & 0xff00_0000
        | (process & 0x1f_ffff) << 3
        | (number & 0b11) << 1;
    [first, first | 1].map(Ipv4Addr::from_bits)
}

fn locked(path: &Path) -> File {
    let file = File::create(path).expect("the temporary folder can be written");
    file.lock().expect("a local file can be locked");
    file
}

/// What a program prints.
fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let [stdout, stderr] = [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    assert!(output.status.success(), "{command:?}: {stdout}\n{stderr}");
    stdout
}
