"""Reading expressions and unary tests (DMN 1.5, 10.3.1.2): recursive descent, without trying twice."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from engine.feel.nodes.base import Node, Step
from engine.feel.nodes.chains import Between, Chain, Filter, Get, In, InstanceOf, Invoke, Negate, Operate
from engine.feel.nodes.choices import And, If, Or
from engine.feel.nodes.iteration import For, Iteration, Quantified
from engine.feel.nodes.literals import HalfRange
from engine.feel.nodes.unary_tests import AnyTest, Anything, NotTest, Test
from engine.feel.primary_parser import COMPARISONS, PrimaryParser
from engine.feel.sentences import ARGUMENT, ONE_WAY, OPERATOR

_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}


class Parser(PrimaryParser):
    """One text, read once. Every method reads what its name says and stands behind it afterwards."""

    def whole_expression(self) -> Node:
        """The text as one expression; raises FeelSyntaxError."""
        return self._to_the_end(self.expression())

    def whole_unary_tests(self) -> Node:
        """The text as the tests of a cell; raises FeelSyntaxError."""
        if self.ended or (self.at("-") and len(self.tokens) == 2):
            return Anything()
        if self.at("not") and self.tokens[self.index + 1].text == "(" and self._closes_last(self.index + 1):
            self.index += 2
            tests = NotTest(self._tests())
            self.expect(")")
            return self._to_the_end(tests)
        return self._to_the_end(self._tests())

    def _to_the_end(self, node: Node) -> Node:
        if not self.ended:
            self.fail(OPERATOR)
        return node

    def _closes_last(self, opening: int) -> bool:
        depth = 0
        for index in range(opening, len(self.tokens) - 1):
            depth += {"(": 1, ")": -1}.get(self.tokens[index].text, 0)
            if depth == 0:
                return index == len(self.tokens) - 2
        return False

    # -- expressions, from the loosest to the tightest

    def expression(self) -> Node:
        self.descend()
        try:
            read = self._FORMS.get(self.current.text)
            if read is not None and not self.starts_long_name():
                self.index += 1
                return read(self)
            return self._disjunction()
        finally:
            self.ascend()

    def _if(self) -> Node:
        branches = []
        while True:
            condition = self.expression()
            self.expect("then")
            branches.append((condition, self.expression()))
            self.expect("else")
            if not self.take("if"):
                return If(tuple(branches), self.expression())

    def _for(self) -> Node:
        mark = self.names.mark()
        iterations = self._iterations()
        self.expect("return")
        body = self.expression()
        self.names.forget(mark)
        return For(iterations, body)

    def _quantified(self) -> Node:
        word = self.tokens[self.index - 1].text
        mark = self.names.mark()
        iterations = self._iterations()
        self.expect("satisfies")
        body = self.expression()
        self.names.forget(mark)
        return Quantified(word, iterations, body)

    def _iterations(self) -> tuple[Iteration, ...]:
        iterations = []
        while True:
            name = self.name()
            self.expect("in")
            domain = self.expression()
            end = self.expression() if self.take("..") else None
            self.declare(name)
            iterations.append(Iteration(name, domain, end))
            if not self.take(","):
                return tuple(iterations)

    def _disjunction(self) -> Node:
        operands = [self._conjunction()]
        while self.take("or"):
            operands.append(self._conjunction())
        return operands[0] if len(operands) == 1 else Or(tuple(operands))

    def _conjunction(self) -> Node:
        operands = [self._comparison()]
        while self.take("and"):
            operands.append(self._comparison())
        return operands[0] if len(operands) == 1 else And(tuple(operands))

    def _comparison(self) -> Node:
        start = self.arithmetic()
        steps: list[Step] = []
        while True:
            self.work()
            if operator := self.take(*COMPARISONS):
                steps.append(Operate(operator, self._compared_by(operator)))
            elif self.take("between"):
                low = self.arithmetic()
                self.expect("and")
                steps.append(Between(low, self.arithmetic()))
            elif self.take("in"):
                steps.append(In(self._in_tests()))
            else:
                return Chain(start, tuple(steps)) if steps else start

    def _compared_by(self, operator: str) -> Node:
        """What a comparison has on its right: `= >= 2` asks whether a range is the one of all from 2."""
        end = self.take("<=", ">=", "<", ">") if operator in ("=", "!=") else None
        return HalfRange(end, self.arithmetic()) if end else self.arithmetic()

    def arithmetic(self, loosest: int = 1) -> Node:
        start = self._unary()
        steps: list[Step] = []
        while (binding := _BINDING.get(self.current.text, 0)) >= loosest:
            operator = self.current.text
            self.index += 1
            # What follows binds more tightly; what came before is complete, so one flat chain keeps the order.
            steps.append(Operate(operator, self.arithmetic(binding + 1)))
        return Chain(start, tuple(steps)) if steps else start

    def _unary(self) -> Node:
        if self.take("-"):
            self.descend()
            try:
                return Negate(self._unary())
            finally:
                self.ascend()
        return self._followed(self.primary())

    def _followed(self, start: Node) -> Node:
        steps: list[Step] = []
        while step := self._step():
            steps.append(step)
        if self.take("instance"):
            self.expect("of")
            steps.append(InstanceOf(self.type()))
        return Chain(start, tuple(steps)) if steps else start

    def _step(self) -> Step | None:
        self.work()
        if self.take("."):
            return Get(self.property_name())
        # After the end of a range, `[` may close it: `[1..5[`.
        if self.at("[") and self.starts_expression(self.index + 1):
            self.index += 1
            condition = self.expression()
            self.expect("]")
            return Filter(condition)
        return self._arguments() if self.take("(") else None

    def _arguments(self) -> Invoke:
        positional: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self.take(")"):
            name = self.key()
            if name is None:
                positional.append(self.expression())
            else:
                named.append((name, self.expression()))
            if not self.at(")"):
                self.expect(",")
                if self.at(")"):
                    self.fail(ARGUMENT)
        if positional and named:
            self.fail(ONE_WAY)
        return Invoke(tuple(positional), tuple(named))

    # -- unary tests

    def _in_tests(self) -> Node:
        if not self.at("("):
            return self._test(self.arithmetic)
        self.index += 1
        first = self._test(self.expression)
        if self.at(".."):
            # A range that is open at its beginning, no list of tests.
            return Test(self.range_from(first.expression, low_included=False), first.asks)
        tests = self._further_tests(first)
        self.expect(")")
        return tests

    def _tests(self) -> Node:
        return self._further_tests(self._test(self.expression))

    def _further_tests(self, first: Node) -> Node:
        tests = [first]
        while self.take(","):
            tests.append(self._test(self.expression))
        return first if len(tests) == 1 else AnyTest(tuple(tests))

    def _test(self, read: Callable[[], Node]) -> Test:
        place = self.index
        operator = self.take(*COMPARISONS)
        if operator:
            return Test(HalfRange(operator, self.arithmetic()), asks=False)
        expression = read()
        # A question mark alone is the input compared with itself, not a truth to be read from it.
        read_tokens = self.tokens[place : self.index]
        asks = len(read_tokens) > 1 and any(token.text == "?" for token in read_tokens)
        return Test(expression, asks)

    _FORMS: ClassVar[Mapping[str, Callable[["Parser"], Node]]] = {
        "if": _if,
        "for": _for,
        "some": _quantified,
        "every": _quantified,
    }
