"""Checkpoints in memory, of which only the newest is kept."""

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer


class NewestOnly(InMemorySaver):
    """A conversation is gone on with, never gone back in. After many waves most of it is history."""

    def __init__(self) -> None:
        super().__init__(serde=JsonPlusSerializer(allowed_msgpack_modules=None))

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Keep a checkpoint and forget those before it."""
        kept = super().put(config, checkpoint, metadata, new_versions)
        place: dict[str, Any] = kept["configurable"]
        thread, namespace = place["thread_id"], place["checkpoint_ns"]
        there = self.storage[thread][namespace]
        for old in [one for one in there if one != checkpoint["id"]]:
            del there[old]
            self.writes.pop((thread, namespace, old), None)
        now = checkpoint["channel_versions"]
        for key in [
            key for key in self.blobs if key[:2] == (thread, namespace) and now.get(key[2]) != key[3]
        ]:
            del self.blobs[key]
        return kept
