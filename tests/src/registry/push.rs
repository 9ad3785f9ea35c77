//! Pushing, which the crate itself never does.

use std::io::{Read, Write};
use std::net::TcpStream;

use wharfinger_registry::distribution::Digest;

/// Types of what is pushed.
pub const OCI_IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
/// The same.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The same.
pub const DOCKER_IMAGE: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// A repository to push to.
pub struct Pusher<'a> {
    /// Host and port of the registry.
    pub authority: &'a str,
    /// The repository.
    pub repository: &'a str,
    /// The value of `Authorization`, where one is needed.
    pub authorization: Option<&'a str>,
}

impl Pusher<'_> {
    /// Pushes an image of one platform under a tag, and gives its manifest.
    pub fn image(&self, media_type: &str, architecture: &str, tag: &str) -> String {
        let layer = tar();
        let config = format!(
            r#"{{"architecture":"{architecture}","os":"linux","config":{{}},"rootfs":{{"type":"layers","diff_ids":["{}"]}}}}"#,
            Digest::of(&layer)
        );
        let (config_type, layer_type) = match media_type {
            DOCKER_IMAGE => (
                "application/vnd.docker.container.image.v1+json",
                "application/vnd.docker.image.rootfs.diff.tar",
            ),
            _ => (
                "application/vnd.oci.image.config.v1+json",
                "application/vnd.oci.image.layer.v1.tar",
            ),
        };
        self.blob(&layer);
        self.blob(config.as_bytes());
        let manifest = format!(
            r#"{{"schemaVersion":2,"mediaType":"{media_type}","config":{},"layers":[{}]}}"#,
            descriptor(config_type, config.as_bytes()),
            descriptor(layer_type, &layer),
        );
        self.manifest(media_type, &manifest, tag);
        manifest
    }

    /// Pushes an index over images that were pushed, with their architectures.
    pub fn index(&self, images: &[(&str, &str)], tag: &str) -> String {
        let entries: Vec<String> = images
            .iter()
            .map(|(manifest, architecture)| {
                let platform =
                    format!(r#","platform":{{"os":"linux","architecture":"{architecture}"}}}}"#);
                descriptor(OCI_IMAGE, manifest.as_bytes())
                    .trim_end_matches('}')
                    .to_owned()
                    + &platform
            })
            .collect();
        let index = format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{}]}}"#,
            entries.join(",")
        );
        self.manifest(OCI_INDEX, &index, tag);
        index
    }

    /// Pushes a manifest under a tag.
    pub fn manifest(&self, media_type: &str, manifest: &str, tag: &str) {
        let path = format!("/v2/{}/manifests/{tag}", self.repository);
        let (status, head) = self.send("PUT", &path, media_type, manifest.as_bytes());
        assert_eq!(status, 201, "{head}");
    }

    fn blob(&self, bytes: &[u8]) {
        let path = format!("/v2/{}/blobs/uploads/", self.repository);
        let (status, head) = self.send("POST", &path, "application/octet-stream", b"");
        assert_eq!(status, 202, "{head}");
        let location = head
            .lines()
            .find_map(|line| line.strip_prefix("Location: "))
            .unwrap();
        let (_, path) = location.split_once(self.authority).unwrap();
        let path = format!("{path}&digest={}", Digest::of(bytes));
        let (status, head) = self.send("PUT", &path, "application/octet-stream", bytes);
        assert_eq!(status, 201, "{head}");
    }

    fn send(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(self.authority).unwrap();
        let authorization = self
            .authorization
            .map(|value| format!("authorization: {value}\r\n"));
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-type: {content_type}\r\ncontent-length: {}\r\n{}\r\n",
            self.authority,
            body.len(),
            authorization.unwrap_or_default(),
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }
}

fn descriptor(media_type: &str, bytes: &[u8]) -> String {
    format!(
        r#"{{"mediaType":"{media_type}","digest":"{}","size":{}}}"#,
        Digest::of(bytes),
        bytes.len()
    )
}

/// An archive with one empty file, `hello` (POSIX.1-1988, ustar).
fn tar() -> Vec<u8> {
    let mut header = [0; 512];
    let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
    put(0, b"hello");
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, b"00000000000\0");
    put(136, b"00000000000\0");
    // The sum is made with blanks in its own place.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().copied().map(u32::from).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut archive = header.to_vec();
    archive.resize(512 * 3, 0);
    archive
}
