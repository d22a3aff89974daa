"""The scripts of a release, on assets made by hand and against a gh that keeps its world in a file.

    python3 -m unittest discover -s tests/release
"""
import base64, hashlib, json, os, re, shutil, struct, subprocess, sys, tempfile, unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "release"))
import licences, release

TAG = "v0.3.0"
CARGO = '[workspace.package]\nversion = "0.3.0"\n'
CHANGELOG = "# Changelog\n\n## Unreleased\n\n- next\n\n## 0.3.0 - 2026-05-04\n\n### Added\n\n- A thing.\n\n## 0.2.0 - 2026-01-01\n\n- An older thing.\n"
COMMENT = "# Newest last.\n"


def elf(machine=62, *headers):
    """The beginning of a program for Linux, with program headers of these types."""
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, 0, 0, 64, 56, len(headers), 0, 0, 0)
    return head + b"".join(struct.pack("<I", kind) + bytes(52) for kind in headers)


def macho(machine):
    return b"\xcf\xfa\xed\xfe" + struct.pack("<I", machine) + bytes(24)


def pe(machine):
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine) + bytes(18)


def assets(**other):
    """The assets of a release; `name=bytes` with underscores replaces one."""
    made = {
        "folkmoot-linux-amd64": elf(62, 1, 2), "folkmoot-linux-arm64": elf(183, 1),
        "folkmoot-darwin-amd64": macho(0x01000007), "folkmoot-darwin-arm64": macho(0x0100000C),
        "folkmoot-windows-amd64.exe": pe(0x8664),
        "folkmoot-man.tar.gz": b"pages", "THIRD-PARTY-LICENCES.txt": b"texts",
    }
    for name, data in other.items():
        made[name.replace("_", "-")] = data
    return made


def sha(data):
    return hashlib.sha256(data).hexdigest()


class Core(unittest.TestCase):
    def wrong(self, text, call, *arguments):
        with self.assertRaises(release.Wrong) as wrong:
            call(*arguments)
        self.assertIn(text, str(wrong.exception))

    def test_tags(self):
        self.assertEqual(release.version("v0.3.0"), "0.3.0")
        self.assertEqual(release.version("v1.0.0-rc.1"), "1.0.0-rc.1")
        for tag in ["0.3.0", "v0.3", "v0.03.0", "v0.3.0 ", "v0.3.0\n", "v0.3.0-", "v0.3.0/x", "v0.3.0;ls", ""]:
            self.wrong("is no tag of a release", release.version, tag)

    def test_check(self):
        self.assertEqual(release.check(TAG, CARGO, CHANGELOG, COMMENT), "0.3.0")
        self.wrong("the tag says 0.3.1, Cargo.toml says 0.3.0", release.check, "v0.3.1", CARGO, CHANGELOG, COMMENT)
        self.wrong("it has 0", release.check, TAG, CARGO, CHANGELOG.replace(" - 2026-05-04", ""), COMMENT)
        self.wrong("it has 2", release.check, TAG, CARGO, CHANGELOG + "\n## 0.3.0 - 2026-05-05\n", COMMENT)
        self.wrong("says nothing", release.check, TAG, CARGO, CHANGELOG.replace("### Added\n\n- A thing.\n", ""), COMMENT)
        self.wrong("already", release.check, TAG, CARGO, CHANGELOG, COMMENT + f"{'a' * 64}  {TAG}/folkmoot-linux-amd64\n")

    def test_a_dot_in_the_version_is_a_dot(self):
        self.wrong("it has 0", release.section, "## 0x3y0 - 2026-05-04\n\n- A thing.\n", "0.3.0")

    def test_notes(self):
        text = release.notes(TAG, CHANGELOG)
        self.assertTrue(text.startswith("### Added\n\n- A thing.\n\n### Check"))
        self.assertNotIn("older", text)
        self.assertIn("--source-ref refs/tags/v0.3.0", text)

    def test_kinds(self):
        for data, kind in [(elf(62, 1), "elf x86-64"), (elf(62, 1, 3), "elf x86-64, not static"), (elf(40), "elf of another machine"),
                           (macho(7), "mach-o of another machine"), (pe(0xAA64), "pe arm64"), (b"", "no program"), (b"#!/bin/sh", "no program"),
                           (elf(62, 1)[:30], "cut off"), (elf(62, 1)[:66], "cut off"), (b"MZ", "cut off"), (b"MZ" + bytes(80), "no program")]:
            self.assertEqual(release.kind(data), kind, data)

    def test_sums(self):
        made = assets()
        self.assertEqual(release.sums(made), "".join(f"{sha(made[name])}  {name}\n" for name in sorted(made)))
        self.wrong("missing none, unknown ['notes.txt']", release.sums, {**made, "notes.txt": b"x"})
        del made["folkmoot-linux-arm64"]
        self.wrong("missing ['folkmoot-linux-arm64'], unknown none", release.sums, made)
        self.wrong("folkmoot-linux-amd64 is elf x86-64, not static", release.sums, assets(folkmoot_linux_amd64=elf(62, 3)))
        self.wrong("folkmoot-linux-arm64 is elf x86-64; it should be elf arm64", release.sums, assets(folkmoot_linux_arm64=elf(62)))
        self.wrong("THIRD-PARTY-LICENCES.txt is empty", release.sums, {**assets(), "THIRD-PARTY-LICENCES.txt": b""})

    def test_digests(self):
        checksums = release.sums(assets())
        old = COMMENT + "".join(f"{'b' * 64}  v0.2.0/{name}\n" for name in sorted(release.BINARIES))
        new = release.digests(TAG, checksums, old)
        self.assertTrue(new.startswith(old))
        # The line that action.yml reads.
        self.assertIn(f"\n{sha(elf(62, 1, 2))}  v0.3.0/folkmoot-linux-amd64\n", new)
        self.assertEqual(len(release.entries(new)), 10)
        self.assertEqual(release.digests(TAG, checksums, new), new)
        self.wrong("other digests for v0.3.0", release.digests, TAG, release.sums(assets(folkmoot_linux_amd64=elf(62, 1))), new)
        self.wrong("other digests for v0.3.0", release.digests, TAG, checksums, new[: new[:-1].rindex("\n") + 1])
        self.wrong("does not know folkmoot-linux-amd64", release.digests, TAG, checksums.replace("linux-amd64", "linux-mips"), old)
        self.wrong("is a pre-release", release.digests, "v0.3.0-rc.1", checksums, old)
        self.wrong("line break", release.digests, TAG, checksums, old.rstrip("\n"))
        self.wrong("digests.txt:2", release.digests, TAG, checksums, COMMENT + "abc  v0.2.0/folkmoot-linux-amd64\n")

    def test_major(self):
        line = f"{'a' * 64}  %s/folkmoot-linux-amd64\n"
        self.assertEqual(release.major(COMMENT + line % "v0.2.0" + line % "v0.10.1"), "v0")
        self.assertEqual(release.major(line % "v0.2.0" + line % "v12.0.0"), "v12")
        self.wrong("has no release", release.major, COMMENT)

    def test_the_manifest_here_is_one(self):
        release.entries(release.read(release.MANIFEST))

    def test_gh_finds_one_asset_for_each_platform(self):
        # GitHub's CLI takes the first asset whose name ends so, in any order: there must be one.
        for end in ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64.exe"]:
            self.assertEqual(len([name for name in assets() | {"SHA256SUMS": b""} if name.endswith(end)]), 1, end)

    def test_the_workflow_builds_the_assets(self):
        text = release.read(".github/workflows/release.yml")
        self.assertEqual(re.findall(r"- asset: (\S+)", text), list(release.BINARIES))
        targets = re.findall(r"target: (\S+)", text)
        self.assertEqual(len(targets), len(release.BINARIES))
        deny = release.read("deny.toml")
        for target in targets:
            self.assertIn(f'"{target}"', deny)

    def test_only_a_pushed_tag_that_passed_is_signed_and_released(self):
        jobs = re.split(r"\n  (?=[a-z]+:\n)", release.read(".github/workflows/release.yml").split("\njobs:\n")[1])
        jobs = {job.strip().split(":")[0]: job for job in jobs}
        needs = {name: set(re.findall(r"[a-z]+", (re.findall(r"\n    needs: (.*)", job) or [""])[0])) for name, job in jobs.items()}
        self.assertEqual(needs["attest"], {"check", "test", "build", "extras"})
        self.assertEqual(needs["publish"], {"check", "test", "attest"})
        self.assertEqual(needs["digests"], {"publish"})
        for name, job in jobs.items():
            condition = (re.findall(r"\n    if: (.*)", job) or [""])[0]
            if "contents: write" in job:
                self.assertIn("github.event_name == 'push' && github.ref_type == 'tag'", condition, name)
            # `always()` would go on after what failed.
            self.assertNotIn("always()", job)
        self.assertIn("- if: github.event_name == 'push'\n        uses: actions/attest@", jobs["attest"])
        self.assertEqual([name for name, job in jobs.items() if "contents: write" in job], ["publish", "digests"])

    def test_licences(self):
        own = {"MIT": "MIT text", "Apache-2.0": "Apache text"}
        text = licences.document([("b", "2", "MIT", {"LICENSE": "Same  text"}), ("a", "1", "ISC", {"LICENSE": "Same\ntext"}),
                                  ("c", "3", "Apache-2.0 OR MIT", {})], own)
        self.assertEqual(text.count("-" * 100), 2)
        self.assertIn("a 1 (ISC)\nb 2 (MIT)\n\nSame\ntext\n", text)
        self.assertIn("c 3 (Apache-2.0 OR MIT)\n\nApache text\n", text)
        with self.assertRaises(SystemExit):
            licences.document([("d", "4", "ISC", {})], own)

    def test_what_is_linked(self):
        def package(name, kind="lib"):
            return {"id": name, "name": name, "targets": [{"kind": [kind]}]}

        def node(name, *deps):
            return {"id": name, "deps": [{"pkg": dep, "dep_kinds": [{"kind": kind}]} for dep, kind in deps]}

        metadata = {"packages": [package("folkmoot"), package("a"), package("macro", "proc-macro"), package("syn"), package("cc"), package("test")],
                    "resolve": {"nodes": [node("folkmoot", ("a", None), ("macro", None), ("test", "dev")), node("a", ("cc", "build")),
                                          node("macro", ("syn", None)), node("syn"), node("cc"), node("test")]}}
        self.assertEqual(licences.linked(metadata), {"folkmoot", "a"})


class Scripts(unittest.TestCase):
    """The scripts with gh, in a repository of their own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        (self.folder / "bin").mkdir()
        shutil.copy(HERE / "gh", self.folder / "bin" / "gh")
        self.world = {"releases": {}, "refs": {}, "contents": {}, "pulls": [], "immutable": True}
        self.save()
        self.here = self.folder / "folkmoot"
        shutil.copytree(ROOT / "release", self.here / "release", ignore=shutil.ignore_patterns("__pycache__"))
        for path, text in [("Cargo.toml", CARGO), ("CHANGELOG.md", CHANGELOG), ("release/digests.txt", COMMENT)]:
            (self.here / path).write_text(text)
        for command in [["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "all"]]:
            self.git(*command)
        self.assets = self.folder / "assets-built"
        self.assets.mkdir()
        for name, data in assets().items():
            (self.assets / name).write_bytes(data)
        (self.assets / "SHA256SUMS").write_text(release.sums(assets()))

    def git(self, *arguments):
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *who, *arguments], cwd=self.here, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def save(self):
        (self.folder / "world.json").write_text(json.dumps(self.world))

    def run_script(self, path, *arguments, code=0, repository="folkmoot/folkmoot"):
        """What the script says; afterwards self.world is GitHub, and self.calls what gh was asked."""
        (self.folder / "calls").write_text("")
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "FAKE_GH": str(self.folder), "GH_REPO": repository}
        done = subprocess.run([self.here / path, *map(str, arguments)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, code, done.stdout)
        self.world = json.loads((self.folder / "world.json").read_text())
        self.calls = [json.loads(line)[:3] for line in (self.folder / "calls").read_text().splitlines()]
        return done.stdout

    def publish(self, code=0, tag=TAG):
        return self.run_script("release/publish", tag, self.assets, code=code)

    def out(self):
        return self.world["releases"]["folkmoot/folkmoot"]

    def test_publish(self):
        self.assertIn("v0.3.0 is out", self.publish())
        self.assertEqual({"draft": False, "prerelease": False}, {key: self.out()[TAG][key] for key in ["draft", "prerelease"]})
        self.assertIn("- A thing.", self.out()[TAG]["notes"])
        stored = {path.name for path in (self.folder / "assets/folkmoot/folkmoot" / TAG).iterdir()}
        self.assertEqual(stored, {*assets(), "SHA256SUMS"})
        # Again: nothing is made.
        self.assertIn("v0.3.0 is out", self.publish())
        self.assertEqual([call[:2] for call in self.calls[:-1]], [["release", "view"], ["release", "download"]])
        self.assertEqual(self.calls[-1][0], "api")

    def test_publish_a_prerelease(self):
        for path in ["Cargo.toml", "CHANGELOG.md"]:
            (self.here / path).write_text((self.here / path).read_text().replace("0.3.0", "0.3.0-rc.1"))
        self.publish(tag="v0.3.0-rc.1")
        self.assertTrue(self.out()["v0.3.0-rc.1"]["prerelease"])

    def test_publish_after_a_run_that_stopped_at_the_draft(self):
        self.world["releases"] = {"folkmoot/folkmoot": {TAG: {"draft": True, "notes": "", "prerelease": False}}}
        self.save()
        self.publish()
        self.assertIn(["release", "delete", TAG], self.calls)
        self.assertFalse(self.out()[TAG]["draft"])

    def test_publish_nothing_that_github_stored_wrong(self):
        self.world["spoil"] = "folkmoot-man.tar.gz"
        self.save()
        self.assertIn("still a draft", self.publish(code=1))
        self.assertTrue(self.out()[TAG]["draft"])

    def test_publish_says_when_the_release_is_out_with_other_files(self):
        self.publish()
        (self.assets / "folkmoot-man.tar.gz").write_bytes(b"other pages")
        self.assertIn("release a new version instead", self.publish(code=1))

    def test_publish_says_when_releases_can_change(self):
        self.world["immutable"] = False
        self.save()
        self.assertIn("not immutable", self.publish(code=1))

    def test_publish_touches_nothing_when_github_is_down(self):
        self.world["down"] = True
        self.save()
        self.assertIn("HTTP 502", self.publish(code=1))
        self.assertEqual(len(self.calls), 1)

    def test_publish_refuses_incomplete_assets_before_it_asks_github(self):
        (self.assets / "folkmoot-linux-arm64").unlink()
        self.assertIn("missing ['folkmoot-linux-arm64']", self.publish(code=1))
        self.assertEqual(self.calls, [])

    def test_propose_digests(self):
        head, before = self.git("rev-parse", "HEAD"), self.git("rev-parse", "HEAD:release/digests.txt")
        self.run_script("release/propose-digests", TAG, self.assets)
        branch = "folkmoot-release/digests-v0.3.0"
        self.assertEqual(self.world["refs"], {f"refs/heads/{branch}": head})
        self.assertEqual(self.world["pulls"], [f"folkmoot:{branch}"])
        written = self.world["contents"]["release/digests.txt"]
        self.assertEqual((written["branch"], written["sha"]), (branch, before))
        text = base64.b64decode(written["content"]).decode()
        self.assertEqual(text, release.digests(TAG, release.sums(assets()), COMMENT))
        # Again, from a new checkout: the pull request is there.
        self.git("checkout", "-q", "release/digests.txt")
        self.assertIn("open already", self.run_script("release/propose-digests", TAG, self.assets))
        self.assertEqual(self.world["pulls"], [f"folkmoot:{branch}"])
        # And when it is merged, nothing is left to do.
        self.git("checkout", "-q", "release/digests.txt")
        (self.here / "release/digests.txt").write_text(text)
        self.git("commit", "-qam", "merged")
        self.assertIn("there already", self.run_script("release/propose-digests", TAG, self.assets))
        self.assertEqual(self.calls, [])

    def test_propose_digests_whatever_forks_call_their_branches(self):
        branch = "folkmoot-release/digests-v0.3.0"
        self.world["pulls"] = [f"passer-by:{branch}"]
        self.save()
        self.run_script("release/propose-digests", TAG, self.assets)
        self.assertEqual(self.world["pulls"], [f"passer-by:{branch}", f"folkmoot:{branch}"])

    def test_propose_digests_after_a_run_that_stopped_at_the_branch(self):
        branch = "refs/heads/folkmoot-release/digests-v0.3.0"
        self.world["refs"][branch] = "0" * 40
        self.save()
        self.run_script("release/propose-digests", TAG, self.assets)
        self.assertEqual(self.world["refs"], {branch: self.git("rev-parse", "HEAD")})
        self.assertEqual(len(self.world["pulls"]), 1)

    def test_tag_action(self):
        (self.here / "release/digests.txt").write_text(release.digests(TAG, release.sums(assets()), COMMENT))
        self.git("commit", "-qam", "merged")
        head = self.git("rev-parse", "HEAD")
        self.world["refs"]["refs/tags/v0"] = "0" * 40
        # Started again when the tag is further already, on another line, or at what GitHub does not know.
        for compared in [{"0" * 40: "behind"}, {"0" * 40: "diverged"}, {}]:
            self.world["compared"] = compared
            self.save()
            self.assertIn(f"{head} does not come after that", self.run_script("release/tag-action", code=1))
            self.assertEqual(self.world["refs"], {"refs/tags/v0": "0" * 40})
        self.world["compared"] = {"0" * 40: "ahead"}
        self.save()
        self.run_script("release/tag-action")
        self.assertEqual(self.world["refs"], {"refs/tags/v0": head})
        self.assertIn("already", self.run_script("release/tag-action"))
        self.world["refs"] = {}
        self.save()
        self.run_script("release/tag-action")
        self.assertEqual(self.world["refs"], {"refs/tags/v0": head})

    def test_tag_action_without_a_release(self):
        self.assertIn("has no release", self.run_script("release/tag-action", code=1))
        self.assertEqual(self.calls, [])

    def copy(self, code=0):
        return self.run_script("release/gh-folkmoot/copy", code=code, repository="folkmoot/gh-folkmoot")

    def test_copy_for_the_cli(self):
        self.publish()
        self.assertIn("v0.3.0 is here", self.copy())
        self.assertFalse(self.world["releases"]["folkmoot/gh-folkmoot"][TAG]["draft"])
        copied = self.folder / "assets/folkmoot/gh-folkmoot" / TAG
        self.assertEqual({path.name for path in copied.iterdir()}, {*assets(), "SHA256SUMS"})
        self.assertEqual(len([call for call in self.calls if call[0] == "attestation"]), len(assets()))
        self.assertIn("here already", self.copy())

    def test_copy_nothing_without_attestation_or_checksum(self):
        self.publish()
        self.world["unattested"] = ["folkmoot-linux-arm64"]
        self.save()
        self.copy(code=1)
        self.assertEqual(self.world["releases"]["folkmoot/gh-folkmoot"], {})
        self.world["unattested"] = []
        self.save()
        stored = self.folder / "assets/folkmoot/folkmoot" / TAG
        (stored / "more-linux-amd64").write_bytes(elf())
        self.assertIn("does not know more-linux-amd64", self.copy(code=1))
        (stored / "more-linux-amd64").unlink()
        (stored / "folkmoot-linux-amd64").write_bytes(elf())
        self.assertIn("FAILED", self.copy(code=1))
        self.assertEqual(self.world["releases"]["folkmoot/gh-folkmoot"], {})


if __name__ == "__main__":
    unittest.main()
