CREATE TABLE products (
    product_id   bigint PRIMARY KEY,
    sku          text NOT NULL UNIQUE,
    title        text NOT NULL,
    description  text NOT NULL,
    brand        text NOT NULL,
    price_cents  integer NOT NULL CHECK (price_cents >= 0),
    row_version  bigint NOT NULL DEFAULT 1,
    updated_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE stock (
    product_id  bigint PRIMARY KEY REFERENCES products,
    on_hand     integer NOT NULL CHECK (on_hand >= 0),
    row_version bigint NOT NULL DEFAULT 1
);

CREATE TABLE orders (
    order_id     bigint PRIMARY KEY,
    customer_id  bigint NOT NULL,
    ship_name    text NOT NULL,
    ship_address text NOT NULL,
    state        text NOT NULL CHECK (state IN ('placed', 'paid', 'shipped', 'returned', 'cancelled')),
    placed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
    order_id     bigint NOT NULL REFERENCES orders,
    line_no      integer NOT NULL,
    product_id   bigint NOT NULL,
    quantity     integer NOT NULL CHECK (quantity > 0),
    price_cents  integer NOT NULL,
    PRIMARY KEY (order_id, line_no)
);
