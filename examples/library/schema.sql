CREATE TABLE titles (
    title_id   integer PRIMARY KEY,
    heading    text NOT NULL,
    author     text NOT NULL,
    subjects   text NOT NULL,
    annotation text NOT NULL,
    medium     text NOT NULL,
    year       integer
);

CREATE TABLE copies (
    copy_id   integer PRIMARY KEY,
    title_id  integer NOT NULL REFERENCES titles,
    branch    text NOT NULL
);

CREATE TABLE members (
    member_id integer PRIMARY KEY,
    name      text NOT NULL,
    email     text UNIQUE,
    left_on   date
);

CREATE TABLE loans (
    loan_id    bigint PRIMARY KEY,
    copy_id    integer NOT NULL REFERENCES copies,
    member_id  integer NOT NULL REFERENCES members,
    lent_at    timestamptz NOT NULL DEFAULT now(),
    returned_at timestamptz
);

CREATE TABLE reservations (
    reservation_id bigint PRIMARY KEY,
    copy_id        integer NOT NULL REFERENCES copies,
    member_id      integer NOT NULL REFERENCES members,
    first_day      date NOT NULL,
    last_day       date NOT NULL
);
