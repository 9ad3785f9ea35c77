//! How much a registry may ask of us.

use std::time::Duration;

/// Until a name is resolved. The resolver's own first attempt lasts 5 seconds (resolv.conf(5)).
pub const LOOKUP_TIMEOUT: Duration = Duration::from_secs(6);

/// Until a connection stands, TLS included: three round trips, and one lost packet's second try.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// For one request from its look-up to the last byte of its answer. Large registries answer within
/// a second; Docker's own client gives a token service and a manifest 15 seconds each.
pub const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(15);

/// Addresses of one host that a connection is tried to. A registry has several in each of two
/// families; where three are dead, so is the rest.
pub const CONNECTS_MAX: usize = 3;

/// Redirects that are followed in a row. `registry.k8s.io` needs one, mirrors in front of object
/// stores two; docker and curl stop at 10 and 50.
pub const REDIRECTS_MAX: usize = 4;

/// Fields of an answer. Docker Hub sends about 15.
pub const HEADERS_MAX: usize = 64;

/// Bytes of an answer's head: a field of nginx and Envoy has at most 8 and 60 KiB; tokens come in
/// bodies. Also the most that is read ahead.
pub const HEAD_BYTES_MAX: usize = 32 * 1024;

/// Requests at once, of the whole process: each holds a socket and at most a manifest.
pub const REQUESTS_MAX: usize = 32;

/// Requests at once to one host, so that one that stalls does not take all places. Browsers stop
/// at six, and nobody's registry should mistake us for an attack.
pub const REQUESTS_OF_HOST_MAX: usize = 4;

/// Names that are looked up at once. A look-up cannot be called off: its thread stays in the C
/// library for as long as resolv.conf lets it.
pub const LOOKUPS_MAX: usize = 16;
