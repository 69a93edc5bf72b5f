"""The templates' environment: it begins a page, and calls what stands in it, in fewer steps than Jinja's."""

from typing import Any

from flask.templating import Environment

from intro_app.text.template_context import TemplateContext


class PageEnvironment(Environment):
    """Flask's environment with these contexts."""

    context_class = TemplateContext

    def make_globals(self, d: Any) -> Any:
        """Return the global names of a template: those of all, unless it has some of its own."""
        return super().make_globals(d) if d else self.globals
