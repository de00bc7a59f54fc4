CREATE TABLE durable_slot (
    log_id  UUID    NOT NULL,
    slot    INTEGER NOT NULL,
    last_tx BIGINT  NOT NULL,
    epoch   BIGINT  NOT NULL,
    token   BIGINT  NOT NULL,
    record  VARBINARY(4000),
    PRIMARY KEY (log_id, slot)
);

CREATE SEQUENCE durable_slot_token;
