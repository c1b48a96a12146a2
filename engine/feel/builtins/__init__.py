"""The built-in functions of FEEL (DMN 1.5, 10.3.4): one table, a row a form.

The names of parameters are the standard's, for they are what a call by name uses.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP

from engine.feel.builtins import contexts, conversion, dates, lists, numeric, patterns, ranges, strings
from engine.feel.builtins.signatures import Form, Implementation, built_in, form
from engine.feel.comparison import negation
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.values import Function

_POINTS = ("point1: point; point2: point",)
_POINT_RANGE = ("point: point; range: range",)
_RANGE_POINT = ("range: range; point: point",)
_RANGES = ("range1: range; range2: range",)

_RELATIONS: tuple[tuple[str, tuple[str, ...], ranges.Relation], ...] = (
    ("before", _POINTS + _POINT_RANGE + _RANGE_POINT + _RANGES, ranges.before),
    ("after", _POINTS + _POINT_RANGE + _RANGE_POINT + _RANGES, ranges.after),
    ("meets", _RANGES, ranges.meets),
    ("met by", _RANGES, ranges.met_by),
    ("overlaps", _RANGES, ranges.overlaps),
    ("overlaps before", _RANGES, ranges.overlaps_before),
    ("overlaps after", _RANGES, ranges.overlaps_after),
    ("finishes", _POINT_RANGE + _RANGES, ranges.finishes),
    ("finished by", _RANGE_POINT + _RANGES, ranges.finished_by),
    ("includes", _RANGE_POINT + _RANGES, ranges.includes),
    ("during", _POINT_RANGE + _RANGES, ranges.during),
    ("starts", _POINT_RANGE + _RANGES, ranges.starts),
    ("started by", _RANGE_POINT + _RANGES, ranges.started_by),
    ("coincides", _POINTS + _RANGES, ranges.coincides),
)

_SUMMARIES: tuple[tuple[str, Implementation], ...] = (
    ("min", lists.minimum),
    ("max", lists.maximum),
    ("sum", lists.total),
    ("product", lists.product),
    ("mean", lists.mean),
    ("median", lists.median),
    ("stddev", lists.standard_deviation),
    ("mode", lists.mode),
    ("all", lists.all_true),
    ("any", lists.any_true),
)

_TABLE: tuple[tuple[str, str, Implementation], ...] = (
    # 10.3.4.1 conversion
    ("date", "from: string", parse_date),
    ("date", "from: day", conversion.date_of),
    ("date", "year: number; month: number; day: number", conversion.date_of_parts),
    ("date and time", "from: string", parse_date_time),
    ("date and time", "date: day; time: time", conversion.date_and_time),
    ("date and time", "from: day", conversion.moment_of),
    ("time", "from: string", parse_time),
    ("time", "from: temporal", conversion.time_of),
    ("time", "hour: number; minute: number; second: number; offset: days duration?", conversion.time_of_parts),
    ("duration", "from: string", parse_duration),
    ("duration", "from: days duration", conversion.same),
    ("duration", "from: years duration", conversion.same),
    ("years and months duration", "from: day; to: day", conversion.years_and_months),
    ("number", "from: string; grouping separator: string?; decimal separator: string?", conversion.number_of),
    ("number", "from: number", conversion.same),
    ("string", "from: any", conversion.string_of),
    ("range", "from: string", ranges.range_from_text),
    ("context", "entries: list", contexts.context_of),
    # 10.3.4.2 boolean
    ("not", "negand: boolean", negation),
    # 10.3.4.3 string
    ("substring", "string: string; start position: number; length: number?", strings.substring),
    ("string length", "string: string", strings.string_length),
    ("upper case", "string: string", strings.upper_case),
    ("lower case", "string: string", strings.lower_case),
    ("substring before", "string: string; match: string", strings.substring_before),
    ("substring after", "string: string; match: string", strings.substring_after),
    ("contains", "string: string; match: string", strings.contains),
    ("starts with", "string: string; match: string", strings.starts_with),
    ("ends with", "string: string; match: string", strings.ends_with),
    ("string join", "list: list; delimiter: string?", strings.string_join),
    ("matches", "input: string; pattern: string; flags: string?", patterns.matches),
    ("replace", "input: string; pattern: string; replacement: string; flags: string?", patterns.replace),
    ("split", "string: string; delimiter: string", patterns.split),
    # 10.3.4.4 list
    ("list contains", "list: list; element: any", lists.list_contains),
    ("list replace", "list: list; position: number; newItem: any", lists.list_replace_at),
    ("list replace", "list: list; match: function; newItem: any", lists.list_replace_where),
    ("count", "list: list", lists.count),
    *((name, shape, summary) for name, summary in _SUMMARIES for shape in ("list: list", "*")),
    ("sublist", "list: list; start position: number; length: number?", lists.sublist),
    ("append", "list: any; item: any", lists.append),
    ("append", "**", lists.append),
    ("concatenate", "**", lists.concatenate),
    ("union", "**", lists.union),
    ("insert before", "list: list; position: number; newItem: any", lists.insert_before),
    ("remove", "list: list; position: number", lists.remove),
    ("reverse", "list: list", lists.reverse),
    ("index of", "list: list; match: any", lists.index_of),
    ("distinct values", "list: list", lists.distinct_values),
    ("flatten", "list: list", lists.flatten),
    ("sort", "list: list; precedes: function?", lists.sort),
    # 10.3.4.5 numeric
    ("decimal", "n: number; scale: number", numeric.rounding(ROUND_HALF_EVEN)),
    ("floor", "n: number; scale: number", numeric.rounding(ROUND_FLOOR)),
    ("floor", "n: number", numeric.rounding(ROUND_FLOOR)),
    ("ceiling", "n: number; scale: number", numeric.rounding(ROUND_CEILING)),
    ("ceiling", "n: number", numeric.rounding(ROUND_CEILING)),
    ("round up", "n: number; scale: number", numeric.rounding(ROUND_UP)),
    ("round down", "n: number; scale: number", numeric.rounding(ROUND_DOWN)),
    ("round half up", "n: number; scale: number", numeric.rounding(ROUND_HALF_UP)),
    ("round half down", "n: number; scale: number", numeric.rounding(ROUND_HALF_DOWN)),
    ("abs", "n: number", numeric.absolute),
    ("abs", "n: days duration", numeric.absolute_days),
    ("abs", "n: years duration", numeric.absolute_months),
    ("modulo", "dividend: number; divisor: number", numeric.modulo),
    ("sqrt", "number: number", numeric.square_root),
    ("log", "number: number", numeric.logarithm),
    ("exp", "number: number", numeric.exponential),
    ("odd", "number: number", numeric.odd),
    ("even", "number: number", numeric.even),
    # 10.3.4.7 and 10.3.4.8 date and time
    ("is", "value1: any?; value2: any?", conversion.identical),
    ("day of year", "date: day", dates.day_of_year),
    ("day of week", "date: day", dates.day_of_week),
    ("month of year", "date: day", dates.month_of_year),
    ("week of year", "date: day", dates.week_of_year),
    ("now", "", conversion.now),
    ("today", "", conversion.today),
    # 10.3.4.9 range
    *((name, shape, ranges.relation(decide)) for name, shapes, decide in _RELATIONS for shape in shapes),
    # 10.3.4.11 context
    ("get value", "m: context; key: string", contexts.get_value),
    ("get value", "context: context; keys: list", contexts.get_value_at),
    ("get entries", "m: context", contexts.get_entries),
    ("context put", "context: context; key: string; value: any", contexts.context_put),
    ("context put", "context: context; keys: list; value: any", contexts.context_put_at),
    ("context merge", "contexts: list", contexts.context_merge),
)


def _functions() -> Mapping[str, Function]:
    forms: defaultdict[str, list[Form]] = defaultdict(list)
    for name, signature, implementation in _TABLE:
        forms[name].append(form(signature, implementation))
    return {name: built_in(name, rows) for name, rows in forms.items()}


BUILT_INS: Mapping[str, Function] = _functions()
