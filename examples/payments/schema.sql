-- the same on each of the eight partitions
CREATE TABLE accounts (
    account_id    uuid PRIMARY KEY,
    holder        text NOT NULL,
    balance_cents bigint NOT NULL CHECK (balance_cents >= 0),
    row_version   bigint NOT NULL DEFAULT 1
);

CREATE TABLE transfers (
    transfer_id   uuid PRIMARY KEY,
    from_account  uuid NOT NULL,
    to_account    uuid NOT NULL,
    amount_cents  bigint NOT NULL CHECK (amount_cents > 0),
    created_at    timestamptz NOT NULL DEFAULT now()
);
