"""YAML as an office writes it: mappings, lists and words; nothing that refers, repeats or makes objects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from content_queue.problems import PackageProblems, Problem, fail
from language.say import t

MAX_BYTES = 32 * 1024
MAX_DEPTH = 6
# libyaml reads the same language ten times faster; without it (PyYAML built from source) the slower reader serves.
_EVENTS, _WORDS = (yaml.CSafeLoader, yaml.CBaseLoader) if yaml.__with_libyaml__ else (yaml.SafeLoader, yaml.BaseLoader)
_EMPTY = ("", "~", "null", "Null", "NULL")

Value = str | None | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True)
class Document:
    """The top-level mapping, every scalar as the word that was written, and the line of each key."""

    values: dict[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def _event_problems(text: str, where: str, first_line: int) -> Iterator[Problem]:
    depth = 0
    for event in yaml.parse(text, Loader=_EVENTS):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            yield Problem("yaml-alias", where, line)
        if getattr(event, "tag", None) is not None:
            yield Problem("yaml-tag", where, line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield Problem("yaml-depth", where, line, {"limit": MAX_DEPTH})
                return
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _mapping(node: yaml.MappingNode, where: str, first_line: int, problems: list[Problem]) -> Document:
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = first_line + key_node.start_mark.line
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem("yaml", where, line, {"detail": t("nama isian bukan kata")}))
            continue
        key = str(key_node.value)
        if key in values:
            problems.append(Problem("duplicate-key", where, line, {"key": key}))
        values[key] = _value(value_node, where, first_line, problems)
        lines[key] = line
    return Document(values, lines)


def _value(node: yaml.Node, where: str, first_line: int, problems: list[Problem]) -> Value:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, first_line, problems).values
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, where, first_line, problems) for item in node.value]
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    return None if plain and node.value in _EMPTY else str(node.value)


def load(text: str, where: str, first_line: int = 1, max_bytes: int = MAX_BYTES) -> Document:
    """The mapping that `text` holds; raises PackageProblems and nothing else."""
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise fail("front-matter-too-large", where, first_line, limit=max_bytes)
    try:
        problems = list(_event_problems(text, where, first_line))
        if problems:
            raise PackageProblems(problems)
        node = yaml.compose(text, Loader=_WORDS)
    except (yaml.YAMLError, ValueError, OverflowError, IndexError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or t("susunan YAML")
        raise fail("yaml", where, first_line + mark.line if mark else first_line, detail=detail) from error
    if node is None:
        return Document()
    if not isinstance(node, yaml.MappingNode):
        raise fail("yaml", where, first_line, detail=t("bukan daftar isian “nama: isi”"))
    document = _mapping(node, where, first_line, problems)
    if problems:
        raise PackageProblems(problems)
    return document
