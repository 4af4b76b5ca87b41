"""The recipes that documents show: <!-- recipe: NAME --> before a fenced block."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECIPE = re.compile(r"<!-- recipe: (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)


def recipes(document):
    """{name: text} of docs/DOCUMENT."""
    return dict(RECIPE.findall((ROOT / "docs" / document).read_text()))
