"""Why a job failed, in words: a failure is stored as a code, never as a text that may name people."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "timeout": ("对方 5 秒没有回应", "no answer within 5 seconds"),
    "unreachable": ("连不上对方", "the other side could not be reached"),
    "answer_garbled": ("对方的回应读不懂", "the answer could not be read"),
    "answer_not_json": ("对方的回应不是约定的格式", "the answer has not the agreed format"),
    "answer_too_large": ("对方的回应太大", "the answer is too large"),
    "not_connected": ("没有接通网关", "no gateway is connected"),
    "letter_missing": ("名册里没有这封短信的文字", "the book of letters has no text of this key"),
    "topic_fails": ("测试主题，总是失败", "a topic for tests that always fails"),
    "calendar_missing": (
        "要用到的年份还没有工作日历，导入后会自动继续",
        "the calendar of a year that is needed is missing; it goes on by itself once it is imported",
    ),
    "expression_failed": (
        "流程里的条件或时间算不出来",
        "a condition or an instant of the process cannot be computed",
    ),
    "state_unreadable": ("办件保存的进度读不出来", "the stored state of the case cannot be read"),
    "internal": ("系统出了错，请看运行日志", "something failed; see the log"),
}


def words(code: str) -> tuple[str, str]:
    """Chinese and English for a job's error code; `http_500` keeps its number, an unknown code stays."""
    if code.startswith("http_"):
        return f"对方回应 {code[5:]}", f"the other side answered {code[5:]}"
    return WORDS.get(code, (code, code))
