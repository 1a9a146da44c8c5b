"""What is relied on in nbgrader, nbconvert, nbclient, IPython and jupytext beyond what they promise.

An upgrade that takes it away fails here, with a sentence that names it and the file that needs it.
"""

import ast
import inspect
import json
import re
import tomllib
from importlib import import_module

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import Execute, SaveAutoGrades, SaveCells
from support import ROOT

from deltarule.nbgrader import PREPROCESSORS
from deltarule.nbgrader.book import reconciliation
from deltarule.nbgrader.execute.executor import IsolatedExecute
from deltarule.nbgrader.execute.person import PersonsTasks
from deltarule.nbgrader.execute.screen import Harmless, converter_of

PACKAGE = ROOT / "autograder/deltarule"
LIBRARIES = ("nbgrader", "nbconvert", "nbclient", "IPython", "jupytext", "nbformat")


def imported():
    """Find what the package imports from these libraries: names with a module, and the file that needs them."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").split(".")[0] in LIBRARIES:
                for alias in node.names:
                    yield f"{node.module}:{alias.name}", path.relative_to(PACKAGE).as_posix()


def found(name):
    """Give what `name` stands for: ``module:attribute.attribute``."""
    module, _, attributes = name.partition(":")
    value = import_module(module)
    for attribute in filter(None, attributes.split(".")):
        value = getattr(value, attribute)
    return value


def test_every_one_of_these_libraries_is_needed_somewhere():
    assert {name.split(":")[0].split(".")[0] for name, _ in imported()} == set(LIBRARIES) - {"jupytext"}


@pytest.mark.parametrize(("name", "file"), sorted(set(imported())))
def test_what_is_imported_is_where_it_was(name, file):
    try:
        found(name)
    except (ImportError, AttributeError):
        pytest.fail(f"{name} is not there (any more): {file} imports it.")


# --- attributes, methods and traits ------------------------------------------------------------------------------

MEMBERS = {
    "book/settings.py": {
        "nbgrader.apps.baseapp:NbGrader": "initialize raise_config_file_errors log_level",
        "nbgrader.coursedir:CourseDirectory": "format_path root course_id db_url source_directory release_directory "
        "submitted_directory autograded_directory groupshared ignore",
        "nbgrader.preprocessors:AssignLatePenalties": "init_plugin plugin_class plugin_inst",
        "nbgrader.plugins:BasePlugin": "",
    },
    "book/source.py": {"nbgrader.converters:GenerateAssignment": "preprocessors"},
    "execute/lookahead.py": {
        "nbgrader.converters:Autograde": "_format_source _format_dest _sanitizing sanitize_preprocessors assignments "
        "exporter_class init_single_notebook_resources force coursedir",
        "nbgrader.coursedir:CourseDirectory": "student_id_exclude notebook_id get_existing_timestamp",
        "nbconvert.exporters:Exporter": "register_preprocessor from_filename",
    },
    "execute/executor.py": {
        "nbgrader.converters:Autograde": "autograde_preprocessors exclude_overwriting",
        "nbgrader.preprocessors:Execute": "timeout timeout_func error_on_timeout skip_cells_with_tag allow_errors "
        "allow_error_names force_raise_errors on_cell_executed _get_timeout preprocess",
        "nbclient.exceptions:CellExecutionError": "from_cell_and_msg",
    },
    "execute/person.py": {
        "nbgrader.api:Gradebook": "find_grade find_comment",
        "nbgrader.api:Grade": "needs_manual_grade auto_score",
        "nbgrader.api:Comment": "auto_comment",
    },
    "execute/labels.py": {
        "nbgrader.coursedir:CourseDirectory": "format_path source_directory",
        "nbgrader.api:Gradebook": "find_notebook",
        "nbgrader.api:Notebook": "source_cells grade_cells task_cells solution_cells",
        "nbgrader.nbgraderformat:MetadataValidator": "schema_version",
    },
    "execute/notebooks.py": {
        "nbgrader.converters:Autograde": "_sanitizing exporter_class convert_notebooks coursedir log",
        "nbconvert.exporters:NotebookExporter": "from_filename from_notebook_node",
    },
    "execute/runs.py": {"nbclient:NotebookClient": "process_message record_timing _display_id_map"},
    "sanitizer.py": {"nbconvert.filters.markdown_mistune:MarkdownWithMath": "render"},
    "lms/zip_collect.py": {
        "nbgrader.plugins:ExtractorPlugin": "extract log parent",
        "nbgrader.plugins:FileNameCollectorPlugin": "collect",
        "nbgrader.apps.zipcollectapp:ZipCollectApp": "extractor_plugin collector_plugin fail",
    },
    "door/inside/shell.py": {
        "IPython.core.interactiveshell:InteractiveShell": "instance displayhook_class display_pub_class init_magics "
        "register_magic_function init_ipython_dir init_profile_dir init_virtualenv init_hooks set_hook enable_gui "
        "set_next_input _showtraceback enable_matplotlib execution_count transform_cell should_run_async "
        "run_cell run_cell_async events db",
        "IPython.core.displayhook:DisplayHook": "start_displayhook write_output_prompt write_format_data "
        "finish_displayhook prompt_count shell",
        "IPython.core.displaypub:DisplayPublisher": "publish clear_output _validate_data shell",
        "IPython.core.history:HistoryManager": "enabled hist_file",
        "IPython.core.ultratb:VerboseTB": "structured_traceback",
        "IPython.core.interactiveshell:ExecutionResult": "error_before_exec error_in_exec",
    },
    "core/code/stubs.py": {"IPython.core.interactiveshell:InteractiveShell": "set_custom_exc showtraceback"},
    "grading/contents.py": {"IPython.core.inputtransformer2:TransformerManager": "transform_cell"},
}


def has(owner, member):
    """Whether a class has a member, be it a trait, a method or what its code sets on an instance."""
    return hasattr(owner, member) or re.search(rf"self\.{member}\b\s*[:=]", _code_of(owner)) is not None


def _code_of(owner):
    return "\n".join(inspect.getsource(base) for base in owner.__mro__ if base is not object and _has_source(base))


def _has_source(owner):
    try:
        return bool(inspect.getsource(owner))
    except (OSError, TypeError):
        return False


@pytest.mark.parametrize(
    ("owner", "member", "file"),
    [
        (owner, member, file)
        for file, owners in MEMBERS.items()
        for owner, members in owners.items()
        for member in members.split() or [""]
    ],
)
def test_what_is_called_or_overridden_has_the_name_that_it_had(owner, member, file):
    try:
        there = not member or has(found(owner), member)
    except (ImportError, AttributeError):
        there = False
    assert there, f"{owner.replace(':', '.')} has no {member} (any more): {file} relies on it."


SIGNATURES = {
    "nbgrader.converters:Autograde._format_source": ("assignment_id", "student_id", "escape"),
    "nbgrader.converters:Autograde._format_dest": ("assignment_id", "student_id"),
    "nbgrader.converters:Autograde.__init__": ("coursedir",),
    "nbgrader.coursedir:CourseDirectory.format_path": ("nbgrader_step", "student_id", "assignment_id"),
    "nbgrader.utils:find_all_files": ("path", "exclude"),
    "nbclient:NotebookClient.process_message": ("msg", "cell", "cell_index"),
    "nbclient.exceptions:CellExecutionError.from_cell_and_msg": ("cell", "msg"),
    "nbconvert.filters.markdown_mistune:IPythonRenderer.__init__": (
        "escape",
        "attachments",
        "exclude_anchor_links",
    ),
    "IPython.core.interactiveshell:InteractiveShell.run_cell_async": (
        "raw_cell",
        "store_history",
        "transformed_cell",
        "preprocessing_exc_tuple",
    ),
    "IPython.core.interactiveshell:InteractiveShell.should_run_async": (
        "raw_cell",
        "transformed_cell",
        "preprocessing_exc_tuple",
    ),
    "IPython.core.interactiveshell:InteractiveShell._showtraceback": ("etype", "evalue", "stb"),
    "IPython.core.interactiveshell:InteractiveShell.showtraceback": ("exc_tuple", "tb_offset"),
    "IPython.core.interactiveshell:InteractiveShell.set_custom_exc": ("exc_tuple", "handler"),
    "IPython.core.displaypub:DisplayPublisher.publish": ("data", "metadata", "transient", "update"),
    "IPython.core.displayhook:DisplayHook.write_format_data": ("format_dict", "md_dict"),
    "IPython.core.ultratb:VerboseTB.__init__": ("theme_name",),
}


@pytest.mark.parametrize(("name", "wanted"), SIGNATURES.items())
def test_what_is_called_takes_the_arguments_that_it_took(name, wanted):
    function = found(name)
    taken = inspect.signature(getattr(function, "__wrapped__", function)).parameters
    lost = [parameter for parameter in wanted if parameter not in taken]
    assert not lost, f"{name.replace(':', '.')} doesn't take {', '.join(lost)} (any more): it takes {', '.join(taken)}."


def test_ipython_shows_what_an_exception_renders_itself():
    code = inspect.getsource(found("IPython.core.interactiveshell:InteractiveShell.showtraceback"))
    assert "_render_traceback_" in code, "IPython asks no exception for its traceback: core/code/stubs.py relies on it."


def test_nbclient_keeps_in_an_attribute_that_an_output_is_to_be_cleared():
    code = inspect.getsource(found("nbclient:NotebookClient"))
    assert "self.clear_before_next_output" in code, "NotebookClient.clear_before_next_output is gone: execute/runs.py."


# --- how nbgrader's converters work ------------------------------------------------------------------------------


@pytest.fixture
def converter(tmp_path):
    return Autograde(coursedir=CourseDirectory(root=str(tmp_path)))


def test_autograde_runs_notebooks_by_one_step_and_then_saves_the_marks():
    steps = Autograde.autograde_preprocessors.default_args[0]
    assert steps.count(Execute) == 1
    assert steps.index(Execute) < steps.index(SaveAutoGrades)
    assert [IsolatedExecute if step is Execute else step for step in steps] + [PersonsTasks, Harmless] == PREPROCESSORS


def test_an_assignment_is_generated_by_steps_one_of_which_saves_the_cells(tmp_path):
    steps = GenerateAssignment(coursedir=CourseDirectory(root=str(tmp_path))).preprocessors
    assert SaveCells in steps, "GenerateAssignment has no step SaveCells: book/source.py leaves that one out."


def test_a_preprocessors_grandparent_is_the_run_of_autograde(converter):
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    exporter.register_preprocessor(Harmless, enabled=True)
    assert converter_of(exporter._preprocessors[-1]) is converter


def test_a_notebooks_names_are_among_its_resources(converter, tmp_path):
    path = tmp_path / "submitted/ada/ps1/problem.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}))
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    resources = converter.init_single_notebook_resources(str(path))
    _, resources = exporter.from_filename(str(path), resources=resources)
    names = {key: resources["nbgrader"][key] for key in ("student", "assignment", "notebook")}
    assert names == {"student": "ada", "assignment": "ps1", "notebook": "problem"}
    assert resources["metadata"]["path"] == str(path.parent)


def test_folders_are_told_apart_by_a_pattern(converter, tmp_path):
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    match = re.match(pattern, str(tmp_path / "submitted/ada/ps1"))
    assert match, "Autograde._format_source makes no pattern: execute/lookahead.py finds submissions by it."
    assert match.groupdict() == {"assignment": "ps1", "student": "ada"}
    assert converter._sanitizing is True


# --- the database ------------------------------------------------------------------------------------------------

TABLES = {
    name: value for name, value in vars(reconciliation).items() if name.isupper() and hasattr(value, "columns")
} | {f"KINDS.{kind}": table for kind, table in reconciliation.KINDS.items()}

WRITTEN = {
    "STUDENTS": "id",
    "COURSES": "id",
    "ASSIGNMENTS": "id name course_id duedate",
    "NOTEBOOKS": "id name assignment_id kernelspec",
    "BASE_CELLS": "id name notebook_id type",
    "SOURCE_CELLS": "id name cell_type locked source checksum notebook_id",
    "SUBMISSIONS": "id assignment_id student_id timestamp extension",
    "SUBMITTED": "id notebook_id assignment_id late_submission_penalty",
    "GRADES": "id cell_id notebook_id auto_score manual_score extra_credit needs_manual_grade",
    "COMMENTS": "id cell_id notebook_id auto_comment manual_comment",
    "KINDS.GradeCell": "id max_score cell_type",
    "KINDS.SolutionCell": "id",
    "KINDS.TaskCell": "id max_score cell_type",
}


def columns_read():
    """Find the columns that the code names, such as ``GRADES.c.auto_score``."""
    for path in sorted((PACKAGE / "nbgrader/book").glob("*.py")):
        for table, column in re.findall(r"\b([A-Z_]+)\.c\.(\w+)", path.read_text()):
            yield table.removeprefix("_"), column, path.name


@pytest.mark.parametrize(("table", "columns"), WRITTEN.items())
def test_every_column_that_is_written_is_in_the_gradebook(table, columns):
    lost = set(columns.split()) - set(TABLES[table].columns.keys())
    assert not lost, f"nbgrader's table {TABLES[table].name} has no column {', '.join(lost)} (any more)."


@pytest.mark.parametrize(("table", "column", "file"), sorted(set(columns_read())))
def test_every_column_that_is_read_is_in_the_gradebook(table, column, file):
    candidates = [TABLES[table]] if table in TABLES else [TABLES["KINDS.GradeCell"], TABLES["KINDS.TaskCell"]]
    for candidate in candidates:
        assert column in candidate.columns, f"nbgrader's table {candidate.name} has no {column} (any more): {file}."


@pytest.mark.parametrize(("table", "columns"), WRITTEN.items())
def test_no_column_has_to_be_filled_in_that_is_not(table, columns):
    needed = {
        column.name
        for column in TABLES[table].columns
        if not column.nullable and column.default is None and column.server_default is None
    }
    unknown = needed - set(columns.split())
    assert not unknown, f"nbgrader's table {TABLES[table].name} wants {', '.join(unknown)}: nothing writes it."


def test_every_table_that_is_used_is_looked_at():
    assert TABLES.keys() == WRITTEN.keys()


def test_the_kinds_of_cells_are_told_apart_by_the_names_of_their_classes():
    api = import_module("nbgrader.api")
    for kind, table in reconciliation.KINDS.items():
        assert getattr(api, kind).__mapper__.polymorphic_identity == kind, f"nbgrader calls a {kind} otherwise."
        assert getattr(api, kind).__table__ is table


def test_the_tables_have_a_version_that_nbgraders_own_upgrade_knows():
    config = Config()
    config.set_main_option("script_location", ALEMBIC_DIR)
    assert ScriptDirectory.from_config(config).get_current_head()


# --- jupytext ----------------------------------------------------------------------------------------------------


def test_jupytext_reads_and_writes_percent_cells_with_what_stands_on_their_first_line():
    import jupytext

    text = '# %% [markdown] question="why" points=3\n# Say why.\n\n# %%\nx = 1\n'
    notebook = jupytext.reads(text, fmt="py:percent")
    question, code = notebook.cells
    assert (question.cell_type, question.source, dict(question.metadata)) == (
        "markdown",
        "Say why.",
        {"question": "why", "points": 3},
    ), "jupytext reads a cell's own words otherwise: authoring/building/products.py finds questions by them."
    assert (code.cell_type, code.source) == ("code", "x = 1")
    notebook.metadata = {"jupytext": {"notebook_metadata_filter": "-all", "cell_metadata_filter": "question,-all"}}
    assert jupytext.writes(notebook, fmt="py:percent") == text.replace(" points=3", "")


# --- the pin -----------------------------------------------------------------------------------------------------


def test_nbgrader_is_pinned_from_above():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["instructor"]
    (pin,) = [item for item in listed if item.startswith("nbgrader")]
    assert re.fullmatch(r"nbgrader>=[\d.]+,<[\d.]+", pin), f"{pin} lets in versions that nobody has looked at."
