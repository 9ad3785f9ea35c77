//! TLS to PostgreSQL: which ways to ask for it are kept, and what to do where it fails.

use std::io::{self, ErrorKind};

use rustls::CertificateError;
use sqlx::postgres::PgSslMode;

use crate::OpenError;

/// The parameters of an address that name an authority's file, as sqlx spells them.
const AUTHORITY: [&str; 3] = ["sslrootcert", "ssl-root-cert", "ssl-ca"];

/// Refuses what sqlx would take and not keep.
///
/// It trusts the authorities of Mozilla's list beside those in the file, so that `verify-ca`, which
/// looks at no name, would let in whoever has a certificate of any of them; libpq trusts the file alone.
/// And it looks at the file for `verify-ca` and `verify-full` alone, where libpq does for `require` too.
pub(super) fn check(address: &str, mode: PgSslMode) -> Result<(), OpenError> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let names_authority = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|(name, _)| AUTHORITY.contains(&name));
    let reason = match mode {
        PgSslMode::VerifyFull => return Ok(()),
        PgSslMode::VerifyCa => {
            "`sslmode=verify-ca` would accept the certificate of any server on the Internet"
        }
        _ if names_authority => "`sslrootcert` is looked at with `sslmode=verify-full` only",
        _ => return Ok(()),
    };
    Err(OpenError::TlsMode { reason })
}

/// What to do about an error of a new connection over the network, if TLS is what failed.
pub(super) fn advice(error: &sqlx::Error) -> Option<&'static str> {
    match error {
        sqlx::Error::Tls(_) => Some(
            "see that it has `ssl = on`, and that the files of `sslrootcert`, `sslcert` and `sslkey` are \
             certificates and a key in PEM; `sslmode=disable` goes without TLS, on a network that is \
             yours alone",
        ),
        sqlx::Error::Io(error) => in_handshake(error),
        _ => None,
    }
}

fn in_handshake(error: &io::Error) -> Option<&'static str> {
    if error.kind() == ErrorKind::NotFound {
        // A file's: what is wrong with a network has other kinds.
        return Some("see that the files of `sslrootcert`, `sslcert` and `sslkey` are there");
    }
    Some(match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        // The signature is bad where another authority has the same name, as one that was made anew.
        rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        ) => "name the file of the authority that signed its certificate by `sslrootcert=FILE`",
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "write its name in the address as its certificate has it",
        rustls::Error::InvalidCertificate(_) => "give it a certificate that is in force",
        rustls::Error::AlertReceived(_) => {
            "name a certificate that it accepts by `sslcert=FILE`, and its key by `sslkey=FILE`"
        }
        _ => "see that both speak TLS 1.2 or newer",
    })
}
