/**
 * What format 2 adds. First: negotiations can be erased. An erasure is the one way in which entries, checkpoints and snapshots go, and the
 * database itself sees to it that it is one: they can be deleted only of a negotiation that stands in `erasing`, which takes none
 * without a record in `erasure`; that record stays for ever, and nothing of the negotiation is taken again.
 *
 * `erasure.negotiation` is the id that the server drew: it says nothing of the matter and keeps what was erased from being written
 * again. The signed `file` has its digest alone. `scrubbed` is 0 until its words are gone from the file too.
 *
 * Second: `kept_answer` has what requests with an idempotency key were answered, encrypted under that key, which is not stored.
 */
export const SCHEMA_2 = `
CREATE TABLE erasure (
	number INTEGER PRIMARY KEY,
	negotiation TEXT NOT NULL UNIQUE CHECK (length(negotiation) = 15),
	erased_at INTEGER NOT NULL,
	file BLOB NOT NULL,
	scrubbed INTEGER NOT NULL DEFAULT 0 CHECK (scrubbed IN (0, 1))
) STRICT;

-- Filled and emptied within the one transaction that erases.
CREATE TABLE erasing (
	erasure INTEGER PRIMARY KEY REFERENCES erasure (number)
) STRICT;

CREATE TRIGGER erasure_changes BEFORE UPDATE ON erasure
WHEN NOT (
	NEW.number IS OLD.number AND NEW.negotiation IS OLD.negotiation AND NEW.erased_at IS OLD.erased_at
	AND NEW.file IS OLD.file AND NEW.scrubbed >= OLD.scrubbed
)
BEGIN SELECT RAISE(ABORT, 'the record of an erasure never changes'); END;

CREATE TRIGGER erasure_stands BEFORE INSERT ON erasure
WHEN EXISTS (SELECT 1 FROM erasure WHERE number = NEW.number OR negotiation = NEW.negotiation)
BEGIN SELECT RAISE(ABORT, 'a negotiation is erased once'); END;

CREATE TRIGGER erasure_goes BEFORE DELETE ON erasure
BEGIN SELECT RAISE(ABORT, 'the record of an erasure is never deleted'); END;

CREATE TRIGGER erasing_begins BEFORE INSERT ON erasing
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE number = NEW.erasure AND scrubbed = 0)
BEGIN SELECT RAISE(ABORT, 'only what has a record of its erasure is erased'); END;

CREATE TRIGGER erasing_changes BEFORE UPDATE ON erasing
BEGIN SELECT RAISE(ABORT, 'an erasure is of one negotiation'); END;

DROP TRIGGER entry_goes;
CREATE TRIGGER entry_goes BEFORE DELETE ON entry
WHEN NOT EXISTS (
	SELECT 1 FROM erasing JOIN erasure ON erasure.number = erasing.erasure
	JOIN log ON substr(log.name, 1, 15) = erasure.negotiation WHERE log.number = OLD.log
)
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never deleted'); END;

DROP TRIGGER checkpoint_goes;
CREATE TRIGGER checkpoint_goes BEFORE DELETE ON checkpoint
WHEN NOT EXISTS (
	SELECT 1 FROM erasing JOIN erasure ON erasure.number = erasing.erasure
	JOIN log ON substr(log.name, 1, 15) = erasure.negotiation WHERE log.number = OLD.log
)
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;

DROP TRIGGER snapshot_goes;
CREATE TRIGGER snapshot_goes BEFORE DELETE ON snapshot
WHEN OLD.negotiation NOT IN (
	SELECT negotiation FROM erasing JOIN erasure ON erasure.number = erasing.erasure
)
BEGIN SELECT RAISE(ABORT, 'a snapshot is never deleted'); END;

-- The name of a log or document begins with its negotiation's id, which has 15 characters.
CREATE TRIGGER log_is_erased BEFORE INSERT ON log
WHEN substr(NEW.name, 1, 15) IN (SELECT negotiation FROM erasure)
BEGIN SELECT RAISE(ABORT, 'its negotiation was erased'); END;

CREATE TRIGGER document_is_erased BEFORE INSERT ON document
WHEN substr(NEW.name, 1, 15) IN (SELECT negotiation FROM erasure)
BEGIN SELECT RAISE(ABORT, 'its negotiation was erased'); END;

CREATE TRIGGER state_cache_is_erased BEFORE INSERT ON state_cache
WHEN substr(NEW.document, 1, 15) IN (SELECT negotiation FROM erasure)
BEGIN SELECT RAISE(ABORT, 'its negotiation was erased'); END;

CREATE TRIGGER snapshot_is_erased BEFORE INSERT ON snapshot
WHEN NEW.negotiation IN (SELECT negotiation FROM erasure)
BEGIN SELECT RAISE(ABORT, 'its negotiation was erased'); END;

CREATE TABLE kept_answer (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE CHECK (length(id) = 64),
	holder TEXT NOT NULL,
	negotiation TEXT,
	at INTEGER NOT NULL,
	request TEXT NOT NULL CHECK (length(request) = 64),
	sealed BLOB NOT NULL
) STRICT;

CREATE INDEX kept_answer_holder ON kept_answer (holder, number);

CREATE TRIGGER kept_answer_is_erased BEFORE INSERT ON kept_answer
WHEN NEW.negotiation IN (SELECT negotiation FROM erasure)
BEGIN SELECT RAISE(ABORT, 'its negotiation was erased'); END;

CREATE TRIGGER negotiation_is_erased BEFORE INSERT ON negotiation
WHEN NEW.id IN (SELECT negotiation FROM erasure)
BEGIN SELECT RAISE(ABORT, 'it was erased'); END;
`
