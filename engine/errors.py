"""Every refusal of the engine: a stable code, its ids, one sentence in Chinese and one in English.

A subclass gives `code`, `zh` and `en`; the sentences are `str.format` templates over the keyword
arguments of the constructor. `details` is what the API answers under `error.details`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class ZhenwuError(Exception):
    """Base of all refusals. Nothing in the engine raises a bare Exception for a user's mistake."""

    code: ClassVar[str] = "error"
    zh: ClassVar[str] = "系统没有完成这一步，请稍后再试。"
    en: ClassVar[str] = "This step was not completed. Please try again later."

    def __init__(self, *, details: Mapping[str, Any] | None = None, **ids: Any) -> None:
        self.ids = ids
        self.details: dict[str, Any] = dict(details or {})
        super().__init__(f"{self.code}: {self.en.format(**ids)}")

    def sentence(self, language: str = "zh") -> str:
        """The sentence for a person, `language` being "zh" or "en"."""
        return (self.en if language.startswith("en") else self.zh).format(**self.ids)


class NotFound(ZhenwuError):
    """Nothing of that name exists inside the actor's scope (outside it looks just the same)."""

    code = "not_found"
    zh = "没有找到{what}“{id}”，或不在你的办理范围内。请核对编号。"
    en = 'No {what_en} "{id}" was found in your area. Please check the number.'


class CaseUnknown(NotFound):
    """No case of that number, for whoever asks."""

    zh = "没有编号为“{id}”的办件，或不在你的办理范围内。请核对编号。"
    en = 'There is no case "{id}" in your area. Please check the number.'


class NotPermitted(ZhenwuError):
    """The actor lacks the right."""

    code = "not_permitted"
    zh = "你没有“{right_zh}”的权限。需要时请找系统管理员开通。"
    en = "You have no right to {right_en}. Ask the administrator if you need it."


class LoginRequired(ZhenwuError):
    code = "login_required"
    zh = "请先登录。"
    en = "Please log in first."


class FourEyes(ZhenwuError):
    """`not_same_as`: somebody who acted on that step earlier in the case."""

    code = "four_eyes"
    zh = "你在本件里办过“{other}”，不能再办“{task}”。请由另一位有此岗位的人办理。"
    en = 'You already acted on "{other_en}" in this case, so another holder of the post must do "{task_en}".'


class SecondPersonWrong(ZhenwuError):
    """A task with `people=2` without a second holder of the post."""

    code = "second_person"
    zh = "“{task}”要两个人办，请选另一位有此岗位的同事。"
    en = '"{task_en}" takes two people. Choose a colleague who holds the post too.'


class SecondPersonKeptApart(SecondPersonWrong):
    """`not_same_as` keeps the colleague who was named away from the task: it says who and why."""

    zh = "{who}在本件里办过“{other}”，不能再办“{task}”。请另选一位有此岗位的同事。"
    en = '{who} already acted on "{other_en}" in this case, so choose another colleague for "{task_en}".'


class NotOpen(ZhenwuError):
    """The task or case is no longer in a state that allows the command."""

    code = "not_open"
    zh = "这件 {at} 已由 {who} {did}。你填的内容还在，可复制或放弃。"
    en = "{who} already {did_en} this at {at}. What you typed is still here: copy or discard it."


class TaskTaken(NotOpen):
    """Claim or release came too late: nothing was typed, so nothing is said about it."""

    zh = "这件 {at} 已由 {who} {did}。"
    en = "{who} already {did_en} this at {at}."


class Stale(ZhenwuError):
    """The task changed after the page was opened."""

    code = "stale"
    zh = "这件 {at} 已由 {who} {did}，页面内容旧了。你填的内容还在，请看过最新情况再提交。"
    en = "{who} {did_en} this at {at}, so the page is out of date. What you typed is still here."


class NotClaimed(ZhenwuError):
    code = "not_claimed"
    zh = "这件还没有签收，请先签收再办理。"
    en = "This task is not claimed yet. Claim it first."


class FormInvalid(ZhenwuError):
    """Form data refused. `fields` maps a field key to the list of (zh, en) sentences."""

    code = "form_invalid"
    zh = "有 {n} 处需要改：{first}"
    en = "{n} entries need a correction: {first_en}"

    def __init__(self, fields: Mapping[str, list[tuple[str, str]]]) -> None:
        self.fields = {key: list(sentences) for key, sentences in fields.items()}
        first = next(iter(self.fields.values()), [("", "")])[0]
        details = {key: [zh for zh, _ in sentences] for key, sentences in self.fields.items()}
        super().__init__(details=details, n=len(self.fields), first=first[0], first_en=first[1])


class OutcomeUnknown(ZhenwuError):
    code = "outcome_unknown"
    zh = "“{task}”没有“{outcome}”这个结论。可选：{offered}。"
    en = '"{task}" has no outcome "{outcome}". Offered: {offered}.'


class MaterialsNotReady(ZhenwuError):
    code = "materials_not_ready"
    zh = "还有 {n} 项必交材料未合格，不能{outcome}：{names}。请逐项核对，或选择别的结论。"
    en = "{n} required materials are not in order, so this outcome is not possible: {names}."


class IdempotencyMismatch(ZhenwuError):
    code = "idempotency_mismatch"
    zh = "同一个提交号已用于另一份内容。请刷新页面后重新提交。"
    en = "This idempotency key was already used with another body. Reload and submit again."


class InvalidValue(ZhenwuError):
    """A value that no store can hold or no rule allows (U+0000, infinite numbers, wrong type)."""

    code = "invalid_value"
    zh = "“{field}”的内容不能保存：{why}。"
    en = '"{field}" cannot be stored: {why_en}.'


class CorrelationWrong(InvalidValue):
    """A message that names no case, one that is not there, or more than one."""

    zh = "这条消息对不上办件：{why}。"
    en = "This message matches no case: {why_en}."


class RefusedByGate(ZhenwuError):
    """The publish gate found errors. `details["findings"]` holds all of them."""

    code = "refused_by_gate"
    zh = "流程文件有 {n} 处错误，没有保存。请按清单逐条修改后再上传。"
    en = "The files have {n} errors and were not stored. Mend them and upload again."


class SecondPersonNeeded(ZhenwuError):
    code = "second_person_needed"
    zh = "自己上传的版本要由另一个人发布，请转给流程发布人员。"
    en = "A version must be published by somebody other than its uploader."


class VersionStateWrong(ZhenwuError):
    code = "version_state"
    zh = "版本 {version} 现在是“{status_zh}”，不能{verb}。"
    en = "Version {version} is {status}, so it cannot be {verb_en}."


class ProcedureInUse(ZhenwuError):
    """A called process cannot be retired while published definitions call it."""

    code = "procedure_in_use"
    zh = "“{name}”还被已发布的流程调用：{callers}。请先停用它们，或让它们改用别的程序，再停用它。"
    en = '"{name_en}" is called by published processes: {callers_en}. Retire or change them first.'


class NotStartable(ZhenwuError):
    code = "not_startable"
    zh = "“{key}”现在不能申请：{why}。"
    en = '"{key}" cannot be started now: {why_en}.'


class TooLarge(ZhenwuError):
    code = "too_large"
    zh = "文件 {size} 太大，最多 {most}。请压缩或重拍后再传。"
    en = "The file of {size} is too large; {most} at most. Compress it or take the picture again."


class UploadRefused(ZhenwuError):
    code = "upload_refused"
    zh = "“{name}”不是可以上传的文件（内容是{found}）。请上传 {allowed}。"
    en = '"{name}" cannot be uploaded (its content is {found_en}). Allowed: {allowed}.'


class LoginFailed(ZhenwuError):
    code = "login_failed"
    zh = "用户名或密码不对。请核对后再试；连续 5 次不对会暂停登录。"
    en = "User name or password is wrong. After five failures in a row, login pauses."


class Throttled(ZhenwuError):
    code = "throttled"
    zh = "试的次数太多，请 {minutes} 分钟后再试。"
    en = "Too many attempts. Try again in {minutes} minutes."


class QueryCodeWrong(ZhenwuError):
    code = "query_code_wrong"
    zh = "办件编号或查询码不对，请照回执核对。"
    en = "Case number or query code is wrong. Please compare them with your receipt."


class Busy(ZhenwuError):
    code = "busy"
    zh = "现在办理的人多，这一步还没有保存，请过几秒再点一次。"
    en = "The system is busy and nothing was saved. Try again in a few seconds."


class ExpressionFailed(ZhenwuError):
    """What a process computes or passes on came to nothing at run time; nothing of the step was saved.

    `what` says which part of the element: condition, timer, input, output, service or step.
    """

    code = "expression_failed"
    zh = "节点“{element}”{what}：{why}。这一步没有保存，请告诉流程设计人员。"
    en = "{what_en}: {why_en}. Nothing was saved; please tell the process designer."

    _PARTS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "condition": ("的条件没有结果", 'The conditions at "{}" gave no decision'),
        "timer": ("的定时没有结果", 'The timer "{}" came to nothing'),
        "input": ("的输入不对", 'An input of "{}" is wrong'),
        "output": ("的输出不对", 'An output of "{}" is wrong'),
        "service": ("的服务没有办成", 'The service "{}" was not done'),
        "step": ("走不下去", '"{}" cannot go on'),
    }

    def __init__(
        self, *, element: str, why: str, why_en: str, what: str = "condition", element_en: str = ""
    ) -> None:
        zh, en = self._PARTS[what]
        en = en.format(element_en or element)
        super().__init__(element=element, why=why, why_en=why_en, what=zh, what_en=en)


class IntoBranch(ZhenwuError):
    """A return into one branch of a split that the step is not in."""

    code = "into_branch"
    zh = "“{element}”在另一条并行的分支里，不能单独退回到那里。请退回到分支之前的环节。"
    en = '"{element_en}" lies in a parallel branch of its own. Return to a step before the branches instead.'


class NeverPassed(ZhenwuError):
    """Not done in this process before the step, undone since, or the step itself."""

    code = "never_passed"
    zh = "不能退回到“{element}”。请选这一步之前办过的其他环节。"
    en = 'This step cannot go back to "{element_en}". Choose another step that was done before it.'


class NotWithdrawable(ZhenwuError):
    code = "not_withdrawable"
    zh = "“{task}”之后已经有人接着办了，不能再撤回。需要改时请联系下一环节退回。"
    en = 'Something happened after "{task}", so it cannot be taken back. Ask the next person to return it.'


class LastOfBranch(NotWithdrawable):
    """A step that waits at a join, or that ended its branch or its called procedure."""

    zh = "“{task}”是一个分支或子流程的最后一步，办完就不能单独撤回。需要改时请让在办的环节退回到它之前。"
    en = '"{task}" ended its branch or procedure and cannot be taken back alone. Ask for a return before it.'


class EffectUnderWay(NotWithdrawable):
    """What the step asked for was sent, or is being sent."""

    zh = "“{task}”办完后系统已经对外发送，不能再撤回。需要改时请等对方答复后由下一环节退回。"
    en = 'What "{task}" asked for is being sent already. Have it returned after the answer instead.'


class EffectUnanswered(ZhenwuError):
    """A return that would end a wait for an answer while a worker is sending what it asks."""

    code = "effect_unanswered"
    zh = (
        "“{task}”现在不能退回：系统正在为“{effect}”对外发送，还没有答复，退回会再发一次。"
        "请等答复后再退回；一直没有答复时，请管理员查看发件箱。"
    )
    en = (
        '"{task_en}" cannot go back now: what "{effect_en}" asks is being sent and would be sent twice. '
        "Return it after the answer; if none comes, ask an administrator to look at the outbox."
    )


class NotAwaited(ZhenwuError):
    """A message that no wait of the case could take, now or kept for later."""

    code = "not_awaited"
    zh = "本件现在没有在等“{wait}”，没有登记。请办到等它的那一步再登记。"
    en = 'This case does not wait for "{wait_en}" now, so nothing was recorded. Record it when it does.'


class NotRatable(ZhenwuError):
    code = "not_ratable"
    zh = "这件还没有办结，办结后再来评价。"
    en = "This case is not finished yet. Come back to rate it when it is."


class AlreadyRated(ZhenwuError):
    code = "already_rated"
    zh = "这件已经评价过了，谢谢。"
    en = "This case has been rated already. Thank you."


class StateUnreadable(ZhenwuError):
    code = "state_unreadable"
    zh = "办件 {case_no} 的运行数据不是本版本能读的格式，请联系系统管理员。"
    en = "The stored state of case {case_no} has a format this release does not read."


class ImportRefused(ZhenwuError):
    """A register file with bad rows; `details["rows"]` names each one. Nothing was written."""

    code = "import_refused"
    zh = "导入文件有 {n} 行不对，一行都没有写入。请按行号修改后再导入。"
    en = "{n} rows of the file are wrong; nothing was written. Mend them and import again."


class UserExists(ZhenwuError):
    code = "user_exists"
    zh = "登录名“{login}”已有人用，请换一个。"
    en = 'The login "{login}" is taken. Choose another one.'


class CalendarMissing(ZhenwuError):
    """A limit reached a year of which nobody knows the working days."""

    code = "calendar_missing"
    zh = (
        "没有 {year} 年的工作日历，算不出期限。请先导入该年日历："
        "zhenwu register import holidays 文件.csv（国务院办公厅的放假通知出来以后）。"
    )
    en = (
        "There is no calendar of {year}, so the time limit cannot be computed. Import its calendar "
        "first: zhenwu register import holidays FILE.csv (once the State Council notice is out)."
    )


class LimitUnreadable(ZhenwuError):
    code = "limit_unreadable"
    zh = (
        "“{text}”不是期限。请写整数加单位：5wd（工作日）、15d（天）、2m（月）、"
        "24h（小时）、4wh（工作小时）、30min（分钟）。"
    )
    en = (
        '"{text}" is no limit. Write a whole number and a unit: 5wd (working days), 15d (days), 2m (months), '
        "24h (hours), 4wh (working hours), 30min (minutes)."
    )


class TimeUnreadable(ZhenwuError):
    """A date, duration, cycle, stop interval or working time that is not written as ISO 8601 asks."""

    code = "time_unreadable"
    zh = "“{text}”读不懂：{why}。"
    en = '"{text}" cannot be read: {why_en}.'


class StopReversed(ZhenwuError):
    """A stop interval that ends before it starts."""

    code = "stop_reversed"
    zh = "停表区间 {begin} 至 {end} 的结束早于开始。请先写开始、后写结束。"
    en = "The stop from {begin} to {end} ends before it starts. Write the start first, then the end."


class SettingWrong(ZhenwuError):
    """A `ZHENWU_*` variable that cannot be used."""

    code = "setting_wrong"
    zh = "设置 {name} 不能用：{why}。请改好再启动。"
    en = "The setting {name} cannot be used: {why_en}. Mend it and start again."
