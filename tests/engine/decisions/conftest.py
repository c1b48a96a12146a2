"""Small decision models, written as short as they can be."""

import pytest

from engine.decisions import parse_decisions

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


@pytest.fixture
def model():
    """model(body) with the body's elements within `definitions`."""

    def read(body, *, namespace=DMN_15, attributes="", find_model=None):
        xml = f'<definitions xmlns="{namespace}" name="test" namespace="urn:test" {attributes}>{body}</definitions>'
        extra = (find_model,) if find_model else ()
        return parse_decisions(xml.encode(), "test.dmn", *extra)

    return read


@pytest.fixture
def table(model):
    """table(hit policy, rows) of inputs a and b, each row "test a | test b | output x | output y"."""

    def read(policy, rows, *, outputs=("x", "y"), output_values=None, defaults=None, **options):
        columns = "".join(
            f'<output name="{name}">'
            + (f"<outputValues><text>{output_values[name]}</text></outputValues>" if output_values else "")
            + (f"<defaultOutputEntry><text>{defaults[name]}</text></defaultOutputEntry>" if defaults else "")
            + "</output>"
            for name in outputs
        )
        return model(
            '<decision id="d" name="D"><decisionTable '
            + policy
            + '><input id="i1"><inputExpression><text>a</text></inputExpression></input>'
            + '<input id="i2"><inputExpression><text>b</text></inputExpression></input>'
            + columns
            + "".join(_row(number, row) for number, row in enumerate(rows, 1))
            + "</decisionTable></decision>",
            **options,
        )

    return read


def _row(number, row):
    first, second, *outputs = [cell.strip().replace("<", "&lt;") for cell in row.split("|")]
    tests = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in (first, second))
    return (
        f'<rule id="r{number}">{tests}'
        + "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in outputs)
        + "</rule>"
    )
