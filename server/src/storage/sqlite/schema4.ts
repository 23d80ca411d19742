/** What format 4 changes: what was said in an act can be withheld as words of an update can, and the act without it stands in. */
export const SCHEMA_4 = `
DROP TRIGGER stand_in_begins;

CREATE TRIGGER stand_in_begins BEFORE INSERT ON stand_in
WHEN NOT EXISTS (
	SELECT 1 FROM entry JOIN entry AS act ON act.seq = NEW.act AND act.log = entry.log
	WHERE entry.seq = NEW.entry AND entry.payload IS NULL AND act.position > entry.position
) OR EXISTS (SELECT 1 FROM stand_in WHERE entry = NEW.entry AND act >= NEW.act)
BEGIN SELECT RAISE(ABORT, 'a stand-in is for an entry whose words a later act withholds'); END;
`
