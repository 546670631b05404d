"""Files as secretariats make them: Word with automatic numbers, Word with typed numbers and tabs, pages of the web.

The agenda is one of our own; python-docx writes the Word files, so that nothing of ours has a hand in them.
"""

import io
import re

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

LIST = (
    (0, "Election of officers."),
    (0, "Organizational matters:"),
    (1, "Adoption of the agenda;"),
    (1, "Organization of work."),
    (0, "Review of the sample registry:"),
    (1, "Glass:"),
    (2, "Clear glass;"),
    (2, "Coloured glass;"),
    (1, "Paper."),
    (0, "Other matters."),
    (0, "Adoption of the report."),
)
SAID = {
    "Election of officers.": ("The Special Committee will elect a Chair and three Vice-Chairs.",),
    "Adoption of the agenda;": (
        "The Committee will adopt its agenda.",
        "Documentation",
        "Annotated provisional agenda (A/AC.555/2024/1)",
    ),
    "Organization of work.": ("The Committee will consider its organization of work.",),
    "Clear glass;": ("A paper will be presented.",),
    "Coloured glass;": ("Nothing is new.",),
    "Paper.": (
        "The registry of paper will be reviewed.",
        "Documentation",
        "• Report of the Secretary-General on paper (A/79/65)",
        "• Note by the Secretariat (A/AC.555/2024/3)",
    ),
    "Other matters.": ("No documentation is foreseen.",),
    "Adoption of the report.": ("The report will be adopted.",),
}
WORK = (
    ("Date and time", "Agenda item", "Title or description"),
    ("Monday, 8 April", None, None),
    ("10 a.m.–1 p.m.", "1", "Election of officers"),
    ("", "2 (a)", "Adoption of the agenda"),
    ("", "2 (b)", "Organization of work"),
    ("3–6 p.m.", "3 (a)", "Glass"),
    ("Tuesday, 9 April", None, None),
    ("10 a.m.–1 p.m.", "3 (a)", "Glass (continued)"),
    ("3–6 p.m.", "3 (b)", "Paper"),
    ("Wednesday, 10 April", None, None),
    ("10 a.m.–1 p.m.", "4 and 5", "Other matters; adoption of the report"),
)


def word_with_automatic_numbers() -> bytes:
    """Masthead in a table with line breaks, automatic numbers, bold headings, a timetable with merged cells."""
    word = Document()
    _numbering(word)
    word.sections[0].header.paragraphs[0].text = "A/AC.555/2024/1"
    word.sections[0].footer.paragraphs[0].text = "24-01234"
    head = word.add_table(rows=2, cols=2)
    head.cell(0, 0).text, head.cell(0, 1).text = "United Nations", "A/AC.555/2024/1"
    head.cell(1, 0).text = "General Assembly"
    head.cell(1, 1).text = "Distr.: General\n2 February 2024\nOriginal: English"
    for line in ("Special Committee on Samples", "2024 substantive session", "New York, 8–12 April 2024"):
        word.add_paragraph(line)
    word.add_paragraph("Annotated provisional agenda", style="Title")
    word.add_paragraph("Provisional agenda", style="Heading 1")
    for level, title in LIST:
        _numbered(word.add_paragraph(title), 71, level)
    word.add_paragraph("Annotations", style="Heading 1")
    for level, title in LIST:
        heading = word.add_paragraph()
        heading.add_run(title.rstrip(":;.")).bold = True
        _numbered(heading, 72, level)
        for line in SAID.get(title, ()):
            bullet = line.startswith("• ")
            word.add_paragraph(line.removeprefix("• "), style="List Bullet" if bullet else None)
    word.add_page_break()
    word.add_paragraph("Annex", style="Heading 1")
    word.add_paragraph("Proposed organization of work", style="Heading 1")
    table = word.add_table(rows=0, cols=3)
    for time, item, title in WORK:
        cells = table.add_row().cells
        if item is None or title is None:
            cells[0].merge(cells[2]).text = time
        else:
            cells[0].text, cells[1].text, cells[2].text = time, item, title
    table.cell(2, 0).merge(table.cell(4, 0))
    return _saved(word)


def word_with_typed_numbers(text: str) -> bytes:
    """The agenda `text` as one types it: each paragraph one, tabs where columns stand, no style anywhere."""
    word = Document()
    for line in paragraphs(text):
        word.add_paragraph(line)
    return _saved(word)


def page_of_divisions(text: str) -> bytes:
    """The agenda `text` as a web page of nothing but divisions and fixed blanks."""
    lines = (line.replace("&", "&amp;").replace("\t", "&nbsp;" * 4) for line in paragraphs(text))
    body = "\n".join(f"<div>{line}</div>" for line in lines)
    return f'<html><head><meta charset="utf-8"></head><body><div><div>{body}</div></div></body></html>'.encode()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a printed agenda: full lines without columns run on, all others are one each."""
    found: list[str] = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line.strip()]
        columns = any(re.search(r"\S\s{3,}\S", line) for line in lines)
        if len(lines) > 1 and not columns and all(len(line.strip()) >= 58 for line in lines[:-1]):
            found.append(" ".join(line.strip() for line in lines))
        else:
            found += [re.sub(r"\s{3,}", "\t", line.strip()) for line in lines]
    return found


PAGE = """<html><head><meta charset="utf-8"></head><body><ul><li><a href="/">Home</a></li><li>Meetings</li></ul>
<h1>Sample Convention – twelfth meeting</h1><p>Nairobi,&nbsp;3–5&nbsp;May&nbsp;2021</p>
<h2>Annotated provisional agenda</h2><h3>Provisional agenda</h3>
<ol><li>Opening of the meeting.</li><li>Organizational matters:<ol type="a"><li>Adoption of the agenda;</li>
<li>Organization of work.</li></ol></li><li>Review of registers:<ol type="a"><li>Glass:<ol type="i"><li>Clear;</li>
<li>Coloured;</li></ol></li><li>Paper.</li></ol></li><li>Other matters.</li><li>Closure.</li></ol>
<h3>Annotations</h3><h4>1. Opening of the meeting</h4><p>The meeting will be opened at 9&nbsp;a.m.</p>
<h4>2. Organizational matters</h4><h5>(a) Adoption of the agenda</h5><p>The agenda will be adopted.</p>
<p><i>Documentation</i></p><ul><li>Provisional agenda (UNEP/SC/12/1)</li><li>Annotations (UNEP/SC/12/1/Add.1)</li></ul>
<h5>(b) Organization of work</h5><p>The Bureau will propose one.</p>
<h4>3. Review of registers</h4><h5>(a) Glass</h5><h6>(i) Clear</h6><p>A report will be given.</p>
<h6>(ii) Coloured</h6><p>A report will be given.</p><h5>(b) Paper</h5><p>Parties will review it.</p>
<p><em>Documentation</em></p><table><tr><td>UNEP/SC/12/4</td><td>Report on paper</td></tr>
<tr><td>UNEP/SC/12/INF/5</td><td>Paper in figures</td></tr></table>
<h4>4. Other matters</h4><p>No documents are foreseen.</p><h4>5. Closure</h4><p>The meeting will close at 6 p.m.</p>
<h3>Annex</h3><h3>Proposed organization of work</h3>
<table><thead><tr><th></th><th>Monday, 3 May</th><th>Tuesday, 4 May</th>
<th>Wednesday, 5 May</th></tr></thead><tr><td>10 a.m.–1 p.m.</td><td>1. Opening of the meeting<br>2. Organizational
matters</td><td>3. Review of registers <i>(continued)</i></td><td>4. Other matters</td></tr><tr><td>3–6 p.m.</td>
<td>3. Review of registers</td><td>3. Review of registers <i>(continued)</i></td><td>5. Closure</td></tr></table>
</body></html>""".encode()


def _saved(word: Word) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _numbering(word: Word) -> None:
    """One list "1." / "(a)" / "(i)", used twice: the second time it begins again."""
    part = word.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for level, (form, text) in enumerate((("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "(%3)"))):
        made = _with(OxmlElement("w:lvl"), start="1", numFmt=form, lvlText=text)
        made.set(qn("w:ilvl"), str(level))
        abstract.append(made)
    part.insert(0, abstract)
    for number in (71, 72):
        made = _with(OxmlElement("w:num"), abstractNumId="77")
        made.set(qn("w:numId"), str(number))
        for level in range(3) if number == 72 else ():
            again = _with(OxmlElement("w:lvlOverride"), startOverride="1")
            again.set(qn("w:ilvl"), str(level))
            made.append(again)
        part.append(made)


def _numbered(paragraph: Paragraph, number: int, level: int) -> None:
    paragraph._p.get_or_add_pPr().append(_with(OxmlElement("w:numPr"), ilvl=str(level), numId=str(number)))


def _with(element: BaseOxmlElement, **children: str) -> BaseOxmlElement:
    for name, value in children.items():
        child = OxmlElement(f"w:{name}")
        child.set(qn("w:val"), value)
        element.append(child)
    return element
