"""Operation 18: which segments a context instance is in."""

import pytest
from launchdarkly_api.exceptions import BadRequestException, NotFoundException, UnauthorizedException
from launchdarkly_api.models import ContextInstanceSegmentMemberships, SegmentBody

from conftest import ENVIRONMENT, PROJECT, json_patch


def evaluate(api, context, environment=ENVIRONMENT):
    return api.get_context_instance_segments_membership_by_env(PROJECT, environment, context)


def membership(api, segment, context):
    found = [item for item in evaluate(api, context).items if item.key == segment.key]
    assert len(found) == 1
    return found[0]


def add(api, segment, path, value):
    api.patch_segment(PROJECT, ENVIRONMENT, segment.key, json_patch({"op": "add", "path": path, "value": value}))


def clause(op, *values, attribute="key", kind="user", negate=False):
    return {"contextKind": kind, "attribute": attribute, "op": op, "values": list(values), "negate": negate}


def test_every_field_is_there(api, segment):
    answer = evaluate(api, {"kind": "user", "key": "u"})
    assert isinstance(answer, ContextInstanceSegmentMemberships)
    item = membership(api, segment, {"kind": "user", "key": "u"})
    assert (item.name, item.description, item.external, item.unbounded) == (segment.name, "", "", False)
    assert (item.is_member, item.is_individually_targeted, item.is_rule_targeted) == (False, False, False)
    assert item.links["self"].href == segment.links["self"].href


def test_lists_and_rules(api, segment):
    add(api, segment, "/included/-", "in")
    add(api, segment, "/rules/-", {"clauses": [clause("startsWith", "by-")]})
    included = membership(api, segment, {"kind": "user", "key": "in"})
    assert (included.is_member, included.is_individually_targeted) == (True, True)
    matched = membership(api, segment, {"kind": "user", "key": "by-rule"})
    assert (matched.is_member, matched.is_individually_targeted, matched.is_rule_targeted) == (True, False, True)
    assert not membership(api, segment, {"kind": "user", "key": "else"}).is_member


def test_contexts_of_several_kinds(api, segment):
    rule = {"clauses": [clause("in", "pro", attribute="plan"), clause("greaterThan", 10, attribute="seats", kind="org")]}
    add(api, segment, "/rules/-", rule)
    context = {"kind": "multi", "user": {"key": "u", "plan": "pro"}, "org": {"key": "o", "seats": 11}}
    assert membership(api, segment, context).is_member
    assert not membership(api, segment, {"kind": "user", "key": "u", "plan": "pro"}).is_member


def test_a_nested_and_a_larger_segment(api, key):
    large = api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="Large", key=key, unbounded=True))
    outer = api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="Outer", key=f"{key}-outer"))
    add(api, outer, "/rules/-", {"clauses": [clause("segmentMatch", key, attribute="segmentMatch", negate=True)]})
    context = {"kind": "user", "key": "u"}
    assert (membership(api, large, context).is_member, membership(api, outer, context).is_member) == (False, True)
    api.update_big_segment_context_targets(PROJECT, ENVIRONMENT, key, {"included": {"add": ["u"]}})
    assert membership(api, large, context).is_individually_targeted
    assert not membership(api, outer, context).is_member


def test_a_reader_may_ask(reader, segment):
    assert not membership(reader, segment, {"kind": "user", "key": "u"}).is_member


@pytest.mark.parametrize(
    "context, named",
    [
        ({"key": "u"}, "kind"),
        ({"kind": "user"}, "key"),
        ({"kind": "user", "key": ""}, "key"),
        ({"kind": "multi"}, "multi"),
        ({"kind": "multi", "org": {"anonymous": True}}, "org/key"),
    ],
)
def test_what_is_no_context_is_refused(api, context, named):
    with pytest.raises(BadRequestException) as refused:
        evaluate(api, context)
    assert refused.value.data.code == "invalid_request"
    assert named in refused.value.data.message


def test_an_unknown_environment_and_a_stranger(api, stranger):
    context = {"kind": "user", "key": "u"}
    with pytest.raises(NotFoundException):
        evaluate(api, context, environment="no-such-environment")
    with pytest.raises(UnauthorizedException):
        evaluate(stranger, context)
