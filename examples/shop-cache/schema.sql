CREATE TABLE products (
    product_id  integer PRIMARY KEY,
    title       text NOT NULL,
    price_cents integer NOT NULL,
    row_version bigint NOT NULL DEFAULT 1
);

CREATE TABLE stock (
    product_id integer PRIMARY KEY REFERENCES products,
    on_hand    integer NOT NULL
);

CREATE TABLE pickup_slots (
    slot_id   integer PRIMARY KEY,
    starts_at timestamptz NOT NULL,
    places    integer NOT NULL DEFAULT 30
);

CREATE TABLE orders (
    order_id  bigint PRIMARY KEY,
    name      text NOT NULL,
    address   text NOT NULL,
    slot_id   integer REFERENCES pickup_slots,
    placed_at timestamptz NOT NULL DEFAULT now()
);
