"""English and German words as search needs them: folded, stemmed, without those that say nothing."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_ENGLISH = frozenset(
    "a about after again all also am an and any are as at be been before being between both but by can could did do does "
    "doing down during each else ever every few for from further get gets give given gives got had has have having he her "
    "here hers him his how i if in into is it its itself just let make makes may me might more most much must my no nor not "
    "of off on once one only or other our out over own per please shall she should so some such tell than that the their "
    "them then there these they thing things this those through to too under until up upon us very was we were what when "
    "where which while who whom whose why will with within without would you your happen happens long many old whether "
    "need needs already always another any anybody anyone anything back because become been best better come comes different "
    "either else enough even ever everybody everyone everything except first found gave go goes going gone good hand "
    "hardly hence however instead keep kind last later least less let like look looking lot made maybe mine never next "
    "nobody none nothing now often old ought per place put quite rather really same say says see seem several since "
    "somebody someone something sometimes somewhere soon still sure take taken takes themselves thereby together told "
    "took toward try use used uses using want wants way well went whatever whenever wherever whoever whole yet".split()
)
_GERMAN = frozenset(
    "aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da dabei dafur dann "
    "darf das dass daruber davon dazu dem den denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort "
    "du durch ein eine einem einen einer eines er es etwas euch fur gegen gibt hab habe haben hat hatte hatten hier hin ich "
    "ihm ihn ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann kein keine keinem keinen keiner "
    "konnen lange man mehr mein mit muss mussen nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner "
    "seit sich sie sind so soll sollen sollte uber um und uns unser unsere unserem unseren unserer unter vom von vor wann "
    "war waren warum was weil welche welchem welchen welcher welches wenn wer werden wem wen weshalb wie wieder wieviel viel "
    "allein andernfalls anders bald beide beiden bereits besonders bestimmt bitte davor deshalb dieselbe dorthin eben eigen "
    "einige einigen einmal erst etwa falls fast ganz gar gegenuber gemacht genau geht gehen gerade gleich hinter immer "
    "irgend irgendwas jemand jemals jetzt jeweils kam keiner komme kommen kommt konnte konnten lassen leider lieber macht "
    "machen manche mal meine meinem meinen meiner mindestens mochte mochten musste mussten namlich neben nichts nie niemand "
    "oft raus rein schon sogar solche solchen sonst sowie sowohl statt tun tut uberhaupt usw voll wahrend warde weder "
    "weg wegen weiter weitere wenig weniger wobei wohin wovon wollen womit wurden zuerst zwar viele will wird wir wird wo wofur worden wurde wurden zu zum zur zwischen".split()
)
_TELLING = {
    "german": frozenset("der die das und ist nicht mit fur auf von dem den zu wird werden ein eine bei sind im".split()),
    "english": frozenset("the and of to is in for that on with by are be a an this at from shall must".split()),
}
SAYS_NOTHING = _ENGLISH | _GERMAN


def words(text: str) -> list[str]:
    """Return the words of a text, lower case and without accents, as SQLite's tokenizer folds them."""
    return [fold(word) for word in _WORD.findall(text)]


def fold(word: str) -> str:
    """Return a word in lower case, its accents taken off; ß counts as ss."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def is_german(text: str) -> bool:
    """Tell whether a text has more of the small words of German than of English."""
    found = words(text)
    counts = {name: sum(word in telling for word in found) for name, telling in _TELLING.items()}
    return counts["german"] > counts["english"]


def german_stem(word: str) -> str:
    """Return the stem of a folded German word.

    Follows CISTEM (Weissweiler and Fraser, "Developing a Stemmer for German Based on a Comparative Analysis of Publicly
    Available Stemmers", 2017) in its case-insensitive form.
    """
    word = re.sub(r"^ge(.{4,})", r"\1", word)
    word = word.replace("sch", "$").replace("ei", "%").replace("ie", "&")
    word = re.sub(r"(.)\1", r"\1*", word)
    while len(word) > 3:
        shorter = re.sub(r"(?:e[mr]|nd)$", "", word) if len(word) > 5 else word
        if shorter == word:
            shorter = re.sub(r"(?:t|[esn])$", "", word)
        if shorter == word:
            break
        word = shorter
    word = re.sub(r"(.)\*", r"\1\1", word)
    word = re.sub(r"(?<=.{4})ung$", "", word)  # beyond CISTEM: "Lieferung" and "liefern" are one matter
    return word.replace("%", "ei").replace("&", "ie").replace("$", "sch")
