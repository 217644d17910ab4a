"""Folders beside the files, their books, and the order in which they answer."""

from engine.gate import FolderParts, SetParts, Upload, check
from engine.gate.parts import Parts

FIELD = '{"type": "textfield", "key": "x", "id": "i", "label": "备注"}'


def _tree(root, make_form):
    (root / "processes" / "service").mkdir(parents=True)
    (root / "processes" / "registers").mkdir()
    (root / "forms").mkdir()
    (root / "forms" / "apply.form").write_bytes(make_form("apply", FIELD))
    (root / "forms" / "broken.form").write_bytes(b"{")
    (root / "processes" / "registers" / "posts.csv").write_text("\ufeffkey,zh\ncounter,综合窗口\n", "utf-8")
    (root / "processes" / "registers" / "departments.csv").write_text("key,number\na,13\n", "utf-8")
    return root / "processes" / "service"


def test_folders_around_a_file(tmp_path, make_form, plain):
    folder = _tree(tmp_path, make_form)
    (folder / "check_me.bpmn").write_text(plain.text(), "utf-8")
    parts = FolderParts.around([folder / "check_me.bpmn"])
    assert parts.form("apply").key == "apply"
    assert parts.form("broken") is None and parts.form("none") is None and parts.form("../x") is None
    assert parts.post("counter") and not parts.post("couter")
    assert parts.department("13") and not parts.department("14")
    assert parts.material("ANY"), "no book, no judgement"
    assert parts.law("a"), "no book, no judgement"
    assert parts.has_book("posts") is True
    assert parts.has_book("laws") is None and parts.has_book("letters") is None, "they lie elsewhere"
    assert parts.process("check_me").key == "check_me"
    assert parts.process("none") is None and parts.process("../x") is None


def test_laws_and_letters_of_folders(tmp_path, make_form):
    folder = _tree(tmp_path, make_form)
    (folder.parent / "registers" / "laws.csv").write_text("key,zh\nact_2015,某法\n", "utf-8")
    (tmp_path / "forms" / "letters").mkdir()
    (tmp_path / "forms" / "letters" / "DONE.txt").write_text("办结\nDone\n", "utf-8")
    parts = FolderParts.around([folder])
    assert parts.law("act_2015") and not parts.law("act_2016")
    assert parts.letter("DONE") and not parts.letter("READY")
    assert parts.has_book("laws") is True and parts.has_book("letters") is True


def test_a_book_with_a_head_only_is_like_none(tmp_path, make_form):
    folder = _tree(tmp_path, make_form)
    (folder.parent / "registers" / "posts.csv").write_text("key,zh\n", "utf-8")
    parts = FolderParts.around([folder])
    assert parts.post("couter") and parts.has_book("posts") is None


def test_called_processes_stand_beside_a_file_or_in_procedures(tmp_path, procedure, item, call):
    call(item, "ask_them", **{"in.topic": "x"})
    (tmp_path / "service").mkdir()
    (tmp_path / "procedures").mkdir()
    file = tmp_path / "service" / "svc_mz_901.bpmn"
    file.write_text(item.text(), "utf-8")

    def missing():
        checked = check([Upload(str(file), file.read_bytes())], FolderParts.around([file]))
        return "bpmn.call_missing" in {one.code for one in checked.findings}

    assert missing()
    beside = file.parent / "ask_them.bpmn"
    beside.write_text(procedure.text(), "utf-8")
    assert not missing()
    beside.rename(tmp_path / "procedures" / "ask_them.bpmn")
    assert not missing()
    (tmp_path / "procedures").rename(tmp_path / "processes")
    assert not missing()


def test_installation_answers_when_nothing_is_beside(tmp_path, make_form):
    home, far = tmp_path / "home", tmp_path / "a" / "b" / "c" / "d" / "e"
    far.mkdir(parents=True)
    _tree(home, make_form)
    parts: Parts = FolderParts.around([far], installation=home)
    assert parts.form("apply") is not None and not parts.post("couter")
    assert FolderParts.around([far]).form("apply") is None


def test_an_unreadable_process_is_none(tmp_path, make_form):
    folder = _tree(tmp_path, make_form)
    (folder / "bad.bpmn").write_bytes(b"<a>")
    (folder / "sketch.bpmn").write_bytes(b"<a/>")
    parts = FolderParts.around([folder])
    assert parts.process("bad") is None and parts.process("sketch") is None


def test_the_set_stands_in_front(tmp_path, make_form, books):
    form = FolderParts.around([_tree(tmp_path, make_form)]).form("apply")
    books.forms = {"other": form, "broken": form}
    parts: Parts = SetParts({"apply": form}, books, frozenset({"broken"}))
    assert parts.form("apply") is form and parts.form("other") is form
    assert parts.form("broken") is None, "the refused one of the set hides the published one"
    assert parts.post("counter") and parts.department("13") and parts.material("MAT-PHOTO")
    assert parts.law("residence_permit_2015") and parts.process("x") is None
    books.empty = frozenset({"laws"})
    assert parts.has_book("laws") is False and parts.has_book("posts") is True
    assert parts.today() is None and FolderParts().today() is None
