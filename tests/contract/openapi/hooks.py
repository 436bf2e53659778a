"""What Schemathesis cannot know of the server under test: what is there.

Most generated names and paths lead nowhere, and a request that is refused at its first look proves
little. So most are exchanged for something that exists: a place, a segment, a rule of it.
The choice depends on nothing but what was generated, so that a seed gives the same requests again.
"""

import hashlib
import json
import os
import urllib.request

import schemathesis

BASE = os.environ["SEGDECK_URL"].rstrip("/")
TOKEN = os.environ["SEGDECK_ADMIN_TOKEN"]
PROJECT, ENVIRONMENT = "default", "test"
SEGMENTS = f"/api/v2/segments/{PROJECT}/{ENVIRONMENT}"

# The place of every other request must stay, and so must its tokens.
KEPT = {"deleteProject", "deleteEnvironment"}


def call(method, path, body=None, content_type="application/json"):
    request = urllib.request.Request(
        BASE + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": TOKEN, "Content-Type": content_type},
    )
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def clause(attribute, op, *values):
    return {"attribute": attribute, "op": op, "values": list(values), "negate": False, "contextKind": "user"}


def furnish():
    """Segments of every kind, with rules and targets, and what their ids are."""
    for key in ("rules", "targets", "spare"):
        call("POST", SEGMENTS, {"key": key, "name": key, "tags": ["beta"]})
    call("POST", SEGMENTS, {"key": "big", "name": "big", "unbounded": True, "unboundedContextKind": "user"})
    rules = [
        {"clauses": [clause("country", "in", "de"), clause("age", "greaterThan", 17)]},
        {"clauses": [clause("email", "endsWith", "@example.com")], "weight": 25_000, "rolloutContextKind": "user"},
    ]
    segment = call("PATCH", f"{SEGMENTS}/rules", [{"op": "add", "path": "/rules", "value": rules}])
    lists = {"included": ["a", "b"], "excluded": ["c"], "includedContexts": [{"contextKind": "org", "values": ["o"]}]}
    call("PATCH", f"{SEGMENTS}/targets", {"merge": lists})
    return {
        "ruleId": [rule["_id"] for rule in segment["rules"]],
        "clauseId": [clause["_id"] for rule in segment["rules"] for clause in rule["clauses"]],
    }


KNOWN = {
    "contextKey": ["a", "b", "c", "o", "new"],
    "userKey": ["a", "b", "c", "new"],
    "contextKind": ["user", "user", "org"],
    "attribute": ["key", "country", "/address/city", "segmentMatch"],
    "op": ["in", "matches", "segmentMatch", "before", "semVerEqual", "lessThan"],
    "environmentKey": [ENVIRONMENT],
    "importId": ["import"],
    "comment": ["because"],
    **furnish(),
}
PATHS = {
    "projectKey": [PROJECT],
    "environmentKey": [ENVIRONMENT],
    "segmentKey": ["rules", "rules", "targets", "big", "spare"],
    "contextKey": KNOWN["contextKey"],
    "userKey": KNOWN["userKey"],
    "kind": ["user", "org"],
    "key": ["a", "o"],
    "attributeName": ["country"],
    "featureFlagKey": ["flag"],
}
POINTERS = [
    "/name", "/description", "/tags", "/tags/-", "/tags/0", "/included", "/included/-", "/included/0", "/excluded",
    "/rules", "/rules/-", "/rules/0", "/rules/0/clauses", "/rules/0/clauses/0/values/-", "/rules/1/weight",
    "/includedContexts", "/includedContexts/0/values", "/version", "/key", "/_links", "",
]  # fmt: skip


def number(value):
    text = json.dumps(value, sort_keys=True, default=repr)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def exchanged(name, value, known, salt=None):
    """Something known, seven times of eight."""
    seed = number([name, value, salt])
    return value if seed % 8 == 0 else known[seed // 8 % len(known)]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not path_parameters or context.operation.definition.raw.get("operationId") in KEPT:
        return path_parameters
    paths = PATHS if context.operation.method != "delete" else {**PATHS, "segmentKey": ["spare"]}
    return {
        name: exchanged(name, value, paths[name]) if name in paths else value
        for name, value in path_parameters.items()
    }


@schemathesis.hook
def map_body(context, body):
    return furnished(body)


def furnished(value):
    if isinstance(value, list):
        return [furnished(part) for part in value]
    if not isinstance(value, dict):
        return value
    is_operation = isinstance(value.get("op"), str) and isinstance(value.get("path"), str)
    result = {}
    for name, part in value.items():
        if is_operation and name in ("path", "from") and isinstance(part, str):
            result[name] = exchanged(name, part, POINTERS, value)
        elif is_operation and name == "op":
            result[name] = part
        elif name in KNOWN and isinstance(part, str):
            result[name] = exchanged(name, part, KNOWN[name], len(value))
        else:
            result[name] = furnished(part)
    return result
