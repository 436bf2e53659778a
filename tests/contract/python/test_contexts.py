"""Contexts that were asked about, their kinds and attributes; and tags."""

import launchdarkly_api
import pytest
from launchdarkly_api.exceptions import BadRequestException, NotFoundException
from launchdarkly_api.models import ContextSearch, SegmentBody

from conftest import ENVIRONMENT, PROJECT


@pytest.fixture
def contexts(writer):
    return launchdarkly_api.ContextsApi(writer)


@pytest.fixture
def known(api, key):
    """Three contexts of a kind of their own, and the kind."""
    for number in range(3):
        context = {"kind": key, "key": f"{key}-{number}", "plan": ["free", "team"][number % 2], "seats": number}
        api.get_context_instance_segments_membership_by_env(PROJECT, ENVIRONMENT, context)
    return key


def keys(page):
    return [item.context["key"] for item in page.items]


def test_contexts_are_searched(contexts, known):
    def find(condition):
        search = ContextSearch(filter=f'kind equals "{known}"{condition}')
        return keys(contexts.search_contexts(PROJECT, ENVIRONMENT, search))

    assert find("") == [f"{known}-0", f"{known}-1", f"{known}-2"]
    assert find(f',{known}.plan equals "team"') == [f"{known}-1"]
    assert find(f',key startsWith "{known}-2"') == [f"{known}-2"]
    assert find(f',q equals "{known}-0"') == [f"{known}-0"]
    assert find(',key equals "nobody"') == []


def test_a_search_goes_on_behind_its_token(contexts, known):
    search = ContextSearch(filter=f'kind equals "{known}"', limit=2)
    first = contexts.search_contexts(PROJECT, ENVIRONMENT, search)
    assert (first.total_count, len(first.items)) == (3, 2)
    search.continuation_token = first.continuation_token
    second = contexts.search_contexts(PROJECT, ENVIRONMENT, search)
    assert keys(second) == [f"{known}-2"]
    assert second.continuation_token is None


def test_a_search_without_a_count(contexts, known):
    page = contexts.search_contexts(
        PROJECT, ENVIRONMENT, ContextSearch(), filter=f'kind equals "{known}"', include_total_count=False
    )
    assert len(page.items) == 3
    assert page.total_count is None


def test_a_context_is_got_by_kind_and_key(contexts, known):
    page = contexts.get_contexts(PROJECT, ENVIRONMENT, known, f"{known}-1")
    assert page.items[0].context == {"kind": known, "key": f"{known}-1", "plan": "team", "seats": 1}
    assert page.items[0].last_seen is not None
    assert contexts.get_contexts(PROJECT, ENVIRONMENT, known, "nobody").items == []


def test_kinds_names_and_values(contexts, known):
    kinds = contexts.get_context_kinds_by_project_key(PROJECT, expand="environmentObservations")
    kind = next(item for item in kinds.items if item.key == known)
    assert [seen.environment_key for seen in kind.environment_observations] == [ENVIRONMENT]
    names = contexts.get_context_attribute_names(PROJECT, ENVIRONMENT, filter=f'kind equals "{known}"')
    assert {name.name for name in names.items[0].names} == {"key", "plan", "seats"}
    values = contexts.get_context_attribute_values(PROJECT, ENVIRONMENT, "plan", filter=f'kind equals "{known}"')
    assert [(value.name, value.weight) for value in values.items[0].values] == [("free", 2), ("team", 1)]


def test_refused_searches(contexts):
    for search in [ContextSearch(limit=51), ContextSearch(sort="-ts"), ContextSearch(filter="kind"), ContextSearch(continuation_token="x")]:
        with pytest.raises(BadRequestException):
            contexts.search_contexts(PROJECT, ENVIRONMENT, search)
    with pytest.raises(BadRequestException):
        contexts.get_context_attribute_values(PROJECT, ENVIRONMENT, "plan")
    with pytest.raises(BadRequestException):
        contexts.get_context_attribute_names(PROJECT, ENVIRONMENT, limit=101)
    with pytest.raises(NotFoundException):
        contexts.search_contexts(PROJECT, "no-such-environment", ContextSearch())
    with pytest.raises(NotFoundException):
        contexts.get_context_kinds_by_project_key("no-such-project")


def test_tags(writer, api, key):
    tags = launchdarkly_api.TagsApi(writer)
    api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(key=key, name=key, tags=[f"{key}-b", f"{key}-a"]))
    found = tags.get_tags(kind=["segment"], pre=key)
    assert (found.items, found.total_count) == ([f"{key}-a", f"{key}-b"], 2)
    assert tags.get_tags(pre=key, limit=1, offset=1).items == [f"{key}-b"]
    assert tags.get_tags(kind=["flag"], pre=key).items == []
    for refused in [{"kind": ["sandwich"]}, {"limit": 1001}, {"as_of": "yesterday"}]:
        with pytest.raises(BadRequestException):
            tags.get_tags(**refused)
