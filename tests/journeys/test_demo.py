"""What `make demo` tells, as a test: so that the story never breaks between two releases."""

from __future__ import annotations

import pytest

from hub.demo.stage import Stage
from hub.settings import LaneSettings, Settings
from tests.conftest import MakeEngineSettings


@pytest.mark.timeout(240)
def test_the_story_comes_to_its_end_twice_with_a_kill_between(engine_settings: MakeEngineSettings) -> None:
    """Three companies, twice: all delivered exactly once (the stage itself counts), and no neighbour looks in."""
    told: list[str] = []
    Stage(Settings(None, None, engine_settings(), LaneSettings("demo", 4)), told.append).perform()
    story = "\n".join(told)
    assert story.count("准予登记") == 2 * (3 + 3)
    assert story.count("恰好一次") == 2
    assert "kill -9" in story
    assert "被 Kafka 拒绝" in story
