"""The forms in which values cross: msgspec writes them, and in reading refuses whatever isn't in the format.

Each kind of value has a form: a struct, whose types and bounds the decoder checks, with the way there and the way back.
What no decoder can check is checked on the way back: that arrays fit the bytes that came with them, and how deep values
are nested. For another kind to cross, write its form and name it twice: in ``Packed`` and in ``_FORMS``.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, get_args

import numpy as np
from msgspec import Meta, Struct

from deltarule.core.calls import Case, Outcome, Raised, Returned
from deltarule.core.limits import MAX_AXES, MAX_CALLBACK_BUFFERS, MAX_DEPTH, MAX_FRAME_BUFFERS
from deltarule.core.values import Opaque, plain

Code = Literal["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
"""The dtypes that cross, in this machine's byte order: none of objects, none of a size of one's own."""

_DTYPES = {code: np.dtype(code) for code in get_args(Code)}
_CODES = {dtype: code for code, dtype in _DTYPES.items()}
_AS_THEY_ARE = frozenset({type(None), bool, int, float, str})

Length = Annotated[int, Meta(ge=0, le=MAX_FRAME_BUFFERS)]
Word = Annotated[bytes, Meta(min_length=16, max_length=16)]


class WireError(Exception):
    """What came is not in the format, or too large for it; or what should go can't."""


class _Strict(Struct, array_like=True, forbid_unknown_fields=True):
    """A list of a tag and exactly its fields."""


class Form(_Strict):
    """A value of some kind, as it crosses."""

    @classmethod
    def pack(cls, value: Any, packer: "Packer") -> "Packed":
        """Give the form of a value of this kind."""
        raise NotImplementedError

    def unpack(self, unpacker: "Unpacker", depth: int) -> Any:
        """Give the value; what is in it is `depth` deep.

        Raises:
            WireError: there is none.
        """
        raise NotImplementedError


class ArrayForm(Form, tag="array"):
    """An array, whose entries are in the frame's buffers."""

    dtype: Code
    shape: Annotated[tuple[Length, ...], Meta(max_length=MAX_AXES)]

    @classmethod
    def pack(cls, value: np.ndarray, packer: "Packer") -> "Packed":
        """Keep the entries for the buffers; an array that can't cross becomes what comes nearest."""
        if value.ndim > MAX_AXES:
            return OpaqueForm(f"an array of dtype {value.dtype} with {value.ndim} axes")
        code = _CODES.get(value.dtype)
        if code is None:
            return packer.pack(plain(value))
        packer.buffers.append(value.tobytes())
        return cls(code, value.shape)

    def unpack(self, unpacker: "Unpacker", depth: int) -> np.ndarray:
        """Give an array of its own, which may be written to."""
        dtype = _DTYPES[self.dtype]
        data = unpacker.take(math.prod(self.shape) * dtype.itemsize)
        # Lest a sum over its empty axis be as large as anything.
        if not data and math.prod(filter(None, self.shape)) > MAX_CALLBACK_BUFFERS:
            raise WireError("an empty array's other axes are too long")
        return np.ndarray(self.shape, dtype, data).copy()


class _ItemsForm(Form):
    items: list["Packed"]
    kind: ClassVar[Callable[[Iterable[Any]], Any]]

    @classmethod
    def pack(cls, value: Iterable[Any], packer: "Packer") -> Any:  # one of the two below
        return cls(packer.items(value))

    def unpack(self, unpacker: "Unpacker", depth: int) -> Any:
        return type(self).kind(unpacker.items(self.items, depth))


class ListForm(_ItemsForm, tag="list"):
    """A list."""

    kind = list


class TupleForm(_ItemsForm, tag="tuple"):
    """A tuple."""

    kind = tuple


class DictForm(Form, tag="dict"):
    """A dict whose keys are texts."""

    items: dict[str, "Packed"]

    @classmethod
    def pack(cls, value: Mapping[str, Any], packer: "Packer") -> "Packed":
        """Pack the values; a dict with other keys becomes what comes nearest."""
        if not set(map(type, value)) <= {str}:
            return packer.pack(plain(value))
        return cls(dict(zip(value, packer.items(value.values()), strict=True)))

    def unpack(self, unpacker: "Unpacker", depth: int) -> dict[str, Any]:
        """Unpack the values."""
        return dict(zip(self.items, unpacker.items(self.items.values(), depth), strict=True))


class ComplexForm(Form, tag="complex"):
    """A complex number."""

    real: float
    imag: float

    @classmethod
    def pack(cls, value: complex, packer: "Packer") -> "Packed":
        """Take it apart."""
        return cls(value.real, value.imag)

    def unpack(self, unpacker: "Unpacker", depth: int) -> complex:
        """Put it together."""
        return complex(self.real, self.imag)


class OpaqueForm(Form, tag="opaque"):
    """What stands for something that can't cross."""

    what: str

    @classmethod
    def pack(cls, value: Opaque, packer: "Packer") -> "Packed":
        """Keep what it was."""
        return cls(value.what)

    def unpack(self, unpacker: "Unpacker", depth: int) -> Opaque:
        """Say what it was."""
        return Opaque(self.what)


class GeneratorForm(Form, tag="generator"):
    """A generator, as the state of its PCG64, the one that ``default_rng`` gives."""

    state: Word
    increment: Word
    has_uint32: Literal[0, 1]
    uinteger: Annotated[int, Meta(ge=0, lt=2**32)]

    @classmethod
    def pack(cls, value: np.random.Generator, packer: "Packer | None" = None) -> "GeneratorForm":
        """Write its state down.

        Raises:
            WireError: it is of another kind.
        """
        state = value.bit_generator.state
        if state["bit_generator"] != "PCG64":
            raise WireError(f"generators of kind {state['bit_generator']} cannot cross")
        state_word, increment = (state["state"][name].to_bytes(16, "big") for name in ("state", "inc"))
        return cls(state_word, increment, state["has_uint32"], state["uinteger"])

    def unpack(self, unpacker: "Unpacker", depth: int) -> np.random.Generator:
        """Give a generator in that state."""
        generator = np.random.Generator(np.random.PCG64(0))
        self.move(generator)
        return generator

    def move(self, generator: np.random.Generator) -> None:
        """Bring a generator into that state."""
        words = {"state": int.from_bytes(self.state, "big"), "inc": int.from_bytes(self.increment, "big")}
        generator.bit_generator.state = {
            "bit_generator": "PCG64",
            "state": words,
            "has_uint32": self.has_uint32,
            "uinteger": self.uinteger,
        }


class FunctionForm(Form, tag="function"):
    """A function of the other end's, by its number."""

    number: Annotated[int, Meta(ge=0)]

    def unpack(self, unpacker: "Unpacker", depth: int) -> Callable[..., Any]:
        """Give the function of that number, where there may be any."""
        if unpacker.function is None:
            raise WireError("a function came from where none may come")
        return unpacker.function(self.number)


Packed = (
    None
    | bool
    | int
    | float
    | str
    | ArrayForm
    | ListForm
    | TupleForm
    | DictForm
    | ComplexForm
    | OpaqueForm
    | GeneratorForm
    | FunctionForm
)
"""A value as it crosses."""

_FORMS: dict[type, type[Form]] = {
    np.ndarray: ArrayForm,
    list: ListForm,
    tuple: TupleForm,
    dict: DictForm,
    complex: ComplexForm,
    Opaque: OpaqueForm,
    np.random.Generator: GeneratorForm,
}


class CaseForm(_Strict):
    """The arguments of a call."""

    args: list[Packed]
    kwargs: dict[str, Packed]


class ReturnedForm(_Strict, tag="returned"):
    """A call that came back with a value."""

    value: Packed
    modified: list[str]


class RaisedForm(_Strict, tag="raised"):
    """A call that didn't."""

    trouble: Literal["error", "not_started"]
    kind: str
    message: str
    where: str


OutcomeForm = ReturnedForm | RaisedForm


class Packer:
    """Gives values their forms, and keeps the arrays' bytes.

    Attributes:
        buffers: the bytes of the arrays so far.
    """

    def __init__(self, callbacks: list[Callable[..., Any]] | None = None) -> None:
        """Start without buffers; functions among the values, if there may be any, are numbered in `callbacks`."""
        self.buffers: list[bytes] = []
        self._callbacks = callbacks

    def pack(self, value: Any) -> Packed:
        """Pack one value.

        Raises:
            WireError: it can't cross.
        """
        kind = type(value)
        if kind in _AS_THEY_ARE:
            return value  # type: ignore[no-any-return]
        if form := _FORMS.get(kind):
            return form.pack(value, self)
        if self._callbacks is not None and callable(value):
            self._callbacks.append(value)
            return FunctionForm(len(self._callbacks) - 1)
        return self.pack(plain(value))

    def items(self, values: Iterable[Any]) -> list[Packed]:
        """Pack the items of a container."""
        return [value if type(value) in _AS_THEY_ARE else self.pack(value) for value in values]

    def case(self, arguments: Case) -> CaseForm:
        """Pack the arguments of a call."""
        kwargs = arguments.kwargs
        return CaseForm(self.items(arguments.args), dict(zip(kwargs, self.items(kwargs.values()), strict=True)))

    def outcome(self, outcome: Outcome) -> OutcomeForm:
        """Pack what became of a call."""
        if isinstance(outcome, Returned):
            return ReturnedForm(self.pack(outcome.value), list(outcome.modified))
        return RaisedForm(outcome.trouble, outcome.kind, outcome.message, outcome.where)  # type: ignore[arg-type]


class Unpacker:
    """Gives the values of forms, checking each against the bytes that came with them.

    Attributes:
        function: gives the function of a number, where there may be any.
    """

    def __init__(self, buffers: memoryview, function: Callable[[int], Callable[..., Any]] | None = None) -> None:
        """Read arrays from `buffers`, in order."""
        self.function = function
        self._rest = buffers

    def unpack(self, packed: Packed, depth: int = 0) -> Any:
        """Unpack one value, which lies in `depth` others.

        Raises:
            WireError: it is not in the format.
        """
        if type(packed) in _AS_THEY_ARE:
            return packed
        if depth > MAX_DEPTH + 2:
            raise WireError("values are nested too deep")
        return packed.unpack(self, depth + 1)  # type: ignore[union-attr]

    def items(self, packed: Iterable[Packed], depth: int = 0) -> list[Any]:
        """Unpack the items of a container, which lie in `depth` others."""
        return [item if type(item) in _AS_THEY_ARE else self.unpack(item, depth) for item in packed]

    def case(self, packed: CaseForm) -> Case:
        """Unpack the arguments of a call."""
        args, kwargs = self.items(packed.args), self.items(packed.kwargs.values())
        return Case(tuple(args), dict(zip(packed.kwargs, kwargs, strict=True)))

    def outcome(self, packed: OutcomeForm) -> Outcome:
        """Unpack what became of a call."""
        if isinstance(packed, ReturnedForm):
            return Returned(self.unpack(packed.value), tuple(packed.modified))
        return Raised(packed.trouble, packed.kind, packed.message, packed.where)

    def take(self, size: int) -> memoryview:
        """Give the next `size` bytes.

        Raises:
            WireError: there are fewer.
        """
        if size > len(self._rest):
            raise WireError("an array is larger than the bytes that came with it")
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def finish(self) -> None:
        """Fail where bytes are left over.

        Raises:
            WireError: there are some.
        """
        if len(self._rest):
            raise WireError("there are more bytes than arrays")
