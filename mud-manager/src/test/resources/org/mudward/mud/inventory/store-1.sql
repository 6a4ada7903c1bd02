-- A store of version 1, statements divided by empty lines.
CREATE TABLE device (
  mac INTEGER PRIMARY KEY,
  mud_url TEXT,
  source TEXT,
  claimed TEXT,
  quarantined INTEGER NOT NULL,
  departed INTEGER NOT NULL,
  url_changes INTEGER NOT NULL,
  remark TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL) STRICT

CREATE TABLE address (
  mac INTEGER NOT NULL REFERENCES device ON DELETE CASCADE,
  address TEXT NOT NULL,
  length INTEGER,
  expires INTEGER,
  PRIMARY KEY (mac, address)) STRICT, WITHOUT ROWID

CREATE TABLE file (
  url TEXT PRIMARY KEY,
  current_sha256 TEXT, current_retrieved INTEGER, current_signer TEXT,
  held_sha256 TEXT, held_retrieved INTEGER, held_signer TEXT,
  reason TEXT NOT NULL,
  retrieved INTEGER,
  validity INTEGER NOT NULL,
  etag TEXT,
  failures INTEGER NOT NULL,
  failure TEXT NOT NULL,
  retry INTEGER,
  alarmed INTEGER NOT NULL) STRICT

CREATE TABLE body (
  url TEXT NOT NULL REFERENCES file ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL,
  signature BLOB,
  PRIMARY KEY (url, sha256)) STRICT

CREATE TABLE approval (
  url TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  PRIMARY KEY (url, sha256)) STRICT

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  event TEXT NOT NULL,
  mac INTEGER,
  url TEXT,
  text TEXT NOT NULL,
  actor TEXT NOT NULL) STRICT

CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END

CREATE TABLE publication (
  revision INTEGER PRIMARY KEY,
  whole INTEGER NOT NULL,
  bytes BLOB NOT NULL) STRICT

INSERT INTO device VALUES (2199023255568, 'https://lamp.example/lamp.json', 'dhcpv4', NULL, 0, 0, 2, '', 1793527200000, 1793527260000)

INSERT INTO device VALUES (2199023255569, 'https://lamp.example/lamp.json', 'dnsmasq', 'https://evil.example/lamp.json', 1, 1, 3, 'odd', 1793527200000, 1793527200000)

INSERT INTO device VALUES (2199023255570, 'https://lamp.example/lamp.json', 'dhcpv4', 'https://lamp.example/lamp2.json', 0, 0, 16, '', 1793527200000, 1793527200000)

INSERT INTO device VALUES (2199023255571, 'https://lamp.example/lamp.json', 'site', NULL, 0, 0, 0, '', 1793527200000, 1793527200000)

INSERT INTO device VALUES (2199023255572, NULL, NULL, NULL, 0, 0, 0, '', 1793527200000, 1793527200000)

INSERT INTO address VALUES (2199023255568, '192.168.1.10', 3600, 1793530800000)

INSERT INTO file VALUES ('https://lamp.example/lamp.json', 'abababababababababababababababababababababababababababababababab', 1793527200000, 'CN=maker', NULL, NULL, NULL, '', 1793527200000, 172800, '"1"', 0, '', NULL, 0)

INSERT INTO body VALUES ('https://lamp.example/lamp.json', 'abababababababababababababababababababababababababababababababab', X'010203', X'04')

INSERT INTO approval VALUES ('https://lamp.example/lamp.json', 'abababababababababababababababababababababababababababababababab', 'alice', 1793527200000)

INSERT INTO journal VALUES (1, 1793527200000, 'device.seen', 2199023255568, NULL, '', 'device')

PRAGMA application_id = 0x4D756477

PRAGMA user_version = 1
