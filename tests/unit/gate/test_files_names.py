"""Names that no list and no column can hold."""

from __future__ import annotations

from engine.gate import Upload, check
from tests.world import plain


class Nothing:
    """Parts of an empty installation."""

    def form(self, _key: str) -> None:
        return None

    def process(self, _key: str) -> None:
        return None

    def post(self, _key: str) -> bool:
        return True

    def department(self, _number: str) -> bool:
        return True

    def material(self, _code: str) -> bool:
        return True

    def letter(self, _key: str) -> bool:
        return True

    def document_kind(self, _key: str) -> bool:
        return True

    def law(self, _reference: str) -> None:
        return None


def test_a_name_longer_than_a_list_is_refused_at_its_element() -> None:
    body = (
        f'<bpmn:startEvent id="start"/><bpmn:userTask id="work" name="{"长" * 81}"/><bpmn:endEvent id="end"/>'
    )
    text = plain("long_name", body, {"a": ("start", "work"), "b": ("work", "end")})
    found = check([Upload("long_name.bpmn", text.encode())], Nothing()).findings
    assert [(one.code, one.element_id) for one in found if one.is_error] == [("bpmn.name_too_long", "work")]
