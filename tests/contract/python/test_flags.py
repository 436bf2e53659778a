"""Flags of the demo data, through the official client's strict models."""

import launchdarkly_api
import pytest
from launchdarkly_api.exceptions import BadRequestException, NotFoundException

from conftest import PROJECT


@pytest.fixture(scope="session")
def flags(writer):
    return launchdarkly_api.FeatureFlagsApi(writer)


def test_list(flags):
    page = flags.get_feature_flags(PROJECT, limit=5)
    assert (len(page.items), page.total_count) == (5, 12)
    assert "next" in page.links
    assert all(not flag.environments for flag in page.items)


def test_list_of_an_environment(flags):
    page = flags.get_feature_flags(PROJECT, env="production", filter="query:search-rewrite")
    config = page.items[0].environments["production"]
    assert config.on and config.rules is None
    assert config.summary.prerequisites == 0
    page = flags.get_feature_flags(PROJECT, env="production", summary=False, filter="query:search-rewrite")
    clause = page.items[0].environments["production"].rules[0].clauses[0]
    assert (clause.op, clause.values, clause.negate) == ("segmentMatch", ["holdout"], True)


def test_one_flag(flags):
    flag = flags.get_feature_flag(PROJECT, "checkout-v3")
    assert flag.name == "Checkout, third version"
    assert set(flag.environments) == {"test", "production"}
    assert set(flags.get_feature_flag(PROJECT, "checkout-v3", env="test").environments) == {"test"}


def test_every_flag_reads_strictly(flags):
    for flag in flags.get_feature_flags(PROJECT, limit=50).items:
        assert flags.get_feature_flag(PROJECT, flag.key).key == flag.key


def test_the_flags_of_a_segment(api):
    listed = api.get_segment(PROJECT, "production", "staff").flags
    assert [(flag.key, flag.site.type) for flag in listed] == [("checkout-v3", "text/html")]


def test_refusals(flags):
    with pytest.raises(NotFoundException):
        flags.get_feature_flag(PROJECT, "no-such-flag")
    with pytest.raises(NotFoundException):
        flags.get_feature_flags("no-such-project")
    for arguments in ({"sort": "colour"}, {"filter": "colour:red"}, {"limit": 0}):
        with pytest.raises(BadRequestException):
            flags.get_feature_flags(PROJECT, **arguments)
