"""Reads a Tool Registry Service by TRS-cli, and prints what it read as JSON.

Usage: client.py SERVER PINNED_TOOL ITS_DIGEST PRIVATE_TOOL
"""

import json
import sys
from urllib.parse import quote, urlsplit

from trs_cli.client import TRSClient


def escaped(text):
    """An id as TRS-cli takes it."""
    return quote(text, safe="")


def plain(value):
    """A model of TRS-cli as JSON has it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return json.loads(value.json(exclude_none=True))


def ids(values):
    return [value.id for value in values]


server, pinned, digest, private = sys.argv[1:]
address = urlsplit(server)
client = TRSClient(uri=f"{address.scheme}://{address.hostname}", port=address.port)

tool = client.get_tool(escaped(pinned))
of_pinned = (escaped(pinned), escaped(digest))
print(
    json.dumps(
        {
            "service": plain(client.get_service_info()),
            "classes": ids(client.get_tool_classes()),
            "tools": ids(client.get_tools()),
            "of_a_registry": ids(client.get_tools(registry="quay.io", limit=5, offset=0)),
            "pinned": plain(tool),
            "by_alias": plain(client.get_tool(tool.aliases[0])),
            "versions": plain(client.get_versions(escaped(pinned))),
            "version": plain(client.get_version(escaped(pinned), escaped(digest))),
            "private": plain(client.get_version(escaped(private), "1.0")),
            "described": ids(client.get_tools(descriptorType="CWL")),
            "descriptor": plain(client.get_descriptor("CWL", *of_pinned)),
            "plain": client.get_descriptor("PLAIN_CWL", *of_pinned, accept="text/plain"),
            "beside": plain(client.get_descriptor_by_path("CWL", "steps/index.cwl", *of_pinned)),
            "files": plain(client.get_files("CWL", *of_pinned)),
            "undescribed": plain(client.get_descriptor("WDL", *of_pinned)),
            "missing": plain(client.get_tool("none")),
            "containerfile": plain(client.get_containerfiles(escaped(private), "1.0")),
        }
    )
)
