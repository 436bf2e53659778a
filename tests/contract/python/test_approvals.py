"""Approval requests for segments: asked for, reviewed, applied, declined and deleted."""

import time

import launchdarkly_api
import pytest
from launchdarkly_api.exceptions import (
    BadRequestException,
    ConflictException,
    ForbiddenException,
    NotFoundException,
    UnauthorizedException,
)
from launchdarkly_api.models import (
    CreateApprovalRequestRequest,
    ExpandableApprovalRequestResponse,
    PatchOperation,
    PostApprovalRequestApplyRequest,
    PostApprovalRequestReviewRequest,
    ProjectPost,
    SegmentBody,
)

from conftest import ENVIRONMENT, SEMANTIC, json_patch, semantic, versioned

ADD = {"kind": "addIncludedTargets", "contextKind": "user", "values": ["ada"]}


@pytest.fixture
def project(admin, key):
    """A project of its own, in whose environment `test` segments need an approval."""
    projects = launchdarkly_api.ProjectsApi(admin)
    projects.post_project(ProjectPost(key=key, name=f"Project {key}"))
    try:
        settle(admin, key, required=True)
        launchdarkly_api.SegmentsApi(admin).post_segment(key, ENVIRONMENT, SegmentBody(key="s", name="S"))
        yield key
    finally:
        projects.delete_project(key)


@pytest.fixture
def requests(contributor):
    """The approvals of who may not do without."""
    return launchdarkly_api.ApprovalsApi(contributor)


@pytest.fixture
def reviewer(writer):
    return launchdarkly_api.ApprovalsApi(writer)


def settle(admin, project, **settings):
    """Sets how an environment wants segments approved."""
    operations = [
        PatchOperation(op="replace", path=f"/resourceApprovalSettings/segment/{name}", value=value)
        for name, value in settings.items()
    ]
    return launchdarkly_api.EnvironmentsApi(admin).patch_environment(project, ENVIRONMENT, operations)


def resource(project, segment="s"):
    return f"proj/{project}:env/{ENVIRONMENT}:segment/{segment}"


def ask(requests, project, *instructions, **fields):
    fields = {"resource_id": resource(project), "description": "Add ada", **fields}
    body = CreateApprovalRequestRequest(instructions=list(instructions or [ADD]), **fields)
    return requests.post_approval_request(body)


def review(api, request, kind, comment=None):
    body = PostApprovalRequestReviewRequest(kind=kind, comment=comment)
    return api.post_approval_request_review(request.id, body)


def apply(api, request):
    return api.post_approval_request_apply(request.id, PostApprovalRequestApplyRequest(comment="Now"))


def included(contributor, project):
    return launchdarkly_api.SegmentsApi(contributor).get_segment(project, ENVIRONMENT, "s").included


def test_the_settings_of_an_environment(admin, project):
    settings = settle(admin, project, minNumApprovals=2, canReviewOwnRequest=True)
    settings = settings.resource_approval_settings["segment"]
    assert (settings.required, settings.min_num_approvals, settings.can_review_own_request) == (True, 2, True)
    found = launchdarkly_api.EnvironmentsApi(admin).get_environment(project, ENVIRONMENT)
    assert found.resource_approval_settings["segment"] == settings
    with pytest.raises(BadRequestException):
        settle(admin, project, minNumApprovals=0)


def test_the_settings_of_a_project(contributor, project):
    with versioned("SEGDECK_CONTRIBUTOR_TOKEN", "beta") as api_client:
        beta = launchdarkly_api.ApprovalsBetaApi(api_client)
        settings = beta.get_approval_request_settings(
            "beta", project, resource_kind="segment", expand="default,strict")
        assert set(settings) == {"segment"}
        segment = settings["segment"]
        assert segment.environments[ENVIRONMENT].required
        assert not segment.environments["production"].required
        assert (segment.default.required, segment.strict.required) == (False, True)
        with pytest.raises(NotFoundException):
            beta.get_approval_request_settings("beta", "no-such-project")
    with pytest.raises(ForbiddenException):
        launchdarkly_api.ApprovalsBetaApi(contributor).get_approval_request_settings("beta", project)


def test_only_an_admin_settles_approvals(writer, contributor, project):
    for api_client in (writer, contributor):
        with pytest.raises(ForbiddenException):
            settle(api_client, project, required=False)


def test_targeting_needs_an_approval_and_a_name_does_not(contributor, project):
    segments = launchdarkly_api.SegmentsApi(contributor)
    with pytest.raises(ForbiddenException) as refused:
        segments.patch_segment(project, ENVIRONMENT, "s", semantic(ADD), _content_type=SEMANTIC)
    assert "approval is required" in refused.value.data.message
    with pytest.raises(ForbiddenException) as refused:
        segments.patch_segment(
            project, ENVIRONMENT, "s", json_patch({"op": "add", "path": "/included/-", "value": "ada"}))
    assert "approval is required" in refused.value.data.message
    renamed = segments.patch_segment(
        project, ENVIRONMENT, "s", json_patch({"op": "replace", "path": "/name", "value": "New"}))
    assert (renamed.name, renamed.included) == ("New", [])


def test_who_may_bypass_needs_none(api, project):
    changed = api.patch_segment(project, ENVIRONMENT, "s", semantic(ADD), _content_type=SEMANTIC)
    assert changed.included == ["ada"]


def test_a_change_is_requested_approved_and_applied(contributor, requests, reviewer, project):
    member = launchdarkly_api.OtherApi(contributor).get_caller_identity().member_id
    asked = ask(requests, project, comment="Please")
    assert (asked.status, asked.review_status, asked.version) == ("pending", "pending", 1)
    assert (asked.resource_id, asked.requestor_id, asked.instructions) == (resource(project), member, [ADD])
    assert asked.approval_settings.min_num_approvals == 1
    assert included(contributor, project) == []
    approved = review(reviewer, asked, "approve", "Fine")
    assert (approved.status, approved.review_status) == ("pending", "approved")
    (given,) = approved.all_reviews
    assert (given.kind, given.comment) == ("approve", "Fine")
    assert given.member_id != member
    done = apply(requests, asked)
    assert (done.status, done.applied_by_member_id, done.conflicts) == ("completed", member, [])
    assert done.applied_date >= asked.creation_date
    assert included(contributor, project) == ["ada"]
    with pytest.raises(BadRequestException):
        apply(requests, asked)
    with pytest.raises(ConflictException):
        review(reviewer, asked, "decline")


def test_what_is_not_approved_cannot_be_applied(contributor, requests, reviewer, project):
    asked = ask(requests, project)
    for api in (requests, reviewer):
        with pytest.raises(ForbiddenException):
            apply(api, asked)
    assert included(contributor, project) == []


def test_who_asks_may_comment_and_not_approve(admin, requests, project):
    asked = ask(requests, project)
    for kind in ("approve", "decline"):
        with pytest.raises(ForbiddenException):
            review(requests, asked, kind)
    assert review(requests, asked, "comment", "Please").review_status == "pending"
    settle(admin, project, canReviewOwnRequest=True)
    assert review(requests, asked, "approve").review_status == "approved"


def test_what_was_declined_cannot_be_applied(admin, contributor, requests, reviewer, project):
    settle(admin, project, canApplyDeclinedChanges=False)
    asked = ask(requests, project)
    review(launchdarkly_api.ApprovalsApi(admin), asked, "approve")
    declined = review(reviewer, asked, "decline", "Not today")
    assert declined.review_status == "declined"
    assert [given.kind for given in declined.all_reviews] == ["approve", "decline"]
    with pytest.raises(ForbiddenException) as refused:
        apply(requests, asked)
    assert "declined" in refused.value.data.message
    assert included(contributor, project) == []


def test_as_many_must_approve_as_the_environment_asks_for(admin, requests, reviewer, project):
    settle(admin, project, minNumApprovals=2)
    asked = ask(requests, project)
    assert review(reviewer, asked, "approve").review_status == "pending"
    with pytest.raises(ForbiddenException):
        apply(requests, asked)
    assert review(launchdarkly_api.ApprovalsApi(admin), asked, "approve").review_status == "approved"
    assert apply(requests, asked).status == "completed"


def test_a_change_that_no_longer_fits_fails(api, requests, reviewer, project):
    asked = ask(requests, project)
    review(reviewer, asked, "approve")
    api.patch_segment(
        project, ENVIRONMENT, "s", json_patch({"op": "replace", "path": "/excluded", "value": ["ada"]}))
    (conflict,) = requests.get_approval_request(asked.id).conflicts
    assert conflict.instruction == ADD
    assert conflict.reason
    with pytest.raises(BadRequestException):
        apply(requests, asked)
    assert requests.get_approval_request(asked.id).status == "failed"


def test_a_request_with_what_surrounds_it(requests, project):
    asked = ask(requests, project)
    found = requests.get_approval_request(asked.id, expand="project,environments,resource")
    assert isinstance(found, ExpandableApprovalRequestResponse)
    assert (found.id, found.description) == (asked.id, "Add ada")
    assert found.project.key == project
    assert [environment.key for environment in found.environments] == [ENVIRONMENT]
    assert (found.resource.kind, found.resource.segment.key) == ("segment", "s")
    assert requests.get_approval_request(asked.id).project is None


def test_the_list(requests, reviewer, project):
    first, second = ask(requests, project), ask(requests, project, description="Again", notify_member_ids=["m-1"])
    review(reviewer, first, "approve")

    def found(condition, **page):
        answer = requests.get_approval_requests(filter=f"projectKey equals {project}{condition}", **page)
        return [item.id for item in answer.items], answer.total_count

    assert found("") == ([second.id, first.id], 2)
    assert found("", limit=1) == ([second.id], 2)
    assert found("", limit=1, offset=1) == ([first.id], 2)
    assert found(',reviewStatus anyOf ["approved"]') == ([first.id], 1)
    assert found(',notifyMemberIds anyOf ["m-1","m-2"]') == ([second.id], 1)
    assert found(f",resourceId equals {resource(project)},status equals pending")[1] == 2
    assert found(",resourceKind equals flag") == ([], 0)
    with pytest.raises(BadRequestException):
        found(",colour equals red")
    with pytest.raises(BadRequestException):
        found("", limit=201)


def test_deleting(requests, project):
    asked = ask(requests, project)
    assert requests.delete_approval_request_with_http_info(asked.id).status_code == 204
    for call in (
        lambda: requests.get_approval_request(asked.id),
        lambda: requests.delete_approval_request(asked.id),
        lambda: review(requests, asked, "comment", "Where?"),
        lambda: apply(requests, asked),
    ):
        with pytest.raises(NotFoundException):
            call()


def test_a_malformed_request_is_refused(requests, project):
    for fields in ({"resource_id": resource(project, "none")}, {"resource_id": "s"}, {"description": " "}):
        with pytest.raises(BadRequestException):
            ask(requests, project, **fields)
    with pytest.raises(BadRequestException) as refused:
        ask(requests, project, ADD, {"kind": "fly"})
    assert "instructions/1/kind" in refused.value.data.message
    with pytest.raises(BadRequestException):
        review(requests, ask(requests, project), "comment")
    assert requests.get_approval_requests(filter=f"projectKey equals {project}").total_count == 1


def test_a_reader_sees_and_changes_nothing(reader, stranger, requests, project):
    asked = ask(requests, project)
    reading = launchdarkly_api.ApprovalsApi(reader.api_client)
    assert reading.get_approval_request(asked.id).version == 1
    for call in (
        lambda: ask(reading, project),
        lambda: review(reading, asked, "approve"),
        lambda: apply(reading, asked),
        lambda: reading.delete_approval_request(asked.id),
    ):
        with pytest.raises(ForbiddenException):
            call()
    with pytest.raises(UnauthorizedException):
        launchdarkly_api.ApprovalsApi(stranger.api_client).get_approval_requests()


def test_an_import_is_started_by_an_approval(api, requests, reviewer, project):
    api.post_segment(project, ENVIRONMENT, SegmentBody(key="larger", name="Larger", unbounded=True))
    begun = api.create_big_segment_import_with_http_info(
        project, ENVIRONMENT, "larger", file=("a.csv", b"a\nb\n"), mode="merge", wait_on_approvals=True)
    location = next(value for name, value in begun.headers.items() if name.lower() == "location")
    import_id = location.rsplit("/", 1)[1]
    process = {"kind": "processBigSegmentImport", "importId": import_id}
    asked = ask(requests, project, process, resource_id=resource(project, "larger"))
    review(reviewer, asked, "approve")
    assert api.get_big_segment_import(project, ENVIRONMENT, "larger", import_id).status == "pending_approval"
    assert apply(requests, asked).status == "completed"
    deadline = time.monotonic() + 30
    while api.get_big_segment_import(project, ENVIRONMENT, "larger", import_id).status != "complete":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert api.get_segment(project, ENVIRONMENT, "larger").unbounded_metadata.included_count == 2
