/**
 * The tables of format 1. The log stands on its own: entries name seats and documents as the wire does and refer to nothing that
 * people administer, so that names can change or go without touching it.
 *
 * `entry.payload` is an update's bytes as they came, or an act's canonical JSON; its SHA-256 is what the log's chain takes. A
 * withheld entry has that digest, in lower-case hex, instead of its payload. Instants are milliseconds since 1970 UTC.
 */
export const SCHEMA_1 = `
CREATE TABLE log (
	number INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE document (
	number INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE entry (
	seq INTEGER PRIMARY KEY,
	log INTEGER NOT NULL REFERENCES log (number),
	position INTEGER NOT NULL CHECK (position > 0),
	received_at INTEGER NOT NULL,
	seat TEXT,
	kind TEXT NOT NULL CHECK (kind IN ('update', 'act')),
	document INTEGER REFERENCES document (number) CHECK ((document IS NULL) = (kind = 'act')),
	payload BLOB,
	payload_digest TEXT CHECK ((payload_digest IS NULL) = (payload IS NOT NULL)),
	UNIQUE (log, position)
) STRICT;
CREATE INDEX entry_of_document ON entry (log, document, position) WHERE document IS NOT NULL;
CREATE INDEX entry_act ON entry (log, position) WHERE kind = 'act';

CREATE TABLE checkpoint (
	log INTEGER NOT NULL REFERENCES log (number),
	position INTEGER NOT NULL,
	chain TEXT NOT NULL,
	note TEXT NOT NULL,
	newest_received_at INTEGER NOT NULL,
	PRIMARY KEY (log, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE writer (
	document INTEGER NOT NULL REFERENCES document (number),
	client_id INTEGER NOT NULL,
	seat TEXT,
	position INTEGER NOT NULL,
	PRIMARY KEY (document, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE state_cache (
	id INTEGER PRIMARY KEY,
	document TEXT NOT NULL,
	position INTEGER NOT NULL,
	state BLOB NOT NULL,
	UNIQUE (document, position)
) STRICT;

CREATE TABLE negotiation (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	title TEXT NOT NULL,
	notice TEXT NOT NULL,
	round INTEGER NOT NULL,
	language TEXT NOT NULL,
	contact TEXT NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE delegation (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	negotiation TEXT NOT NULL REFERENCES negotiation (id),
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 8)
) STRICT;
CREATE INDEX delegation_of_negotiation ON delegation (negotiation);

CREATE TABLE seat (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	negotiation TEXT NOT NULL REFERENCES negotiation (id),
	role TEXT NOT NULL,
	delegation TEXT REFERENCES delegation (id),
	name TEXT NOT NULL,
	revoked_at INTEGER
) STRICT;
CREATE INDEX seat_of_negotiation ON seat (negotiation);

CREATE TABLE invitation (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	seat TEXT NOT NULL REFERENCES seat (id),
	code_hash TEXT NOT NULL UNIQUE,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	redeemed_at INTEGER,
	revoked_at INTEGER
) STRICT;
CREATE INDEX invitation_of_seat ON invitation (seat);

CREATE TABLE session (
	id TEXT PRIMARY KEY,
	token_hash TEXT NOT NULL UNIQUE,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	revoked_at INTEGER
) STRICT;

CREATE TABLE session_seat (
	session TEXT NOT NULL REFERENCES session (id),
	negotiation TEXT NOT NULL REFERENCES negotiation (id),
	seat TEXT NOT NULL REFERENCES seat (id),
	PRIMARY KEY (session, negotiation)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_seat ON session_seat (seat);

CREATE TABLE snapshot (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	negotiation TEXT NOT NULL,
	round INTEGER NOT NULL,
	log TEXT NOT NULL,
	position INTEGER NOT NULL,
	frozen_at INTEGER NOT NULL,
	digest TEXT NOT NULL,
	key_id TEXT NOT NULL,
	file BLOB NOT NULL,
	UNIQUE (log, position)
) STRICT;
CREATE INDEX snapshot_of_negotiation ON snapshot (negotiation, round);

-- Written by each check for readiness, so that the check is a write like any other.
CREATE TABLE probe (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	count INTEGER NOT NULL,
	room BLOB
) STRICT;
INSERT INTO probe VALUES (1, 0, NULL);

-- What is recorded stays. The insert triggers hold off INSERT OR REPLACE, which deletes without firing a delete trigger where
-- recursive triggers are off, as they are by default.
CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.position <> 1 + coalesce((SELECT max(position) FROM entry WHERE log = NEW.log), 0)
	OR EXISTS (SELECT 1 FROM entry WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'an entry takes the next position of its log'); END;

CREATE TRIGGER entry_changes BEFORE UPDATE ON entry
WHEN NOT (
	OLD.payload IS NOT NULL AND NEW.payload IS NULL AND length(NEW.payload_digest) = 64
	AND NEW.seq IS OLD.seq AND NEW.log IS OLD.log AND NEW.position IS OLD.position
	AND NEW.received_at IS OLD.received_at AND NEW.seat IS OLD.seat
	AND NEW.kind IS OLD.kind AND NEW.document IS OLD.document
)
BEGIN SELECT RAISE(ABORT, 'an entry of the log never changes, but that its payload can be withheld'); END;

CREATE TRIGGER entry_goes BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never deleted'); END;

CREATE TRIGGER checkpoint_follows BEFORE INSERT ON checkpoint
WHEN NEW.position <= (SELECT max(position) FROM checkpoint WHERE log = NEW.log)
BEGIN SELECT RAISE(ABORT, 'a checkpoint comes after those before it'); END;

CREATE TRIGGER checkpoint_changes BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint never changes'); END;

CREATE TRIGGER checkpoint_goes BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;

CREATE TRIGGER snapshot_stands BEFORE INSERT ON snapshot
BEGIN SELECT CASE
	WHEN EXISTS (SELECT 1 FROM snapshot WHERE log = NEW.log AND position = NEW.position)
	THEN RAISE(IGNORE)
	WHEN EXISTS (SELECT 1 FROM snapshot WHERE id = NEW.id OR number = NEW.number)
	THEN RAISE(ABORT, 'a snapshot stands for one freeze')
END; END;

CREATE TRIGGER snapshot_changes BEFORE UPDATE ON snapshot
BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END;

CREATE TRIGGER snapshot_goes BEFORE DELETE ON snapshot
BEGIN SELECT RAISE(ABORT, 'a snapshot is never deleted'); END;
`
