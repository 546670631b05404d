"""Names of months and weekdays in six languages, as documents of the United Nations print them.

Source: DOMAIN.md sections 1, 2 and 10. Arabic prints the two names of a month with a slash between them.
"""

from nemcon.core.languages import Language

JOIN = "\u2060"
"""Word joiner: keeps the second name of an Arabic month on the line of the first."""

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    # Genitive: a month stands after its day.
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "zh": tuple(f"{month}月" for month in range(1, 13)),
    "ar": (
        *("كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه"),
        *("تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر"),
        "كانون الأول/ديسمبر",
    ),
}

WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}

SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
"""English, for tables only (design: "Months shortened only in tables")."""

# What else readers take for a month or a weekday. Folded forms are made from these and from the tables above.
OTHER_MONTHS: tuple[str, ...] = (
    "jan janv ene янв январь يناير",
    "feb febr févr fév февр февраль фев شباط فبراير فيفري",
    "mar mars март مارس مارت",
    "apr abr avr апр апрель نيسان أبريل ابريل إبريل",
    "may май أيار مايو ماي",
    "jun июнь июн حزيران يونيه يونيو",
    "jul juil июль июл تموز يوليه يوليو",
    "aug ago август авг آب أغسطس اغسطس",
    "sep sept setiembre set сентябрь сент сен أيلول سبتمبر شتنبر",
    "oct октябрь окт أكتوبر",
    "nov ноябрь нояб ноя نوفمبر",
    "dec déc dic декабрь дек ديسمبر",
)
# Months whose Levantine name has two words: the first word, then the second.
ARABIC_PAIRS: dict[tuple[str, str], int] = {
    ("كانون", "الثاني"): 1,
    ("تشرين", "الأول"): 10,
    ("تشرين", "الثاني"): 11,
    ("كانون", "الأول"): 12,
}
OTHER_WEEKDAYS: tuple[str, ...] = (
    "mon lun понедельника пн الإثنين",
    "tue tues вторника вт",
    "wed mer mié среду среды ср",
    "thu thur thurs jeu jue четверга чт",
    "fri ven vie пятницу пятницы пт",
    "sat sam sáb субботу субботы сб",
    "sun dim dom воскресенья вс",
)
# English words that are also something else: a month or a weekday only with a capital.
CAPITAL_ONLY = frozenset({"may", "march", "mar", "mon", "wed", "sat", "sun", "set", "dim", "dom", "jan", "mer"})
