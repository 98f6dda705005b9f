from __future__ import annotations

from pathlib import Path

from torch import distributed

from govspan.training.run import end_processes


def test_what_joins_processes_is_closed(tmp_path: Path) -> None:
    end_processes()  # one process has nothing to close
    store = distributed.FileStore(str(tmp_path / "store"), 1)
    distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    end_processes()
    assert not distributed.is_initialized()
