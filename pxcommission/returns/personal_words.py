"""Words by which personal details are told from the field's own codes and titles; lists only."""

from __future__ import annotations

_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY
G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR
NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC
WD WF WN WR WS WV YO ZE ZZ
"""
POSTCODE_AREAS = frozenset(_AREAS.split())
"""The letters with which a postcode of the United Kingdom or the Crown dependencies begins (Royal Mail's areas).

ZZ stands for the NHS's own postcodes of people without one (`ZZ99 3VZ`).
"""

NOT_THE_END_OF_A_POSTCODE = frozenset(
    f"{digit}{end}" for digit in range(10) for end in ["st", "nd", "rd", "th", "hr", "yr"]
)
"""What is written small after a code for other reasons: `ward B6 2nd floor`, `E1 2hr wait`."""
ENDS_OF_OTHER_CODES = frozenset(
    [
        "GP",
        "ED",
        "AE",
        "HR",
        "ST",
        "ND",
        "RD",
        "TH",
        "AT",
        "BY",
        "TO",
        "AN",
        "AS",
        "WE",
        "BE",
        "HE",
        "US",
        "UP",
        "GO",
        "DO",
        "AN",
        "BED",
        "OR",
        "OT",
        "ENT",
        "WTE",
    ]
)
"""Words of two capitals that follow a number for other reasons: `WARD B6 2 GP REFERRALS`."""

ROLES = (
  "sister", "nurse", "staff nurse", "charge nurse", "matron", "midwife", "consultant", "doctor", "surgeon",
  "registrar", "healthcare assistant", "health care assistant", "hca", "physiotherapist", "receptionist", "porter",
  "paramedic", "pharmacist", "therapist",
)  # fmt: skip
"""Words of a role that are a person's when a name follows: `Sister Example`."""

_FOLLOWING = """
a about acute after all allied also always anaesthetist and appointment appointments april are as ask assistant
associate associates at attended august availability band bank before bell board but by call called calls cancer
capacity cardiologist cardiology care chief children clinic clinical clinics community connect consultant
consultants contacts cover critical daily day days december delivered dementia dentist deputy development diabetes did
director discharge do education educator elective emergency end episode every february finance for forum foundation
four frailty friday from general geriatrician gynaecologist had handover has have he head health hospital hours
however i if improvement in infection inpatient intensive is it january job july june junior lead leader leadership
leads learning led level line manager managers march maternity may medical medicine meeting meetings mental midwife
midwifery monday month months my named network neurologist neurology new night no north not november numbers nurse
nurses nursing obstetrician october oncologist oncology one or orthopaedic other our outpatient outpatients oversight
paediatric paediatrician paediatrics pain palliative pathway patient patients physician plan posts practice
practitioner practitioners prescriber prescribing programme psychiatrist psychologist quality radiographer radiologist
ratio recruitment registrar rehabilitation renal report research resource respiratory responsible review role rota
round rounds safeguarding safety saturday senior september service services she shift shortage site so south
specialist specialists specialty spoke staff staffing stations strategy stroke student sunday supervision supervisor
support surgeon surgery surgical survey survival team teams that the theatre theatres their there they thursday time
tissue to training triage trust tuesday unit units upgrade urgent urologist vacancies vacancy visit visits ward wards
was we wednesday week were west when whether which who will with workforce working year yes you very too really so scan scans machine imaging mri its his hers him me us them not no never today
although an any be been because but of per since than then until via while just only mr mrs ms miss dr doctor doctors sister sisters matrons
"""
NOT_A_NAME = frozenset(_FOLLOWING.split())
"""Words that follow a role or a title without being anyone's name: `Matron Rounds`, `Nurse Consultant`, `Midwife Led`."""

_ORDINARY = """
able absent absolutely accident accused addressed admitted advice advised affected again agreed alone already amazing
angry annoyed anxious apologised appalling apparently appeared approached apologetic approachable argued arranged arrived asked assessed
assisted assumed assured attentive attitude awful away awesome back bad badly barely based bedside began being belittled
best better booked bored both bothered brilliant brought brusque busy calm calming came can cancelled cared careful
carefully careless caring carried caused certainly changed charming chased checked checks cheerful clear clearly come
comes comfort comforted comforting coming comments communicated communication competent completed completely concerned
confirmed confused considerate constantly contacted continued cool could couldnt courteous curt dealt decided
definitely delayed delightful demanded described desk desperate despite details diagnosed didnt different difficult
diligent disappeared disappointed disappointing discharged discussed disgraceful dismissed dismissive doesnt doing
done dont down due during each efficient eight eleven else empathetic empathic encouraged encouraging ended
enough entered especially eventually ever everyone everything exam examined excellent exceptional expected
experience experienced explained explaining explains explanation extremely face fab fabulous failed fantastic felt few fine
finally first fixed five followed forgot form found frequently friendly fully fun funny gave gentle
gently get gets getting give given gives giving goes going gone good got grateful great greeted grumpy hadnt handled
happily happy hard hardly harsh hasnt havent hear heard held help helped helpful helping helps here hero heroes herself
honest horrible humane humorous ignored ill impatient impolite important inattentive incompetent incredible incredibly
informative informed injected inside inspected insisted instead interested interrupted introduced invited itself just
keep kept kind kindly kindness knew know knowledgeable knows lack lacked laughed late later left let letter like
likely listen listened listening listens little look looked looking looks lost lots loud loved lovely made make makes
making manner marvellous may maybe mentioned met might missed missing mistake moaned more most mostly much must
named nasty nearly needed needs never next nice nicely nobody none normal notes nothing notice noticed now obviously
offered often okay on once only open opened operated ordered organised others outside outstanding over overheard
overworked particularly passed patient patiently patronising people perfect performed perhaps personally phoned
pleasant please pleased plus polite politely poor poorly positive possibly praised prepared prescribed
prescription present probably professional professionally promised promptly proper properly provided put questions
quick quickly quiet quietly quite ran rang rather read ready really reassured reassuring received recommended
reduced referral referred refused regarding regularly remained remarkable remembered removed repeatedly replied reported
requested respectful responded responsive rest results returned right rough round rude rudely rush rushed sadly said
same sat satisfied saw saying says scan scared scans seem seemed seems seen sent sensitive serious several shall
sharp should shouldnt shouted showed shows sick simply since sincere six skilled skilful slow smile smiled smiles
smiling snapped so some someone something sometimes somewhere soon sorry sort speak speaking spectacular spend spent
staff standing started stated stayed still stop stopped straight strict stressed stunning such suddenly suggested super
superb supported supporting supportive sure surprised swore sympathetic take taken takes taking talk talked talking
talks taught tells ten terrible terrific than thank thanked thanks then these things think third this those though
thought thorough thoroughly thoughtful three thoughtfully through tired today together told too took top
totally touch touched training treat treated treats tried truly trying turned twelve twice two unable unacceptable
unbelievable uncaring under understanding understood unfortunately unfriendly unhappy unhelpful unkind until
unprofessional upset use used useless usually utterly various very visited wait waited waiting walked want wanted
warm warmly wasnt watched welcomed welcoming well went werent what where while whilst who why willing wonderful
wont worked works world worried worse worst would wouldnt wrong wrote yesterday yet young machine imaging angiogram
abrupt accommodating acted aggressive alert answered arrogant behaved believed broke chatted claimed cleaned cold
compassionate complained condescending conscientious corrected cried dedicated determined disinterested drew dropped engaging
ensured escorted exhausted faultless fitted forced genuine guided handed hardworking hopeless hurt identified impeccable
inexperienced joked kindest lazy liaised lied likeable list logged magnificent managed misdiagnosed moved nervous note
obnoxious office overstretched page parked pointed presented punctual pushed rolled room sarcastic scheduled settled short site
sloppy sorted spoken stood suspected sweet telephoned threw tutted understaffed unapproachable uninterested unsympathetic us
waved website woke wore yelled online available information found form survey link it him her them me out find
act appt comment comments complaint crew feedback google letter line machine rating review reviews specialising team
"""
ORDINARY_WORDS = frozenset(_ORDINARY.split())
"""Words a comment goes on with after a role, a title or before an address: `Nurse Very kind`, `the dr told me`, `look at`."""

SURNAMES_TOO = frozenset(
    [
        "best",
        "bright",
        "come",
        "cool",
        "fine",
        "good",
        "little",
        "long",
        "may",
        "page",
        "rush",
        "sharp",
        "short",
        "still",
        "sweet",
        "wise",
        "young",
    ]
)
"""Ordinary words that are surnames as well: after a title, with a capital, they are taken for one (`Dr Young`)."""
