"""moto with a door.

moto lets anybody into any role, so a server that looks whether a role is shut (docs/GRANTS.md) would
rightly refuse to work with it. Here a role that was deployed is entered as its trust policy says:
by whom it names, with the external id that it names. A role that nobody made stays open, because
that is how one becomes another account in moto.

And it looks for who asks in the header alone, where a presigned request says so in its address.
"""

import json
import sys
from urllib.parse import parse_qs

from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.server import main
from moto.sts.exceptions import STSClientError
from moto.sts.models import STSBackend
from moto.utilities.utils import get_partition

assume_role = STSBackend.assume_role


def trust_policy(role_arn, region_name):
    """What a role's owner wrote, or None where nobody made the role."""
    account = role_arn.split(":")[4]
    roles = iam_backends[account][get_partition(region_name)].get_roles()
    return next((r.assume_role_policy_document for r in roles if r.arn == role_arn), None)


def lets_in(policy, external_id):
    """Whether one statement allows it, with the id where it asks for one."""
    for statement in listed(json.loads(policy)["Statement"]):
        wanted = statement.get("Condition", {}).get("StringEquals", {}).get("sts:ExternalId")
        is_about_it = "sts:AssumeRole" in listed(statement["Action"])
        if statement["Effect"] == "Allow" and is_about_it and wanted in (None, external_id):
            return True
    return False


def listed(one_or_many):
    """A policy may leave out the list around one."""
    return one_or_many if isinstance(one_or_many, list) else [one_or_many]


def shut(backend, *, role_arn, region_name, external_id, **other):
    policy = trust_policy(role_arn, region_name)
    if policy is not None and not lets_in(policy, external_id):
        raise STSClientError("AccessDenied", f"not authorized to perform: sts:AssumeRole on resource: {role_arn}")
    return assume_role(
        backend, role_arn=role_arn, region_name=region_name, external_id=external_id, **other
    )


answer = DomainDispatcherApplication.__call__


def signed(application, environ, start_response):
    query = parse_qs(environ.get("QUERY_STRING", ""))
    if "X-Amz-Credential" in query:
        credential = query["X-Amz-Credential"][0]
        environ["HTTP_AUTHORIZATION"] = f"AWS4-HMAC-SHA256 Credential={credential}"
    return answer(application, environ, start_response)


STSBackend.assume_role = shut
DomainDispatcherApplication.__call__ = signed
main(sys.argv[1:])
