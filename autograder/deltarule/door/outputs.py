"""What a notebook's cell shows, as it crosses the door: JSON whose every part has its type checked on arrival."""

from typing import Any, Literal

import msgspec

from deltarule.core.limits import MAX_OUTPUTS

from .forms import WireError


class Stream(msgspec.Struct, tag_field="output_type", tag="stream"):
    """Printed text."""

    name: Literal["stdout", "stderr"]
    text: str


class DisplayData(msgspec.Struct, tag_field="output_type", tag="display_data"):
    """Something displayed, such as a plot."""

    data: dict[str, Any]
    metadata: dict[str, Any]
    display_id: str | None = None


class UpdateDisplayData(msgspec.Struct, tag_field="output_type", tag="update_display_data"):
    """What takes the place of something displayed before, in this cell or an earlier one."""

    data: dict[str, Any]
    metadata: dict[str, Any]
    display_id: str


class ExecuteResult(msgspec.Struct, tag_field="output_type", tag="execute_result"):
    """The value of a cell's last line."""

    data: dict[str, Any]
    metadata: dict[str, Any]
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
    return outputs
