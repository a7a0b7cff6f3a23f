-- Spanner (GoogleSQL), booking ledger, extract
CREATE TABLE booking (
  booking_id   STRING(36) NOT NULL,
  user_id      STRING(36) NOT NULL,
  state        STRING(16) NOT NULL,
  total_cents  INT64 NOT NULL,
  currency     STRING(3) NOT NULL,
  version      INT64 NOT NULL,
  created_at   TIMESTAMP NOT NULL OPTIONS (allow_commit_timestamp = true)
) PRIMARY KEY (booking_id);

CREATE TABLE booking_outbox (
  event_id     STRING(36) NOT NULL,
  booking_id   STRING(36) NOT NULL,
  version      INT64 NOT NULL,
  body         JSON NOT NULL,
  committed_at TIMESTAMP NOT NULL OPTIONS (allow_commit_timestamp = true)
) PRIMARY KEY (event_id);

-- forwarded to Pub/Sub topic booking-facts, ordering key booking_id
CREATE CHANGE STREAM booking_facts FOR booking_outbox
  OPTIONS (retention_period = '7d', value_capture_type = 'NEW_ROW');
