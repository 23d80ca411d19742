/** The sample text in Markdown: each heading begins a point, what stands before the first is the preamble. */
export const londonText = `The Parties to this Framework,

*Recalling* the purposes and principles of the Charter of the United Nations, in particular the sovereign equality of States and the duty to settle international disputes by peaceful means,

*Mindful* of the losses that the hostilities have brought upon the civilian population, and of the right of every person to live in safety and with dignity,

*Convinced* that a cessation of hostilities can last only if it is observed, verified and guaranteed, [and that each of these elements depends upon the others,]

*Determined* to put in place the conditions for a just and lasting peace,

Have agreed on the following points:

## 1. Purpose

The purpose of this Framework is to bring the hostilities to a permanent end, to provide for the security of the Parties thereafter, and to set out the steps by which a comprehensive settlement shall be negotiated.

The points of this Framework form a single whole. Nothing in it is agreed until everything in it is agreed[, save for those points which the Parties decide in writing to apply beforehand].

For the purposes of this Framework:

- “Monitoring Mission” means the mission established under point 4;
- “Guarantor” means a State that has accepted the obligations set out in point 13;
- “line of contact” means the line recorded on the map to be annexed to this Framework at the date of its entry into force.

## 2. Sovereignty

The Parties reaffirm their respect for the sovereignty and political independence of every State, and for its right to choose its own constitutional order and its own alliances.

No provision of this Framework shall be interpreted as limiting the inherent right of individual or collective self-defence recognised in Article 51 of the Charter of the United Nations.

## 3. Ceasefire

A complete ceasefire on land, at sea and in the air shall take effect at 00:00 Coordinated Universal Time on the [third] [seventh] day following the entry into force of this Framework, and shall be of unlimited duration.

From that moment each side shall:

1. cease all offensive operations, including operations by uncrewed systems of any kind;
2. refrain from forward movement of its forces, and from the construction of new positions within [five] [ten] kilometres of the line of contact;
3. withdraw heavy weapons according to the timetable agreed in the military annex;
4. give its forces clear orders to that effect, and inform the Monitoring Mission that it has done so.

The presence of forces at any place on the date of the ceasefire shall have no legal consequence for the questions addressed in point 14.

## 4. Monitoring

A Monitoring Mission is hereby established. It shall observe and verify compliance with point 3, report on what it finds, and facilitate contact between the sides at the local level.

The Mission shall enjoy full and immediate freedom of movement throughout the area of its mandate. It may use technical means of observation, including [satellite imagery] [and uncrewed aerial vehicles], and shall have access at any time to the data gathered by them.

The composition of the Mission shall be agreed by consensus. [Nationals of a State that has taken part in the hostilities shall not serve in it as observers.]

The mandate of the Mission shall run for [twenty-four] [thirty-six] months, and shall be renewed unless the Parties decide otherwise.

## 5. Reports of breaches

Either side, or any Guarantor, may report an alleged breach of this Framework to the Monitoring Mission. The Mission shall acknowledge each report without delay and shall state its findings within seventy-two hours.

A finding shall set out:

- the place, the time and the nature of the incident;
- the evidence on which the finding rests;
- the side to which the incident is attributed, or a statement that it could not be attributed;
- the measures which the Mission recommends.

Findings shall be transmitted to the Parties and the Guarantors at the same time, and shall be made public [ten] days later unless the head of the Mission determines that publication would endanger life.

## 6. Prisoners

All prisoners of war shall be released and repatriated on the principle of *all for all*. Releases shall begin within [fourteen] days of the entry into force of this Framework and shall be completed within [ninety] days.

The International Committee of the Red Cross shall be given the names of all prisoners held, and access to each of them, no later than the seventh day.

Priority shall be given to the wounded and sick, to women, and to persons who have been held for longer than one year. No prisoner shall be repatriated against his or her will.

## 7. Detained civilians

All civilians deprived of their liberty in connection with the hostilities, including hostages and political detainees, shall be released unconditionally. Each side shall communicate a complete list of such persons within [twenty-one] days.

Persons released under this point shall be free to return to their place of residence, or to go to another place of their choosing, and shall receive the documents that they need to do so.

## 8. Missing persons

The sides shall co-operate in establishing the fate of all persons reported missing, whether military or civilian, and in the search for, identification and return of human remains.

To that end a Joint Commission on Missing Persons shall be formed within sixty days. It shall keep a single register of cases, exchange samples and records needed for identification, and inform families of its findings directly and in their own language.

## 9. Families

Children who have been displaced or transferred in the course of the hostilities shall be identified, and shall be returned to their parents or lawful guardians without conditions and without delay.

Families separated by the line of contact shall be able to meet, to correspond and to reunite. The Parties shall open at least [four] crossing points for that purpose, and shall charge no fee for their use.

Civil status documents issued during the hostilities shall be considered *solely* in so far as the interests of the persons concerned require it.

## 10. Humanitarian access

The Parties shall allow and facilitate the rapid and unimpeded passage of humanitarian relief for all civilians in need, which is impartial in character and conducted without any adverse distinction.

Humanitarian organisations shall notify their movements to the Monitoring Mission. A notification shall not be subject to approval[; a movement may be postponed once, for reasons of safety, by no more than twenty-four hours].

Humanitarian mine action shall begin at once in areas designated by the Mission, starting with:

1. housing, schools and medical facilities;
2. water, heat and power networks;
3. agricultural land and the roads leading to it.

## 11. Nuclear safety

Nuclear power stations, and the installations and lines on which their safe operation depends, shall not be attacked, and shall not be used for military purposes. No weapons or munitions shall be stored on their sites.

The International Atomic Energy Agency shall have permanent and unrestricted access to each such station. Its recommendations on safety and security shall be carried out by [the operator] [the authority in control of the site] within the time that the Agency indicates.

Questions concerning the ownership, licensing and output of any station are dealt with in the energy annex[, and are without prejudice to point 14].

## 12. Energy facilities

The Parties shall refrain from any attack upon, and from any cyber operation against, facilities for the production, storage, transmission and distribution of energy.

A repair crew that has been notified to the Monitoring Mission shall enjoy the protection accorded to civil defence personnel. Repairs to cross-line infrastructure shall be agreed through the Mission and carried out under its observation.

## 13. Security guarantees

Each Guarantor undertakes, in accordance with its constitutional requirements, to assist Ukraine in the event of a renewed armed attack. The undertakings of the Guarantors shall be [legally binding] [and shall be approved by the legislature of each Guarantor before this Framework takes effect].

Where a Guarantor or Ukraine considers that an armed attack has occurred or is imminent, the Guarantors shall meet within [twenty-four] [seventy-two] hours, and shall decide on the measures to be taken, which may include:

1. diplomatic and economic measures, including the restoration of measures previously suspended;
2. the supply of military equipment, intelligence and training;
3. such further measures, [including the use of armed force,] as each Guarantor deems necessary.

The guarantees shall not depend upon the findings of the Monitoring Mission, and shall be without prejudice to rights and obligations arising under other agreements.

[The guarantees shall remain in force without limit of time.] [The guarantees shall remain in force for [ten] [fifteen] years and shall be extended by agreement.]

## 14. Territory

Nothing in this Framework, and nothing done in carrying it out, shall constitute recognition of a change of frontiers or prejudice the legal position of any Party with regard to territory.

[Questions relating to territory shall be the subject of separate negotiations, which shall begin no later than [number] days after the ceasefire has taken effect.]

[Questions relating to territory shall be referred to a joint commission, which shall report to the Parties before negotiations begin.]

The Parties undertake not to alter the line of contact by force, and to settle all questions relating to territory by peaceful means only.

## 15. Reconstruction fund

A Reconstruction Fund is hereby established as an international organisation with legal personality. It shall be governed by a Board on which Ukraine and the contributors are represented in equal number, and which shall take its decisions by consensus.

The resources of the Fund shall consist of:

- contributions by States and international organisations;
- loans and guarantees by financial institutions;
- [the proceeds of immobilised sovereign assets, to the extent and in the manner permitted by international law;]
- income from investments of the Fund.

The Fund shall give priority to housing, energy networks, hospitals and schools. Its accounts shall be audited each year by an independent auditor, and the audit shall be published.

## 16. Ports and navigation

Merchant vessels shall enjoy freedom of navigation in the Black Sea and the Sea of Azov, in accordance with the international law of the sea. Ports, and vessels at berth, shall not be attacked.

A notified vessel bound to or from a civilian port shall not be subject to inspection on the high seas[, save at the request of its flag State]. Marked shipping lanes shall be surveyed and kept clear of mines.

## 17. Transit and trade

The Parties shall reopen road, rail and inland waterway crossings for civilian traffic as soon as the Monitoring Mission has confirmed that it is safe to do so.

Goods in transit shall be free from customs duties and from charges other than those which correspond to the cost of the services rendered. The Parties shall facilitate the transit of grain, fertiliser and medical goods in particular.

[Economic measures taken in connection with the hostilities shall be suspended in stages, according to the timetable in the economic annex, and shall be restored if the Guarantors so decide under point 13.]

## 18. Cultural heritage

The Parties shall protect cultural property in conformity with the Convention for the Protection of Cultural Property in the Event of Armed Conflict, done at The Hague on 14 May 1954.

Cultural property, archives and museum collections removed in the course of the hostilities shall be identified, recorded and returned to the institution to which they belong. A request for return may be made at any time.

## 19. Disputes

Any dispute concerning the interpretation or application of this Framework shall be settled by negotiation. If it has not been settled within [sixty] days, any Party to the dispute may refer it to [an arbitral tribunal constituted under the rules annexed hereto] [the International Court of Justice].

The reference of a dispute shall not suspend the obligations of the Parties, in particular those under points 3, 6 and 10. Provisional measures indicated by the body seized of the dispute shall be binding.

## 20. Entry into force

This Framework shall enter into force on the day following that on which the last of the Parties has notified the depositary that its internal requirements have been fulfilled. **Points 6 to 10 shall be applied provisionally from the date on which it is initialled.**

The annexes form an integral part of this Framework. It may be amended by agreement in writing of all the Parties.

The original of this Framework, of which the English, French, German and Ukrainian texts are equally authentic, shall be deposited with the Government designated for that purpose by the Parties.
`
