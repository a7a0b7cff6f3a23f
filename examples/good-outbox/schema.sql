CREATE TABLE orders (
    order_id  uuid PRIMARY KEY,
    customer  text NOT NULL,
    address   text NOT NULL,
    state     text NOT NULL CHECK (state IN ('placed', 'paid', 'shipped', 'cancelled')),
    row_version bigint NOT NULL DEFAULT 1
);

CREATE TABLE order_outbox (
    event_id       uuid PRIMARY KEY,
    aggregate_type text NOT NULL DEFAULT 'order',
    aggregate_id   uuid NOT NULL,
    order_version  bigint NOT NULL,
    payload        jsonb NOT NULL,
    UNIQUE (aggregate_id, order_version)
);
