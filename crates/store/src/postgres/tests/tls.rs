//! TLS to PostgreSQL: what is asked for is had, or the store does not open and says what to do.

use std::net::Ipv4Addr;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair,
};
use wharfinger_test_postgres::Cluster;

use super::told;
use crate::tests::wait;
use crate::{Postgres, Tools};

/// Whoever has this role shows a certificate.
const CERTIFIED: &str = "certified";

/// The role `certified` must show a certificate of the authority, the others come as they are.
const ACCESS: &str = "
local   all all       trust
hostssl all certified 127.0.0.0/8 trust clientcert=verify-ca
host    all postgres  127.0.0.0/8 trust
";

/// Somebody who signs certificates.
type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for a name, and its key.
fn signed(by: &Authority, name: &str, usage: ExtendedKeyUsagePurpose) -> [String; 2] {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    // Another one than the authority's: what names itself as its issuer is taken for self-signed.
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![usage];
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, by).unwrap();
    [certificate.pem(), key.serialize_pem()]
}

/// A cluster whose certificate is for the first of its two addresses, and the files of a client.
struct Place {
    cluster: Cluster,
    named: Ipv4Addr,
    unnamed: Ipv4Addr,
    authority: Authority,
    files: tempfile::TempDir,
}

impl Place {
    /// Without TLS as yet.
    fn new() -> Self {
        let cluster = Cluster::private_on_tcp();
        let [named, unnamed] = cluster.listens().try_into().unwrap();
        cluster.sql(
            "postgres",
            &format!("CREATE ROLE {CERTIFIED} LOGIN SUPERUSER"),
        );
        cluster.put("data/pg_hba.conf", ACCESS);
        Self {
            cluster,
            named,
            unnamed,
            authority: authority("ours"),
            files: tempfile::tempdir().unwrap(),
        }
    }

    /// Turns TLS on, and waits until it is.
    fn secure(&self) {
        let name = self.named.to_string();
        let [certificate, key] =
            signed(&self.authority, &name, ExtendedKeyUsagePurpose::ServerAuth);
        for (setting, text) in [
            ("ssl_cert_file", certificate),
            ("ssl_key_file", key),
            ("ssl_ca_file", self.authority.pem()),
        ] {
            let file = self.cluster.put(setting, &text);
            let alter = format!("ALTER SYSTEM SET {setting} = '{}'", file.display());
            self.cluster.sql("postgres", &alter);
        }
        self.cluster.sql("postgres", "ALTER SYSTEM SET ssl = on");
        self.cluster.reload();
        while self.cluster.sql("postgres", "SHOW ssl") != "on" {}
    }

    /// A file of the client's, as a parameter of an address.
    fn parameter(&self, name: &str, text: &str) -> String {
        let file = self.files.path().join(name);
        std::fs::write(&file, text).unwrap();
        named(name, &file)
    }

    fn authority_file(&self) -> String {
        self.parameter("sslrootcert", &self.authority.pem())
    }

    /// The parameters of a certificate that somebody signed for this client.
    fn certificate_files(&self, by: &Authority) -> String {
        let [certificate, key] = signed(by, "wharfinger", ExtendedKeyUsagePurpose::ClientAuth);
        [
            self.parameter("sslcert", &certificate),
            self.parameter("sslkey", &key),
        ]
        .concat()
    }

    /// Opens a store, and says whether its connections are encrypted.
    #[track_caller]
    fn is_encrypted(&self, role: &str, host: Ipv4Addr, parameters: &str) -> bool {
        let store = open(role, host, parameters).unwrap();
        wait(store.counts()).unwrap();
        let encrypted = self.cluster.sql(
            "postgres",
            "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE application_name = 'wharfinger'",
        );
        encrypted == "t"
    }
}

/// What somebody who starts a server is told, if it does not open.
fn open(role: &str, host: Ipv4Addr, parameters: &str) -> Result<Postgres, String> {
    let address = format!("postgres://{role}:s3cret@{host}/postgres?{parameters}");
    Postgres::open(&address).map_err(|error| {
        let told = told(&error);
        assert!(!told.contains("s3cret"), "{told}");
        told
    })
}

#[track_caller]
fn is_refused(role: &str, host: Ipv4Addr, parameters: &str, advice: &str) {
    let told = open(role, host, parameters).unwrap_err();
    assert!(told.contains(advice), "{told}");
}

fn named(name: &str, file: &Path) -> String {
    format!("&{name}={}", file.display())
}

#[test]
fn what_is_asked_for_is_had_or_refused() {
    let place = Place::new();
    let (named, unnamed) = (place.named, place.unnamed);
    let trusting = format!("sslmode=verify-full{}", place.authority_file());

    for asked in ["sslmode=require", &trusting] {
        is_refused("postgres", named, asked, "see that it has `ssl = on`");
    }
    assert!(!place.is_encrypted("postgres", named, ""));

    place.secure();
    // PostgreSQL's own default takes TLS where there is any; neither looks at the certificate.
    for asked in ["", "sslmode=require"] {
        assert!(place.is_encrypted("postgres", unnamed, asked), "{asked}");
    }
    assert!(place.is_encrypted("postgres", named, &trusting));
    let advice = "write its name in the address as its certificate has it";
    is_refused("postgres", unnamed, &trusting, advice);
    let advice = "name the file of the authority that signed its certificate by `sslrootcert=FILE`";
    is_refused("postgres", named, "sslmode=verify-full", advice);
    for name in ["theirs", "ours"] {
        let other = place.parameter("sslrootcert", &authority(name).pem());
        let asked = format!("sslmode=verify-full{other}");
        is_refused("postgres", named, &asked, advice);
    }
}

#[test]
fn a_client_shows_its_certificate_where_postgres_asks_for_it() {
    let place = Place::new();
    place.secure();
    let trusting = format!("sslmode=verify-full{}", place.authority_file());
    let own = place.certificate_files(&place.authority);
    assert!(place.is_encrypted(CERTIFIED, place.named, &format!("{trusting}{own}")));
    let advice = "requires a valid client certificate";
    is_refused(CERTIFIED, place.named, &trusting, advice);
    let others = place.certificate_files(&authority("theirs"));
    let advice = "name a certificate that it accepts by `sslcert=FILE`";
    is_refused(
        CERTIFIED,
        place.named,
        &format!("{trusting}{others}"),
        advice,
    );
}

#[test]
fn a_file_that_is_missing_or_something_else_is_told_of() {
    let place = Place::new();
    place.secure();
    let nowhere = named("sslrootcert", &place.files.path().join("nowhere.pem"));
    let advice = "see that the files of `sslrootcert`, `sslcert` and `sslkey` are there";
    let asked = format!("sslmode=verify-full{nowhere}");
    is_refused("postgres", place.named, &asked, advice);
    let spoilt = "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n";
    let spoilt = place.parameter("sslrootcert", &format!("{spoilt}\n"));
    let asked = format!("sslmode=verify-full{spoilt}");
    is_refused(
        "postgres",
        place.named,
        &asked,
        "are certificates and a key in PEM",
    );
}

#[test]
fn a_mode_that_would_not_keep_what_it_says_is_refused() {
    for asked in [
        "sslmode=verify-ca&sslrootcert=ca.pem",
        "sslmode=verify-ca",
        "sslmode=require&sslrootcert=ca.pem",
        "ssl-ca=ca.pem",
    ] {
        let refused = Postgres::open(&format!("postgres://ann@db.invalid/x?{asked}")).unwrap_err();
        let told = refused.to_string();
        assert!(told.ends_with("; write `sslmode=verify-full`"), "{told}");
    }
}
