"""The way of a question: mapping -> schema -> examples -> prompt -> model -> parse -> validate -> search -> result.

Each step is one module of that name; `pipeline` walks them in that order and tells of every step as it happens.
"""
