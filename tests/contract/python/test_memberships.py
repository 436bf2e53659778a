"""Operations 10 to 13: who is in the lists of larger segments."""

import pytest
from launchdarkly_api.exceptions import BadRequestException, ForbiddenException, NotFoundException, UnauthorizedException
from launchdarkly_api.models import BigSegmentTarget, SegmentBody, SegmentUserList, SegmentUserState

from conftest import ENVIRONMENT, PROJECT


def change(included=None, excluded=None):
    lists = {"included": included, "excluded": excluded}
    return SegmentUserState(**{name: SegmentUserList(**keys) for name, keys in lists.items() if keys})


@pytest.fixture
def larger(api, key):
    body = SegmentBody(name="Larger", key=key, unbounded=True)
    return api.post_segment(PROJECT, ENVIRONMENT, body).key


@pytest.fixture
def devices(api, key):
    body = SegmentBody(name="Devices", key=f"{key}-d", unbounded=True, unbounded_context_kind="device")
    return api.post_segment(PROJECT, ENVIRONMENT, body).key


def context(api, segment, key):
    found = api.get_segment_membership_for_context(PROJECT, ENVIRONMENT, segment, key)
    assert isinstance(found, BigSegmentTarget)
    return found.user_key, found.included, found.excluded


def user(api, segment, key):
    found = api.get_segment_membership_for_user(PROJECT, ENVIRONMENT, segment, key)
    return found.user_key, found.included, found.excluded


def test_contexts_join_and_leave(api, devices):
    answer = api.update_big_segment_context_targets_with_http_info(
        PROJECT, ENVIRONMENT, devices, change({"add": ["a/b c", "b"]}, {"add": ["c"]})
    )
    assert (answer.status_code, answer.data) == (204, None)
    assert context(api, devices, "b") == ("b", True, False)
    assert context(api, devices, "c") == ("c", False, True)
    assert context(api, devices, "nobody") == ("nobody", False, False)
    api.update_big_segment_context_targets(PROJECT, ENVIRONMENT, devices, change({"remove": ["b"]}))
    assert context(api, devices, "b") == ("b", False, False)
    metadata = api.get_segment(PROJECT, ENVIRONMENT, devices).unbounded_metadata
    assert (metadata.included_count, metadata.excluded_count, metadata.version) == (1, 1, 3)


def test_users_join_and_leave(api, larger):
    answer = api.update_big_segment_targets_with_http_info(
        PROJECT, ENVIRONMENT, larger, change({"add": ["a", "b"]}, {"add": ["c"]})
    )
    assert (answer.status_code, answer.data) == (204, None)
    assert user(api, larger, "a") == ("a", True, False)
    assert context(api, larger, "a") == ("a", True, False)
    assert user(api, larger, "c") == ("c", False, True)
    api.update_big_segment_targets(PROJECT, ENVIRONMENT, larger, change({"remove": ["a"]}))
    assert user(api, larger, "a") == ("a", False, False)


def test_a_key_cannot_be_in_both_lists(api, larger):
    with pytest.raises(BadRequestException) as refused:
        api.update_big_segment_context_targets(
            PROJECT, ENVIRONMENT, larger, change({"add": ["x", "a"]}, {"add": ["a"]})
        )
    assert "excluded/add/0" in refused.value.data.message
    assert context(api, larger, "x") == ("x", False, False)


def test_a_standard_segment_has_no_memberships(api, segment):
    with pytest.raises(BadRequestException):
        api.update_big_segment_context_targets(PROJECT, ENVIRONMENT, segment.key, change({"add": ["a"]}))
    with pytest.raises(BadRequestException):
        api.update_big_segment_targets(PROJECT, ENVIRONMENT, segment.key, change({"add": ["a"]}))
    with pytest.raises(BadRequestException):
        context(api, segment.key, "a")
    with pytest.raises(BadRequestException):
        user(api, segment.key, "a")


def test_devices_are_no_users(api, devices):
    with pytest.raises(BadRequestException):
        api.update_big_segment_targets(PROJECT, ENVIRONMENT, devices, change({"add": ["a"]}))
    with pytest.raises(BadRequestException):
        user(api, devices, "a")


def test_the_memberships_of_an_unknown_segment(api, key):
    with pytest.raises(NotFoundException):
        api.update_big_segment_context_targets(PROJECT, ENVIRONMENT, key, change({"add": ["a"]}))
    with pytest.raises(NotFoundException):
        api.update_big_segment_targets(PROJECT, ENVIRONMENT, key, change({"add": ["a"]}))
    with pytest.raises(NotFoundException):
        context(api, key, "a")
    with pytest.raises(NotFoundException):
        user(api, key, "a")


def test_a_reader_may_look_and_not_change(reader, stranger, larger):
    assert context(reader, larger, "a") == ("a", False, False)
    assert user(reader, larger, "a") == ("a", False, False)
    with pytest.raises(ForbiddenException):
        reader.update_big_segment_context_targets(PROJECT, ENVIRONMENT, larger, change({"add": ["a"]}))
    with pytest.raises(ForbiddenException):
        reader.update_big_segment_targets(PROJECT, ENVIRONMENT, larger, change({"add": ["a"]}))
    with pytest.raises(UnauthorizedException):
        context(stranger, larger, "a")
