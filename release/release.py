#!/usr/bin/env python3
"""What a release must be: the tag, the notes, the assets, their checksums, and the action's manifest of digests.

    release/release.py check TAG            the tag, Cargo.toml, CHANGELOG.md and the manifest agree; prints the version
    release/release.py notes TAG            the release's text
    release/release.py sums FOLDER          exactly the assets of a release, each for its platform; writes SHA256SUMS
    release/release.py digests TAG FOLDER   appends the digests in FOLDER/SHA256SUMS to release/digests.txt
    release/release.py major                the tag by which the action is used: v and the newest version's first number

Ends 0, or 1 with a line that says what is wrong. Needs Python 3.11 and nothing else; writes nothing when something is wrong.
"""
import hashlib
import re
import struct
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = "release/digests.txt"

# A binary for each platform. The end of the name is what GitHub's CLI looks for in an extension, and what action.yml asks for.
BINARIES = {
    "folkmoot-linux-amd64": "elf x86-64",
    "folkmoot-linux-arm64": "elf arm64",
    "folkmoot-darwin-amd64": "mach-o x86-64",
    "folkmoot-darwin-arm64": "mach-o arm64",
    "folkmoot-windows-amd64.exe": "pe x86-64",
}
EXTRAS = ["folkmoot-man.tar.gz", "THIRD-PARTY-LICENCES.txt"]

TAG = re.compile(r"v((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z][0-9A-Za-z.-]*)?)")
LINE = re.compile(r"([0-9a-f]{64})  (\S+)")


class Wrong(Exception):
    """Why there is no release."""


def version(tag):
    """The version that a tag names."""
    found = TAG.fullmatch(tag)
    if not found:
        raise Wrong(f"{tag!r} is no tag of a release: write v and the version, such as v0.1.0")
    return found[1]


def is_prerelease(tag):
    return "-" in version(tag)


def section(changelog, wanted):
    """What the changelog says of a version, without the heading."""
    lines = changelog.splitlines()
    heading = re.compile(rf"## \[?{re.escape(wanted)}\]? - \d{{4}}-\d{{2}}-\d{{2}}")
    at = [n for n, line in enumerate(lines) if heading.fullmatch(line.rstrip())]
    if len(at) != 1:
        raise Wrong(f"CHANGELOG.md needs one heading '## {wanted} - YEAR-MONTH-DAY'; it has {len(at)}")
    rest = lines[at[0] + 1 :]
    end = next((n for n, line in enumerate(rest) if line.startswith("## ")), len(rest))
    text = "\n".join(rest[:end]).strip()
    if not text:
        raise Wrong(f"CHANGELOG.md says nothing about {wanted}")
    return text


def entries(manifest):
    """The lines of the manifest as (digest, path), in their order."""
    found = []
    for number, line in enumerate(manifest.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = LINE.fullmatch(line)
        if not parts or parts[2].count("/") != 1 or not TAG.fullmatch(parts[2].split("/")[0]):
            raise Wrong(f"{MANIFEST}:{number}: not '64 hexadecimal digits, two spaces, TAG/ASSET'")
        found.append((parts[1], parts[2]))
    return found


def check(tag, cargo, changelog, manifest):
    """The version, if everything agrees on it."""
    wanted = version(tag)
    built = tomllib.loads(cargo)["workspace"]["package"]["version"]
    if built != wanted:
        raise Wrong(f"the tag says {wanted}, Cargo.toml says {built}")
    section(changelog, wanted)
    if any(path.startswith(f"{tag}/") for _, path in entries(manifest)):
        raise Wrong(f"{MANIFEST} has digests for {tag} already: a release is made once, mend it with a new version")
    return wanted


def notes(tag, changelog):
    """The release's text."""
    return f"""{section(changelog, version(tag))}

### Check what you downloaded

```sh
sha256sum --check --ignore-missing SHA256SUMS
gh attestation verify folkmoot-linux-amd64 --repo folkmoot/folkmoot --source-ref refs/tags/{tag}
```

[How to install folkmoot](https://github.com/folkmoot/folkmoot/blob/{tag}/docs/install.md)
"""


def kind(data):
    """What a binary is, from its header; for Linux it must be static too."""
    try:
        if data[:4] == b"\x7fELF":
            machine = {62: "x86-64", 183: "arm64"}.get(struct.unpack_from("<H", data, 18)[0], "of another machine")
            start, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
            headers = [struct.unpack_from("<I", data, start + n * size)[0] for n in range(count)]
            # PT_INTERP: a loader of the system is needed, so it is not static.
            return f"elf {machine}" + (", not static" if 3 in headers else "")
        if data[:4] == b"\xcf\xfa\xed\xfe":
            machine = struct.unpack_from("<I", data, 4)[0]
            return "mach-o " + {0x01000007: "x86-64", 0x0100000C: "arm64"}.get(machine, "of another machine")
        if data[:2] == b"MZ":
            at = struct.unpack_from("<I", data, 0x3C)[0]
            if data[at : at + 4] == b"PE\0\0":
                machine = struct.unpack_from("<H", data, at + 4)[0]
                return "pe " + {0x8664: "x86-64", 0xAA64: "arm64"}.get(machine, "of another machine")
    except struct.error:
        return "cut off"
    return "no program"


def sums(assets):
    """SHA256SUMS for the assets, a dict of names and bytes."""
    wanted = sorted([*BINARIES, *EXTRAS])
    if sorted(assets) != wanted:
        missing, more = sorted(set(wanted) - set(assets)), sorted(set(assets) - set(wanted))
        raise Wrong(f"these are not the assets of a release: missing {missing or 'none'}, unknown {more or 'none'}")
    for name, expected in BINARIES.items():
        found = kind(assets[name])
        if found != expected:
            raise Wrong(f"{name} is {found}; it should be {expected}")
    for name in EXTRAS:
        if not assets[name]:
            raise Wrong(f"{name} is empty")
    return "".join(f"{hashlib.sha256(assets[name]).hexdigest()}  {name}\n" for name in wanted)


def digests(tag, checksums, manifest):
    """The manifest with the digests of a release's binaries at its end. With them there already it stays as it is."""
    if is_prerelease(tag):
        raise Wrong(f"{tag} is a pre-release: the action does not use these")
    found = {}
    for line in checksums.splitlines():
        parts = LINE.fullmatch(line)
        if not parts:
            raise Wrong(f"SHA256SUMS has a line that is none: {line!r}")
        found[parts[2]] = parts[1]
    if missing := [name for name in BINARIES if name not in found]:
        raise Wrong(f"SHA256SUMS does not know {', '.join(missing)}")
    new = [(found[name], f"{tag}/{name}") for name in sorted(BINARIES)]
    old = entries(manifest)
    if there := [entry for entry in old if entry[1].startswith(f"{tag}/")]:
        if there == new:
            return manifest
        raise Wrong(f"{MANIFEST} has other digests for {tag}: a release never changes, so one of the two is not what it says")
    if manifest and not manifest.endswith("\n"):
        raise Wrong(f"{MANIFEST} does not end with a line break")
    return manifest + "".join(f"{digest}  {path}\n" for digest, path in new)


def major(manifest):
    """`v0` for the newest 0.x.y."""
    known = entries(manifest)
    if not known:
        raise Wrong(f"{MANIFEST} has no release")
    return known[-1][1].split(".")[0]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def main(arguments):
    try:
        match arguments:
            case ["check", tag]:
                print(check(tag, read("Cargo.toml"), read("CHANGELOG.md"), read(MANIFEST)))
            case ["notes", tag]:
                print(notes(tag, read("CHANGELOG.md")), end="")
            case ["sums", folder]:
                files = {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name != "SHA256SUMS"}
                text = sums(files)
                (Path(folder) / "SHA256SUMS").write_text(text, encoding="utf-8", newline="\n")
                print(text, end="")
            case ["digests", tag, folder]:
                text = digests(tag, (Path(folder) / "SHA256SUMS").read_text(encoding="utf-8"), read(MANIFEST))
                (ROOT / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
            case ["major"]:
                print(major(read(MANIFEST)))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (Wrong, OSError) as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
