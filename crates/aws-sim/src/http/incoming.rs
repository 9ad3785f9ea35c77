//! A request as it came.

use actix_web::HttpRequest;

use crate::operation::{Operation, Service};
use crate::refusal::Refusal;

/// The parts of a request that are signed.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    pub(super) method: String,
    pub(super) path: String,
    /// The pairs of the address, decoded.
    pub(super) query: Vec<(String, String)>,
    /// Names in lower case, in order of arrival.
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Incoming {
    pub(super) fn new(request: &HttpRequest, body: &[u8]) -> Self {
        let headers = request.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_ascii_lowercase(), value.into_owned())
        });
        Self {
            method: request.method().to_string(),
            path: request.path().to_owned(),
            query: form_urlencoded::parse(request.query_string().as_bytes())
                .into_owned()
                .collect(),
            headers: headers.collect(),
            body: body.to_vec(),
        }
    }

    /// A header; several of a name are one, joined by commas.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let values = self.headers.iter().filter(|(found, _)| found == name);
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// A pair of the address.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(found, _)| found == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// The pairs of the address and of a form, in which STS is asked.
    pub(super) fn parameters(&self) -> Vec<(String, String)> {
        let form = form_urlencoded::parse(&self.body).into_owned();
        self.query.iter().cloned().chain(form).collect()
    }

    /// Which service is asked, by the protocol that it is asked in.
    pub(super) fn service(&self) -> Service {
        match self.header("x-amz-target") {
            Some(target) if target.contains("CloudTrail") => Service::CloudTrail,
            Some(_) => Service::Ecr,
            None => Service::Sts,
        }
    }

    /// Which call is made.
    pub(super) fn operation(&self) -> Result<Operation, Refusal> {
        let service = self.service();
        let name = if let Some(target) = self.header("x-amz-target") {
            let (prefix, name) = target.rsplit_once('.').unwrap_or(("", &target));
            // The SDKs send the short form; the long one is in the service's own model.
            let is_known = match service {
                Service::Ecr => prefix == "AmazonEC2ContainerRegistry_V20150921",
                _ => prefix.ends_with("CloudTrail_20131101"),
            };
            let name = is_known.then(|| name.to_owned());
            name.ok_or(Refusal::UnknownOperation(target))?
        } else {
            let parameters = self.parameters();
            let action = parameters.into_iter().find(|(name, _)| name == "Action");
            action.map(|(_, value)| value).unwrap_or_default()
        };
        Operation::named(service, &name).ok_or(Refusal::UnknownOperation(name))
    }
}
