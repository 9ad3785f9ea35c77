//! A moto of one's own, and what its owners do there by hand.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::Builder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wharfinger_tests::data::root;

pub(crate) const REGION: &str = "us-west-2";

/// This server.
pub(crate) const US: &str = "arn:aws:iam::999900001111:role/wharfinger";

/// Who has repositories.
pub(crate) const OWNER: &str = "111122223333";

/// The name of the owner's repository.
pub(crate) const REPOSITORY: &str = "tools/md5sum";

/// The server's key: moto takes any.
pub(crate) const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
/// Its secret.
pub(crate) const SECRET: &str = "secret";

/// A running moto; gone when it is dropped.
pub(crate) struct Moto {
    pub(crate) url: String,
    process: Child,
}

impl Moto {
    /// Starts it as it is: it lets anybody into any role.
    pub(crate) fn open() -> Self {
        Self::start(&mut Command::new(program()))
    }

    /// Starts it with roles that are entered as their trust policies say (`tests/moto/server.py`).
    pub(crate) fn shut() -> Self {
        let script = root().join("tests/moto/server.py");
        Self::start(Command::new(program().with_file_name("python")).arg(script))
    }

    /// Starts it on a free port, and waits until it says which.
    fn start(command: &mut Command) -> Self {
        let mut process = command
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let url = loop {
            let line = lines.next().expect("moto has ended").unwrap();
            if let Some((_, url)) = line.split_once("Running on ") {
                break url.trim().to_owned();
            }
        };
        // What it says from now on is of no interest, but must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { url, process }
    }

    /// Keys that moto takes for those of an account: it asks nobody, and a role leads to its account.
    pub(crate) async fn keys_of(&self, account: &str) -> Credentials {
        let config = aws_sdk_sts::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(&self.url)
            .credentials_provider(server_keys())
            .http_client(Builder::new().build_http())
            .build();
        let sts = aws_sdk_sts::Client::from_conf(config);
        let role = format!("arn:aws:iam::{account}:role/owner");
        let call = sts.assume_role().role_arn(role).role_session_name("owner");
        let answer = call.send().await.unwrap();
        let keys = answer.credentials().unwrap();
        Credentials::new(
            keys.access_key_id(),
            keys.secret_access_key(),
            Some(keys.session_token().to_owned()),
            None,
            "moto",
        )
    }

    /// The owner's own way to Amazon ECR.
    pub(crate) fn ecr(&self, keys: Credentials) -> aws_sdk_ecr::Client {
        let config = aws_sdk_ecr::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(&self.url)
            .credentials_provider(keys)
            .http_client(Builder::new().build_http())
            .build();
        aws_sdk_ecr::Client::from_conf(config)
    }

    /// Makes the owner's repository, as their pipeline would.
    pub(crate) async fn push(&self, keys: Credentials) {
        let create = self.ecr(keys).create_repository();
        create.repository_name(REPOSITORY).send().await.unwrap();
    }

    /// Deploys a template as a stack, and returns what the stack then says of itself.
    pub(crate) async fn deploy(
        &self,
        keys: &Credentials,
        template: &str,
        parameters: &[(String, String)],
    ) -> String {
        let stack = ("StackName".to_owned(), "wharfinger".to_owned());
        let mut all = vec![
            stack.clone(),
            ("TemplateBody".to_owned(), template.to_owned()),
            (
                "Capabilities.member.1".to_owned(),
                "CAPABILITY_NAMED_IAM".to_owned(),
            ),
        ];
        all.extend_from_slice(parameters);
        self.cloudformation(keys, "CreateStack", &all).await;
        self.cloudformation(keys, "DescribeStacks", &[stack]).await
    }

    /// Calls CloudFormation. moto looks at the key and not at the signature.
    async fn cloudformation(
        &self,
        keys: &Credentials,
        action: &str,
        parameters: &[(String, String)],
    ) -> String {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("Action", action)
            .append_pair("Version", "2010-05-15")
            .extend_pairs(parameters)
            .finish();
        let host = self.url.strip_prefix("http://").unwrap();
        let (key, length) = (keys.access_key_id(), body.len());
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\
             content-type: application/x-www-form-urlencoded\r\nauthorization: AWS4-HMAC-SHA256 \
             Credential={key}/20261128/{REGION}/cloudformation/aws4_request, SignedHeaders=host, \
             Signature=0\r\n\r\n{body}"
        );
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        answer
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where moto was installed.
fn program() -> PathBuf {
    let program = std::env::var_os("MOTO_SERVER").map(PathBuf::from);
    program.expect("`cargo xtask test --only moto` installs moto and says where it is")
}

/// Who the server is: moto takes any key.
pub(crate) fn server_keys() -> Credentials {
    Credentials::new(KEY, SECRET, None, None, "moto")
}
