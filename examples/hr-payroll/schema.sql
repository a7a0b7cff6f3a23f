CREATE TABLE employees (
    employee_id   integer PRIMARY KEY,
    name          text NOT NULL,
    address       text NOT NULL,
    department    text NOT NULL,
    manager_id    integer REFERENCES employees,
    contract_from date NOT NULL,
    contract_to   date,
    salary_cents  integer,
    iban          text,
    tax_class     smallint,
    insurance     text,
    modified_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE on_call (
    shift_id  date,
    doctor_id integer,
    on_duty   boolean NOT NULL,
    PRIMARY KEY (shift_id, doctor_id)
);
