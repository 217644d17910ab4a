"""The publish gate: judges the BPMN files and forms that process designers upload (architecture §4)."""

from engine.gate.callees import process_keys
from engine.gate.check import Checked, Upload, check
from engine.gate.item_schema import ItemData, item_schema, load_item
from engine.gate.parts import FolderParts, Parts, SetParts

__all__ = [
    "Checked",
    "FolderParts",
    "ItemData",
    "Parts",
    "SetParts",
    "Upload",
    "check",
    "item_schema",
    "load_item",
    "process_keys",
]
