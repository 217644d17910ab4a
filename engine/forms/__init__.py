"""Forms: form-js files compiled once into what a page draws, what a value must be and what stays hidden."""

from engine.forms.conditions import visible
from engine.forms.loading import from_html, load, pick_variables
from engine.forms.model import Field, Form, Lookup, Option, Surroundings
from engine.forms.options import listed_options
from engine.forms.read import compile_form, read_form
from engine.forms.showing import mask, show

__all__ = [
    "Field",
    "Form",
    "Lookup",
    "Option",
    "Surroundings",
    "compile_form",
    "from_html",
    "listed_options",
    "load",
    "mask",
    "pick_variables",
    "read_form",
    "show",
    "visible",
]
