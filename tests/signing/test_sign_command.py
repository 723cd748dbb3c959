"""``dossier sign`` and its sisters, as a clerk types them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pki import run
from pki_services import PASSWORD, Holder, Services, start_services
from sample_bundle import paper_pdf, sample_bundle, sample_papers
from typer.testing import CliRunner, Result
from verapdf import failures

from dossier.bundle.places import Place
from dossier.bundle.sign_fields import add_signature_field
from dossier.cli.app import app

Cli = Callable[..., Result]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with start_services(tmp_path_factory.mktemp("pki"), key="p256") as found:
        yield found


@pytest.fixture(scope="module")
def person(services: Services) -> Holder:
    return services.person()


@pytest.fixture(scope="module")
def agency(services: Services) -> Holder:
    return services.agency()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "ho_so.pdf"
    path.write_bytes(sample_bundle(sample_papers(1, 1)).data)
    return path


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    for name in ("DOSSIER_TSA", "DOSSIER_PERSON_PIN", "DOSSIER_AGENCY_PIN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOSSIER_PERSON_PASSWORD", PASSWORD)
    monkeypatch.setenv("DOSSIER_AGENCY_PASSWORD", PASSWORD)

    def call(*words: str | Path, **environment: str) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], env=environment, catch_exceptions=False)

    return call


def valid(path: Path) -> int:
    return run("pdfsig", path).stdout.count("Signature Validation: Signature is Valid.")


def test_person_then_agency(cli: Cli, bundle: Path, person: Holder, agency: Holder, services: Services) -> None:
    before = bundle.read_bytes()
    result = cli("sign", bundle, "--as", "person", "--p12", person.p12)
    assert result.exit_code == 0, result.output
    assert "Đã ký chỗ “ky_nguoi”: Lý Thị Ngọc Ánh" in result.stdout and "mức B-B" in result.stdout
    assert "Còn chờ ký: ky_co_quan" in result.stdout
    once = bundle.with_name("ho_so.da_ky.pdf")
    result = cli("sign", once, "--as", "agency", "--p12", agency.p12, "--tsa", services.tsa_url, "--json")
    twice = bundle.with_name("ho_so.da_ky_2.pdf")
    told = json.loads(result.stdout)
    assert told["ok"] and told["path"] == str(twice) and told["level"] == "B-T" and told["waiting"] == []
    assert valid(twice) == 2 and failures(twice.read_bytes(), "3b") == {}
    assert bundle.read_bytes() == before
    assert twice.read_bytes().startswith(once.read_bytes())


def test_nothing_is_overwritten(cli: Cli, bundle: Path, person: Holder, tmp_path: Path) -> None:
    taken = tmp_path / "co_san.pdf"
    taken.write_bytes(b"quan trong")
    for target in (taken, bundle):
        result = cli("sign", bundle, "--as", "person", "--p12", person.p12, "-o", target)
        assert result.exit_code == 8 and "không ghi đè" in result.output
    assert taken.read_bytes() == b"quan trong"


def test_long_term_by_the_environment(
    cli: Cli, bundle: Path, person: Holder, agency: Holder, services: Services, tmp_path: Path
) -> None:
    trust = ("--trust", services.ca_pem)
    secret = services.tsa_url.replace("http://", "http://ten:mat-khau@")
    lt = ("--level", "B-LT", *trust)
    assert cli("sign", bundle, "--as", "person", "--p12", person.p12, *lt, DOSSIER_TSA=secret).exit_code == 0
    once = bundle.with_name("ho_so.da_ky.pdf")
    result = cli("sign", once, "--as", "agency", "--p12", agency.p12, "--level", "B-LTA", *trust, DOSSIER_TSA=secret)
    assert result.exit_code == 0 and "mức B-LTA" in result.output and "mat-khau" not in result.output
    assert "qua mạng" in result.output
    with pikepdf.open(bundle.with_name("ho_so.da_ky_2.pdf")) as pdf:
        assert "/DSS" in pdf.Root
        assert [str(f.T) for f in pdf.Root.AcroForm.Fields] == ["ky_nguoi", "ky_co_quan", "dau_thoi_gian_1"]


def test_what_is_asked_wrongly_is_said(
    cli: Cli, bundle: Path, person: Holder, agency: Holder, services: Services, tmp_path: Path
) -> None:
    p12 = ("--p12", person.p12)
    for words, message in (
        (("sign",), "Chưa nêu tệp cần ký"),
        (("sign", bundle, "--as", "person"), "Cần đúng một loại khóa"),
        (("sign", bundle, *p12), "Chưa rõ ký vào chỗ nào"),
        (("sign", bundle, "--as", "agency", *p12), "Chưa có chữ ký số của người có thẩm quyền"),
        (("sign", bundle, "--field", "ky_la", *p12), "chỗ ký “ky_la”"),
        (("sign", bundle, "--as", "person", *p12, "--level", "B-T"), "cần dịch vụ cấp dấu thời gian"),
        (("sign", bundle, "--as", "person", *p12, "--tsa", "http://a:mat-khau@x/"), "DOSSIER_TSA"),
        (("sign", bundle, "--as", "person", *p12, "--level", "B-LT", "--tsa", services.tsa_url), "cần chứng thư gốc"),
        (("sign", bundle, "--as", "person", "--p12", tmp_path / "khong.p12"), "Không tìm thấy tệp khóa"),
        (("sign", bundle, "--as", "person", "--pkcs11", tmp_path / "khong.so"), "Không tìm thấy thư viện"),
        (("sign", "--list"), "Chưa nêu thư viện"),
    ):
        result = cli(*words)
        assert result.exit_code == 8 and message in result.output, (words, result.output)
    result = cli("sign", bundle, "--as", "person", *p12, DOSSIER_PERSON_PASSWORD="sai")
    assert result.exit_code == 8 and "mật khẩu không đúng" in result.output
    assert cli("sign", tmp_path / "khong.pdf", "--as", "person", *p12).exit_code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ho_so.pdf"]


def test_the_service_fails_and_nothing_is_written(
    cli: Cli, bundle: Path, person: Holder, services: Services, tmp_path: Path
) -> None:
    services.down.add("tsa")
    try:
        result = cli("sign", bundle, "--as", "person", "--p12", person.p12, "--tsa", services.tsa_url, "--json")
    finally:
        services.down.clear()
    told = json.loads(result.stdout)
    assert result.exit_code == 8 and not told["ok"] and "HTTP 503" in told["error"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ho_so.pdf"]


def test_outside_by_hash(cli: Cli, bundle: Path, person: Holder, tmp_path: Path) -> None:
    result = cli("sign-prepare", bundle, "--as", "person", "--certificate", person.pem)
    assert result.exit_code == 0, result.output
    prepared = tmp_path / "ho_so.chua_ky.pdf"
    attributes, record = tmp_path / "ho_so.chua_ky.thuoc_tinh.der", tmp_path / "ho_so.chua_ky.json"
    printed = run("openssl", "dgst", "-sha256", attributes).stdout.split()[-1]
    assert printed in result.output and json.loads(record.read_text())["attributes_sha256"] == printed
    key = tmp_path / "khoa.pem"
    key.write_bytes(person.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    run("openssl", "dgst", "-sha256", "-sign", key, "-out", tmp_path / "chu_ky.bin", attributes)
    result = cli("sign-complete", prepared, tmp_path / "chu_ky.bin")
    assert result.exit_code == 0, result.output
    signed = tmp_path / "ho_so.da_ky.pdf"
    assert valid(signed) == 1 and "Lý Thị Ngọc Ánh" in result.output
    again = cli("sign-prepare", bundle, "--as", "person", "--certificate", person.pem)
    assert again.exit_code == 8 and "không ghi đè" in again.output
    record.write_text("{}")
    broken = cli("sign-complete", prepared, tmp_path / "chu_ky.bin", "-o", tmp_path / "x.pdf")
    assert broken.exit_code == 8 and "không đọc được" in broken.output and not (tmp_path / "x.pdf").exists()


def test_outside_by_file(cli: Cli, bundle: Path, person: Holder, tmp_path: Path) -> None:
    other = tmp_path / "tu_phan_mem_khac.pdf"
    assert cli("sign", bundle, "--as", "person", "--p12", person.p12, "-o", other).exit_code == 0
    result = cli("sign-accept", bundle, other)
    taken = tmp_path / "ho_so.da_ky.pdf"
    assert result.exit_code == 0 and taken.read_bytes() == other.read_bytes()
    assert "không có dấu thời gian" in result.output
    result = cli("sign-accept", bundle, other, "--field", "ky_co_quan", "-o", tmp_path / "x.pdf")
    assert result.exit_code == 8 and "không phải chỗ “ky_co_quan”" in result.output


def test_both_signed_elsewhere_before_it_came_back(
    cli: Cli, bundle: Path, person: Holder, agency: Holder, tmp_path: Path
) -> None:
    once, twice, taken = (tmp_path / name for name in ("mot.pdf", "hai.pdf", "nhan.pdf"))
    assert cli("sign", bundle, "--as", "person", "--p12", person.p12, "-o", once).exit_code == 0
    assert cli("sign", once, "--as", "agency", "--p12", agency.p12, "-o", twice).exit_code == 0
    result = cli("sign-accept", bundle, twice, "-o", taken)
    assert result.exit_code == 0 and taken.read_bytes() == twice.read_bytes()
    assert "“ky_nguoi”: Lý Thị Ngọc Ánh" in result.output and "“ky_co_quan”: Sở Quy hoạch" in result.output
    result = cli("sign-accept", bundle, twice, "--field", "ky_nguoi", "-o", tmp_path / "x.pdf")
    assert result.exit_code == 8 and "2 chữ ký mới" in result.output


def test_a_paper_with_several_signers(cli: Cli, services: Services, agency: Holder, tmp_path: Path) -> None:
    """Minutes: the secretary, then the chair, then the seal; the superior's confirmation and seal come after that."""
    path = tmp_path / "bien_ban.pdf"
    path.write_bytes(paper_pdf(0, 1))
    names = ["ky_thu_ky", "ky_chu_toa", "ky_co_quan", "ky_xac_nhan", "ky_co_quan_xac_nhan"]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for number, name in enumerate(names):
            low = 100 + 90 * number
            add_signature_field(pdf, name, f"Chữ ký số: {name}", Place(0, 300, low, 464, low + 65))
        pdf.save(path)

    def sign(source: Path, number: int, *words: str | Path) -> Result:
        holder = services.person(f"Người Ký {number}")
        return cli("sign", source, *words, "--p12", holder.p12, "-o", tmp_path / f"{number}.pdf")

    result = sign(path, 0, "--as", "person")
    assert result.exit_code == 8 and "3 chỗ ký" in result.output and "ky_chu_toa" in result.output
    result = sign(path, 0, "--as", "agency")
    assert result.exit_code == 8 and "2 chỗ ký" not in result.output and "Chưa có chữ ký" in result.output
    assert sign(path, 1, "--field", "ky_thu_ky").exit_code == 0
    result = sign(tmp_path / "1.pdf", 0, "--field", "ky_co_quan")
    assert result.exit_code == 8 and "còn chỗ chưa ký: Chữ ký số: ky_chu_toa" in result.output
    assert sign(tmp_path / "1.pdf", 2, "--field", "ky_chu_toa").exit_code == 0
    assert sign(tmp_path / "2.pdf", 3, "--as", "agency").exit_code == 0
    result = sign(tmp_path / "3.pdf", 0, "--field", "ky_thu_ky")
    assert result.exit_code == 8 and "đã được ký rồi" in result.output
    assert sign(tmp_path / "3.pdf", 4, "--as", "person").exit_code == 0
    assert sign(tmp_path / "4.pdf", 5, "--as", "agency").exit_code == 0
    assert valid(tmp_path / "5.pdf") == 5
    with pikepdf.open(tmp_path / "5.pdf") as pdf:
        # No certification on a single paper: it would keep the others from signing with other programs.
        assert "/Perms" not in pdf.Root


def test_a_changed_paper_is_not_signed_again(
    cli: Cli, bundle: Path, person: Holder, agency: Holder, tmp_path: Path
) -> None:
    assert cli("sign", bundle, "--as", "person", "--p12", person.p12).exit_code == 0
    once = tmp_path / "ho_so.da_ky.pdf"
    with pikepdf.open(once, allow_overwriting_input=True) as pdf:
        pdf.save(once)
    result = cli("sign", once, "--as", "agency", "--p12", agency.p12)
    assert result.exit_code == 8 and "đã bị sửa sau khi Lý Thị Ngọc Ánh ký" in result.output


def test_a_signed_time_in_the_future_is_seen(cli: Cli, services: Services, bundle: Path) -> None:
    late = services.person("Chưa Đến Hạn", start=datetime(2028, 1, 1, tzinfo=UTC))
    result = cli("sign", bundle, "--as", "person", "--p12", late.p12)
    assert result.exit_code == 8 and "chưa có hiệu lực (từ ngày 01/01/2028)" in result.output


def test_many_papers_at_once(cli: Cli, services: Services, person: Holder, tmp_path: Path) -> None:
    """One key, opened once; a file that can't be signed does not keep the others from it."""
    for name in ("mot", "hai"):
        with pikepdf.open(io.BytesIO(paper_pdf(0, 1))) as pdf:
            add_signature_field(pdf, "ky_nguoi_ky", "Chữ ký số", Place(0, 300, 100, 464, 165))
            pdf.save(tmp_path / f"{name}.pdf")
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7 nothing")
    files = [tmp_path / f"{name}.pdf" for name in ("mot", "hong", "khong_co", "hai")]
    result = cli("sign", *files, "--as", "person", "--p12", person.p12, "-o", tmp_path / "da_ky", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 8 and not told["ok"]
    assert [f["ok"] for f in told["files"]] == [True, True, False, False]
    assert sorted(path.name for path in (tmp_path / "da_ky").iterdir()) == ["hai.pdf", "mot.pdf"]
    assert [valid(tmp_path / "da_ky" / f"{name}.pdf") for name in ("mot", "hai")] == [1, 1]
    result = cli("sign", *files[::3], "--as", "person", "--p12", person.p12, "-o", tmp_path / "da_ky")
    assert result.exit_code == 8 and "Không ký được mot.pdf" in result.output and "không ghi đè" in result.output
    result = cli("sign", *files[::3], "--as", "person", "--p12", person.p12)
    assert result.exit_code == 0 and valid(tmp_path / "hai.da_ky.pdf") == 1


TUONG, KHUYEN = "Bế Minh Tường", "Đàm Thị Lệ Khuyên"
PLACES = {
    "to_trinh": {"ky_nguoi_ky": f"người ký: Giám đốc Sở Tài chính {TUONG}", "ky_co_quan": "cơ quan (x): Sở Tài chính"},
    "bien_ban": {
        "ky_thu_ky": f"người ký: Phó Chánh Văn phòng Sở Tài chính {KHUYEN}",
        "ky_chu_toa": f"người ký: Giám đốc Sở Tài chính {TUONG}",
    },
    "bang_diem": {
        "ky_nguoi_ky": "người ký: Giám đốc Sở Tư pháp Đàm Thị Ngọc Quyên",
        "ky_xac_nhan": f"người ký: Giám đốc Sở Tài chính {TUONG}",
    },
}


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A folder of papers for several people, as ``trinh_ky/`` is."""
    folder = tmp_path / "trinh_ky"
    folder.mkdir()
    for paper, places in PLACES.items():
        with pikepdf.open(io.BytesIO(paper_pdf(0, 1))) as pdf:
            for number, (name, tip) in enumerate(places.items()):
                low = 100 + 90 * number
                add_signature_field(pdf, name, f"Chữ ký số của {tip}", Place(0, 300, low, 464, low + 65))
            pdf.save(folder / f"{paper}.pdf")
    (folder / "danh_sach.json").write_text("{}")
    (folder / "to_trinh.truoc-0123abcd.pdf").write_bytes((folder / "to_trinh.pdf").read_bytes())
    return folder


def fields_signed(path: Path) -> set[str]:
    with pikepdf.open(path) as pdf:
        return {str(field.T) for field in pdf.Root.AcroForm.Fields if "/V" in field}


def test_a_person_finds_the_own_place_in_every_paper(cli: Cli, services: Services, stack: Path, tmp_path: Path) -> None:
    """A whole folder at once, each paper where it names this person; nobody signs in another's place by accident."""
    chair, signed = services.person(f"GIÁM ĐỐC - {TUONG.upper()}"), tmp_path / "da_ky"
    result = cli("sign", stack, "--as", "person", "--p12", chair.p12, "-o", signed)
    assert {p.name: fields_signed(p) for p in signed.iterdir()} == {
        "to_trinh.pdf": {"ky_nguoi_ky"},
        "bien_ban.pdf": {"ky_chu_toa"},
    }
    assert "còn chờ ky_thu_ky (Phó Chánh Văn phòng Sở Tài chính Đàm Thị Lệ Khuyên)" in result.output
    # The unit signs its sheet before the leader unit confirms it.
    assert result.exit_code == 8 and "Cấp xác nhận ký sau" in result.output and "Đàm Thị Ngọc Quyên" in result.output

    secretary = services.person(KHUYEN)
    result = cli("sign", stack / "to_trinh.pdf", "--as", "person", "--p12", secretary.p12, "-o", tmp_path / "sai")
    assert result.exit_code == 8 and f"dành cho Giám đốc Sở Tài chính {TUONG}" in result.output
    assert not (tmp_path / "sai").exists()
    # On purpose it is done, and said.
    on_purpose = ("--field", "ky_nguoi_ky", "--p12", secretary.p12, "-o", tmp_path / "thay")
    result = cli("sign", stack / "to_trinh.pdf", *on_purpose)
    assert result.exit_code == 0 and "Chú ý" in result.output and KHUYEN in result.output
    assert fields_signed(tmp_path / "thay" / "to_trinh.pdf") == {"ky_nguoi_ky"}


def test_what_cannot_be_signed_is_said(cli: Cli, person: Holder, stack: Path, tmp_path: Path) -> None:
    word, plain, empty = tmp_path / "to_trinh.docx", tmp_path / "in_thuong.pdf", tmp_path / "rong"
    word.write_bytes(b"PK\x03\x04")
    plain.write_bytes(paper_pdf(0, 1))
    empty.mkdir()
    for source, message in (
        (word, "là tệp Word"),
        (plain, "Tệp này không có chỗ ký số"),
        (empty, "không có tệp PDF nào"),
    ):
        result = cli("sign", source, "--as", "person", "--p12", person.p12)
        assert result.exit_code == 8 and message in result.output, result.output
        assert "trinh_ky/" in result.output
