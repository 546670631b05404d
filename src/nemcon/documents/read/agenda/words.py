"""The words by which parts of an agenda are known when it is read, in six languages.

Writing takes its set phrases from documents/phrases; reading must know many more wordings than the house ever writes.
All patterns are matched against `plain(text)`: one kind of blank, no Arabic vowel signs, no marks of emphasis.
"""

import re
import unicodedata
from functools import lru_cache

_SIGNS = re.compile("[\u0610-\u061a\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")


@lru_cache(maxsize=128)
def plain(text: str) -> str:
    """`text` for comparing with patterns: NFC, single blanks, without Arabic vowel signs and invisible marks."""
    if text.isascii():
        return " ".join(text.split())
    return _BLANKS.sub(" ", _SIGNS.sub("", unicodedata.normalize("NFC", text))).strip()


def _whole(*alternatives: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(alternatives) + r")\s*[*:：.]*", re.I)


_EN_BEFORE = r"(?:(?:annotated|provisional|preliminary|proposed|draft|revised|adopted|tentative|detailed|indicative|amended)\s+){0,3}"
AGENDA = _whole(
    rf"(?:the )?{_EN_BEFORE}(?:annotated )?agenda(?:,? (?:and|with) (?:annotations|work schedule|timetable).*| annotated|"
    r" (?:of|for)(?: .{0,120})?|)(?: ?\(.*\))?",
    r"(?:projet d['’] ?)?ordre du jour(?: provisoire| préliminaire)?(?: annoté)?(?: et annotations)?(?: (?:de|du|des) .{0,120})?",
    r"(?:proyecto de )?(?:programa|orden del d[ií]a|temario)(?: provisional| preliminar)?(?: anotado)?(?: y anotaciones)?"
    r"(?: (?:de la|de los|del) (?:\S+ ){0,4}(?:reuni[oó]n|sesi[oó]n|sesiones|conferencia|consejo|comit[eé]|comisi[oó]n|junta|grupo)"
    r".{0,100})?",
    r"(?:аннотированная )?(?:(?:предварительная|пересмотренная) )?повестка дня(?: .{0,120})?|проект повестки дня(?: .{0,120})?",
    r"(?!.{0,30}通过).{0,40}(?:临时议程|議程|议程)(?:(?:和|及)?(?:说明|附加说明))?",
    r"(?:مشروع )?جدول الأعمال(?: المؤقت)?(?: المشروح)?(?: .{0,80})?",
)  # fmt: skip
ANNOTATIONS = _whole(
    r"annotations?(?: (?:to|on) the (?:provisional )?agenda)?(?:,? including .*)?|explanatory notes(?: .{0,60})?"
    r"|notes on the (?:provisional )?agenda(?: items)?",
    r"annotations(?: (?:à|relatives à) l['’]ordre du jour(?: provisoire)?)?|notes explicatives",
    r"anotaciones(?: (?:al|sobre el) (?:programa|orden del d[ií]a)(?: provisional)?)?(?:,? incluida .*)?",
    r"аннотации(?: к .{0,60})?|пояснительные примечания",
    r"说明|附加说明|注释|议程说明",
    r"(?:ال)?شروح(?: .{0,60})?|الحواشي",
)
ANNEX = _whole(
    r"(?:annex|appendix|attachment|annexe|anexo|apéndice)(?: ?[IVX0-9A-H]{1,4})?",
    r"приложение(?: ?[IVX0-9]{1,4})?",
    r"附件[一二三四五六七八九十0-9]{0,3}",
    r"(?:ال)?مرفق(?: .{0,8})?",
    r"[<＜] ?attachment ?[>＞]|\. *< ?attachment ?>",
)
PROGRAMME = _whole(
    r"(?:attachment: )?(?:the )?(?:(?:proposed|provisional|tentative|draft|indicative|preliminary|annotated|revised|possible|suggested)\s+){0,2}"
    r"(?:organi[sz]ation of (?:the )?(?:work|meetings?|session)|programme of work|work programme|time-? ?table|"
    r"(?:work |meeting |daily )?schedule|calendar of meetings)(?: (?:of|for) .{0,120})?(?: ?\(.*\))?",
    r"(?:projet d['’] ?|proposition d['’] ?)?organisation (?:proposée )?des travaux(?: (?:de|du) .{0,120})?"
    r"|(?:projet de )?(?:programme de travail|calendrier)(?: .{0,80})?",
    r"(?:propuesta de )?organizaci[oó]n de los trabajos(?: propuesta)?(?: (?:de|del) .{0,120})?|(?:proyecto de )?calendario(?: .{0,80})?",
    r"предлагаемая организация работы(?: .{0,100})?|(?:предварительное )?расписание(?: .{0,80})?|организация работы",
    r"(?:拟议|暂定)?(?:的)?(?:工作安排|会议安排|时间表|日程表)",
    r"تنظيم الأعمال(?: المقترح)?|الجدول الزمني(?: .{0,40})?",
)
DOCUMENTATION = _whole(
    r"(?:background |reference |pre-session |list of )?(?:documentation|documents|papers)",
    r"(?:documentaci[oó]n|documentos)",
    r"документация|документы",
    r"文件|文献|文件清单",
    r"(?:ال)?وثائق|الوثيقة|الوثائق",
)
CONTENTS = _whole(
    r"(?:table of )?contents(?: page)?|table des mati[eè]res|sommaire|[ií]ndice|содержание|目录|المحتويات"
)
ALLOCATION = _whole(
    r"allocations? of (?:the )?(?:agenda )?items(?: .{0,60})?|répartition des points.{0,60}|asignación de .{0,60}"
)

# An item that opens almost every agenda: by it a list without a heading is known for an agenda.
OPENING = re.compile(
    r"\b(?:opening|election of|adoption of (?:the |its |an? )?(?:\w+ )?(?:agenda|rules|programme|minutes|report)|"
    r"organi[sz]ation(?:al)? (?:matters|of)|welcome(?=$|[ ]*[.,;:/&()–-]|,? and (?:opening|introduct|remarks)| (?:address|remarks|by|to|of|statement))|ouverture|[ée]lection d|adoption d|questions d['’]organisation"
    r"|apertura|elecci[oó]n de|aprobaci[oó]n d|cuestiones de organizaci|открытие|выборы|утверждение|организационные)"
    r"|\S{0,10}开幕|组织事项|选举|通过议程|افتتاح|انتخاب|إقرار|المسائل التنظيمية",
    re.I,
)
# Titles of items have no verb; a numbered paragraph has one. The commonest, enough to tell a list from a text.
VERB = re.compile(
    r"\b(?:will|shall|may|can|should|would|must|is|are|was|were|has|have|had|been|calls?|provides?|requests?|requested|decided|"
    r"noted|recalls?|invites?|sera|seront|est|sont|a été|ont|prévoit|pourra|dispose|será|serán|es|son|fue|ha|han|prevé|podrá|"
    r"dispone|будет|будут|может|был[аио]?|предусматривает|постановил[аи]?|является)\b|将|可|规定|请|(?<!\w)(?:س[يت]\w+|قد|كان\w*|يجوز|تنص|ينص)",
    re.I,
)
# A document that says it is a report has headings like those of an agenda, and is none.
REPORT = _whole(
    r"(?:(?:draft|final|interim|revised|summary|chairman['’]s|chair['’]s)\s+){0,2}report(?: (?:of|on|by|to) .{0,160})?|"
    r"(?:projet de )?rapport(?: (?:de|du|sur) .{0,160})?|(?:proyecto de )?informe(?: (?:de|del|sobre) .{0,160})?|"
    r"(?:проект )?доклад(?:а)?(?: .{0,160})?|.{0,40}报告(?:草稿|草案)?|تقرير .{0,160}"
)
SPEAKS_OF_REPORT = re.compile(r"\b(?:report|rapport|informe|доклад)\b|报告|تقرير", re.I)
LEADERS = re.compile(r"(?:\. ?|… ?|_ ?){4,}\s*[\divx]{0,4}\s*$|(?:\. ){3,}\s*\d{1,4}\s*$", re.I)
CONTINUED = re.compile(
    r"\s*[\[(（]\s*(?:continued|cont['’.]?d\.?|cont\.|suite|continuaci[oó]n|cont\.|продолжение|续|續|تابع)\s*[\])）]"
    r"|\s*,?\s*\b(?:continued|cont['’]d)\.?$",
    re.I,
)
NONE_FORESEEN = re.compile(
    r"^(?:none|néant|aucun|aucune|ninguno|ninguna|нет|无|没有|لا يوجد|لا توجد|لا شيء)(?: (?:required|foreseen|at present|at this stage|"
    r"requise?|prévue?|prevista))?[.。]?$"
    r"|\bno (?:pre-session |advance |background |further |official )?(?:documentation|documents?|papers?)\b.{0,80}\b(?:foreseen|"
    r"envisaged|planned|expected|prepared|anticipated|requested|submitted|required|available|issued)\b"
    r"|\bthere (?:is|are) (?:currently )?no (?:documentation|documents?|papers?)\b"
    r"|\b(?:documentation|documents?) (?:is|are|has|have) not (?:been )?(?:foreseen|envisaged|planned|expected|prepared|required)\b"
    r"|\b(?:documentation|documents?|papers?)\b.{0,40}\bnone\.?$"
    r"|\baucun(?:e)? document(?:ation)?\b.{0,60}\b(?:prévu|attendu|établi|demandé|soumis|requis)"
    r"|\b(?:n['’]est pas|pas) prévu.{0,40}\bdocument"
    r"|\bno (?:se pr[eé]v[eé]|est[aá] previst|hay|habr[aá]|se ha preparado|se requiere).{0,60}document|\bning[uú]n documento\b"
    r"|\bni se prev[eé] documentaci"
    r"|документ\w*\b.{0,80}\bне (?:планиру|предусм|предполаг|ожида|потребу|требу|представл|подготовл)"
    r"|не (?:планируется|предусматривается|предусмотрено|предполагается|ожидается|требуется).{0,80}документ"
    r"|(?:没有|预计不|不会|尚无|暂无|无需|(?<![有能])无|未(?=(?:编|提|印|收))).{0,16}文件|文件[：:]?\s*无[。]?$"
    r"|(?<!\w)(?:لا|ليس|ليست|لن|غير)(?: من)?(?: \S+){0,4} (?:ال)?(?:وثائق|وثيقة|مستندات)"
    r"|(?<!\w)(?:لم|ولم) (?:يقدم|تقدم|تعد|يعد|تصدر|ترد)\w*(?: \S+){0,3} (?:وثائق|وثيقة)"
    r"|(?<!\w)(?:ولا|ومن غير)(?: \S+){0,4} (?:وثائق|وثيقة)",
    re.I,
)
# The heading or the opening words of an item's legislative basis.
BASIS = re.compile(
    r"[(（]?(?:(?:legislative|legal) (?:basis|authority|mandate|background)|fondement(?:s)? (?:juridiques?|législatifs?)|"
    r"textes? portant autorisation|base (?:legislativa|jur[ií]dica)|fundamento legislativo|правовая основа|"
    r"(?:директивное|правовое) обоснование|директивный документ|法律依据|立法依据|授权依据|任务依据|"
    r"السند (?:التشريعي|القانوني)|الأساس (?:التشريعي|القانوني))\s*(?:[:：.–-]|$)|"
    r"[(（]?(?:mandate|basis|authority|mandat|fondement|mandato|fundamento|base|основани[ея]|мандат|依据|授权|任务|السند|الولاية|الأساس)\s?[:：]",
    re.I,
)
# Opening words of a line that lists the documents of an item: "Documents: …", "Document EB146/2".
DOCUMENTS_ARE = re.compile(
    r"(?:(?:background|reference|pre-session|related|relevant)\s+)?(?:documentations?|documents?|docs?\.?|papers?)(?: (?:before|for) .{0,60})?\s?"
    r"(?:[:：]|(?=\s[A-Z]{1,8}\d*[ /.]))\s*|(?:documentaci[oó]n|documentos?)\s?[:：]\s*|(?:документация|документы?)\s?[:：]\s*|"
    r"文件\s?[:：]\s*|(?:ال)?(?:وثائق|وثيقة)\s?[:：]\s*",
    re.I,
)
# A paragraph that announces a list of documents: it ends in a colon and speaks of documents.
BEFORE_PAPERS = re.compile(
    r"(?:documents?|documentation|papers?|reports?|notes?|documentos?|informes?|rapports?|документ\w*|доклад\w*|文件|报告|وثائق|وثيقة|تقارير)"
    r"[^.]{0,80}[:：]$|(?:before it|saisie? de|disposera de|ante s[ií]|収到|收到|面前有|معروض\w* عليه\w*)[^.]{0,60}[:：]$",
    re.I,
)
# What a version says about itself (documents/phrases: illustrative, unofficial-translation), at the beginning of a line.
ILLUSTRATIVE = re.compile(
    r"(?:illustrative|document illustratif|illustratif|documento ilustrativo|ilustrativo|образец|示例|وثيقة توضيحية|توضيحي)[.。:]",
    re.I,
)
UNOFFICIAL = re.compile(
    r"(?:unofficial translation|traduction non officielle|traducción no oficial|неофициальный перевод|非正式译文|非官方译文|ترجمة غير رسمية)",
    re.I,
)
BREAK = re.compile(
    r"^\W*(?:(?:coffee|tea|lunch|luncheon|refreshment)\b.{0,12}\b(?:break|time)?|"
    r"(?:morning|afternoon|health|short|mid-?morning)\b.{0,12}\b(?:break|tea|coffee|recess)|break|lunch|coffee|"
    r"pause(?:[- ](?:déjeuner|café))?|déjeuner|pausa.{0,20}|almuerzo|перерыв.{0,30}|обед|茶歇|午餐|休息|استراحة.{0,20}|غداء)\b",
    re.I,
)
# What a line needs to be a day: a cheap look before the calendar is asked. No number of an item opens it.
DAY_LIKE = re.compile(r"(?!\s*\(?\d{1,5}[.)] )(?=.*\d|\W*\w+\W*$|\W*\w+[,،(])", re.S)
DAY_PARTS = {
    "a.m.": re.compile(r"^\W*(?:a\.? ?m\.?|morning|matin|ma[ñn]ana|утро|上午|صباحا|قبل الظهر)(?=\W|$)", re.I),
    "p.m.": re.compile(r"^\W*(?:p\.? ?m\.?|afternoon|après-midi|tarde|после обеда|下午|مساء|بعد الظهر)(?=\W|$)", re.I),
}
