"""Names of BPMN elements as process designers say them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_WORDS = {
    "definitions": ("文件", "file"),
    "process": ("流程", "process"),
    "collaboration": ("协作", "collaboration"),
    "participant": ("泳池", "pool"),
    "lane": ("泳道", "lane"),
    "sequenceFlow": ("连线", "sequence flow"),
    "messageFlow": ("消息流", "message flow"),
    "association": ("关联线", "association"),
    "textAnnotation": ("文字注释", "text annotation"),
    "startEvent": ("开始事件", "start event"),
    "endEvent": ("结束事件", "end event"),
    "userTask": ("用户任务", "user task"),
    "scriptTask": ("脚本任务", "script task"),
    "serviceTask": ("服务任务", "service task"),
    "businessRuleTask": ("业务规则任务", "business rule task"),
    "sendTask": ("发送任务", "send task"),
    "receiveTask": ("接收任务", "receive task"),
    "manualTask": ("手工任务", "manual task"),
    "task": ("普通任务", "plain task"),
    "callActivity": ("调用活动", "call activity"),
    "subProcess": ("子流程", "sub-process"),
    "adHocSubProcess": ("临时子流程", "ad-hoc sub-process"),
    "transaction": ("事务子流程", "transaction"),
    "exclusiveGateway": ("排他网关", "exclusive gateway"),
    "parallelGateway": ("并行网关", "parallel gateway"),
    "inclusiveGateway": ("包容网关", "inclusive gateway"),
    "eventBasedGateway": ("事件网关", "event gateway"),
    "complexGateway": ("复杂网关", "complex gateway"),
    "intermediateCatchEvent": ("中间捕获事件", "intermediate catch event"),
    "intermediateThrowEvent": ("中间抛出事件", "intermediate throw event"),
    "boundaryEvent": ("边界事件", "boundary event"),
    "dataObject": ("数据对象", "data object"),
    "dataObjectReference": ("数据对象", "data object"),
    "dataStoreReference": ("数据存储", "data store"),
    "ioSpecification": ("数据输入输出", "data input or output"),
    "property": ("数据属性", "data property"),
    "dataInputAssociation": ("数据输入", "data input"),
    "dataOutputAssociation": ("数据输出", "data output"),
    "multiInstanceLoopCharacteristics": ("多实例", "multi-instance marker"),
    "standardLoopCharacteristics": ("循环标记", "loop marker"),
    "timerEventDefinition": ("定时器", "timer"),
    "messageEventDefinition": ("消息", "message"),
    "signalEventDefinition": ("信号", "signal"),
    "errorEventDefinition": ("错误", "error"),
    "escalationEventDefinition": ("升级", "escalation"),
    "conditionalEventDefinition": ("条件事件", "conditional event"),
    "linkEventDefinition": ("链接事件", "link event"),
    "terminateEventDefinition": ("终止事件", "terminate event"),
    "compensateEventDefinition": ("补偿", "compensation"),
    "cancelEventDefinition": ("取消事件", "cancel event"),
    "BPMNDiagram": ("图", "diagram"),
    "BPMNPlane": ("图面", "plane"),
    "BPMNShape": ("图形", "shape"),
    "BPMNEdge": ("连线图形", "edge"),
}


def kind_words(kind: str) -> tuple[str, str]:
    """The element's kind in Chinese and English; the XML name itself when nobody has a word for it."""
    return _WORDS.get(kind, (kind, kind))


def suggestion(word: str, known: Iterable[str]) -> tuple[str, str]:
    """`是不是“channels”？` in both languages, or two empty texts. Long words are slow, so not compared."""
    close = difflib.get_close_matches(word, list(known), 1) if len(word) <= 64 else []
    return (f"是不是“{close[0]}”？", f' Did you mean "{close[0]}"?') if close else ("", "")
