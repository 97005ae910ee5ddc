"""Small script components for what must happen in the frame of the click.

Each is a JSX file beside the Python class that declares its props. They hold state that the
server can't know in time (an optimistic update, a row being dragged, a draft being typed) and send
events; texts, layout and data stay in Python.
"""
