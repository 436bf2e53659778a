"""Operations 1 to 5: list, create, get, change and delete."""

import pytest
from launchdarkly_api.exceptions import (
    BadRequestException,
    ConflictException,
    ForbiddenException,
    NotFoundException,
    UnauthorizedException,
)
from launchdarkly_api.models import SegmentBody, UserSegment

from conftest import ENVIRONMENT, PROJECT, SEMANTIC, json_patch, semantic

RULE = {
    "description": "Paying organizations",
    "weight": 25_000,
    "rolloutContextKind": "organization",
    "clauses": [
        {"contextKind": "organization", "attribute": "plan", "op": "in", "values": ["pro", 3, True], "negate": False},
        {"contextKind": "user", "attribute": "email", "op": "endsWith", "values": ["@example.com"], "negate": True},
    ],
}


def change(api, segment, patch, **options):
    return api.patch_segment(PROJECT, ENVIRONMENT, segment.key, patch, **options)


def instruct(api, segment, *instructions, **options):
    return change(api, segment, semantic(*instructions), _content_type=SEMANTIC, **options)


def test_create_answers_201_with_every_required_field(api, key):
    body = SegmentBody(name="Beta testers", key=key, description="Who tests", tags=["beta", "qa"])
    answer = api.post_segment_with_http_info(PROJECT, ENVIRONMENT, body)
    assert answer.status_code == 201
    created = answer.data
    assert isinstance(created, UserSegment)
    assert (created.key, created.name, created.description) == (key, "Beta testers", "Who tests")
    assert sorted(created.tags) == ["beta", "qa"]
    assert (created.version, created.generation, created.deleted, created.rules) == (1, 1, False, [])
    assert created.links["self"].href == f"/api/v2/segments/{PROJECT}/{ENVIRONMENT}/{key}"


def test_create_a_larger_segment(api, key):
    created = api.post_segment(
        PROJECT, ENVIRONMENT, SegmentBody(name="Big", key=key, unbounded=True, unbounded_context_kind="device")
    )
    assert (created.unbounded, created.unbounded_context_kind) == (True, "device")


def test_a_taken_key_is_a_conflict(api, segment):
    with pytest.raises(ConflictException) as refused:
        api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="Again", key=segment.key))
    assert '"key_exists"' in refused.value.body


def test_a_bad_key_is_refused_by_name(api):
    with pytest.raises(BadRequestException) as refused:
        api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="Bad", key="no spaces"))
    assert refused.value.data.code == "invalid_request"
    assert "key" in refused.value.data.message


def test_get(api, segment):
    found = api.get_segment(PROJECT, ENVIRONMENT, segment.key)
    assert (found.key, found.name, found.flags) == (segment.key, segment.name, [])


def test_get_of_an_unknown_segment(api, key):
    with pytest.raises(NotFoundException) as refused:
        api.get_segment(PROJECT, ENVIRONMENT, key)
    assert refused.value.data.code == "not_found"


def test_get_in_an_unknown_project(api, segment):
    with pytest.raises(NotFoundException):
        api.get_segment("no-such-project", ENVIRONMENT, segment.key)


def test_list_pages_and_filters(api, key):
    for number in range(5):
        api.post_segment(
            PROJECT, ENVIRONMENT, SegmentBody(name=f"{key} number {number}", key=f"{key}-{number}", tags=[key])
        )
    page = api.get_segments(PROJECT, ENVIRONMENT, limit=2, offset=2, sort="-name", filter=f'tags anyOf ["{key}"]')
    assert [item.key for item in page.items] == [f"{key}-2", f"{key}-1"]
    assert page.total_count == 5
    assert set(page.links) >= {"self", "first", "prev", "next", "last"}
    found = api.get_segments(PROJECT, ENVIRONMENT, filter=f'query equals "{key} number 3",tags anyOf ["{key}"]')
    assert [item.key for item in found.items] == [f"{key}-3"]


def test_list_refuses_a_bad_filter(api):
    with pytest.raises(BadRequestException) as refused:
        api.get_segments(PROJECT, ENVIRONMENT, filter='colour equals "red"')
    assert "colour" in refused.value.body


def test_list_of_an_unknown_environment(api):
    with pytest.raises(NotFoundException):
        api.get_segments(PROJECT, "no-such-environment")


def test_json_patch_with_comment(api, segment):
    changed = change(
        api,
        segment,
        json_patch(
            {"op": "test", "path": "/version", "value": segment.version},
            {"op": "add", "path": "/description", "value": "Described"},
            {"op": "add", "path": "/rules/-", "value": RULE},
            {"op": "replace", "path": "/includedContexts", "value": [{"contextKind": "device", "values": ["d/1", "é"]}]},
            {"op": "add", "path": "/included/-", "value": "user@example.com"},
        ),
    )
    assert (changed.version, changed.description) == (segment.version + 1, "Described")
    rule = changed.rules[0]
    assert (rule.weight, rule.rollout_context_kind, rule.description) == (25_000, "organization", RULE["description"])
    assert rule.id and all(clause.id for clause in rule.clauses)
    assert rule.clauses[0].values == ["pro", 3, True]
    assert changed.included == ["user@example.com"]
    assert changed.included_contexts[0].values == ["d/1", "é"]


def test_json_patch_conflict(api, segment):
    with pytest.raises(ConflictException) as refused:
        change(api, segment, json_patch({"op": "test", "path": "/version", "value": 99}))
    assert refused.value.data.code == "optimistic_locking_error"


def test_json_patch_that_fails_changes_nothing(api, segment):
    with pytest.raises(BadRequestException):
        change(
            api,
            segment,
            json_patch({"op": "replace", "path": "/name", "value": "New"}, {"op": "replace", "path": "/key", "value": "new"}),
        )
    assert api.get_segment(PROJECT, ENVIRONMENT, segment.key).name == segment.name


def test_dry_run_keeps_what_is(api, segment):
    preview = change(api, segment, json_patch({"op": "replace", "path": "/name", "value": "New"}), dry_run=True)
    assert preview.name == "New"
    assert api.get_segment(PROJECT, ENVIRONMENT, segment.key).name == segment.name


def test_semantic_patch_of_targets(api, segment):
    changed = instruct(
        api,
        segment,
        {"kind": "addTags", "values": ["one"]},
        {"kind": "updateName", "value": "Renamed"},
        {"kind": "addIncludedTargets", "contextKind": "user", "values": ["a", "b"]},
        {"kind": "addExcludedTargets", "contextKind": "device", "values": ["d"]},
        {"kind": "removeIncludedUsers", "values": ["b"]},
    )
    assert (changed.tags, changed.name, changed.included) == (["one"], "Renamed", ["a"])
    assert changed.excluded_contexts[0].to_dict() == {"contextKind": "device", "values": ["d"]}
    assert changed.version == segment.version + 1


def test_semantic_patch_of_rules(api, segment):
    changed = instruct(api, segment, {"kind": "addRule", **RULE}, {"kind": "addRule", "clauses": RULE["clauses"][1:]})
    first, second = changed.rules
    changed = instruct(
        api,
        segment,
        {"kind": "updateRuleRolloutAndContextKind", "ruleId": first.id, "weight": 50_000, "contextKind": "user"},
        {"kind": "addValuesToClause", "ruleId": second.id, "clauseId": second.clauses[0].id, "values": ["@example.org"]},
        {"kind": "removeClauses", "ruleId": first.id, "clauseIds": [first.clauses[1].id]},
        {"kind": "reorderRules", "ruleIds": [second.id, first.id]},
    )
    assert [rule.id for rule in changed.rules] == [second.id, first.id]
    assert changed.rules[0].clauses[0].values == ["@example.com", "@example.org"]
    assert (changed.rules[1].weight, len(changed.rules[1].clauses)) == (50_000, 1)


def test_semantic_patch_without_its_content_type_is_refused(api, segment):
    with pytest.raises(BadRequestException) as refused:
        change(api, segment, semantic({"kind": "updateName", "value": "New"}))
    assert refused.value.data.code == "invalid_request"


def test_an_unknown_instruction_is_refused_by_name(api, segment):
    with pytest.raises(BadRequestException) as refused:
        instruct(api, segment, {"kind": "turnAround"})
    assert "turnAround" in refused.value.data.message


def test_a_key_on_both_sides_is_refused(api, segment):
    with pytest.raises(BadRequestException):
        instruct(
            api,
            segment,
            {"kind": "addIncludedTargets", "contextKind": "user", "values": ["a"]},
            {"kind": "addExcludedTargets", "contextKind": "user", "values": ["a"]},
        )
    assert api.get_segment(PROJECT, ENVIRONMENT, segment.key).included == []


def test_delete(api, segment):
    answer = api.delete_segment_with_http_info(PROJECT, ENVIRONMENT, segment.key)
    assert (answer.status_code, answer.data) == (204, None)
    with pytest.raises(NotFoundException):
        api.delete_segment(PROJECT, ENVIRONMENT, segment.key)


def test_the_generation_rises_when_a_key_comes_back(api, segment):
    api.delete_segment(PROJECT, ENVIRONMENT, segment.key)
    again = api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="Again", key=segment.key))
    assert (again.generation, again.version) == (segment.generation + 1, 1)


def test_a_reader_may_read_and_not_change(reader, segment):
    assert reader.get_segment(PROJECT, ENVIRONMENT, segment.key).key == segment.key
    refused = [
        lambda: reader.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="N", key=f"{segment.key}-2")),
        lambda: change(reader, segment, json_patch({"op": "replace", "path": "/name", "value": "x"})),
        lambda: instruct(reader, segment, {"kind": "updateName", "value": "x"}),
        lambda: reader.delete_segment(PROJECT, ENVIRONMENT, segment.key),
    ]
    for attempt in refused:
        with pytest.raises(ForbiddenException) as error:
            attempt()
        assert error.value.data.code == "forbidden"


def test_an_unknown_token_is_refused(stranger):
    with pytest.raises(UnauthorizedException) as refused:
        stranger.get_segments(PROJECT, ENVIRONMENT)
    assert refused.value.data.code == "unauthorized"
