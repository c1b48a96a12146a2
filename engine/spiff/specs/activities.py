"""Activities: what people do, and what Python functions, decisions and FEEL do for them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from engine.errors import BpmnError, StaleState
from engine.forms.templates import shown
from engine.spiff.host import Trace
from engine.spiff.messages import Message
from engine.spiff.parking import Stuck
from engine.spiff.process import Element
from engine.spiff.specs.node import Node
from engine.spiff.tokens import Token
from engine.texts import fill, formulas_in


class UserTask(Node):
    """Waits for a person (BPMN 2.0.2, 10.3.4.1)."""

    def __init__(self, wf_spec: Any, name: str, element: Element, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, element, **kwargs)
        self.manual = True


class ServiceTask(Node):
    """Calls the registered function its topic names; a send task may do so too, and throws its message."""

    message: Message | None = None

    def _run_hook(self, my_task: Token) -> bool:
        topic = self.element.attributes.get("topic")
        if topic:
            result = my_task.top.host.call(self.element, topic, self.inputs(my_task), MappingProxyType(my_task.data))
            if not (result is None or isinstance(result, Mapping)):
                raise Stuck("service", f"Expected a mapping from the service {topic!r}, but it gave {result!r}.")
            variable = self.element.attributes.get("resultVariable")
            self.store(my_task, variable, None if result is None else dict(result))
        if self.message is not None:
            self.message.throw(self, my_task)
        return True

    def inputs(self, token: Token) -> dict[str, object]:
        """The service's parameters: the properties named `in:…`, and in each language those named `text:…`."""
        found: dict[str, object] = {}
        for name, text in self.element.properties.items():
            kind, _, parameter = name.partition(":")
            if kind == "in":
                found[parameter.strip()] = self.evaluate(token, text)
            elif kind == "text":
                found[parameter.strip()] = self._words(token, text)
        return found

    def _words(self, token: Token, text: str) -> dict[str, str]:
        """A text with its values, by language."""
        values = {source: self.evaluate(token, f"= {source}") for source in formulas_in(text)}
        said = token.top.host.everywhere(token.workflow.definition_id, text)
        return {
            language: fill(template, {source: shown(value, language) for source, value in values.items()})
            for language, template in said.items()
        }


class ScriptTask(Node):
    """Works out a FEEL expression into a variable."""

    script: str = "null"

    def _run_hook(self, my_task: Token) -> bool:
        value = my_task.top.script_engine.evaluate(my_task, self.script)
        my_task.data.write({self.element.attributes["resultVariable"]: value})
        return True


class BusinessRuleTask(Node):
    """Asks for the result of a decision (DMN)."""

    def _run_hook(self, my_task: Token) -> bool:
        top = my_task.top
        try:
            result = top.host.decide(my_task.workflow.definition_id, self.element, MappingProxyType(my_task.data))
        except (Stuck, BpmnError, StaleState):
            raise
        except Exception as error:
            raise Stuck("decision", str(error) or type(error).__name__) from error
        self.store(my_task, self.element.attributes.get("resultVariable"), result)
        top.host.record(Trace(self.element.id, "decision", {"outcome": result}))
        return True
