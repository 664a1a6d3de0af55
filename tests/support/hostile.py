"""Models that mean harm, or do it all the same: each with words of the answer that is expected."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.models import stl_pyramid

__all__ = ["HOSTILE_FOLDERS", "HOSTILE_TEXTS", "Hostile", "HostileFolder"]


@dataclass(frozen=True)
class Hostile:
    """A model as one text."""

    name: str
    text: str
    answer: str


@dataclass(frozen=True)
class HostileFolder:
    """A model of several files; `main.xml` is it."""

    name: str
    answer: str
    files: Mapping[str, str | bytes] = field(default_factory=dict[str, str | bytes])


def _world(inner: str, before: str = "") -> str:
    return f"<mujoco>{before}<worldbody>{inner}</worldbody></mujoco>"


def _asset(inner: str) -> str:
    return f"<mujoco><asset>{inner}</asset></mujoco>"


def _grid(count: str) -> str:
    return _world(f'<flexcomp name="f" type="grid" count="{count}" spacing="1 1 1" dim="3"/>')


_BALL = '<geom size="1"/>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9))


def _png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + bytes(8)


HOSTILE_TEXTS: tuple[Hostile, ...] = (
    # XML that does harm by itself
    Hostile("billion laughs", f"<!DOCTYPE m [{_LAUGHS}]><mujoco model='&l8;'/>", "DOCTYPE"),
    Hostile("quadratic entity", f"<!DOCTYPE m [<!ENTITY a '{'x' * 9999}'>]><mujoco/>", "DOCTYPE"),
    Hostile("external entity", "<!DOCTYPE m [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><mujoco/>",
            "DOCTYPE"),
    Hostile("external DTD", "<!DOCTYPE m SYSTEM 'http://127.0.0.1/x.dtd'><mujoco/>", "DOCTYPE"),
    Hostile("parameter entity", "<!DOCTYPE m [<!ENTITY % p SYSTEM 'x'> %p;]><mujoco/>", "DOCTYPE"),
    Hostile("entity without a DTD", "<mujoco model='&x;'/>", "well-formed"),
    Hostile("no XML", "\x7fELF", "not XML|well-formed"),
    Hostile("cut off", "<mujoco><worldbody>", "well-formed"),
    Hostile("a zero byte", "<mujoco>\0</mujoco>", "well-formed"),
    Hostile("an attribute twice", "<mujoco model='a' model='b'/>", "well-formed"),
    Hostile("two roots", "<mujoco/><mujoco/>", "well-formed"),
    Hostile("too deep", _world("<body>" * 450 + "</body>" * 450), "400 is the limit"),
    Hostile("very deep", "<a>" * 100_000 + "</a>" * 100_000, "400 is the limit"),
    Hostile("too many elements", _world(_BALL * 60_000), "50000 elements"),
    # files
    Hostile("an include", "<mujoco><include file='/etc/passwd'/></mujoco>", "names a file"),
    Hostile("a model file", _asset("<model name='a' file='/etc/shadow'/>"), "names a file"),
    Hostile("a mesh", _asset("<mesh file='../../x.obj'/>"), "names a file"),
    Hostile("a side of a cube", _asset("<texture type='cube' fileup='/x.png'/>"), "names a file"),
    Hostile("a height field", _asset("<hfield file='/dev/zero' size='1 1 1 1'/>"), "names a file"),
    Hostile("a skin", _asset("<skin file='/proc/self/environ'/>"), "names a file"),
    Hostile("a flexcomp's file", _world("<flexcomp name='f' type='gmsh' file='/x'/>"),
            "names a file"),
    Hostile("a mesh of URDF", "<robot name='r'><link name='l'><visual><geometry>"
            "<mesh filename='/etc/passwd'/></geometry></visual></link></robot>", "names a file"),
    # plugins
    Hostile("a foreign plugin",
            "<mujoco><extension><plugin plugin='evil.so'/></extension></mujoco>",
            "none of MuJoCo's own"),
    Hostile("a plugin by its path", _world("<body><plugin plugin='/tmp/x.so'/></body>"),
            "none of MuJoCo's own"),
    Hostile("a plugin of a soft body without a name", _world(
        "<flexcomp name='f' count='3 3 1' spacing='1 1 1' dim='2'><plugin/></flexcomp>"),
        "neither a plugin nor an instance"),
    Hostile("a plugin of a soft body with an empty name", _world(
        "<flexcomp name='f' count='3 3 1' spacing='1 1 1' dim='2'><plugin instance=''/>"
        "</flexcomp>"),
        "neither a plugin nor an instance"),
    # copies
    Hostile("many copies", _world(f"<replicate count='100000'>{_BALL}</replicate>"), "100000"),
    Hostile("copies of nothing", _world("<replicate count='2000000000'/>"), "2000000000"),
    Hostile("copies of copies", _world("<replicate count='300'>" * 4 + _BALL + "</replicate>" * 4),
            "copies"),
    Hostile("copies of much", _world(f"<replicate count='999'>{_BALL * 99}</replicate>"),
            "50000 elements"),
    Hostile("copies with names", _world("<replicate count='9999'><geom name='g' size='1'/>"
            "</replicate>"), "comparisons of names"),
    Hostile("copies beyond numbers", _world(f"<replicate count='{'9' * 300}'/>"), "99999"),
    Hostile("copies without digits", _world("<replicate count='1e9'/>"), "whole number"),
    Hostile("copies in hexadecimal", _world("<replicate count='0x7fffffff'/>"), "whole number"),
    Hostile("two counts of copies", _world("<replicate count='2 3'/>"), "2 numbers"),
    Hostile("a clock that doubles", "<mujoco><worldbody><replicate count='40'/></worldbody><sensor>"
            "<clock/></sensor></mujoco>", "twice as many"),
    Hostile("an energy that doubles with nested copies", "<mujoco><sensor><e_kinetic/></sensor>"
            "<worldbody><replicate count='9'><replicate count='9'/></replicate></worldbody>"
            "</mujoco>", "twice as many"),
    Hostile("a sensor of an object that is none", "<mujoco><worldbody><replicate count='40'/>"
            "</worldbody><sensor><user dim='1' objtype='none' objname='x'/></sensor></mujoco>",
            "twice as many"),
    Hostile("contacts of all that double", "<mujoco><worldbody><replicate count='40'/></worldbody>"
            "<sensor><contact/></sensor></mujoco>", "twice as many"),
    Hostile("a tuple that doubles", "<mujoco><worldbody><replicate count='40'/></worldbody><custom>"
            "<tuple name='t'><element objtype='body' objname='world'/></tuple></custom></mujoco>",
            "twice as many"),
    Hostile("a huge soft body", _grid("60 60 60"), "216000 points"),
    Hostile("a long soft body", _grid("2000000000 2 2"), "8000000000 points"),
    Hostile("copies of soft bodies", _world(
        "<replicate count='100'><flexcomp name='f' count='9 9 9'/></replicate>"), "points"),
    Hostile("many flexes", _world("<flexcomp name='f' count='23 23 1'/>" * 60), "points of flexes"),
    Hostile("soft bodies with cells", _world(
        "<flexcomp name='f' count='3 3 3' cellcount='10000 10000 10000'/>"), "cellcount"),
    # pictures and fields
    Hostile("a huge picture",
            _asset("<texture name='t' type='2d' builtin='flat' width='30000' height='30000'/>"),
            "16384 is the limit"),
    Hostile("many large pictures", _asset(
        "<texture type='2d' builtin='flat' width='9999' height='9999'/>" * 3), "pixels"),
    Hostile("a huge cube", _asset("<texture type='cube' builtin='flat' width='9999'/>"), "pixels"),
    Hostile("a huge picture by default",
            "<mujoco><default><texture builtin='flat' width='16000' height='16000' type='2d'/>"
            "</default><asset><texture name='t'/></asset></mujoco>", "pixels"),
    Hostile("a huge picture by a default that comes later",
            "<mujoco><asset><texture name='t' type='2d'/></asset><default><texture builtin='flat' "
            "width='16000' height='16000' type='2d'/></default></mujoco>", "pixels"),
    Hostile("a huge cube by a default that is flat",
            "<mujoco><default><texture builtin='flat' width='9000' height='9000' type='2d'/>"
            "</default><asset><texture name='t' type='cube'/></asset></mujoco>", "pixels"),
    Hostile("a huge picture of a side and a default",
            "<mujoco><default><texture builtin='flat' width='16000' type='2d'/></default><asset>"
            "<texture name='t' type='2d' height='16000'/></asset></mujoco>", "pixels"),
    Hostile("a picture of two widths", _asset("<texture builtin='flat' width='9 9'/>"),
            "2 numbers"),
    Hostile("a picture that overflows",
            _asset("<texture type='2d' builtin='flat' width='65536' height='65536'/>"),
            "16384 is the limit"),
    Hostile("a height field that overflows",
            _asset("<hfield name='h' nrow='65536' ncol='65536' size='1 1 1 1'/>"), "65535"),
    Hostile("a huge height field",
            _asset("<hfield name='h' nrow='20000' ncol='20000' size='1 1 1 1'/>"),
            "400000000 cells"),
    Hostile("a huge plate", _asset("<mesh name='m' builtin='plate' params='20000 20000'/>"),
            "400 is the limit"),
    Hostile("a huge sphere", _asset("<mesh name='m' builtin='supersphere' params='99999 1 1'/>"),
            "400 is the limit"),
    # memory and counts
    Hostile("memory", "<mujoco><size memory='2G'/></mujoco>", "2147483648"),
    Hostile("all memory", "<mujoco><size memory='16E'/></mujoco>", "bytes of memory"),
    Hostile("memory that is no amount", "<mujoco><size memory='lots'/></mujoco>", "no amount"),
    Hostile("a stack", "<mujoco><size nstack='1000000000'/></mujoco>", "8000000000"),
    Hostile("contacts", "<mujoco><size nconmax='100000000'/></mujoco>", "nconmax"),
    Hostile("constraints", "<mujoco><size njmax='100000000'/></mujoco>", "njmax"),
    Hostile("user data", "<mujoco><size nuserdata='500000000'/></mujoco>", "nuserdata"),
    Hostile("user data of bodies", "<mujoco><size nuser_body='500000000'/></mujoco>", "nuser_body"),
    Hostile("keyframes", "<mujoco><size nkey='100000000'/></mujoco>", "nkey"),
    Hostile("many keyframes", "<mujoco><keyframe>" + "<key/>" * 10_001 + "</keyframe></mujoco>",
            "10001 keyframes"),
    Hostile("a sensor's numbers", "<mujoco><sensor><user dim='500000000'/></sensor></mujoco>",
            "dim"),
    Hostile("a sensor's contacts", "<mujoco><sensor><contact num='500000000'/></sensor></mujoco>",
            "num"),
    Hostile("a sensor's past", "<mujoco><sensor><clock nsample='10000000'/></sensor></mujoco>",
            "nsample"),
    Hostile("activations", "<mujoco><actuator><general actdim='500000000'/></actuator></mujoco>",
            "actdim"),
    Hostile("activations by default",
            "<mujoco><default><general actdim='500000000'/></default></mujoco>", "actdim"),
    Hostile("a camera of many rays", _world("<camera resolution='20000 20000'/>"), "resolution"),
    Hostile("custom numbers", "<mujoco><custom><numeric name='n' size='500000000'/></custom>"
            "</mujoco>", "size"),
    # time
    Hostile("no timestep", "<mujoco><option timestep='0'/></mujoco>", "timestep"),
    Hostile("time backwards", "<mujoco><option timestep='-1'/></mujoco>", "timestep"),
    Hostile("a timestep that is no number", "<mujoco><option timestep='nan'/></mujoco>",
            "timestep"),
    Hostile("an endless timestep", "<mujoco><option timestep='1e300'/></mujoco>", "timestep"),
    Hostile("iterations", "<mujoco><option iterations='2000000000'/></mujoco>", "iterations"),
    Hostile("iterations of a line search", "<mujoco><option ls_iterations='99999'/></mujoco>",
            "ls_iterations"),
    Hostile("iterations against slip", "<mujoco><option noslip_iterations='99999'/></mujoco>",
            "noslip_iterations"),
    Hostile("iterations of shapes", "<mujoco><option sdf_iterations='99999'/></mujoco>",
            "sdf_iterations"),
    Hostile("points of shapes", "<mujoco><option sdf_initpoints='99999'/></mujoco>",
            "sdf_initpoints"),
    Hostile("iterations in a URDF", "<robot name='r'><mujoco><option iterations='2000000000'/>"
            "</mujoco><link name='l'/></robot>", "iterations"),
    Hostile("a range of lengths", "<mujoco><compiler><lengthrange inttotal='1e6' timestep='1e-4'/>"
            "</compiler></mujoco>", "steps are the limit"),
    # drawing
    Hostile("slices", "<mujoco><visual><quality numslices='1000000'/></visual></mujoco>",
            "numslices"),
    Hostile("a shadow", "<mujoco><visual><quality shadowsize='1000000'/></visual></mujoco>",
            "shadowsize"),
    # what only MuJoCo finds
    Hostile("a size that is no number", _world("<geom size='nan'/>"), "nan size"),
    Hostile("a name twice", _world("<geom name='a' size='1'/>" * 2), "repeated name"),
)  # fmt: skip

_ATTACH = "<attach model='m' prefix='p{}'/>"


def _levels(count: int, copies: int) -> dict[str, str | bytes]:
    """Models that each attach the next one several times."""
    files: dict[str, str | bytes] = {}
    for level in range(count):
        last = level == count - 1
        asset = "" if last else f"<asset><model name='m' file='m{level + 1}.xml'/></asset>"
        more = "" if last else "".join(_ATTACH.format(n) for n in range(copies))
        name = "main.xml" if level == 0 else f"m{level}.xml"
        files[name] = _world(f"<body>{_BALL}</body>{more}", asset)
    return files


def _deep(innermost: str) -> str:
    return "<body>" * 390 + innermost + "</body>" * 390


_SECRET = "<mujoco><include file='../secret.xml'/></mujoco>"
HOSTILE_FOLDERS: tuple[HostileFolder, ...] = (
    HostileFolder("a model that attaches itself", "attaches itself", {
        "main.xml": _world("<attach model='m' prefix='p'/>",
                           "<asset><model name='m' file='main.xml'/></asset>")}),
    HostileFolder("two models that attach each other", "attaches itself", {
        "main.xml": _world("", "<asset><model name='m' file='b.xml'/></asset>"),
        "b.xml": _world("", "<asset><model name='m' file='main.xml'/></asset>")}),
    HostileFolder("copies that grow by every level", "50000 is the limit", _levels(9, 8)),
    HostileFolder("a text that includes itself", "includes itself", {
        "main.xml": "<mujoco><include file='main.xml'/></mujoco>"}),
    HostileFolder("includes in a circle", "includes itself", {
        "main.xml": "<mujoco><include file='b.xml'/></mujoco>",
        "b.xml": "<mujoco><include file='main.xml'/></mujoco>"}),
    HostileFolder("includes that are deep together", "1000 is the limit", {
        "main.xml": _world(_deep("<include file='b.xml'/>")),
        "b.xml": "<mujoco>" + _deep("<include file='c.xml'/>") + "</mujoco>",
        "c.xml": "<mujoco>" + _deep("") + "</mujoco>"}),
    HostileFolder("copies of what is included", "50000 is the limit", {
        "main.xml": _world("<replicate count='9999'><include file='b.xml'/></replicate>"),
        "b.xml": f"<mujoco>{_BALL * 50}</mujoco>"}),
    HostileFolder("too much in an included text", "line 1 of b.xml", {
        "main.xml": "<mujoco><include file='b.xml'/></mujoco>",
        "b.xml": "<mujoco><size memory='2G'/></mujoco>"}),
    HostileFolder("a model with another ending", "outside of the model's folder", {
        "main.xml": _asset("<model name='m' content_type='text/xml' file='m.dat'/>"),
        "m.dat": _SECRET}),
    HostileFolder("a compiled model", "compiled model", {
        "main.xml": _asset("<model name='m' file='m.mjb'/>"), "m.mjb": b"1\xd4\0\0" + bytes(99)}),
    HostileFolder("a compiled model with another ending", "well-formed", {
        "main.xml": _asset("<model name='m' file='m.xml'/>"), "m.xml": b"1\xd4\0\0" + bytes(99)}),
    HostileFolder("a compiled model as the main file", "well-formed", {
        "main.xml": b"1\xd4\0\0" + bytes(99)}),
    HostileFolder("a model without a file", "names no file", {"main.xml": _asset("<model/>")}),
    HostileFolder("a plugin of a mesh without a name", "neither a plugin nor an instance", {
        "main.xml": _asset("<mesh name='m' file='m.stl'><plugin/></mesh>"),
        "m.stl": stl_pyramid()}),
    HostileFolder("a name that is too long for a file", "Error opening file|outside", {
        "main.xml": _asset(f"<mesh name='m' file='{'x' * 70_000}.stl'/>")}),
    HostileFolder("a name outside that is too long", r"x\.\.\.' lies outside", {
        "main.xml": _asset(f"<mesh name='m' file='../{'x' * 70_000}.stl'/>")}),
    HostileFolder("a huge picture by a default in another text", "pixels", {
        "main.xml": "<mujoco><include file='b.xml'/><asset><texture name='t' type='2d'/></asset>"
                    "</mujoco>",
        "b.xml": "<mujoco><default><texture builtin='flat' width='16000' height='16000' "
                 "type='2d'/></default></mujoco>"}),
    HostileFolder("a sensor in a text of its own that doubles", "twice as many", {
        "main.xml": "<mujoco><worldbody><replicate count='40'/></worldbody><sensor>"
                    "<include file='b.xml'/></sensor></mujoco>",
        "b.xml": "<mujocoinclude><contact/></mujocoinclude>"}),
    HostileFolder("copies of a text with a name", "comparisons of names", {
        "main.xml": _world("<replicate count='9999'><include file='b.xml'/></replicate>"),
        "b.xml": "<mujocoinclude><geom name='g' size='1'/></mujocoinclude>"}),
    HostileFolder("copies of a text with a flex", "points of flexes", {
        "main.xml": _world("<replicate count='4'><include file='b.xml'/></replicate>"),
        "b.xml": "<mujocoinclude><flexcomp name='f' count='60 60 1' spacing='1 1 1' dim='2'/>"
                 "</mujocoinclude>"}),
    HostileFolder("a file outside", "outside of the model's folder", {"main.xml": _SECRET}),
    HostileFolder("a file outside that is missing", "outside of the model's folder", {
        "main.xml": "<mujoco><include file='../missing.xml'/></mujoco>"}),
    HostileFolder("another encoding", "well-formed", {
        "main.xml": "<?xml version='1.0' encoding='utf-16'?><mujoco/>".encode("utf-16")}),
    HostileFolder("a small picture that is huge", "pixels", {
        "main.xml": _asset("<texture name='t' type='2d' file='t.png'/>"),
        "t.png": _png(60_000, 60_000)}),
    HostileFolder("a large picture that is read many times", "pixels", {
        "main.xml": _asset("".join(f"<texture name='t{n}' type='2d' file='t.png'/>"
                                   for n in range(9))),
        "t.png": _png(9_000, 9_000)}),
    HostileFolder("a large picture for each side of a cube", "pixels", {
        "main.xml": _asset("<texture name='t' type='cube' file='t.png'/>"),
        "t.png": _png(9_000, 9_000)}),
    HostileFolder("a mesh that is none", ".", {
        "main.xml": _asset("<mesh name='m' file='m.stl'/>"), "m.stl": b"solid" + bytes(500)}),
    HostileFolder("a mesh that promises more than it has", ".", {
        "main.xml": _asset("<mesh name='m' file='m.stl'/>"),
        "m.stl": bytes(80) + struct.pack("<I", 0xFFFFFFFF) + bytes(50)}),
    HostileFolder("a height field that promises more than it has", ".", {
        "main.xml": _asset("<hfield name='h' file='h.bin' size='1 1 1 1'/>"),
        "h.bin": struct.pack("<ii", 100_000, 100_000) + bytes(50)}),
    HostileFolder("a picture that is none", ".", {
        "main.xml": _asset("<texture name='t' type='2d' file='t.png'/>"), "t.png": b"\x89PNG"}),
)  # fmt: skip
