"""JSON, read more strictly than json.loads does: what others might read otherwise is a ResultsError of one line."""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from .errors import UserError

SCHEMA = 1
PACKED = ".xz"  # at the end of a file's name: compressed
_ANOTHER_RUN = "measure again, or give a folder that bench.py wrote"


class ResultsError(UserError):
    """Results that cannot be read as they are."""


def parse_json(text: str, where: str, mend: str = _ANOTHER_RUN) -> dict[str, Any]:
    """A JSON object without NaN, infinity, numbers too large, or a key that is there twice."""
    def bad(what: str) -> NoReturn:
        raise ResultsError(f"{where}: {what}; {mend}")

    def finite(number: str) -> float:
        value = float(number)
        return value if math.isfinite(value) else bad(f"the number {number} is not finite")

    def whole(number: str) -> int:
        return int(number) if len(number) <= 300 else bad(f"the number {number[:9]}… is too large for a float")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = dict(pairs)
        if len(keys) != len(pairs):
            names = [key for key, _ in pairs]
            bad(f"the key '{next(key for key in names if names.count(key) > 1)}' is there twice")
        return keys

    try:
        document = json.loads(text, parse_float=finite, parse_int=whole, object_pairs_hook=unique,
                              parse_constant=lambda token: bad(f"it contains {token}, which is no number"))
    except (ValueError, RecursionError) as error:
        bad(f"not valid JSON, perhaps cut off ({error})")
    return document if isinstance(document, dict) else bad("not a JSON object")


def read_json(path: Path, mend: str = _ANOTHER_RUN) -> dict[str, Any]:
    try:
        return parse_json(_bytes(path).decode("utf-8"), str(path), mend)
    except FileNotFoundError:
        raise ResultsError(f"{path} is missing; give the folder of a run that bench.py wrote") from None
    except UnicodeDecodeError:
        raise ResultsError(f"{path}: not a text file; {mend}") from None
    except (lzma.LZMAError, EOFError) as error:
        raise ResultsError(f"{path}: cannot be uncompressed, perhaps cut off ({error}); {mend}") from None
    except OSError as error:
        raise ResultsError(f"{path} cannot be read ({error.strerror}); check the folder and its rights") from None


def _bytes(path: Path) -> bytes:
    data = path.read_bytes()
    return lzma.decompress(data) if path.suffix == PACKED else data


def objects(values: list[Any], where: str, one: str, mend: str = "the file is damaged, measure again"
            ) -> Iterator[dict[str, Any]]:
    """The values, of which `one` that is no object is a ResultsError."""
    for value in values:
        if not isinstance(value, dict):
            raise ResultsError(f"{where}: {one} is no object; {mend}")
        yield value


def field(record: dict[str, Any], key: str, kind: type | tuple[type, ...], where: str) -> Any:
    """record[key] of the expected type, or a ResultsError that says which field is wrong."""
    value = record.get(key)
    if not isinstance(value, kind) or isinstance(value, bool) and kind is not bool:
        what = f"has no usable '{key}'" if key in record else f"lacks '{key}'"
        raise ResultsError(f"{where}: {what}; the file is damaged or not from this version of syncbench")
    return value


def check_schema(document: dict[str, Any], where: str) -> dict[str, Any]:
    if document.get("schema") != SCHEMA:
        raise ResultsError(f"{where}: its schema is {document.get('schema')}, these scripts know {SCHEMA}; "
                           "use the scripts of the commit that wrote it, or measure again")
    return document
