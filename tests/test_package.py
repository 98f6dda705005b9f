"""The package as it is installed: its imports, its names, its entry points."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import govspan

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

#: What each folder may import of the others.
MAY_IMPORT = {
    "annotations": {"annotations"},
    "configs": {"configs"},
    "pipeline": {"annotations", "configs", "pipeline"},
    "training": {"annotations", "configs", "pipeline", "training"},
}


def imported_packages(path: Path, package: tuple[str, ...]) -> set[str]:
    """The project's packages that a file of ``package`` imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[tuple[str, ...]] = []
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ("govspan", *package)[: len(package) + 2 - node.level] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            names = [(*module, alias.name) for alias in node.names]
        found |= {name[1] for name in names if name[0] == "govspan" and len(name) > 1}
    return found


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_have_one_direction(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*.py") if "_root" not in path.parts]
    assert files
    seen: set[str] = set()
    for path in files:
        package = path.parent.relative_to(ROOT).parts
        imported = imported_packages(path, package)
        assert imported <= MAY_IMPORT[folder], path
        seen |= imported
    # The check sees relative imports, or it would see none at all.
    assert folder == "configs" or folder in seen


def test_the_check_of_imports_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "from ..training import export\n"
        "from . import bio\n"
        "def late():\n"
        "    import govspan.configs\n"
        "    from .. import annotations\n"
    )
    assert imported_packages(path, ("pipeline",)) == {"training", "pipeline", "configs", "annotations"}
    path.write_text(
        "from ...annotations import Document\nfrom . import corpus\nfrom ..config import load_config\n"
    )
    assert imported_packages(path, ("training", "cli")) == {"annotations", "training"}


def test_only_one_name_at_the_top_level() -> None:
    distribution = importlib.metadata.distribution("govspan")
    top_level = distribution.read_text("top_level.txt")
    assert top_level is not None
    assert "govspan" in top_level.split()
    assert not {"annotations", "configs", "pipeline", "tests", "training"} & set(top_level.split())
    modules = importlib.metadata.packages_distributions()
    owned = {name for name, owners in modules.items() if "govspan" in owners}
    assert not {"annotations", "configs", "pipeline", "tests", "training"} & owned


def test_folders_are_no_top_level_modules() -> None:
    # From elsewhere: in the repository the folders themselves could be imported.
    code = (
        "from importlib.util import find_spec\n"
        "print([name for name in ('annotations', 'configs', 'pipeline', 'training') if find_spec(name)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd="/", timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


ENTRY_POINTS = [
    *((group, name) for group, points in PROJECT["entry-points"].items() for name in points),
    *(("console_scripts", name) for name in PROJECT["scripts"]),
]


def test_there_are_entry_points_of_every_kind() -> None:
    assert {group for group, _ in ENTRY_POINTS} == {
        "console_scripts",
        "spacy_factories",
        "spacy_scorers",
        "spacy_tokenizers",
    }


@pytest.mark.parametrize(
    ("group", "name"), ENTRY_POINTS, ids=[f"{group}:{name}" for group, name in ENTRY_POINTS]
)
def test_every_entry_point_resolves(group: str, name: str) -> None:
    (point,) = (
        point
        for point in importlib.metadata.distribution("govspan").entry_points
        if (point.group, point.name) == (group, name)
    )
    stated = PROJECT["scripts"] if group == "console_scripts" else PROJECT["entry-points"][group]
    assert point.value == stated[name]
    assert callable(point.load())


def test_spacy_finds_them_by_name() -> None:
    # In a process that has imported nothing of govspan.
    code = (
        "import spacy\n"
        "print(spacy.registry.tokenizers.get('govspan.Tokenizer.v1').__module__)\n"
        "print(spacy.registry.scorers.get('govspan.extractor_scorer.v1').__module__)\n"
        "print(type(spacy.blank('xx').add_pipe('govspan_extractor')).__module__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        f"govspan.pipeline.{name}" for name in ("tokenizer", "scoring", "extractor")
    ]


def modules() -> list[str]:
    """Every module, from the folders: an editable install cannot list its own."""
    files = [
        path.relative_to(ROOT).with_suffix("")
        for folder in MAY_IMPORT
        for path in (ROOT / folder).rglob("*.py")
    ]
    names = [
        ".".join(("govspan", *path.parts)).removesuffix(".__init__")
        for path in files
        if "_root" not in path.parts
    ]
    return sorted(names)


def test_the_modules_are_found() -> None:
    assert {"govspan.annotations", "govspan.training.cli.extract", "govspan.pipeline.model"} <= set(modules())


@pytest.mark.parametrize("name", ["govspan", *modules()])
def test_all_is_what_a_module_exports(name: str) -> None:
    module = importlib.import_module(name)
    stated = getattr(module, "__all__", None)
    if stated is None:
        # Only a package that is a place for modules and says nothing itself.
        assert hasattr(module, "__path__")
        assert defined_in(module) == set()
        return
    # In ruff's order: constants, classes, the rest.
    assert stated == sorted(stated, key=_isort_key)
    assert len(stated) == len(set(stated))
    assert [item for item in stated if not hasattr(module, item)] == []


def _isort_key(name: str) -> tuple[int, str]:
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name


def defined_in(module: ModuleType) -> set[str]:
    """Public functions and classes that a module itself defines."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
        and callable(value)
    }


@pytest.mark.parametrize("name", ["govspan", "govspan.annotations", "govspan.configs"])
def test_all_of_a_public_package_is_complete(name: str) -> None:
    module = importlib.import_module(name)
    exported = {
        item
        for item, value in vars(module).items()
        if not item.startswith("_")
        and not isinstance(value, ModuleType)
        and item not in ("annotations", "Any", "Path", "TYPE_CHECKING", "version")
    }
    assert exported == set(module.__all__) - {"__version__"}


def test_importing_the_package_is_cheap() -> None:
    code = (
        "import sys, govspan\n"
        "print({'spacy', 'torch', 'transformers', 'numpy', 'nlpo3', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr


def test_one_version() -> None:
    assert govspan.__version__ == PROJECT["version"] == importlib.metadata.version("govspan")


_BLOCKED = """
import sys
blocked = {blocked!r}
class Blind:
    def __init__(self, finder):
        self.finder = finder
    def find_spec(self, name, path=None, target=None):
        return None if name.partition(".")[0] in blocked else self.finder.find_spec(name, path, target)
    def __getattr__(self, name):
        return getattr(self.finder, name)
sys.meta_path[:] = map(Blind, sys.meta_path)
sys.argv = ["govspan", *{arguments!r}]
from govspan.training.cli import main
main()
"""


def without(blocked: list[str], *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command line where some packages are not installed."""
    code = _BLOCKED.format(blocked=set(blocked), arguments=list(arguments))
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, timeout=120, check=False
    )


#: The packages of the extra "train", and of the extra "onnx".
TRAIN = ["accelerate", "confection", "datasets", "pythainlp", "seqeval", "tensorboard"]
ONNX = ["onnx", "onnxruntime", "onnxscript"]


def test_training_without_its_packages_names_the_extra(tmp_path: Path) -> None:
    done = without(["datasets"], "train", "my.cfg", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert "datasets" in line
    assert line.endswith("pip install 'govspan[train]'")


def test_extraction_needs_none_of_them(tiny_run: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("the Ministry of Fisheries กรมทรัพยากรน้ำ", encoding="utf-8")
    # confection comes with spaCy.
    blocked = [name for name in (*TRAIN, *ONNX) if name != "confection"]
    done = without(blocked, "extract", "a.txt", "-p", str(tiny_run / "pipeline"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('{"id": "a"')
