"""A hand-written todo page: FastAPI, SQL and React, with the same sessions and RLS."""
