"""Prints the schemas of the Tool Registry Service, as its own document has them, in JSON.

Galaxy's models of its answers are made by datamodel-codegen out of the documents of the GA4GH; this goes the
same way back.
"""

import json

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from tool_shed_client.schema import trs, trs_service_info

# The rest is part of these.
NAMED = (
    trs.DescriptorTypeWithPlain,
    trs.Error,
    trs.FileWrapper,
    trs.Tool,
    trs.ToolFile,
    trs_service_info.Service,
)


class AsDocumented(GenerateJsonSchema):
    """In the documents a member that need not be there is left out, never null; in Python it is `None`."""

    def nullable_schema(self, schema):
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema):
        return self.generate_inner(schema["schema"])


_, schemas = TypeAdapter.json_schemas(
    [(named.__name__, "validation", TypeAdapter(named)) for named in NAMED],
    schema_generator=AsDocumented,
    ref_template="#/components/schemas/{model}",
)
print(json.dumps(schemas["$defs"]))
