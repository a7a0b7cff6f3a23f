CREATE TABLE supplier_prices (
    article_no  varchar(32)   NOT NULL PRIMARY KEY,
    price       decimal(10,2) NOT NULL,
    valid_from  date          NOT NULL
);
