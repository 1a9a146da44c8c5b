"""What a notebook's cell shows, as it crosses the door: JSON whose every part has its type checked on arrival.

What is displayed may be of any structure, which takes far more memory than its JSON: but for plain text it stays that
(:class:`msgspec.Raw`) until it is shown.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from deltarule.core.limits import MAX_ESSENTIAL, MAX_OUTPUTS

from .forms import WireError

Parts = dict[str, msgspec.Raw]
"""What is displayed, by its media type, or what is said of it: JSON, or a text."""


class Stream(msgspec.Struct, tag_field="output_type", tag="stream"):
    """Printed text."""

    name: Literal["stdout", "stderr"]
    text: str


class DisplayData(msgspec.Struct, tag_field="output_type", tag="display_data"):
    """Something displayed, such as a plot."""

    data: Parts
    metadata: Parts
    display_id: str | None = None


class UpdateDisplayData(msgspec.Struct, tag_field="output_type", tag="update_display_data"):
    """What takes the place of something displayed before, in this cell or an earlier one."""

    data: Parts
    metadata: Parts
    display_id: str


class ExecuteResult(msgspec.Struct, tag_field="output_type", tag="execute_result"):
    """The value of a cell's last line."""

    data: Parts
    metadata: Parts
    execution_count: int


class Error(msgspec.Struct, tag_field="output_type", tag="error"):
    """An exception that was shown."""

    ename: str
    evalue: str
    traceback: list[str]


Output = Stream | DisplayData | UpdateDisplayData | ExecuteResult | Error
_decoder: msgspec.json.Decoder[list[Output]] = msgspec.json.Decoder(list[Output])


def encode(output: Output) -> bytes:
    """Write one output as JSON; what JSON has no form for is written as its ``repr``.

    Raises:
        ValueError: it holds what no text can.
    """
    return msgspec.json.encode(output, enc_hook=repr)


def decode(text: str) -> list[Output]:
    """Read a cell's outputs.

    Raises:
        WireError: they are not in the format.
    """
    try:
        outputs = _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise WireError(f"outputs are not in the format: {error}") from error
    if len(outputs) > MAX_OUTPUTS:
        raise WireError(f"a cell shows more than {MAX_OUTPUTS:,} outputs")
    for output in outputs:
        if not isinstance(output, Stream | Error):
            output.data, output.metadata = _with_texts(output.data), _with_texts(output.metadata)
    return outputs


def _with_texts(parts: Parts) -> Parts:
    texts: dict[str, Any] = {
        kind: msgspec.json.decode(raw, type=str) for kind, raw in parts.items() if bytes(raw).startswith(b'"')
    }
    return {**parts, **texts}


def essential(outputs: Sequence[Output]) -> list[Output]:
    """Keep of a cell's outputs, cut short, what a mark may rest upon: exceptions, and the value of the last line."""
    kept: list[Output] = []
    for output in outputs:
        if isinstance(output, Error):
            lines = [line[:MAX_ESSENTIAL] for line in output.traceback[-1:]]
            kept.append(Error(output.ename[:MAX_ESSENTIAL], output.evalue[:MAX_ESSENTIAL], lines))
        elif isinstance(output, ExecuteResult):
            value: Any = output.data.get("text/plain")
            data: dict[str, Any] = (
                {"text/plain": value if len(value) <= MAX_ESSENTIAL else "[cut]"} if isinstance(value, str) else {}
            )
            kept.append(ExecuteResult(data, {}, output.execution_count))
    return [*kept[: MAX_ESSENTIAL // 100], *kept[MAX_ESSENTIAL // 100 :][-1:]]
