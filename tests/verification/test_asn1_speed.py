"""The mended ASN.1 library: a time stamp looked into is not encoded again and again, and is written the same."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from asn1crypto import cms, core, tsp
if "mend" in sys.argv:
    from dossier.core.asn1_speed import speed_up_asn1
    speed_up_asn1()
    speed_up_asn1()
calls = 0
encode = core.Sequence._set_contents
def counted(self, force=False):
    global calls
    calls += 1
    return encode(self, force)
core.Sequence._set_contents = counted

def attribute(kind, value):
    return cms.CMSAttribute({"type": kind, "values": [value]})

def signed(attributes, unsigned):
    info = {"version": "v1", "sid": {"issuer_and_serial_number": {"issuer": {"": []}, "serial_number": 1}},
            "digest_algorithm": {"algorithm": "sha256"}, "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": b"x", "signed_attrs": attributes, "unsigned_attrs": unsigned}
    info["sid"] = cms.SignerIdentifier("subject_key_identifier", b"k")
    data = {"version": "v3", "digest_algorithms": [], "encap_content_info": {"content_type": "data"},
            "signer_infos": [info]}
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})

token = signed([attribute("signing_certificate_v2", {"certs": [{"cert_hash": b"h" * 32}]})], [])
whole = signed([attribute("content_type", "data")], [attribute("signature_time_stamp_token", token)]).dump()
calls = 0
loaded = cms.ContentInfo.load(whole)
inner = loaded["content"]["signer_infos"][0]["unsigned_attrs"][0]["values"][0]
ess = inner["content"]["signer_infos"][0]["signed_attrs"][0]["values"][0]["certs"][0]
assert ess["hash_algorithm"]["algorithm"].native == "sha256"
if "mend" in sys.argv:
    assert loaded.dump() == whole
else:  # the whole would take seconds
    inner.dump()
print(calls)
"""


def encodings(*words: str) -> int:
    """In a process of its own: the mend stays for as long as a process lives."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_default_is_no_change() -> None:
    assert encodings("mend") < 20


def test_the_fault_is_still_there_to_be_mended() -> None:
    """When a new version of the library mends it itself, the module can go."""
    assert encodings() > 100
