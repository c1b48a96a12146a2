"""The same diagrams in SpiffWorkflow as it comes, never stored: what our runs are compared with."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition, SignalEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.clock import TravellingClock
from engine.spiff.budget import Budget
from engine.spiff.environment import FeelEnvironment, FeelScriptEngine
from tests.engine.diagram import Shapes
from tests.engine.spiff.stage import HELSINKI, MORNING


class Stock:
    """One instance in plain SpiffWorkflow, with FEEL so that the conditions are the same."""

    def __init__(self, *diagrams: Shapes, **data: object) -> None:
        parser = BpmnParser()
        for diagram in diagrams:
            parser.add_bpmn_xml(etree.fromstring(diagram._diagram.xml()))
        key = diagrams[0]._diagram.key
        engine = FeelScriptEngine(FeelEnvironment(TravellingClock(HELSINKI, MORNING), Budget()))
        self.workflow = BpmnWorkflow(parser.get_spec(key), parser.get_subprocess_specs(key), script_engine=engine)
        self.workflow.task_tree.set_data(**data)
        self.workflow.do_engine_steps()

    def _ready(self) -> list[Any]:
        return [task for task in self.workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]

    @staticmethod
    def _element(task: Any) -> str:
        return str(task.task_spec.name).removesuffix(" [child]")

    @property
    def open(self) -> list[str]:
        return sorted(self._element(task) for task in self._ready())

    @property
    def done(self) -> bool:
        return bool(self.workflow.completed)

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.workflow.data)

    def visible(self) -> list[tuple[str, dict[str, Any]]]:
        """Each open task's element and data."""
        return [(self._element(task), dict(task.data)) for task in self._ready()]

    def complete(self, element: str, nth: int = 0, **values: object) -> None:
        tasks = sorted((task for task in self._ready() if self._element(task) == element), key=self._index)
        tasks[nth].data.update(values)
        tasks[nth].run()
        self.workflow.do_engine_steps()

    @staticmethod
    def _index(task: Any) -> int:
        found = task.internal_data.get("key_or_index")
        return found if isinstance(found, int) else 0

    def send(self, kind: str, name: str) -> None:
        definition = {"message": MessageEventDefinition, "signal": SignalEventDefinition}[kind](name)
        self.workflow.send_event(BpmnEvent(definition, {}))
        self.workflow.do_engine_steps()

    def fire(self, element: str) -> None:
        """Let a timer happen now, whatever the system's clock says; an event gateway keeps the events of its own."""
        waiting = list(self.workflow.event_manager.tasks.values())
        task = next((task for task in waiting if task.task_spec.name == element), None)
        if task is not None:
            task.task_spec.event_definition.catch(task)
        else:
            task = next(task for task in waiting if task.task_spec.name == "g")
            task.internal_data["event_value"] = "2000-01-01T00:00:00+00:00"
        task.task_spec._update(task)
        self.workflow.do_engine_steps()
