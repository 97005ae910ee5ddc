"""The usual way to write the API: FastAPI, async SQLAlchemy ORM, pydantic response models."""
