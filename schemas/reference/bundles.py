"""Kinds of bundle (一件事, investment projects): what belongs to one, in which stages, and what waits for what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.reference.base import BaseRow, Limit
from schemas.reference.items import ItemCode
from schemas.values import Code, Name, Value


class StageItem(Value):
    """An item of a stage; the next stage needs each required one approved."""

    item: ItemCode
    required: bool = True


class BundleStage(Value):
    """Approvals that run side by side (并联审批)."""

    name: Name
    items: Annotated[tuple[StageItem, ...], Field(min_length=1, max_length=50)]
    commitments: Literal["not_broken", "kept"] | None = None
    """[L] What an approval of this stage asks of the commitments (容缺承诺) of the cases it rests on, through others
    too: none of them broken and still unmet, or every one of them kept. None: the officer is told of a broken one."""
    commitments_basis: str = ""
    """Which document or policy says so."""


class BundleEdge(Value):
    """A case of ``item`` is filed only when the case of ``waits_for`` is approved."""

    item: ItemCode
    waits_for: ItemCode


class BundleKind(BaseRow):
    """A 一件事 (one stage), or a project (several: cases are added stage by stage, each waits for the stage before)."""

    kind: Literal["bundle_kind"] = "bundle_kind"
    code: Code
    name: Name
    stages: Annotated[tuple[BundleStage, ...], Field(min_length=1, max_length=10)]
    edges: tuple[BundleEdge, ...] = ()
    """Beside the order of the stages."""
    joint: bool = False
    """Its cases are handled jointly (多地联办, 并联审批)."""
    longest_wait: Limit | None = None
    """[L] For another case's document, and of a project for its next cases; None: the province's policy says."""
    legal_basis: str = ""
    sample: bool = False

    @property
    def is_project(self) -> bool:
        """Tell whether cases may be added later, stage by stage."""
        return len(self.stages) > 1

    def stage_of(self, item: str) -> int | None:
        """Give the place of the stage that an item belongs to; None: it is no part of this kind."""
        for place, stage in enumerate(self.stages):
            if any(line.item == item for line in stage.items):
                return place
        return None

    def required(self, stage: int) -> tuple[str, ...]:
        """Give the items that a stage needs."""
        return tuple([line.item for line in self.stages[stage].items if line.required])

    def awaited_by(self, item: str) -> frozenset[str]:
        """Give the items that an item waits for: by its edges, and all the stage before requires."""
        stage = self.stage_of(item)
        before = self.required(stage - 1) if stage else ()
        return frozenset(before) | {edge.waits_for for edge in self.edges if edge.item == item}
