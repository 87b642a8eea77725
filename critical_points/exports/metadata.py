"""The words by which survey tools name the columns that they add themselves."""

from __future__ import annotations

from collections.abc import Sequence

from critical_points.exports.layout import squeeze

#: Role → headers in Finnish, Swedish, English and other languages, in small letters.
_WORDS = {
    "respondent": (
        "id|#|tunnus|vastaajan id|vastaaja-id|vastaaja id|vastaajan tunnus|vastaajatunnus|vastaaja|vastaajanumero|"
        "vastausnumero|vastauksen tunnus|nro|järjestysnumero|svarskod|svarande-id|svarande|respondent-id|svar-id|"
        "respondentens id|svarets id|nr|answer identifier|respondent id|respondent|response id|responseid|"
        "response number|record id|record_id|submission id|antwort id|antwort-id|teilnehmer-id"
    ),
    "submitted": (
        "timestamp|aikaleima|tidstämpel|tidsstämpel|zeitstempel|marca temporal|horodateur|tijdstempel|tidsstempel|"
        "tidsmerke|informazioni cronologiche|sygnatura czasowa|ajatempel|carimbo de data/hora|отметка времени|"
        "vastausaika|vastauksen aika|vastauspäivä|svarstid|svarstidpunkt|svarsdatum|response time|answer time|"
        "completion time|valmistumisaika|päättymisaika|lopetusaika|slutförandetid|sluttid|fertigstellungszeit|"
        "abschlusszeit|hora de finalización|heure de fin|tijd van voltooien|date submitted|submit date|"
        "submit date (utc)|submission date|submitted|date completed|completed|end date|enddate|recorded date|"
        "recordeddate|submitdate|survey timestamp|lähetetty|lähetysaika|lähetyspäivä|tallennettu|tallennusaika|"
        "vastattu|inskickat|inskickningsdatum|inlämnad|datum för svar|skickat|gesendet|abgeschickt|abgesendet|"
        "datum abgeschickt"
    ),
    "started": (
        "start time|aloitusaika|alkamisaika|aloitettu|aloituspäivä|starttid|påbörjad|startad|startdatum|startzeit|"
        "beginn|hora de inicio|heure de début|begintijd|time started|started|date started|startdate|start date|"
        "start date (utc)|datum gestartet"
    ),
    "language": (
        "language|start language|startlanguage|user language|userlanguage|response language|survey language|kieli|"
        "vastauskieli|vastaajan kieli|kyselyn kieli|lomakkeen kieli|språk|svarsspråk|enkätens språk|sprache|"
        "startsprache|start-sprache"
    ),
    "duration": (
        "duration|duration (in seconds)|time taken|time taken (seconds)|total time|interviewtime|kesto|"
        "vastaamisen kesto|käytetty aika|kulunut aika|varaktighet|svarstid (sekunder)|tidsåtgång|dauer"
    ),
    "status": (
        "status|response type|response status|finished|progress|last page|lastpage|complete?|tila|"
        "vastauksen tila|vastaustila|valmis|viimeinen sivu|slutförd|färdig|sista sidan|letzte seite"
    ),
    "": (
        "email|e-mail|email address|e-mail address|sähköposti|sähköpostiosoite|e-post|e-postadress|e-postaddress|"
        "e-mail-adresse|correo electrónico|name|nimi|namn|first name|last name|etunimi|sukunimi|förnamn|efternamn|"
        "vorname|nachname|username|user name|käyttäjänimi|käyttäjätunnus|användarnamn|benutzername|"
        "ip address|ip|ipaddress|ip-osoite|ip-adress|ip-adresse|user agent|referrer url|referrer|referer|"
        "collector id|collector|linkki|last modified time|viimeisin muokkausaika|viimeksi muokattu|"
        "muokattu viimeksi|senaste ändringstid|senast ändrad|zeitpunkt der letzten änderung|score|pisteet|poäng|"
        "pistemäärä|total points|quiz feedback|pisteet yhteensä|testin palaute|totalt antal poäng|testfeedback"
    ),
}

_ROLES = {word: role for role, words in _WORDS.items() for word in words.split("|")}


def role_of(header: str) -> str | None:
    """Return the role that a header names, "" for metadata nobody reads, None for anything else.

    Parameters
    ----------
    header : str
        A header as it stands.
    """
    return _ROLES.get(squeeze(header).casefold().rstrip(": "))


def leading(headers: Sequence[str]) -> dict[int, str]:
    """Return the metadata columns at the start: position → role, up to the first header that is none.

    Parameters
    ----------
    headers : sequence of str
        Headers as they stand; a blank one before the first that is known is passed over.
    """
    roles: dict[int, str] = {}
    for position, header in enumerate(headers):
        role = role_of(header)
        if role is None:
            if header.strip() or roles:
                break
            continue
        roles[position] = role
    return once_each(roles)


def once_each(roles: dict[int, str]) -> dict[int, str]:
    """Keep a role for its first column only; a second column of the same role is read by nobody."""
    seen: set[str] = set()
    kept = {}
    for position, role in roles.items():
        kept[position] = "" if role in seen else role
        seen.add(role)
    return kept
