"""The refusal of an expression text: a stable code, the place, one sentence in Chinese and one in English."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "feel.too_long": (
        "表达式不能超过 2000 个字符，一段文字不能超过 500 个。请拆成几步或改用决策表。",
        "An expression has 2,000 characters at most and a text in it 500. Split it or use a decision table.",
    ),
    "feel.too_complex": (
        "表达式太复杂（最多 200 个成分、32 层括号）。请拆成几步或改用决策表。",
        "The expression is too complex (200 parts, 32 levels). Split it or use a decision table.",
    ),
    "feel.bad_character": ("不认识的符号 {word}，请删去。", "Unknown character {word}: remove it."),
    "feel.full_width": (
        "{word} 是全角符号，请改用半角。",
        "{word} is a full-width character: use the ASCII one.",
    ),
    "feel.single_quote": ("文字要用英文双引号括起来。", "Text goes in double quotes."),
    "feel.unterminated": (
        '文字缺少结束的双引号，或含有不能用的转义（只能用 \\" \\\\ \\n \\t）。',
        'A text has no closing quote or a wrong escape (\\" \\\\ \\n \\t are allowed).',
    ),
    "feel.foreign": (
        "这是别的系统的写法，这里用 FEEL。",
        "This is another product's syntax: FEEL is used here.",
    ),
    "feel.bare_text": (
        '{word} 没有引号：名称只用英文字母、数字和下划线；如果是文字，要写成 "{word}"。',
        '{word} has no quotes: names are ASCII; if it is text, write "{word}".',
    ),
    "feel.bad_name": (
        "{word} 不能作名称：以英文字母开头，只用英文字母、数字和下划线，最多 64 个字符。",
        "{word} is no name: it starts with a letter, holds letters, digits and _, 64 characters at most.",
    ),
    "feel.bad_number": (
        "{word} 不是数（最多 18 位，不用科学记数法）；期限要写作 wd(5)、d(3)。",
        "{word} is no number (18 digits at most, no exponent); limits are written wd(5), d(3).",
    ),
    "feel.unexpected": ("这里不应出现 {word}。", "{word} is not expected here."),
    "feel.unfinished": ("表达式没有写完。", "The expression ends too early."),
    "feel.not_needs_parentheses": ("否定要写成 not(…)。", "Negation is written not(…)."),
    "feel.question_mark": (
        "? 只能用在决策表的单元格里。",
        "? only stands in a cell of a decision table.",
    ),
    "feel.chained": (
        "比较不能连写，请用 between … and … 或 in [a..b]。",
        "Comparisons do not chain: use between … and … or in [a..b].",
    ),
    "feel.unsupported": (
        "这里不能用 {word}；请改用决策表或已有的函数。",
        "{word} is not in the subset: use a decision table or a function that exists.",
    ),
    "feel.open_range": (
        "{word} 后面的 [ 会被看作取列表的一项；开区间请写成 (a..b)，取列表的一项不支持。",
        "[ after {word} reads as a filter, which is not supported; write an open range as (a..b).",
    ),
    "feel.unknown_function": ("没有函数 {word}。", "There is no function {word}."),
    "feel.wrong_arity": ("函数 {word} 的参数个数不对。", "{word} has the wrong number of arguments."),
}


class FeelError(Exception):
    """A text outside the subset. `pos` counts characters from 0; `suggestion` is a text that parses."""

    def __init__(self, code: str, pos: int, word: str = "", suggestion: str | None = None) -> None:
        self.code, self.pos, self.word, self.suggestion = code, pos, word, suggestion
        self.zh, self.en = (sentence.format(word=word) for sentence in SENTENCES[code])
        hint = f" Write: {suggestion}" if suggestion else ""
        super().__init__(f"{code} at {pos}: {self.en}{hint}")
