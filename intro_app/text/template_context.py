"""What the names of a template stand for; it calls functions and macros in fewer steps than Jinja's.

A page calls a hundred to two hundred and fifty of them, and Jinja takes some eighty instructions before each.
"""

from types import FunctionType
from typing import Any

from jinja2.runtime import Context, Macro

# Where Jinja's decorators say that a function wants to be handed something besides.
_MARK = "jinja_pass_arg"
_EVAL_CONTEXT = getattr(Macro.__call__, _MARK)


class TemplateContext(Context):
    """The context of a page or of a letter."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or a function as Jinja does; leave all else, and what wants the context, to Jinja."""
        kind = type(called)
        if kind is not Macro and kind is not FunctionType:
            return super().call(called, *args, **kwargs)
        mark = _EVAL_CONTEXT if kind is Macro else getattr(called, _MARK, None)
        if mark is not None and mark is not _EVAL_CONTEXT:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)  # for those that want the context
        kwargs.pop("_block_vars", None)
        return called(*args, **kwargs) if mark is None else called(self.eval_ctx, *args, **kwargs)
