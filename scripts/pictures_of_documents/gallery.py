"""What the gallery shows: each picture with the document and page it is of, what the document is for, and its words for those who hear it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from pictures_of_documents.story import NEXT_WORKBOOK


class Picture(Struct, frozen=True):
    """One picture: its file's name, the document, which page of it, and what it shows in words.

    `page`: the page of a Word file (or of a printed page); `sheet`: the sheet of a workbook; `window`: width and height of a
    screen. `part`: left, top, right and bottom as shares of the page, where only a part of it can be read.
    """

    name: str
    document: str
    alt: str
    page: int = 1
    sheet: str = ""
    window: tuple[int, int] = (0, 0)
    part: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


class Entry(Struct, frozen=True):
    """One document of the gallery: its heading, what it is for in a sentence or two, and its pictures."""

    heading: str
    what: str
    pictures: tuple[Picture, ...]


class Chapter(Struct, frozen=True):
    """A group of documents."""

    heading: str
    what: str
    entries: tuple[Entry, ...]


def letter(kind: str, heading: str, what: str, *alts: str, document: str = "") -> Entry:
    """A Word document: the first pages, one picture each."""
    name = document or f"{kind}.docx"
    pictures = (
        Picture(kind if page == 1 else f"{kind}-{page}", name, alt, page) for page, alt in enumerate(alts, start=1)
    )
    return Entry(heading, what, tuple(pictures))


def sheet(name: str, document: str, of: str, what: str, alt: str) -> Entry:
    """One sheet of a workbook as it is printed."""
    return Entry(of, what, (Picture(name, document, alt, sheet=of),))


WORKBOOK, DATA, REPORT, BOARD = (
    "escalation-workbook.xlsx", "provider-data-EXAMPLE-ACUTE.xlsx", "report-EXAMPLE-ACUTE.html", "board-EXAMPLE-ACUTE.html",
)  # fmt: skip
OF_THE_QUARTER = Chapter(
    "Letters and papers of the quarter",
    "One command writes them all. What was met comes before what was not; the day to reply comes before everything.",
    (
        letter("challenge", "Challenge letter", "What was not met, asked about in questions, with what was met first. It is informal.",
               "First page of the challenge letter: a yellow box that says draft, the parties, then what is asked and the day to reply by, then four numbered questions, and the quarter in three sentences.",
               "Second page: what was met, with thanks, by service, and the table of what was not met: requirement and clause, where, result, agreed level, for how long.",
               "Third page: the chart of one requirement by month with its target and limits and its finding in a sentence, then the story so far of each requirement.",
               document="letter-EXAMPLE-ACUTE.docx"),
        letter("questions", "Page of questions", "Where nothing calls for a letter: questions for the next meeting. No reply is due before it.",
               "Page of questions: the day of the meeting, one numbered question with its figure, what was met, and how to read the figures.",
               document="questions-EXAMPLE-COMMUNITY.docx"),
        letter("quality-concern", "Quality-concern letter", "What people said, put to the provider in counts and in words they agreed to; no level and no clause is alleged.",
               "First page of the quality-concern letter: the day to reply by, three questions, why we write, and how many accounts were heard.",
               "Second page: the table of themes with how many accounts are negative, positive or mixed, one quotation without a name, what happens next, and the signature."),
        letter("meeting-paper", "Paper for the review meeting", "Two pages: decisions sought, what was not met, questions, and what came of the last actions.",
               "First page of the meeting paper: decisions sought, the quarter in short, and the table of what was not met.",
               "Second page: the last questions, and the table of actions with who leads each, since when, and what came of it.",
               document="meeting-paper-EXAMPLE-ACUTE.docx"),
        letter("board", "The board’s page", "One page for the board, with no small number in it; the pack has it for Word and for a browser.",
               "The board's page in Word: where we are with a table of what fell short, what changed, what we asked, what improved, and the next meeting.",
               document="board-EXAMPLE-ACUTE.docx"),
        Entry("The board’s page in a browser", "The same page as a file that needs no network.",
              (Picture("board-page", BOARD, "The board's page in a browser: four figures on top, the table of what fell short, then what changed, what we asked, what improved and what is next.", window=(1000, 1340)),)),
        letter("you-said-we-did", "You said, we did", "For the people who spoke: what they said, what was done, and what came of it.",
               "The page You said, we did: themes with their counts, a quotation without a name, and what was decided because of it."),
    ),
)  # fmt: skip
OF_THE_PROCESS = Chapter(
    "Documents of General Condition 9",
    "Each is drafted when a person asks for it, never sent by the program, and compared with the figures once it was sent. "
    "What only a person knows stands in brackets.",
    (
        letter("information-request", "Request for information", "An informal request that helps both to understand a result.",
               "Request for information: what is asked, why we write, and the table of what is needed with places to fill in."),
        letter("missing-return", "Letter about a missing return", "A return was looked for and did not come. Nothing counts as met or not met because of it.",
               "Letter about a missing return: two questions, and the table of the return, its period and when it was looked for."),
        letter("contract-performance-notice", "GC9 Contract Performance Notice", "The formal step: it asks for a meeting and starts the days of General Condition 9.",
               "First page of the notice: the meeting asked for by a day counted in Operational Days, four numbered requests, and what this is.",
               "Second page: the table of the notice with places for a person to fill in, the figures beside the agreed level, where each figure stands, and what happened before."),
        letter("contract-query-notice", "GC9 Contract Query Notice", "The same step under the oldest edition known, where it has another name.",
               "First page of the GC9 Contract Query Notice of the edition of 2013 to 2015."),
        letter("withdrawal", "Withdrawal of a notice", "The notice is taken back, with thanks and the reason.",
               "Withdrawal of a notice: nothing more is asked; which notice is withdrawn, and why."),
        letter("meeting-note", "Note of a meeting", "What the Contract Management Meeting agreed; both sides sign it.",
               "Note of a meeting: who attended, what was discussed and agreed, with places to fill in."),
        letter("joint-investigation-terms", "Terms of a Joint Investigation", "What both look into together, and by when.",
               "Terms of a Joint Investigation: the questions to look into, who takes part, and the day to report."),
        letter("joint-investigation-report", "Joint Investigation Report", "What the investigation found, as a frame for both to fill in.",
               "Joint Investigation Report: what was looked into, what was found, and what both recommend, with places to fill in."),
        letter("immediate-action-plan", "Immediate Action Plan", "For an immediate risk: actions at once, on a page that lies on its side.",
               "Immediate Action Plan, first page: what is asked and the parties to the plan."),
        letter("remedial-action-plan", "Remedial Action Plan", "Each action with its cause, owner, dates, measure, target, how long it is kept, and the agreed sanction.",
               "Remedial Action Plan, first page: the parties to the plan and what is asked by when.",
               "Second page: the table of actions, each with cause, owner, dates, measure, target and sanction."),
        letter("joint-notification", "Joint notification of both Governing Bodies", "No plan was agreed in time: both Governing Bodies are told what is open.",
               "Joint notification: what was not agreed, the positions of both, and the day both Governing Bodies are asked to act by."),
        letter("plan-breach-notice", "Notice that a step of the plan was missed", "A milestone was missed: which, and the days to put it right.",
               "Notice that a step was missed: the day to put it right by, counted in Operational Days, and the step of the plan."),
        letter("exception-report", "Exception Report", "The missed step was not put right: the report to both Governing Bodies.",
               "Exception Report: what was missed, what was asked, and what the report is for."),
        letter("withholding-notice", "Notice of withholding", "A sum is withheld: its formula, the cap, the ground, and the day to send evidence by.",
               "First page of the notice of withholding: the day for evidence, and what is withheld.",
               "Second page: the particulars and the sum with its formula and its cap."),
        letter("release-notice", "Notice that a sum is given back", "What was withheld is given back.",
               "Notice of release: the sum that is given back, by when, and why."),
        letter("retention-notice", "Notice of permanent retention", "A sum is kept for good; only where the form allows it.",
               "Notice of permanent retention: the sum, the ground, and what may be done about it."),
        letter("unjustified-withholding-decision", "Decision on a withholding said to be unjustified", "The provider's evidence was looked at: what is paid back, with the interest agreed.",
               "Decision on a withholding: the sum that is paid back with interest, and how it was worked out."),
        letter("information-breach-notice", "Information breach notice", "Information that the contract asks for is missing, late or can't be used.",
               "Information breach notice: the day to supply the information by, and the table of what is missing."),
        letter("thanks", "Thank you", "The requirement is met again: the case goes a stage down, with thanks to the teams.",
               "Letter of thanks: the level is met again, nothing is asked, and what helped."),
        letter("closure", "Closure", "The improvement was reached and kept, and the case is closed.",
               "Closure: nothing is asked; the actions completed, until when the improvement was kept, and the review meeting."),
    ),
)  # fmt: skip
OF_WORKBOOKS = Chapter(
    "Workbooks",
    "Each sheet holds one table, printed one page wide. The pictures show the first printed page of each.",
    (
        sheet("sheet-cover", WORKBOOK, "Cover", "Escalation workbook, for the commissioner: what it is, what to do before anything is sent, and links to the sheets.", "The cover: status, period, contract, what to do before issue, and a link to each sheet with what it holds."),
        sheet("sheet-summary", WORKBOOK, "Summary", "Requirements and proposals by service.", "The summary: a row for each service with requirements met, not met and not assessed, and the steps proposed."),
        sheet("sheet-not-met", WORKBOOK, "Not met", "Every finding not met, with its figure and level.", "The sheet Not met: requirement, clause, service, where, value, numerator, denominator, agreed level, periods running, severity and status."),
        sheet("sheet-proposals", WORKBOOK, "Proposals", "Next steps proposed, with tinted columns for a person's decision.", "The sheet Proposals: each step with its reasons, and tinted columns for decision, reason, owner and until."),
        sheet("sheet-cases", NEXT_WORKBOOK, "Cases", "From the first letter on: what was issued, what came back, and where each case stands.", "The sheet Cases: each requirement with what was issued and when, the reply in short, and where the case stands now."),
        sheet("sheet-decisions", NEXT_WORKBOOK, "Decisions", "What a person decided to hold, not to pursue or to set aside, with the reason.", "The sheet Decisions: one step that is held, its reason, who approved it, and until when."),
        sheet("sheet-held-back", WORKBOOK, "Held back", "Steps that were not proposed, and why not.", "The sheet Held back: each step that was not proposed with the condition of the ladder that it does not meet."),
        sheet("sheet-not-assessed", WORKBOOK, "Not assessed", "What could not be judged: neither met nor not met.", "The sheet Not assessed: requirement, service, where, period, and the reason in plain words."),
        sheet("sheet-awaited", WORKBOOK, "Awaited", "Sources that are not in yet.", "The sheet Awaited: none in this quarter."),
        sheet("sheet-differences", WORKBOOK, "Differences", "Figures that two sources state differently.", "The sheet Differences: the judged figure beside the other one, how far apart they are, and why the first is judged."),
        sheet("sheet-quality-lead", WORKBOOK, "For the quality lead", "Concerns from words, and charts of concern though the level is met.", "The sheet for the quality lead: each signal with its service and aspect in a sentence."),
        sheet("sheet-triangulation", WORKBOOK, "Triangulation", "What each independent source says of each aspect.", "The sheet Triangulation: a row for each service and aspect, a column for each source that says concern, good or mixed, and all in short."),
        sheet("sheet-charts", WORKBOOK, "Charts", "What chance and the charts leave standing of each verdict.", "The sheet Charts: for each result its outcome, what chance says, and what its chart says."),
        sheet("sheet-trend-by-month", WORKBOOK, "Trend by month", "The last eight months as numbers.", "The sheet Trend by month: each requirement with its level and its figure in each of eight months."),
        sheet("sheet-trend-by-quarter", WORKBOOK, "Trend by quarter", "The last eight quarters as numbers.", "The sheet Trend by quarter: each requirement with its level and its figure in each of eight quarters."),
        sheet("sheet-trend-charts", WORKBOOK, "Trend charts", "A native chart of each result that a proposed letter rests on.", "The sheet Trend charts: each result in words beside its line chart with the agreed level."),
        sheet("sheet-data-quality", WORKBOOK, "Data quality", "The files used, what was noticed in them, and what the provider said.", "The sheet Data quality: each file with its origin and the day it was published or received."),
        sheet("sheet-rules-used", WORKBOOK, "Rules used", "Each requirement in words, with its file and line.", "The sheet Rules used: requirement, clause, level in force, severity, and the line of the file it stands in."),
        sheet("sheet-notes", WORKBOOK, "Notes", "Shorthand, rounding and cautions.", "The sheet Notes: what the shorthand means, how figures are rounded, and what each source cautions."),
        sheet("sheet-lists", WORKBOOK, "Lists", "The words of the drop-downs.", "The sheet Lists: the four decisions and what each means."),
        Entry("Provider data workbook", "For the provider, plain enough for any screen reader: the cover, the results, what was not assessed, and the notes.",
              (Picture("data-cover", DATA, "The cover of the provider data workbook: what this is, how to reply, how to correct a figure, and links to the sheets.", page=1),
               Picture("data-results", DATA, "The sheet Results: each result with its clause, where, period, figure, numerator, denominator and agreed level.", page=2),
               Picture("data-not-assessed", DATA, "The sheet Not assessed: each requirement that could not be judged, and why.", page=-2),
               Picture("data-notes", DATA, "The sheet Notes: shorthand, rounding and cautions.", page=-1))),
        Entry("Response form", "Lies beside the letter. The tinted cells are the provider's; what comes back is read by `pxcommission response import` and stands in each case of the letter.",
              (Picture("response-form", "response-form-EXAMPLE-ACUTE.xlsx", "The first sheet of paper of the response form as it is sent: how to fill it in, then a row for each case with the requirement, the result and what we ask.", part=(0.0, 0.1, 0.96, 0.66)),
               Picture("response-form-filled", "response-form-filled.xlsx", "The second sheet of paper of the form as a provider filled it in: the requirement again, a position, an answer in short, and an action with its lead and day.", page=2, part=(0.0, 0.18, 0.96, 0.66)))),
        Entry("Preview for the provider", "Before the letter: the figures as they were read, for the provider to agree or correct.",
              (Picture("preview", "preview-EXAMPLE-ACUTE.xlsx", "The first sheet of paper of the preview: how to fill it in, then each finding with its requirement, its statement and its unit.", part=(0.0, 0.08, 1.0, 0.62)),)),
    ),
)  # fmt: skip
OF_THE_REPORT = Chapter(
    "The report",
    "One file for any browser, with no script and nothing from a network.",
    (
        Entry("On a wide screen", "At 1280 pixels.", (Picture("report-1280", REPORT, "The report on a wide screen: contents, four figures, the quarter in three sentences, and the first table of findings with tags in words and small trend lines.", window=(1280, 1900)),)),
        Entry("On a telephone", "At 320 pixels: tables become lists of labelled lines.", (Picture("report-320", REPORT, "The report on a telephone: the contents one below the other, the four figures two by two, and the facts as labelled lines.", window=(320, 1100)),)),
        Entry("On paper", "Printed on A4.", (Picture("report-print", REPORT, "First printed page of the report.", page=1), Picture("report-print-2", REPORT, "A later printed page: a case with its clause, its question, its figures, what is proposed and its chart.", page=5))),
    ),
)  # fmt: skip
CHAPTERS = (OF_THE_QUARTER, OF_THE_PROCESS, OF_WORKBOOKS, OF_THE_REPORT)
FOLDER = "pictures/documents"


def all_pictures() -> tuple[Picture, ...]:
    """Every picture, in the order of the page."""
    return tuple(picture for chapter in CHAPTERS for entry in chapter.entries for picture in entry.pictures)


def page_of(made_by: Mapping[str, str]) -> str:
    """The gallery as Markdown; `made_by` holds the command of each document."""
    lines = [
        "# Every document, in pictures",
        "",
        "The letters, papers, workbooks and pages of the shipped, fictional workspace, made by its real commands and looked at by",
        "eye. `scripts/make_pictures.py` plays the story and makes this page and its pictures again.",
        "",
    ]
    for chapter in CHAPTERS:
        lines += [f"## {chapter.heading}", "", chapter.what, ""]
        for entry in chapter.entries:
            lines += [f"### {entry.heading}", "", entry.what, ""]
            lines += [f"    {command}" for command in dict.fromkeys(made_by[one.document] for one in entry.pictures)]
            lines += ["", *(f"![{one.alt}]({FOLDER}/{one.name}.png)" for one in entry.pictures), ""]
    return "\n".join(lines).rstrip() + "\n"
