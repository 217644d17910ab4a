"""Settings, read once from the environment. No other module reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import SettingWrong


@dataclass(frozen=True)
class Settings:
    """One installation. Paths are absolute."""

    home: Path
    database_url: str
    processes_dir: Path
    forms_dir: Path
    town_id: str = "xuxiake"
    town_name: str = "徐霞客镇"
    town_name_en: str = "Xuxiake Town"
    time_zone: str = "Asia/Shanghai"
    working_hours: str = "08:30-11:30 13:30-17:00"
    """Of a working day, for limits in working hours; the sample town's counters."""
    demo_password: str = ""
    max_upload_bytes: int = 20 * 1024 * 1024
    secure_cookies: bool = False
    proxies: int = 0
    """How many reverse proxies of ours stand in front and set X-Forwarded-For."""
    gateway_url: str = ""
    """Where effects such as SMS are posted; empty = recorded, not sent."""
    gateway_token: str = field(default="", repr=False)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `ZHENWU_*` variables (README lists them); what is absent takes its default."""
    env = os.environ if environment is None else environment
    root = Path(__file__).resolve().parent.parent
    home = Path(env.get("ZHENWU_HOME") or root / "var").resolve()
    return Settings(
        home=home,
        database_url=env.get("ZHENWU_DATABASE_URL") or f"sqlite:///{home / 'zhenwu.db'}",
        processes_dir=Path(env.get("ZHENWU_PROCESSES") or root / "processes").resolve(),
        forms_dir=Path(env.get("ZHENWU_FORMS") or root / "forms").resolve(),
        town_id=env.get("ZHENWU_TOWN") or "xuxiake",
        town_name=env.get("ZHENWU_TOWN_NAME") or "徐霞客镇",
        town_name_en=env.get("ZHENWU_TOWN_NAME_EN") or "Xuxiake Town",
        working_hours=env.get("ZHENWU_WORKING_HOURS") or Settings.working_hours,
        demo_password=env.get("ZHENWU_DEMO_PASSWORD") or "",
        max_upload_bytes=int(env.get("ZHENWU_MAX_UPLOAD_MB") or 20) * 1024 * 1024,
        secure_cookies=(env.get("ZHENWU_SECURE_COOKIES") or "") in ("1", "true", "yes"),
        proxies=int(env.get("ZHENWU_PROXIES") or 0),
        gateway_url=(env.get("ZHENWU_GATEWAY_URL") or "").strip(),
        gateway_token=_gateway_token(env),
    )


def _gateway_token(env: Mapping[str, str]) -> str:
    """The token itself, or the first line of the file that holds it. Raises SettingWrong."""
    path = env.get("ZHENWU_GATEWAY_TOKEN_FILE") or ""
    if not path:
        return (env.get("ZHENWU_GATEWAY_TOKEN") or "").strip()
    try:
        return (Path(path).read_text(encoding="utf-8").splitlines() or [""])[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingWrong(
            name="ZHENWU_GATEWAY_TOKEN_FILE", why="文件读不了", why_en="the file cannot be read"
        ) from error
