"""The audit log, through the official client's strict models."""

import launchdarkly_api
import pytest
from launchdarkly_api.exceptions import ApiException, BadRequestException, NotFoundException, UnauthorizedException
from launchdarkly_api.models import StatementPost

from conftest import ENVIRONMENT, PROJECT, json_patch, semantic


@pytest.fixture(scope="session")
def log(writer):
    return launchdarkly_api.AuditLogApi(writer)


def spec(key):
    return f"proj/{PROJECT}:env/{ENVIRONMENT}:segment/{key}"


def actions(entry):
    return [access.action for access in entry.accesses]


def test_list_of_one_segment(api, log, key, segment):
    api.patch_segment(PROJECT, ENVIRONMENT, key, json_patch({"op": "replace", "path": "/name", "value": "New"}))
    items = log.get_audit_log_entries(spec=spec(key)).items
    assert [actions(entry) for entry in items] == [["updateName"], ["createSegment"]]
    assert items[0].name == "New"
    assert items[0].kind == "segment"
    assert items[0].title_verb == "changed the name of the segment"
    assert items[0].token.name == "Sandbox writer"
    assert items[0].target.resources == [spec(key)]
    assert items[0].var_date >= items[1].var_date


def test_one_entry(api, log, key, segment):
    patch = {"op": "replace", "path": "/name", "value": "New"}
    api.patch_segment(PROJECT, ENVIRONMENT, key, json_patch(patch))
    entry = log.get_audit_log_entry(log.get_audit_log_entries(spec=spec(key), limit=1).items[0].id)
    assert entry.delta == [patch]
    assert entry.previous_version["name"] == f"Segment {key}"
    assert entry.current_version["name"] == "New"
    assert entry.current_version["version"] == entry.previous_version["version"] + 1


def test_a_comment(api, log, key, segment):
    instruction = {"kind": "addIncludedTargets", "contextKind": "user", "values": ["ada"]}
    api.patch_segment(
        PROJECT, ENVIRONMENT, key, semantic(instruction),
        _content_type="application/json; domain-model=launchdarkly.semanticpatch")
    entry = log.get_audit_log_entries(spec=spec(key), limit=1).items[0]
    assert entry.comment == "from the Python client"
    assert actions(entry) == ["updateIncluded"]
    assert log.get_audit_log_entry(entry.id).delta is None


def test_search_by_statements(log, key, segment):
    statement = StatementPost(effect="allow", resources=[spec(key)], actions=["createSegment"])
    assert len(log.post_audit_log_entries(statement_post=[statement]).items) == 1
    other = StatementPost(effect="allow", resources=[spec(key)], actions=["deleteSegment"])
    assert log.post_audit_log_entries(statement_post=[other]).items == []


def test_time_and_text(log, key, segment):
    created = log.get_audit_log_entries(spec=spec(key)).items[0].var_date
    assert len(log.get_audit_log_entries(spec=spec(key), before=created + 1, after=created - 1).items) == 1
    assert log.get_audit_log_entries(spec=spec(key), before=created).items == []
    assert log.get_audit_log_entries(spec=spec(key), after=created).items == []
    assert len(log.get_audit_log_entries(q=key[:9]).items) >= 1
    assert log.get_audit_log_entries(spec=spec(key), q="no such text").items == []


def test_member_and_token(log, key, segment):
    entry = log.get_audit_log_entries(spec=spec(key)).items[0]
    assert len(log.get_audit_log_entries(spec=spec(key), member=entry.member.id).items) == 1
    assert len(log.get_audit_log_entries(spec=spec(key), token=entry.token.id).items) == 1
    assert log.get_audit_log_entries(spec=spec(key), token="nobody").items == []


def test_refusals(log):
    for arguments in ({"limit": 21}, {"limit": 0}, {"spec": "proj"}):
        with pytest.raises(BadRequestException):
            log.get_audit_log_entries(**arguments)
    with pytest.raises(NotFoundException):
        log.get_audit_log_entry("no-such-entry")
    statement = StatementPost(effect="allow", resources=["no specifier"])
    with pytest.raises(ApiException) as refused:
        log.post_audit_log_entries(statement_post=[statement])
    assert refused.value.status == 400


def test_a_stranger_reads_nothing(stranger):
    with pytest.raises(UnauthorizedException):
        launchdarkly_api.AuditLogApi(stranger.api_client).get_audit_log_entries()
