"""Topics: what a service task can ask for. One file a subject; adding one is a file and a line here.

Inside topics run in the door's transaction against the town's own rows; the others leave through the outbox
and their token waits for the answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.topics import corrections, documents, plain
from engine.topics.topic import Answered, Ask, AskRefused, Topic

TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        corrections.COUNT,
        documents.NUMBER,
        documents.PUBLISH,
        plain.ECHO,
        plain.ECHO_LATER,
        plain.FAIL,
    )
}

__all__ = ["TOPICS", "Answered", "Ask", "AskRefused", "Topic"]
