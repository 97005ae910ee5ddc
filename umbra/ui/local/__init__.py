"""Small local script components: what must happen in the frame of the click.

Each is a JSX file beside the Python class that names its props. They hold what the
server can't know in time (a tick just clicked, a row being dragged, a draft being
typed) and hand named events on; words, layout and data stay in Python.
"""
