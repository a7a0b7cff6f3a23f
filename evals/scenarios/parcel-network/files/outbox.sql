-- shipment database, schema public (extract, Lotta)
CREATE TABLE shipment (
    shipment_id   bigint PRIMARY KEY,
    account_id    bigint NOT NULL,
    product       text   NOT NULL,
    price_ore     integer NOT NULL,
    tariff_id     bigint NOT NULL,
    destination   jsonb  NOT NULL,
    state         text   NOT NULL,
    version       bigint NOT NULL DEFAULT 1,
    updated_at    timestamptz NOT NULL
);

CREATE TABLE item (
    item_id       bigint PRIMARY KEY,
    shipment_id   bigint NOT NULL REFERENCES shipment,
    description   text   NOT NULL,
    hs_code       text,
    value_ore     bigint
);

-- read from the log by the mailer, rows are removed by partition after a week
CREATE TABLE mail_outbox (
    mail_id       uuid PRIMARY KEY,
    shipment_id   bigint NOT NULL,
    kind          text   NOT NULL,
    body          jsonb  NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now()
);
