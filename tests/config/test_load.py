"""Reading files: what cannot be read, the listings of the article, and whatever bytes there are."""

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config_texts import instance
from standfast.config.diagnostics import ConfigRefusedError, Severity
from standfast.config.include import SIZE_MAX
from standfast.config.keywords_root import SCHEMA
from standfast.config.load import Loaded, load, load_bytes, load_full_bytes
from standfast.errors import ConfigError

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "tests" / "data" / "article"
EXAMPLES = sorted((ROOT / "examples").rglob("*.conf"))
NOBODY = 65534
HOST = frozenset({"lo", "enp0s8"})


def refusal(path: Path) -> str:
    with pytest.raises(ConfigRefusedError) as caught:
        load(str(path), interfaces=HOST)
    return str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    assert refusal(path).startswith(f"{path}: there is no such file; ")


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path}: ")


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "not a regular file" in refusal(path)


def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(instance())
    path.chmod(0)
    user = os.geteuid()
    os.seteuid(user or NOBODY)  # root reads everything, so it must be somebody else for a moment
    try:
        text = refusal(path)
    finally:
        os.seteuid(user)
    assert text.startswith(f"{path}: the file cannot be read: Permission denied; ")


def test_an_executable_file_is_refused_where_keepalived_would_run_with_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(instance())
    path.chmod(0o755)
    assert "executable" in refusal(path)


def test_a_file_beyond_all_measure(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    with path.open("wb") as file:
        file.truncate(SIZE_MAX + 1)
    assert "larger than" in refusal(path)


def test_a_file_without_an_instance(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("! nothing\n")
    assert "no vrrp_instance" in refusal(path)


def test_an_unchecked_interface() -> None:
    text = instance(interface="interface anything0").encode()
    assert load_bytes(text, "f", interfaces=None).node.virtual_routers[0].interface == "anything0"


def test_the_model_can_be_handed_to_another_process() -> None:
    node = load_bytes(instance().encode(), "f", interfaces=HOST).node
    assert pickle.loads(pickle.dumps(node)) == node


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_carriage_returns_and_a_byte_order_mark_change_nothing(mark: bytes) -> None:
    text = mark + instance().replace("\n", "\r\n").encode()
    loaded = load_bytes(text, "f", interfaces=HOST)
    assert loaded.node == load_bytes(instance().encode(), "f", interfaces=HOST).node
    assert [found.code for found in loaded.diagnostics] == (["byte-order-mark"] if mark else [])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_examples_run(path: Path) -> None:
    if "vrrp" in path.parts:
        return  # Other networks; tests/test_examples.py has them.
    loaded = load(str(path), interfaces=HOST)
    (router,) = loaded.node.virtual_routers
    assert (router.name, router.virtual_router_id, router.interface) == ("VI_1", 51, "enp0s8")
    assert [address.address for address in router.addresses] == [bytes((192, 168, 56, 100))]
    # On this host the check scripts are not installed, and that is all there is to say.
    assert {found.code for found in loaded.diagnostics} <= {"script-disabled"}


@pytest.mark.parametrize(
    ("name", "unclosed"),
    [
        ("master", [(8, "vrrp_instance VI_1"), (25, "virtual_ipaddress")]),
        ("backup", [(7, "vrrp_instance VI_1")]),
        ("complete", [(7, "Vrrp_script check_nginx_alive")]),
    ],
)
def test_the_listings_as_printed_are_refused_with_the_block_that_was_never_closed(
    name: str, unclosed: list[tuple[int, str]]
) -> None:
    lines = refusal(ARTICLE / f"{name}.as-printed.conf").splitlines()
    assert len(lines) == len(unclosed)
    for line, (number, block) in zip(lines, unclosed, strict=True):
        assert f"{name}.as-printed.conf:{number}: " in line
        assert f"'{block}'" in line


@pytest.mark.parametrize(("name", "priority"), [("master", 100), ("backup", 80)])
def test_the_listings_as_printed_run_with_lenient(name: str, priority: int) -> None:
    loaded = load(str(ARTICLE / f"{name}.as-printed.conf"), lenient=True, interfaces=HOST)
    (router,) = loaded.node.virtual_routers
    assert (router.priority, len(router.addresses)) == (priority, 1)
    assert router.authentication is not None
    assert {found.code for found in loaded.diagnostics} == {"unclosed-block"}


def test_of_the_complete_listing_as_printed_nothing_is_left_as_with_keepalived() -> None:
    loaded = load(str(ARTICLE / "complete.as-printed.conf"), lenient=True, interfaces=HOST)
    assert loaded.node.virtual_routers == ()
    assert all(found.severity is Severity.WARNING for found in loaded.diagnostics)


def test_standfast_conf_beside_the_file_adds_to_the_blocks_of_the_same_name(tmp_path: Path) -> None:
    main = tmp_path / "keepalived.conf"
    main.write_text(instance() + instance(name="VI_2", virtual_router_id="virtual_router_id 52"))
    (tmp_path / "standfast.conf").write_text(
        "global_defs {\nrouter_id own\n}\nvrrp_instance VI_2 {\nvip_lease off\npriority 7\n}\n"
    )
    node = load(str(main), interfaces=HOST).node
    assert node.router_id == "own"
    assert [(router.lease, router.priority) for router in node.virtual_routers] == [(True, 100), (False, 7)]


def test_parameters_of_the_main_file_are_known_in_standfast_conf(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("$LEASE=off\n$NAME=VI_1\n" + instance(), encoding="utf-8")
    (tmp_path / "standfast.conf").write_text(
        "vrrp_instance ${NAME} {\nvip_lease ${LEASE}\n}\n", encoding="utf-8"
    )
    (router,) = load(str(path), interfaces=HOST).node.virtual_routers
    assert not router.lease


def test_standfast_conf_by_itself_is_a_file_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "standfast.conf"
    path.write_text(instance())
    assert len(load(str(path), interfaces=HOST).node.virtual_routers) == 1


def test_a_standfast_conf_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(instance())
    (tmp_path / "standfast.conf").mkdir()
    assert f"{tmp_path}/standfast.conf: " in refusal(path)


def test_lines_for_standfast_and_for_one_host() -> None:
    text = instance("@standfast vip_lease off\n@one priority 90\n@^one priority 80")
    for config_id, priority in (("one", 90), ("two", 80)):
        (router,) = load_bytes(text.encode(), "f", interfaces=HOST, config_id=config_id).node.virtual_routers
        assert (router.lease, router.priority) == (False, priority)


def test_included_files_are_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d" / "b.conf").write_text(instance(name="VI_B", virtual_router_id="virtual_router_id 2"))
    (tmp_path / "conf.d" / "a.conf").write_text(instance(name="VI_A", virtual_router_id="virtual_router_id 1"))
    path = tmp_path / "keepalived.conf"
    path.write_text("include conf.d/*.conf\n")
    assert [router.name for router in load(str(path), interfaces=HOST).node.virtual_routers] == ["VI_A", "VI_B"]


def test_a_thousand_instances_by_a_sequence() -> None:
    text = (
        "$VI= \\\nvrrp_instance VI_${I}_${N} { \\\ninterface enp0s${I} \\\nvirtual_router_id ${N} \\\n"
        "priority 90 \\\nvirtual_ipaddress { \\\n10.0.${I}.${N} \\\n} \\\n}\n~SEQ(I,1,4) ~SEQ(N,1,250) $VI\n"
    )
    assert len(load_bytes(text.encode(), "f", interfaces=None).node.virtual_routers) == 1000


WORDS = [
    *sorted({row.name for row in SCHEMA.rows}),
    "{", "}", "{\n", "}\n", "\n", '"', "'", "#", "!", "\\", "$X=", "@id", "VI_1", "chk", "enp0s8", "1", "255", "-1",
    "0.5", "weight", "reverse", "dev", "brd", "+", "label", "PASS", "MASTER", "/bin/true", "10.0.0.1/24",
    "::1", "\0", "\r", "include", "f", "$X=1\n", "${X}", "$X", "~SEQ(X,1,3)", "~LST(X,a,b)", "@^id", "\\\n",
    "fwmark", "80",
]  # fmt: skip


WHOLE = """global_defs {
 vrrp_strict
 notification_email {
  a@b
 }
}
vrrp_script chk {
 script "/bin/true"
 weight 3
}
track_file f {
 file /f
}
vrrp_sync_group g {
 group {
  VI_1
 }
}
$P=~SEQ(I,1,2)
virtual_server 10.0.0.1 80 {
 $P sorry_server 10.0.0.${I} 80
 real_server 10.0.0.2 80 {
  HTTP_GET {
   url {
    path /
   }
  }
  SMTP_CHECK {
   host {
    connect_port 25
   }
  }
 }
}
static_routes {
 10.0.0.0/8 dev lo
}
"""
"""A bit of every sort of block."""


def survives(data: bytes, *, lenient: bool) -> None:
    full = load_full_bytes(data, "f", lenient=lenient, interfaces=HOST)
    assert full.configuration is not None
    assert list(full.origins) is not None
    pickle.dumps(full.configuration)
    try:
        loaded = load_bytes(data, "f", lenient=lenient, interfaces=HOST)
    except ConfigError:
        return
    assert isinstance(loaded, Loaded)
    assert all(found.severity is not Severity.ERROR for found in loaded.diagnostics)
    pickle.dumps(loaded.node)


@given(st.binary(), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, lenient: bool) -> None:
    survives(data, lenient=lenient)


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.booleans())
def test_any_sequence_of_words_is_read_or_refused(words: list[str], lenient: bool) -> None:
    survives(" ".join(words).encode(), lenient=lenient)


@given(st.data(), st.booleans())
def test_a_good_file_with_something_put_into_it_is_read_or_refused(data: st.DataObject, lenient: bool) -> None:
    text = WHOLE + instance("track_script {\nchk weight 2\n}\ntrack_file {\nf\n}\nunicast_peer {\n10.0.0.1\n}")
    place = data.draw(st.integers(0, len(text)))
    removed = data.draw(st.integers(0, 10))
    put = data.draw(st.one_of(st.text(max_size=5), st.sampled_from(WORDS)))
    survives((text[:place] + put + text[place + removed :]).encode(), lenient=lenient)
