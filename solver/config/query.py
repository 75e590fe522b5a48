"""A configuration as an address: `v=1&opt=adam&lr=0.05`. It holds only what differs from the defaults.

The first contender's fields have no prefix; those of the others are numbered: `2.opt=adam&2.lr=0.1`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from solver.config import MOST_CONTENDERS, Classification, ConfigError, Contender, FunctionProblem, RunConfig
from solver.config import numbers as fields
from solver.config.contender import OFF
from solver.config.landscape import usual_follow, usual_plane
from solver.config.start import completed
from solver.datasets import DATASETS, EDITS
from solver.functions import FUNCTIONS
from solver.losses import LOSSES
from solver.model.architectures import MODELS
from solver.model.features import FEATURES
from solver.model.initialisations import INITIALISATIONS
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Parameter, Place, shorten
from solver.planes import EXTENT, FOLLOW, PLANES, RESOLUTION, THROUGH
from solver.registry import Choice, Definition, Registry, Several
from solver.schedules import MANUAL, SCHEDULES
from solver.spelling import near, question
from solver.stopping import RULES, TOLERANCE

# The most characters of a query: in an address, which browsers, proxies and servers accept, and elsewhere, several
# times what 5,000 points take.
LONGEST, LONGEST_ELSEWHERE = 8000, 1_000_000
_MOST_FIELDS = 200
# The most numbers and names in a configuration: more than 5,000 points, as many edits and a start have together.
MOST_VALUES = 50_000
TOO_MANY = f"A configuration may hold at most {MOST_VALUES:,} numbers and names; this one holds more."
_PREFIX = re.compile(r"([2-9])\.(.+)", re.ASCII)
Kind = Parameter | Choice | Registry[Any] | Several[Any]


@dataclass(frozen=True)
class Key:
    """One name of the query string: the field of the configuration that it sets, and its allowed values.

    A change `resets` other names to their defaults. One that empties it `clears` others too. It has a meaning where a
    configuration has what it `needs`. Of a number its definition says so.
    """

    name: str
    path: tuple[str, ...]
    kind: Kind
    resets: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    needs: Place | None = None

    def __post_init__(self) -> None:
        if isinstance(self.kind, Parameter):
            object.__setattr__(self, "resets", (*self.resets, *self.kind.resets))
            object.__setattr__(self, "needs", self.needs or self.kind.needs)

    @property
    def registry(self) -> Registry[Any] | None:
        """The registry whose names are the allowed values; None if the value is no such name."""
        if isinstance(self.kind, Choice):
            return self.kind.registry
        return self.kind if isinstance(self.kind, Registry) else None


def _keys_of(entries: Mapping[str, Definition], path: str, resets: tuple[str, ...] = ()) -> dict[str, Key]:
    """The keys of all parameters of a registry's entries, at a dotted path; parameters of one name share one key."""
    found: dict[str, Key] = {}
    for entry in entries.values():
        for p in entry.parameters:
            found.setdefault(p.name, Key(p.name, (*path.split("."), p.name), p, resets))
    return found


def _by_name(*keys: Key) -> dict[str, Key]:
    return {key.name: key for key in keys}


# What no longer fits a model of other parameters, and what no longer fits other points.
SHAPED, DRAWN = ("start", "first", "second", "extent"), ("edits",)
# A rate is meant for one optimizer and loss.
_RATES = ("lr", "manual")

PROBLEM = (
    _by_name(Key("function", ("function",), FUNCTIONS))
    | _keys_of(FUNCTIONS, "options")
    | _by_name(Key("data", ("dataset",), DATASETS, (*SHAPED, *DRAWN)))
    | _keys_of(DATASETS, "options", DRAWN)
    | _by_name(
        Key("data_seed", ("data_seed",), fields.DATA_SEED),
        Key("standardise", ("standardise",), fields.STANDARDISE),
        Key("test", ("test_fraction",), fields.TEST_FRACTION),
        Key("split_seed", ("split_seed",), fields.SPLIT_SEED),
        Key("edits", ("edits",), EDITS),
        Key("features", ("features",), Several(FEATURES), SHAPED),
        # A network has a usual start of its own.
        Key("model", ("model",), MODELS, ("init", *SHAPED)),
    )
    | _keys_of(MODELS, "model_options")
    | _by_name(
        Key("loss", ("loss",), LOSSES, _RATES),
        Key("l1", ("l1",), fields.L1),
        Key("l2", ("l2",), fields.L2),
    )
)
CONTENDER = (
    _by_name(Key("opt", ("optimizer",), OPTIMIZERS, _RATES), Key("lr", ("learning_rate",), LEARNING_RATE))
    | _keys_of(OPTIMIZERS, "hyperparameters")
    | _by_name(Key("schedule", ("schedule",), SCHEDULES))
    | _keys_of(SCHEDULES, "schedule_options")
    | _by_name(Key("manual", ("manual",), MANUAL), Key("batch", ("batch_size",), fields.BATCH_SIZE))
    | _by_name(Key("off", ("off",), OFF))
)
RUN = _by_name(
    Key("seed", ("start", "seed"), fields.START_SEED),
    # A start is drawn or given; without a drawn start its seed has no meaning.
    Key("init", ("start", "initialisation"), INITIALISATIONS, ("start",), ("seed",), fields.DATA),
    Key("start", ("start", "parameters"), fields.START),
    Key("batch_seed", ("batch_seed",), fields.BATCH_SEED),
    Key("epochs", ("epochs",), fields.EPOCHS),
    *(Key(rule.limit.name, ("stopping", rule.limit.name), rule.limit) for rule in RULES.values()),
    Key("tolerance", ("stopping", "tolerance"), TOLERANCE),
    Key("plane", ("plane", "kind"), PLANES, ("through", "extent", "resolution")),
)
RUN |= _keys_of(PLANES, "plane.options") | _by_name(
    Key("through", ("plane", "through"), THROUGH, ("extent",)),
    Key("follow", ("plane", "follow"), FOLLOW),
    Key("extent", ("plane", "extent"), EXTENT),
    Key("resolution", ("plane", "resolution"), RESOLUTION),
)


def parse(query: str, longest: int = LONGEST) -> RunConfig:
    """The configuration that a query string of at most `longest` characters describes.

    Raises ConfigError, with the query's own names, for a value that is unknown, repeated, no number or out of range.
    """
    data: dict[str, Any] = {"problem": {}}
    contenders: dict[int, dict[str, Any]] = {1: {}}
    problems: list[tuple[str, str]] = []
    pairs = _pairs(query, longest)
    for name, text in pairs.items():
        try:
            number, target, key = _target(name, data, contenders)
            if key is not None:
                _put(contenders[number] if target is None else target, key, text)
        except ValueError as error:
            problems.append((name, str(error)))
    problems += _beside_function(data["problem"], pairs)
    if problems:
        raise ConfigError(problems)
    if sorted(contenders) != list(range(1, len(contenders) + 1)):
        missing = next(i for i in range(1, MOST_CONTENDERS) if i not in contenders)
        raise ConfigError([("opt", f"Optimizers are numbered without a gap; number {missing} is missing.")])
    data["contenders"] = [contenders[i] for i in sorted(contenders)]
    try:
        return RunConfig.check(data)
    except ConfigError as error:
        raise ConfigError([(_query_name(path), sentence) for path, sentence in error.problems]) from None


def _beside_function(problem: dict[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    """A refusal for each name that has no meaning with a test function."""
    if "function" not in problem:
        return []
    alien = [name for name in names if name in PROBLEM and PROBLEM[name].path[0] not in FunctionProblem.model_fields]
    return [(name, f"A test function has no data, so {name} and function cannot be combined.") for name in alien]


def serialise(config: RunConfig) -> str:
    """The query string of a configuration. Each configuration has one, and `parse` gives the configuration back."""
    default, pairs = RunConfig.check({}), [("v", str(config.version))]
    problem = config.problem
    for key in PROBLEM.values():
        _differs(pairs, key, problem, _usual_problem(problem, default.problem))
    for number, contender in enumerate(config.contenders, 1):
        _contender(pairs, config, contender, "" if number == 1 else f"{number}.")
    usual = {
        **dict(default),
        "start": _usual_start(config),
        "plane": {
            "kind": usual_plane(problem),
            "follow": usual_follow([bool(contender.off) for contender in config.contenders]),
            "options": config.plane.definition.defaults(),
        },
    }
    for key in RUN.values():
        _differs(pairs, key, config, usual)
    return "&".join(f"{name}={quote(text, safe=',:.-')}" for name, text in pairs)


def _usual_start(config: RunConfig) -> dict[str, Any]:
    """The fields of a start at their defaults, which a link leaves out; another initialisation's default seed is 0."""
    usual = {**completed({}, config.problem), "initialisation": config.problem.usual_initialisation}
    own = config.start.initialisation not in (None, config.problem.usual_initialisation)
    return {**usual, "seed": 0} if own else usual


def _usual_problem(problem: Classification | FunctionProblem, default: Any) -> dict[str, Any]:
    """The fields of a problem at their defaults, which a link leaves out."""
    if isinstance(problem, FunctionProblem):
        return {"options": FUNCTIONS[problem.function].defaults()}
    own = {"options": DATASETS[problem.dataset].defaults(), "model_options": MODELS[problem.model].defaults()}
    return {**dict(default), **own}


def _contender(pairs: list[tuple[str, str]], config: RunConfig, contender: Contender, prefix: str) -> None:
    optimizer = OPTIMIZERS[contender.optimizer]
    default = {
        "optimizer": "" if prefix else "gradient_descent",
        "learning_rate": config.problem.learning_rate(contender.optimizer),
        "hyperparameters": optimizer.defaults(),
        "schedule": "constant",
        "schedule_options": SCHEDULES[contender.schedule].defaults(),
        "off": OFF.default,
    }
    for key in CONTENDER.values():
        _differs(pairs, key, contender, default, prefix)


def _pairs(query: str, longest: int) -> dict[str, str]:
    """The query's names and values as text; ConfigError if it is no query string or repeats a name."""
    if len(query) > longest:
        raise ConfigError([("", f"The address must be at most {longest:,} characters long.")])
    many = f"The address must be at most {_MOST_FIELDS} name=value pairs joined by '&', in UTF-8."
    if query.count("&") >= _MOST_FIELDS:
        raise ConfigError([("", many)])
    # A copied link may end with a stray '&'.
    pieces = [piece for piece in query.split("&") if piece]
    # Each value of a name but the first follows one of these; a % may escape any of them.
    if sum(map(query.count, ",:%")) > MOST_VALUES:
        raise ConfigError([(max(pieces, key=len).partition("=")[0], TOO_MANY)])
    for piece in pieces:
        if "=" not in piece:
            raise ConfigError([(piece, f"{shorten(piece)} must have a value: name=value.")])
    try:
        # A plus sign means itself and no space: 1e+3.
        found = [tuple(unquote(part, errors="strict") for part in piece.split("=", 1)) for piece in pieces]
    except UnicodeDecodeError:
        raise ConfigError([("", many)]) from None
    pairs: dict[str, str] = {}
    for name, text in found:
        if name in pairs:
            raise ConfigError([(name, f"{shorten(name)} is given more than once. Give it once.")])
        pairs[name] = text
    return pairs


def _target(
    name: str, data: dict[str, Any], contenders: dict[int, dict[str, Any]]
) -> tuple[int, dict[str, Any] | None, Key | None]:
    """The destination of a name's value: a contender by number (target None) or a part of the configuration."""
    numbered = _PREFIX.fullmatch(name)
    bare, number = (numbered[2], int(numbered[1])) if numbered else (name, 1)
    if bare in CONTENDER and number <= MOST_CONTENDERS:
        contenders.setdefault(number, {})
        return number, None, CONTENDER[bare]
    if name in PROBLEM:
        return 0, data["problem"], PROBLEM[name]
    if name in RUN:
        return 0, data, RUN[name]
    if name == "v":
        return 0, data, Key("v", ("version",), fields.VERSION)
    if number > MOST_CONTENDERS and bare in CONTENDER:
        others = f"optimizers after the first are numbered 2 to {MOST_CONTENDERS}"
        raise ValueError(f"There is no parameter {shorten(name)}; {others}.")
    meant = _names_meant(bare, number)
    raise ValueError(f"There is no parameter {shorten(name)}{f'; {question(meant)}' if meant else '.'}")


def _names_meant(name: str, number: int) -> list[str]:
    """The names that one may mean, as the address and the configuration spell them, with the contender's number."""
    own = {key.name: key.path[-1] for key in CONTENDER.values()}
    if number > 1:
        return [f"{number}.{each}" for each in near(name, own)]
    return near(name, own | {key.name: key.path[-1] for key in (PROBLEM | RUN).values()})


def _put(target: dict[str, Any], key: Key, text: str) -> None:
    for part in key.path[:-1]:
        target = target.setdefault(part, {})
    target[key.path[-1]] = key.kind.parse(text)


def _read(source: Any, path: tuple[str, ...]) -> Any:
    """The value at a path of models and mappings; None where the path does not exist."""
    for part in path:
        source = source.get(part) if isinstance(source, Mapping) else getattr(source, part, None)
    return source


def _differs(pairs: list[tuple[str, str]], key: Key, source: Any, default: Any, prefix: str = "") -> None:
    value = _read(source, key.path)
    if value is not None and value != _read(default, key.path):
        pairs.append((prefix + key.name, key.kind.text(value)))


def _query_name(path: str) -> str:
    """The query's name for a path in the configuration, e.g. 'contenders.1.learning_rate' -> '2.lr'."""
    parts = path.split(".")
    prefix = ""
    if parts[0] == "contenders" and len(parts) > 1:
        prefix = "" if parts[1] == "0" else f"{int(parts[1]) + 1}."
        parts = parts[2:]
    elif parts[0] == "problem":
        parts = parts[1:]
    for key in (*PROBLEM.values(), *CONTENDER.values(), *RUN.values()):
        if list(key.path) == parts:
            return prefix + key.name
    return prefix + parts[-1] if parts else ""
