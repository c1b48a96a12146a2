"""What can go wrong with a decision model."""


class DecisionError(Exception):
    """Expected a decision model that can be read and asked, but it cannot.

    `problem` is the sentence alone; the rest says where: file, line, id and name of the element, so far as they are
    known.
    """

    def __init__(self, problem: str, file: str = "", line: int = 0, element_id: str = "", name: str = "") -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.element_id = element_id
        self.name = name
        place = f", in {file} line {line or 1}" if file else ""
        who = f", element '{name or element_id}'" if name or element_id else ""
        super().__init__(f"{problem}{place}{who}")
