"""Words by which personal details are told from the field's own codes and titles; lists only."""

from __future__ import annotations

_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY
G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR
NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC
WD WF WN WR WS WV YO ZE
"""
POSTCODE_AREAS = frozenset(_AREAS.split())
"""The letters with which a postcode of the United Kingdom or the Crown dependencies begins (Royal Mail's areas)."""

_SMALL_ENDS = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 0th 1hr 2hr 1wk 2wk 1yr 2yr"
NOT_THE_END_OF_A_POSTCODE = frozenset(_SMALL_ENDS.split())
"""What is written small after a code for other reasons: `ward B6 2nd floor`, `E1 2hr wait`."""

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
was we wednesday week were west when whether which who will with workforce working year yes you
"""
NOT_A_NAME = frozenset(_FOLLOWING.split())
"""Words that follow a role or a title without being anyone's name: `Matron Rounds`, `Nurse Consultant`, `Midwife Led`."""
