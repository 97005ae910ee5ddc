"""Launching the house: embedded PostgreSQL, migrations, front-end build, serving, backup."""
