"""What may stand in MJCF, as MuJoCo itself says, and values that nobody means well with."""

import re
from dataclasses import dataclass, field
from functools import cache

import mujoco

__all__ = ["BROKEN_TEXTS", "NUMBERS", "SNIPPETS", "WHOLE_NUMBERS", "Words", "mjcf_words"]

#: A line of the schema: how deep, the element, how often it may stand there, its attributes.
_ELEMENT = re.compile(r"^( *)\(?(?:world\))?(\w+) \((.)\) *(.*)$")
_INDENT = 3

NUMBERS = (
    "0", "-0", "-1", "1", "0.5", "2", "3", "7", "nan", "-nan", "inf", "-inf", "1e300", "-1e300",
    "1e308", "1e-300", "1e-12", "1e9", "-1e9", "1e999", "2147483647", "-2147483648", "4294967296",
    "9" * 30, "9" * 500, "0x7f", "1e", "", " ", "abc", "true", "\u0661", "1,5", "1.5.5", "--1",
    "1e5e5",
)  # fmt: skip
WHOLE_NUMBERS = (
    "0", "-1", "1", "2", "5", "20", "99", "1000", "9999", "65535", "65536", "99999", "100000",
    "1000000", "2147483647", "-2147483648", "4294967295", "9223372036854775807", "1e9", "3.7",
    "9" * 30,
)  # fmt: skip

#: Pieces of MJCF by where they belong; `{}` is a number that makes each of them another one.
SNIPPETS: dict[str, tuple[str, ...]] = {
    "worldbody": (
        "<replicate count='7'><replicate count='7'><replicate count='7'><geom size='.1'/>"
        "</replicate></replicate></replicate>",
        "<replicate count='2000' offset='0 0 1'><site/></replicate>",
        "<replicate count='200' offset='0 0 1'><body><freejoint/><geom size='.1'/></body>"
        "</replicate>",
        "<flexcomp name='fx{}' type='grid' count='12 12 12' spacing='.1 .1 .1' dim='3'/>",
        "<flexcomp name='fx{}' type='box' count='20 20 20' spacing='.1 .1 .1' dim='3' dof='full'/>",
        "<flexcomp name='fx{}' type='ellipsoid' count='9 9 9' spacing='0 0 0' radius='0'/>",
        "<flexcomp name='fx{}' type='square' count='90 90' dim='2' dof='radial'/>",
        "<flexcomp name='fx{}' count='3 3 3' dim='3' dof='trilinear' cellcount='9 9 9'/>",
        "<flexcomp name='fx{}' type='direct' point='0 0 0 1 0 0 0 1 0' element='0 1 99' dim='2'/>",
        "<flexcomp name='fx{}' type='mesh' file='meshes/pyramid.obj' dim='2'/>",
        "<attach model='part' prefix='a{}'/>", "<attach model='absent' prefix='a{}'/>",
        "<body name='fx{}'><attach model='part' body='root' prefix='b{}'/></body>",
        "<body><joint type='free'/><joint type='free'/></body>",
        "<body><body><freejoint/><geom size='1'/></body></body>",
        "<body><freejoint/><geom size='1e-9' mass='1e-30'/></body>",
        "<body><freejoint/><inertial pos='0 0 0' mass='1' diaginertia='1 1 1e9'/></body>",
        "<geom type='sdf' mesh='stl'><plugin plugin='mujoco.sdf.torus'/></geom>",
        "<body><plugin plugin='mujoco.elasticity.cable'/><geom size='1'/></body>",
        "<geom class='absent' size='1'/>",
        "<camera resolution='4000 4000' output='depth'/>", "<include file='main.xml'/>",
    ),
    "asset": (
        "<texture name='tx{}' type='2d' builtin='checker' width='9000' height='9000'/>",
        "<texture name='tx{}' type='cube' builtin='gradient' width='900' height='5400'/>",
        "<texture name='tx{}' type='2d' builtin='flat' width='4' height='4' nchannel='9'/>",
        "<hfield name='hf{}' nrow='1500' ncol='1500' size='1 1 1 1'/>",
        "<hfield name='hf{}' nrow='0' ncol='0' size='0 0 0 0'/>",
        "<mesh name='me{}' builtin='supersphere' params='300 1 1'/>",
        "<mesh name='me{}' builtin='plate' params='400 400'/>",
        "<mesh name='me{}' builtin='supertorus' params='90 .5 1 1'/>",
        "<mesh name='me{}' builtin='wedge' params='0 0 0 0 0'/>",
        "<mesh name='me{}' builtin='cone' params='400 .5'/>",
        "<mesh name='me{}' builtin='sphere' params='9'/>",
        "<mesh name='me{}' vertex='0 0 0 1 0 0 0 1 0 0 0 1' face='0 1 99'/>",
        "<mesh name='me{}' vertex='0 0 0 0 0 0 0 0 0 0 0 0'/>",
        "<skin name='sk{}' vertex='0 0 0' face='0 0 7'><bone body='world' vertid='99' "
        "vertweight='1' bindpos='0 0 0' bindquat='0 0 0 0'/></skin>",
        "<model name='mo{}' file='part.xml'/>", "<model name='mo{}' file='main.xml'/>",
    ),
    "mujoco": (
        "<default class='d{}'><default class='d{}'/></default>",
        "<default><geom size='nan' type='mesh'/><joint range='1 -1' type='free'/></default>",
        "<default><texture builtin='flat' type='2d' width='9000' height='9000'/></default>",
        "<keyframe><key qpos='1 2 3' qvel='nan' act='1' ctrl='inf' mpos='0'/></keyframe>",
        "<keyframe><key time='nan'/></keyframe>", "<size nkey='9999'/>", "<size memory='1'/>",
        "<size memory='900M'/>", "<size nuserdata='99999' nuser_body='999' nuser_geom='9999'/>",
        "<size nconmax='90000' njmax='90000'/>", "<option timestep='1e-6' iterations='9999'/>",
        "<option solver='PGS' cone='elliptic' iterations='9999' tolerance='0'/>",
        "<option integrator='RK4' noslip_iterations='9999' tolerance='0'/>",
        "<option sdf_iterations='9999' sdf_initpoints='9999'/>", "<option gravity='inf 0 nan'/>",
        "<compiler inertiafromgeom='true' balanceinertia='true' boundmass='1e300'/>",
        "<compiler meshdir='../' assetdir='/'/>", "<compiler settotalmass='nan'/>",
        "<compiler fusestatic='true' discardvisual='true'/>", "<include file='more.xml'/>",
        "<compiler><lengthrange mode='all' useexisting='false' timestep='.001'/></compiler>",
        "<extension><plugin plugin='mujoco.pid'><instance name='in{}'/></plugin></extension>",
        "<extension><plugin plugin='evil.so'/></extension>", "<visual><map znear='0'/></visual>",
        "<statistic extent='nan' meansize='0' meanmass='-1'/>",
        "<visual><map zfar='1e-9'/></visual>",
        "<custom><numeric name='nu{}' size='90000' data='1'/></custom>",
        "<custom><text name='te{}' data=''/><tuple name='tu{}'/></custom>",
        "<sensor><clock nsample='99999'/><user dim='99999'/></sensor>",
        "<sensor><rangefinder site='absent'/><distance geom1='o' geom2='o'/></sensor>",
        "<contact><pair geom1='o' geom2='o'/><exclude body1='b' body2='b'/></contact>",
        "<actuator><general joint='j' dyntype='user' gaintype='user' actdim='9999'/></actuator>",
        "<actuator><plugin joint='j' plugin='mujoco.pid'/></actuator>",
        "<actuator><muscle joint='j'/><position joint='j' delay='9' nsample='9999'/></actuator>",
        "<equality><weld body1='b' body2='b'/><connect body1='b' anchor='nan 0 0'/></equality>",
        "<tendon><spatial><site site='s0'/><pulley divisor='0'/></spatial></tendon>",
        "<tendon><spatial><pulley divisor='1'/><pulley divisor='1'/></spatial></tendon>",
        "<deformable><flex name='fl{}' dim='2' body='b b b' vertex='0 0 0' element='0 1 2'/>"
        "</deformable>",
        "<deformable><flex name='fl{}' dim='9' body='absent' element='-1'/></deformable>",
    ),
}  # fmt: skip

#: What is put somewhere into a text.
BROKEN_TEXTS: tuple[bytes, ...] = (
    b"\0", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"<", b">", b"&", b"'", b'"',
    b"&amp;", b"&x;", b"&#0;", b"&#xD800;", b"&#65;", b"<![CDATA[", b"]]>", b"<!--", b"-->",
    b"<?xml version='1.0' encoding='latin-1'?>", b"<?x y?>", b"<!DOCTYPE m>",
    b"<!DOCTYPE m [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", b"</mujoco>", b"<mujoco>",
    b"<a:b xmlns:a='x'/>", b" a='b'", b"\r", b"\x7f", b"x" * 9999, b"<a>" * 300, b"%s%n",
)  # fmt: skip


@dataclass
class Words:
    """Elements with their attributes, and what may stand within which."""

    attributes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    children: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


@cache
def mjcf_words() -> Words:
    """All elements and attributes that this MuJoCo knows."""
    words = Words()
    path: list[str] = []
    for line in mujoco.mj_printSchema(False, False).splitlines():
        found = _ELEMENT.match(line)
        if found is None:
            if path:
                words.attributes[path[-1]] += line.split()
            continue
        del path[len(found[1]) // _INDENT :]
        if path:
            words.children.setdefault(path[-1], []).append(found[2])
        words.attributes.setdefault(found[2], [])
        words.attributes[found[2]] += found[4].split()
        path.append(found[2])
    top = words.children["mujoco"]
    top[top.index("body")] = "worldbody"
    words.children["worldbody"] = list(words.children["body"])
    words.children["body"] += ["body", "replicate", "frame"]
    words.attributes["replicate"] = ["count", "offset", "euler", "sep"]
    words.attributes["frame"] = ["pos", "euler", "name", "childclass"]
    words.attributes["include"] = ["file"]
    return words
