/**
 * What format 3 adds: words can be withheld. The entry that held them keeps its digest and gives up its payload, as format 1 allows; the same
 * update without the words stands in for it. A stand-in gives way to none but that of a later act, and nothing of it goes but
 * with the whole negotiation.
 *
 * `withholding` has the entries of the acts; `scrubbed` is 0 until the words are gone from the file too.
 */
export const SCHEMA_3 = `
CREATE TABLE withholding (
	act INTEGER PRIMARY KEY REFERENCES entry (seq),
	scrubbed INTEGER NOT NULL DEFAULT 0 CHECK (scrubbed IN (0, 1))
) STRICT;

CREATE TABLE stand_in (
	entry INTEGER PRIMARY KEY REFERENCES entry (seq),
	act INTEGER NOT NULL REFERENCES withholding (act),
	payload BLOB NOT NULL
) STRICT;
CREATE INDEX stand_in_of_act ON stand_in (act);

CREATE TRIGGER withholding_begins BEFORE INSERT ON withholding
WHEN NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.act AND kind = 'act')
	OR EXISTS (SELECT 1 FROM withholding WHERE act = NEW.act)
BEGIN SELECT RAISE(ABORT, 'words are withheld by an act'); END;

CREATE TRIGGER withholding_changes BEFORE UPDATE ON withholding
WHEN NOT (NEW.act IS OLD.act AND NEW.scrubbed >= OLD.scrubbed)
BEGIN SELECT RAISE(ABORT, 'what was withheld stays so'); END;

CREATE TRIGGER withholding_goes BEFORE DELETE ON withholding
WHEN NOT EXISTS (
	SELECT 1 FROM erasing JOIN erasure ON erasure.number = erasing.erasure
	JOIN log ON substr(log.name, 1, 15) = erasure.negotiation
	JOIN entry ON entry.log = log.number WHERE entry.seq = OLD.act
)
BEGIN SELECT RAISE(ABORT, 'what was withheld stays so'); END;

CREATE TRIGGER stand_in_begins BEFORE INSERT ON stand_in
WHEN NOT EXISTS (
	SELECT 1 FROM entry JOIN entry AS act ON act.seq = NEW.act AND act.log = entry.log
	WHERE entry.seq = NEW.entry AND entry.kind = 'update' AND entry.payload IS NULL
	AND act.position > entry.position
) OR EXISTS (SELECT 1 FROM stand_in WHERE entry = NEW.entry AND act >= NEW.act)
BEGIN SELECT RAISE(ABORT, 'a stand-in is for an entry whose words a later act withholds'); END;

CREATE TRIGGER stand_in_changes BEFORE UPDATE ON stand_in
WHEN NOT (NEW.entry IS OLD.entry AND NEW.act > OLD.act)
BEGIN SELECT RAISE(ABORT, 'a stand-in gives way to that of a later act alone'); END;

CREATE TRIGGER stand_in_goes BEFORE DELETE ON stand_in
WHEN NOT EXISTS (
	SELECT 1 FROM erasing JOIN erasure ON erasure.number = erasing.erasure
	JOIN log ON substr(log.name, 1, 15) = erasure.negotiation
	JOIN entry ON entry.log = log.number WHERE entry.seq = OLD.entry
)
BEGIN SELECT RAISE(ABORT, 'a stand-in is never deleted'); END;

-- Whoever read a document before words of it were withheld may only now come to keep what they read.
CREATE TRIGGER state_cache_is_withheld BEFORE INSERT ON state_cache
WHEN EXISTS (
	SELECT 1 FROM stand_in JOIN entry ON entry.seq = stand_in.entry
	JOIN document ON document.number = entry.document
	JOIN entry AS act ON act.seq = stand_in.act
	WHERE document.name = NEW.document AND entry.position <= NEW.position AND act.position > NEW.position
)
BEGIN SELECT RAISE(IGNORE); END;
`
