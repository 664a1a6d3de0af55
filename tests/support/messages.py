"""Messages made of the protocol's own types: such as fit, and such as nearly do."""

import math
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

__all__ = ["fits", "fitting", "kinds", "nonsense", "simplest", "spoilt"]

Json = st.SearchStrategy[Any]

#: What programs send that were written by mistake, or on purpose.
nonsense: Json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, -1, 2**31, 2**53 + 1, 2**63, 2**64, 10**400])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([1e308, -1e308, 5e-324])
    | st.text(max_size=20)
    | st.sampled_from(["", "\x00", "../../etc/passwd", "<script>", "A" * 5000, "\u202e", "💥"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=6,
)


def kinds(union: Any) -> list[type]:
    """The structs of a union of messages."""
    found = inspect.type_info(union)
    members = found.types if isinstance(found, inspect.UnionType) else (found,)
    return [member.cls for member in members if isinstance(member, inspect.StructType)]


def fitting(kind: Any) -> Json:
    """JSON that the protocol takes as this type."""
    return _of(inspect.type_info(kind))


def spoilt(kind: Any) -> Json:
    """The same with something wrong in it: a field that is another type, lacks, or is one more."""

    @st.composite
    def made(draw: Any) -> Any:
        value = draw(fitting(kind))
        fields = [name for name in value if name != "type"]
        match draw(st.sampled_from(["change", "drop", "add", "type"])):
            case "change" if fields:
                value[draw(st.sampled_from(fields))] = draw(nonsense)
            case "drop" if fields:
                del value[draw(st.sampled_from(fields))]
            case "type":
                value["type"] = draw(nonsense)
            case _:
                value[draw(st.text(max_size=8))] = draw(nonsense)
        return value

    return made()


def simplest(kind: Any) -> Any:
    """One that the protocol takes, as small as it can be."""
    return _least(inspect.type_info(kind))


def _of(info: inspect.Type) -> Json:  # noqa: C901
    match info:
        case inspect.StructType():
            return _struct(info)
        case inspect.UnionType(types=types):
            return st.one_of([_of(member) for member in types])
        case inspect.IntType(ge=low, gt=above, le=high, lt=below):
            least = low if low is not None else (above + 1 if above is not None else None)
            most = high if high is not None else (below - 1 if below is not None else None)
            return st.integers(least, most if most is not None else 2**31)
        case inspect.FloatType():
            return _float(info)
        case inspect.StrType(min_length=least, max_length=most):
            return st.text(min_size=least or 0, max_size=min(most if most is not None else 30, 60))
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.LiteralType(values=values):
            return st.sampled_from(list(values))
        case inspect.TupleType(item_types=items):
            return st.tuples(*(_of(item) for item in items)).map(list)
        case inspect.VarTupleType(item_type=item, min_length=least, max_length=most):
            longest = min(most if most is not None else 4, 4)
            return st.lists(_of(item), min_size=least or 0, max_size=max(longest, least or 0))
        case inspect.DictType(key_type=key, value_type=value, min_length=least):
            return st.dictionaries(_of(key), _of(value), min_size=least or 0, max_size=4)
        case inspect.AnyType():
            return nonsense
        case _:
            raise TypeError(f"no JSON is known for {info}")


def _struct(info: inspect.StructType) -> Json:
    needed = {f.encode_name: _of(f.type) for f in info.fields if f.required}
    optional = {f.encode_name: _of(f.type) for f in info.fields if not f.required}
    made: Json = st.fixed_dictionaries(needed, optional=optional)
    tag = info.tag
    return made if tag is None else made.map(lambda value: {"type": tag, **value})


def _float(info: inspect.FloatType) -> Json:
    low = info.ge if info.ge is not None else info.gt
    high = info.le if info.le is not None else info.lt
    return st.floats(
        low, high, allow_nan=False, allow_infinity=False,
        exclude_min=info.gt is not None, exclude_max=info.lt is not None,
    )  # fmt: skip


def _least(info: inspect.Type) -> Any:  # noqa: C901
    match info:
        case inspect.StructType():
            value = {f.encode_name: _least(f.type) for f in info.fields if f.required}
            return value if info.tag is None else {"type": info.tag, **value}
        case inspect.UnionType(types=types):
            return _least(types[0])
        case inspect.IntType(ge=low, gt=above):
            return low if low is not None else (above + 1 if above is not None else 0)
        case inspect.FloatType(ge=low, gt=above, le=high):
            least = low if low is not None else (above + 1.0 if above is not None else 0.0)
            return least if high is None or (math.isfinite(least) and least <= high) else high
        case inspect.StrType(min_length=least):
            return "x" * (least or 0)
        case inspect.BoolType():
            return False
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.TupleType(item_types=items):
            return [_least(item) for item in items]
        case inspect.VarTupleType(item_type=item, min_length=least):
            return [_least(item)] * (least or 0)
        case inspect.DictType(key_type=key, value_type=value, min_length=least):
            return {_least(key): _least(value)} if least else {}
        case _:
            return None


def fits(value: Any, kind: Any) -> bool:
    """True where the protocol takes it."""
    try:
        msgspec.json.decode(msgspec.json.encode(value), type=kind)
    except (msgspec.MsgspecError, UnicodeEncodeError, OverflowError):
        return False
    return True
