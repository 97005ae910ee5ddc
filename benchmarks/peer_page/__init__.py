"""A todo page written by hand: FastAPI, SQL and React, behind the same session and owner wall."""
