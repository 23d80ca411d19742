#!/usr/bin/env python3
"""Checks files signed by Parley, and Parley's test vectors. Python 3.8 or newer, nothing to install, no network.

    verify.py FILE [--key KEY] [--rotation FILE]...     a frozen text, a freeze protocol or a key rotation
    verify.py --vectors FOLDER                          the published vectors

KEY is parley-key-1: and 64 hex digits, the digits alone, or the 32 digits of a fingerprint. A file is called valid
only against a key that you have from somewhere else. Exit code: 0 valid or consistent, 1 not.

Written from ../README.md, and apart from the TypeScript: it is here so that nobody needs to trust one program.
"""
import base64
import hashlib
import json
import re
import sys
import unicodedata
from pathlib import Path

MAX_DEPTH = 64
MAX_BYTES = 256 * 1024 * 1024
SAFE = 2**53 - 1


class Refused(Exception):
    """The file is not what it says; the message says why."""


def need(condition, why):
    if not condition:
        raise Refused(why)


def sha256(data):
    return hashlib.sha256(data).digest()


# --- Ed25519 (RFC 8032 section 5.1), verification only -------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, w = f - e, h - g, h + g, f + e
    return (x * y % P, z * w % P, y * z % P, x * w % P)


def multiply(scalar, point):
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def is_neutral(point):
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def decode_point(data):
    """The point, or None where the encoding is not the canonical one of a point on the curve."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signature(signature, message, public_key):
    """Whether it holds, by the cofactored equation; keys of small order, which accept anything, never do."""
    if len(signature) != 64 or len(public_key) != 32:
        return False
    a, r = decode_point(public_key), decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER or is_neutral(multiply(8, a)):
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    k = int.from_bytes(hashed, "little") % ORDER
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    minus_r = (P - r[0], r[1], r[2], P - r[3])
    return is_neutral(multiply(8, add(multiply(s, BASE), add(multiply(k, minus_a), minus_r))))


# --- Canonical JSON (RFC 8785, Parley's subset) ---------------------------------------------------------------


quoted = json.JSONEncoder(ensure_ascii=False).encode


def canonical(value):
    """The value's one form, as bytes."""
    try:
        return write(value).encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("a lone surrogate")


def write(value):
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        need(abs(value) <= SAFE, "an unsafe integer")
        return str(value)
    if isinstance(value, str):
        need(value.isascii() or unicodedata.normalize("NFC", value) == value, "text that is not in NFC")
        return quoted(value)
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(write(key) + ":" + write(value[key]) for key in keys) + "}"


def whole(text):
    need(text != "-0" and len(text) <= 17, "a number that is not a safe integer")
    return int(text)


def no_fraction(text):
    raise Refused("a number that is not whole")


def parse_canonical(data):
    """The value of canonical bytes; anything else is refused."""
    need(len(data) <= MAX_BYTES, "too large")
    depth = 0
    for token in re.finditer(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', data, re.DOTALL):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token.group(), 0)
        need(depth <= MAX_DEPTH, "nested too deep")
    try:
        value = json.loads(
            data.decode("utf-8"), parse_int=whole, parse_float=no_fraction, parse_constant=no_fraction
        )
    except ValueError as error:
        raise Refused("not JSON in UTF-8: %s" % error)
    need(canonical(value) == data, "not canonical: the bytes are not those of its value")
    return value


# --- Signed files ---------------------------------------------------------------------------------------------


def hex_bytes(text, digits):
    need(isinstance(text, str) and re.fullmatch("[0-9a-f]{%d}" % digits, text), "not %d hex digits" % digits)
    return bytes.fromhex(text)


def members(value, names):
    need(isinstance(value, dict) and set(value) == set(names), "not exactly the members %s" % ", ".join(names))
    return [value[name] for name in names]


def key_id(public_key):
    return sha256(b"parley-key/1\n" + public_key).hex()[:32]


def open_file(data):
    """The body, its digest and the public key (hex) of a file whose digest and signature hold."""
    unsigned = re.match(rb'\s*\{\s*"format":\s*"parley-text/', data[:100])
    need(not unsigned, "a copy of the text for programs, nothing in it is signed: take the signed file")
    body, digest, name, signature = members(
        parse_canonical(data), ["body", "digest", "format", "signature"]
    )
    need(name == "parley-signed/1", "not a signed Parley file")
    given_id, public_key, value = members(signature, ["keyId", "publicKey", "value"])
    need(hex_bytes(digest, 64) == sha256(canonical(body)), "the digest is not that of the content")
    key = hex_bytes(public_key, 64)
    need(hex_bytes(given_id, 32).hex() == key_id(key), "the key id is not that of the key")
    need(isinstance(body, dict) and isinstance(body.get("format"), str), "the content names no format")
    message = "parley-signed/1\n%s\n%s\n" % (body["format"], digest)
    need(is_signature(hex_bytes(value, 128), message.encode(), key), "the signature does not hold")
    return body, digest, public_key


def plain_text(content):
    def words(piece):
        if "text" in piece:
            return piece["text"]
        return "\n" if piece["inline"] == "hard_break" else "\ufffc"

    return "\n".join("".join(map(words, block["content"])) for block in content)


def bracket_ids(content):
    ids = []
    for block in content:
        for piece in block["content"]:
            for key in sorted(piece.get("marks", {})):
                if key.startswith("bracket:") and key[8:] not in ids:
                    ids.append(key[8:])
    return ids


def placeholder_ids(content):
    ids = []
    for block in content:
        for piece in block["content"]:
            name = piece.get("attrs", {}).get("id") if piece.get("inline") == "placeholder" else None
            if isinstance(name, str) and re.fullmatch("[0-9A-Za-z]{8,64}", name) and name not in ids:
                ids.append(name)
    return ids


def check_brackets(clause, version):
    named = clause["openBrackets"]
    if version == "parley-snapshot/1":
        return not named
    holders = [bracket["holders"] for bracket in named]
    ids = [bracket["id"] for bracket in named]
    return ids == bracket_ids(clause["content"]) and all(sorted(set(each)) == each for each in holders)


FAMILIES = "ins|del|setStrong|endStrong|setEm|endEm|setLink|endLink|setBlock"
SUGGESTION = re.compile(r"(?:%s):([0-9A-Za-z]{8,64})\Z" % FAMILIES)


def suggestion_ids(content):
    ids = []
    for block in content:
        for part in [block] + block["content"]:
            for key in sorted(part.get("marks", {})):
                match = SUGGESTION.match(key)
                if match and match.group(1) not in ids:
                    ids.append(match.group(1))
    return ids


def check_suggestions(clause, version):
    """Those that a clause names are those of its content; before version 3 none is named, and no block has marks."""
    if version != "parley-snapshot/3":
        return "openSuggestions" not in clause and not any("marks" in block for block in clause["content"])
    # Texts that were frozen before anything could be said about a suggestion have no such member.
    lists = [one["comments"] for one in clause["openSuggestions"] if "comments" in one]
    comments = [said for each in lists for said in each]
    are_whole = all(set(said) == {"delegation", "at", "words"} and isinstance(said["words"], str) for said in comments)
    reasons = [one["proposalReason"] for one in clause["openSuggestions"] if "proposalReason" in one]
    are_whole = are_whole and all(isinstance(reason, str) for reason in reasons)
    return all(isinstance(each, list) for each in lists) and are_whole and [one["id"] for one in clause["openSuggestions"]] == suggestion_ids(clause["content"])


def places(content):
    paths = [block.get("in", []) for block in content]
    found = [path for path in paths if len(path) > 1 and path[0][0] == "alternatives" and path[1][0] == "alternative"]
    return [(path[0][1], path[1][1]) for path in found]


def check_alternatives(clause, version):
    """The groups named are those of the text, in its order, each delegation with one stance on an alternative; before version 3 none are."""
    if version != "parley-snapshot/3":
        return "alternatives" not in clause
    groups = clause["alternatives"]
    found = places(clause["content"])
    named = [(group["id"], one["id"]) for group in groups for one in group["alternatives"]]
    stances = [[one[stance] for stance in ("support", "oppose", "flexible")] for group in groups for one in group["alternatives"]]
    return (
        [group["id"] for group in groups] == list(dict.fromkeys(group for group, _ in found))
        and len(set(named)) == len(named)
        and set(found) <= set(named)
        and all(rising(each) for three in stances for each in three)
        and all(len(set(sum(three, []))) == len(sum(three, [])) for three in stances)
    )


def marks_of(part):
    return {key: value for key, value in part.get("marks", {}).items() if not SUGGESTION.match(key)}


def is_inserted(part):
    return any(key.startswith("ins:") and SUGGESTION.match(key) for key in part.get("marks", {}))


def with_marks(part, marks):
    rest = {key: value for key, value in part.items() if key != "marks"}
    return dict(rest, marks=marks) if marks else rest


def without_suggestions(content):
    """The content without words that are only suggested: a block that would begin is joined to the one before, the first one stays."""
    blocks = []
    for block in content:
        if not blocks or not is_inserted(block):
            blocks.append(with_marks(dict(block, content=[]), marks_of(block)))
        pieces = blocks[-1]["content"]
        for piece in block["content"]:
            if is_inserted(piece):
                continue
            piece = with_marks(piece, marks_of(piece))
            last = pieces[-1] if pieces else {}
            if "text" in piece and "text" in last and piece.get("marks") == last.get("marks"):
                joined = unicodedata.normalize("NFC", last["text"] + piece["text"])
                pieces[-1] = dict(last, text=joined)
            else:
                pieces.append(piece)
    return blocks


def read_digest(clause):
    """The digest of the text that is confirmed: heading, content without suggestions, and what is missing from it."""
    content = without_suggestions(clause["content"])
    known = {one["id"]: one for one in clause["placeholders"]}
    missing = [{name: known[each][name] for name in ("id", "what", "words")} for each in placeholder_ids(content)]
    return sha256(canonical({"content": content, "heading": clause["heading"], "placeholders": missing})).hex()


def check_confirmations(clause):
    """The text to be confirmed is that of the clause, and every row says which text was; files of before say it nowhere."""
    confirmations = clause["confirmations"]
    if confirmations is None:
        return True
    rows = confirmations["delegations"]
    if "readDigest" not in confirmations:
        return not any("readDigest" in row for row in rows)
    for row in rows:
        if row["readDigest"] is not None:
            hex_bytes(row["readDigest"], 64)
            need(row["confirmedAt"] is not None, "a text that was read and not confirmed")
    return confirmations["readDigest"] == read_digest(clause)


STEP = {"status", "name", "meaning", "effect", "colour", "shape", "setBy"}


def check_ladder(ladder, version):
    """Before version 3 a step is a status with its name and meaning, and from then on all that is said and drawn of it."""
    if version != "parley-snapshot/3":
        return all(set(step) == {"status", "name", "meaning"} for step in ladder)
    once = [[step[member] for step in ladder] for member in ("status", "shape")]
    once.append([step["name"].strip().lower() for step in ladder])
    return (
        2 <= len(ladder) <= 9
        and all(set(step) == STEP and step["setBy"] for step in ladder)
        and all(len(set(words)) == len(words) for words in once)
    )


def rising(words):
    return words == sorted(set(words))


def check_standing(clause, body):
    """What is said of a clause beside its status fits its step, each row once and in its order; before version 3 nothing is."""
    if body["format"] != "parley-snapshot/3":
        new = {"legalForce", "confirmations", "packages", "placeholders"}
        return not clause["reservations"] and not new & set(clause)
    if [one["id"] for one in clause["placeholders"]] != placeholder_ids(clause["content"]):
        return False
    effects = {step["status"]: step["effect"] for step in body["ladder"]}
    confirmations, packages = clause["confirmations"], clause["packages"]
    rows = confirmations["delegations"] if confirmations else []
    force = clause["legalForce"]
    waits = force is not None and force["kind"] == "subject-to-approval"
    return (
        rising(["%s %s" % (one["delegation"], one["kind"]) for one in clause["reservations"]])
        and (confirmations is None or effects[clause["status"]] == "ad-referendum")
        and rising([row["delegation"] for row in rows])
        and all(row["confirmedAt"] is not None or not row["late"] for row in rows)
        and len({one["id"] for one in packages}) == len(packages)
        and (not waits or isinstance(force["body"], str) and isinstance(force["state"], str))
    )


def check_snapshot(body):
    steps = [step["status"] for step in body["ladder"]]
    need(check_ladder(body["ladder"], body["format"]), "the ladder is not as its version has it")
    ids = set()
    for order, clause in enumerate(body["clauses"]):
        label = clause["number"] or clause["heading"] or clause["id"]
        content = sha256(canonical(clause["content"])).hex()
        text = sha256(unicodedata.normalize("NFC", plain_text(clause["content"])).encode()).hex()
        need(content == clause["contentDigest"], "the content of %s has another digest" % label)
        need(text == clause["textDigest"], "the words of %s have another digest" % label)
        need(clause["order"] == order and clause["id"] not in ids, "%s is out of order" % label)
        need(clause["status"] in steps, "the status of %s is not on the ladder" % label)
        need(check_brackets(clause, body["format"]), "the brackets of %s are not those of its words" % label)
        need(check_suggestions(clause, body["format"]), "the suggestions of %s are not those of its words" % label)
        need(check_standing(clause, body), "what is said of %s beside its words is not as its version has it" % label)
        is_read = body["format"] != "parley-snapshot/3" or check_confirmations(clause)
        need(is_read, "the text to be confirmed of %s is not that of its words" % label)
        need(check_alternatives(clause, body["format"]), "the alternatives of %s are not those of its text" % label)
        ids.add(clause["id"])


def is_key(given, public_key):
    return given in (public_key, key_id(bytes.fromhex(public_key)))


def parse_key(text):
    compact = re.sub(r"\s", "", text).lower()
    digits = compact[13:] if compact.startswith("parley-key-1:") else compact
    sizes = (64,) if digits != compact else (64, 32)
    need(re.fullmatch("[0-9a-f]+", digits) and len(digits) in sizes, "not a key")
    return digits


def verify(data, key=None, rotations=()):
    """The body, its digest, the signing key's id and 'valid' or 'consistent'. Raises Refused."""
    body, digest, public_key = open_file(data)
    try:
        if body["format"] in ("parley-snapshot/1", "parley-snapshot/2", "parley-snapshot/3"):
            check_snapshot(body)
        elif body["format"] == "parley-key-rotation/1":
            need(body["retired"] == public_key, "a rotation that the retired key did not sign")
        else:
            formats = ("parley-freeze-protocol/1", "parley-erasure/1")
            need(body["format"] in formats, "a format that is not known here")
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused("the content is not as its format demands: %r" % error)
    signed_by = key_id(bytes.fromhex(public_key))
    if key is None:
        return body, digest, signed_by, "consistent"
    records = [verify(record)[0] for record in rotations]
    need(all("retired" in record for record in records), "not a key rotation")
    given, known = parse_key(key), [public_key]
    for candidate in known:
        if is_key(given, candidate):
            break
        before = [record["retired"] for record in records if record["successor"] == candidate]
        known += [retired for retired in before if retired not in known]
    else:
        raise Refused("signed with another key than the one given")
    return body, digest, signed_by, "valid"


# --- The log --------------------------------------------------------------------------------------------------


def check_checkpoint(note, log, position, chain, public_key):
    origin = "parley-log/1/" + log
    text = "%s\n%d\n%s\n" % (origin, position, base64.b64encode(chain).decode())
    need(note.startswith(text + "\n\u2014 " + origin + " ") and note.endswith("\n"), "another checkpoint")
    line = note[len(text) + 1 :]
    blob = base64.b64decode(line[len("\u2014 " + origin + " ") : -1], validate=True)
    need(line == "\u2014 %s %s\n" % (origin, base64.b64encode(blob).decode()), "another signature line")
    hint = sha256(origin.encode() + b"\n\x01" + public_key)[:4]
    need(blob[:4] == hint and is_signature(blob[4:], text.encode(), public_key), "not signed by the server")


def check_chain(chain, public_key):
    digest = sha256(b"parley-chain/1 start\n" + chain["log"].encode())
    need(digest.hex() == chain["start"], "another start of the chain")
    for entry in chain["entries"]:
        header = entry["header"].encode()
        # Of a payload that was withheld the digest is left, and the chain goes by that.
        withheld = entry["payload"] is None
        payload = bytes.fromhex(entry["payloadDigest"]) if withheld else sha256(bytes.fromhex(entry["payload"]))
        need(canonical(parse_canonical(header)) == header, "a header that is not canonical")
        need(payload.hex() == entry["payloadDigest"], "another payload")
        digest = sha256(b"parley-chain/1 entry\n" + digest + payload + header)
        need(digest.hex() == entry["chain"], "another chain")
    check_checkpoint(chain["checkpoint"], chain["log"], len(chain["entries"]), digest, public_key)


def check_vectors(folder):
    vectors = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))
    for vector in vectors["canonical"]:
        data = bytes.fromhex(vector["bytes"])
        need(canonical(vector["value"]) == data, vector["name"])
        need(parse_canonical(data) == vector["value"], vector["name"])
        need(sha256(data).hex() == vector["digest"], vector["name"])
    for vector in vectors["refused"]:
        try:
            parse_canonical(vector["text"].encode("utf-8"))
        except Refused:
            continue
        raise Refused("taken, but to be refused: " + vector["name"])
    for key in vectors["keys"]:
        need(key_id(bytes.fromhex(key["publicKey"])) == key["keyId"], "key id of " + key["name"])
        need(parse_key(key["text"]) == key["publicKey"], "text of " + key["name"])
    keys = {key["name"]: key for key in vectors["keys"]}
    check_chain(vectors["chain"], bytes.fromhex(keys["server"]["publicKey"]))
    check_chain(vectors["chainWithheld"], bytes.fromhex(keys["server"]["publicKey"]))
    attribution = vectors["attribution"]
    salted = bytes.fromhex(attribution["salt"]) + canonical(attribution["manifest"])
    need(sha256(b"parley-attribution/1\n" + salted).hex() == attribution["digest"], "attribution")
    for file in vectors["files"]:
        key = keys[file["signedWith"]]["text"]
        found = verify((folder / file["name"]).read_bytes(), key)
        need(found[1] == file["digest"] and found[3] == "valid", file["name"])
    return "all vectors hold: %d canonical, %d refused, %d links of a chain, %d signed files" % tuple(
        map(len, (vectors["canonical"], vectors["refused"], vectors["chain"]["entries"], vectors["files"]))
    )


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--vectors":
        return check_vectors(Path(arguments[1]))
    files, key, rotations = [], None, []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--key":
            key = next(rest, "")
        elif argument == "--rotation":
            rotations.append(Path(next(rest, "")).read_bytes())
        else:
            files.append(argument)
    need(len(files) == 1, __doc__)
    body, digest, signed_by, kind = verify(Path(files[0]).read_bytes(), key, rotations)
    checked = "" if kind == "valid" else ", key not checked"
    at = body.get("frozenAt") or body.get("erasedAt") or body.get("at")
    return "%s: %s of %s, digest %s, signed by %s%s" % (kind, body["format"], at, digest, signed_by, checked)


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except (Refused, OSError) as refused:
        sys.exit("invalid: %s" % refused)
