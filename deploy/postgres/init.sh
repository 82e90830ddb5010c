#!/bin/sh
# For the PostgreSQL container, which runs it once, when its volume is empty: the database and the role of journal.sql, with the password from its secret.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="'$(cat /run/secrets/Journal__Password)'" --file /journal.sql
