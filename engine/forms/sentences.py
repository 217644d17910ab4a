"""Every sentence about a typed value, and the refusal that carries one. What is wrong, then what to do."""

from __future__ import annotations

from engine.forms.model import Sentence

_SENTENCES: dict[str, Sentence] = {
    "required": ("“{label}”还没有填。请填写。", '"{label_en}" is empty. Please fill it in.'),
    "required_choice": ("“{label}”还没有选。请选一项。", '"{label_en}" is not chosen. Please choose one.'),
    "required_tick": (
        "“{label}”还没有勾选。请看过后勾选。",
        '"{label_en}" is not ticked. Read it and tick it.',
    ),
    "required_file": ("“{label}”还没有文件。请上传。", '"{label_en}" has no file. Please upload one.'),
    "unknown": ("本表没有“{label}”这一项。请去掉它再提交。", 'This form has no "{label_en}". Leave it out.'),
    "shape": (
        "“{label}”的内容格式不对。请重新填写。",
        '"{label_en}" has the wrong form. Please fill it in again.',
    ),
    "text_control": (
        "“{label}”里有看不见的控制字符。请删掉后重新输入。",
        '"{label_en}" holds invisible control characters. Delete them and type it again.',
    ),
    "text_long": (
        "“{label}”有 {length} 个字，最多 {most} 个。请缩短。",
        '"{label_en}" has {length} characters, {most} at most. Please shorten it.',
    ),
    "text_short": (
        "“{label}”只有 {length} 个字，至少 {least} 个。请补充。",
        '"{label_en}" has {length} characters, {least} at least. Please add to it.',
    ),
    "number": (
        "“{label}”要填数字，如 1234.5 或 1,234.5。请改正。",
        '"{label_en}" must be a number such as 1234.5 or 1,234.5. Please correct it.',
    ),
    "number_huge": (
        "“{label}”的数太大，系统存不下。请核对位数。",
        '"{label_en}" is too large to be stored. Check the number of digits.',
    ),
    "number_whole": ("“{label}”只能填整数。请去掉小数。", '"{label_en}" must be whole. Remove the decimals.'),
    "number_decimals": (
        "“{label}”最多 {most} 位小数，系统不会四舍五入。请核对后改。",
        '"{label_en}" takes {most} decimals at most and is never rounded. Please correct it.',
    ),
    "number_digits": (
        "“{label}”的位数太多，存下来会变样。请减少小数位。",
        '"{label_en}" has more digits than can be kept exactly. Use fewer decimals.',
    ),
    "number_low": ("“{label}”不能小于 {least}。请改正。", '"{label_en}" must be {least} or more.'),
    "number_high": ("“{label}”不能大于 {most}。请改正。", '"{label_en}" must be {most} or less.'),
    "date": (
        "“{label}”要写成 2026-07-04 这样的日期，并且确有这一天。请改正。",
        '"{label_en}" must be an existing day written like 2026-07-04. Please correct it.',
    ),
    "datetime": (
        "“{label}”要写成 2026-07-04T09:30 这样的日期和时间。请改正。",
        '"{label_en}" must be a date and time written like 2026-07-04T09:30. Please correct it.',
    ),
    "time": (
        "“{label}”要写成 09:30 这样的时间。请改正。",
        '"{label_en}" must be a time written like 09:30. Please correct it.',
    ),
    "date_year": (
        "“{label}”的年份 {year} 不对。请填四位年份。",
        'The year {year} of "{label_en}" cannot be right. Type all four digits.',
    ),
    "date_future": (
        "“{label}”是 {day}，晚于今天。请核对。",
        '"{label_en}" is {day}, later than today. Please check it.',
    ),
    "date_past": (
        "“{label}”是 {day}，早于今天。请选今天或以后的日期。",
        '"{label_en}" is {day}, before today. Choose today or a later day.',
    ),
    "choice": (
        "“{label}”的选项不在名单里。请重新选。",
        '"{label_en}" is not one of the options. Choose again.',
    ),
    "choice_twice": (
        "“{label}”有一项选了两次。请去掉一次。",
        '"{label_en}" has one option twice. Remove one.',
    ),
    "tick": ("“{label}”只能是勾选或不勾选。请重新选。", '"{label_en}" must be ticked or not. Choose again.'),
    "file_one": ("“{label}”只收 1 个文件。请去掉多余的。", '"{label_en}" takes one file. Remove the others.'),
    "file_many": ("“{label}”最多 {most} 个文件。请减少。", '"{label_en}" takes {most} files at most.'),
    "file_gone": (
        "“{label}”的文件没有找到，可能没传完。请重新上传。",
        'A file of "{label_en}" was not found; its upload may not have finished. Upload it again.',
    ),
    "file_twice": ("“{label}”同一个文件传了两次。请去掉一个。", '"{label_en}" has a file twice. Remove one.'),
    "village": ("“{label}”还没有选村（社区）。请选一个。", 'Choose the village of "{label_en}".'),
    "address": (
        "“{label}”还没有写详细地址。请写到门牌或地标。",
        'Write the house number or a landmark in "{label_en}".',
    ),
    "id_length": (
        "“{label}”有 {length} 位，身份证号是 18 位。请照证件核对。",
        '"{label_en}" has {length} characters; an ID number has 18. Compare it with the card.',
    ),
    "id_old": (
        "“{label}”是 15 位的旧号码，已经停用。请填 18 位的新号码。",
        '"{label_en}" is an old number of 15 digits, no longer in use. Use the one of 18.',
    ),
    "id_signs": (
        "“{label}”只能是 17 位数字加 1 位数字或 X。请照证件核对。",
        '"{label_en}" must be 17 digits and a digit or X. Compare it with the card.',
    ),
    "id_date": (
        "“{label}”第 7 到 14 位不是真实的出生日期。请照证件核对。",
        'Digits 7 to 14 of "{label_en}" are no date of birth. Compare them with the card.',
    ),
    "id_digit": (
        "“{label}”最后一位与前面对不上，多半有一位填错。请照证件核对。",
        'The last digit of "{label_en}" does not fit the others; one is probably wrong. Check the card.',
    ),
    "phone": (
        "“{label}”要填 11 位手机号，以 13 到 19 开头。请核对。",
        '"{label_en}" must be a mobile number of 11 digits starting with 13 to 19. Please check it.',
    ),
    "name_sign": (
        "“{label}”里的“{sign}”不能用在姓名里。请照证件改正。",
        '"{label_en}" holds "{sign}", which no name has. Write it as on the ID card.',
    ),
    "name_private": (
        "“{label}”里有自造字，别的系统读不出。请换用能打出的标准字。",
        '"{label_en}" holds a privately made character that others cannot read. Type the standard one.',
    ),
    "name_edge": (
        "“{label}”里的间隔点或连字符两边都要有字。请照证件改正。",
        'A dot or hyphen in "{label_en}" must stand between letters. Write it as on the ID card.',
    ),
}


def sentence(code: str, label: str, label_en: str, **words: object) -> Sentence:
    """The two sentences of `code` about the field of that label."""
    zh, en = _SENTENCES[code]
    known = {"label": label, "label_en": label_en, **words}
    return zh.format(**known), en.format(**known)


class Refused(Exception):
    """A typed value that does not pass."""

    def __init__(self, code: str, **words: object) -> None:
        self.code = code
        self.words = words
        super().__init__(code)

    def sentence(self, label: str, label_en: str) -> Sentence:
        """The pair of sentences for the field of that label."""
        return sentence(self.code, label, label_en, **self.words)
