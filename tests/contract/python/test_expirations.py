"""Operations 6 to 9: expiring targets by context and by user."""

import pytest
from launchdarkly_api.exceptions import BadRequestException, ForbiddenException, NotFoundException
from launchdarkly_api.models import (
    PatchSegmentExpiringTargetInputRep,
    PatchSegmentExpiringTargetInstruction,
    PatchSegmentInstruction,
    PatchSegmentRequest,
)

from conftest import ENVIRONMENT, PROJECT, SEMANTIC, json_patch


def of_contexts(*instructions):
    return PatchSegmentExpiringTargetInputRep(
        comment="from the Python client",
        instructions=[PatchSegmentExpiringTargetInstruction.from_dict(instruction) for instruction in instructions],
    )


def of_users(*instructions):
    return PatchSegmentRequest(
        comment="from the Python client",
        instructions=[PatchSegmentInstruction.from_dict(instruction) for instruction in instructions],
    )


def context(kind, value=None, key="a", **more):
    instruction = {"kind": kind, "contextKind": "user", "contextKey": key, "targetType": "included", **more}
    return instruction if value is None else {**instruction, "value": value}


def user(kind, value=None, key="a", **more):
    instruction = {"kind": kind, "userKey": key, "targetType": "included", **more}
    return instruction if value is None else {**instruction, "value": value}


def patch_contexts(api, key, *instructions):
    return api.patch_expiring_targets_for_segment(
        PROJECT, ENVIRONMENT, key, of_contexts(*instructions), _content_type=SEMANTIC
    )


def patch_users(api, key, *instructions):
    return api.patch_expiring_user_targets_for_segment(
        PROJECT, ENVIRONMENT, key, of_users(*instructions), _content_type=SEMANTIC
    )


@pytest.fixture
def targeted(api, segment):
    api.patch_segment(
        PROJECT,
        ENVIRONMENT,
        segment.key,
        json_patch(
            {"op": "replace", "path": "/included", "value": ["a", "b"]},
            {"op": "replace", "path": "/excludedContexts", "value": [{"contextKind": "device", "values": ["d"]}]},
        ),
    )
    return segment.key


def test_a_context_gets_a_date_keeps_it_and_loses_it(api, targeted, tomorrow):
    added = patch_contexts(
        api,
        targeted,
        context("addExpiringTarget", tomorrow),
        context("addExpiringTarget", tomorrow, key="d", contextKind="device", targetType="excluded"),
    )
    assert (added.total_instructions, added.successful_instructions, added.failed_instructions) == (2, 2, 0)
    items = {item.context_key: item for item in api.get_expiring_targets_for_segment(PROJECT, ENVIRONMENT, targeted).items}
    assert (items["d"].context_kind, items["d"].target_type) == ("device", "excluded")
    item = items["a"]
    assert (item.expiration_date, item.version, item.target_type) == (tomorrow, 1, "included")
    assert (item.resource_id.kind, item.resource_id.key) == ("segment", targeted)
    moved = patch_contexts(api, targeted, context("updateExpiringTarget", tomorrow + 1_000, version=item.version))
    assert not moved.errors
    items = api.get_expiring_targets_for_segment(PROJECT, ENVIRONMENT, targeted).items
    assert {item.context_key: item.expiration_date for item in items} == {"a": tomorrow + 1_000, "d": tomorrow}
    patch_contexts(api, targeted, context("removeExpiringTarget"))
    items = api.get_expiring_targets_for_segment(PROJECT, ENVIRONMENT, targeted).items
    assert [item.context_key for item in items] == ["d"]


def test_an_instruction_that_fails_is_told_with_status_200(api, targeted, tomorrow):
    answer = patch_contexts(
        api,
        targeted,
        context("addExpiringTarget", tomorrow, key="nobody"),
        context("addExpiringTarget", tomorrow),
        context("updateExpiringTarget", tomorrow, version=7),
    )
    assert (answer.total_instructions, answer.successful_instructions, answer.failed_instructions) == (3, 1, 2)
    assert [error.instruction_index for error in answer.errors] == [0, 2]
    assert "nobody" in answer.errors[0].message


def test_contexts_without_the_content_type_are_refused(api, targeted, tomorrow):
    with pytest.raises(BadRequestException) as refused:
        api.patch_expiring_targets_for_segment(
            PROJECT, ENVIRONMENT, targeted, of_contexts(context("addExpiringTarget", tomorrow))
        )
    assert refused.value.data.code == "invalid_request"


def test_a_context_without_a_date_is_refused(api, targeted):
    with pytest.raises(BadRequestException) as refused:
        patch_contexts(api, targeted, context("addExpiringTarget"))
    assert "value" in refused.value.data.message


def test_the_contexts_of_an_unknown_segment(api, key):
    with pytest.raises(NotFoundException):
        api.get_expiring_targets_for_segment(PROJECT, ENVIRONMENT, key)
    with pytest.raises(NotFoundException):
        patch_contexts(api, key, context("removeExpiringTarget"))


def test_a_user_gets_a_date_keeps_it_and_loses_it(api, targeted, tomorrow):
    added = patch_users(api, targeted, user("addExpireUserTargetDate", tomorrow))
    assert (added.total_instructions, added.successful_instructions, added.failed_instructions) == (1, 1, 0)
    (item,) = api.get_expiring_user_targets_for_segment(PROJECT, ENVIRONMENT, targeted).items
    assert (item.user_key, item.expiration_date, item.version, item.target_type) == ("a", tomorrow, 1, "included")
    assert (item.resource_id.kind, item.resource_id.key) == ("segment", targeted)
    moved = patch_users(api, targeted, user("updateExpireUserTargetDate", tomorrow + 1_000, version=item.version))
    assert not moved.errors
    assert moved.items[0].expiration_date == tomorrow + 1_000
    patch_users(api, targeted, user("removeExpireUserTargetDate"))
    assert api.get_expiring_user_targets_for_segment(PROJECT, ENVIRONMENT, targeted).items == []


def test_a_user_instruction_that_fails_is_told_with_status_200(api, targeted, tomorrow):
    answer = patch_users(
        api, targeted, user("addExpireUserTargetDate", tomorrow, key="nobody"), user("addExpireUserTargetDate", tomorrow)
    )
    assert (answer.successful_instructions, answer.failed_instructions) == (1, 1)
    assert [item.user_key for item in answer.items] == ["a"]
    assert "nobody" in answer.errors[0].message


def test_users_without_the_content_type_are_refused(api, targeted, tomorrow):
    with pytest.raises(BadRequestException):
        api.patch_expiring_user_targets_for_segment(
            PROJECT, ENVIRONMENT, targeted, of_users(user("addExpireUserTargetDate", tomorrow))
        )


def test_the_users_of_an_unknown_segment(api, key):
    with pytest.raises(NotFoundException):
        api.get_expiring_user_targets_for_segment(PROJECT, ENVIRONMENT, key)
    with pytest.raises(NotFoundException):
        patch_users(api, key, user("removeExpireUserTargetDate"))


def test_a_reader_may_read_dates_and_not_set_them(reader, targeted, tomorrow):
    assert reader.get_expiring_targets_for_segment(PROJECT, ENVIRONMENT, targeted).items == []
    assert reader.get_expiring_user_targets_for_segment(PROJECT, ENVIRONMENT, targeted).items == []
    with pytest.raises(ForbiddenException):
        patch_contexts(reader, targeted, context("addExpiringTarget", tomorrow))
    with pytest.raises(ForbiddenException):
        patch_users(reader, targeted, user("addExpireUserTargetDate", tomorrow))
