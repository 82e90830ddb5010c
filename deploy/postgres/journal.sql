-- A database and the least that the service needs in it: a user who may connect and owns one schema, nothing else.
-- As an administrator:  psql -v password="'…'" -f journal.sql
-- Then:  Journal:Provider = "Postgres",
--        Journal:ConnectionString = "Host=…;Database=crm_readiness;Username=crm_readiness_sync;SSL Mode=VerifyFull" and the password as a secret.

CREATE ROLE crm_readiness_sync LOGIN PASSWORD :password NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION CONNECTION LIMIT 50;
CREATE DATABASE crm_readiness ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE crm_readiness FROM PUBLIC;
GRANT CONNECT ON DATABASE crm_readiness TO crm_readiness_sync;

\connect crm_readiness
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA crm_readiness AUTHORIZATION crm_readiness_sync;
ALTER ROLE crm_readiness_sync IN DATABASE crm_readiness SET search_path = crm_readiness;
-- A stuck transaction would hold up the clean-up of old rows; no statement of the service takes this long.
ALTER ROLE crm_readiness_sync IN DATABASE crm_readiness SET idle_in_transaction_session_timeout = '10min';
