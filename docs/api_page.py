"""The API reference as Markdown, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from types import FunctionType

WIDTH = 100

SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Verbs",
        "`import pipeline` loads no model; the first call does.",
        (
            "pipeline:extract extract_many load normalize to_frames read_tables read_corrections",
            "pipeline:Settings",
        ),
    ),
    (
        "Records",
        "Frozen dataclasses with offsets in characters of the release's text.",
        (
            "pipeline.records:Record Release Section Sentence Mention DateValue PercentValue LocalEntity",
            "pipeline.records:Position Quote QuotePart QuoteSpeaker Issuer Publication Note Failure",
        ),
    ),
    (
        "Findings on a Doc",
        "For components of your own.",
        ("pipeline.document:get put put_mentions note publication", "pipeline.extraction:release_of"),
    ),
    (
        "Inputs and outputs",
        "What `rupress extract` reads with and writes with.",
        (
            "pipeline.sources:read_inputs",
            "pipeline.tables:to_tables",
            "pipeline.sinks:read_arrow write_tables",
            "pipeline.report:write_report",
            "pipeline.markup:render_html",
        ),
    ),
    ("Spark", "With the extra `rupress[spark]`.", ("pipeline.spark:extract extract_packed tables",)),
    (
        "Accuracy",
        "Scores against annotated releases.",
        (
            "pipeline.evaluation:read_gold gold_records evaluate render errors render_errors Scores Miss",
            "pipeline.evaluation:gold_digest read_floors check_floors pin_floors",
        ),
    ),
    (
        "Errors",
        "Each says what is wrong, where, and what to do.",
        (
            "pipeline.errors:RupressError SettingsError InputError OutputError ModelError GoldError",
            "pipeline.errors:RecordError DocNotKeptError",
        ),
    ),
)


def api_markdown() -> str:
    """All sections of the page; raises ValueError for a public name without a docstring."""
    parts = ["# API\n"]
    for title, words, names in SECTIONS:
        parts.append(f"## {title}\n\n{words}\n")
        for line in names:
            module, found = line.split(":")
            parts += [_entry(module, name) for name in found.split()]
    return "\n".join(parts)


def _entry(module: str, name: str) -> str:
    thing = getattr(import_module(module), name)
    head = f"### {module}.{name}\n\n"
    if isinstance(thing, FunctionType):
        return head + f"```py\n{_signature(name, thing)}\n```\n\n{_words(thing, name)}\n"
    return head + f"{_words(thing, name)}\n" + _fields(thing) + _members(thing)


def _signature(name: str, function: FunctionType, *, method: bool = False) -> str:
    signature = inspect.signature(function)
    parameters = list(signature.parameters.values())[method:]
    shown = f"{name}{signature.replace(parameters=parameters)}"
    if len(shown) <= WIDTH or method:
        return _unquoted(shown)
    lines = [f"    {_unquoted(str(parameter))}," for parameter in parameters]
    keyword_only = [parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters]
    if True in keyword_only:
        lines.insert(keyword_only.index(True), "    *,")
    return "\n".join([f"{name}(", *lines, f") -> {signature.return_annotation}".replace("'", "")])


def _unquoted(signature: str) -> str:
    """Annotations without the quotation marks that inspect puts round those kept as strings."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature)


def _words(thing: object, name: str) -> str:
    """A docstring as Markdown: what is said of an argument is an item of a list, what is raised a paragraph."""
    words = inspect.getdoc(thing)
    if not words:
        raise ValueError(f"{name} has no docstring")
    lines: list[str] = []
    in_list = False
    for line in words.splitlines():
        argument = re.match(r"(\w+(?:, \w+)*): ", line)
        paragraph = re.match(r"(Raises|Gives) ", line)
        if lines and lines[-1] and ((argument and not in_list) or (paragraph and in_list)):
            lines.append("")
        if argument:
            line = f"- `{argument[1]}`: {line[argument.end() :]}"
        elif in_list and line and not paragraph:
            line = f"  {line}"
        in_list = bool(argument) or (in_list and bool(line) and not paragraph)
        lines.append(line)
    return "\n".join(lines)


def _fields(thing: type) -> str:
    if not is_dataclass(thing):
        return ""
    rows = [f"| `{field.name}` | `{_type(field.type)}` |" for field in fields(thing)]
    return "\n| field | type |\n|---|---|\n" + "\n".join(rows) + "\n"


def _type(annotation: object) -> str:
    return str(annotation).replace("|", "\\|")


def _members(thing: type) -> str:
    """Properties and methods that have a docstring of their own."""
    lines = []
    for name, member in vars(thing).items():
        inner = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if name.startswith("_") or not isinstance(inner, FunctionType) or not inner.__doc__:
            continue
        call = name if isinstance(member, property) else _signature(name, inner, method=True)
        lines.append(f"- `{call}`: {' '.join(inspect.cleandoc(inner.__doc__).split())}")
    return "\n" + "\n".join(lines) + "\n" if lines else ""
