"""What ``regulation diff`` calls each thing of the model: the one place to touch when the model gains a field.

``LABELS`` names what is compared, ``NOT_COMPARED`` says why the rest is not; a test holds the two against the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dossier.regulation.model import Deadline, Regulation
from dossier.regulation.predicates import PREDICATES, UNIT_CONDITIONS, WHEN_APPLIED
from dossier.regulation.show import COLUMNS, RUN_BY, deadline_words

LABELS: dict[str, dict[str, str]] = {
    "Regulation": {
        "title": "Nội dung của văn bản",
        "area": "Phạm vi áp dụng",
        "main_source": "Văn bản",
        "valid": "Hiệu lực",
        "terms": "Tên gọi",
        "score": "Khung điểm",
        "criteria_lists": "Tiêu chí do quy định nêu",
        "awards": "Hình thức khen thưởng",
        "refused_awards": "Không đề nghị tại hội nghị",
        "selection": "Cách bình xét",
        "ballot": "Bỏ phiếu",
        "exclusions": "Không xét, chưa xét",
        "papers": "Hồ sơ",
        "deadlines": "Thời hạn",
        "legal_bases": "Căn cứ ghi trong tờ trình",
        "rules": "Quy định khác",
        "readings": "Cách hiểu đã chọn",
    },
    "Validity": {
        "from_day": "Có hiệu lực từ ngày",
        "until": "Hết hiệu lực sau ngày",
        "years_from": "Năm thi đua đầu tiên",
        "years_until": "Năm thi đua cuối cùng",
        "note": "Ghi chú về hiệu lực",
        "stages": "Thời điểm phải cân nhắc hoặc thôi áp dụng",
    },
    "TermSet": {
        "truong_khoi": "Đơn vị đứng đầu khối",
        "pho_khoi": "Đơn vị phó của khối",
        "truong_cum": "Đơn vị đứng đầu cụm",
        "pho_cum": "Đơn vị phó của cụm",
        "co_quan_tham_dinh": "Cơ quan thẩm định",
        "tham_dinh_goi": "Cơ quan thẩm định, gọi trong câu",
        "tham_dinh_viet_tat": "Cơ quan thẩm định, gọi tắt",
        "noi_nhan_to_trinh": "Nơi nhận tờ trình",
        "dia_danh": "Địa danh",
    },
    "ScoreRules": {
        "scale": "Thang điểm, gồm cả điểm thưởng",
        "contents": "Nội dung thi đua",
        "own_table": "Tổng bảng điểm của cụm, khối, không quá",
        "final_cap": "Tổng điểm của một đơn vị, không quá",
        "quantitative": "Tiêu chí định lượng",
        "bonuses": "Điểm thưởng",
        "bonus_total": "Tổng điểm thưởng, không quá",
        "deductions": "Điểm trừ",
        "used": "Điểm dùng để bình xét",
        "own_scale": "Cụm, khối tự đặt thang điểm",
        "contents_total": "Tổng điểm các nội dung, chưa kể điểm thưởng",
        "columns": "Cột của bảng điểm",
        "own_criteria": "Tiêu chí cụm, khối thay thế, bổ sung",
        "content_limits": "Giới hạn điểm của một nội dung",
        "own_bonuses": "Cụm, khối tự đặt khoản thưởng",
        "own_deductions": "Cụm, khối tự đặt khoản trừ",
    },
    "Content": {
        "title": "Tên nội dung",
        "max": "Điểm tối đa",
        "appraisal_cite": "Chỉ chấm sau khi cơ quan thẩm định có ý kiến",
    },
    "Ungrouped": {"method": "Cách chấm tiêu chí định lượng"},
    "Bonus": {
        "title": "Cách ghi",
        "max": "Tối đa",
        "each": "Mỗi trường hợp tối đa",
        "content": "Chỉ cho nội dung",
        "role": "Chỉ dành cho",
        "judged_too": "Tính cả tiêu chí không có kế hoạch đạt điểm tối đa",
    },
    "Deduction": {
        "title": "Cách ghi",
        "each": "Mỗi trường hợp trừ",
        "each_special": "Mỗi trường hợp thuộc diện riêng trừ",
        "special_title": "Diện riêng",
        "brackets": "Mức trừ theo số trường hợp",
        "max": "Tối đa",
        "role": "Chỉ áp dụng cho",
        "judged_for": "Do người chấm xác định đối với",
        "decided_in_year": "Chỉ tính văn bản ban hành trong năm",
        "document": "Văn bản làm căn cứ",
        "counts_returns": "Tính theo số hồ sơ bị trả lại",
    },
    "Bracket": {"points": "Trừ"},
    "Award": {
        "title": "Tên gọi",
        "kind": "Loại",
        "verb": "Cách ghi trong tờ trình",
        "decided_by": "Cấp quyết định",
        "run_by": "Cụm, khối được đề nghị, do cấp quản lý",
        "threshold": "Ngưỡng điểm",
        "content_thresholds": "Ngưỡng điểm từng nội dung",
        "quota": "Chỉ tiêu",
        "leader": "Dành cho một đơn vị dẫn đầu",
        "ballot": "Phải bỏ phiếu suy tôn",
        "forms": "Mẫu báo cáo thành tích",
        "standard": "Tiêu chuẩn theo luật",
        "kinds": "Chỉ cụm, khối gồm",
        "not_kinds": "Không áp dụng cho cụm, khối gồm",
        "quota_input": "Số lượng theo quyết định khác",
        "quota_percent": "Số lượng theo tỷ lệ",
        "quota_all": "Mọi đơn vị đủ điều kiện",
        "among": "Chỉ xét trong số đơn vị",
        "declared": "Chỉ xét đơn vị được hội nghị xác nhận đạt tiêu chuẩn",
        "chosen_by": "Nơi chọn",
    },
    "QuotaStep": {"count": "Số lượng"},
    "ContentThreshold": {"at_least": "Từ"},
    "BallotRules": {
        "base": "Tỷ lệ phiếu tính trên",
        "more_than": "Trúng khi đạt trên (%)",
        "winner_must_lead": "Đơn vị trúng phải có điểm cao nhất",
        "secret": "Bỏ phiếu kín",
        "rounds": "Số vòng",
        "surplus": "Danh sách bầu có số dư",
        "only_on_tie": "Chỉ bỏ phiếu khi bằng điểm",
    },
    "Exclusion": {"title": "Cách ghi", "effect": "Kết quả"},
    "RequiredPaper": {
        "title": "Tên giấy tờ",
        "form": "Biểu mẫu",
        "scope": "Lập",
        "award": "Dùng cho",
        "required_when": "Phải có khi",
        "submitted": "Nộp trong hồ sơ",
        "proposal": "Là văn bản đề nghị khen thưởng",
        "confirmed_by_leader": "Có xác nhận của đơn vị trưởng",
        "period": "Kỳ",
    },
    "Deadline": {
        "title": "Việc phải làm",
        "who": "Người thực hiện",
        "limit": "Thời hạn",
        "when": "Áp dụng khi",
    },
    "ContentLimit": {
        "title": "Cách ghi",
        "content": "Nội dung",
        "percent": "Không quá (%)",
        "units": "Áp dụng cho",
    },
    "OwnGrounds": {},
    "StandardCriterion": {
        "title": "Tiêu chí",
        "quantitative": "Chấm theo kế hoạch và kết quả",
        "replaceable_for": "Được thay thế đối với",
        "children": "Tiêu chí con",
    },
    "CriteriaList": {
        "title": "Bảng tiêu chí",
        "content": "Nội dung",
        "kinds": "Dành cho cụm, khối gồm",
        "criteria": "Tiêu chí",
    },
    "OwnCriteria": {
        "percent": "Tiêu chí thay thế, bổ sung không quá (%)",
        "contents": "Tiêu chí thay thế, bổ sung thuộc các nội dung",
    },
    "TableColumn": {"title": "Cột"},
    "QuotaInput": {},
    "QuotaPercent": {"percent": "Không quá (%)", "of_title": "Tính trên"},
    "SelectionMethod": {"title": "Cách làm"},
    "RefusedAward": {"title": "Hình thức"},
    "LifeStage": {"from_day": "Từ ngày", "status": "Tình trạng", "reason": "Lý do"},
    "LegalBasis": {"source": "Văn bản"},
    "NationalRule": {"title": "Quy định", "value": "Giá trị", "note": "Ghi chú"},
    "Reading": {"text": "Cách hiểu", "reason": "Lý do", "severity": "Mức nhắc", "when": "Áp dụng khi"},
}
"""Label of every field that is compared, by model. A list of models makes a group of its own under its label."""

GROUPS: dict[tuple[str, str], str] = {
    ("Regulation", "title"): "Văn bản và hiệu lực",
    ("Regulation", "area"): "Văn bản và hiệu lực",
    ("Regulation", "main_source"): "Văn bản và hiệu lực",
    ("Regulation", "valid"): "Văn bản và hiệu lực",
    ("Award", "threshold"): "Ngưỡng điểm",
    ("Award", "content_thresholds"): "Ngưỡng điểm",
    ("ScoreRules", "contents"): "Khung điểm",
    ("Deduction", "brackets"): "Điểm trừ",
    ("Validity", "stages"): "Văn bản và hiệu lực",
    ("ScoreRules", "content_limits"): "Khung điểm",
    ("Award", "quota_input"): "Chỉ tiêu",
    ("Award", "quota_percent"): "Chỉ tiêu",
    ("Award", "quota_all"): "Chỉ tiêu",
    ("CriteriaList", "criteria"): "Tiêu chí do quy định nêu",
    ("StandardCriterion", "children"): "Tiêu chí do quy định nêu",
}
"""Groups that differ from the label of their list."""

NOT_COMPARED: dict[str, dict[str, str]] = {
    "Regulation": {
        "schema_id": "form of the file",
        "id": "name of the file",
        "extends": "how the file is written, not what it says",
        "national": "the same law for all",
        "sources": "printed with the clauses that point to them",
        "removed": "gives the clause of what is gone",
    },
    "ScoreRules": {
        "qualitative_cite": "a clause without a value",
        "used_cite": "clause of `used`",
        "used_reading": "compared among the readings",
    },
    "Award": {
        "standard_cite": "clause of `standard`",
        "standard_declaration": "name of an input",
        "none_reading": "compared among the readings",
        "cite_run_by": "clauses",
    },
    "QuotaStep": {"from_units": "names the step", "to_units": "names the step"},
    "Bracket": {"at_least": "names the bracket"},
    "ContentThreshold": {"content": "names the threshold"},
    "QuotaPercent": {"of": "name of an input"},
    "Exclusion": {
        "declaration": "name of an input",
        "yes_means_somebody": "how the question is put",
        "unsigned_pact": "how the engine finds the ground",
    },
    "Deadline": {"applies_to": "name of an input"},
}
"""Fields left out on purpose. ``id``, ``cite`` and ``reading`` are left out everywhere: names, clauses, links."""

EVERYWHERE = frozenset({"id", "cite", "reading"})

KEYS: dict[str, tuple[str, ...]] = {
    "QuotaStep": ("from_units", "to_units"),
    "Bracket": ("at_least",),
    "ContentThreshold": ("content",),
    "LegalBasis": ("source",),
    "RequiredPaper": ("id", "award"),
}
"""What makes an item of a list the same in both files; otherwise its ``id``."""

VALUES: dict[str, str] = {
    **RUN_BY,
    **COLUMNS,
    "ty_le_toi_da_100": "đạt 100% kế hoạch được điểm tối đa; dưới 100% tính theo tỷ lệ",
    "truong": "đơn vị trưởng",
    "pho": "đơn vị phó",
    "truong_pho": "đơn vị trưởng, đơn vị phó",
    "thanh_vien": "đơn vị thành viên",
    "danh_hieu_thi_dua": "danh hiệu thi đua",
    "hinh_thuc_khen_thuong": "hình thức khen thưởng",
    "so_don_vi_tham_gia": "số đơn vị tham gia bỏ phiếu",
    "so_thanh_vien": "tổng số đơn vị thành viên",
    "phieu_hop_le": "số phiếu hợp lệ",
    "khong_xet": "không xét",
    "chua_xet": "chưa xét",
    "ho_so": "một bản cho cả hồ sơ",
    "don_vi_de_nghi": "mỗi đơn vị được đề nghị một bản",
    "don_vi": "đơn vị thành viên",
    "nhom": "cụm, khối",
    "ca_nhan": "mỗi cá nhân được đề nghị một bản",
    "nam": "cả năm",
    "sau_thang": "06 tháng đầu năm",
    "dau_nam": "đầu năm",
    "hoi_nghi": "hội nghị của cụm, khối",
    "cap_tren": "hội đồng cấp trên",
    "suy_ton": "danh hiệu của cụm, khối",
    "huyen": "huyện, thành phố",
    "so_nganh": "sở, ban, ngành",
    "dang_doan_the": "cơ quan đảng, đoàn thể",
    "doanh_nghiep": "doanh nghiệp",
    "xa": "xã, phường, thị trấn",
    "truong_hoc": "trường học",
    "y_te": "đơn vị y tế",
    "khac": "đơn vị khác",
    "co_quan": "cơ quan",
    "su_nghiep": "đơn vị sự nghiệp",
    "doan_the": "đoàn thể",
    "dia_phuong": "địa phương",
    "luc_luong_vu_trang": "lực lượng vũ trang",
    "can_nhac": "còn áp dụng nhưng phải cân nhắc",
    "het": "không còn áp dụng",
    "ngay_lam_viec": "ngày làm việc",
    "ngay": "ngày",
    "canh_bao": "cảnh báo",
    "luu_y": "lưu ý",
}
"""Words for the closed values of the model (its ``Literal`` types)."""

SPECIAL: dict[tuple[str, str, str], str] = {
    ("RequiredPaper", "scope", "don_vi"): "mỗi đơn vị thành viên một bản",
}
"""Where a closed value means something else than elsewhere: by model, field and value."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several fields that make sense only together, said as one."""

    field: str
    """Name under which ``LABELS`` has it."""
    fields: tuple[str, ...]
    say: Callable[[Regulation, Any], str]


def _say_limit(regulation: Regulation, limit: Deadline) -> str:
    return deadline_words(limit, regulation)


PHRASES: dict[str, Phrase] = {
    "Deadline": Phrase(
        "limit", ("event", "days", "unit", "from_month_day", "month_day", "year_offset", "inclusive"), _say_limit
    )
}


def condition_words(name: str) -> str:
    """What a named condition asks."""
    if name == WHEN_APPLIED:
        return "giá trị có cách hiểu này được áp dụng"
    return PREDICATES[name].title if name in PREDICATES else name


def named(regulation: Regulation, model: str, field: str, value: str) -> str | None:
    """Words for a value that is the id of something else in the file; None: it is not such a value."""
    if field in ("required_when", "when"):
        return condition_words(value)
    if field == "units" and value in UNIT_CONDITIONS:
        return UNIT_CONDITIONS[value].title
    if (model, field) == ("Award", "declared"):
        return "có"
    if (model, field) in (("RequiredPaper", "award"), ("Award", "among")):
        return next((award.title for award in regulation.awards if award.id == value), value)
    if field in ("main_source", "source"):
        return regulation.sources[value].short if value in regulation.sources else value
    return None
