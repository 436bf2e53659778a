"""The operations that tell where one is: projects, environments and who the token is."""

import launchdarkly_api
import pytest
from launchdarkly_api.exceptions import NotFoundException

from conftest import PROJECT


def test_projects(writer):
    projects = launchdarkly_api.ProjectsApi(writer).get_projects()
    assert PROJECT in [project.key for project in projects.items]


def test_environments(writer):
    environments = launchdarkly_api.EnvironmentsApi(writer).get_environments_by_project(PROJECT)
    assert {environment.key for environment in environments.items} == {"test", "production"}


def test_environments_of_an_unknown_project(writer):
    with pytest.raises(NotFoundException):
        launchdarkly_api.EnvironmentsApi(writer).get_environments_by_project("no-such-project")


def test_who_the_token_is(writer):
    assert launchdarkly_api.OtherApi(writer).get_caller_identity().token_name
