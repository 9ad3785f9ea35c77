//! The Common Workflow Language: `dockerPull` of every `DockerRequirement`.

use super::Search;
use super::tree::NodeId;

impl Search<'_, '_, '_> {
    pub(super) fn cwl(&mut self, document: NodeId) {
        self.each_mapping(document, &mut |search, mapping| {
            let Some(image) = search.tree.get(mapping, "dockerPull") else {
                return;
            };
            let Some(scalar) = search.scalar(image) else {
                return;
            };
            // "$(...)" and "${...}" are evaluated for each run: CWL, "Expressions".
            let start = ["$(", "${"]
                .iter()
                .filter_map(|start| scalar.value.find(start))
                .min();
            match start {
                Some(at) => {
                    let expression = format!("`{}`", &scalar.value[at..]);
                    search.push(scalar, super::open(&scalar.value, expression));
                }
                None => search.image(image),
            }
        });
    }
}
