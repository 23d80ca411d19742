import {
	AnswerJson,
	AnswerList,
	AlternativesAnswer,
	AlternativesJson,
	AlternativesList,
	AlternativeTextJson,
	AnswerSuggestionsRequest,
	CommentSuggestionRequest,
	FillPlaceholderRequest,
	PlaceholderAnswer,
	PlaceholderJson,
	PlaceholderList,
	PlacePlaceholderRequest,
	SetPlaceholderRequest,
	ExplainSuggestionRequest,
	MakeProposalRequest,
	ProposalAnswer,
	ProposalList,
	SuggestionAnswer,
	SuggestionJson,
	SuggestionList,
	SuggestionProposalJson,
	SuggestionWordsList,
	BracketAnswer,
	ChooseAlternativeRequest,
	MergeAlternativesRequest,
	OfferAlternativeRequest,
	OpenAlternativesRequest,
	ParkAlternativesRequest,
	StanceRequest,
	BracketAnswerRequest,
	BracketEndingRequest,
	BracketJson,
	BracketList,
	ChangesJson,
	ClauseJson,
	ClauseList,
	ClauseStandingJson,
	ClauseTextJson,
	CodeRequest,
	ConfirmationText,
	ConfirmByRequest,
	ConfirmRequest,
	ContactRequest,
	CurrentSession,
	ClockRangeJson,
	InsertionJson,
	InsertionList,
	OccurrenceJson,
	OccurrencesJson,
	WithheldJson,
	WithholdRequest,
	WordsRequest,
	DeadlineRequest,
	DelegationJson,
	ForceRequest,
	FreezeRequest,
	HealthJson,
	HoldRequest,
	InvitationJson,
	InvitationPreview,
	JoinBracketRequest,
	OfferWordsAnswer,
	OfferWordsRequest,
	KeyJson,
	LadderRequest,
	LadderStepJson,
	LateEditJson,
	LateLane,
	LedgerJson,
	LevelRequest,
	NegotiationList,
	NegotiationRow,
	NoteJson,
	NoteList,
	NoteRequest,
	PackageJson,
	PackageRequest,
	PeopleJson,
	PersonJson,
	PhaseAnswer,
	PhaseJson,
	PlaceBracketRequest,
	Problem,
	ReleaseClauseRequest,
	ReleasedEdits,
	ReleaseRequest,
	ReservationRequest,
	RightsAnswer,
	RightsJson,
	RoomJson,
	SeatJson,
	SessionAnswer,
	SessionRequest,
	SnapshotList,
	SnapshotRow,
	StandingAnswer,
	StandingJson,
	StatusRequest,
	TextJson,
	UnitJson,
	WithholdCommentRequest,
} from '@parley/protocol'
import type * as z from 'zod/mini'

/** A schema that has a name in the document, and what it and its members mean. */
export interface Component {
	readonly name: string
	readonly schema: z.ZodMiniType
	readonly words: string
	/** By the name of the member; empty where it is a union, whose members the words speak of. */
	readonly members: Readonly<Record<string, string>>
}

const NOW = 'The clock of the server, in milliseconds since 1970 UTC.'
const NEXT = 'The `cursor` of the page behind this one, or null where this is the last.'
const EXPECTS =
	'The phase in which this was decided: where the round is in another one, nothing is done.'
const POSITION = 'The newest committed position of the log.'

/** Every schema with a name, in the order of the reference. One that is not here stands where it is used. */
export const COMPONENTS: readonly Component[] = [
	object('Problem', Problem, 'What went wrong, as RFC 9457 has it.', {
		type: 'A URN that ends in `code`.',
		title: 'What such a problem is in general.',
		status: 'The status of the answer.',
		detail: 'What happened here and what to do, in a sentence for people.',
		code: 'Names the problem for programs. New codes may come; their status says what kind they are.',
		at: 'Where in the request the fault lies, e.g. `text`, where that can be told.',
		reference: 'Names this very failure in the log of the server.',
	}),
	union(
		'Phase',
		PhaseJson,
		'Where a round stands, told apart by `kind`. `awaiting-chair`: the server was not running at the deadline, and the text is closed until the chair or the secretariat decides. `freezing` lasts two seconds at most. `at` is the instant that counts, `reason` why it came early (empty where it did not, or nothing was given), `position` the entry of the freeze in the log, and `snapshot` the id of its snapshot, null until that is stored.'
	),
	object('Delegation', DelegationJson, 'A delegation.', {
		id: 'Its id, `dl_…`.',
		code: 'Its short name, e.g. `UA`.',
		name: 'Its name.',
		slot: 'Which of the eight colours and glyphs it has.',
	}),
	object('Seat', SeatJson, 'A place in the room.', {
		id: 'Its id, `st_…`.',
		role: 'What it is there for: `can` in the domain says what each may.',
		name: 'How it is called in the room, e.g. `Advisor 1`.',
		initials: 'One or two characters for it.',
		delegation: 'For whom it speaks, or null.',
		revoked: 'Whether it was taken away.',
	}),
	object('Clause', ClauseJson, 'A clause, without its text.', {
		id: 'Its id, `cl_…`, which it keeps for ever.',
		kind: 'Which part of the text it is.',
		order: 'Its place in the text.',
		number: 'Its number as it is shown; may be empty.',
		heading: 'Its heading; may be empty.',
		status: 'Where it stands on the ladder from open to agreed.',
		document: 'The name of the Yjs document it is written in.',
	}),
	object('ClauseList', ClauseList, 'Clauses in the order of the text.', {
		clauses: 'The clauses.',
		next: NEXT,
	}),
	object('ClauseText', ClauseTextJson, 'A clause and its text at a position.', {
		clause: 'The clause as it is now.',
		position: 'The position at which the text was read.',
		text: 'The text as plain words, its blocks apart by line breaks.',
		blocks: 'The text with its structure, in the canonical form that snapshots are made of.',
		brackets:
			'In a view: the brackets that are shown, with the codes of their holders. The marks of others that are open stand in `blocks`, to say which words are disputed.',
		suggestions:
			'In a view: the suggestions that are shown, with the codes of their delegations, or null.',
		alternatives:
			'In a view: the alternatives of which none is chosen, with their letters, and codes of delegations.',
		placeholders:
			'In a view: what is missing from the text, with the code of the delegation that is to say it.',
		agreed:
			'In the view of what was agreed last: the position and instant of that decision; null where the clause never was, and has no text then.',
	}),
	object('Text', TextJson, 'The text of clauses at one position.', {
		position: 'The position at which all of it was read.',
		clauses: 'The clauses in their order.',
	}),
	object('Changes', ChangesJson, 'Who changed which clauses how often behind a position.', {
		position:
			'Everything up to here was counted: the newest committed position, or that of the freeze.',
		clauses:
			'The clauses that were changed, in the order of the text, each with the seats that changed it; null stands for the server itself.',
	}),
	object('NegotiationRow', NegotiationRow, 'A negotiation in the list of them.', {
		id: 'Its id, `ng_…`.',
		title: 'Its title.',
		notice: 'Stands beside the title, e.g. that it is an illustration; may be empty.',
		round: 'Which round is open, from 1.',
		phase: 'Where that round stands.',
		me: 'The seat that this session holds in it.',
		present: 'Seats with a live connection now.',
	}),
	object('NegotiationList', NegotiationList, 'Negotiations in which a session holds a seat.', {
		negotiations: 'The negotiations.',
		next: NEXT,
		now: NOW,
	}),
	object('Room', RoomJson, 'Everything that a room needs to start, but the text.', {
		id: 'Its id, `ng_…`.',
		title: 'Its title.',
		notice: 'Stands beside the title; may be empty.',
		round: 'Which round is open, from 1.',
		language: 'BCP 47 tag of the language the text is drafted in.',
		contact: 'Whom to call when something fails; may be empty.',
		phase: 'Where the round stands.',
		me: 'The seat that this session holds.',
		delegations: 'The delegations, in their order.',
		seats: 'The seats, those among them that were taken away.',
		clauses: 'The clauses in the order of the text.',
		rights: 'What is set about who may write where.',
		standing: 'The ladder, and how the clauses stand beside their status.',
		roomDocument: 'The name of the Yjs document of presence and announcements.',
		position: POSITION,
		model: 'Digest of the text model, which a client that writes names in its handshake.',
		now: NOW,
	}),
	object('CodeRequest', CodeRequest, 'A link, by its code.', {
		code: 'What stands behind the `#` of the link.',
	}),
	object('InvitationPreview', InvitationPreview, 'What a link leads to.', {
		negotiation: 'The negotiation.',
		phase: 'Where its round stands.',
		seat: 'The seat that the link gives.',
		level: 'What was set for the seat, by itself or by its delegation; null where nothing was.',
		now: NOW,
	}),
	object('SessionRequest', SessionRequest, 'A link that is to be redeemed.', {
		code: 'What stands behind the `#` of the link.',
		kind: '`browser`, as where it is left out, sets a cookie; `token` answers with a token.',
	}),
	object('SessionAnswer', SessionAnswer, 'A seat that was taken.', {
		negotiation: 'The id of its negotiation.',
		seat: 'The seat.',
		token:
			'For `Authorization: Bearer …` and the handshake of a socket; only where `kind` was `token`.',
		expiresAt: 'When the session ends, in milliseconds since 1970 UTC.',
	}),
	object('CurrentSession', CurrentSession, 'The session that asks.', {
		expiresAt: 'When it ends, in milliseconds since 1970 UTC.',
		seats: 'The seats that it holds, one in each negotiation.',
		now: NOW,
	}),
	object('DeadlineRequest', DeadlineRequest, 'A new deadline.', {
		at: 'ISO 8601 with an offset or `Z`, or a date and time on the clock of `zone`, e.g. `2026-12-09T18:00`.',
		zone: 'An IANA time zone; where it is left out, the room goes on speaking of the place it did.',
		reason: 'Why it moves; everybody in the room is told.',
		expects: EXPECTS,
	}),
	object('FreezeRequest', FreezeRequest, 'A freeze by decision.', {
		reason: 'Why it comes early; stands in the freeze protocol.',
		expects: EXPECTS,
	}),
	object('PhaseAnswer', PhaseAnswer, 'Where the round stands after a decision.', {
		phase: 'Its phase.',
		position: POSITION,
		now: NOW,
	}),
	object('StatusRequest', StatusRequest, 'A new status of a clause.', {
		status: 'The id of the step of the ladder.',
		confirmBy:
			'Until when capitals confirm, for a step that they confirm: ISO 8601 with an offset or `Z`, or a date and time on the clock of the room.',
		expects:
			'`ladderSetAt` of the ladder that whoever decides saw: where another was set meanwhile, nothing is done.',
	}),
	object('LadderStep', LadderStepJson, 'A step on which clauses climb to agreement.', {
		id: 'Up to 32 small letters, digits and hyphens, a letter first.',
		name: 'What the room calls it.',
		meaning: 'What it means, in a sentence.',
		effect:
			'What the program does with a clause on it: `agreed` and `ad-referendum` count as agreement, and `ad-referendum` keeps an account of who has confirmed.',
		colour: 'The ink in which it is drawn.',
		shape: 'The shape by which it is told from the other steps.',
		setBy: 'The roles that may set a clause to it.',
	}),
	object('Ledger', LedgerJson, 'Who has confirmed a clause while it stood on one step.', {
		status: 'The id of the step.',
		confirmBy: 'Until when capitals confirm, in milliseconds since 1970 UTC.',
		openedBy: 'The seat that took the clause there.',
		openedAt: 'When, in milliseconds since 1970 UTC.',
		confirmed:
			'The delegations that have confirmed, each with the moment, the seat, and whether it came after the instant that held then.',
		leftAt: 'When the clause left the step; null while it stands on it.',
	}),
	object('ClauseStanding', ClauseStandingJson, 'How a clause stands beside its status.', {
		clause: 'The id of the clause.',
		force:
			'With what force it is meant to bind, by which seat and when it was set; null where nothing was said.',
		reservations:
			'Those that stand, in the order in which they were entered: whose, of which kind, with which words, by which seat and when.',
		ledgers: 'The accounts of confirmation, oldest first.',
	}),
	object('Package', PackageJson, 'Clauses of which nothing is agreed until all are.', {
		id: 'Its id, `pk_…`.',
		title: 'What the room calls it.',
		clauses: 'The ids of its clauses.',
		by: 'The seat that made it.',
		at: 'When, in milliseconds since 1970 UTC.',
		ended: 'Whether it was closed or dissolved, by which seat and when; null while it is open.',
	}),
	object('Standing', StandingJson, 'How the clauses stand.', {
		ladder: 'The steps, from the lowest one up.',
		ladderSetAt: 'The position of the entry that set them; 0 while it is the default ladder.',
		clauses: 'The clauses about which something was decided beside their status.',
		packages: 'The packages in the order in which they were made, ended ones included.',
	}),
	object('StandingAnswer', StandingAnswer, 'How the clauses stand after a decision.', {
		standing: 'How they stand.',
		position: POSITION,
		now: NOW,
	}),
	object('LadderRequest', LadderRequest, 'A ladder to be set.', {
		steps: 'Its steps, from the lowest one up.',
		expects:
			'`ladderSetAt` of the ladder that whoever decides saw: where another was set meanwhile, nothing is done.',
	}),
	object('ConfirmRequest', ConfirmRequest, 'A text that was read, to be confirmed.', {
		expects:
			'`readDigest` of the text that was read: where the clause has another one by now, nothing is confirmed.',
	}),
	object('ConfirmationText', ConfirmationText, 'The text of a clause that is confirmed.', {
		clause: 'The clause.',
		position: POSITION,
		text: 'Its words.',
		blocks: 'Its blocks, without anything that is only suggested.',
		brackets: 'The brackets that are open in it, with the codes of their holders.',
		alternatives: 'The alternatives of which none is chosen.',
		placeholders: 'What is missing from it.',
		readDigest:
			'SHA-256 of the canonical bytes of its heading, its blocks, and what is missing from it, 64 lower-case hexadecimal digits: what a confirmation names.',
	}),
	object('ConfirmByRequest', ConfirmByRequest, 'Until when capitals confirm.', {
		confirmBy:
			'ISO 8601 with an offset or `Z`, or a date and time on the clock of the room, e.g. `2026-12-09T18:00`.',
	}),
	object('ReservationRequest', ReservationRequest, 'A reservation to be entered.', {
		kind: 'Its kind.',
		words: 'Why; everybody can read it.',
	}),
	object('ForceRequest', ForceRequest, 'With what force a clause is meant to bind.', {
		force: 'The force; null where nothing is to be said about it.',
	}),
	object('PackageRequest', PackageRequest, 'A package to be made.', {
		title: 'What the room calls it.',
		clauses: 'The ids of its clauses, two or more.',
	}),
	object('Rights', RightsJson, 'What is set about who may write where, and not set back.', {
		seats:
			'Levels of seats: each with the level, the reason, and by which seat and when it was set.',
		delegations: 'Levels of delegations, which go for those of their seats that have none.',
		clauses: 'Levels of clauses, which go for everybody.',
		held: 'Clauses that are held, each with the seat that holds it, since when and why: nobody writes in them.',
	}),
	object('LevelRequest', LevelRequest, 'What is to be set for a seat, a delegation or a clause.', {
		level: '`edit` or `read`; null sets it back to what it is without a decision.',
		reason: 'Why; everybody in the room is told. It is needed for `read`.',
		expects:
			'The level that whoever decides saw, null where none was set: where it is another by now, nothing is done.',
	}),
	object('HoldRequest', HoldRequest, 'A clause to be held.', {
		reason: 'Why; it stands with the clause until it is released.',
	}),
	object('ReleaseClauseRequest', ReleaseClauseRequest, 'A clause to be released.', {
		reason: 'Why; everybody in the room is told.',
	}),
	object('RightsAnswer', RightsAnswer, 'What is set after a decision about rights.', {
		rights: 'All that is set.',
		position: POSITION,
		now: NOW,
	}),
	object('Bracket', BracketJson, 'Disputed words, which only their holders together let go.', {
		id: 'Its id, which stands in the key of its mark in the text, behind `bracket:`.',
		clause: 'The id of the clause.',
		holders:
			'The ids of the delegations that hold it; nobody, where it was imported without a name.',
		reason: 'Why it was placed; empty where nothing was said.',
		ownerless:
			'Whether it was imported without a name. Those who run the room propose its ending, and whoever joined it is asked.',
		placedBy: 'The seat that placed it; null where it was imported.',
		placedAt: 'When, in milliseconds since 1970 UTC.',
		proposed:
			'The ending that is proposed, by whom and when, and the holders that have consented; null where none is.',
		declined: 'The newest ending that a holder declined, unless one was proposed since.',
		ended: 'How and when it ended; null while it is open.',
	}),
	object('Unit', UnitJson, 'One character or atom of a clause’s text.', {
		client: 'The clientID of the Yjs document in which it was written.',
		clock: 'Its clock.',
	}),
	object('PlaceBracketRequest', PlaceBracketRequest, 'Words that are to stand in a bracket.', {
		first: 'The first character of them.',
		last: 'The last one.',
		holders:
			'The delegations that are to hold it; one’s own where it is left out. Others are named by those who run the room.',
		reason: 'Why; everybody can read it.',
	}),
	object('OfferWordsRequest', OfferWordsRequest, 'Words, and others that are offered for them.', {
		first: 'The first character of the words that stand there.',
		last: 'The last one.',
		words: 'What is offered for them, on one line.',
		holders:
			'The delegations that are to hold both brackets; one’s own where it is left out. Others are named by those who run the room.',
		reason: 'Why; everybody can read it. It is that of both brackets.',
	}),
	object('BracketEndingRequest', BracketEndingRequest, 'How a bracket is to end.', {
		ending: '`lift`, and the words stay; or `strike`, and they go.',
	}),
	object('BracketAnswerRequest', BracketAnswerRequest, 'What a holder says to a proposed ending.', {
		ending: 'The ending that was seen: where another one is proposed by now, nothing is done.',
		consents: 'Whether the bracket may end so.',
	}),
	object('JoinBracketRequest', JoinBracketRequest, 'Who is to hold a bracket, too.', {
		delegation: 'The id of the delegation; one’s own where it is left out.',
	}),
	object('BracketAnswer', BracketAnswer, 'A bracket behind a decision about it.', {
		bracket: 'The bracket.',
		position: POSITION,
		now: NOW,
	}),
	object('OfferWordsAnswer', OfferWordsAnswer, 'The brackets of two wordings.', {
		standing: 'The bracket around the words that stood there.',
		offered: 'The bracket around those that are offered for them.',
		position: POSITION,
		now: NOW,
	}),
	object('BracketList', BracketList, 'Brackets that are open.', {
		brackets: 'The brackets.',
		changedAt: 'The position of the newest decision about any bracket; 0 where there is none.',
		next: NEXT,
	}),
	object('Alternatives', AlternativesJson, 'Texts that are offered for one place of a clause.', {
		id: 'Its id, which stands in the paths of its blocks.',
		clause: 'The id of the clause.',
		alternatives:
			'What is or was offered, in the order of arrival: letter, whose it is (`by`), whether it is that nothing shall stand here, what became of it, since which position, and the stances of delegations.',
		parked: 'By which seat it was set aside, when and why; null where it was not.',
		closed: 'What was chosen, by which seat and when; null while it is open.',
	}),
	object(
		'OpenAlternativesRequest',
		OpenAlternativesRequest,
		'Blocks for which others are offered.',
		{
			first: 'A character of the first block, or its marker.',
			last: 'A character of the last block, or its marker.',
			for: 'The delegation whose A is; one’s own where it is left out, nobody where it is null.',
		}
	),
	object('OfferAlternativeRequest', OfferAlternativeRequest, 'Another text for the same place.', {
		text: 'Its words, a paragraph each; a copy of another alternative; or that nothing shall stand here.',
		for: 'The delegation whose it is; one’s own where it is left out, nobody where it is null.',
	}),
	object('StanceRequest', StanceRequest, 'What a delegation thinks of an alternative.', {
		stance: '`support`, `oppose` or `flexible`; null takes back what was said.',
	}),
	object('ParkAlternativesRequest', ParkAlternativesRequest, 'Alternatives to be set aside.', {
		parked: 'Whether they are.',
		reason: 'Why; everybody can read it.',
	}),
	object('MergeAlternativesRequest', MergeAlternativesRequest, 'Two that are to be one.', {
		merged: 'The ids of both; the words of the first come first.',
	}),
	object('ChooseAlternativeRequest', ChooseAlternativeRequest, 'What is to be the text.', {
		alternative: 'Its id.',
	}),
	object('AlternativesAnswer', AlternativesAnswer, 'Alternatives behind a decision about them.', {
		group: 'The group.',
		position: POSITION,
		now: NOW,
	}),
	object('AlternativesList', AlternativesList, 'Alternatives of a round.', {
		groups: 'The groups.',
		changedAt: 'The position of the newest decision about any of them; 0 where there is none.',
		next: NEXT,
	}),
	object('AlternativeText', AlternativeTextJson, 'The words of an alternative.', {
		alternative: 'Its id.',
		position: 'The position in the log as of which these are its words.',
		text: 'A line for each paragraph.',
	}),
	object('Placeholder', PlaceholderJson, 'Something that is missing from the text.', {
		id: 'Its id, which stands in the text in an atom: `{ inline: "placeholder", attrs: { id } }`.',
		clause: 'The id of the clause.',
		what: 'Of what kind it is: `amount`, `date`, `name`, `number` or `other`.',
		words: 'What is missing, in words.',
		owner: 'The id of the delegation that is to say it; null where nobody is named.',
		due: 'By when, in milliseconds since 1970 UTC; null where that is open.',
		placedBy: 'The seat that placed it.',
		placedAt: 'When, in milliseconds since 1970 UTC.',
		filled: 'Which seat filled it last and when; null where none did. The words stand in the text.',
	}),
	object('PlacePlaceholderRequest', PlacePlaceholderRequest, 'Something that is missing.', {
		behind: 'The character, or the marker of a paragraph, right behind which it is missing.',
		what: 'Of what kind it is.',
		words: 'What is missing, in words; one line.',
		owner: 'The delegation that is to say it; nobody where it is left out.',
		due: 'By when; open where it is left out.',
	}),
	object('SetPlaceholderRequest', SetPlaceholderRequest, 'What is to be set of a placeholder.', {
		words: 'What is missing, in words; one line.',
		owner: 'The delegation that is to say it; null for nobody.',
		due: 'By when; null for whenever.',
	}),
	object('FillPlaceholderRequest', FillPlaceholderRequest, 'What was missing.', {
		text: 'The text that takes its place; one line.',
	}),
	object('PlaceholderAnswer', PlaceholderAnswer, 'A placeholder behind a decision about it.', {
		placeholder: 'The placeholder.',
		position: POSITION,
		now: NOW,
	}),
	object('PlaceholderList', PlaceholderList, 'Placeholders of a round.', {
		placeholders: 'The placeholders, each with whether it is `open`: it stands in the text.',
		changedAt: 'The position of the newest decision about any of them; 0 where there is none.',
		next: NEXT,
	}),
	object('Suggestion', SuggestionJson, 'A change of a clause that nobody has taken in yet.', {
		id: 'Its id, which stands in the keys of its marks in the text, e.g. behind `ins:`. No other suggestion of that clause has it.',
		clause: 'The id of the clause.',
		by: 'The seat that made it; null where the server did.',
		delegation: 'For whom its author spoke; null for nobody.',
		at: 'When it was made, in milliseconds since 1970 UTC.',
		reason: 'What its author said of it; empty where nothing was said.',
		counters: 'The suggestion of the same clause in whose place it is offered; null for none.',
		proposal: 'The proposal that it was put into; null for none.',
		comments:
			'What was said about it while it was open, in that order: by which seat, for which delegation, when, and the words; where those were taken out of the record they are empty, and `withheld` says by whom and when.',
		answered: 'How it ended, by whom and when; null while it is open.',
	}),
	object(
		'SuggestionProposal',
		SuggestionProposalJson,
		'Suggestions that are put forward together.',
		{
			id: 'Its id, `pp_…`.',
			title: 'Its title.',
			reason: 'Why; empty where nothing was said.',
			by: 'The seat that made it.',
			delegation: 'Whose it is.',
			at: 'When, in milliseconds since 1970 UTC.',
			suggestions: 'The suggestions, each by its clause and its id.',
		}
	),
	object(
		'ExplainSuggestionRequest',
		ExplainSuggestionRequest,
		'What an author says of a suggestion.',
		{
			reason: 'Why; everybody can read it.',
			counters: 'The id of the open suggestion of the same clause in whose place it is offered.',
		}
	),
	object('CommentSuggestionRequest', CommentSuggestionRequest, 'What is said about a suggestion.', {
		words: 'The words; everybody can read them.',
	}),
	object(
		'WithholdCommentRequest',
		WithholdCommentRequest,
		'That what was said about a suggestion is to be taken out of the record.',
		{ reason: 'Why, without the words; it stays in the record.' }
	),
	object('AnswerSuggestionsRequest', AnswerSuggestionsRequest, 'How suggestions are answered.', {
		suggestions: 'Their ids.',
		answer:
			'`accepted`, and the change is made; `declined`, or by their own side `withdrawn`, and it is not.',
	}),
	object('MakeProposalRequest', MakeProposalRequest, 'Suggestions to be put forward together.', {
		title: 'What they are about.',
		reason: 'Why; everybody can read it.',
		suggestions: 'The suggestions, each by its clause and its id.',
	}),
	object('SuggestionAnswer', SuggestionAnswer, 'Suggestions behind a decision about them.', {
		suggestions: 'The suggestions.',
		position: POSITION,
		now: NOW,
	}),
	object('ProposalAnswer', ProposalAnswer, 'A proposal that was made.', {
		proposal: 'The proposal.',
		position: POSITION,
		now: NOW,
	}),
	object('SuggestionList', SuggestionList, 'Suggestions that are open.', {
		suggestions: 'The suggestions.',
		changedAt: 'The position of the newest decision about any suggestion; 0 where there is none.',
		next: NEXT,
	}),
	object('SuggestionWordsList', SuggestionWordsList, 'What suggestions of a clause would do.', {
		position: 'The log position whose text it is.',
		suggestions:
			'The suggestions, with the words that would come in (`inserted`), go (`deleted`) or be formatted otherwise (`formatted`), a paragraph mark standing for the beginning of a block; the words that would be linked or be so no more (`links`); and the blocks that would be others (`blocks`), as they are (`was`) and as they would be (`is`).',
	}),
	object(
		'Answer',
		AnswerJson,
		'A decision about what one’s side has suggested or proposed, or holds.',
		{
			position: 'Where it stands in the log.',
			at: 'When it was made, in milliseconds since 1970 UTC.',
			by: 'The seat that made it; null for the server itself.',
			act: 'The decision, as the room is told of it on the socket.',
			proposed: 'Whether it declines an ending that one’s own side had proposed.',
		}
	),
	object(
		'AnswerList',
		AnswerList,
		'What became of what one’s side has suggested or proposed, or holds.',
		{
			answers: 'The decisions, oldest first.',
			position:
				'With the last page, everything up to here was looked at: the newest committed position, or that of the freeze.',
			next: NEXT,
		}
	),
	object('ProposalList', ProposalList, 'Proposals that were made.', {
		proposals: 'The proposals.',
		changedAt: 'The position of the newest decision about any suggestion; 0 where there is none.',
		next: NEXT,
	}),
	object('Contact', ContactRequest, 'Whom to call when something fails.', {
		contact: 'A line in plain words; may be empty.',
	}),
	object('NoteRequest', NoteRequest, 'A note to be taken.', {
		clause: 'The id of the clause it is pinned to.',
		seen: 'The newest log position its author had seen: the text that the note speaks of.',
		text: 'The note.',
	}),
	object('Note', NoteJson, 'A note as it was recorded.', {
		id: 'Its id, `nt_…`.',
		clause: 'The id of the clause it is pinned to.',
		seen: 'The log position whose text it speaks of.',
		position: 'Its own position in the log.',
		takenAt: 'When the server received it, in milliseconds since 1970 UTC.',
		text: 'The note.',
		by: 'The seat that took it, as the room calls it, with the code of its delegation.',
	}),
	object('NoteList', NoteList, 'Notes, oldest first.', { notes: 'The notes.', next: NEXT }),
	object('LateEdit', LateEditJson, 'An edit that came after the freeze and is in no text.', {
		position: 'Its position in the log.',
		clause: 'The id of the clause it was meant for.',
		receivedAt: 'When the server received it, in milliseconds since 1970 UTC.',
		size: 'Bytes of the update.',
		delegation: 'The code of the delegation of its author, or null.',
		whose: 'Whose it is to the reader: their own, of their delegation, or of another.',
		words: 'The text it would have brought; null for whoever may only know that it exists.',
		releasedAt: 'When its delegation kept it for the next round, or null.',
	}),
	object('LateLane', LateLane, 'Late edits, oldest first.', {
		edits: 'The late edits.',
		next: NEXT,
	}),
	object('ReleasedEdits', ReleasedEdits, 'The late edits that a release named.', {
		edits: 'The edits as they stand now, oldest first.',
	}),
	object('ReleaseRequest', ReleaseRequest, 'Late edits to be kept for the next round.', {
		edits: 'Their positions.',
	}),
	object('ClockRange', ClockRangeJson, 'Words by the clocks that they were written under.', {
		client: 'The clientID of the Yjs document in which they were written.',
		from: 'The first clock.',
		to: 'The clock behind the last one.',
	}),
	object('WithholdRequest', WithholdRequest, 'Words to be taken out of the record.', {
		passage: 'Which: all of them written on one seat.',
		author: 'Whose they are, where those who run the room ask on the author’s request.',
		reason: 'Why, without the words; may be left out.',
	}),
	object('Withheld', WithheldJson, 'The act by which words were taken out of the record.', {
		clause: 'The id of the clause.',
		position: 'The position of the act in the log.',
		at: 'When the server received it, in milliseconds since 1970 UTC.',
		author: 'The seat whose words they were, as the room calls it.',
		by: 'The seat that took them out.',
		reason: 'Why; empty where nothing was said.',
	}),
	object('WordsRequest', WordsRequest, 'Words to be looked for.', {
		passage: 'Words in the clause; those of others among them are left out.',
		author: 'Whose they are; one’s own where it is left out.',
	}),
	object('Occurrence', OccurrenceJson, 'Words of one author at one place, deleted or not.', {
		clause: 'The id of the clause.',
		passage: 'The clocks that they were written under.',
		author: 'The seat whose words they are; null where they are of the imported text.',
		characters: 'How many characters there are.',
		visible: 'How many of them stand in the text.',
		excerpt: 'How they begin.',
	}),
	object('Occurrences', OccurrencesJson, 'Where words stand or stood.', {
		words: 'What of the passage is by that seat; null where nothing is.',
		foreign: 'How many characters of others stand in the passage, and stay.',
		along:
			'The same words where they were moved or brought back: they go together. A hundred at most, those that stand in the text first.',
		isAlongCut: 'Whether there are more such places than these. They go as well.',
		copies: 'The same characters that came anew, in all clauses, a hundred at most.',
		isCut: 'Whether there are more copies than these.',
		isSearched:
			'Whether copies were looked for: in the last minute before any text of the server is frozen they are not.',
	}),
	object('Insertion', InsertionJson, 'Words that a seat brought into a clause at one go.', {
		passage: 'The clocks that they were written under.',
		at: 'When the server received them, in milliseconds since 1970 UTC.',
		characters: 'How many characters there were.',
		visible: 'How many of them stand in the text.',
		excerpt: 'How they begin.',
	}),
	object('InsertionList', InsertionList, 'Insertions, newest first.', {
		clients: 'The clientIDs under which that seat writes in the clause.',
		insertions: 'The insertions.',
	}),
	object('SnapshotRow', SnapshotRow, 'A snapshot in the list of them.', {
		id: 'Its id, `sn_…`.',
		round: 'The round that it froze.',
		frozenAt: 'The instant of the freeze, in milliseconds since 1970 UTC.',
		position: 'The position of the freeze in the log: what stands below it is in the text.',
		digest: 'SHA-256 of the canonical bytes, lower-case hex.',
		keyId: 'The id of the key that signed it.',
		href: 'Where the file can be had.',
	}),
	object('SnapshotList', SnapshotList, 'Snapshots, newest round first.', {
		snapshots: 'The snapshots.',
		next: NEXT,
	}),
	object('Invitation', InvitationJson, 'A fresh link.', {
		id: 'Its id, `in_…`.',
		url: 'The link, with its code, which is told this once.',
		expiresAt: 'When it runs out, in milliseconds since 1970 UTC.',
	}),
	object('Person', PersonJson, 'A seat as those who run the room see it.', {
		seat: 'The seat.',
		sessions: 'Sessions that hold it and stand.',
		connections: 'Live connections now.',
		openInvitation: 'The newest link that can still be redeemed, or null.',
	}),
	object('People', PeopleJson, 'The seats of a negotiation.', {
		people: 'The seats in the order in which they were made.',
		next: NEXT,
	}),
	object('Key', KeyJson, 'The key that signs here.', {
		key: 'The public key in the form that `parley verify --key` takes.',
		fingerprint: 'Its fingerprint, to compare aloud.',
	}),
	object('Health', HealthJson, 'How the server is.', { status: '`alive` or `ready`.' }),
]

/** A component whose every member is spoken of: the compiler complains until it is. */
function object<Schema extends z.ZodMiniObject>(
	name: string,
	schema: Schema,
	words: string,
	members: { readonly [Name in keyof z.infer<Schema> & string]-?: string }
): Component {
	return { name, schema, words, members }
}

function union(name: string, schema: z.ZodMiniType, words: string): Component {
	return { name, schema, words, members: {} }
}
