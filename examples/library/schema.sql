CREATE TABLE title (
    title_id   integer PRIMARY KEY,
    heading    text NOT NULL,
    author     text NOT NULL,
    subjects   text NOT NULL,
    annotation text NOT NULL,
    medium     text NOT NULL,
    year       integer
);

CREATE TABLE copy (
    copy_id   integer PRIMARY KEY,
    title_id  integer NOT NULL REFERENCES title,
    branch    text NOT NULL
);

CREATE TABLE member (
    member_id integer PRIMARY KEY,
    name      text NOT NULL,
    email     text UNIQUE,
    left_on   date
);

CREATE TABLE loan (
    loan_id    bigint PRIMARY KEY,
    copy_id    integer NOT NULL REFERENCES copy,
    member_id  integer NOT NULL REFERENCES member,
    lent_at    timestamptz NOT NULL DEFAULT now(),
    returned_at timestamptz
);

CREATE TABLE reservation (
    reservation_id bigint PRIMARY KEY,
    copy_id        integer NOT NULL REFERENCES copy,
    member_id      integer NOT NULL REFERENCES member,
    first_day      date NOT NULL,
    last_day       date NOT NULL
);
