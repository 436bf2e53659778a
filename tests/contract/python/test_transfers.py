"""Operations 14 to 17: imports and exports of larger segments, with real files."""

import time
import urllib.error
import urllib.request

import pytest
from launchdarkly_api.exceptions import (
    BadRequestException,
    ConflictException,
    ForbiddenException,
    NotFoundException,
    UnauthorizedException,
)
from launchdarkly_api.models import Export, ModelImport, SegmentBody

from conftest import ENVIRONMENT, PROJECT, SEMANTIC, semantic


@pytest.fixture
def larger(api, key):
    return api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="Larger", key=key, unbounded=True)).key


def location(answer):
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return headers["location"].rsplit("/", 1)[1]


def begin(api, segment, file, **fields):
    answer = api.create_big_segment_import_with_http_info(PROJECT, ENVIRONMENT, segment, file=file, **fields)
    assert (answer.status_code, answer.data) == (204, None)
    return location(answer)


def await_status(ask, status):
    deadline = time.monotonic() + 30
    while True:
        found = ask()
        if found.status == status:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def await_import(api, segment, import_id, status="complete"):
    return await_status(lambda: api.get_big_segment_import(PROJECT, ENVIRONMENT, segment, import_id), status)


def is_included(api, segment, key):
    return api.get_segment_membership_for_context(PROJECT, ENVIRONMENT, segment, key).included


def test_a_file_on_disk_is_merged_and_another_one_replaces(api, larger, tmp_path):
    first = tmp_path / "first.csv"
    first.write_text("".join(f"user-{number}\n" for number in range(3_000)))
    import_id = begin(api, larger, str(first), mode="merge", wait_on_approvals=False)
    done = await_import(api, larger, import_id)
    assert isinstance(done, ModelImport)
    assert (done.id, done.segment_key, done.mode) == (import_id, larger, "merge")
    (file,) = done.files
    assert (file.filename, file.status) == ("first.csv", "complete")
    assert is_included(api, larger, "user-2999")
    import_id = begin(api, larger, ("second.csv", b"\xef\xbb\xbfuser-1,x\r\nnew,y\r\n"), mode="replace")
    assert await_import(api, larger, import_id).files[0].filename == "second.csv"
    assert [is_included(api, larger, key) for key in ("user-1", "new", "user-2")] == [True, True, False]
    segment = api.get_segment(PROJECT, ENVIRONMENT, larger)
    assert segment.unbounded_metadata.included_count == 2
    assert not segment.import_in_progress


def test_an_import_waits_for_an_approval(api, larger):
    import_id = begin(api, larger, ("a.csv", b"a\n"), mode="merge", wait_on_approvals=True)
    assert await_import(api, larger, import_id, "pending_approval").files[0].status == "pending_approval"
    assert not is_included(api, larger, "a")
    process = semantic({"kind": "processBigSegmentImport", "importId": import_id})
    changed = api.patch_segment(PROJECT, ENVIRONMENT, larger, process, _content_type=SEMANTIC)
    assert changed.import_in_progress
    await_import(api, larger, import_id)
    assert is_included(api, larger, "a")


def test_a_wrong_line_is_told_and_nothing_imported(api, larger):
    with pytest.raises(BadRequestException) as refused:
        begin(api, larger, ("a.csv", b"a\nb\n\xff\n"))
    assert "Line 3" in refused.value.data.message
    with pytest.raises(BadRequestException) as refused:
        begin(api, larger, None, mode="merge")
    assert "file" in refused.value.data.message
    with pytest.raises(BadRequestException):
        begin(api, larger, ("a.csv", b"a\n"), mode="append")
    assert not is_included(api, larger, "a")


def test_one_import_at_a_time(api, larger):
    many = "".join(f"user-{number}\n" for number in range(100_000)).encode()
    import_id = begin(api, larger, ("many.csv", many))
    with pytest.raises(ConflictException) as refused:
        begin(api, larger, ("a.csv", b"a\n"))
    assert import_id in refused.value.data.message
    await_import(api, larger, import_id)


def test_the_list_is_exported(api, larger):
    await_import(api, larger, begin(api, larger, ("a.csv", b'b\na\n"c,d"\n')))
    answer = api.create_big_segment_export_with_http_info(PROJECT, ENVIRONMENT, larger)
    assert answer.status_code == 200
    export_id = location(answer)
    done = await_status(lambda: api.get_big_segment_export(PROJECT, ENVIRONMENT, larger, export_id), "complete")
    assert isinstance(done, Export)
    assert (done.id, done.segment_key, done.size_bytes, done.size) == (export_id, larger, 10, "10 B")
    assert done.initiator.name
    configuration = api.api_client.configuration
    address = configuration.host + done.links["file"].href
    request = urllib.request.Request(address, headers={"Authorization": configuration.api_key["ApiKey"]})
    with urllib.request.urlopen(request) as file:
        assert file.headers["Content-Type"] == "text/csv"
        assert file.read() == b'a\nb\n"c,d"\n'
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address)
    assert refused.value.code == 401


def test_what_is_not_there_or_no_larger_segment_is_refused(api, larger, key):
    standard = api.post_segment(PROJECT, ENVIRONMENT, SegmentBody(name="Standard", key=f"{key}-s")).key
    for where, exception in ((standard, BadRequestException), (f"{key}-none", NotFoundException)):
        with pytest.raises(exception):
            begin(api, where, ("a.csv", b"a\n"))
        with pytest.raises(exception):
            api.create_big_segment_export(PROJECT, ENVIRONMENT, where)
    with pytest.raises(NotFoundException):
        api.get_big_segment_import(PROJECT, ENVIRONMENT, larger, "no-such-import")
    with pytest.raises(NotFoundException):
        api.get_big_segment_export(PROJECT, ENVIRONMENT, larger, "no-such-export")


def test_a_reader_may_not_begin_anything(reader, stranger, larger):
    with pytest.raises(ForbiddenException):
        begin(reader, larger, ("a.csv", b"a\n"))
    with pytest.raises(ForbiddenException):
        reader.create_big_segment_export(PROJECT, ENVIRONMENT, larger)
    with pytest.raises(UnauthorizedException):
        stranger.create_big_segment_export(PROJECT, ENVIRONMENT, larger)
