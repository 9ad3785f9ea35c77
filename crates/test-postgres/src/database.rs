//! Databases of single tests.

use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Cluster;

/// A database that goes away when it is dropped.
#[derive(Debug)]
pub struct Database<'c> {
    cluster: &'c Cluster,
    name: String,
}

impl Cluster {
    /// A fresh copy of the database `template`, which is made empty and handed to `prepare` by its
    /// address when it is first asked for. Nobody may be connected to it when `prepare` returns.
    pub fn database(&self, template: &str, prepare: impl FnOnce(&str)) -> Database<'_> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        // A copy fails while somebody else copies.
        let _lock = self.lock(template);
        let known = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
        if self.sql("postgres", &known).is_empty() {
            let unfinished = format!("{template}_unfinished");
            self.sql("postgres", &format!("DROP DATABASE IF EXISTS {unfinished}"));
            self.sql("postgres", &format!("CREATE DATABASE {unfinished}"));
            prepare(&self.address(&unfinished));
            let rename = format!("ALTER DATABASE {unfinished} RENAME TO {template}");
            self.sql("postgres", &rename);
        }
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", process::id());
        self.sql(
            "postgres",
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        );
        Database {
            cluster: self,
            name,
        }
    }
}

impl Database<'_> {
    /// Where it is reached.
    #[must_use]
    pub fn address(&self) -> String {
        self.cluster.address(&self.name)
    }

    /// Runs SQL in it; see [`Cluster::sql`].
    pub fn sql(&self, sql: &str) -> String {
        self.cluster.sql(&self.name, sql)
    }

    /// Writes everything in it to a file, by `pg_dump`.
    pub fn dump(&self, file: &Path) {
        let to = format!("--file={}", file.display());
        self.cluster
            .run("pg_dump", &["--format=custom", &to, &self.address()]);
    }

    /// Puts what [`Self::dump`] wrote into it, by `pg_restore`; it is empty before.
    pub fn restore(&self, file: &Path) {
        let (into, from) = (
            format!("--dbname={}", self.address()),
            file.display().to_string(),
        );
        let arguments = [
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            &into,
            &from,
        ];
        self.cluster.run("pg_restore", &arguments);
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // In a test that panics, the cluster may be stopped; it takes the database with it.
        if !std::thread::panicking() {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            self.cluster.sql("postgres", &drop);
        }
    }
}
