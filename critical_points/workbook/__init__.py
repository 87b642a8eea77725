"""The workbook of part 2: what a team discusses, decides and plans, out as a file and back."""

from __future__ import annotations

from critical_points.workbook.boxes import name_boxes
from critical_points.workbook.collection import find_workbooks, load_plan, read_plan
from critical_points.workbook.filled import Filled, Problem
from critical_points.workbook.form import Field, Form, Section, fill_form, make_form
from critical_points.workbook.plans import Plan
from critical_points.workbook.reading import read_workbook
from critical_points.workbook.sending import blank_place, write_workbook
from critical_points.workbook.sheets import write_sheets

__all__ = [
    "Field",
    "Filled",
    "Form",
    "Plan",
    "Problem",
    "Section",
    "blank_place",
    "fill_form",
    "find_workbooks",
    "load_plan",
    "make_form",
    "name_boxes",
    "read_plan",
    "read_workbook",
    "write_sheets",
    "write_workbook",
]
