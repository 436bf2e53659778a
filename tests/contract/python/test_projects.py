"""Projects and environments: made, read, changed, copied and removed."""

import launchdarkly_api
import pytest
from launchdarkly_api.exceptions import (
    ApiException,
    BadRequestException,
    ConflictException,
    ForbiddenException,
    NotFoundException,
)
from launchdarkly_api.models import EnvironmentPost, PatchOperation, ProjectPost, SegmentBody, SourceEnv


@pytest.fixture
def projects(admin):
    return launchdarkly_api.ProjectsApi(admin)


@pytest.fixture
def environments(admin):
    return launchdarkly_api.EnvironmentsApi(admin)


@pytest.fixture
def project(projects, key):
    """A project with one environment, `one`; it goes when the test is over."""
    body = ProjectPost(
        key=key, name=f"Project {key}", tags=["python"], environments=[EnvironmentPost(key="one", name="One", color="417505")]
    )
    projects.post_project(body)
    yield key
    try:
        projects.delete_project(key)
    except NotFoundException:
        pass


def test_a_project_is_made_read_and_removed(projects, key):
    made = projects.post_project(ProjectPost(key=key, name="Made by Python", tags=["beta"]))
    assert (made.key, made.name, made.tags) == (key, "Made by Python", ["beta"])
    assert [environment.key for environment in made.environments] == ["test", "production"]
    read = projects.get_project(key, expand="environments")
    assert read.id == made.id
    assert read.environments.total_count == 2
    found = projects.get_projects(filter=f"keys:{key}")
    assert [item.key for item in found.items] == [key]
    assert found.total_count == 1
    projects.delete_project(key)
    with pytest.raises(NotFoundException):
        projects.get_project(key)


def test_projects_come_in_pages(projects, project):
    page = projects.get_projects(limit=1, sort="name")
    assert len(page.items) == 1
    assert page.total_count >= 2
    assert page.links["next"].href


def test_a_taken_project_key_is_refused(projects, project):
    with pytest.raises(ConflictException):
        projects.post_project(ProjectPost(key=project, name="Again"))


def test_a_malformed_project_is_refused(projects):
    with pytest.raises(BadRequestException):
        projects.post_project(ProjectPost(key="not a key", name="N"))
    with pytest.raises(BadRequestException):
        projects.get_projects(limit=0)


def test_a_reader_makes_no_project(reader, key):
    with pytest.raises(ForbiddenException):
        launchdarkly_api.ProjectsApi(reader.api_client).post_project(ProjectPost(key=key, name="N"))


def test_an_unknown_project_is_not_removed(projects):
    with pytest.raises(NotFoundException):
        projects.delete_project("no-such-project")


def test_an_environment_is_made_changed_and_removed(environments, project):
    body = EnvironmentPost(
        key="two", name="Two", color="ff00aa", tags=["eu"], require_comments=True, confirm_changes=True, default_ttl=5, critical=True
    )
    made = environments.post_environment(project, body)
    assert (made.key, made.default_ttl, made.tags) == ("two", 5, ["eu"])
    assert made.require_comments and made.confirm_changes and made.critical
    read = environments.get_environment(project, "two")
    assert read.id == made.id
    changed = environments.patch_environment(
        project,
        "two",
        [
            PatchOperation(op="replace", path="/requireComments", value=False),
            PatchOperation(op="replace", path="/name", value="Second"),
        ],
    )
    assert (changed.name, changed.require_comments) == ("Second", False)
    listed = environments.get_environments_by_project(project, sort="-name")
    assert [environment.key for environment in listed.items] == ["two", "one"]
    environments.delete_environment(project, "two")
    with pytest.raises(NotFoundException):
        environments.get_environment(project, "two")


def test_approvals_of_segments_can_be_required(environments, project):
    changed = environments.patch_environment(
        project, "one", [PatchOperation(op="replace", path="/resourceApprovalSettings/segment/required", value=True)]
    )
    assert changed.resource_approval_settings["segment"].required


def test_a_copy_has_the_segments(environments, admin, project):
    segments = launchdarkly_api.SegmentsApi(admin)
    segments.post_segment(project, "one", SegmentBody(key="s", name="S"))
    copy = EnvironmentPost(key="copy", name="Copy", color="000000", source=SourceEnv(key="one"))
    environments.post_environment(project, copy)
    assert [segment.key for segment in segments.get_segments(project, "copy").items] == ["s"]


def test_refused_environments(environments, project):
    with pytest.raises(ConflictException):
        environments.post_environment(project, EnvironmentPost(key="one", name="Again", color="000000"))
    with pytest.raises(BadRequestException):
        environments.post_environment(project, EnvironmentPost(key="two", name="Two", color="red"))
    unknown = EnvironmentPost(key="two", name="Two", color="000000", source=SourceEnv(key="none"))
    with pytest.raises(BadRequestException):
        environments.post_environment(project, unknown)
    with pytest.raises(NotFoundException):
        environments.get_environment(project, "none")
    with pytest.raises(BadRequestException):
        environments.patch_environment(project, "one", [PatchOperation(op="replace", path="/key", value="other")])
    test = PatchOperation(op="test", path="/name", value="Not this")
    with pytest.raises(ConflictException):
        environments.patch_environment(project, "one", [test])
    # The last one stays.
    with pytest.raises(ApiException) as refusal:
        environments.delete_environment(project, "one")
    assert 400 <= refusal.value.status < 500
