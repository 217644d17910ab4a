"""Strict marshmallow fields, one a kind. marshmallow's own Decimal, Integer, Date and Boolean guess:
`Decimal(places=2)` turns 123.235 into 123.24, `Integer` 3.9 into 3, `Date` takes 20240724, `Boolean` "off"
(cases, library facts). These take one written form and refuse the rest.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from marshmallow import ValidationError, fields

from engine.forms import dates, numbers, people
from engine.forms.model import Field, Option, Sentence, Surroundings
from engine.forms.sentences import Refused, sentence
from engine.forms.typed import short, tidy, unstorable

MOST_FILES = 20
_LONGEST_RAW = 50_000
"""No field takes half as much; longer ones are not looked at sign by sign."""
_LONGEST_ONE = 40
"""Told about fields that are no free text."""
_UPLOAD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


_AROUND: ContextVar[Surroundings] = ContextVar("around")


@contextmanager
def loading(around: Surroundings) -> Iterator[None]:
    """The day, the code lists and the uploads of one load: fields are shared by all who load at that time."""
    token = _AROUND.set(around)
    try:
        yield
    finally:
        _AROUND.reset(token)


class StrictField(fields.Field[Any]):
    """Turns a Refused of `take` into marshmallow's error, as pairs of sentences about this field's label."""

    missing_code = "required"

    def __init__(self, spec: Field) -> None:
        self.spec = spec
        # marshmallow passes a non-text message through untouched; its stubs know texts only
        missing = cast(str, [self._sentence(self.missing_code)])
        super().__init__(required=spec.required, error_messages={"required": missing, "null": missing})

    def _sentence(self, code: str) -> Sentence:
        return sentence(code, self.spec.label, self.spec.words("en"))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        del attr, data, kwargs
        try:
            if isinstance(value, str) and len(value) > _LONGEST_RAW:
                raise Refused("text_long", length=len(value), most=self.spec.max_length or _LONGEST_ONE)
            return self.take(value)
        except Refused as refusal:
            raise ValidationError([refusal.sentence(self.spec.label, self.spec.words("en"))]) from refusal

    @property
    def around(self) -> Surroundings:
        return _AROUND.get()

    @abstractmethod
    def take(self, value: Any) -> Any:
        """The stored form of `value`. Raises Refused."""

    def _options(self) -> frozenset[str]:
        return frozenset(option.value for option in options_of(self.spec, self.around))


def options_of(spec: Field, around: Surroundings) -> Sequence[Option]:
    """The options of a choice: its own, or those of the code list that it names."""
    return around.lookup(spec.options_from) if spec.options_from else spec.options


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Refused("shape")
    text = tidy(value)
    if unstorable(text):
        raise Refused("text_control")
    return text


def _fits(spec: Field, text: str) -> str:
    """`text` when its length in characters is allowed. Raises Refused."""
    if len(text) > spec.max_length > 0:
        raise Refused("text_long", length=len(text), most=spec.max_length)
    if len(text) < spec.min_length:
        raise Refused("text_short", length=len(text), least=spec.min_length)
    return text


class TextField(StrictField):
    def take(self, value: Any) -> str:
        return _fits(self.spec, _text(value))


class IdNumberField(StrictField):
    def take(self, value: Any) -> str:
        return people.id_number(_text(value), self.around.today)


class PhoneField(StrictField):
    def take(self, value: Any) -> str:
        return people.phone(_text(value))


class PersonNameField(StrictField):
    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused("shape")
        return _fits(self.spec, people.person_name(value))


class NumberField(StrictField):
    """Out: an int when whole, else the float whose repr is what was typed."""

    def take(self, value: Any) -> int | float:
        return numbers.json_number(self._checked(value))

    def _checked(self, value: Any) -> Any:
        spec = self.spec
        number = numbers.decimal_of(value)
        if numbers.decimals_of(number) > spec.decimals:
            raise Refused("number_decimals" if spec.decimals else "number_whole", most=spec.decimals)
        if spec.min is not None and number < spec.min:
            raise Refused("number_low", least=numbers.plain(spec.min))
        if spec.max is not None and number > spec.max:
            raise Refused("number_high", most=numbers.plain(spec.max))
        return number


class MoneyField(NumberField):
    """In: yuan. Out: fen, an int."""

    def take(self, value: Any) -> int:
        return int(self._checked(value).scaleb(2))


class DateField(StrictField):
    def take(self, value: Any) -> str:
        text = value.strip() if isinstance(value, str) else value
        day = self._day(text)
        if self.spec.past and day > self.around.today:
            raise Refused("date_future", day=day.isoformat())
        if self.spec.future and day < self.around.today:
            raise Refused("date_past", day=day.isoformat())
        return str(text)

    def _day(self, text: Any) -> Any:
        return dates.day_of(text)


class DateTimeField(DateField):
    def _day(self, text: Any) -> Any:
        return dates.moment_of(text)[0]


class TimeField(StrictField):
    def take(self, value: Any) -> str:
        return dates.time_text(value.strip() if isinstance(value, str) else value)


class ChoiceField(StrictField):
    missing_code = "required_choice"

    def take(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self._options():
            raise Refused("choice")
        return value


class ChecklistField(StrictField):
    missing_code = "required_choice"

    def take(self, value: Any) -> list[str]:
        chosen = _texts(value)
        if not self._options().issuperset(chosen):
            raise Refused("choice")
        if len(set(chosen)) < len(chosen):
            raise Refused("choice_twice")
        return chosen


class CheckboxField(StrictField):
    """Unticked is an answer (false), except where a tick is required, as form-js has it."""

    missing_code = "required_tick"

    def take(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Refused("tick")
        if self.spec.required and not value:
            raise Refused("required_tick")
        return value


class FileField(StrictField):
    missing_code = "required_file"

    def take(self, value: Any) -> list[str]:
        ids = _texts(value)
        most = MOST_FILES if self.spec.multiple else 1
        if len(ids) > most:
            raise Refused("file_many" if self.spec.multiple else "file_one", most=most)
        if len(set(ids)) < len(ids):
            raise Refused("file_twice")
        if not all(_UPLOAD_ID.fullmatch(one) and self.around.uploads(one) for one in ids):
            raise Refused("file_gone")
        return ids


class AddressField(StrictField):
    """{"village": key, "text": "…"}: both or none. Errors stand under the part that is wrong."""

    def take(self, value: Any) -> dict[str, str]:
        if not isinstance(value, Mapping):
            raise Refused("shape")
        errors: dict[str, list[Sentence]] = {}
        parts: dict[str, str] = {}
        for part, take in (("village", self._village), ("text", self._address)):
            try:
                parts[part] = take(value.get(part))
            except Refused as refusal:
                errors[part] = [refusal.sentence(self.spec.label, self.spec.words("en"))]
        for extra in value.keys() - {"village", "text"}:
            errors[str(extra)] = [sentence("unknown", short(extra), short(extra))]
        if errors:
            raise ValidationError(errors)
        return parts

    def _village(self, value: Any) -> str:
        if value is None or value == "":
            raise Refused("village")
        if not isinstance(value, str) or value not in self._options():
            raise Refused("choice")
        return value

    def _address(self, value: Any) -> str:
        text = "" if value is None else _text(value)
        if not text:
            raise Refused("address")
        return _fits(self.spec, text)


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused("shape")
    return list(value)


_FIELDS: dict[str, type[StrictField]] = {
    "text": TextField,
    "textarea": TextField,
    "number": NumberField,
    "money": MoneyField,
    "date": DateField,
    "datetime": DateTimeField,
    "time": TimeField,
    "radio": ChoiceField,
    "select": ChoiceField,
    "checklist": ChecklistField,
    "checkbox": CheckboxField,
    "file": FileField,
    "id_number": IdNumberField,
    "phone": PhoneField,
    "person_name": PersonNameField,
    "address": AddressField,
}


def build(spec: Field) -> StrictField:
    """The strict field of a value component; it takes values inside of `loading`."""
    return _FIELDS[spec.kind](spec)


def check_one(spec: Field, value: Any, around: Surroundings) -> Sentence | None:
    """The sentence against `value` in that field (no address), or None; used for default values."""
    try:
        with loading(around):
            build(spec).take(value)
    except Refused as refusal:
        return refusal.sentence(spec.label, spec.words("en"))
    return None
