"""Who is asking: access tokens, the caller, versions of the API, and its root."""

import launchdarkly_api
import pytest
from launchdarkly_api.exceptions import BadRequestException, NotFoundException, UnauthorizedException

from conftest import versioned


def other(api_client):
    return launchdarkly_api.OtherApi(api_client)


def tokens(api_client):
    return launchdarkly_api.AccessTokensApi(api_client)


def test_a_token_sees_itself(contributor):
    caller = other(contributor).get_caller_identity()
    answer = tokens(contributor).get_tokens(show_all=True)
    (token,) = answer.items
    assert answer.total_count == 1
    assert (token.id, token.member_id, token.role) == (caller.token_id, caller.member_id, "contributor")
    assert token.name == caller.token_name
    assert caller.scopes == ["contributor"]
    assert tokens(contributor).get_token(token.id) == token


def test_no_token_is_shown_whole(admin):
    for token in tokens(admin).get_tokens(show_all=True).items:
        assert len(token.token) == 4


def test_an_admin_sees_all(admin, writer):
    answer = tokens(admin).get_tokens(show_all=True)
    assert answer.total_count == 4
    assert {token.role for token in answer.items} == {"reader", "contributor", "writer", "admin"}
    assert len({token.member_id for token in answer.items}) == 4
    assert [token.role for token in tokens(admin).get_tokens().items] == ["admin"]
    (own,) = tokens(writer).get_tokens().items
    assert tokens(admin).get_token(own.id).role == "writer"


def test_pages(admin):
    pages = [tokens(admin).get_tokens(show_all=True, limit=3, offset=offset) for offset in (0, 3)]
    assert [len(page.items) for page in pages] == [3, 1]
    assert {page.total_count for page in pages} == {4}
    assert len({token.id for page in pages for token in page.items}) == 4
    with pytest.raises(BadRequestException):
        tokens(admin).get_tokens(limit=0)


def test_what_is_not_ones_own_is_not_found(admin, writer, stranger):
    (others,) = tokens(admin).get_tokens().items
    with pytest.raises(NotFoundException):
        tokens(writer).get_token(others.id)
    with pytest.raises(NotFoundException):
        tokens(admin).get_token("no-such-token")
    with pytest.raises(UnauthorizedException):
        tokens(stranger.api_client).get_tokens()


def test_versions(writer):
    versions = other(writer).get_versions()
    assert versions.latest_version == versions.current_version == 20240415
    assert versions.valid_versions == [20160426, 20191212, 20210729, 20220603, 20240415]
    assert not versions.beta
    with versioned("SEGDECK_WRITER_TOKEN", "20220603") as api_client:
        earlier = other(api_client).get_versions()
        assert (earlier.current_version, earlier.latest_version) == (20220603, 20240415)
    with versioned("SEGDECK_WRITER_TOKEN", "20220604") as api_client, pytest.raises(BadRequestException):
        other(api_client).get_versions()


def test_the_root_leads_to_the_collections(writer):
    links = other(writer).get_root().links
    assert links["self"].href == "/api/v2"
    assert {"projects", "tokens", "auditlog", "approval-requests", "tags"} <= set(links)


def test_the_description_needs_no_token(stranger):
    assert other(stranger.api_client).get_openapi_spec_with_http_info().status_code == 200


def test_a_stranger_learns_nothing(stranger):
    api = other(stranger.api_client)
    for call in (api.get_root, api.get_versions, api.get_caller_identity):
        with pytest.raises(UnauthorizedException):
            call()
