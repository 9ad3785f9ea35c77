//! The page, with its form as it is opened or as it was sent.

use wharfinger_core::descriptor::DescriptorType;
use wharfinger_store::{Descriptor, Revision, Tool};

use super::{FILE, TEXT, TYPE};
use crate::hex;
use crate::identity::Viewer;
use crate::pages::view::descriptors as view;
use crate::pages::view::frame::Here;
use crate::pages::view::line::{Kind, Line, Refusal};
use crate::pages::{address, frame, when};
use crate::problem::Problem;
use crate::state::State;
use crate::tools::describe::is_current;
use crate::tools::sight::may_change;

/// What the form holds, and what is said about it.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) kind: String,
    pub(super) file: String,
    pub(super) text: String,
    /// The revision that the form is for; the tool's own where none is given.
    pub(super) revision: Option<Revision>,
    pub(super) refusal: Option<Refusal>,
    pub(super) turned: Option<String>,
    pub(super) done: Option<&'static str>,
}

/// The page again with what was typed.
pub(super) async fn again(
    state: &State,
    viewer: &Viewer,
    tool: &Tool,
    drawn: Drawn,
) -> Result<view::Descriptors, Problem> {
    let descriptors = state.store.descriptors(tool.id).await?;
    page(state, viewer, tool, &descriptors, drawn).await
}

/// The page of a tool with these files.
pub(super) async fn page(
    state: &State,
    viewer: &Viewer,
    tool: &Tool,
    descriptors: &[Descriptor],
    drawn: Drawn,
) -> Result<view::Descriptors, Problem> {
    let may_write = match &viewer.who {
        Some(who) => tool.archived_at.is_none() && may_change(state, who, tool.id).await?,
        // Whoever sent the form gives name and password with it.
        None => drawn.turned.is_some(),
    };
    let unfit = match &drawn.refusal {
        Some(Refusal::Unfit(unfit)) => unfit.as_slice(),
        _ => &[],
    };
    let reason = |field| {
        let mut about = unfit.iter().filter(|unfit| unfit.field == field);
        about.next().map(|unfit| unfit.reason.clone())
    };
    let hint =
        "Where it lies beside the others, such as `main.cwl`. A file that is there is replaced.";
    let action = address("descriptors", tool);
    Ok(view::Descriptors {
        frame: frame(viewer, Here::Elsewhere),
        done: drawn.done,
        path: tool.registration.tool_path().to_string(),
        tool: address("tools", tool),
        version: tool.registration.version().to_owned(),
        files: descriptors
            .iter()
            .map(|descriptor| file(tool, &action, descriptor))
            .collect(),
        form: may_write.then(|| view::Form {
            revision: drawn.revision.unwrap_or(tool.revision).to_string(),
            file: Line::new(FILE, "File", hint, Kind::Text)
                .filled(&drawn.file)
                .marked(unfit),
            types: DescriptorType::ALL
                .iter()
                .map(|kind| view::Type {
                    value: kind.as_str(),
                    title: kind.title(),
                    is_chosen: kind.as_str() == drawn.kind,
                })
                .collect(),
            type_unfit: reason(TYPE),
            text_unfit: reason(TEXT),
            text: drawn.text,
            turned: drawn.turned,
        }),
        action,
        refusal: drawn.refusal,
    })
}

fn file(tool: &Tool, action: &str, descriptor: &Descriptor) -> view::File {
    let key = &descriptor.key;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair(TYPE, key.kind.as_str())
        .append_pair(FILE, key.path.as_str())
        .finish();
    view::File {
        kind: key.kind.as_str(),
        title: key.kind.title(),
        path: key.path.to_string(),
        text: descriptor.text.as_str().to_owned(),
        sha256: hex::encode(&descriptor.sha256()),
        version: descriptor.version.clone(),
        is_current: is_current(tool, &descriptor.version),
        written: when(descriptor.written_at),
        edit: format!("{action}?{query}#form"),
    }
}
