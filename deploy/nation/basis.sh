#!/bin/sh
# Dijalankan sekali oleh wadah PostgreSQL yang masih kosong: dua basis data, masing-masing dengan pemiliknya sendiri.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv prefect SANDI_PREFECT
\getenv tayang SANDI_TAYANG
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE ROLE tayang LOGIN PASSWORD :'tayang';
CREATE DATABASE prefect OWNER prefect ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE tayang OWNER tayang ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE prefect, tayang FROM PUBLIC;
SQL
