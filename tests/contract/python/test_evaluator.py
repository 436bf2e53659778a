"""LaunchDarkly's own server SDK as a judge: the same segments and contexts, the same members.

The SDK is told the segments as the API answers them, from a file and without a connection. Left out is what
is known to differ: percentages between nobody and everyone (the sandbox keeps its salts to itself), values that
are objects (the SDK compares them, the contract says that they never match), attributes that are no path (the
SDK gives up) and regular expressions that not every engine takes.
"""

import json
import random

import pytest
from launchdarkly_api.models import SegmentBody
from ldclient import Config, Context, LDClient
from ldclient.integrations import Files

from conftest import ENVIRONMENT, PROJECT, json_patch

SEED = 20_261_122
SEGMENTS = 300
CONTEXTS = 150

KINDS = ["user", "org", "device"]
KEYS = ["a", "b", "c", "d", "e", "f", "Å/b", "x y"]
ATTRIBUTES = ["plan", "age", "when", "version", "tags", "key", "name", "anonymous", "kind"]
PATHS = ["/plan", "/address/city", "/address/geo/lat", "/a~1b", "/~0", "/address", "/none/x"]
TEXTS = ["", "pro", "Pro", "free", "professional", "a", "ab", "abc", "pro free", "user", "org", "München", "10"]
NUMBERS = [-1, 0, 1, 1.0, 1.5, 10, 99.5, 1_000_000]
DATES = [
    0, 1_000, 1_700_000_000_000, "1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "1970-01-01T01:00:00.5+01:00",
    "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.001Z", "2023-11-14", "1000", "soon",
]
VERSIONS = [
    "2", "2.0", "2.0.0", "2.0.1", "2.1", "2.10.0", "1.9.9", "2.0.0-rc", "2-rc.1", "2.0.0-rc.2", "2.0.0-rc.10",
    "2.0.0+one", "2+two", "v2", "02.0.0", "2.0.0.0", "x", "",
]
PATTERNS = ["^pro", "o$", "a.c", "[a-c]+", "pro|free", "^$", r"\d{2}", r"\bfree", "M.*n"]
SCALARS = TEXTS + NUMBERS + [True, False]
OPERATORS = {
    "in": SCALARS, "startsWith": TEXTS + [1], "endsWith": TEXTS + [1], "contains": TEXTS + [True],
    "matches": PATTERNS + [5], "lessThan": NUMBERS + ["1"], "lessThanOrEqual": NUMBERS + ["1"],
    "greaterThan": NUMBERS + ["1"], "greaterThanOrEqual": NUMBERS + [True], "before": DATES, "after": DATES + [False],
    "semVerEqual": VERSIONS + [2], "semVerLessThan": VERSIONS, "semVerGreaterThan": VERSIONS,
}


def some(chance, pool, most=3):
    return [chance.choice(pool) for _ in range(chance.randint(1, most))]


def make_clause(chance, earlier):
    negate = chance.random() < 0.3
    if earlier and chance.random() < 0.2:
        values = some(chance, earlier[-20:] + ["no-such-segment"])
        return {"attribute": "segmentMatch", "op": "segmentMatch", "values": values, "negate": negate}
    op = chance.choice(list(OPERATORS))
    if op.startswith("semVer"):
        attribute = "version"
    elif op in ("before", "after"):
        attribute = "when"
    else:
        attribute = chance.choice(ATTRIBUTES + PATHS)
    values = some(chance, KEYS if attribute == "key" and op == "in" else OPERATORS[op], 4)
    if chance.random() < 0.05:
        values = []
    return {
        "contextKind": chance.choice(KINDS), "attribute": attribute, "op": op, "values": values, "negate": negate,
    }


def make_rule(chance, earlier):
    rule = {"clauses": [make_clause(chance, earlier) for _ in range(chance.choice([0, 1, 1, 1, 1, 2, 2, 3]))]}
    if chance.random() < 0.3:
        rule["weight"] = chance.choice([0, 100_000])
        kind = rule["rolloutContextKind"] = chance.choice(KINDS)
        # This SDK lets in who has no context of the percentage's kind; the reference evaluator does not.
        has_kind = {"contextKind": kind, "attribute": "kind", "op": "in", "values": [kind], "negate": False}
        rule["clauses"].append(has_kind)
        if chance.random() < 0.3:
            rule["bucketBy"] = chance.choice(["plan", "/address/city", "age"])
    return rule


def make_lists(chance):
    """Targets of both lists: a key of a kind is in at most one of them."""
    included, excluded = {}, {}
    for kind in KINDS:
        keys = chance.sample(KEYS, 3)
        included[kind], excluded[kind] = keys[: chance.choice([0, 0, 1])], keys[chance.choice([2, 3]):]

    def entries(lists):
        return [{"contextKind": kind, "values": lists[kind]} for kind in ("org", "device") if lists[kind]]

    return {
        "included": included["user"], "excluded": excluded["user"],
        "includedContexts": entries(included), "excludedContexts": entries(excluded),
    }


def make_context(chance):
    attributes = {}
    pools = {
        "plan": SCALARS, "age": NUMBERS, "when": DATES, "version": VERSIONS, "name": TEXTS[1:], "a/b": SCALARS,
        "~": SCALARS,
    }
    for name, pool in pools.items():
        if chance.random() < 0.7:
            attributes[name] = chance.choice(pool)
    if chance.random() < 0.5:
        attributes["tags"] = some(chance, SCALARS) if chance.random() < 0.8 else []
    if chance.random() < 0.5:
        attributes["address"] = {"city": chance.choice(TEXTS), "geo": {"lat": chance.choice(NUMBERS)}}
    if chance.random() < 0.2:
        attributes["anonymous"] = True
    if chance.random() < 0.1:
        attributes["plan"] = None
    return {"key": chance.choice(KEYS), **attributes}


def make_instance(chance):
    kinds = chance.sample(KINDS, chance.choice([1, 1, 1, 2, 3]))
    if len(kinds) == 1:
        return {"kind": kinds[0], **make_context(chance)}
    return {"kind": "multi", **{kind: make_context(chance) for kind in kinds}}


@pytest.fixture(scope="module")
def segments(api):
    """Segments of every kind of rule, each of which may name those before it, as the API answers them."""
    chance = random.Random(SEED)
    made = []
    for number in range(SEGMENTS):
        key = f"py-judged-{number}"
        api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name=key, key=key))
        fields = make_lists(chance) if chance.random() < 0.4 else {}
        earlier = [segment["key"] for segment in made]
        fields["rules"] = [make_rule(chance, earlier) for _ in range(chance.choice([0, 1, 1, 2, 3]))]
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in fields.items()]
        answer = api.patch_segment_without_preload_content(PROJECT, ENVIRONMENT, key, json_patch(*patch))
        assert answer.status == 200, answer.data
        made.append(json.loads(answer.data))
    yield made
    for segment in made:
        api.delete_segment(PROJECT, ENVIRONMENT, segment["key"])


@pytest.fixture(scope="module")
def judge(segments, tmp_path_factory):
    """The SDK with one flag for each segment, which is on for its members."""
    flags = {}
    for segment in segments:
        clause = {"attribute": "", "op": "segmentMatch", "values": [segment["key"]], "negate": False}
        flags[segment["key"]] = {
            "key": segment["key"], "version": 1, "on": True, "variations": [True, False], "salt": "",
            "rules": [{"id": "members", "clauses": [clause], "variation": 0}],
            "fallthrough": {"variation": 1}, "offVariation": 1,
        }
    path = tmp_path_factory.mktemp("judge") / "data.json"
    salted = {segment["key"]: {**segment, "salt": "salt"} for segment in segments}
    path.write_text(json.dumps({"flags": flags, "segments": salted}))
    config = Config("sdk-key", update_processor_class=Files.new_data_source(paths=[str(path)]), send_events=False)
    with LDClient(config=config) as client:
        assert client.is_initialized()
        yield client


def test_the_sandbox_and_the_sdk_agree(api, segments, judge):
    chance = random.Random(SEED + 1)
    differences, members, asked = [], 0, 0
    for _ in range(CONTEXTS):
        instance = make_instance(chance)
        answer = api.get_context_instance_segments_membership_by_env(PROJECT, ENVIRONMENT, instance)
        found = {item.key: item.is_member for item in answer.items}
        context = Context.from_dict(instance)
        assert context.valid, context.error
        for segment in segments:
            expected = judge.variation(segment["key"], context, None)
            assert expected is not None, f"the SDK gave up: {segment} {instance}"
            members += expected
            asked += 1
            if found[segment["key"]] != expected:
                differences.append({"expected": expected, "segment": segment, "context": instance})
    assert not differences, f"{len(differences)} of {asked}; the first: {json.dumps(differences[0])}"
    assert asked * 0.05 < members < asked * 0.95, f"{members} of {asked} are members: too few differ"
