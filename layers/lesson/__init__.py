"""Worksheets for a class: questions, and the answers computed from the data.

In: the summary of `layers.content`. Out: a worksheet and an answer sheet, HTML or PDF.
Start with `handout.py`; questions are in `number_questions.py` and `word_questions.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
