"""Who applies: the same three fields at every item, so they are the engine's form, not the item's."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from engine.forms.model import Form
from engine.forms.read import compile_form


@lru_cache(maxsize=2)
def applicant_form(*, strict: bool) -> Form:
    """姓名, 身份证号, 手机号. `strict` (citizens): all required; staff and API may lack number and phone."""

    def component(key: str, label: str, label_en: str, kind: str, required: bool) -> dict[str, Any]:
        return {
            "type": "textfield",
            "key": key,
            "id": f"Field_{key}",
            "label": label,
            "validate": {"required": required},
            "properties": {"kind": kind, "label_en": label_en},
        }

    document = {
        "type": "default",
        "id": "applicant",
        "schemaVersion": 16,
        "components": [
            component("name", "姓名", "Name", "person_name", True),
            component("id_number", "身份证号", "ID number", "id_number", strict),
            component("phone", "手机号", "Mobile number", "phone", strict),
        ],
    }
    return compile_form(json.dumps(document, ensure_ascii=False).encode())
