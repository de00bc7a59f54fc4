CREATE TABLE durable_slot (
    log_id  uuid    NOT NULL,
    slot    integer NOT NULL,
    last_tx bigint  NOT NULL,
    epoch   bigint  NOT NULL,
    token   bigint  NOT NULL,
    record  bytea,
    PRIMARY KEY (log_id, slot)
) WITH (fillfactor = 50);

CREATE SEQUENCE durable_slot_token CACHE 1;
