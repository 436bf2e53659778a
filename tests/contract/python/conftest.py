"""The official Python client, pointed at the server that SEGDECK_URL names."""

import os
import time
import uuid

import launchdarkly_api
import pytest
from launchdarkly_api.models import PatchOperation, PatchWithComment, SegmentBody

PROJECT = "default"
ENVIRONMENT = "test"
SEMANTIC = "application/json; domain-model=launchdarkly.semanticpatch"


class SemanticPatch(PatchWithComment):
    """What the client sends as a semantic patch: its own model knows only JSON Patch."""

    instructions: list

    def to_dict(self):
        return {"environmentKey": ENVIRONMENT, "comment": self.comment, "instructions": self.instructions}


def semantic(*instructions):
    return SemanticPatch(patch=[], instructions=list(instructions), comment="from the Python client")


def json_patch(*operations):
    return PatchWithComment(patch=[PatchOperation(**operation) for operation in operations])


def client(token):
    configuration = launchdarkly_api.Configuration(host=os.environ["SEGDECK_URL"], api_key={"ApiKey": token})
    return launchdarkly_api.ApiClient(configuration)


def versioned(token, version):
    """A client of another version of the API than its own, which it writes over any that a call names."""
    api_client = client(os.environ[token])
    api_client.set_default_header("LD-API-Version", version)
    return api_client


@pytest.fixture(scope="session")
def writer():
    with client(os.environ["SEGDECK_WRITER_TOKEN"]) as api_client:
        yield api_client


@pytest.fixture(scope="session")
def api(writer):
    return launchdarkly_api.SegmentsApi(writer)


@pytest.fixture(scope="session")
def reader():
    with client(os.environ["SEGDECK_READER_TOKEN"]) as api_client:
        yield launchdarkly_api.SegmentsApi(api_client)


@pytest.fixture(scope="session")
def admin():
    """May change projects and environments too."""
    with client(os.environ["SEGDECK_ADMIN_TOKEN"]) as api_client:
        yield api_client


@pytest.fixture(scope="session")
def contributor():
    """May not do without an approval where one is required."""
    with client(os.environ["SEGDECK_CONTRIBUTOR_TOKEN"]) as api_client:
        yield api_client


@pytest.fixture(scope="session")
def stranger():
    with client("api-no-such-token") as api_client:
        yield launchdarkly_api.SegmentsApi(api_client)


@pytest.fixture
def key():
    return f"py-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def segment(api, key):
    """A segment that is there already."""
    return api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name=f"Segment {key}", key=key))


@pytest.fixture
def tomorrow():
    return int(time.time() * 1000) + 86_400_000
