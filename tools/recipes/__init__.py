"""What to run: statements, settings and queries in the user's own names, each with what it makes true."""

from tools.recipes.catalogue import recipe_sources
from tools.recipes.render import Recipe, recipes

__all__ = ["Recipe", "recipe_sources", "recipes"]
