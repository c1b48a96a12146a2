"""Forms: definitions in a subset of form-js' JSON, read and shown on the server.

    form = parse_form(content, "idea/idea.form.json")
    values = form.read({"title": ["Kaukolämpö"], "budget": ["12 500,50 €"]}, data, language="fi")
    form.process_values(values)     # what enters process data
    form.view("sv", texts, data)    # what a template renders

| type                 | answer                          | type         | answer                            |
|----------------------|---------------------------------|--------------|-----------------------------------|
| textfield, textarea  | text                            | radio, select| the option's value                |
| number, money        | Decimal, exactly as written     | checklist    | list of options' values           |
| datetime             | date                            | checkbox     | true or false                     |
| dynamiclist          | list of rows (objects)          | button       | text: the decision it stands for  |
| filepicker           | the number of a document        | expression   | what its FEEL gives               |

What form-js does not know stands in a field's `properties`: `"kind": "money"` makes a number an amount of euros,
`"kind": "score"` makes a list of rows one choice of points for each criterion, and `"list": "all_people"` takes a
field's options from a list that the application gives.

`text` (Markdown with `{{FEEL}}`) and `group` (a heading with fields) have no answer.
"""

from engine.forms.findings import Finding
from engine.forms.form import Form, parse_form
from engine.forms.views import FieldView, OptionView

__all__ = ["FieldView", "Finding", "Form", "OptionView", "parse_form"]
