"""Running the server: embedded PostgreSQL, migrations, front-end build, doctor, backup."""
