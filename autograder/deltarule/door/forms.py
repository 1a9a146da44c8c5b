"""The forms in which values cross: msgspec writes them, and in reading refuses whatever isn't in the format.

Each kind of value has a form: a struct, whose types and bounds the decoder checks, with the way there and the way back.
What no decoder can check is checked on the way back: that arrays fit the bytes that came with them, and how deep values
are nested. All that :mod:`deltarule.core.kinds` lists has one form, the name of the kind and what the value is made of.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, get_args

import numpy as np
from msgspec import Meta, Struct

from deltarule.core.code.calls import Case, Outcome, Raised, Returned, Step
from deltarule.core.kinds import KINDS, kind_of
from deltarule.core.limits import ITEM_WEIGHT, MAX_AXES, MAX_CALLBACK_BUFFERS, MAX_DEPTH, MAX_FRAME_BUFFERS, MAX_INTEGER
from deltarule.core.values import Opaque, plain

Code = Literal["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
"""The dtypes that cross, in this machine's byte order: none of objects, none of a size of one's own."""

_DTYPES = {code: np.dtype(code) for code in get_args(Code)}
_CODES = {dtype: code for code, dtype in _DTYPES.items()}
_AS_THEY_ARE = frozenset({type(None), bool, float, str})
_AS_THEY_COME = _AS_THEY_ARE | {int}  # an integer of more bits goes as text

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
        packer.spend(value.size)
        packer.buffers.append(value.tobytes())
        return cls(code, value.shape)

    def unpack(self, unpacker: "Unpacker", depth: int) -> np.ndarray:
        """Give an array of its own, which may be written to."""
        dtype = _DTYPES[self.dtype]
        unpacker.spend(math.prod(self.shape))
        data = unpacker.take(math.prod(self.shape) * dtype.itemsize)
        # Lest a sum over its empty axis be as large as anything.
        if not data and math.prod(filter(None, self.shape)) > MAX_CALLBACK_BUFFERS:
            raise WireError("an empty array's other axes are too long")
        return np.ndarray(self.shape, dtype, data).copy()


class ScalarForm(Form, tag="scalar"):
    """One of NumPy's numbers, which can't be written to as an array without axes can."""

    number: ArrayForm

    @classmethod
    def pack(cls, value: np.generic, packer: "Packer") -> "Packed":
        """Pack it as an array without axes."""
        packed = ArrayForm.pack(np.asarray(value), packer)
        return cls(packed) if isinstance(packed, ArrayForm) else packed

    def unpack(self, unpacker: "Unpacker", depth: int) -> Any:
        """Give the number; where an array came that isn't one, the array."""
        return self.number.unpack(unpacker, depth)[()]


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
    def pack(cls, value: Mapping[Any, Any], packer: "Packer") -> "Packed":
        """Pack the values; a dict with other keys is one of the kinds."""
        if not set(map(type, value)) <= {str}:
            return KindForm.pack(value, packer)
        return cls(dict(zip(value, packer.items(value.values()), strict=True)))

    def unpack(self, unpacker: "Unpacker", depth: int) -> dict[str, Any]:
        """Unpack the values."""
        return dict(zip(self.items, unpacker.items(self.items.values(), depth), strict=True))


class KindForm(Form, tag="kind"):
    """A value of one of the kinds, as what it is made of."""

    kind: str
    parts: "Packed"

    @classmethod
    def pack(cls, value: Any, packer: "Packer") -> "Packed":
        """Take it apart; what is beyond the bounds becomes what comes nearest."""
        value = plain(value)
        packer.spend(_spread(value))
        name = kind_of(value)
        return cls(name, packer.pack(KINDS[name].parts(value))) if name else packer.pack(value)

    def unpack(self, unpacker: "Unpacker", depth: int) -> Any:
        """Put it together."""
        if self.kind not in KINDS:
            raise WireError("a value is of no kind that crosses")
        parts = unpacker.unpack(self.parts, depth)
        try:
            value = KINDS[self.kind].made(parts)
        except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
            raise WireError(f"a value is no {self.kind}") from error
        unpacker.spend(_spread(value))
        return value


def _spread(value: Any) -> int:
    """Count the numbers of what is many, and is made of a few: whoever goes through a range meets each."""
    return ITEM_WEIGHT * len(value) if isinstance(value, range) else 0


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
    | ScalarForm
    | ListForm
    | TupleForm
    | DictForm
    | KindForm
    | OpaqueForm
    | GeneratorForm
    | FunctionForm
)
"""A value as it crosses."""

_FORMS: dict[type, type[Form]] = {
    np.ndarray: ArrayForm,
    **{dtype.type: ScalarForm for dtype in _CODES},
    list: ListForm,
    tuple: TupleForm,
    dict: DictForm,
    Opaque: OpaqueForm,
    np.random.Generator: GeneratorForm,
    **{kind.type: KindForm for kind in KINDS.values() if kind.type is not dict},
}


class StepForm(_Strict):
    """What is done with what a call gave."""

    attribute: str
    args: list[Packed] | None
    kwargs: dict[str, Packed]


class CaseForm(_Strict):
    """A call: its arguments, and what is looked at."""

    args: list[Packed]
    kwargs: dict[str, Packed]
    steps: list[StepForm] = []
    printed: bool = False
    changes: list[str | int] = []
    raises: str = ""


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
    explanation: str = ""


OutcomeForm = ReturnedForm | RaisedForm


def _is_as_it_is(value: Any) -> bool:
    """Whether a value is its own form."""
    kind = type(value)
    return kind in _AS_THEY_ARE or (kind is int and -MAX_INTEGER <= value <= MAX_INTEGER)


class _Budget:
    """Bounds what is packed or unpacked, where that is a student's; see ``MAX_ANSWER_NUMBERS``."""

    def __init__(self, numbers: int | None) -> None:
        self._most = self._left = numbers or 0

    def spend(self, numbers: int) -> None:
        """Count numbers.

        Raises:
            WireError: there are too many by now.
        """
        self._left -= numbers
        if self._most and self._left < 0:
            raise WireError(f"more than {self._most:,} numbers (an item of a list or a dict counts as {ITEM_WEIGHT})")


class Packer(_Budget):
    """Gives values their forms, and keeps the arrays' bytes.

    Attributes:
        buffers: the bytes of the arrays so far.
    """

    def __init__(self, callbacks: list[Callable[..., Any]] | None = None, numbers: int | None = None) -> None:
        """Start without buffers; functions among the values, if there may be any, are numbered in `callbacks`.

        There may be at most so many `numbers`.
        """
        super().__init__(numbers)
        self.buffers: list[bytes] = []
        self._callbacks = callbacks

    def pack(self, value: Any) -> Packed:
        """Pack one value.

        Raises:
            WireError: it can't cross.
        """
        if _is_as_it_is(value):
            return value  # type: ignore[no-any-return]
        if form := _FORMS.get(type(value)):
            return form.pack(value, self)
        if self._callbacks is not None and callable(value):
            self._callbacks.append(value)
            return FunctionForm(len(self._callbacks) - 1)
        return self.pack(plain(value))

    def items(self, values: Iterable[Any]) -> list[Packed]:
        """Pack the items of a container."""
        values = list(values)
        self.spend(ITEM_WEIGHT * len(values))
        return [value if _is_as_it_is(value) else self.pack(value) for value in values]

    def case(self, arguments: Case) -> CaseForm:
        """Pack a call."""
        steps = [
            StepForm(step.attribute, None if step.args is None else self.items(step.args), self._named(step.kwargs))
            for step in arguments.steps
        ]
        args, kwargs = self.items(arguments.args), self._named(arguments.kwargs)
        return CaseForm(args, kwargs, steps, arguments.printed, list(arguments.changes), arguments.raises)

    def _named(self, values: Mapping[str, Any]) -> dict[str, Packed]:
        return dict(zip(values, self.items(values.values()), strict=True))

    def outcome(self, outcome: Outcome) -> OutcomeForm:
        """Pack what became of a call."""
        if isinstance(outcome, Returned):
            return ReturnedForm(self.pack(outcome.value), list(outcome.modified))
        return RaisedForm(
            outcome.trouble,  # type: ignore[arg-type]
            outcome.kind,
            outcome.message,
            outcome.where,
            outcome.explanation,
        )


class Unpacker(_Budget):
    """Gives the values of forms, checking each against the bytes that came with them.

    Attributes:
        function: gives the function of a number, where there may be any.
    """

    def __init__(
        self,
        buffers: memoryview,
        function: Callable[[int], Callable[..., Any]] | None = None,
        numbers: int | None = None,
    ) -> None:
        """Read arrays from `buffers`, in order; there may be at most so many `numbers`."""
        super().__init__(numbers)
        self.function = function
        self._rest = buffers

    def unpack(self, packed: Packed, depth: int = 0) -> Any:
        """Unpack one value, which lies in `depth` others.

        Raises:
            WireError: it is not in the format.
        """
        if type(packed) in _AS_THEY_COME:
            return packed
        if depth > 4 * MAX_DEPTH:  # what a kind is made of has layers of its own
            raise WireError("values are nested too deep")
        return packed.unpack(self, depth + 1)  # type: ignore[union-attr]

    def items(self, packed: Iterable[Packed], depth: int = 0) -> list[Any]:
        """Unpack the items of a container, which lie in `depth` others."""
        packed = list(packed)
        self.spend(ITEM_WEIGHT * len(packed))
        return [item if type(item) in _AS_THEY_COME else self.unpack(item, depth) for item in packed]

    def case(self, packed: CaseForm) -> Case:
        """Unpack a call."""
        steps = tuple(
            Step(step.attribute, None if step.args is None else tuple(self.items(step.args)), self._named(step.kwargs))
            for step in packed.steps
        )
        args, kwargs = tuple(self.items(packed.args)), self._named(packed.kwargs)
        return Case(args, kwargs, steps, packed.printed, tuple(packed.changes), packed.raises)

    def _named(self, values: Mapping[str, Packed]) -> dict[str, Any]:
        return dict(zip(values, self.items(values.values()), strict=True))

    def outcome(self, packed: OutcomeForm) -> Outcome:
        """Unpack what became of a call."""
        if isinstance(packed, ReturnedForm):
            return Returned(self.unpack(packed.value), tuple(packed.modified))
        return Raised(packed.trouble, packed.kind, packed.message, packed.where, explanation=packed.explanation)

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
